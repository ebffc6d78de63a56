"""What the answers about subscriptions say: how each is told, and the buttons that change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Button, Doc, Line, Reply, Text
from bot.render import replies
from bot.render.measure import clip
from bot.render.optioned import differences
from bot.render.replies import button
from bot.render.silence import mute_line, quiet_line
from bot.render.voice import Voice
from core.engine import Subscribed, SubscriptionState
from core.model import (
    PAUSED,
    Condition,
    Destination,
    Kinds,
    Mute,
    Options,
    Quiet,
    SessionStatus,
    Subscription,
)

ON_A_PAGE = 8
_NAME = 40
_FORMS = frozenset({"slack", "web"})
"""the faces that show forms"""


@dataclass(frozen=True, slots=True)
class Silence:
    """What is silent in a chat now; the names of muted stocks by code."""

    mutes: Sequence[Mute] = ()
    quiet: Quiet | None = None
    stocks: dict[str, str] | None = None


def address(subscription: Subscription, here: Destination) -> str:
    """Return what names a subscription in a command: `#1`, and `#1@7` for one of another topic."""
    topic = subscription.destination.topic
    named = f"#{subscription.condition.id}"
    return named if topic == here.topic else f"{named}@{topic}"


def subscribed(
    voice: Voice,
    answer: Subscribed,
    options: Options,
    requery: int,
    session: SessionStatus,
    place: Destination,
    here: Destination,
    *,
    changed: bool = False,
) -> Reply:
    """Confirm a subscription and say how it will be told, or what has to be done first."""
    condition = answer.state.condition
    again = "subscribed_changed" if changed else "subscribed_already"
    stop = replies.halted(voice, session)
    begun = "subscribed_halted" if stop else "subscribed"
    key = f"answer.{begun if answer.created else again}"
    lines = [voice.line(key, name=clip(condition.name, _NAME))]
    if said := differences(voice, options):
        lines.append(voice.line("option.told_so", value=" · ".join(said)))
    if place != here:
        lines.append(moved_line(voice, place))
    named = f"#{condition.id}" + (f"@{place.topic}" if place.topic != here.topic else "")
    conditions = button(voice, "conditions", "/conditions")
    after = (_follow_row(voice, condition, named, here), (conditions,))
    if stop:
        return Reply(Doc((*lines, *stop.doc.parts)), (*stop.buttons, *after))
    at_once = options.kinds is Kinds.BOTH and not options.digest
    how = replies.how_told(voice, answer.state, requery, at_once=at_once)
    return Reply(Doc((*lines, *how)), after)


def unsubscribed(voice: Voice, condition: Condition, dropped: int = 0) -> Reply:
    """Confirm the end of a subscription; what waited of it is not told."""
    first = voice.line("answer.unsubscribed", name=clip(condition.name, _NAME))
    row = (
        button(voice, "search", f"/search #{condition.id}"),
        button(voice, "subscribe", f"/subscribe #{condition.id}"),
        button(voice, "conditions", "/conditions"),
    )
    return Reply(Doc((first, *_dropped(voice, dropped))), (row,))


def subscription_list(
    voice: Voice,
    states: Sequence[SubscriptionState],
    silence: Silence,
    here: Destination,
    now: datetime,
    *,
    page: int = 1,
    requery: int = 60,
) -> Reply:
    """List what a chat follows, each with its options and the buttons that change or end it."""
    silent = silence_lines(voice, silence, now)
    silent = [(), *silent] if silent else []
    if not states:
        lines = (*voice.lines("answer.no_subscriptions"), *silent)
        return Reply(Doc(lines), ((button(voice, "conditions", "/conditions"),),))
    pages = replies.page_count(len(states), ON_A_PAGE)
    shown = states[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    head = voice.line("answer.subscriptions", count=len(states))
    parts: list[Line] = [(*head, *replies.page_mark(voice, page, pages)), ()]
    for one in shown:
        parts += subscription_lines(voice, one, here, requery)
    rows = [_subscription_row(voice, one.subscription, here) for one in shown]
    turning = replies.page_buttons(voice, "/subscriptions", page, pages)
    return Reply(Doc((*parts, *silent)), (*rows, *turning))


def choice(
    voice: Voice, command: str, here: Destination, followed: Sequence[Subscription]
) -> Reply:
    """Ask which of the subscriptions is meant."""
    buttons = tuple(
        (Button(replies.label(_named(voice, one, here)), f"/{command} {address(one, here)}"),)
        for one in followed[: replies.MOST_CHOICES]
    )
    lines = voice.lines(f"answer.choose_{command}")
    if len(followed) > replies.MOST_CHOICES:
        example = f"{voice.spell(command)} {followed[-1].condition.tag}"
        lines = (*lines, voice.line("answer.choose_more", example=example))
    return Reply(Doc(lines), buttons)


def paused(voice: Voice, reason: str) -> str:
    """Return `⏸ 멈춤`, with the reason where it was not the person's own wish."""
    if reason == PAUSED:
        return voice.text("option.paused_by_hand")
    return f"⏸ {voice.text('answer.paused', reason=voice.reason(reason))}"


