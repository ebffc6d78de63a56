"""What Slack delivers, as this bot understands it; pure.

`key` is the same when Slack delivers again: an event keeps its event id, a slash command and a
pressed button their trigger id, while the envelope around them gets a new one each time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.messages import Incoming, pressed
from core.model import Destination

UMBRELLA = "kiwoom"
"""the slash command that takes every other one as its first word"""

Body = Mapping[str, Any]

_TOKEN = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person said, and where the answer may go besides the chat.

    `stood_on` is the message whose button was pressed and which the answer replaces, `ephemeral`
    whether only that person sees it; `response_url` is good for half an hour and five answers.
    `trigger` opens one form within three seconds. `home` is the person's direct message with the
    bot where it was their App Home that was opened, or on which something was pressed.
    """

    incoming: Incoming
    response_url: str = ""
    stood_on: str = ""
    ephemeral: bool = False
    trigger: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A channel that is closed to the bot from now on, and the key of the reason."""

    destination: Destination
    reason: str


_LEFT = {
    "channel_left": "not_in_channel",
    "group_left": "not_in_channel",
    "channel_archive": "is_archived",
    "group_archive": "is_archived",
    "channel_deleted": "channel_deleted",
    "group_deleted": "channel_deleted",
}
"""groups are private channels; Slack does not send member_left_channel of the bot itself"""


def unescaped(text: str) -> str:
    """Return text as the person typed it: `<@U1>` is U1, `<http://a|a>` a, `&lt;` a `<`."""
    plain = _TOKEN.sub(lambda found: _token(found[1]), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _token(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return target[1:]
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return label or target.removeprefix("mailto:")


def from_command(body: Body, names: Mapping[str, str]) -> Asked | None:
    """Read a slash command; `names` maps Slack's spelling to ours (ksearch: search)."""
    said = str(body.get("command", "")).lstrip("/").lower()
    rest = unescaped(str(body.get("text") or ""))
    text = _spelled(rest, names) or "help" if said == UMBRELLA else f"{said} {rest}"
    chat, person, trigger = body.get("channel_id"), body.get("user_id"), body.get("trigger_id")
    if not (said and chat and person and trigger):
        return None
    return Asked(
        Incoming(
            key=f"slack:command:{trigger}",
            destination=Destination("slack", str(chat)),
            person=f"slack:{person}",
            text=_spelled(text, names),
            private=_private(chat),
            person_name=str(body.get("user_name") or ""),
        ),
        response_url=str(body.get("response_url") or ""),
        trigger=str(trigger),
    )


def from_opening(body: Body) -> Asked | None:
    """Read that somebody opened their App Home; `/home` is what that says."""
    event = _part(body, "event")
    chat, person, event_id = event.get("channel"), event.get("user"), body.get("event_id")
    opened = event.get("type") == "app_home_opened" and event.get("tab") == "home"
    if not (opened and chat and person and event_id):
        return None
    return Asked(
        Incoming(
            key=f"slack:event:{event_id}",
            destination=Destination("slack", str(chat)),
            person=f"slack:{person}",
            text="/home",
            opened=True,
        ),
        home=str(chat),
    )


def from_event(body: Body, me: str, names: Mapping[str, str]) -> Asked | None:
    """Read a direct message or a mention; everything else is none of the bot's business."""
    event = _part(body, "event")
    chat, person, event_id = event.get("channel"), event.get("user"), body.get("event_id")
    if (
        not (chat and person and event_id)
        or person == me
        or "subtype" in event
        or event.get("bot_id")
    ):
        return None
    private = _private(chat)
    if event.get("type") != ("message" if private else "app_mention"):
        return None
    words = re.sub(rf"<@{re.escape(me)}(\|[^>]*)?>", " ", str(event.get("text") or ""))
    text = _spelled(unescaped(words).lstrip(",: ").strip(), names)
    if private and not text:
        return None
    thread = str(event.get("thread_ts") or "")
    return Asked(
        Incoming(
            key=f"slack:event:{event_id}",
            destination=Destination("slack", str(chat), thread),
            person=f"slack:{person}",
            text=text or "help",
            sent_at=moment(event.get("ts")),
            private=private,
        )
    )


def from_action(body: Body) -> Asked | None:
    """Read a pressed button; its value is the command, and whether its message is kept."""
    action, box, person = _pressed(body), _part(body, "container"), _part(body, "user")
    home = _home_of(body)
    chat = _part(body, "channel").get("id") or box.get("channel_id")
    chat = chat or chat_of(str(action.get("block_id") or "")) or home
    trigger = body.get("trigger_id")
    if not (action and chat and trigger and person.get("id")):
        return None
    stood_on = str(box.get("message_ts") or "")
    text, keeps = pressed(str(action["value"]))
    return Asked(
        Incoming(
            key=f"slack:action:{trigger}",
            destination=Destination("slack", str(chat), _thread_of(body, stood_on)),
            person=f"slack:{person['id']}",
            text=text,
            sent_at=moment(action.get("action_ts")),
            private=_private(chat),
            pressed=True,
            person_name=str(person.get("name") or person.get("username") or ""),
        ),
        response_url=str(body.get("response_url") or ""),
        stood_on="" if keeps else stood_on,
        ephemeral=bool(box.get("is_ephemeral")) and not keeps,
        trigger=str(trigger),
        home=home,
    )


def speaking_in(chat: str, number: int) -> str:
    """Return the id of a row of buttons on the App Home that speak in another chat."""
    return f"{number}@{chat}"


def chat_of(block_id: str) -> str:
    """Return the chat a row of buttons on the App Home speaks in, "": the person's own."""
    number, _, chat = block_id.partition("@")
    return chat if number.isdecimal() else ""


def _home_of(body: Body) -> str:
    """Return the direct message that a page remembers, "": it was no page."""
    view = _part(body, "view")
    return str(view.get("private_metadata") or "") if view.get("type") == "home" else ""


def from_departure(body: Body) -> Left | None:
    """Read that the bot was removed from a channel, or that the channel was closed."""
    event = _part(body, "event")
    chat, reason = event.get("channel"), _LEFT.get(str(event.get("type")))
    if not (isinstance(chat, str) and chat and reason):
        return None
    return Left(Destination("slack", chat), reason)


def moment(ts: object) -> datetime | None:
    """Return the time in a Slack timestamp (`1700000000.000100`), None where there is none."""
    try:
        return datetime.fromtimestamp(float(str(ts)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _part(body: Body, key: str) -> Body:
    found = body.get(key)
    return found if isinstance(found, dict) else {}


def _pressed(body: Body) -> Body:
    actions = body.get("actions")
    every = actions if isinstance(actions, list) else []
    return next((one for one in every if isinstance(one, dict) and one.get("value")), {})


def _thread_of(body: Body, stood_on: str) -> str:
    """Return the thread a message stands in; the message that started one stands outside."""
    parts = (_part(body, "container"), _part(body, "message"))
    thread = next((str(one["thread_ts"]) for one in parts if one.get("thread_ts")), "")
    return "" if thread == stood_on else thread


def _spelled(text: str, names: Mapping[str, str]) -> str:
    """Return text with Slack's spelling of the first word put back into ours."""
    first, *rest = text.split(maxsplit=1) or ("",)
    ours = names.get(first.lstrip("/").lower())
    return text.strip() if ours is None else " ".join((ours, *rest))


def _private(chat: object) -> bool:
    return str(chat).startswith("D")
