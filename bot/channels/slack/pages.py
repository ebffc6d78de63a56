"""A reply or an alert as Slack messages: blocks, their fallback, buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.incoming import speaking_in
from bot.messages import Attachment, Button, Doc, Reply
from bot.render import plain, slack

LONGEST = 8000
"""characters of all blocks together; Slack refuses (msg_blocks_too_long) from about 11,000"""
_LONGEST_LABEL = 75
_BUTTONS_IN_BLOCK = 25
_LONGEST_ALT = 2000
MOST_IN_VIEW = 100
"""blocks"""
_MOST_OF_A_NOTE = 40

Blocks = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """One message: `text` is the notification, and all there is where `blocks` is None."""

    text: str
    blocks: Blocks | None = None

    @property
    def pictured(self) -> bool:
        """Return whether it shows a picture, which Slack may not have looked at yet."""
        return any(block["type"] == "image" for block in self.blocks or ())

    def pictureless(self, why: str) -> "Page":
        """Return the same message without its pictures and with why there are none."""
        kept = [block for block in self.blocks or () if block["type"] != "image"]
        return Page(self.text, with_notes(kept, [why]))

    def bare(self) -> "Page":
        """Return the same message without blocks and buttons, for when Slack refuses them."""
        said = (block.get("text", {}).get("text", "") for block in self.blocks or ())
        return Page("\n".join(one for one in said if one) or self.text)


def pages(
    reply: Reply, pictures: Sequence[tuple[str, Attachment]] = (), notes: Sequence[str] = ()
) -> list[Page]:
    """Return the messages of a reply: its words, pictures by their ids in Slack, notes, buttons.

    There is at least one, but for a reply that is nothing but a file.
    """
    rows = [row for rows in reply.buttons for row in _rows(rows)]
    shown = [_image(file_id, picture) for file_id, picture in pictures]
    text = slack.fallback(reply.doc) or next((escaped(one.alt) for _, one in pictures), "")
    every = with_notes([*_blocks(reply.doc), *shown, *rows], notes)
    made = [Page(text or "…", one) for one in _packed(every)]
    return made or ([] if reply.attachments else [Page(text or "…")])


def page(reply: Reply, pictures: Sequence[tuple[str, Attachment]] = ()) -> Page:
    """Return the one message of an alert; one too long for blocks goes as plain text."""
    found = pages(reply, pictures)
    return found[0] if len(found) == 1 else bare(reply.doc)


def homed(page: Reply, note: Reply | None, chat: str) -> dict[str, Any]:
    """Return a page as the view of an App Home, below an answer where there is one.

    `chat` is the direct message that what is pressed there is said in.
    """
    every: Blocks = []
    if note is not None:
        every = [*_own_blocks(note)[:_MOST_OF_A_NOTE], {"type": "divider"}]
    every += _own_blocks(page)
    for part in page.below:
        every += _part(part, len(every))
    shown = every[:MOST_IN_VIEW]
    return {"type": "home", "private_metadata": chat, "blocks": shown}


def _own_blocks(reply: Reply) -> Blocks:
    return [*_blocks(reply.doc), *(row for rows in reply.buttons for row in _rows(rows))]


def _part(part: Reply, number: int) -> Blocks:
    """Return what stands below on a page; where it is about another chat, that is named."""
    made = _own_blocks(part)
    if part.where is None:
        return made
    chat = part.where.chat
    at = {"type": "mrkdwn", "text": f"<#{chat}>"}
    for place, block in enumerate(made):
        if block["type"] == "actions":
            block["block_id"] = speaking_in(chat, number + place)
    return [*made[:1], {"type": "context", "elements": [at]}, *made[1:]]


def with_notes(blocks: Blocks, notes: Sequence[str]) -> Blocks:
    """Return blocks with these sentences between the words and the buttons."""
    at = next((n for n, one in enumerate(blocks) if one["type"] == "actions"), len(blocks))
    said = [{"type": "section", "text": {"type": "mrkdwn", "text": escaped(n)}} for n in notes]
    return [*blocks[:at], *said, *blocks[at:]]


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


def _image(file_id: str, picture: Attachment) -> dict[str, Any]:
    alt = (picture.alt or picture.name)[:_LONGEST_ALT]
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": alt}


def _rows(row: tuple[Button, ...]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(row), _BUTTONS_IN_BLOCK):
        some = row[start : start + _BUTTONS_IN_BLOCK]
        yield {"type": "actions", "elements": [_button(at, one) for at, one in enumerate(some)]}


def _button(place: int, button: Button) -> dict[str, Any]:
    label = button.label
    if len(label) > _LONGEST_LABEL:
        label = f"{label[: _LONGEST_LABEL - 1]}…"
    does = {"action_id": f"say-{place}", "value": button.data}
    if button.url:  # Slack tells of the press all the same; without a value nothing is said
        does = {"action_id": f"open-{place}", "url": button.url}
    text = {"type": "plain_text", "text": label, "emoji": True}
    return {"type": "button", **does, "text": text}
