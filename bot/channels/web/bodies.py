"""A message as its row keeps it: the words, buttons and files of a Reply as JSON; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages import Button, Doc, Line, Reply, Table, Text, pressed
from bot.render import web
from bot.render.web import Shown
from core.ports import Message

Body = dict[str, Any]


def body_of(reply: Reply, files: Sequence[Body] = (), *, silent: bool = False) -> Body:
    """Return what is kept of a reply; `files` are its attachments as they were put away."""
    parts = [*reply.doc.parts]
    rows = [*reply.buttons]
    for one in reply.below:
        parts += [(), *one.doc.parts]
        rows += one.buttons if one.where is None else ()  # elsewhere they would speak here
    return {
        "parts": [_kept(part) for part in parts],
        "buttons": [[{"label": one.label, "data": one.data} for one in row] for row in rows],
        **({"files": list(files)} if files else {}),
        **({"silent": True} if silent else {}),
    }


def words_of(text: str) -> Body:
    """Return what is kept of what a person said."""
    return {"said": text}


def html(message: Message) -> str:
    """Return what stands inside the message; whatever a row holds, it is escaped."""
    body = message.body
    if "said" in body:
        return web.said(str(body["said"]))
    rows = [[_button(one) for one in row] for row in body.get("buttons", ())]
    files = [_shown(message.id, at, one) for at, one in enumerate(body.get("files", ()))]
    return web.bubble(doc_of(body), rows, files)


def doc_of(body: Mapping[str, Any]) -> Doc:
    """Return the words of a kept message."""
    return Doc(tuple(_part(one) for one in body.get("parts", ())))


def _kept(part: Line | Table) -> Any:
    if isinstance(part, Table):
        return {"rows": list(part.rows)}
    return [[run.text, _style(run)] for run in part]


def _style(run: Text) -> str:
    return ("b" if run.bold else "") + ("c" if run.code else "")


def _part(kept: Any) -> Line | Table:
    if isinstance(kept, Mapping):
        return Table(tuple(kept["rows"]))
    return tuple(Text(text, "b" in style, "c" in style) for text, style in kept)


def _button(kept: Mapping[str, str]) -> Button:
    command, keeps = pressed(kept["data"])
    return Button(kept["label"], command, keeps)


def _shown(message_id: int, at: int, file: Mapping[str, str]) -> Shown:
    kind = "picture" if file["kind"] == "picture" else "file"
    url = f"/chat/files/{message_id}/{at}"
    return Shown(url, file["name"], kind, file.get("alt", ""))  # type: ignore[arg-type]
