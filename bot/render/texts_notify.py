"""What is said of the services that only take messages: NOTIFY_URLS."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

NOTIFY = {
    "refused_is": Sentence(
        "{name}: 서비스가 받지 않습니다(HTTP {code}). NOTIFY_URLS의 {name} 주소와 토큰을 확인하고 봇을 다시 시작해 주세요.",
        "{name}: the service takes nothing (HTTP {code}). Check its address and token in NOTIFY_URLS and start the bot again.",
    ),
    "refused_was": Sentence(
        "{name}: 서비스가 받지 않았습니다(HTTP {code}).",
        "{name}: the service took nothing (HTTP {code}).",
    ),
    "unreachable_is": Sentence(
        "{name}: 서비스에 연결할 수 없습니다. 저절로 다시 시도합니다.",
        "{name}: the service cannot be reached. It is being tried again.",
    ),
    "unreachable_was": Sentence(
        "{name}: 서비스에 연결할 수 없었습니다.", "{name}: the service could not be reached."
    ),
    "unsure_is": Sentence(
        "{name}: 서비스가 제대로 답하지 않습니다. 저절로 다시 보냅니다.",
        "{name}: the service gives no proper answer. It is being sent again.",
    ),
    "unsure_was": Sentence(
        "{name}: 서비스가 제대로 답하지 않았습니다.", "{name}: the service gave no proper answer."
    ),
    "gone_is": Sentence(
        "{name}: 주소가 없어졌습니다. NOTIFY_URLS에 새 주소를 넣어 주세요.",
        "{name}: the address is gone. Put a new one into NOTIFY_URLS.",
    ),
    "gone_was": Sentence("{name}: 주소가 없어졌습니다.", "{name}: the address is gone."),
}

NOTIFY_REASONS = {
    "webhook_gone": Sentence(
        "웹훅이 지워졌습니다. 새로 만들어 NOTIFY_URLS에 넣고 다시 구독해 주세요",
        "the webhook was deleted; make a new one, put it into NOTIFY_URLS and subscribe again",
    ),
    "workflow_gone": Sentence(
        "Teams의 워크플로가 지워졌습니다. 새로 만들어 NOTIFY_URLS에 넣고 다시 구독해 주세요",
        "the Teams workflow was deleted; make a new one, put it into NOTIFY_URLS and subscribe again",
    ),
    "sink_absent": Sentence(
        "NOTIFY_URLS에 이 이름이 없습니다", "NOTIFY_URLS does not name it any more"
    ),
}

NOTIFY_STATUS = {"channel_notify": Sentence("웹훅", "Webhook")}

NOTIFY_CHECK = {
    "notify_label": Sentence("웹훅", "webhook"),
    "slack_unreached": Sentence(
        "슬랙이 {url} 로 요청을 보낼 수 없습니다. WEB_PORT가 0이 아니어야 하고 WEB_URL은 https:// 로 시작해야 합니다",
        "Slack cannot send requests to {url}. WEB_PORT must not be 0, and WEB_URL must begin with https://",
    ),
    "notify_asked": Sentence("{kind}: 주소가 맞습니다", "{kind}: the address is good"),
    "notify_unasked": Sentence(
        "{kind}: 주소의 모양은 맞습니다. 받는지는 보내 봐야 압니다(여기서는 보내지 않았습니다)",
        "{kind}: the address looks right. Whether it takes messages shows when one is sent (none was)",
    ),
}
