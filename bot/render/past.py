"""History as people read it: a day's heading, a line an event, and what the prices did then."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.messages import DONE, STOPPED, Button, Doc, Line, Reply, Text, bold
from bot.render import figures
from bot.render.measure import clip
from bot.render.replies import button, page_buttons, page_mark
from bot.render.voice import Voice
from core.clock import KST
from core.model import Condition, Source, Stock
from core.model.remembering import MARKS, Followup, Past
from core.services.remembering import Page

_NAME = 30
_WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
KEYS = ("past.after_1", "past.after_5", "past.after_30", "past.at_close")
"""what the MARKS are called"""


def day_name(day: date, today: date, lang: str) -> str:
    """Return `11/23(월)`, with the year where it is not this one's; `Mon 11/23` in English."""
    year = "" if day.year == today.year else f"{day.year}/"
    name = _WEEKDAYS[lang][day.weekday()]
    short = f"{year}{day.month}/{day.day}"
    return f"{short}({name})" if lang == "ko" else f"{name} {short}"


def days(voice: Voice, first: date | None, last: date | None, now: datetime) -> str:
    """Return `11/1(일)~11/20(금)`, one day alone, `~11/20(금)`; `전체` where both ends are open."""
    today = now.date()
    if first is None and last is None:
        return voice.text("past.all_days")
    if first == last and first is not None:
        return day_name(first, today, voice.lang)
    ends = (day_name(one, today, voice.lang) if one else "" for one in (first, last))
    return "~".join(ends)


def title(voice: Voice, about: Condition | Stock | None, said_days: str) -> str:
    """Return `급등 초입 · 11/1(일)~11/20(금)`."""
    named = clip(about.name, _NAME) if about else voice.text("past.everything")
    return f"{named} · {said_days}" if said_days else named


def exporting(voice: Voice, count: str, kind: str, percent: int) -> Reply:
    """Tell how far a file is: nothing of it yet, a part in percent, all, or that it never will."""
    keys = {0: "past.exporting", DONE: "past.exporting_done", STOPPED: "past.exporting_stopped"}
    key = keys.get(percent, "past.exporting_at")
    return Reply(Doc(voice.lines(key, count=count, format=kind, percent=percent)))


def history_page(
    voice: Voice,
    titled: str,
    about: Condition | Stock | None,
    address: str,
    page: Page,
    now: datetime,
) -> Reply:
    """Return one page of events, newest first, with buttons to the others and to a file."""
    if not page.pasts:
        return Reply(Doc(voice.lines("past.nothing", title=titled)))
    count = voice.text("past.count", count=f"{page.count:,}")
    lines: list[Line] = [
        (bold(titled), Text(f" · {count}"), *page_mark(voice, page.page, page.pages))
    ]
    lines += _lines(voice, page.pasts, about, now)
    command = f"/history {address}"
    rows = [*page_buttons(voice, command, page.page, page.pages), _leads_on(voice, about, address)]
    return Reply(Doc(tuple(lines)), tuple(rows))


def _leads_on(voice: Voice, about: Condition | Stock | None, address: str) -> tuple[Button, ...]:
    file = Button(voice.text("past.button_export"), f"/export {address}", keeps=True)
    if not isinstance(about, Condition):
        return (file,)
    return file, button(voice, "score", f"/score #{about.id}")


def _lines(
    voice: Voice, pasts: Sequence[Past], about: Condition | Stock | None, now: datetime
) -> Iterator[Line]:
    day: date | None = None
    for one in pasts:
        at = one.event.received_at.astimezone(KST)
        if at.date() != day:
            day = at.date()
            yield ()
            yield (bold(day_name(day, now.date(), voice.lang)),)
        yield _event(voice, one, about)
        if one.followup is not None and (after := _after(voice, one.followup)):
            yield (Text(f"↳ {after}"),)


def _event(voice: Voice, one: Past, about: Condition | Stock | None) -> Line:
    event = one.event
    kind = voice.text(f"alert.{event.kind}")
    at = figures.clock_time(event.happened_at or event.received_at)
    name = "" if isinstance(about, Stock) else f" {clip(one.stock, _NAME)}"
    tail = []
    if one.price is not None:
        rate = figures.arrowed(one.quote.rate) if one.quote else ""
        dot = f"{figures.colour(one.quote)} " if rate else ""
        tail.append(f"{dot}{figures.money(one.price)} {rate}".rstrip())
    else:
        tail.append(voice.text("alert.price_unknown"))
    if event.source is Source.MISSED:
        priced = one.price is not None
        tail.append(voice.text("past.missed_priced" if priced else "past.missed"))
    if not isinstance(about, Condition):
        unknown = voice.text("alert.condition_unknown")
        tail.append(clip(one.condition.name, _NAME) if one.condition else unknown)
    return bold(f"{at} {kind}{name}"), Text("".join(f" · {part}" for part in tail))


def _after(voice: Voice, followup: Followup) -> str:
    """Return `1분 +0.35% · 5분 -0.10% · 30분 ? · 종가 +1.20%`, as far as it is known."""
    if not followup.price:
        return ""
    base = followup.price
    said = []
    for mark, price in enumerate(followup.prices[:MARKS]):
        rate = figures.signed((price / base - 1) * 100) if price is not None else "?"
        said.append(f"{voice.text(KEYS[mark])} {rate}")
    if followup.done and followup.highest is not None and followup.lowest is not None:
        high, low = ((one / base - 1) * 100 for one in (followup.highest, followup.lowest))
        span = voice.text("past.extremes", high=figures.signed(high), low=figures.signed(low))
        said.append(span)
    return " · ".join(said)
