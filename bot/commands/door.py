"""Who is let through to the commands: nobody too often, and strangers not at all."""

import math

import structlog

from bot.access import Access, Role
from bot.commands.command import Command
from bot.commands.seldom import Allowance, Seldom
from bot.messages import Incoming, Reply
from bot.render import replies
from bot.render.figures import duration
from bot.render.voice import Voice
from core.clock import Clock
from core.services.people import Circle

log = structlog.get_logger(__name__)

STRANGERS_EVERY = 3600.0


class Door:
    """Knows roles, counts commands, and says one sentence an hour to a stranger."""

    def __init__(self, access: Access, people: Circle, clock: Clock, wall: Clock) -> None:
        self._access = access
        self._people = people
        self._strangers = Seldom(wall, STRANGERS_EVERY)
        self._allowance = Allowance(clock)

    def role(self, incoming: Incoming) -> Role | None:
        """Return the role of whoever speaks, None for a stranger."""
        return self._access.role(incoming.person)

    def too_often(self, incoming: Incoming, command: Command | None) -> float | None:
        """Count a command of a person, whichever identity they use; see Allowance."""
        if command is not None and command.urgent:
            return 0.0
        person = self._people.person(incoming.person)
        return self._allowance.take(f"#{person.id}" if person else incoming.person)

    def slow_down(self, voice: Voice, wait: float | None) -> Reply | None:
        """Say once how long to wait, and then nothing."""
        if wait is None:
            return None
        said = duration(math.ceil(wait), voice.lang)
        return replies.refused(voice, "people.too_fast", wait=said)

    def locked(self, incoming: Incoming) -> bool:
        """Return whether somebody guessed wrong so often that no code of theirs is looked at."""
        return self._people.locked_for(incoming.person) > 0

    def turn_away(
        self, incoming: Incoming, voice: Voice, key: str = "people.stranger"
    ) -> Reply | None:
        """Say why once an hour."""
        if not self._strangers.allows(f"{key} {incoming.person}"):
            return None
        log.info("stranger_turned_away", person=incoming.person)
        minutes = math.ceil(self._people.locked_for(incoming.person) / 60)
        return replies.refused(voice, key, person=incoming.person, minutes=minutes)

    def misread(self, incoming: Incoming, voice: Voice) -> Reply | None:
        """Say that what a stranger sent can be no code; in a group once an hour, as all else."""
        self._people.misread(incoming.person)
        key = "people.code_misread"
        return (
            replies.said(voice, key) if incoming.private else self.turn_away(incoming, voice, key)
        )
