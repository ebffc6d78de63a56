"""What is said of Slack alone: threads, the App Home, forms, and why a channel cannot be told."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

SLACK = {
    "thread": Sentence(
        "이 조건식의 알림은 이 글의 스레드에 올립니다.",
        "The alerts of this condition come in this thread.",
    ),
}

SLACK_BUTTONS = {
    "form": Sentence("설정", "Settings"),
    "more_conditions": Sentence("조건식 더 보기", "More conditions"),
}

SLACK_COMMANDS = {
    "form": Sentence("구독 설정 창을 엽니다", "Open the settings of a subscription"),
    "home": Sentence("내 구독과 상태를 보여 줍니다", "Show what you follow, and the status"),
}

SLACK_ANSWERS = {
    "choose_form": Sentence(
        "어느 구독의 설정을 바꿀까요?", "Which subscription do you want to change?"
    ),
}

HOME = {
    "following": Sentence("내 구독 {count}개", "You follow {count}"),
    "nothing": Sentence("아직 구독한 조건식이 없습니다", "You follow nothing yet"),
    "choose": Sentence(
        "구독할 조건식을 누르면 알림이 봇과의 대화(메시지 탭)로 옵니다.",
        "Press a condition to follow it; its alerts come to your chat with the bot (Messages tab).",
    ),
    "no_conditions": Sentence(
        "조건식 목록이 오면 여기서 고를 수 있습니다. 잠시 뒤 새로 고침을 눌러 주세요.",
        "The conditions can be chosen here as soon as they are listed. Press Refresh in a moment.",
    ),
    "elsewhere": Sentence("다른 대화에서 받는 구독", "Told in other chats"),
    "more": Sentence(
        "그 밖의 구독 {count}개는 그 대화에서 {/subscriptions} 로 볼 수 있습니다.",
        "{count} more are listed by {/subscriptions} in their chats.",
    ),
    "updated": Sentence("{time} 기준", "as of {time}"),
    "stranger": Sentence(
        "**아직 이 봇을 쓸 수 없습니다**\n봇 주인에게 초대({/invite})를 부탁해 코드를 받은 뒤, 메시지 탭에 `start 코드`를 보내 주세요.\n봇 주인이라면 OWNERS에 `{person}` 값을 추가하면 됩니다.",
        "**You are not let in yet**\nAsk an owner of the bot for an invitation ({/invite}), then send `start` and the code in the Messages tab.\nIf you run the bot yourself, add `{person}` to OWNERS.",
    ),
}

FORM = {
    "title": Sentence("구독 설정", "Subscription"),
    "submit": Sentence("저장", "Save"),
    "cancel": Sentence("취소", "Cancel"),
    "kinds": Sentence("알림", "Alerts"),
    "kinds_hint": Sentence("조건식: {name}", "Condition: {name}"),
    "price": Sentence("가격(원)", "Price (won)"),
    "price_example": Sentence("1000~50000, 1만 이상", "1000~50000, >=10k"),
    "rate": Sentence("등락률(%)", "Change rate (%)"),
    "rate_example": Sentence("3 이상, -5~5", ">=3, -5~5"),
    "volume": Sentence("거래량(주)", "Volume (shares)"),
    "volume_example": Sentence("100만 이상", ">=1m"),
    "value": Sentence("거래대금(원)", "Trading value (won)"),
    "value_example": Sentence("50억 이상", ">=5b"),
    "range_hint": Sentence("비워 두면 거르지 않습니다.", "Left empty, it keeps nothing out."),
    "wrong_range": Sentence(
        "‘{said}’ 값을 읽지 못했습니다. {example}처럼 적거나 비워 두세요.",
        "‘{said}’ cannot be read. Write it like {example}, or leave it empty.",
    ),
    "wrong_value": Sentence(
        "‘{said}’ 금액을 읽지 못했습니다. {example}처럼 단위를 붙여 적거나 비워 두세요.",
        "‘{said}’ cannot be read. Write it with its unit like {example}, or leave it empty.",
    ),
    "wrong_empty": Sentence(
        "‘{said}’ 범위에 드는 값이 없습니다. 작은 값부터 ~로 이어 적어 주세요.",
        "Nothing lies within ‘{said}’. Write the smaller one first, with ~ between them.",
    ),
    "wrong_length": Sentence(
        "‘{said}’ 시간을 읽지 못했습니다. {example}처럼 1분에서 24시간까지 적거나 비워 두세요.",
        "‘{said}’ is no time. Write it like {example}, from a minute to 24 hours, or leave it empty.",
    ),
    "wrong_name": Sentence(
        "종목명에 들어갈 말은 서른 자까지 적을 수 있습니다.",
        "The part of a name may have thirty letters at most.",
    ),
    "markets": Sentence("시장", "Markets"),
    "markets_hint": Sentence("고르지 않으면 모든 시장입니다.", "None chosen: every market."),
    "name": Sentence("종목명에 들어갈 말", "A part of the stock's name"),
    "name_example": Sentence("삼성", "samsung"),
    "cooldown": Sentence("쉬기", "Cooldown"),
    "cooldown_example": Sentence("10분", "10m"),
    "cooldown_hint": Sentence(
        "한 종목을 알린 뒤 이만큼은 다시 알리지 않고 모읍니다. 비워 두면 쉬지 않습니다.",
        "After an alert the same stock waits for so long. Left empty, it does not wait.",
    ),
    "digest": Sentence("모아 받기", "Digest"),
    "digest_example": Sentence("30분", "30m"),
    "digest_hint": Sentence(
        "이 간격마다 한 번에 모아 알립니다. 비워 두면 바로 알립니다.",
        "Everything is told at once every so often. Left empty, each alert comes at once.",
    ),
    "fold": Sentence("접기", "Fold"),
    "fold_example": Sentence("10분, 끔", "10m, off"),
    "fold_hint": Sentence(
        "드나들기를 되풀이하는 종목을 이 시간 안에서는 한 글로 접습니다. 비워 두면 기본입니다.",
        "A stock that goes in and out again within this time stays in one message. Left empty: the default.",
    ),
    "fold_off": Sentence("끔", "off"),
    "silent": Sentence("소리", "Sound"),
    "at_least": Sentence("{amount} 이상", ">={amount}"),
    "at_most": Sentence("{amount} 이하", "<={amount}"),
    "minutes": Sentence("{count}분", "{count}m"),
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
