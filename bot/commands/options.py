"""What a person says about how a subscription is to be told, as Options; pure."""

import difflib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.commands.amounts import NUMBER, OFF, NotUnderstood, length
from bot.commands.ranges import LOWER, UPPER, between, both
from core.model import ANY, PLAIN, Kinds, Options

_NEAR = 0.7
_RANGES = {
    "price": ("가격", "현재가", "price"),
    "rate": ("등락률", "등락율", "등락", "rate", "change"),
    "volume": ("거래량", "volume", "vol"),
    "value": ("거래대금", "대금", "value", "turnover"),
}
_LENGTHS = {
    "cooldown": ("쉬기", "쉼", "쿨다운", "cooldown"),
    "digest": ("모아보기", "모아받기", "모아", "모음", "digest"),
    "fold": ("접기", "fold"),
}
_NAMES = ("종목명", "이름", "name")
_MARKETS = {
    "KOSPI": ("코스피", "kospi"),
    "KOSDAQ": ("코스닥", "kosdaq"),
    "ETF": ("etf", "이티에프"),
}
_KINDS = {
    Kinds.ENTRY: ("편입만", "편입", "entries", "entry"),
    Kinds.EXIT: ("이탈만", "이탈", "exits", "exit"),
    Kinds.BOTH: ("모두", "둘다", "편입이탈", "both"),
}
_ONLY = "만"
_SILENT = {
    True: ("조용히", "무음", "소리끔", "silent"),
    False: ("소리", "소리켬", "loud"),
}
_PLACES = {
    True: ("주제", "주제로", "토픽", "topic", "스레드", "스레드로", "thread"),
    False: ("여기", "여기로", "본대화", "본대화로", "here"),
}
_CLEAR = ("필터없음", "필터지우기", "필터끔", "nofilter")
_ONE = re.compile(NUMBER.pattern)
_DEFAULT = ("기본", "default")
_SQUEEZED = (
    (re.compile(r"[−–—]"), "-"),
    (re.compile(r"[〜∼]"), "~"),
    (re.compile(r"≥|=>|\bat least\b", re.IGNORECASE), ">="),
    (re.compile(r"≤|=<|\bat most\b", re.IGNORECASE), "<="),
    (re.compile(r",(?!\d{3})"), " "),
    (re.compile(r"\s*(>=|<=|>|<|=|~)\s*"), r"\1"),
    (re.compile(r"(?<=\d)\s+(?=(?:[만억조천%원주분]|시간)(?![가-힣]))"), ""),
    (re.compile(r"(?<=\d시간)\s+(?=\d+분)"), ""),
    (re.compile(r"(?<=[\d%만억조천원주kmb])\s+-\s*(?=\d)", re.IGNORECASE), "-"),
    (re.compile(r"(?<=[\d%만억조천원주kmb])-\s+(?=\d)", re.IGNORECASE), "-"),
)
_WORD = re.compile(r"""[^\s"'“”‘’]*(?:"[^"]*"|'[^']*'|“[^”]*”|‘[^’]*’)|\S+""")
_QUOTES = "\"'“”‘’"


@dataclass(frozen=True, slots=True)
class Wish:
    """The options as they are to be; whether alerts get a topic of their own (None: as it is)."""

    options: Options
    own_place: bool | None = None


@dataclass(slots=True)
class _Reading:
    """The words that are still to be read, and what was understood so far."""

    words: list[str]
    options: Options
    own_place: bool | None = None
    kinds: Kinds | None = None
    only: Kinds | None = None
    """the kind that was said with `만`"""
    markets: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    """the ranges that were said already, whose other end may follow"""

    def peek(self) -> str:
        return self.words[0].casefold() if self.words else ""


def words(said: str) -> list[str]:
    """Return the words of what was said, each number with its sign and its unit."""
    text = unicodedata.normalize("NFKC", said)
    for pattern, instead in _SQUEEZED:
        text = pattern.sub(instead, text)
    return _WORD.findall(text)


def read(said: str, before: Options = PLAIN) -> Wish:
    """Return the options changed by what was said, and only by that; raises NotUnderstood."""
    reading = _Reading(words(said), before)
    while reading.words:
        word = reading.words.pop(0)
        take = _meant(word)
        if take is None:
            raise _unknown(word)
        take(reading)
    return Wish(reading.options, reading.own_place)


def begins(word: str) -> bool:
    """Tell whether a word begins an option."""
    return _meant(word) is not None


def _meant(word: str) -> Callable[[_Reading], None] | None:
    """Return what a word does to the options, None where it begins none."""
    said = word.casefold()
    if take := _FLAGS.get(said):
        return take
    for begin in _NAMES:
        if said == begin or said.startswith(f"{begin}="):
            return partial(_name, rest=word[len(begin) :])
    for begin, (field, take_rest) in _VALUED:
        rest = said.removeprefix(begin)
        if rest == said:
            continue
        if not rest or not rest[0].isalpha() or rest in (*OFF, *_DEFAULT):
            return partial(take_rest, field=field, word=word, rest=rest.lstrip("=:"))
    return None


