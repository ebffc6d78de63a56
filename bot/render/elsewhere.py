"""What is answered about alerts that go to a mailbox or a webhook instead of the chat."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.messages import Button, Doc, Line, Reply, line
from bot.render.measure import clip
from bot.render.notices import where
from bot.render.optioned import differences
from bot.render.voice import Voice
from core.clock import KST
from core.engine import SubscriptionState
from core.model import Destination

_LONGEST_COMMAND = 64
_LABEL = 24
_AIMED = ("/options ", "/unsubscribe ", "/pause ", "/resume ", "/subscribe ")
_ONLY_HERE = ("/form ",)
"""what makes no sense for another place"""


def hidden(address: str) -> str:
    """Return an address as others may see it: `m***@example.org`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def addressed(voice: Voice, reply: Reply, target: Destination, *, shown: str) -> Reply:
    """Say where it goes, and let the buttons speak of that place as well."""
    first = voice.line("mail.goes_to", address=shown)
    doc = Doc((*reply.doc.parts[:1], first, *reply.doc.parts[1:]))
    return replace(reply, doc=doc, buttons=_aimed_rows(reply, target))


def aimed_at(voice: Voice, reply: Reply, target: Destination) -> Reply:
    """Return a choice whose buttons lead to a place that was said already."""
    first = voice.line("mail.goes_to", address=target.chat)
    return replace(reply, doc=Doc((*reply.doc.parts, first)), buttons=_aimed_rows(reply, target))


def code_sent(voice: Voice, target: Destination, until: datetime) -> Reply:
    """Say that a code is on its way, and what to do with it."""
    when = f"{until.astimezone(KST):%H:%M}"
    return Reply(Doc(voice.lines("mail.code_sent", address=target.chat, until=when)))


def confirmed(voice: Voice, address: Destination, followed: Reply) -> Reply:
    """Say that an address is theirs, before what came of the subscription."""
    first = voice.lines("mail.confirmed", address=address.chat)
    return replace(followed, doc=Doc((*first, *followed.doc.parts)))


def listed(voice: Voice, reply: Reply, states: Sequence[SubscriptionState]) -> Reply:
    """Put what goes elsewhere under a list, each with a button that ends it."""
    parts: list[Line] = [(), voice.line("mail.elsewhere")]
    rows = []
    for one in states:
        subscription, condition = one.subscription, one.subscription.condition
        said = differences(voice, subscription.options)
        if subscription.suspended:
            said.append(voice.text("answer.paused", reason=voice.reason(subscription.suspended)))
        named = voice.text(
            "mail.elsewhere_line",
            where=where(voice, str(subscription.destination)),
            tag=condition.tag,
            name=clip(condition.name, 40),
        )
        parts.append(line(" · ".join((named, *said))))
        label = f"{condition.tag} {voice.text('button.unsubscribe')}"
        end = _aimed(Button(label, f"/unsubscribe #{condition.id}"), subscription.destination)
        if end is not None:
            called = clip(f"{end.label} · {subscription.destination.chat}", _LABEL)
            rows.append((replace(end, label=called),))
    return replace(reply, doc=Doc((*reply.doc.parts, *parts)), buttons=(*reply.buttons, *rows))


def _aimed_rows(reply: Reply, target: Destination) -> tuple[tuple[Button, ...], ...]:
    rows = (_aimed_row(row, target) for row in reply.buttons)
    return tuple(row for row in rows if row)


def _aimed_row(row: Sequence[Button], target: Destination) -> tuple[Button, ...]:
    return tuple(one for one in (_aimed(button, target) for button in row) if one is not None)


def _aimed(button: Button, target: Destination) -> Button | None:
    """Return a button that says its command of the same place; None where it cannot."""
    if button.command.startswith(_ONLY_HERE):
        return None
    if not button.command.startswith(_AIMED):
        return button
    command = f"{button.command} to {target.chat}"
    return replace(button, command=command) if len(command.encode()) <= _LONGEST_COMMAND else None
