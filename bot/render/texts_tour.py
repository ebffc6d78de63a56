"""The sentences of the tour that a first `/start` begins: three steps to a subscription."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

TOUR = {
    "what": Sentence(
        "**키움 조건검색 알림 봇**입니다. (1/3)\n영웅문에 저장한 조건식에 종목이 편입·이탈하는 순간 이 대화로 알려 드립니다.\n먼저 조건식을 보고 하나 골라 볼까요?",
        "**Kiwoom condition alerts** (1/3)\nThe moment a stock enters or leaves a condition you saved at Kiwoom, you hear it here.\nShall we look at your conditions and pick one?",
    ),
    "pick": Sentence(
        "**어느 조건식을 받아 볼까요?** (2/3)\n하나를 누르면 바로 시작합니다. 언제든 바꾸거나 끊을 수 있습니다.",
        "**Which condition shall it be?** (2/3)\nPress one and it begins. You can change or end it at any time.",
    ),
    "next": Sentence(
        "**다 됐습니다.**\n알림에는 현재가, 차트, 음소거, 이유 버튼이 함께 옵니다. 이어서 해 볼 수 있는 것:",
        "**That is all.**\nEach alert brings buttons for price, chart, mute and why. What you can do next:",
    ),
}

TOUR_BUTTONS = {
    "see_conditions": Sentence("조건식 보기", "See conditions"),
    "follow_this": Sentence("구독 {name}", "Follow {name}"),
    "all_conditions": Sentence("모두 보기", "See all"),
    "show_chart": Sentence("차트", "Chart"),
    "show_mute": Sentence("음소거", "Mute"),
}
