"""Views of a loopback Slack: modals opened in time, App Homes, and what a person does in them."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any, NoReturn

from .loopback import Answer, Call, Json, RefusedError
from .slack_blocks import PLAIN, Complaints, check_blocks, elements_of
from .slack_space import Button, number_blocks, words_of

TRIGGER_SECONDS = 3.0
MOST_BLOCKS = 100
FIELDS = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
MODAL_FIELDS = FIELDS | {"title", "close", "submit", "clear_on_close", "notify_on_close",
                         "submit_disabled"}  # fmt: skip


@dataclass(slots=True, eq=False)
class View:
    """A modal or an App Home as a person sees it; the object stays while the bot changes it."""

    id: str
    user: str
    content: Json
    hash: str = ""
    open: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    versions: int = 1

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks

    @property
    def shown(self) -> str:
        """The words a person reads, labels and hints of inputs among them."""
        return "\n".join(words_of(self.blocks))

    @property
    def buttons(self) -> list[Button]:
        return [
            Button(one["text"]["text"], one.get("value"), one["action_id"], block["block_id"],
                   one.get("url"), one)
            for block in self.blocks
            for one in elements_of(block)
            if one["type"] == "button"
        ]  # fmt: skip

    @property
    def labels(self) -> list[str]:
        return [one.text for one in self.buttons]

    def button(self, wanted: str) -> Button:
        """By label or value; the first where there are several."""
        found = [one for one in self.buttons if wanted in {one.text, one.value}]
        if not found:
            raise LookupError(f"no button {wanted!r}; there are {self.labels}")
        return found[0]

    @property
    def inputs(self) -> dict[str, Json]:
        return {one["block_id"]: one for one in self.blocks if one["type"] == "input"}

    def state(self, answers: dict[str, Any]) -> Json:
        """The values of a submission: what was there, changed by answers by block id."""
        unknown = answers.keys() - self.inputs.keys()
        if unknown:
            raise LookupError(f"no inputs {sorted(unknown)}; there are {sorted(self.inputs)}")
        found: Json = {}
        for block_id, block in self.inputs.items():
            element = block["element"]
            value = _initial(element)
            if block_id in answers:
                value = _answered(element, answers[block_id])
            if not block.get("optional") and not any(value.values()):
                raise LookupError(f"{block_id} must be answered, Slack does not let it be empty")
            found[block_id] = {element["action_id"]: {"type": element["type"]} | value}
        return {"values": found}

    def json(self, team: str, app: str, bot: str, state: Json | None = None) -> Json:
        shown: Json = {"private_metadata": "", "callback_id": "", "external_id": ""}
        shown |= self.content
        return shown | {
            "id": self.id,
            "team_id": team,
            "app_id": app,
            "bot_id": bot,
            "hash": self.hash,
            "root_view_id": self.id,
            "previous_view_id": None,
            "state": state or {"values": {}},
        }


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"value": element.get("initial_value")}
    if kind == "static_select":
        return {"selected_option": element.get("initial_option")}
    return {"selected_options": list(element.get("initial_options") or [])}


def _answered(element: Json, answer: Any) -> Json:
    """What a person may enter, LookupError for what the client would not let them."""
    kind = element["type"]
    if kind == "plain_text_input":
        if len(str(answer)) > element.get("max_length", 3000):
            raise LookupError(f"{answer!r} is longer than {element['max_length']}")
        return {"value": str(answer) or None}
    options = {one["value"]: one for one in element["options"]}
    if kind == "static_select":
        return {"selected_option": options[answer]}
    return {"selected_options": [options[one] for one in answer]}


class Views:
    """What was opened and published; `home_enabled` is the switch in the app's settings."""

    def __init__(self, people: dict[str, Any]) -> None:
        self.home_enabled = True
        self.trigger_seconds = TRIGGER_SECONDS
        self.modals: list[View] = []
        self.homes: dict[str, View] = {}
        self._people = people
        self._triggers: dict[str, tuple[float, str]] = {}
        self._numbers = itertools.count(1)

    def trigger(self, team: str, user: str) -> str:
        """A trigger of something a person did; it opens one view within three seconds."""
        made = f"{len(self._triggers) + 1}.{team}.loopback"
        self._triggers[made] = (time.monotonic(), user)
        return made

    def open(self, call: Call) -> View:
        trigger = str(call.params.get("trigger_id") or "")
        at, user = self._triggers.get(trigger, (None, ""))
        if at is None:
            _refuse("invalid_trigger_id")
        if at < 0:
            _refuse("exchanged_trigger_id")
        if time.monotonic() - at > self.trigger_seconds:
            _refuse("expired_trigger_id")
        content = _checked(call.params.get("view"), "modal")
        self._triggers[trigger] = (-1.0, user)
        view = self._made(user, content)
        self.modals.append(view)
        return view

    def publish(self, call: Call) -> View:
        user = str(call.params.get("user_id") or "")
        if not user:
            _refuse("invalid_arguments")
        if user not in self._people:
            _refuse("user_not_found")
        if not self.home_enabled:
            _refuse("not_enabled")
        content = _checked(call.params.get("view"), "home")
        found = self.homes.get(user)
        if found is None:
            self.homes[user] = found = self._made(user, content)
            return found
        wanted = call.params.get("hash")
        if wanted and wanted != found.hash:
            _refuse("hash_conflict")
        found.content, found.hash = content, self._hash()
        found.versions += 1
        return found

    def modal(self, user: str) -> View:
        """The modal a person sees."""
        mine = [one for one in self.modals if one.user == user and one.open]
        if not mine:
            raise LookupError(f"{user} sees no modal")
        return mine[-1]

    def answered(self, view: View, payload: Json | None) -> str | None:
        """Do what the acknowledgement of a submission says; the error a person sees, if one."""
        action = (payload or {}).get("response_action")
        view.errors = {}
        if action is None and not payload:
            view.open = False
            return None
        errors = (payload or {}).get("errors")
        if action != "errors" or not isinstance(errors, dict) or not errors:
            return "invalid_response"
        if errors.keys() - view.inputs.keys() or not all(errors.values()):
            return "invalid_response"
        view.errors = dict(errors)
        return None

    def _made(self, user: str, content: Json) -> View:
        return View(f"V0LOOP{next(self._numbers):04d}", user, content, self._hash())

    def _hash(self) -> str:
        return f"{int(time.time())}.{next(self._numbers):06d}"


