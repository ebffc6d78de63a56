"""What the HTTP API says of its own."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

API = {
    "no_subscription": Sentence(
        "그런 구독이 없거나 다른 사람의 구독입니다. GET /api/v1/subscriptions 에서 번호를 확인해 주세요.",
        "There is no such subscription, or it is somebody else's. GET /api/v1/subscriptions lists yours.",
    ),
    "not_your_chat": Sentence(
        "‘{said}’ 대화는 연결되어 있지 않습니다. 그 대화에서 {/link} 로 먼저 연결해 주세요.",
        "The chat ‘{said}’ is not linked to you. Link it there first: {/link}.",
    ),
    "no_channel": Sentence(
        "‘{said}’ 쪽은 켜져 있지 않습니다. 봇 설정을 확인해 주세요.",
        "‘{said}’ is not set up here. See the bot's settings.",
    ),
    "no_candles": Sentence(
        "‘{said}’ 종목은 그릴 차트 자료가 없습니다. 종목코드와 봉 종류를 확인해 주세요.",
        "There are no candles to draw of ‘{said}’. Check the code and the interval.",
    ),
}
