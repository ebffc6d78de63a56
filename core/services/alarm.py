"""What is wrong is told to the owners once, on a face that works, and again when it is well."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import structlog

from core.clock import Clock
from core.errors import BotError
from core.model import Destination, Notice
from core.ports import Channel, Facts, Outbox
from core.services.courier import Elsewhere, nowhere

log = structlog.get_logger(__name__)

_UNDER = "trouble:"
_HEAL_AGAIN = 600.0


Closing = Callable[[Notice], Awaitable[Notice]]
"""says of a notice that a trouble is over what is the case when it is told"""


async def _as_it_is(over: Notice) -> Notice:
    return over


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is wrong: `key` says what and where, `notice` and `over` are told of it.

    It is told when it has lasted for `patience` seconds; `channel` is the face it concerns, `heal`
    what can be done about it.
    """

    key: str
    notice: Notice
    over: Notice
    patience: float = 60.0
    channel: str = ""
    heal: Callable[[], Awaitable[object]] | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nobody can say now: no trouble begins of it, and none that was told is over."""

    key: str


class Check(Protocol):
    """Looks at one sort of thing that can go wrong."""

    def look(self) -> Iterable[Trouble | Doubt]:
        """Return what is wrong or in doubt now; all else is well."""
        ...


class Posted(Protocol):
    """Who carries what was written."""

    def posted(self, destinations: Sequence[Destination]) -> None:
        """Something waits for these destinations."""
        ...


@dataclass(frozen=True, slots=True)
class _Told:
    notice: Notice
    over: Notice


class Alarm:
    """Remembers over restarts what was told, so that nothing is repeated and nothing forgotten.

    `owners` is looked at anew each time: whoever changes the list is heeded. `elsewhere` knows
    where an owner is to be found whose own chat is on a face that does not work.
    """

    def __init__(
        self,
        checks: Iterable[Check],
        facts: Facts,
        outbox: Outbox,
        courier: Posted,
        channels: Mapping[str, Channel],
        owners: Sequence[Destination],
        clock: Clock,
        *,
        elsewhere: Elsewhere = nowhere,
        closing: Closing = _as_it_is,
    ) -> None:
        self._checks = tuple(checks)
        self._facts = facts
        self._outbox = outbox
        self._courier = courier
        self._channels = channels
        self._owners = owners
        self._clock = clock
        self._elsewhere = elsewhere
        self._closing = closing
        self._told: dict[str, _Told] = {}
        self._loaded = False
        self._seen: dict[str, float] = {}
        self._healed: dict[str, float] = {}

    async def look(self) -> None:
        """Look at everything once; tell what has begun in earnest and what is over."""
        if not self._loaded:
            await self._load()
        found = {one.key: one for check in self._checks for one in check.look()}
        troubles = [one for one in found.values() if isinstance(one, Trouble)]
        wrong = {one.key for one in troubles}
        self._seen = {key: at for key, at in self._seen.items() if key in wrong}
        for trouble in troubles:
            await self._lasts(trouble)
        for key in [key for key in self._told if key not in found]:
            await self._ended(key)

    def present(self) -> list[Notice]:
        """Return what was told to be wrong and is not over, oldest first."""
        return [one.notice for one in self._told.values()]

    async def tell(
        self,
        notice: Notice,
        but: str = "",
        facts: Mapping[str, str | None] = MappingProxyType({}),
    ) -> None:
        """Write a notice to the owners whose face works, and with it the fact that it was told.

        `but` is the face that does not work, whatever it says itself.
        """
        reached = await self._reached(but)
        await self._outbox.post_notice(notice, reached, self._clock.now(), facts)
        if reached:
            self._courier.posted(reached)

    async def _reached(self, but: str) -> list[Destination]:
        """Return the owners' chats on faces that work, else their other ones, else all theirs."""
        owners = list(self._owners)
        working = [one for one in owners if self._works(one.channel, but)]
        if working:
            return working
        others = [await self._other_chat(one, but) for one in owners]
        return list(dict.fromkeys(one for one in others if one is not None)) or owners

    async def _other_chat(self, owner: Destination, but: str) -> Destination | None:
        found = await self._elsewhere(owner)
        return next((one for one in found if self._works(one.channel, but)), None)

    def _works(self, channel: str, but: str) -> bool:
        face = self._channels.get(channel)
        return channel != but and face is not None and face.status().working

    async def _lasts(self, trouble: Trouble) -> None:
        now = self._clock.monotonic()
        since = self._seen.setdefault(trouble.key, now)
        if now - since < trouble.patience:
            return
        if trouble.key not in self._told:
            log.warning("trouble_begun", trouble=trouble.key)
            await self._begun(trouble)
        await self._heal(trouble, now)

    async def _heal(self, trouble: Trouble, now: float) -> None:
        last = self._healed.get(trouble.key)
        if trouble.heal is None or (last is not None and now - last < _HEAL_AGAIN):
            return
        self._healed[trouble.key] = now
        try:
            await trouble.heal()
        except BotError as error:
            log.warning("healing_failed", trouble=trouble.key, error=str(error))

    async def _ended(self, key: str) -> None:
        log.info("trouble_over", trouble=key)
        over = await self._closing(self._told[key].over)
        await self.tell(over, facts={f"{_UNDER}{key}": None})
        del self._told[key]
        self._healed.pop(key, None)

    async def _begun(self, trouble: Trouble) -> None:
        told = _Told(trouble.notice, trouble.over)
        fact = {f"{_UNDER}{trouble.key}": _written(told)}
        await self.tell(trouble.notice, trouble.channel, fact)
        self._told[trouble.key] = told

    async def _load(self) -> None:
        for key, value in (await self._facts.under(_UNDER)).items():
            self._told[key.removeprefix(_UNDER)] = _read(value)
        self._loaded = True


def _written(told: _Told) -> str:
    both = [[one.key, one.params] for one in (told.notice, told.over)]
    return json.dumps(both, ensure_ascii=False)


def _read(value: str) -> _Told:
    notice, over = (Notice(key, params) for key, params in json.loads(value))
    return _Told(notice, over)
