"""The close of a day in words: nothing happened and why, or what did."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from bot.messages import Line, bold, line
from bot.render import figures
from bot.render.voice import Voice

_WEEKDAYS = "월화수목금토일"
_FAULTS = ("missed", "reconnects", "failed")


def holiday(voice: Voice, params: Mapping[str, str]) -> Iterator[Line]:
    """Say in one line that the market rests, why, and when it opens."""
    opens = datetime.fromisoformat(params["next"])
    when = f"{_day(opens.date(), voice.lang)} {figures.clock_minute(opens)}"
    note = params["note"] or voice.text("status.market_closed_day")
    next_ = voice.text("daily.next", time=when)
    yield (*voice.line("daily.holiday", note=note), *line(f" · {next_}"))


def quiet(voice: Voice, params: Mapping[str, str]) -> Iterator[Line]:
    """Say that nothing was told today, and why."""
    yield voice.line("daily.quiet", day=_day(date.fromisoformat(params["day"]), voice.lang))
    if "closed" in params:
        yield voice.line("daily.closed_early", time=params["closed"])
    kept = [voice.text(f"daily.{key}", count=n) for key, n in _counts(params, "held", "filtered")]
    yield voice.line("daily.kept_back" if kept else "daily.no_match")
    if kept:
        yield line(" · ".join(kept))
    if names := _watched(voice, params):
        yield voice.line("daily.watched", names=names)
    yield from _away(voice, params)
    for _, count in _counts(params, "failed"):
        yield voice.line("daily.failed", count=count)
    if kept:
        yield voice.line("daily.why")


def digest(voice: Voice, params: Mapping[str, str]) -> Iterator[Line]:
    """Say what a day was: how much, of which conditions and stocks, how late, what went wrong."""
    yield voice.line("daily.digest", day=_day(date.fromisoformat(params["day"]), voice.lang))
    yield (bold(_total(voice, params["entries"], params["exits"])),)
    for name, entries, exits in _rows(params, "conditions"):
        shown = name or voice.text("daily.unattributed")
        yield line(f"{shown}: {_total(voice, entries, exits)}")
    if more := int(params["more"]):
        yield voice.line("daily.more", count=more)
    active = [
        voice.text("daily.times", stock=name, count=n) for name, _, n in _rows(params, "stocks")
    ]
    yield line(f"{voice.text('daily.active')}: {', '.join(active)}")
    if "median" in params:
        yield voice.line("daily.lateness", median=params["median"], slow=params["slow"])
    kept = [voice.text(f"daily.{key}", count=n) for key, n in _counts(params, "held", "filtered")]
    if kept:
        yield line(" · ".join(kept))
    yield from _faults(voice, params)
    yield voice.line("daily.off")


WRITTEN: Mapping[str, Callable[[Voice, Mapping[str, str]], Iterator[Line]]] = {
    "daily_holiday": holiday,
    "daily_quiet": quiet,
    "daily_digest": digest,
}
"""The notices that are more than one sentence, by key."""


def _faults(voice: Voice, params: Mapping[str, str]) -> Iterator[Line]:
    faults = [voice.text(f"daily.{key}", count=n) for key, n in _counts(params, *_FAULTS)]
    if faults:
        yield line(" · ".join(faults))
    yield from _away(voice, params)
    if not faults and not params["away"]:
        yield voice.line("daily.no_faults")


def _away(voice: Voice, params: Mapping[str, str]) -> Iterator[Line]:
    spans = ", ".join(f"{start}–{end}" for start, end in _rows(params, "away"))
    if spans:
        yield voice.line("daily.away", spans=spans)


def _watched(voice: Voice, params: Mapping[str, str]) -> str:
    """Return `급등(실시간), 거래량(조회) 외 3개`."""
    names = [
        f"{name}({voice.text(f'daily.as_{watch}')})" for name, watch in _rows(params, "conditions")
    ]
    more = int(params["more"])
    rest = f" {voice.text('daily.more', count=more)}" if more else ""
    return f"{', '.join(names)}{rest}"


def _total(voice: Voice, entries: str, exits: str) -> str:
    return voice.text("daily.total", entries=entries, exits=exits)


def _counts(params: Mapping[str, str], *keys: str) -> list[tuple[str, str]]:
    """Return those that are not zero."""
    return [(key, params[key]) for key in keys if params[key] != "0"]


def _rows(params: Mapping[str, str], key: str) -> list[list[str]]:
    return [row.split("\t") for row in params[key].split("\n") if row]


def _day(day: date, lang: str) -> str:
    """Return `11/23(월)`, `Mon 11/23` in English."""
    if lang == "ko":
        return f"{day.month}/{day.day}({_WEEKDAYS[day.weekday()]})"
    return f"{day:%a} {day.month}/{day.day}"
