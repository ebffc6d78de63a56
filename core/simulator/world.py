"""What every connection to the simulator shares: one broker seen from behind its counters."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from core.clock import Clock
from core.simulator.conditions import Change, Condition, ManualCondition
from core.simulator.faults import Faults
from core.simulator.hours import Announcement
from core.simulator.market import Market, Quote
from core.simulator.oauth import Tokens
from core.simulator.pace import Pace
from core.simulator.tape import Tape

if TYPE_CHECKING:
    from core.simulator.session import Session

Request = tuple[Literal["rest", "ws"], str, Any]

_REMEMBERED = 10_000


class World:
    """The market, the conditions, the tokens, the sessions and what was asked so far."""

    def __init__(
        self, clock: Clock, market: Market, tokens: Tokens, faults: Faults, seed: int = 1
    ) -> None:
        self.clock = clock
        self.market = market
        self.tape = Tape(market, seed)
        self.tokens = tokens
        self.faults = faults
        self.pace = Pace(clock, faults)
        self.conditions: list[Condition] = []
        self.sessions: list[Session] = []
        self.requests: deque[Request] = deque(maxlen=_REMEMBERED)
        self._zombies: dict[tuple[str, str], float] = {}
        self._searched: dict[tuple[str, str], float] = {}
        self._told = clock.now()

    def arrange(self, conditions: Sequence[tuple[str, Condition]]) -> None:
        """Offer exactly these conditions, each at its address."""
        for old in self.conditions:
            if isinstance(old, ManualCondition):
                old.listen(None)
        self.conditions = [condition for _, condition in conditions]
        for seq, condition in conditions:
            condition.seq = seq
            if isinstance(condition, ManualCondition):
                condition.listen(lambda change: self._tell_changes([change]))
            elif not condition.members and not self.market.hours.is_before_opening(self._told):
                condition.observe(q for q in self.market.quotes() if q.volume)

    def find(self, seq: str) -> Condition | None:
        """Return the condition at that address."""
        return next((c for c in self.conditions if c.seq == seq), None)

    def advance(self) -> None:
        """Let the market live until now and push what came of it."""
        now = self.clock.now()
        day = self.market.day
        trades = self.market.step(now)
        if self.market.day != day:
            self.tape.turn(day)
            for condition in self.conditions:
                condition.clear()
        self.tape.note(trades)
        self._tell_trades(trades)
        self._tell_changes([c for condition in self.conditions for c in condition.observe(trades)])
        self._tell_hours(list(self.market.hours.announcements(self._told, now)))
        self._told = max(self._told, now)

    def kick(self, app_key: str, newcomer: "Session | None" = None) -> None:
        """End the key's other sessions, as a login from elsewhere does."""
        for session in list(self.sessions):
            if session is not newcomer and session.app_key == app_key:
                session.be_kicked()

    def bury(self, app_key: str, seqs: Sequence[str]) -> None:
        """Keep the registrations of a session that ended without a close frame for a while."""
        ends = self.clock.monotonic() + self.faults.zombie_ttl
        self._zombies |= {(app_key, seq): ends for seq in seqs}

    def is_zombie(self, app_key: str, seq: str) -> bool:
        """Tell whether a dead session still holds the registration of that seq."""
        return self._zombies.get((app_key, seq), 0.0) > self.clock.monotonic()

    def exorcise(self, app_key: str, seq: str) -> None:
        """Forget the registration a dead session holds."""
        self._zombies.pop((app_key, seq), None)

    def is_too_soon(self, app_key: str, seq: str) -> bool:
        """Note a search of that seq, unless the last one is too young, which is told."""
        now = self.clock.monotonic()
        last = self._searched.get((app_key, seq))
        if last is not None and now - last < self.faults.cond_requery:
            return True
        self._searched[app_key, seq] = now
        return False

    def _each(self, tell: Callable[["Session"], None]) -> None:
        for session in list(self.sessions):
            tell(session)

    def _tell_trades(self, trades: list[Quote]) -> None:
        if trades:
            self._each(lambda session: session.real.tell_trades(trades))

    def _tell_changes(self, changes: list[Change]) -> None:
        if changes:
            self._each(lambda session: session.searching.tell(changes))

    def _tell_hours(self, announcements: list[Announcement]) -> None:
        if announcements:
            self._each(lambda session: session.real.tell_hours(announcements))

    def now(self) -> datetime:
        """Return the market's time."""
        return self.clock.now()
