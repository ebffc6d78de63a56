"""What the HTTP API says in its own words, and in place of what chats say."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

API = {
    "in_a_chat": Sentence("채팅에서 /{command}", "/{command} in a chat"),
    "no_subscription": Sentence(
        "그런 구독이 없거나 다른 사람의 구독입니다. {/subscriptions} 에서 번호를 확인해 주세요.",
        "There is no such subscription, or it is somebody else's. {/subscriptions} lists yours.",
    ),
    "not_your_chat": Sentence(
        "‘{said}’ 대화는 연결되어 있지 않습니다. 먼저 {/link} 로 연결해 주세요.",
        "The chat ‘{said}’ is not linked to you. Link it first: {/link}.",
    ),
    "no_channel": Sentence(
        "‘{said}’ 쪽은 켜져 있지 않습니다. 봇 설정을 확인해 주세요.",
        "‘{said}’ is not set up here. See the bot's settings.",
    ),
    "no_candles": Sentence(
        "‘{said}’ 종목은 그릴 차트 자료가 없습니다. 종목코드와 봉 종류를 확인해 주세요.",
        "There are no candles to draw of ‘{said}’. Check the code and the interval.",
    ),
    # --- in place of what chats say
    "unknown_condition": Sentence(
        "키움 목록에 ‘{said}’ 조건식이 없습니다. 조건식과 그 id는 {/conditions} 에 있습니다.",
        "Kiwoom lists no condition ‘{said}’. {/conditions} has the conditions and their ids.",
    ),
    "part_unknown": Sentence(
        "‘{what}’ 조건식을 찾지 못했습니다. {/conditions} 에 있는 seq, 이름, 또는 #과 id(#11)로 적어 주세요.",
        "There is no condition ‘{what}’. Write its seq, its name or # and its id (#11), as {/conditions} has them.",
    ),
    "part_near": Sentence(
        "‘{what}’ 조건식은 없습니다. 이것을 찾으셨나요: {names}.",
        "There is no condition ‘{what}’. Did you mean {names}?",
    ),
    "part_place": Sentence(
        "식의 {position}번째 글자에서 틀렸습니다.", "The mistake is at character {position}."
    ),
    "unknown_stock": Sentence(
        "‘{said}’ 종목코드가 없습니다. 여섯 자리 종목코드로 불러 주세요. 예: 005930",
        "No stock has the code ‘{said}’. Use a code of six characters, such as 005930.",
    ),
    "sign_in": Sentence(
        "누구의 요청인지 알 수 없습니다. Authorization: Bearer 머리말에 토큰을 넣어 주세요. 토큰은 봇과의 1:1 채팅에서 /token 으로 만듭니다.",
        "Nobody can tell whose request this is. Put a token into the header Authorization: Bearer; /token in a private chat with the bot makes one.",
    ),
    "wrong_token": Sentence(
        "토큰이 맞지 않거나 폐기되었습니다. 봇과의 1:1 채팅에서 /token 으로 새로 만들어 Authorization: Bearer 머리말에 넣어 주세요.",
        "This token is wrong or was revoked. Make another with /token in a private chat with the bot and put it into the header Authorization: Bearer.",
    ),
    "no_rights": Sentence(
        "이 토큰의 주인에게는 이제 사용 권한이 없습니다. 봇 주인이 {/invite} 로 다시 초대할 수 있습니다.",
        "The person this token belongs to has no rights any more. An owner can invite them again: {/invite}.",
    ),
}
