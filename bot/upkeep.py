"""What a running bot does for itself: shows that it lives, drops old rows, looks at the disk."""

import asyncio
import shutil
from datetime import timedelta

import structlog

from bot import heartbeat
from bot.settings import Settings
from core.clock import Clock, SystemClock
from core.ports import ConditionFeed
from core.store import Store

log = structlog.get_logger(__name__)


class Upkeep:
    """The jobs that need the folder, the rows and the session, and nothing of the engine."""

    def __init__(
        self, settings: Settings, store: Store, session: ConditionFeed, clock: Clock
    ) -> None:
        self._settings = settings
        self._store = store
        self._session = session
        self._clock = clock

    async def beat(self) -> None:
        """Write the heartbeat, on the wall clock."""
        state, now = self._session.status().state, SystemClock().now()
        try:
            await asyncio.to_thread(heartbeat.write, self._settings.data_dir, state, now)
        except OSError as error:  # a full disk; the database has its own say about that
            log.warning("heartbeat_unwritable", error=str(error))

    async def retain(self) -> None:
        """Drop the rows that are older than RETENTION_DAYS."""
        await self._store.retain(self._clock.now() - timedelta(days=self._settings.retention_days))

    async def disk(self) -> tuple[int, int] | None:
        """Return the free and all bytes of the disk of DATA_DIR; None where it does not say."""
        try:
            found = await asyncio.to_thread(shutil.disk_usage, self._settings.data_dir)
        except OSError:
            return None
        return found.free, found.total
