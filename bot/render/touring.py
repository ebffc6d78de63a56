"""The tour of a first `/start`: what the bot does, which condition, and what to do next."""

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Button, Doc, Reply
from bot.render import replies
from bot.render.replies import button
from bot.render.voice import Voice
from core.model import Condition

PICK = "pick"
"""what follows `/start` for the second step"""
_OFFERED = 6
_SHOWN_ON_A_CHART = "005930"


def what(voice: Voice) -> Reply:
    """Say what the bot does."""
    row = (
        button(voice, "see_conditions", f"/start {PICK}"),
        button(voice, "help", "/help"),
    )
    return Reply(Doc(voice.lines("tour.what")), (row,))


def pick(voice: Voice, conditions: Sequence[Condition]) -> Reply:
    """Offer conditions to be subscribed with one press, a few of many."""
    rows = [(_follow(voice, one),) for one in conditions[:_OFFERED]]
    last = [button(voice, "previous", "/start")]
    if len(conditions) > _OFFERED:
        last.append(button(voice, "all_conditions", "/conditions"))
    return Reply(Doc(voice.lines("tour.pick")), (*rows, tuple(last)))


def next_steps(voice: Voice, subscribed: Reply) -> Reply:
    """Add to the first subscription what can be done now; the answer to each comes below."""
    doc = Doc((*subscribed.doc.parts, (), *voice.lines("tour.next")))
    said = (
        ("show_chart", f"/chart {_SHOWN_ON_A_CHART}"),
        ("show_mute", "/mute"),
        ("help", "/help"),
    )
    row = tuple(replace(button(voice, key, command), keeps=True) for key, command in said)
    return replace(subscribed, doc=doc, buttons=(*subscribed.buttons, row))


def _follow(voice: Voice, condition: Condition) -> Button:
    name = f"{condition.tag} {condition.name}"
    label = replies.label(voice.text("button.follow_this", name=name))
    return Button(label, f"/subscribe #{condition.id}")
