"""Events that were told without a price, for as long as their price may still come."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.clock import Clock
from core.model import Quote, Record
from core.services.news import Priced

PATIENCE = 30.0
"""seconds after which a price is waited for no more"""
_SPARE = 2.0
"""seconds after which a price nobody was told is asked for, where no alert wants the broker"""
_MOST = 2_000


@dataclass(slots=True)
class _Told:
    """An event without a price: of which stock and condition, and since when."""

    code: str
    about: int | None
    since: float


class Unpriced:
    """What was told without a price; of very many, the later ones are not waited for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: dict[int, _Told] = {}

    def __bool__(self) -> bool:
        """Return whether a price is awaited."""
        return bool(self._told)

    @property
    def ids(self) -> Collection[int]:
        """Return the events whose price is awaited."""
        return self._told.keys()

    def note(self, record: Record) -> None:
        """Await the price of an event that is told as it happens."""
        self._note(record, 0.0)

    def note_young(self, records: Iterable[Record]) -> bool:
        """Await the prices of those that are told later but are young; whether there are any."""
        now, before = self._clock.now(), len(self._told)
        for one in records:
            self._note(one, max(0.0, (now - one.event.received_at).total_seconds()))
        return len(self._told) > before

    def _note(self, record: Record, age: float) -> None:
        event = record.event
        if record.quote is not None or event.id in self._told or age >= PATIENCE:
            return
        if len(self._told) < _MOST:
            since = self._clock.monotonic() - age
            self._told[event.id] = _Told(event.code, event.condition_id, since)

    def forget_old(self) -> None:
        """Await no more what was awaited for long."""
        now = self._clock.monotonic()
        self._told = {key: one for key, one in self._told.items() if now - one.since < PATIENCE}

    def late(self, known: Collection[int]) -> dict[int, str]:
        """Return the stocks of those that are not known though they have waited for a while."""
        now = self._clock.monotonic()
        return {
            key: one.code
            for key, one in self._told.items()
            if key not in known and now - one.since >= _SPARE
        }

    def settle(self, found: Mapping[int, Quote]) -> Iterator[Priced]:
        """Yield the prices that were found; they are awaited no more."""
        for key, quote in found.items():
            yield Priced(key, self._told.pop(key).about, quote)
