"""Forms as Slack's modals: what is asked, what was answered, and where the outcome goes; pure."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.slack.incoming import Asked
from bot.messages import Answers, Field, Form, Incoming
from core.model import Destination

CALLBACK = "form"
"""what a modal of ours calls itself"""

Body = Mapping[str, Any]
View = dict[str, Any]

_ANSWER = "answer"
_LONGEST_TITLE = 24
_LONGEST_LABEL = 75
_LONGEST_EXAMPLE = 150
_MASKED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form a person sent off: what its command is, and how it was answered."""

    asked: Asked
    command: str
    lang: str
    answers: Answers

    def saying(self, said: str) -> Asked:
        """Return what the person said with it, to be handed over like anything said."""
        text = f"{self.command} {said}".rstrip()
        return replace(self.asked, incoming=replace(self.asked.incoming, text=text))


def modal(form: Form, asked: Asked) -> View:
    """Return the view of a form; it remembers where it was asked for, the bot need not."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": json.dumps(_remembered(form, asked), ensure_ascii=False),
        "title": _plain(form.title, _LONGEST_TITLE),
        "submit": _plain(form.submit, _LONGEST_TITLE),
        "close": _plain(form.cancel, _LONGEST_TITLE),
        "blocks": [_input(one) for one in form.fields],
    }


def submitted(body: Body) -> Submitted | None:
    """Read a form that was sent off; None where it is none of ours."""
    view, person = _part(body, "view"), _part(body, "user")
    kept = _kept(view)
    chat, command = str(kept.get("chat") or ""), str(kept.get("command") or "")
    if not (chat and command and view.get("id") and person.get("id")):
        return None
    incoming = Incoming(
        key=f"slack:form:{view['id']}",
        destination=Destination("slack", chat, str(kept.get("thread") or "")),
        person=f"slack:{person['id']}",
        text=command,
        private=chat.startswith("D"),
        pressed=True,
        person_name=str(person.get("name") or person.get("username") or ""),
    )
    asked = Asked(
        incoming,
        response_url=str(kept.get("response_url") or ""),
        stood_on=str(kept.get("stood_on") or ""),
        ephemeral=bool(kept.get("ephemeral")),
        home=str(kept.get("home") or ""),
    )
    return Submitted(asked, command, str(kept.get("lang") or "ko"), _answers(view))


def _remembered(form: Form, asked: Asked) -> dict[str, Any]:
    """Return what the answer needs; a view takes 3,000 characters of it."""
    where = asked.incoming.destination
    kept = {
        "command": form.command,
        "lang": form.lang,
        "chat": where.chat,
        "thread": where.topic,
        "response_url": asked.response_url,
        "stood_on": asked.stood_on,
        "ephemeral": asked.ephemeral,
        "home": asked.home,
    }
    return {key: value for key, value in kept.items() if value}


def _kept(view: Body) -> Body:
    with suppress(ValueError):
        found = json.loads(str(view.get("private_metadata") or ""))
        if isinstance(found, dict):
            return found
    return {}


# --- the blocks -----------------------------------------------------------------------------------


def _input(field: Field) -> View:
    made: View = {
        "type": "input",
        "block_id": field.key,
        "label": _plain(field.label, _LONGEST_LABEL),
        "element": _element(field) | {"action_id": _ANSWER},
        "optional": field.many or not field.choices,
    }
    return made | ({"hint": _plain(field.hint, _LONGEST_EXAMPLE)} if field.hint else {})


def _element(field: Field) -> View:
    if not field.choices:
        return _words(field)
    options = {value: _option(value, label) for value, label in field.choices}
    chosen = (field.value,) if isinstance(field.value, str) else field.value
    now = [options[one] for one in chosen if one in options]
    kind, key = ("checkboxes", "initial_options") if field.many else ("static_select", "")
    made: View = {"type": kind, "options": list(options.values())}
    if not now:
        return made
    return made | ({key: now} if key else {"initial_option": now[0]})


def _words(field: Field) -> View:
    made: View = {"type": "plain_text_input", "max_length": field.longest}
    if field.example:
        made["placeholder"] = _plain(field.example, _LONGEST_EXAMPLE)
    if isinstance(field.value, str) and field.value:
        made["initial_value"] = field.value[: field.longest]
    return made


def _option(value: str, label: str) -> View:
    return {"text": _plain(label, _LONGEST_LABEL), "value": value}


def _plain(text: str, longest: int) -> View:
    short = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return {"type": "plain_text", "text": short, "emoji": True}


# --- the answers ----------------------------------------------------------------------------------


def _answers(view: Body) -> dict[str, str | tuple[str, ...]]:
    values = _part(_part(view, "state"), "values")
    return {key: _answer(_part(values[key], _ANSWER)) for key in values if values[key]}


def _answer(state: Body) -> str | tuple[str, ...]:
    """Return words, a choice, or several; what was left empty or taken away is null."""
    if "selected_options" in state:
        return tuple(str(one.get("value")) for one in state["selected_options"] or ())
    if "selected_option" in state:
        return str((state["selected_option"] or {}).get("value") or "")
    said = str(state.get("value") or "")
    for masked, sign in _MASKED:
        said = said.replace(masked, sign)
    return said.strip()


def _part(body: object, key: str) -> Body:
    found = body.get(key) if isinstance(body, Mapping) else None
    return found if isinstance(found, dict) else {}
