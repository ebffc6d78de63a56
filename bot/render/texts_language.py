"""The sentences of `/lang`; the buttons say each language in itself."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

LANGUAGE = {
    "now": Sentence(
        "지금 **한국어**로 답하고 알립니다.", "You are answered and told in **English**."
    ),
    "now_here": Sentence(
        "이 대화방에는 **한국어**로 말합니다.", "This group is spoken to in **English**."
    ),
    "from_app": Sentence(
        "아직 고르지 않아 쓰시는 앱의 언어를 따릅니다.",
        "You have not chosen one, so your app's language counts.",
    ),
    "from_bot": Sentence(
        "아직 고르지 않아 봇의 기본 언어를 따릅니다.",
        "None was chosen, so the bot's own language counts.",
    ),
    "chosen": Sentence(
        "앞으로 **한국어**로 답하고 알립니다.", "From now on you read **English**, alerts as well."
    ),
    "chosen_here": Sentence(
        "앞으로 이 대화방에는 **한국어**로 말합니다.",
        "From now on this group is spoken to in **English**.",
    ),
    "unknown": Sentence(
        "‘{said}’ 대신 한국어(`ko`)나 영어(`en`) 가운데 하나를 적어 주세요. 예: {example}",
        "Say Korean (`ko`) or English (`en`) instead of ‘{said}’. Example: {example}",
    ),
    "owners_only": Sentence(
        "대화방의 언어는 봇 주인만 바꿀 수 있습니다. 나에게 오는 말은 1:1 대화에서 {/lang} 로 바꿉니다.",
        "Only an owner may change the language of a group. For your own, send {/lang} to the bot in private.",
    ),
}

LANGUAGE_BUTTONS = {
    "ko": Sentence("한국어", "한국어"),
    "en": Sentence("English", "English"),
}

LANGUAGE_COMMANDS = {
    "lang": Sentence(
        "봇이 말하는 언어를 고릅니다", "Choose the language of the bot: Korean, English"
    ),
}

LANGUAGE_ARGUMENTS = {
    "lang": Sentence("[ko·en]", "[ko or en]"),
}

LANGUAGE_HELP = {
    "lang": Sentence(
        "`ko` 또는 한국어, `en` 또는 영어. 1:1 대화에서 고른 언어는 연결해 둔 내 계정 모두에 적용되고, 대화방의 언어는 봇 주인이 그 방에서 정합니다.",
        "`ko` or Korean, `en` or English. What you choose in private holds for all accounts you linked; a group's language is chosen there by an owner.",
    ),
}
