"""What the tests of core.kiwoom share: a broker against the simulator, an ear, and clocks."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from core.clock import SystemClock
from core.kiwoom.broker import Broker
from core.kiwoom.timing import Timing
from core.ports import FeedEvent
from core.simulator.conditions import ManualCondition
from core.simulator.faults import Faults
from core.simulator.server import Simulator

PATIENCE = 5.0
QUICK = Timing(
    answer=2.0,
    opening=2.0,
    closing=0.2,
    first_pause=0.02,
    longest_pause=0.1,
    look=0.02,
    registering=0.01,
    first_retry=0.02,
    longest_retry=0.2,
    retries=4,
)

_T = TypeVar("_T")


def quick(**changes: float) -> Timing:
    """Return the quick timing with some figures changed."""
    return dataclasses.replace(QUICK, **changes)  # type: ignore[arg-type]


class Wall(SystemClock):
    """A wall clock that a test moves, and monotonic seconds that it moves apart from it."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.passed = 0.0

    def now(self) -> datetime:
        return super().now() + self.ahead

    def monotonic(self) -> float:
        return super().monotonic() + self.passed


class Ear:
    """Hears what a broker tells and finds the next event of a kind in it."""

    def __init__(self, broker: Broker) -> None:
        self.heard: list[FeedEvent] = []
        self._broker = broker
        self._next = 0

    async def hear(self, kind: type[_T]) -> _T:
        """Return the next event of a kind, stepping over others."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while self._next < len(self.heard):
                    event = self.heard[self._next]
                    self._next += 1
                    if isinstance(event, kind):
                        return event
                self.heard += await self._broker.receive()

    def count(self, kind: type[Any]) -> int:
        """Return how many events of a kind were heard so far."""
        return sum(isinstance(event, kind) for event in self.heard)


def manual(*codes: str, seq: str = "3", name: str = "수동") -> ManualCondition:
    """Return a condition moved by hand."""
    return ManualCondition(seq, name, codes)


def faults(**values: Any) -> Faults:
    """Return a fast, unlimited server's switches, with these changed."""
    return Faults(**{"login_delay": 0.0, "rest_rate": 0.0, **values})


def broker_of(sim: Simulator, folder: Path, **options: Any) -> Broker:
    """Return a broker that talks to the simulator and is in a hurry."""
    given: dict[str, Any] = {
        "base_url": sim.base_url,
        "ws_url": sim.ws_url,
        "app_key": sim.app_key,
        "app_secret": sim.app_secret,
        "token_path": folder / ".token",
        "clock": SystemClock(),
        "timing": QUICK,
        "per_second": 1000.0,
    }
    return Broker(**(given | options))


@contextlib.asynccontextmanager
async def running(broker: Broker) -> AsyncIterator[Ear]:
    """Run a broker, and end it however the test ends."""
    task = asyncio.create_task(broker.run())
    try:
        yield Ear(broker)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, PATIENCE)
        await broker.aclose()


def asked(sim: Simulator, name: str) -> int:
    """Return how many requests of an api-id or trnm the simulator got."""
    return sum(what == name for _, what, _ in sim.requests)
