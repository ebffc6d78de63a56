"""The keys to the web face: who gets one, whose it is, how long it is good."""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from core.clock import Clock
from core.errors import TooManyKeys
from core.model import Key, KeyKind
from core.ports import Keys

log = structlog.get_logger(__name__)

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(days=90)
SESSION_RESTS = timedelta(days=30)
"""a session that was not used for so long is over"""
MOST = 20
"""tokens, or links, somebody may have at a time"""
_SESSIONS = 50
_NOTED_EVERY = timedelta(minutes=5)
"""a use is written down no more often"""
_SIGN = "kcb_"
_KEY = re.compile(r"(?:kcb_)?[A-Za-z0-9_-]{32,64}")


@dataclass(frozen=True, slots=True)
class Made:
    """A key as it is told once: `secret` is nowhere else."""

    key: Key
    secret: str


class Keyring:
    """Makes keys and finds out whose they are; of each, only a digest is kept.

    `clock` is the real one, whatever the market's does. `address` is where people reach the page,
    nothing where there is none.
    """

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._watchers: dict[asyncio.Event, str] = {}
        self.address = ""

    @contextmanager
    def watching(self, identity: str) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever a key of somebody's was dropped."""
        dropped = asyncio.Event()
        self._watchers[dropped] = identity
        try:
            yield dropped
        finally:
            del self._watchers[dropped]

    def _announce(self, *identities: str) -> None:
        for dropped, identity in self._watchers.items():
            if identity in identities:
                dropped.set()

    async def make_token(self, identity: str, name: str) -> Made:
        """Make a token that is good until it is revoked; raises TooManyKeys."""
        return await self._make(KeyKind.TOKEN, identity, MOST, name=name)

    async def make_link(self, identity: str) -> Made:
        """Make a link that signs somebody in once, within ten minutes; raises TooManyKeys."""
        return await self._make(KeyKind.LINK, identity, MOST, lasting=LINK_LASTS)

    async def begin_session(self, identity: str) -> Made:
        """Begin a session; of very many, the one whose last use is longest ago ends."""
        every = await self._keys.of((identity,), KeyKind.SESSION, self._clock.now())
        if len(every) >= _SESSIONS:
            oldest = min(every, key=lambda one: one.used_at or one.made_at)
            await self._keys.drop((identity,), KeyKind.SESSION, oldest.id)
            self._announce(identity)
        return await self._make(KeyKind.SESSION, identity, _SESSIONS, lasting=SESSION_LASTS)

    async def open_link(self, secret: str) -> Key | None:
        """Return a link that is good, which leaves it so; None for any other."""
        return await self._keys.find(digest(secret), KeyKind.LINK, self._clock.now())

    async def spend_link(self, secret: str) -> Made | None:
        """Use a link up and begin the session; None where it was used, expired or never was."""
        link = await self._keys.take(digest(secret), KeyKind.LINK, self._clock.now())
        return None if link is None else await self.begin_session(link.identity)

    async def token(self, secret: str) -> str | None:
        """Return whose token this is, None where it is none."""
        found = await self._keys.find(digest(secret), KeyKind.TOKEN, self._clock.now())
        return None if found is None else await self._used(found)

    async def session(self, secret: str) -> str | None:
        """Return whose session this is, None where it is over."""
        now = self._clock.now()
        found = await self._keys.find(digest(secret), KeyKind.SESSION, now)
        if found is None or now - (found.used_at or found.made_at) > SESSION_RESTS:
            return None
        return await self._used(found)

    async def end_session(self, secret: str) -> None:
        """End one session."""
        ended = await self._keys.take(digest(secret), KeyKind.SESSION, self._clock.now())
        if ended is not None:
            self._announce(ended.identity)

    async def sign_out(self, identities: Sequence[str]) -> int:
        """End every session of a person, and links nobody has used; how many sessions."""
        await self._keys.drop(identities, KeyKind.LINK, None)
        ended = await self._keys.drop(identities, KeyKind.SESSION, None)
        self._announce(*identities)
        return ended

    async def tokens(self, identities: Sequence[str]) -> list[Key]:
        """Return a person's tokens, oldest first."""
        return await self._keys.of(identities, KeyKind.TOKEN, self._clock.now())

    async def sessions(self, identities: Sequence[str]) -> list[Key]:
        """Return a person's sessions, oldest first."""
        now = self._clock.now()
        found = await self._keys.of(identities, KeyKind.SESSION, now)
        return [one for one in found if now - (one.used_at or one.made_at) <= SESSION_RESTS]

    async def revoke(self, identities: Sequence[str], key_id: int) -> bool:
        """End a token; False where the person has none with this number."""
        ended = await self._keys.drop(identities, KeyKind.TOKEN, key_id) > 0
        self._announce(*identities)
        return ended

    async def _make(
        self,
        kind: KeyKind,
        identity: str,
        most: int,
        *,
        name: str = "",
        lasting: timedelta | None = None,
    ) -> Made:
        secret = make(kind)
        now = self._clock.now()
        ends = None if lasting is None else now + lasting
        key = Key(digest(secret), kind, identity, now, name, expires_at=ends)
        kept = await self._keys.keep(key, most)
        if kept is None:
            raise TooManyKeys(most=str(most))
        log.info("key_made", kind=kind, identity=identity)
        return Made(kept, secret)

    async def _used(self, key: Key) -> str:
        now: datetime = self._clock.now()
        if key.used_at is None or not timedelta() <= now - key.used_at < _NOTED_EVERY:
            await self._keys.use(key.id, now)
        return key.identity


def make(kind: KeyKind) -> str:
    """Return a new key: 256 bits, with a sign in front where people keep it."""
    return _SIGN * (kind is KeyKind.TOKEN) + secrets.token_urlsafe(32)


def looks_like_a_key(said: str) -> bool:
    """Return whether something has the shape of a key."""
    return _KEY.fullmatch(said) is not None


def digest(secret: str) -> str:
    """Return what is kept of a key; nothing slower is needed for 256 bits of chance."""
    return hashlib.sha256(secret.encode()).hexdigest()
