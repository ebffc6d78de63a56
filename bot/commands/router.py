"""From what came in to what goes back: whose it is, what it means, and what went wrong."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.access import Access, Role
from bot.commands import running, which
from bot.commands.auditing import Auditing
from bot.commands.command import Asked, Command, Takes
from bot.commands.door import Door
from bot.commands.spoken import Spoken, Vocabulary, page_number
from bot.commands.table import COMMANDS, speaking
from bot.languages import Languages
from bot.messages import Doc, Incoming, Reply
from bot.progress import Progress
from bot.reload import Reload
from bot.render import home, replies
from bot.render.figures import duration
from bot.render.people import name_of
from bot.render.voice import Voice
from core.clock import Clock, SystemClock
from core.engine import Engine
from core.errors import (
    AnswerTimedOut,
    BotError,
    CodeRefused,
    NotConnected,
    PrivateOnly,
)
from core.model import Destination
from core.ports import Inbox
from core.services import codes
from core.services.turns import Turns

log = structlog.get_logger(__name__)

STALE_AFTER = timedelta(minutes=2)
_PATIENCE = 45.0
"""no command waits longer for its answer, however slow the broker is"""
_GOODBYES = frozenset({"exit", "quit", "q", "bye", "종료", "끝", "끝내기", "나가기"})
"""what people type at a terminal to leave it"""


class Router:
    """Answers what people say, once each, in the order of each chat.

    `clock` is the market's time, `wall` the real one that platforms stamp messages with;
    `requery` the seconds between two searches of a polled condition.
    """

    def __init__(
        self,
        engine: Engine,
        access: Access,
        inbox: Inbox,
        *,
        clock: Clock,
        wall: Clock | None = None,
        languages: Languages,
        requery: int = 60,
        commands: tuple[Command, ...] = COMMANDS,
        reload: Reload | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._engine = engine
        self._inbox = inbox
        self._clock = clock
        self._wall = wall or SystemClock()
        self._languages = languages
        self.reload = reload
        self.progress = progress
        self.requery = requery
        self.targets: Mapping[str, Destination] = {}
        self._commands = commands
        self._vocabulary = Vocabulary(commands)
        self._turns = Turns()
        self._door = Door(access, engine.people, clock, self._wall)
        self._auditing = Auditing(engine.audit, self._wall)

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Return the answer; None for what needs none: group talk, repeats, a stranger again."""
        if not incoming.addressed:
            return None
        voice = self._voice(incoming)
        async with self._turns.of((incoming.destination.channel, incoming.destination.chat)):
            try:
                return await self._once(incoming, voice)
            except TimeoutError:
                log.warning("command_timed_out", key=incoming.key)
                return replies.failed(voice, AnswerTimedOut(), incoming.text)
            except BotError as error:
                log.info("command_refused", key=incoming.key, error=str(error))
                return replies.failed(voice, error, incoming.text)
            except Exception:
                number = secrets.token_hex(3)
                log.exception("command_failed", number=number, key=incoming.key)
                return replies.said(voice, "error.internal", number=number)

    async def _once(self, incoming: Incoming, voice: Voice) -> Reply | None:
        role = self._door.role(incoming)
        spoken = self._vocabulary.parse(incoming.text)
        if role is None and incoming.opened:
            return home.stranger(voice, incoming.person)
        if role is None:
            return await self._meet(incoming, voice, spoken)
        await self._engine.people.met(incoming.person, incoming.person_name)
        await self._languages.met(incoming)
        if incoming.opened:
            async with asyncio.timeout(_PATIENCE):
                return await self._answer(incoming, voice, role, spoken)
        wait = self._door.too_often(incoming, spoken.command)
        if wait != 0:
            return self._door.slow_down(voice, wait)
        if not await self._inbox.first_time(incoming.key, self._wall.now()):
            return None
        async with asyncio.timeout(_PATIENCE):
            return await self._answer(incoming, voice, role, spoken)

    async def _meet(self, incoming: Incoming, voice: Voice, spoken: Spoken) -> Reply | None:
        """Let a stranger in who has a code; turn everybody else away."""
        if spoken.command is None and codes.read(incoming.text) is not None:
            spoken = self._vocabulary.parse(f"start {incoming.text}")
        command = spoken.command
        if command is None or not command.code or not spoken.rest:
            return self._door.turn_away(incoming, voice)
        if self._door.locked(incoming):
            return self._door.turn_away(incoming, voice, "error.too_many_tries")
        if not await self._inbox.first_time(incoming.key, self._wall.now()):
            return None
        if codes.read(spoken.rest) is None:
            return self._door.misread(incoming, voice)
        asked = self._asked(incoming, voice, command, spoken.rest)
        try:
            async with asyncio.timeout(_PATIENCE), self._auditing.of(asked):
                return await self._run(asked)
        except (CodeRefused, PrivateOnly) as error:
            if incoming.private:
                raise
            return self._door.turn_away(incoming, voice, f"error.{error.key}")

    def _voice(self, incoming: Incoming) -> Voice:
        return speaking(self._languages.of(incoming), incoming.destination.channel)

    async def _answer(self, incoming: Incoming, voice: Voice, role: Role, spoken: Spoken) -> Reply:
        if age := self._age(incoming, voice):
            return replies.refused(voice, "answer.stale", age=age)
        if not spoken.word:
            spoken = self._vocabulary.parse("help")
        if spoken.command is None:
            if incoming.destination.channel == "console" and spoken.word in _GOODBYES:
                return replies.said(voice, "answer.how_to_end")
            return self._unknown(spoken, voice)
        asked = self._asked(incoming, voice, spoken.command, spoken.rest, role)
        if role < spoken.command.role:
            await self._auditing.write(asked, "not_allowed")
            return self._not_allowed(asked)
        if (refusal := await running.frozen(asked)) is not None:
            await self._auditing.write(asked, "frozen")
            return refusal
        async with self._auditing.of(asked):
            reply = await self._run_or_say_why(asked)
        others_see_it = incoming.pressed and not incoming.private and not reply.aside
        return _signed(asked, reply) if others_see_it else reply

    def _asked(
        self,
        incoming: Incoming,
        voice: Voice,
        command: Command,
        said: str,
        role: Role = Role.VIEWER,
    ) -> Asked:
        return Asked(
            self._engine,
            voice,
            incoming.destination,
            incoming.person,
            command,
            self._commands,
            self._clock.now(),
            self.requery,
            self._languages,
            said,
            role=role,
            private=incoming.private,
            name=incoming.person_name,
            opened=incoming.opened,
            reload=self.reload,
            targets=self.targets,
            progress=self.progress,
        )

    def _not_allowed(self, asked: Asked) -> Reply:
        trade = asked.command.role is Role.TRADER
        key = "people.not_allowed_trader" if trade else "answer.not_allowed"
        return replies.refused(asked.voice, key, command=asked.voice.spell(asked.command.name))

    async def _run_or_say_why(self, asked: Asked) -> Reply:
        try:
            return await self._run(asked)
        except NotConnected:
            stopped = replies.halted(asked.voice, (await self._engine.status()).session)
            if stopped is None:
                raise
            return stopped

    def _age(self, incoming: Incoming, voice: Voice) -> str:
        """Return how old a command is that is too old to be run."""
        if incoming.sent_at is None:
            return ""
        age = self._wall.now() - incoming.sent_at
        return duration(age.total_seconds(), voice.lang) if age > STALE_AFTER else ""

    def _unknown(self, spoken: Spoken, voice: Voice) -> Reply:
        nearest = self._vocabulary.nearest(spoken.word)
        if nearest is None:
            return replies.said(voice, "answer.unknown_command", said=spoken.word)
        return replies.said(
            voice, "answer.nearest_command", said=spoken.word, nearest=voice.spell(nearest)
        )

    async def _run(self, asked: Asked) -> Reply:
        match asked.command.takes:
            case Takes.NOTHING if asked.said:
                return self._surplus(asked, "answer.takes_nothing")
            case Takes.PAGE if asked.said:
                page = page_number(asked.said)
                if page is None:
                    return self._surplus(asked, "answer.takes_page")
                return await asked.command.handler(replace(asked, page=page))
            case Takes.CONDITION | Takes.CONDITION_AND_PAGE | Takes.CONDITION_AND_OPTIONS:
                return await which.answer(asked)
            case _:
                return await asked.command.handler(asked)

    def _surplus(self, asked: Asked, key: str) -> Reply:
        spelled = asked.voice.spell(asked.command.name)
        example = asked.command.shown_example(asked.voice)
        return replies.said(asked.voice, key, command=spelled, example=example)


def _signed(asked: Asked, reply: Reply) -> Reply:
    """Say who pressed: a group sees a message change, and not whose doing that was."""
    if not asked.command.alters(asked.said):
        return reply
    person = asked.engine.people.person(asked.person)
    name = asked.name or (name_of(asked.voice, person) if person else asked.person)
    signature = asked.voice.lines("people.pressed_by", name=name)
    return replace(reply, doc=Doc((*reply.doc.parts, *signature)))
