"""An e-mail address is a person's once they have said the code that was sent there."""

import json
import math
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from core.clock import Clock
from core.errors import (
    CodeRefused,
    Gone,
    MailAbsent,
    MailUnsent,
    PrivateOnly,
    SendError,
    TooManyLetters,
    TooManyTries,
)
from core.model import Code, Destination, Place, Purpose
from core.ports import Facts, People
from core.services import codes
from core.services.people import Circle, Speaker

log = structlog.get_logger(__name__)

CHANNEL = "email"
CODE_LASTS = timedelta(minutes=10)
_CODE = "mail-code:"
_LETTERS = 3
_WITHIN = 3600.0

Post = Callable[[Destination, str, str], Awaitable[None]]
"""sends a letter with a code, in a language; raises SendError"""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An address is a person's now; `said` is what they wanted to follow there."""

    address: Destination
    said: str


class Confirming:
    """Sends codes, at most three an hour for a person and to an address, and takes them back.

    Six digits are enough: a code is good for one person alone, for ten minutes, and whoever
    guesses wrong five times is not heard for an hour.
    """

    post: Post | None = None
    """None: nobody has set e-mail up"""

    def __init__(self, people: People, facts: Facts, circle: Circle, clock: Clock) -> None:
        self._people = people
        self._facts = facts
        self._circle = circle
        self._clock = clock
        self._sent: dict[str, deque[float]] = {}
        """when codes were sent, by who asked for them and by where they went"""

    async def ask(self, speaker: Speaker, address: Destination, said: str, lang: str) -> datetime:
        """Send a code to an address, in `lang`; return until when it is good.

        Raises MailAbsent, PrivateOnly, TooManyTries, TooManyLetters or MailUnsent.
        """
        if self.post is None:
            raise MailAbsent
        if not speaker.private:
            raise PrivateOnly
        self._may_try(speaker)
        person = self._circle.the_person(speaker.identity)
        keys = f"person {person.id}", f"address {address.chat}"
        self._may_send(*keys)
        code, now = f"{secrets.randbelow(10**6):06}", self._clock.now()
        digest, until = _digest(person.id, code), now + CODE_LASTS
        home = speaker.place.destination
        kept = Code(digest, Purpose.MAIL, speaker.identity, home, until, person_id=person.id)
        await self._forget(now)
        await self._people.keep(kept, now)
        wanted = {"address": address.chat, "said": said, "until": until.isoformat()}
        await self._facts.put(f"{_CODE}{digest}", json.dumps(wanted, ensure_ascii=False))
        for key in keys:
            self._sent.setdefault(key, deque(maxlen=_LETTERS)).append(self._clock.monotonic())
        try:
            await self.post(address, code, lang)
        except SendError as error:
            reason = error.detail if isinstance(error, Gone) else "mail_later"
            raise MailUnsent(str(error), reason=reason) from error
        return until

    async def confirm(self, speaker: Speaker, said: str) -> Confirmed:
        """Make the address a code went to a place of who says it; CodeRefused, TooManyTries."""
        self._may_try(speaker)
        person, now = self._circle.the_person(speaker.identity), self._clock.now()
        digest = _digest(person.id, said.strip())
        found = await self._people.open_code(digest, now)
        wanted = await self._facts.get(f"{_CODE}{digest}")
        if found is None or wanted is None:
            self._circle.misread(speaker.identity)
            raise CodeRefused
        asked = json.loads(wanted)
        address = Destination(CHANNEL, asked["address"])
        place = Place(address, speaker.identity, private=True)
        if not await self._people.link(digest, place, speaker.name, now):
            raise CodeRefused
        await self._facts.drop(f"{_CODE}{digest}")
        await self._circle.load()
        log.info("address_confirmed", identity=speaker.identity)
        return Confirmed(address, asked["said"])

    def _may_try(self, speaker: Speaker) -> None:
        if locked := self._circle.locked_for(speaker.identity):
            raise TooManyTries(minutes=str(max(1, math.ceil(locked / 60))))

    def _may_send(self, *keys: str) -> None:
        now = self._clock.monotonic()
        for key in [one for one, times in self._sent.items() if times[-1] + _WITHIN < now]:
            del self._sent[key]
        full = [times for key in keys if len(times := self._sent.get(key, deque())) == _LETTERS]
        wait = max((times[0] + _WITHIN - now for times in full), default=0.0)
        if wait > 0:
            raise TooManyLetters(minutes=str(max(1, math.ceil(wait / 60))))

    async def _forget(self, now: datetime) -> None:
        """Drop what was wanted with codes that are good no more."""
        for key, value in (await self._facts.under(_CODE)).items():
            if datetime.fromisoformat(json.loads(value)["until"]) <= now:
                await self._facts.drop(key)


def _digest(person_id: int, code: str) -> str:
    """Return what is kept of a code: it is good for one person alone."""
    return codes.digest(f"mail {person_id} {code}")
