"""A reply or an alert as Slack messages: blocks, their fallback, buttons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.messages import Button, Doc, Reply
from bot.render import plain, slack

LONGEST = 8000
"""characters of all blocks together; Slack refuses (msg_blocks_too_long) from about 11,000"""
_LONGEST_LABEL = 75
_BUTTONS_IN_BLOCK = 25

Blocks = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """One message: `text` is the notification, and all there is where `blocks` is None."""

    text: str
    blocks: Blocks | None = None

    def bare(self) -> "Page":
        """Return the same message without blocks and buttons, for when Slack refuses them."""
        said = (block.get("text", {}).get("text", "") for block in self.blocks or ())
        return Page("\n".join(one for one in said if one) or self.text)


def pages(reply: Reply) -> list[Page]:
    """Return the messages of a reply, at least one, its buttons under the last one."""
    rows = [row for rows in reply.buttons for row in _rows(rows)]
    text = slack.fallback(reply.doc)
    return [Page(text, one) for one in _packed([*_blocks(reply.doc), *rows])] or [Page(text or "…")]


def page(reply: Reply) -> Page:
    """Return the one message of an alert; one too long for blocks goes as plain text."""
    found = pages(reply)
    return found[0] if len(found) == 1 else bare(reply.doc)


def bare(doc: Doc) -> Page:
    """Return the message without any formatting, which Slack cannot find fault with."""
    return Page(escaped(plain.encode(doc)))


def escaped(text: str) -> str:
    """Return a text that mentions nobody and links nowhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(doc: Doc) -> Blocks:
    return [block for message in slack.blocks(doc) for block in message]


def _packed(every: Blocks) -> list[Blocks]:
    """Put blocks together into messages of at most 50 blocks and LONGEST characters."""
    messages: list[Blocks] = []
    room = 0
    for block in every:
        size = len(block.get("text", {}).get("text", ""))
        if not messages or size > room or len(messages[-1]) == slack.MOST_BLOCKS:
            messages.append([])
            room = LONGEST
        messages[-1].append(block)
        room -= size
    return messages


def _rows(row: tuple[Button, ...]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(row), _BUTTONS_IN_BLOCK):
        some = row[start : start + _BUTTONS_IN_BLOCK]
        yield {"type": "actions", "elements": [_button(at, one) for at, one in enumerate(some)]}


def _button(place: int, button: Button) -> dict[str, Any]:
    label = button.label
    if len(label) > _LONGEST_LABEL:
        label = f"{label[: _LONGEST_LABEL - 1]}…"
    return {
        "type": "button",
        "action_id": f"say-{place}",
        "value": button.data,
        "text": {"type": "plain_text", "text": label, "emoji": True},
    }
