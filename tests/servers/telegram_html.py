"""Telegram's HTML: which tags it takes, what it complains about, where the entities are.

Follows parse_html of tdlib (MessageEntity.cpp), complaints included.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]

PLAIN = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
ALLOWED = {*PLAIN, "a", "span", "tg-emoji"}
ESCAPE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d+)|#x([0-9a-fA-F]+));")
TAG = re.compile(r"<([^\s>/][^\s>]*|)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
END_TAG = re.compile(r"</([^\s>]*)\s*>")
ATTRIBUTE = re.compile(r"\s*([^\s=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
COMMAND = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")
MENTION = re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{3,32}")


class ParseError(ValueError):
    """Says what is wrong the way Telegram says it."""


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    at: int


@dataclass(slots=True)
class _Text:
    parts: list[str] = field(default_factory=list)
    units: int = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.units += units(text)


def units(text: str) -> int:
    """Length the way Telegram counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of Telegram HTML."""
    text = _Text()
    opened: list[_Open] = []
    entities: list[Entity] = []
    at = 0
    while at < len(source):
        if source.startswith("</", at):
            at = _close(source, at, opened, entities, text)
        elif source[at] == "<":
            at = _open(source, at, opened, text)
        else:
            stop = source.find("<", at)
            stop = len(source) if stop < 0 else stop
            text.add(unescape(source[at:stop]))
            at = stop
    if opened:
        raise ParseError(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(text.parts), entities


def unescape(text: str) -> str:
    """Only the four named escapes and numbers mean something; the rest stays as it is."""
    return ESCAPE.sub(lambda found: html.unescape(found.group(0)), text)


def _offset(source: str, at: int) -> int:
    return len(source[:at].encode())


def _open(source: str, at: int, opened: list[_Open], text: _Text) -> int:
    found = TAG.match(source, at)
    where = _offset(source, at)
    name = re.match(r"[^\s>]*", source[at + 1 :])
    tag = name.group(0).lower() if name else ""
    if found is None and ">" not in source[at:]:
        raise ParseError(f"Unclosed start tag at byte offset {where}")
    if found is None or tag not in ALLOWED:
        raise ParseError(f'Unsupported start tag "{tag}" at byte offset {where}')
    attributes = {
        one.group(1).lower(): unescape(one.group(2) or one.group(3) or one.group(4) or "")
        for one in ATTRIBUTE.finditer(found.group(2))
    }
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise ParseError(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    opened.append(_Open(tag, attributes, text.units))
    return found.end()


def _close(source: str, at: int, opened: list[_Open], entities: list[Entity], text: _Text) -> int:
    where = _offset(source, at)
    found = END_TAG.match(source, at)
    if found is None:
        raise ParseError(f"Unclosed end tag at byte offset {where}")
    if not opened:
        raise ParseError(f"Unexpected end tag at byte offset {where}")
    one, tag = opened.pop(), found.group(1).lower()
    if tag and tag != one.tag:
        raise ParseError(
            f'Unmatched end tag at byte offset {where}, expected "</{one.tag}>", found "</{tag}>"'
        )
    if text.units > one.at:
        entities.append({"offset": one.at, "length": text.units - one.at} | _meaning(one, text))
    return found.end()


def _meaning(one: _Open, text: _Text) -> Entity:
    if one.tag == "a":
        inner = "".join(text.parts).encode("utf-16-le")[one.at * 2 :].decode("utf-16-le")
        return {"type": "text_link", "url": one.attributes.get("href") or inner}
    if one.tag == "span":
        return {"type": "spoiler"}
    if one.tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": one.attributes.get("emoji-id", "")}
    if one.tag == "blockquote" and "expandable" in one.attributes:
        return {"type": "expandable_blockquote"}
    return {"type": PLAIN[one.tag]}


def found_entities(text: str) -> list[Entity]:
    """What Telegram itself marks in a person's text: commands and mentions."""
    found = [("bot_command", one) for one in COMMAND.finditer(text)]
    found += [("mention", one) for one in MENTION.finditer(text)]
    return sorted(
        (
            {
                "type": kind,
                "offset": units(text[: one.start()]),
                "length": units(one.group(0)),
            }
            for kind, one in found
        ),
        key=lambda entity: entity["offset"],
    )
