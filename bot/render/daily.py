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
    when = f"{day_said(opens.date(), voice.lang)} {figures.clock_minute(opens)}"
    note = params["note"] or voice.text("status.market_closed_day")
    next_ = voice.text("daily.next", time=when)
    yield (*voice.line("daily.holiday", note=note), *line(f" · {next_}"))


def quiet(voice: Voice, params: Mapping[str, str]) -> Iterator[Line]:
    """Say that nothing was told today, and why; a day nobody watched is no quiet one."""
    kept = [voice.text(f"daily.{key}", count=n) for key, n in _counts(params, "held", "filtered")]
    unwatched = "" if kept else params.get("unwatched", "")
    head = "unwatched" if unwatched else "quiet"
    yield voice.line(f"daily.{head}", day=day_said(date.fromisoformat(params["day"]), voice.lang))
    if "closed" in params:
        yield voice.line("daily.closed_early", time=params["closed"])
    if unwatched:
        yield voice.line(f"daily.unwatched_{unwatched}")
    else:
        met = "no_match_then" if params["away"] else "no_match"
        yield voice.line("daily.kept_back" if kept else f"daily.{met}")
    if kept:
        yield line(" · ".join(kept))
    yield from _away(voice, params)
    if names := _watched(voice, params):
        yield voice.line("daily.wanted" if unwatched else "daily.watched", names=names)
    for _, count in _counts(params, "failed"):
        yield voice.line("daily.failed", count=count)
    if kept:
        yield voice.line("daily.why")


def digest(voice: Voice, params: Mapping[str, str]) -> Iterator[Line]:
    """Say what a day was: how much, of which conditions and stocks, how late, what went wrong."""
    yield voice.line("daily.digest", day=day_said(date.fromisoformat(params["day"]), voice.lang))
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
    if hours := _rows(params, "hours") if "hours" in params else []:
        each = (voice.text("past.hour", hour=hour, count=count) for hour, count in hours)
        yield line(f"{voice.text('past.by_hour')}: {' · '.join(each)}")
    if "median" in params:
        both = float(params["median"]), float(params["slow"])
        median, slow = (figures.lateness(one, voice.lang) for one in both)
        yield voice.line("daily.lateness", median=median, slow=slow)
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
    """Say from when to when nothing was watched, by reason, and what a person can do about it."""
    found: dict[str, list[str]] = {}
    for start, end, *why in _rows(params, "away"):
        found.setdefault("".join(why) or "lost", []).append(f"{start}–{end}")
    for cause, spans in found.items():
        yield voice.line(f"daily.away_{cause}", spans=", ".join(spans))
    if "reason" in params:
        yield voice.line("daily.away_reason", reason=voice.reason(params["reason"]))
    if "do" in params:
        yield voice.line("daily.away_do")


def _watched(voice: Voice, params: Mapping[str, str]) -> str:
    """Return `급등(실시간), 거래량(조회) 외 3개`; how only where all of them can be watched now."""
    names = [
        name if params["away"] else f"{name}({voice.text(f'daily.as_{watch}')})"
        for name, watch in _rows(params, "conditions")
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


def day_said(day: date, lang: str) -> str:
    """Return `11/23(월)`, `Mon 11/23` in English."""
    if lang == "ko":
        return f"{day.month}/{day.day}({_WEEKDAYS[day.weekday()]})"
    return f"{day:%a} {day.month}/{day.day}"
