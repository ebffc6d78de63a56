"""What a person wants to be told of a stock's price, from words to values; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.commands.amounts import NotUnderstood, amount
from bot.commands.spans import End, Span, read_span
from core.model.lookout import Aim, Goal

_REPEAT = frozenset({"반복", "계속", "매번", "repeat", "always"})
_ONCE = frozenset({"한번", "한번만", "1회", "1번", "once"})
_ABOVE = frozenset({">", ">=", "이상", "초과", "돌파", "넘으면", "오르면", "위", "above", "over"})
_BELOW = frozenset({"<", "<=", "이하", "미만", "이탈", "내리면", "아래", "below", "under"})
_VOLUME = ("거래량", "volume", "vol")
_YEAR = {
    **dict.fromkeys(("신고가", "yearhigh", "newhigh", "high"), Goal.YEAR_HIGH),
    **dict.fromkeys(("신저가", "yearlow", "newlow", "low"), Goal.YEAR_LOW),
}
_OF_52_WEEKS = frozenset({"52주", "52w", "1년"})
_LONG = re.compile(r"(\d{1,3})(일|days?|d|주|weeks?|w|개월|달|months?)(?:간|동안)?")
_DAYS = {"일": 1, "d": 1, "주": 7, "w": 7, "개": 30, "달": 30, "m": 30}
_SIGNS = (("≥", ">="), ("≤", "<="), ("＞", ">"), ("＜", "<"), ("+/-", "±"), ("+-", "±"))
_PERCENT = re.compile(r"([±+-]?)(\d{1,6}(?:\.\d{1,2})?)(?:%|퍼센트|프로)")
_TIMES = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)(?:배|x)")
_TORN = (
    re.compile(r"(?<=\d)\s+(?=(?:%|퍼센트|프로|배|원)(?:\s|$))"),
    re.compile(r"(?<=\s[±+-])\s+(?=\d)"),
    re.compile(r"(?<=\d[만억])\s+(?=\d[\d,]*천?원?(?:\s|$))"),
    re.compile(r"(?<=\d월)\s+(?=\d{1,2}일)"),
)
"""blanks within a number: `8만 5천`, `± 3 %`, `11월 30일`"""
_UNTIL_DAY = re.compile(
    r"(?:(20\d\d|2\d)[-./년])?(?:(\d{1,2})/(\d{1,2})|(\d{1,2})월(\d{1,2})일)(?:까지)?"
    r"|(?:(20\d\d|2\d)[-.])?(\d{1,2})[-.](\d{1,2})까지"
)
_PARTICLES = re.compile(r"(?<=.)(?:이|가|을|를|은|는|으로|로|의)$")
_DAY = 1_440
_RATES = {
    ("", None): Goal.MOVE, ("±", None): Goal.MOVE, ("±", Goal.ABOVE): Goal.MOVE,
    ("+", None): Goal.RISE, ("+", Goal.ABOVE): Goal.RISE, ("", Goal.ABOVE): Goal.RISE,
    ("-", None): Goal.FALL, ("-", Goal.BELOW): Goal.FALL,
}  # fmt: skip
LONGEST_DAYS = 90
_DEAREST = 100_000_000
"""won; no stock of the exchange was ever dearer"""
_LARGEST_RATE = 400.0
"""percent: on its first day a stock may cost four times its issue price"""
_LARGEST_SHARE = 100_000.0


@dataclass(frozen=True, slots=True)
class Said:
    """A price without a direction: what it means is known with the price of now."""

    price: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What stands before the aim, the aim, and how long and how often; `span` None: not said."""

    stock: str
    aim: Aim | Said | None = None
    span: Span | None = None
    repeat: bool = False


def read(said: str) -> Iterator[Wanted]:
    """Yield how it can be read, that with the longest name of a stock first.

    What ends with a comparison is read as no name.

    Raises NotUnderstood where a length of time, or each aim there is, is out of its bounds.
    """
    words, span, repeat = _without_options(_words(said))
    if not _goes_on(words[1:]):
        yield Wanted(" ".join(words), None, span, repeat)
    wrong: NotUnderstood | None = None
    for at in range(len(words) - 1, -1, -1):
        try:
            aim = _aim(words[at:])
        except NotUnderstood as error:
            wrong = error
            continue
        if aim is not None and not _goes_on(words[:at]):
            yield Wanted(" ".join(words[:at]), aim, span, repeat)
    if wrong is not None:
        raise wrong


def unread(said: str, stock: str) -> str:
    """Return what follows a stock's name, without the options."""
    words, _, _ = _without_options(_words(said))
    return " ".join(words[len(stock.split()) :])


def beginnings(said: str) -> list[str]:
    """Return what may be a stock's name at the beginning, the longest first."""
    words, _, _ = _without_options(_words(said))
    counts = range(len(words) - 1, 0, -1)
    return [" ".join(words[:count]) for count in counts if not _goes_on(words[:count])]


