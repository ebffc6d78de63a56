"""The console: commands typed at a terminal, alerts printed as they come."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from bot.keeping import keep
from bot.messages import Attachment, Button, Incoming, Reply
from bot.render import alerts, plain
from bot.render.illustrating import Illustrate, illustrate, illustrations
from bot.render.texts import TEXTS
from core.clock import Clock
from core.errors import Gone, Malformed
from core.model import AlertMessage, ChannelStatus, Destination, Limit, NoticeMessage, Outgoing
from core.services.pacer import Pacer

HERE = Destination("console", "local")
PERSON = "console:local"


class ConsoleChannel:
    """A face without a network: one person, the one at the machine.

    Pictures and files are saved in `files`, and where is printed; `illustrate` draws the picture
    of a notice that has one.
    """

    name = "console"
    most = 30
    overall: tuple[Limit, ...] = ()

    def __init__(
        self,
        handle: Callable[[Incoming], Awaitable[Reply | None]],
        lang: str,
        clock: Clock,
        *,
        quit_: Callable[[], None],
        opening: str = "",
        first: tuple[str, ...] = (),
        files: Path = Path("data/files"),
        lang_of: Callable[[Destination], str] | None = None,
        illustrate: Illustrate = illustrate,
    ) -> None:
        self._handle = handle
        self._illustrate = illustrate
        self._lang_of = lang_of or (lambda _: lang)
        self._clock = clock
        self._quit = quit_
        self._opening = opening
        self._first = first
        self._files = files
        self._said = 0
        self._closed = asyncio.Event()
        self.interactive = at_a_terminal()
        self.pace = Pacer(clock, (), self.limits)

    def limits(self, destination: Destination) -> tuple[Limit, ...]:  # noqa: ARG002
        """Return no limits: a terminal takes what comes."""
        return ()

    def status(self) -> ChannelStatus:
        """Return that it works, until nobody reads it any more."""
        return ChannelStatus(self.name, working=not self._closed.is_set())

    async def send(
        self,
        destination: Destination,  # noqa: ARG002
        message: Outgoing,
        *,
        plain: bool = False,
    ) -> str:
        """Print the message; one line an alert where nobody sits at a terminal."""
        told = self._written(message, short=plain or not self.interactive)
        drawn = await illustrations(message, self._lang_of(HERE), self._illustrate)
        saved = [await self._saved(one) for one in drawn]
        return self._tell("\n".join((told, *saved)))

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:  # noqa: ARG002
        """Return that what is printed stays as it is."""
        return False

    async def show(
        self,
        destination: Destination,  # noqa: ARG002
        reply: Reply,
        message_id: str | None,
        pin: bool = False,  # noqa: ARG002
    ) -> str:
        """Print a reply the first time; what is printed cannot be renewed, nor pinned."""
        return message_id or self._tell(_whole(reply))

    async def open_topic(self, destination: Destination, title: str) -> Destination:  # noqa: ARG002
        """Refuse: a terminal has one place to print to."""
        raise Malformed("no_topics_here")

    async def run(self) -> None:
        """Read commands until the input ends; without a terminal the alerts go on after that."""
        talking = asyncio.create_task(self._talk())
        closed = asyncio.create_task(self._closed.wait())
        try:
            await asyncio.wait({talking, closed}, return_when=asyncio.FIRST_COMPLETED)
            if not closed.done():
                await talking
                return
        finally:
            talking.cancel()
            closed.cancel()
            await asyncio.gather(talking, closed, return_exceptions=True)
        if self._opening:  # the demo, which is nothing without its output; a bot goes on
            self._quit()
        await asyncio.Event().wait()

    async def _talk(self) -> None:
        if self._opening:
            self._print(self._opening)
        for command in self._first:
            await self._say(command)
        if self.interactive:
            await self._prompt()
            return
        async for text in _lines():
            await self._say(text)
        await asyncio.Event().wait()

    async def _prompt(self) -> None:
        from prompt_toolkit import PromptSession  # noqa: PLC0415 seven MiB only a terminal needs
        from prompt_toolkit.patch_stdout import patch_stdout  # noqa: PLC0415

        session: PromptSession[str] = PromptSession("kiwoom> ")
        with patch_stdout(raw=True):
            while True:
                try:
                    text = await session.prompt_async()
                except (EOFError, KeyboardInterrupt):
                    self._quit()
                    return
                await self._say(text)

    async def _say(self, text: str) -> None:
        text = text.strip()
        if not text:
            return
        self._said += 1
        key = f"console:{self._clock.now().timestamp()}:{self._said}"
        reply = await self._handle(Incoming(key, HERE, PERSON, text))
        if reply is not None:
            saved = [await self._saved(one) for one in reply.attachments]
            self._print("\n".join(filter(None, [_whole(reply), *saved])))

    async def _saved(self, attachment: Attachment) -> str:
        """Save a picture or file, and return the line that says where."""
        try:
            path = await asyncio.to_thread(keep, self._files, attachment, self._clock.now())
        except OSError:
            said = TEXTS["faces.file_unsaved"].of(self._lang_of(HERE))
            return said.format(name=attachment.alt or attachment.name)
        return TEXTS["faces.file_saved"].of(self._lang_of(HERE)).format(path=path)

    def _written(self, message: Outgoing, *, short: bool) -> str:
        today = self._clock.now().date()
        if short:
            return "\n".join(plain.one_lines(message, self._lang_of(HERE), today))
        reply = alerts.compose(message, self._lang_of(HERE), today)
        told = _whole(reply) if isinstance(message, NoticeMessage) else plain.encode(reply.doc)
        return f"{told}\n"

    def _tell(self, text: str) -> str:
        """Print what nobody asked for, and return an id no other message has.

        Raises Gone where nobody reads.
        """
        self._print(text)
        if self._closed.is_set():
            raise Gone("channel_absent")
        return uuid4().hex

    def _print(self, text: str) -> None:
        if self._closed.is_set():
            return
        try:
            print(text, flush=True)  # noqa: T201 printing is what a console is for
        except OSError:  # whoever read has gone (`| head`), or the terminal has
            silence()
            self._closed.set()


def at_a_terminal() -> bool:
    """Tell whether a person types and reads: neither end is a file or a pipe."""
    return all(one is not None and one.isatty() for one in (sys.stdin, sys.stdout))


def silence() -> None:
    """Send standard output nowhere, so that what is still in it does no harm at the end."""
    with suppress(OSError, ValueError):  # a stream that is no file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _whole(reply: Reply) -> str:
    """Return a reply with its buttons as commands to type."""
    rows = ["  " + " · ".join(map(_button, row)) for row in reply.buttons]
    return "\n".join([plain.encode(reply.doc), *rows])


def _button(button: Button) -> str:
    return f"[{button.label}] {button.url or button.command}"


async def _lines() -> AsyncIterator[str]:
    """Yield the lines of standard input; read in a thread of its own, which never holds up an end.

    (asyncio cannot read files and pipes of every kind on every system.)
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError):  # the bot has ended
            with suppress(OSError, ValueError):  # no input, or none that is text
                for text in sys.stdin or ():
                    loop.call_soon_threadsafe(lines.put_nowait, text)
            loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while text := await lines.get():
        yield text
