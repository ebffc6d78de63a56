"""The page a person sees when they open the app: what they follow, and whether all is well."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.messages import Doc, Line, Reply, bold, line
from bot.render import figures, replies
from bot.render.following import address, options_button, pause_button, subscription_lines
from bot.render.replies import button
from bot.render.status import market_line, worst
from bot.render.voice import Voice
from core.engine import ConditionState, Status, SubscriptionState
from core.model import Destination

MOST = 25
"""subscriptions shown on the page"""
_OFFERED = 10
"""conditions offered to who follows nothing"""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a person follows `here`, in the chat they have with the bot, and in other chats."""

    here: Destination
    own: Sequence[SubscriptionState] = ()
    elsewhere: Sequence[SubscriptionState] = ()


def home(
    voice: Voice,
    status: Status,
    followed: Followed,
    offered: Sequence[ConditionState],
    requery: int,
) -> Reply:
    """Return the page: the status in short, then each subscription with its own buttons."""
    count = len(followed.own) + len(followed.elsewhere)
    title = voice.text("home.following" if count else "home.nothing", count=count)
    lines: list[Line] = [(bold(title),), *_status_lines(voice, status)]
    rows: replies.Rows = ((button(voice, "refresh", "/home"),),)
    if stop := replies.halted(voice, status.session):
        lines += stop.doc.parts  # type: ignore[arg-type]
        rows = (*stop.buttons, *rows)
    below = _offer(voice, offered) if not count else _parts(voice, followed, requery)
    return Reply(Doc(tuple(lines)), rows, below=tuple(below))


def stranger(voice: Voice, person: str) -> Reply:
    """Return the page of somebody who is not let in: how that is done."""
    return Reply(Doc(voice.lines("home.stranger", person=person)))


def _status_lines(voice: Voice, status: Status) -> list[Line]:
    session = voice.session(status.session.state)
    time = voice.text("home.updated", time=figures.clock_time(status.now))
    tally = status.tally
    today = voice.line(
        "status.today",
        entries=tally.entries,
        exits=tally.exits,
        sent=tally.sent,
        failed=tally.failed,
    )
    return [
        line(f"{worst(status)} {session} · {time}"),
        market_line(voice, status.market, status.now),
        today,
    ]


def _offer(voice: Voice, offered: Sequence[ConditionState]) -> list[Reply]:
    """Offer conditions to follow, the list of them where there are more."""
    if not offered:
        return [Reply(Doc(voice.lines("home.no_conditions")))]
    shown = [one.condition for one in offered[:_OFFERED]]
    rows = replies.choice_buttons("subscribe", shown)
    if len(offered) > _OFFERED:
        rows = (*rows, (button(voice, "more_conditions", "/conditions"),))
    return [Reply(Doc(voice.lines("home.choose")), rows)]


def _parts(voice: Voice, followed: Followed, requery: int) -> list[Reply]:
    own = list(followed.own)[:MOST]
    elsewhere = list(followed.elsewhere)[: MOST - len(own)]
    parts = [_part(voice, one, followed.here, requery) for one in own]
    if elsewhere:
        parts.append(Reply(Doc(((bold(voice.text("home.elsewhere")),),))))
    for one in elsewhere:
        there = replace(one.subscription.destination, topic="")
        parts.append(replace(_part(voice, one, there, requery), where=there))
    left = len(followed.own) + len(followed.elsewhere) - len(own) - len(elsewhere)
    more = (voice.line("home.more", count=left),) if left else ()
    conditions = ((button(voice, "more_conditions", "/conditions"),),)
    return [*parts, Reply(Doc(more), conditions)]


def _part(voice: Voice, state: SubscriptionState, here: Destination, requery: int) -> Reply:
    """Return one subscription with the buttons that change, pause and end it."""
    subscription = state.subscription
    named = address(subscription, here)
    row = (
        options_button(voice, named, here),
        pause_button(voice, subscription, named),
        button(voice, "unsubscribe", f"/unsubscribe {named}"),
    )
    return Reply(Doc(tuple(subscription_lines(voice, state, here, requery))), (row,))
