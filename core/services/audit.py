"""A session that pushes nothing while the market is open is held against a search.

Such a link can be a zombie: PINGs and answers flow, pushes do not.
"""

import structlog

from core.calendar import Calendar
from core.clock import Clock
from core.errors import PassingError, Refused
from core.model import Condition
from core.ports import ConditionFeed
from core.services.searches import Searches
from core.services.watcher import Watcher

log = structlog.get_logger(__name__)

_SILENT = 300.0
_GRACE = 10.0
"""a push that is on its way explains a difference"""


class SilenceAudit:
    """Silence is believed once a search agrees with what is known; else the link is made anew."""

    def __init__(
        self,
        feed: ConditionFeed,
        watcher: Watcher,
        searches: Searches,
        calendar: Calendar,
        clock: Clock,
    ) -> None:
        self._feed = feed
        self._watcher = watcher
        self._searches = searches
        self._calendar = calendar
        self._clock = clock
        self._checked_at = 0.0
        self._turn = 0

    async def look(self) -> None:
        """Check one live condition, another each time, when nothing was pushed for five minutes."""
        now = self._clock.monotonic()
        live = [one.condition for one in self._watcher.book.watched.values() if one.live]
        silent = now - max(self._watcher.pushed_at, self._checked_at) >= _SILENT
        if not live or not silent or not self._calendar.is_open(self._clock.now()):
            return
        self._turn += 1
        condition = live[self._turn % len(live)]
        self._checked_at = now
        try:
            if await self._differs(condition):
                self._feed.reconnect("pushes do not come")
        except (PassingError, Refused) as error:
            log.info("audit_failed", condition=condition.name, error=str(error))

    async def _differs(self, condition: Condition) -> bool:
        pushed_at = self._watcher.pushed_at
        result = await self._searches.search(condition)
        found = frozenset(hit.code for hit in result.hits)
        if not result.fresh:
            return False
        if found == self._inside(condition):
            self._watcher.prove()
            return False
        await self._clock.sleep(_GRACE)
        still = found != self._inside(condition) and pushed_at == self._watcher.pushed_at
        if still:
            log.warning("pushes_missing", condition=condition.name)
        return still

    def _inside(self, condition: Condition) -> frozenset[str]:
        return self._watcher.book.membership(condition.id).codes
