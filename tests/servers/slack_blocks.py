"""What Slack refuses in Block Kit, in the words of response_metadata.messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

COMMON = {"type", "block_id"}
FIELDS = {
    "section": {"text", "fields", "accessory", "expand"},
    "divider": set(),
    "header": {"text", "level"},
    "actions": {"elements"},
    "context": {"elements"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "rich_text": {"elements"},
    "markdown": {"text"},
    "table": {"rows", "column_settings"},
}
OPTION_LISTS = {"static_select", "multi_static_select", "checkboxes", "radio_buttons", "overflow"}
SELECTS = {
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "users", "conversations", "channels", "external")
}
MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
INPUTS = {"plain_text_input", "number_input", "datepicker", "timepicker", "datetimepicker",
          "checkboxes", "radio_buttons"}  # fmt: skip
ELEMENTS = SELECTS | INPUTS | {"button", "overflow", "image"}


class Complaints(list[str]):
    def say(self, where: str, what: str) -> None:
        self.append(f"[ERROR] {what} [json-pointer:{where}]")

    def length(self, where: str, value: object, most: int) -> None:
        if not isinstance(value, str):
            self.say(where, "must be a string")
        elif not value:
            self.say(where, "must be more than 0 characters")
        elif len(value) > most:
            self.say(where, f"must be less than {most + 1} characters")

    def text(self, where: str, value: object, most: int, kinds: tuple[str, ...]) -> None:
        if not isinstance(value, dict):
            self.say(where, "missing required field: text")
            return
        kind = value.get("type")
        if kind not in kinds:
            self.say(f"{where}/type", f"unsupported type: {kind}")
        extra = "emoji" if kind == "plain_text" else "verbatim"
        for key in value.keys() - {"type", "text", extra}:
            self.say(where, f"invalid additional property: {key}")
        self.length(f"{where}/text", value.get("text"), most)

    def items(self, where: str, items: object, least: int, most: int) -> list[Any]:
        if not isinstance(items, list):
            self.say(where, "must be an array")
            return []
        if len(items) < least:
            self.say(where, f"no less than {least} items allowed")
        if len(items) > most:
            self.say(where, f"no more than {most} items allowed")
        return items


PLAIN = ("plain_text",)
BOTH = ("plain_text", "mrkdwn")


def check_blocks(blocks: object, *, most: int = 50) -> list[str]:
    """Every complaint about a message's (most 50) or a view's (most 100) blocks."""
    told = Complaints()
    seen: set[str] = set()
    for number, block in enumerate(told.items("/blocks", blocks, 0, most)):
        where = f"/blocks/{number}"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in FIELDS:
            told.say(f"{where}/type", f"unsupported type: {kind}")
            continue
        for key in block.keys() - COMMON - FIELDS[kind]:
            told.say(where, f"invalid additional property: {key}")
        _block_id(told, where, block, seen)
        check = CHECKS.get(kind)
        if check is not None:
            check(told, where, block)
        _action_ids(told, where, block)
    return list(told)


def _block_id(told: Complaints, where: str, block: Json, seen: set[str]) -> None:
    block_id = block.get("block_id")
    if block_id is None:
        return
    told.length(f"{where}/block_id", block_id, 255)
    if block_id in seen:
        told.say(f"{where}/block_id", f"`block_id` `{block_id}` already exists")
    seen.add(block_id)


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements of a block, wherever they hang."""
    for one in (*(block.get("elements") or []), block.get("accessory"), block.get("element")):
        if isinstance(one, dict) and one.get("type") in ELEMENTS - {"image"}:
            yield one


def _action_ids(told: Complaints, where: str, block: Json) -> None:
    ids = [one["action_id"] for one in elements_of(block) if "action_id" in one]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        told.say(f"{where}/elements", f"`action_id` `{twice}` already exists")


def _section(told: Complaints, where: str, block: Json) -> None:
    if "text" in block:
        told.text(f"{where}/text", block["text"], 3000, BOTH)
    elif "fields" not in block:
        told.say(where, "missing required field: text")
    if "fields" in block:
        for number, one in enumerate(told.items(f"{where}/fields", block["fields"], 1, 10)):
            told.text(f"{where}/fields/{number}", one, 2000, BOTH)
    if "accessory" in block:
        _element(told, f"{where}/accessory", block["accessory"])


def _header(told: Complaints, where: str, block: Json) -> None:
    told.text(f"{where}/text", block.get("text"), 150, PLAIN)


def _actions(told: Complaints, where: str, block: Json) -> None:
    for number, one in enumerate(told.items(f"{where}/elements", block.get("elements"), 1, 25)):
        _element(told, f"{where}/elements/{number}", one, allowed=ELEMENTS - {"image"})


def _context(told: Complaints, where: str, block: Json) -> None:
    for number, one in enumerate(told.items(f"{where}/elements", block.get("elements"), 1, 10)):
        spot = f"{where}/elements/{number}"
        if isinstance(one, dict) and one.get("type") == "image":
            _image(told, spot, one)
        else:
            told.text(spot, one, 3000, BOTH)


