"""What is said of Slack alone: threads for conditions, and why a channel cannot be told."""

from bot.render.sentence import Sentence

SLACK = {
    "thread": Sentence(
        "이 조건식의 알림은 이 글의 스레드에 올립니다.",
        "The alerts of this condition come in this thread.",
    ),
}

SLACK_REASONS = {
    "channel_deleted": Sentence("슬랙 채널이 삭제됨", "the Slack channel was deleted"),
    "is_inactive": Sentence("멈춰 있는 슬랙 채널", "the Slack channel is frozen"),
    "user_not_in_channel": Sentence(
        "그 사람이 슬랙 채널에 없음", "the person is not in the Slack channel"
    ),
    "cannot_dm_bot": Sentence(
        "다른 봇에게는 보낼 수 없음", "Slack lets no bot write to another bot"
    ),
    "cannot_reply_to_message": Sentence(
        "스레드를 달 수 없는 글", "nobody can reply to that Slack message"
    ),
    "ekm_access_denied": Sentence(
        "관리자가 슬랙 글을 막아 둠", "an administrator has suspended messages in Slack"
    ),
    "posting_to_general_channel_denied": Sentence(
        "이 슬랙 채널은 정해진 사람만 쓸 수 있음",
        "only certain people may post in this Slack channel",
    ),
    "restricted_action_read_only_channel": Sentence(
        "읽기만 되는 슬랙 채널", "the Slack channel is read-only"
    ),
    "restricted_action_thread_only_channel": Sentence(
        "스레드에만 쓸 수 있는 슬랙 채널", "the Slack channel takes replies in threads only"
    ),
    "restricted_action_non_threadable_channel": Sentence(
        "스레드를 쓸 수 없는 슬랙 채널", "the Slack channel has no threads"
    ),
    "restricted_action_thread_locked": Sentence("잠긴 슬랙 스레드", "the Slack thread is locked"),
    "thread_refused": Sentence(
        "슬랙이 스레드를 열어 주지 않음", "Slack did not let a thread be opened"
    ),
    "slack_busy": Sentence(
        "슬랙이 지금은 받지 않음(잠시 뒤 다시)", "Slack does not take it now (try again shortly)"
    ),
    "slack_unsure": Sentence(
        "슬랙의 답이 오지 않음(잠시 뒤 다시)", "Slack did not answer (try again shortly)"
    ),
}