# -- what Slack refuses ------------------------------------------------------------------------


def _checked(view: object, kind: str) -> Json:
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            _refuse("invalid_arguments")
    told = check_view(view, kind)
    if told or not isinstance(view, dict):
        _refuse("invalid_arguments", response_metadata={"messages": told})
    content: Json = json.loads(json.dumps(view))
    number_blocks(content["blocks"])
    return content


def check_view(view: object, kind: str) -> list[str]:
    """Every complaint about a view that is to be a modal or a home."""
    told = Complaints()
    if not isinstance(view, dict):
        told.say("/view", "must be an object")
        return list(told)
    if view.get("type") != kind:
        told.say("/view/type", f"unsupported type: {view.get('type')}")
    known = MODAL_FIELDS if kind == "modal" else FIELDS
    for key in sorted(view.keys() - known):
        told.say("/view", f"invalid additional property: {key}")
    for key, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(str(view.get(key, ""))) > most:
            told.say(f"/view/{key}", f"must be less than {most + 1} characters")
    blocks = view.get("blocks")
    if kind == "modal":
        _titles(told, view)
    told += check_blocks(blocks, most=MOST_BLOCKS)
    return list(told)


def _titles(told: Complaints, view: Json) -> None:
    told.text("/view/title", view.get("title"), 24, PLAIN)
    blocks = view.get("blocks") if isinstance(view.get("blocks"), list) else []
    if "submit" not in view and any(one.get("type") == "input" for one in blocks or ()):
        told.say("/view", "missing required field: submit")
    for key in ("submit", "close"):
        if key in view:
            told.text(f"/view/{key}", view[key], 24, PLAIN)


def _refuse(error: str, **more: Any) -> NoReturn:
    raise RefusedError(Answer({"ok": False, "error": error, **more}, error=error))