# --- ranges -------------------------------------------------------------------------------------


def _range(reading: _Reading, field: str, word: str, rest: str) -> None:
    """Read `등락률>3`, `가격 1000-50000`, `거래량 100만 이상`, `price any`."""
    shown = word
    if not rest and reading.words:
        shown = f"{word} {reading.words[0]}"
        rest = reading.words.pop(0).casefold().lstrip("=:")
    after = reading.peek()
    if _ONE.fullmatch(rest) and after in (*LOWER, *UPPER):
        reading.words.pop(0)
        rest = f"{'>=' if after in LOWER else '<='}{rest}"
    found = ANY if rest in OFF else between(field, rest, shown)
    if field in reading.said and rest not in OFF:
        found = both(getattr(reading.options, field), found, shown)
    reading.said = (*reading.said, field)
    _set(reading, **{field: found})


# --- the others ---------------------------------------------------------------------------------


def _length(reading: _Reading, field: str, word: str, rest: str) -> None:
    """Read `쉬기 10분`, `digest 10m`, `접기 끔`, `접기 기본`."""
    shown = word
    if not rest and reading.words:
        shown = f"{word} {reading.words[0]}"
        rest = reading.words.pop(0).casefold()
    if field == "fold" and rest in _DEFAULT:
        _set(reading, fold=None)
        return
    minutes = 0 if rest in OFF else length(rest)
    if minutes is None:
        raise _wrong(f"option_{field}", shown)
    _set(reading, **{field: minutes})


def _name(reading: _Reading, rest: str) -> None:
    """Read `이름=삼성`, `name="kodex 200"`, `이름 전체`."""
    if rest in ("", "=") and reading.words:
        rest = reading.words.pop(0)
    name = " ".join(rest.lstrip("=").strip(_QUOTES).split())
    if not name or len(name) > 30:
        raise NotUnderstood("option_name")
    _set(reading, name="" if name.casefold() in OFF else name)


def _market(reading: _Reading, market: str) -> None:
    reading.markets |= {market}
    _set(reading, markets=reading.markets)


def _markets(reading: _Reading, field: str, word: str, rest: str) -> None:
    """Read `시장 전체`, `market any`; `시장 코스피` is said by its second word."""
    if not rest and reading.peek() in _FLAGS:
        return
    said = rest or (reading.words.pop(0).casefold() if reading.words else "")
    if said not in OFF:
        raise _wrong("option_market", f"{word} {said}".strip())
    reading.markets = frozenset()
    _set(reading, **{field: reading.markets})


def _kind(reading: _Reading, kind: Kinds, only: bool = False) -> None:
    """Take one kind; both said, both are wanted, but not two of which each is to be the only."""
    if only and reading.only not in (None, kind):
        raise NotUnderstood("option_kinds")
    reading.only = kind if only else reading.only
    reading.kinds = kind if reading.kinds in (None, kind) else Kinds.BOTH
    _set(reading, kinds=reading.kinds)


def _clear(reading: _Reading) -> None:
    """Let every stock through again."""
    reading.markets = frozenset()
    _set(reading, price=ANY, rate=ANY, volume=ANY, value=ANY, markets=frozenset(), name="")


def _set(reading: _Reading, **changes: object) -> None:
    reading.options = replace(reading.options, **changes)  # type: ignore[arg-type]


def _place(reading: _Reading, own: bool) -> None:
    reading.own_place = own


_FLAGS: dict[str, Callable[[_Reading], None]] = {
    **{
        one: partial(_kind, kind=kind, only=one.endswith(_ONLY))
        for kind, said in _KINDS.items()
        for one in said
    },
    **{one: partial(_set, silent=silent) for silent, said in _SILENT.items() for one in said},
    **{one: partial(_market, market=market) for market, said in _MARKETS.items() for one in said},
    **{one: partial(_place, own=own) for own, said in _PLACES.items() for one in said},
    **dict.fromkeys(_CLEAR, _clear),
}
_VALUED = sorted(
    [
        *((one, (field, _range)) for field, said in _RANGES.items() for one in said),
        *((one, (field, _length)) for field, said in _LENGTHS.items() for one in said),
        *((one, ("markets", _markets)) for one in ("시장", "market")),
    ],
    key=lambda pair: -len(pair[0]),
)
_KNOWN = (*_FLAGS, *(one for one, _ in _VALUED), *_NAMES)


def _letters(word: str) -> str:
    """Return a word letter by letter, so that `펀` differs from `편` by one of three."""
    return unicodedata.normalize("NFD", word)


_SPELLED = {_letters(one): one for one in _KNOWN}


def _wrong(key: str, shown: str) -> NotUnderstood:
    return NotUnderstood(key, said=shown)


def _unknown(word: str) -> NotUnderstood:
    near = difflib.get_close_matches(_letters(word.casefold()), _SPELLED, n=1, cutoff=_NEAR)
    if near:
        return NotUnderstood("option_nearest", said=word, nearest=_SPELLED[near[0]])
    return NotUnderstood("option_unknown", said=word)
