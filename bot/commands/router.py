"""From what came in to what goes back: whose it is, what it means, and what went wrong."""

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.access import Access, Role
from bot.commands import handlers
from bot.commands.command import Asked, Command, Takes
from bot.commands.spoken import (
    Spoken,
    Vocabulary,
    page_number,
    split_page,
    squeezed,
    wrong_page,
)
from bot.commands.table import COMMANDS, slack_spelling
from bot.commands.turns import Seldom, Turns
from bot.messages import Incoming, Reply
from bot.render import replies
from bot.render.figures import duration
from bot.render.voice import Voice, slashed
from core.clock import Clock, SystemClock
from core.engine import Engine
from core.errors import (
    AmbiguousCondition,
    AnswerTimedOut,
    BotError,
    NotConnected,
    UnknownCondition,
)
from core.model import Condition
from core.ports import Inbox

log = structlog.get_logger(__name__)

STALE_AFTER = timedelta(minutes=2)
STRANGERS_EVERY = 3600.0
_PATIENCE = 45.0
"""no command waits longer for its answer, however slow the broker is"""
_NAMED = 5
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
        lang: str = "ko",
        requery: int = 60,
        commands: tuple[Command, ...] = COMMANDS,
    ) -> None:
        self._engine = engine
        self._access = access
        self._inbox = inbox
        self._clock = clock
        self._wall = wall or SystemClock()
        self._lang = lang
        self._requery = requery
        self._commands = commands
        self._vocabulary = Vocabulary(commands)
        self._turns = Turns()
        self._strangers = Seldom(self._wall, STRANGERS_EVERY)

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
        role = self._access.role(incoming.person)
        if role is None:
            return self._turn_away(incoming, voice)
        if not await self._inbox.first_time(incoming.key, self._wall.now()):
            return None
        async with asyncio.timeout(_PATIENCE):
            return await self._answer(incoming, voice, role)

    def _voice(self, incoming: Incoming) -> Voice:
        slack = incoming.destination.channel == "slack"
        return Voice(self._lang, slack_spelling if slack else slashed)

    async def _answer(self, incoming: Incoming, voice: Voice, role: Role) -> Reply:
        if age := self._age(incoming):
            return replies.said(voice, "answer.stale", age=age)
        spoken = self._vocabulary.parse(incoming.text)
        if not spoken.word:
            spoken = self._vocabulary.parse("help")
        if spoken.command is None:
            if incoming.destination.channel == "console" and spoken.word in _GOODBYES:
                return replies.said(voice, "answer.how_to_end")
            return self._unknown(spoken, voice)
        if role < spoken.command.role:
            shown = voice.spell(spoken.command.name)
            return replies.said(voice, "answer.not_allowed", command=shown)
        asked = Asked(
            self._engine,
            voice,
            incoming.destination,
            incoming.person,
            spoken.command,
            self._commands,
            self._clock.now(),
            self._requery,
            spoken.rest,
        )
        try:
            return await self._run(asked)
        except NotConnected:
            stopped = replies.halted(voice, (await self._engine.status()).session)
            if stopped is None:
                raise
            return stopped

    def _turn_away(self, incoming: Incoming, voice: Voice) -> Reply | None:
        """Answer a stranger once an hour; never over a message that others share."""
        if incoming.pressed and not incoming.private:
            return None
        if not self._strangers.allows(incoming.person):
            return None
        log.info("stranger_turned_away", person=incoming.person)
        return replies.said(voice, "answer.stranger", person=incoming.person)

    def _age(self, incoming: Incoming) -> str:
        """Return how old a command is that is too old to be run."""
        if incoming.sent_at is None:
            return ""
        age = self._wall.now() - incoming.sent_at
        return duration(age.total_seconds(), self._lang) if age > STALE_AFTER else ""

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
            case Takes.CONDITION | Takes.CONDITION_AND_PAGE:
                return await self._with_condition(asked)
            case _:
                return await asked.command.handler(asked)

    def _surplus(self, asked: Asked, key: str) -> Reply:
        spelled = asked.voice.spell(asked.command.name)
        example = asked.command.shown_example(asked.voice)
        return replies.said(asked.voice, key, command=spelled, example=example)

    async def _with_condition(self, asked: Asked) -> Reply:
        if not asked.said:
            return await handlers.choose(asked)
        try:
            named = await self._find(asked)
        except AmbiguousCondition as error:
            return await self._pick(asked, error)
        except UnknownCondition:
            known = await self._before_a_wrong_page(asked)
            if known is None:
                raise
            example = f"{asked.voice.spell(asked.command.name)} {known.seq} 1"
            return replies.said(asked.voice, "answer.wrong_page", example=example)
        return await asked.command.handler(named)

    async def _find(self, asked: Asked) -> Asked:
        """Take the whole as a name first, then the last word as a page; at last without blanks."""
        readings = [(asked.said, 1)]
        split = split_page(asked.said)
        if split and asked.command.takes is Takes.CONDITION_AND_PAGE:
            readings.append(split)
        for find in (self._engine.find, self._find_squeezed):
            for name, page in readings:
                try:
                    return replace(asked, condition=await find(name), page=page)
                except UnknownCondition:
                    continue
        raise UnknownCondition(said=readings[-1][0])

    async def _find_squeezed(self, said: str) -> Condition:
        """Find `갭상승` where `갭 상승` was said, and the other way round."""
        name = squeezed(said)
        if name.isdecimal() or name.startswith("#"):  # two numbers are no name with a blank in it
            raise UnknownCondition(said=said)
        listed = [one.condition for one in await self._engine.conditions()]
        meant = [one for one in listed if squeezed(one.name) == name]
        meant = meant or [one for one in listed if squeezed(one.name).startswith(name)]
        if not meant:
            raise UnknownCondition(said=said)
        if len(meant) > 1:
            names = ", ".join(f"{one.seq} {one.name}" for one in meant[:_NAMED])
            raise AmbiguousCondition(said=said, names=names)
        return meant[0]

    async def _before_a_wrong_page(self, asked: Asked) -> Condition | None:
        """Return the condition that stands before a page no result can have."""
        name = wrong_page(asked.said)
        if not name or asked.command.takes is not Takes.CONDITION_AND_PAGE:
            return None
        try:
            return (await self._find(replace(asked, said=name))).condition
        except (UnknownCondition, AmbiguousCondition):
            return None

    async def _pick(self, asked: Asked, error: AmbiguousCondition) -> Reply:
        """Offer the conditions that begin as was said."""
        beginning = squeezed(error.params.get("said", asked.said))
        meant = [
            one.condition
            for one in await self._engine.conditions()
            if squeezed(one.condition.name).startswith(beginning)
        ]
        reply = replies.failed(asked.voice, error, asked.said)
        return replace(reply, buttons=replies.choice_buttons(asked.command.name, meant))
