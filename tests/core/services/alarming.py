"""What the tests of the alarm share: owners on two faces, and checks that find what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.model import ChannelStatus, Destination, Notice
from core.services.alarm import Alarm, Check, Doubt, Trouble
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock
from tests.fakes.facts import FakeFacts

PHONE, DESK = Destination("telegram", "1"), Destination("slack", "U1")


class Face(FakeChannel):
    """A face whose health a test decides."""

    def __init__(self, clock: FakeClock, name: str) -> None:
        super().__init__(clock, name)
        self.working = True
        self.error = ""
        self.last_success: datetime | None = None

    def status(self) -> ChannelStatus:
        return ChannelStatus(self.name, self.working, self.last_success, self.error)


class Killed(Exception):
    """The process is no more."""


class Post:
    """What of the outbox and the courier an alarm needs."""

    def __init__(self, facts: dict[str, str]) -> None:
        self.letters: list[tuple[Notice, list[Destination]]] = []
        self.carried: list[Destination] = []
        self.killed = False
        """whether the process dies as soon as something was written"""
        self._facts = facts

    async def post_notice(
        self,
        notice: Notice,
        destinations: Sequence[Destination],
        at: datetime,
        facts: Mapping[str, str | None],
    ) -> None:
        if destinations:
            self.letters.append((notice, list(destinations)))
        for key, value in facts.items():
            self._facts.pop(key, None)
            if value is not None:
                self._facts[key] = value

    def posted(self, destinations: Sequence[Destination]) -> None:
        if self.killed:
            raise Killed
        self.carried += destinations

    def keys(self, destination: Destination = PHONE) -> list[str]:
        """What an owner's chat was told, by key."""
        return [notice.key for notice, to in self.letters if destination in to]


class Finds:
    """A check that finds what it is told to."""

    def __init__(self, *found: Trouble | Doubt) -> None:
        self.found: Iterable[Trouble | Doubt] = found

    def look(self) -> Iterable[Trouble | Doubt]:
        return self.found


class Stage:
    """An alarm over some checks; `restart` gives it a process of its own."""

    def __init__(self, *checks: Check, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.facts = FakeFacts()
        self.post = Post(self.facts.known)
        self.faces = {name: Face(self.clock, name) for name in ("telegram", "slack")}
        self.owners = [PHONE]
        self.linked: dict[Destination, list[Destination]] = {}
        self.checks: tuple[Check, ...] = checks
        self.restart()

    def restart(self, *checks: Check) -> None:
        """Begin anew with the same rows."""
        self.alarm = Alarm(
            checks or self.checks,
            self.facts,
            self.post,  # type: ignore[arg-type]  # what it uses of it
            self.post,
            self.faces,
            self.owners,
            self.clock,
            elsewhere=self._elsewhere,
        )
        self.post.killed = False

    async def _elsewhere(self, destination: Destination) -> list[Destination]:
        return self.linked.get(destination, [])

    async def look(self, seconds: float, every: float = 5.0) -> list[str]:
        """Let time pass with a look every few seconds; return what the owner's phone was told."""
        for _ in range(int(seconds / every)):
            await self.clock.advance(every)
            await self.alarm.look()
        return self.post.keys()