def _image(told: Complaints, where: str, block: Json) -> None:
    if "image_url" not in block and "slack_file" not in block:
        told.say(where, "missing required field: image_url")
    if "image_url" in block:
        told.length(f"{where}/image_url", block["image_url"], 3000)
    if "image_url" in block and "slack_file" in block:
        told.say(where, "only one of image_url and slack_file is allowed")
    if "slack_file" in block:
        file = block["slack_file"]
        known = isinstance(file, dict) and (file.keys() == {"id"} or file.keys() == {"url"})
        if not known:
            told.say(f"{where}/slack_file", "must have an id or a url")
        elif "id" in file and not re.fullmatch(r"F[A-Z0-9]{8,}", str(file["id"])):
            told.say(f"{where}/slack_file/id", "input must match regex pattern: ^[F][A-Z0-9]{8,}$")
    if "title" in block:
        told.text(f"{where}/title", block["title"], 2000, PLAIN)
    told.length(f"{where}/alt_text", block.get("alt_text"), 2000)


def _input(told: Complaints, where: str, block: Json) -> None:
    told.text(f"{where}/label", block.get("label"), 2000, PLAIN)
    if "hint" in block:
        told.text(f"{where}/hint", block["hint"], 2000, PLAIN)
    _element(told, f"{where}/element", block.get("element"), allowed=SELECTS | INPUTS)


def _markdown(told: Complaints, where: str, block: Json) -> None:
    told.length(f"{where}/text", block.get("text"), 12_000)


def _rich_text(told: Complaints, where: str, block: Json) -> None:
    told.items(f"{where}/elements", block.get("elements"), 0, 1000)


def _table(told: Complaints, where: str, block: Json) -> None:
    for number, row in enumerate(told.items(f"{where}/rows", block.get("rows"), 1, 100)):
        told.items(f"{where}/rows/{number}", row, 1, 20)


CHECKS: dict[str, Callable[[Complaints, str, Json], None]] = {
    "section": _section,
    "header": _header,
    "actions": _actions,
    "context": _context,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
}


def _element(
    told: Complaints, where: str, element: object, allowed: set[str] | None = None
) -> None:
    kind = element.get("type") if isinstance(element, dict) else None
    if not isinstance(element, dict) or kind not in (allowed or ELEMENTS):
        told.say(f"{where}/type", f"unsupported type: {kind}")
        return
    if "action_id" in element:
        told.length(f"{where}/action_id", element["action_id"], 255)
    if "confirm" in element:
        _confirm(told, f"{where}/confirm", element["confirm"])
    if "placeholder" in element:
        told.text(f"{where}/placeholder", element["placeholder"], 150, PLAIN)
    if kind == "button":
        _button(told, where, element)
    elif kind == "image":
        _image(told, where, element)
    elif kind == "plain_text_input":
        _text_input(told, where, element)
    elif kind in OPTION_LISTS and "option_groups" not in element:
        _options(told, where, element, MOST_OPTIONS.get(kind, 100))


def _button(told: Complaints, where: str, button: Json) -> None:
    known = {"type", "text", "action_id", "value", "url", "style", "confirm",
             "accessibility_label"}  # fmt: skip
    for key in button.keys() - known:
        told.say(where, f"invalid additional property: {key}")
    told.text(f"{where}/text", button.get("text"), 75, PLAIN)
    if "value" in button:
        told.length(f"{where}/value", button["value"], 2000)
    if "url" in button:
        told.length(f"{where}/url", button["url"], 3000)
    if button.get("style", "primary") not in {"primary", "danger"}:
        told.say(f"{where}/style", "must be a valid enum value")


def _text_input(told: Complaints, where: str, element: Json) -> None:
    known = {"type", "action_id", "initial_value", "multiline", "min_length", "max_length",
             "dispatch_action_config", "focus_on_load", "placeholder"}  # fmt: skip
    for key in sorted(element.keys() - known):
        told.say(where, f"invalid additional property: {key}")
    most = element.get("max_length", 3000)
    if not 1 <= most <= 3000:
        told.say(f"{where}/max_length", "must be between 1 and 3000")
    if "initial_value" in element:
        told.length(f"{where}/initial_value", element["initial_value"], most)


def _options(told: Complaints, where: str, element: Json, most: int) -> None:
    for number, one in enumerate(told.items(f"{where}/options", element.get("options"), 1, most)):
        spot = f"{where}/options/{number}"
        told.text(f"{spot}/text", one.get("text"), 75, BOTH)
        told.length(f"{spot}/value", one.get("value"), 150)
    known = element.get("options") or []
    one_of = [element["initial_option"]] if "initial_option" in element else None
    first = element.get("initial_options", one_of)
    if first is None:
        return
    if not first:
        told.say(f"{where}/initial_options", "no less than 1 items allowed")
    for one in first:
        if one not in known:
            told.say(f"{where}/initial_options", "must be one of the options")


def _confirm(told: Complaints, where: str, confirm: object) -> None:
    if not isinstance(confirm, dict):
        told.say(where, "must be an object")
        return
    for key, most, kinds in (("title", 100, PLAIN), ("text", 300, BOTH)):
        told.text(f"{where}/{key}", confirm.get(key), most, kinds)
    for key in ("confirm", "deny"):
        told.text(f"{where}/{key}", confirm.get(key), 30, PLAIN)
