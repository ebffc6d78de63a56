"""The broker's request limits: a token bucket for each app key and api-id."""

from core.clock import Clock
from core.simulator.faults import Faults


class Pace:
    """Counts requests; the mock server's one a second comes with a burst of two."""

    def __init__(self, clock: Clock, faults: Faults) -> None:
        self._clock = clock
        self._faults = faults
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def allows(self, app_key: str, api_id: str) -> bool:
        """Take one request out of the bucket, or tell that it is empty."""
        rate = self._faults.rest_rate
        if rate <= 0:
            return True
        now = self._clock.monotonic()
        most = max(2.0, rate)
        level, since = self._buckets.get((app_key, api_id), (most, now))
        level = min(most, level + (now - since) * rate)
        self._buckets[app_key, api_id] = (max(level - 1.0, 0.0) if level >= 1.0 else level, now)
        return level >= 1.0
