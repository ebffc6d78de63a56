"""What people say and press on the page: handed over in order, answered in their conversation."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot.channels.web.conversation import Conversations, chat_of
from bot.messages import Answers, Filled, Form, Incoming, Reply, pressed
from core.clock import Clock, SystemClock
from core.errors import BotError
from core.services.turns import Turns

log = structlog.get_logger(__name__)

Handle = Callable[[Incoming], Awaitable[Reply | None]]
Fill = Callable[[str, Answers], Filled]
"""what the answers to a form say, in a language, or what is wrong with them"""

_WITHIN = 90.0
"""seconds a command may take, longer than whoever answers commands lets one"""
MOST_AT_ONCE = 8
"""commands of one conversation that wait or run; more are refused"""


@dataclass(frozen=True, slots=True)
class Saying:
    """Something said, pressed or filled in: `id` is the browser's, `stood_on` a message's id.

    `age` is how many seconds ago that was, by the browser's own measure.
    """

    person: str
    kind: Literal["say", "press", "fill"]
    id: str
    text: str
    age: float = 0.0
    stood_on: str = ""
    language: str = ""
    """what the browser speaks, where no chat app of theirs says it"""

    def incoming(self, now: datetime) -> Incoming:
        """Return it as commands take it."""
        text, _ = pressed(self.text) if self.kind == "press" else (self.text, False)
        here = chat_of(self.person)
        return Incoming(
            key=f"web:{here.chat}:{self.id}",
            destination=here,
            person=self.person,
            text=text,
            sent_at=now - timedelta(seconds=max(0.0, self.age)),
            pressed=self.kind != "say",
            language=self.language,
        )

    @property
    def replaces(self) -> str:
        """Return the message the answer takes the place of, "" where it stands alone."""
        keeps = self.kind == "press" and pressed(self.text)[1]
        return "" if self.kind == "say" or keeps else self.stood_on


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the browser that asked must show besides the conversation: a refusal, or a form.

    `message` is where the answer stands in it; `once` is what is shown there this once, a secret
    that the conversation does not keep.
    """

    message: str = ""
    aside: Reply | None = None
    once: Reply | None = None
    form: Form | None = None
    failed: bool = False


class Talking:
    """Runs commands until cancelled; one conversation's go one after the other.

    What was begun goes on when its browser closes: the answer is in the conversation.
    """

    def __init__(
        self, conversations: Conversations, handle: Handle, fill: Fill, wall: Clock | None = None
    ) -> None:
        self._conversations = conversations
        self._handle = handle
        self.fill = fill
        self._wall = wall or SystemClock()
        self._turns = Turns()
        self._busy: dict[str, int] = {}
        self._work: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as work:
            self._work = work
            try:
                await asyncio.Event().wait()
            finally:
                self._work = None

    def begin(self, saying: Saying, tell: Callable[[Outcome], None]) -> bool:
        """Set a command going; `tell` hears once it is over; False where too many wait already."""
        running = self._busy.get(saying.person, 0)
        if self._work is None or running >= MOST_AT_ONCE:
            return False
        self._busy[saying.person] = running + 1
        self._work.create_task(self._serve(saying, tell))
        return True

    async def _serve(self, saying: Saying, tell: Callable[[Outcome], None]) -> None:
        outcome = Outcome(failed=True)
        try:
            async with self._turns.of(saying.person):
                outcome = await self._answered(saying)
        except Exception:
            log.exception("web_command_failed", person=saying.person)
        finally:
            left = self._busy[saying.person] - 1
            if left:
                self._busy[saying.person] = left
            else:
                del self._busy[saying.person]
            tell(outcome)

    async def _answered(self, saying: Saying) -> Outcome:
        incoming = saying.incoming(self._wall.now())
        here = incoming.destination
        if saying.kind == "say":
            await self._heard(saying, incoming)
        async with asyncio.timeout(_WITHIN):
            reply = await self._handle(incoming)
        if reply is None:
            return Outcome()
        if reply.aside and incoming.pressed:
            return Outcome(aside=reply)
        if reply.form is not None:
            return Outcome(form=reply.form)
        answer = reply.kept or reply
        message = await self._conversations.answer(here, answer, saying.replaces)
        return Outcome(message, once=reply if reply.kept else None)

    async def _heard(self, saying: Saying, incoming: Incoming) -> None:
        """Keep what was said; a database that gives way does not keep it from being done."""
        try:
            await self._conversations.hear(incoming.destination, saying.text, saying.id)
        except BotError as error:
            log.warning("web_saying_unkept", error=str(error))
