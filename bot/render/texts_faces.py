"""Why a face cannot do what another could, and what it says of pictures and files."""

from bot.render.sentence import Sentence

FACES = {
    "file_unsent": Sentence(
        "(그림이나 파일을 보내지 못했습니다. 다시 해 주세요)",
        "(The picture or file could not be sent. Please try again)",
    ),
    "file_not_allowed": Sentence(
        "(이 방에서는 봇이 그림이나 파일을 보낼 수 없습니다. 방 설정에서 사진·파일 보내기를 "
        "허용해 주세요)",
        "(The bot may not send pictures or files here. Allow photos and files in the settings of "
        "this chat)",
    ),
    "file_saved": Sentence("저장했습니다: {path}", "Saved: {path}"),
    "file_unsaved": Sentence(
        "저장하지 못했습니다: {name}. 디스크에 자리가 있는지 보고 다시 해 주세요",
        "{name} could not be saved. See whether the disk has room and try again",
    ),
}

FACES_REASONS = {
    "no_topics_here": Sentence(
        "주제(토픽)는 텔레그램 그룹에서, 스레드는 슬랙에서 씁니다. 여기서는 빼고 보내 주세요.",
        "topics are for Telegram groups, threads for Slack. Leave that word out here.",
    ),
    "not_a_forum": Sentence(
        "이 그룹은 주제(토픽)가 꺼져 있습니다. 그룹 설정에서 ‘주제’를 켜 주세요.",
        "topics are switched off in this group; switch them on in its settings.",
    ),
    "no_topic_rights": Sentence(
        "봇에게 주제를 만들 권한이 없습니다. 그룹의 관리자 설정에서 ‘주제 관리’를 허용해 주세요.",
        "the bot may not make topics; allow it “Manage Topics” among the group's administrators.",
    ),
    "topic_not_made": Sentence(
        "텔레그램이 주제를 만들어 주지 않았습니다.", "Telegram did not let a topic be made."
    ),
    "telegram_busy": Sentence(
        "텔레그램이 지금은 받지 않습니다. 잠시 뒤 다시 해 주세요.",
        "Telegram does not take it now; try again shortly.",
    ),
    "telegram_unsure": Sentence(
        "텔레그램의 답이 오지 않았습니다. 그룹에 새 주제가 생겼는지 확인해 주세요.",
        "Telegram did not answer; see whether the group has a new topic.",
    ),
}