def pause_changed(
    voice: Voice, subscription: Subscription, here: Destination, dropped: int = 0
) -> Reply:
    """Confirm that a subscription sleeps, and what waited of it is not told, or is awake again."""
    key = "paused_now" if subscription.suspended else "woken"
    name = clip(subscription.condition.name, _NAME)
    row = (
        pause_button(voice, subscription, address(subscription, here)),
        button(voice, "subscriptions", "/subscriptions"),
    )
    lines = (*voice.lines(f"answer.{key}", name=name), *_dropped(voice, dropped))
    return Reply(Doc(lines), (row,))


def _dropped(voice: Voice, dropped: int) -> tuple[Line, ...]:
    """Return the line about what waited and is not told any more, none where nothing did."""
    return voice.lines("answer.dropped", count=dropped) if dropped else ()


def several_places(
    voice: Voice, command: str, here: Destination, found: Sequence[Subscription], rest: str
) -> Reply:
    """Ask which of a condition's subscriptions in one chat is meant."""
    lines = voice.lines("answer.choose_place", name=clip(found[0].condition.name, _NAME))
    rows = []
    for one in found[: replies.MOST_CHOICES]:
        said = f"/{command} {address(one, here)} {rest}".strip()
        if len(said.encode()) > replies.LONGEST_COMMAND:
            said = f"/{command} {address(one, here)}"
        rows.append((Button(replies.label(place_of(voice, one)), said),))
    return Reply(Doc(lines), tuple(rows))


# --- lines --------------------------------------------------------------------------------------


def subscription_lines(
    voice: Voice, state: SubscriptionState, here: Destination, requery: int
) -> list[Line]:
    """Return a subscription's condition and, where it is told otherwise than plainly, how."""
    subscription = state.subscription
    line = replies.condition_line(voice, state.state, set(), requery)
    if subscription.suspended:
        line = (*line[:2], Text(f" · {paused(voice, subscription.suspended)}"))
    said = differences(voice, subscription.options)
    if subscription.destination.topic != here.topic:
        said.insert(0, f"↳ {place_of(voice, subscription)}")
    return [line, (Text("   " + " · ".join(said)),)] if said else [line]


def silence_lines(voice: Voice, silence: Silence, now: datetime) -> list[Line]:
    """Return a line for each mute, and one for the quiet hours."""
    lines: list[Line] = [
        (Text("🔕 "), *mute_line(voice, one, silence.stocks or {}, now)) for one in silence.mutes
    ]
    if silence.quiet:
        lines.append(quiet_line(voice, silence.quiet))
    return lines


def moved_line(voice: Voice, place: Destination) -> Line:
    """Return where alerts come from now on."""
    key = "option.moved_out" if place.topic else "option.moved_back"
    return voice.line(key, place=voice.place(place.channel, place.topic))


def place_of(voice: Voice, subscription: Subscription) -> str:
    """Return `주제 7`, `스레드` or `이 대화`."""
    where = subscription.destination
    return voice.place(where.channel, where.topic) if where.topic else voice.text("place.chat")


def _named(voice: Voice, subscription: Subscription, here: Destination) -> str:
    condition = subscription.condition
    named = f"{condition.tag} {condition.name}"
    if subscription.destination.topic == here.topic:
        return named
    return f"{named} ({place_of(voice, subscription)})"


# --- buttons ------------------------------------------------------------------------------------


def options_button(voice: Voice, named: str, here: Destination) -> Button:
    """Return the button that changes how a subscription is told, by a form where there are any."""
    key = "form" if here.channel in _FORMS else "options"
    return button(voice, key, f"/{key} {named}")


def _follow_row(
    voice: Voice, condition: Condition, named: str, here: Destination
) -> tuple[Button, ...]:
    return (
        options_button(voice, named, here),
        button(voice, "search", f"/search #{condition.id}"),
        button(voice, "unsubscribe", f"/unsubscribe {named}"),
    )


def _subscription_row(
    voice: Voice, subscription: Subscription, here: Destination
) -> tuple[Button, ...]:
    """Return buttons that begin with the number the line above begins with."""
    named, seq = address(subscription, here), subscription.condition.tag
    row = (
        options_button(voice, named, here),
        pause_button(voice, subscription, named),
        button(voice, "unsubscribe", f"/unsubscribe {named}"),
    )
    return tuple(Button(f"{seq} {one.label}", one.command) for one in row)


def pause_button(voice: Voice, subscription: Subscription, named: str) -> Button:
    """Return the button that lets a subscription sleep, or wakes it."""
    key = "resume" if subscription.suspended else "pause"
    return button(voice, key, f"/{key} {named}")
