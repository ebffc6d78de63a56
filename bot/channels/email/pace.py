"""One digest an interval and address; what the bot itself has to say waits for nobody."""

from core.clock import Clock
from core.model import Destination, Lane, Limit
from core.services.pacer import Pacer


class DigestPace(Pacer):
    """Lets alerts to an address go once in `interval` seconds: the first at once.

    Notices and codes only wait where the server demanded a pause.
    """

    def __init__(self, clock: Clock, interval: float) -> None:
        self._interval = interval
        super().__init__(clock, (), self._digests)

    def set(self, interval: float) -> None:
        """Keep another interval from now on; seconds."""
        self._interval = interval

    async def turn(self, destination: Destination, lane: Lane) -> None:
        """Wait until one message may go to the address; count it where it is a digest."""
        if lane in (Lane.ALERT, Lane.SUMMARY):
            await super().turn(destination, lane)
            return
        self._last.pop(destination, None)  # what comes now has no turn that could be given back
        while (pause := self._held_for(destination)) > 0:
            await self._clock.sleep(pause)

    def _digests(self, _destination: Destination) -> tuple[Limit, ...]:
        return (Limit(1, self._interval),)

    def _held_for(self, destination: Destination) -> float:
        now = self._clock.monotonic()
        return max(self._held.get(key, 0.0) - now for key in (destination, None))
