"""What the answers to the form of a subscription say, in the words of `/options`; pure."""

from dataclasses import replace

from bot.commands.amounts import NotUnderstood
from bot.commands.options import Wish, read
from bot.messages import Answers, Filled
from bot.render.forms import LENGTHS, MARKETS, RANGES, wrong
from bot.render.voice import Voice
from core.model import PLAIN

_WORDS = {
    "ko": {
        "both": "모두", "entry": "편입만", "exit": "이탈만", "clear": "필터없음",
        "price": "가격", "rate": "등락률", "volume": "거래량", "value": "거래대금",
        "KOSPI": "코스피", "KOSDAQ": "코스닥", "ETF": "etf", "name": "이름",
        "cooldown": "쉬기", "digest": "모아", "fold": "접기", "off": "끔", "default": "기본",
        "silent": "조용히", "loud": "소리",
    },
    "en": {
        "both": "both", "entry": "entries", "exit": "exits", "clear": "nofilter",
        "price": "price", "rate": "rate", "volume": "volume", "value": "value",
        "KOSPI": "kospi", "KOSDAQ": "kosdaq", "ETF": "etf", "name": "name",
        "cooldown": "cooldown", "digest": "digest", "fold": "fold", "off": "off",
        "default": "default", "silent": "silent", "loud": "loud",
    },
}  # fmt: skip
_QUOTES = str.maketrans("", "", "\"'“”‘’")


def fill(lang: str, answers: Answers) -> Filled:
    """Return the options the answers ask for, all of them; or a sentence for each wrong one."""
    words = _WORDS["ko" if lang == "ko" else "en"]
    kinds, markets = _chosen(answers, "kinds"), _chosen(answers, "markets")
    said = [words[one] for one in kinds if one in ("both", "entry", "exit")]
    said.append(words["clear"])
    errors: dict[str, str] = {}
    for key in (*RANGES, *LENGTHS, "name"):
        given = "".join(_chosen(answers, key))
        try:
            said += _answer(words, key, given)
        except NotUnderstood as error:
            errors[key] = wrong(Voice(lang), key, given, empty=error.key == "option_empty")
    said += [words[one] for one in markets if one in MARKETS]
    said += [words[one] for one in _chosen(answers, "silent") if one in ("silent", "loud")]
    return Filled(errors=errors) if errors else Filled(" ".join(said))


def _chosen(answers: Answers, key: str) -> tuple[str, ...]:
    found = answers.get(key, ())
    return (found,) if isinstance(found, str) else found


def _answer(words: dict[str, str], key: str, given: str) -> list[str]:
    """Return what one field says, nothing where it keeps nothing out; raises NotUnderstood."""
    text, word = " ".join(given.split()), words[key]
    if key == "name":
        name = text.translate(_QUOTES).strip()
        return [_only(key, f'{word}="{name}"')] if name else []
    if not text:
        return [] if key in RANGES else [f"{word} {words['default' if key == 'fold' else 'off']}"]
    try:
        return [_only(key, f"{word} {text}")]
    except NotUnderstood as error:
        try:  # who knows the chat's `등락률>3` may well write that
            return [_only(key, text)]
        except NotUnderstood:
            raise error from None


def _only(key: str, said: str) -> str:
    """Return what was said where it speaks of this option and no other; raises NotUnderstood."""
    wish = read(said)
    if wish != Wish(replace(PLAIN, **{key: getattr(wish.options, key)})):
        raise NotUnderstood(f"option_{key}", said=said)
    return said
