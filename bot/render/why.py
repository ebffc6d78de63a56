"""What `/why` answers, and what a subscription is likely to bring."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.messages import Button, Doc, Line, Reply, Text
from bot.render import figures
from bot.render.lookouts import of_a_stock
from bot.render.measure import clip
from bot.render.optioned import differences
from bot.render.replies import halted
from bot.render.silence import hours, mute_line, quiet_line
from bot.render.status import market_line, session_light
from bot.render.trails import trail_lines
from bot.render.voice import Voice
from core.calendar import Phase
from core.clock import KST
from core.model import Condition, SessionState, Stock, Watch
from core.services.capacity import Capacity
from core.services.explaining import Around, Followed, Watching, Why
from core.services.sifting import quiet_until

HERE = "*"
"""what stands for the whole chat where a page follows"""
_NAME = 40
_LABEL = 24
_MOST_FOLLOWED = 8
_LITTLE = timedelta(minutes=10)
"""of a past this short nothing is concluded"""

Rows = tuple[tuple[Button, ...], ...]


def why_reply(voice: Voice, why: Why) -> Reply:
    """Return the way of the last events, and what is the case now."""
    parts: list[Line] = [_title(voice, why)]
    if isinstance(why.about, Condition) and why.page == 1:
        parts += _condition_lines(voice, why)
    if not why.trails:
        parts.append(_nothing(voice, why))
    for trail in why.trails:
        named = isinstance(why.about, Stock), isinstance(why.about, Condition)
        parts.append(())
        parts += trail_lines(
            voice, trail, why.around.now, stock=not named[0], condition=not named[1]
        )
    if why.page == 1:
        parts += of_a_stock(voice, why.lookouts, why.tellings, why.around.now)
        parts += _now(voice, why)
    return Reply(Doc(tuple(parts)), _buttons(voice, why))


def why_choice(
    voice: Voice,
    said: str,
    conditions: Sequence[Condition],
    stocks: Sequence[Stock],
    *,
    near: bool = False,
) -> Reply:
    """Ask which stock or condition is meant; `near`: none is called so, and these may be."""
    named = [(f"{one.tag} {one.name}", f"#{one.id}") for one in conditions]
    named += [(f"{one.name} {one.code}", one.code) for one in stocks]
    rows = tuple((Button(clip(label, _LABEL), f"/why {word}"),) for label, word in named)
    key = "formula.near_any" if near else "why.choose"
    return Reply(Doc(voice.lines(key, said=said)), rows)


def capacity_lines(voice: Voice, capacity: Capacity) -> tuple[Line, ...]:
    """Return what to expect of a subscription, and whether its chat can take it."""
    if not capacity.days:
        return (voice.line("capacity.none"),)
    lines = [_expected(voice, capacity)]
    if capacity.exceeds and capacity.allowed is not None:
        key = "exceeds" if capacity.busiest > capacity.allowed else "together"
        params = {"allowed": capacity.allowed, "together": capacity.together}
        lines.append(voice.line(f"capacity.{key}", **params))
        lines.append(voice.line("capacity.propose"))
    return tuple(lines)


def _expected(voice: Voice, capacity: Capacity) -> Line:
    """Say how much, and from how long a past that is known."""
    if capacity.span is not None and capacity.span < _LITTLE:
        return voice.line("capacity.little", span=_span(voice, capacity.span))
    kind = "digest" if capacity.digest else "expect"
    so_far = "" if capacity.span is None else "_so_far"
    return voice.line(
        f"capacity.{kind if capacity.events else 'nothing'}{so_far}",
        messages=_about(capacity.messages),
        events=_about(capacity.events),
        busiest=capacity.busiest,
        days=capacity.days,
        span=_span(voice, capacity.span or timedelta()),
    )


def _span(voice: Voice, span: timedelta) -> str:
    """Return `12분`, `1시간 40분`, and a minute at least."""
    return figures.duration(max(1, span // timedelta(minutes=1)) * 60, voice.lang)


def capacity_buttons(voice: Voice, capacity: Capacity, condition: Condition) -> Rows:
    """Offer a digest where alerts would come too fast for the chat."""
    if not capacity.exceeds:
        return ()
    command = f"/options #{condition.id} digest 10m"
    return ((Button(voice.text("button.digest_10"), command),),)


def _about(count: float) -> str:
    """Return `0.4`, `7`, `320`: as exact as an estimate is."""
    return f"{count:.1f}" if 0 < count < 1 else f"{round(count):,}"


# --- the answer's parts -------------------------------------------------------------------------


def _title(voice: Voice, why: Why) -> Line:
    match why.about:
        case Stock(code, name):
            return voice.line(
                "why.stock", name=clip(name, _NAME), code="" if name == code else code
            )
        case Condition() as condition:
            name = clip(condition.name, _NAME)
            return voice.line("why.condition", name=name, seq=condition.tag)
        case _:
            return voice.line("why.chat")


def _nothing(voice: Voice, why: Why) -> Line:
    if why.page > 1:
        return voice.line("why.no_more")
    kind = "condition" if isinstance(why.about, Condition) else "stock" if why.about else "chat"
    return voice.line(f"why.nothing_{kind}")


def _condition_lines(voice: Voice, why: Why) -> Iterator[Line]:
    """Say how the condition is watched, what it brought today, and how it stands with this chat."""
    if why.watching:
        inside = _inside(voice, why.watching, why.around)
        yield (Text(" · ".join(["👁 " + _watched(voice, why.watching, why.around), *inside])),)
    if why.today:
        last = [voice.text("why.last", time=_time(why.today.last, why.around))]
        today = voice.text("why.today", entries=why.today.entries, exits=why.today.exits)
        yield (Text(" · ".join([today, *(last if why.today.last else [])])),)
    for one in why.followed:
        yield _subscription(voice, one, why.around)
    if not why.followed:
        yield voice.line("why.not_here")
    if why.capacity and why.capacity.days:
        yield from capacity_lines(voice, why.capacity)


def _subscription(voice: Voice, followed: Followed, around: Around) -> Line:
    one = followed.subscription
    if one.suspended:
        return voice.line("why.here_asleep", reason=voice.reason(one.suspended))
    said = differences(voice, one.options)
    if one.destination.topic:
        said.insert(0, voice.place(one.destination.channel, one.destination.topic))
    here = voice.line("why.here", time=_time(one.created_at, around))
    return (*here, Text("".join(f" · {part}" for part in said)))


def _now(voice: Voice, why: Why) -> Iterator[Line]:
    """Say what can be the reason for silence now; what is as it should be only where asked."""
    lines = list(_silences(voice, why, all_well=not why.trails))
    if lines:
        yield ()
        yield voice.line("why.now")
        yield from lines


def _silences(voice: Voice, why: Why, *, all_well: bool) -> Iterator[Line]:
    around = why.around
    if all_well or around.market.phase is not Phase.OPEN:
        yield market_line(voice, around.market, around.now)
    if all_well or around.session.state is not SessionState.LIVE:
        session = around.session
        time = figures.day_minute(session.since, around.now, voice.lang)
        light, state = session_light(session.state), voice.session(session.state)
        yield voice.line("why.session", light=light, state=state, time=time)
    if not isinstance(why.about, Condition) and (all_well or why.about):
        yield from _followed_lines(voice, why)
    for mute in around.mutes:
        if not isinstance(why.about, Stock) or mute.code in (None, why.about.code):
            yield (Text("🔕 "), *mute_line(voice, mute, around.stocks, around.now))
    if around.quiet and quiet_until(around.quiet, around.now):
        yield voice.line("why.quiet_now", hours=hours(around.quiet))
    elif around.quiet and all_well:
        yield quiet_line(voice, around.quiet)


def _followed_lines(voice: Voice, why: Why) -> Iterator[Line]:
    if not why.followed and not why.others:
        yield voice.line("why.follows_nothing")
    for one in why.followed[:_MOST_FOLLOWED]:
        name = clip(one.subscription.condition.name, _NAME)
        if one.subscription.suspended:
            reason = voice.reason(one.subscription.suspended)
            yield voice.line("why.asleep_here", name=name, reason=reason)
            continue
        how = [_watched(voice, one.watching, why.around)]
        if one.watching.holds is not None:
            inside = "inside" if why.trails else "inside_at_first"
            how.append(voice.text(f"why.{inside if one.watching.holds else 'outside'}"))
        elif one.watching.last:
            how.append(voice.text("why.last", time=_time(one.watching.last, why.around)))
        yield voice.line("why.follows", name=name, how=" · ".join(how))
    if len(why.followed) > _MOST_FOLLOWED:
        yield (Text("…"),)
    if why.others:
        key = "others" if why.followed else "all_others"
        yield voice.line(f"why.{key}", count=why.others)


def _watched(voice: Voice, watching: Watching, around: Around) -> str:
    """Return how it is watched, since when, and why it is not in real time."""
    if watching.watch is None:
        return voice.text("why.unwatched")
    if watching.watch is Watch.ASKED:
        return voice.text("why.asked")
    if watching.watch is Watch.WAITING:
        return voice.text("why.waiting" if watching.condition.listed else "why.unlisted")
    how = voice.text("why.real_time")
    if watching.watch is Watch.POLLED:
        why = voice.text(f"answer.why_{watching.polled}") if watching.polled else ""
        how = voice.text("why.polled_why" if why else "why.polled", why=why)
    if watching.since is None:
        return how
    return f"{how} · {voice.text('status.since', time=_time(watching.since, around))}"


def _inside(voice: Voice, watching: Watching, around: Around) -> list[str]:
    if watching.inside is None:
        return []
    known = voice.text("why.known_at", time=_time(watching.known_at, around))
    return [f"{voice.text('why.stocks_inside', count=watching.inside)} ({known})"]


def _time(moment: datetime | None, around: Around) -> str:
    if moment is None:
        return "?"
    return figures.clock_time(moment, around.now.astimezone(KST).date())


def _buttons(voice: Voice, why: Why) -> Rows:
    match why.about:
        case Stock(code):
            about = code
        case Condition() as condition:
            about = f"#{condition.id}"
        case _:
            about = HERE
    first = f"/why {about}" if why.about else "/why"
    row = [Button(voice.text("button.refresh"), first)]
    if why.more:
        row.append(Button(voice.text("button.more"), f"/why {about} {why.page + 1}"))
    rows: Rows = (tuple(row),)
    if stop := halted(voice, why.around.session):
        rows = (*rows, stop.buttons[0][:1])
    if isinstance(why.about, Condition) and not why.followed:
        subscribe = Button(voice.text("button.subscribe"), f"/subscribe {about}")
        rows = (*rows, (subscribe,))
    return rows