def _goes_on(words: list[str]) -> bool:
    """Tell whether a comparison stands last, which is no part of a name."""
    return bool(words) and words[-1][0] in "<>"


def _words(said: str) -> list[str]:
    """Return the words, comparisons set apart: `삼성전자>80000` are three, and `± 3 %` is one."""
    for sign, plain in _SIGNS:
        said = said.replace(sign, plain)
    for torn in _TORN:
        said = torn.sub("", said)
    return re.sub(r"([<>]=?)", r" \1 ", said).split()


def _without_options(words: list[str]) -> tuple[list[str], Span | None, bool]:
    """Take out, behind the first word, how often and until when."""
    kept, span, repeat = words[:1], None, False
    for word in words[1:]:
        plain = word.casefold()
        if plain in _REPEAT | _ONCE:
            repeat = plain in _REPEAT
        elif plain not in _OF_52_WEEKS and (found := _span(word)) is not None:
            span = found
        else:
            kept.append(word)
    return kept, span, repeat


def _span(word: str) -> Span | None:
    if day := _UNTIL_DAY.fullmatch(word):
        *year, month, of_month = (int(one) for one in day.groups() if one)
        return Span(day=(sum(year), month, of_month))
    plain = word.casefold().removesuffix("까지")
    if found := _LONG.fullmatch(plain):
        days = int(found[1]) * _DAYS[found[2][0]]
        if not 1 <= days <= LONGEST_DAYS:
            raise NotUnderstood("watch_until", said=word, most=str(LONGEST_DAYS))
        return Span(days * _DAY)
    span = read_span(word)
    if span is not None and span.end is End.TOMORROW and word.startswith(("오늘", "today")):
        return Span(end=End.CLOSE)
    return span


def _aim(words: list[str]) -> Aim | Said | None:
    """Return what these words, all of them, ask for; raises NotUnderstood out of its bounds."""
    plain = [word.casefold() for word in words]
    bare = [_PARTICLES.sub("", word) if word not in _ABOVE | _BELOW else word for word in plain]
    if bare[0] in _OF_52_WEEKS:
        bare = bare[1:]
        plain = plain[1:]
    if not plain:
        return None
    joined = "".join(bare)
    for whole in ("".join(plain), joined):
        if (year := _YEAR.get(whole.removeprefix("52주"))) is not None:
            return Aim(year)
    volume = next((word for word in _VOLUME if joined.startswith(word)), None)
    if volume is not None:
        return _volume(joined.removeprefix(volume), " ".join(words))
    return _price_or_rate(bare, " ".join(words))


def _volume(rest: str, said: str) -> Aim:
    for word in (*_ABOVE, *("어제", "전일", "대비")):
        rest = rest.replace(word, "")
    if times := _TIMES.fullmatch(rest):
        percent = float(times[1]) * 100
    elif (found := _PERCENT.fullmatch(rest)) and not found[1]:
        percent = float(found[2])
    else:
        raise NotUnderstood("watch_volume", said=said)
    if not 0 < percent <= _LARGEST_SHARE:
        raise NotUnderstood("watch_volume", said=said)
    return Aim(Goal.VOLUME, percent)


def _price_or_rate(words: list[str], said: str) -> Aim | Said | None:
    """Read `> 80000`, `80000 이상`, `3% 이상`, `±3%`, `80000`."""
    goal = None
    for word in (words[0], words[-1]):
        goal = Goal.ABOVE if word in _ABOVE else Goal.BELOW if word in _BELOW else None
        if goal is not None:
            words = words[1:] if word == words[0] else words[:-1]
            break
    if len(words) != 1:
        return None
    number = words[0]
    for ending in (*_ABOVE, *_BELOW):
        if goal is None and len(ending) > 1 and number.endswith(ending):
            goal = Goal.ABOVE if ending in _ABOVE else Goal.BELOW
            number = number.removesuffix(ending)
    if percent := _PERCENT.fullmatch(number):
        return _rate(percent[1], float(percent[2]), goal, said)
    won = amount(number) if number[:1].isdigit() else None
    if won is None:
        return None
    if not 1 <= won <= _DEAREST or won != int(won):
        raise NotUnderstood("watch_price", said=said)
    return Said(int(won)) if goal is None else Aim(goal, won)


def _rate(sign: str, percent: float, goal: Goal | None, said: str) -> Aim:
    """Return the aim of a rate; `-3% 이상` and `3% 이하` can be meant either way, so are none."""
    meant = _RATES.get((sign, goal))
    if meant is None or not 0 < percent <= _LARGEST_RATE:
        raise NotUnderstood("watch_rate", said=said)
    return Aim(meant, percent)
