"""The chat on the page: every message is a row first, then pushed to whoever has it open."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from bot.channels.web.bodies import Body, body_of, words_of
from bot.keeping import keep
from bot.messages import Attachment, Doc, Reply, line
from bot.render import plain as plain_text
from bot.render.alerts import compose
from bot.render.texts import TEXTS
from core.clock import Clock
from core.errors import BotError, Malformed, TryLater
from core.model import AlertMessage, Destination, Outgoing
from core.ports import Message, Messages

log = structlog.get_logger(__name__)

CHANNEL = "web"
MOST_FILES = 200
"""pictures and files kept of one person"""
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")

LangOf = Callable[[Destination], str]


def chat_of(identity: str) -> Destination:
    """Return where a person reads on the page: `web:telegram.1001` for `telegram:1001`."""
    return Destination(CHANNEL, identity.replace(":", "."))


def person_of(destination: Destination) -> str:
    """Return whose conversation it is: `telegram:1001`."""
    return destination.chat.replace(".", ":", 1)


class Listener:
    """An open browser: `news` is set whenever its conversation may have something new."""

    def __init__(self) -> None:
        self.news = asyncio.Event()


class Conversations:
    """What is said to people on the page, kept as rows, with the files of it in `files`.

    `clock` is the market's time.
    """

    def __init__(self, messages: Messages, clock: Clock, lang_of: LangOf, files: Path) -> None:
        self._messages = messages
        self._clock = clock
        self._lang_of = lang_of
        self._files = files / CHANNEL
        self._open: defaultdict[Destination, set[Listener]] = defaultdict(set)

    # --- what a channel does -------------------------------------------------------------------

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Keep a message and push it; return its id; raises SendError, nothing else."""
        reply = self._composed(destination, message)
        if plain:
            reply = Reply(Doc((line(plain_text.encode(reply.doc)),)))
        written = await self._write(destination, await self._kept(destination, reply, message))
        return str(written.id)

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        """Put other words into a message; False where it is not there any more."""
        reply = self._composed(destination, message)
        body = await self._kept(destination, reply, message)
        return await self._replace(destination, message_id, body) is not None

    async def show(
        self,
        destination: Destination,
        reply: Reply,
        message_id: str | None,
        pin: bool = False,  # noqa: ARG002 - the page has a place of its own for the status
    ) -> str:
        """Put a reply into a message, or into a new one where there is none; return its id."""
        body = await self._kept(destination, reply)
        if message_id and await self._replace(destination, message_id, body) is not None:
            return message_id
        return str((await self._write(destination, body)).id)

    async def unpin(self, destination: Destination, message_id: str) -> None:
        """Do nothing: nothing is pinned here."""

    async def open_topic(self, destination: Destination, title: str) -> Destination:  # noqa: ARG002
        """Refuse: a page is one conversation."""
        raise Malformed("no_topics_here")

    # --- what the person at the page does --------------------------------------------------------

    async def hear(self, destination: Destination, text: str, key: str) -> None:
        """Keep what a person said, once, whatever the browser repeats."""
        now = self._clock.now()
        if await self._messages.say(destination, words_of(text), now, key) is not None:
            self._push(destination)

    async def answer(self, destination: Destination, reply: Reply, stood_on: str = "") -> str:
        """Keep an answer, and return which message it is.

        That is the one whose button asked for it, unless files follow it.
        """
        below = any(one.kind == "file" for one in reply.attachments)
        return await self.show(destination, reply, None if below else stood_on or None)

    # --- what an open browser reads --------------------------------------------------------------

    @contextmanager
    def listening(self, destination: Destination) -> Iterator[Listener]:
        """Hear of every change of a conversation while inside."""
        listener = Listener()
        self._open[destination].add(listener)
        try:
            yield listener
        finally:
            self._open[destination].discard(listener)
            if not self._open[destination]:
                del self._open[destination]

    def open_in(self, destination: Destination) -> int:
        """Return how many browsers have a conversation open."""
        return len(self._open.get(destination, ()))

    async def since(self, destination: Destination, turn: int, most: int) -> list[Message]:
        """Return what was said or changed after a turn, in the order of turns."""
        return list(await self._messages.since(destination, turn, most))

    async def latest(
        self, destination: Destination, most: int, before: int | None = None
    ) -> list[Message]:
        """Return the newest messages, or those before one, oldest first."""
        return list(await self._messages.latest(destination, most, before))

    async def file(
        self, destination: Destination, message_id: int, at: int
    ) -> tuple[Path, Mapping[str, Any]] | None:
        """Return a file of a message of this conversation; None where it is kept no more."""
        message = await self._messages.get(destination, message_id)
        files = message.body.get("files", ()) if message else ()
        if not 0 <= at < len(files):
            return None
        folder = self._folder(destination)
        path = folder / Path(str(files[at]["path"])).name
        return (path, files[at]) if await asyncio.to_thread(path.is_file) else None

    # --- rows and files --------------------------------------------------------------------------

    def _composed(self, destination: Destination, message: Outgoing) -> Reply:
        try:
            lang = self._lang_of(destination)
            return compose(message, lang, self._clock.now().date())
        except Exception as error:  # a fault in the rendering must not stop the courier
            log.exception("web_message_unrenderable")
            raise Malformed(f"{type(error).__name__}: {error}") from error

    async def _write(self, destination: Destination, body: Body) -> Message:
        try:
            written = await self._messages.say(destination, body, self._clock.now())
        except BotError as error:  # undone, so certainly not said
            raise TryLater(None, error.key) from error
        if written is None:
            raise TryLater(None, "not written")
        self._push(destination)
        return written

    async def _replace(
        self, destination: Destination, message_id: str, body: Body
    ) -> Message | None:
        if not message_id.isdecimal():
            return None
        try:
            changed = await self._messages.change(destination, int(message_id), body)
        except BotError as error:
            raise TryLater(None, error.key) from error
        if changed is not None:
            self._push(destination)
        return changed

    async def _kept(
        self, destination: Destination, reply: Reply, message: Outgoing | None = None
    ) -> Body:
        """Return the body of a reply, its files put away; what cannot be is said instead."""
        files: list[Body] = []
        for one in reply.attachments:
            try:
                files.append(await asyncio.to_thread(self._put_away, destination, one))
            except OSError:
                log.warning("web_file_unkept", destination=str(destination))
                reply = replace(reply, doc=Doc((*reply.doc.parts, self._excuse(destination, one))))
        return body_of(reply, files, silent=bool(message and message.silent))

    def _put_away(self, destination: Destination, one: Attachment) -> Body:
        path = keep(self._folder(destination), one, self._clock.now(), MOST_FILES)
        return {"name": one.name, "path": path.name, "kind": one.kind, "alt": one.alt}

    def _excuse(self, destination: Destination, one: Attachment) -> Any:
        said = TEXTS["faces.file_unsaved"].of(self._lang_of(destination))
        return line(said.format(name=one.alt or one.name))

    def _folder(self, destination: Destination) -> Path:
        name = destination.chat
        return self._files / (name if _FOLDER.fullmatch(name) else name.encode().hex()[:80])

    def _push(self, destination: Destination) -> None:
        for listener in self._open.get(destination, ()):
            listener.news.set()
