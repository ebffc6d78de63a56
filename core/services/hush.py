"""When a chat wants silence: mutes, quiet hours, and whether it wants each day summed up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from core.clock import Clock
from core.model import Condition, Destination, Hold, Mute, Quiet
from core.ports import Outbox, Preferences

Posted = Callable[[list[Destination]], None]

_ANSWERED = timedelta(seconds=2)
"""whoever ends a mute reads that it is over before the pile comes"""


class Hush:
    """Keeps chats silent; what silence held back becomes due when it ends."""

    def __init__(
        self,
        preferences: Preferences,
        outbox: Outbox,
        posted: Posted,
        reconsider: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._preferences = preferences
        self._outbox = outbox
        self._posted = posted
        self._reconsider = reconsider
        self._clock = clock

    async def mute(
        self,
        destination: Destination,
        person: str,
        until: datetime,
        condition: Condition | None = None,
        code: str | None = None,
    ) -> None:
        """Hold back the alerts of a chat until then: all, a condition's, or a stock's."""
        mute = Mute(until, condition, code)
        await self._preferences.mute(destination, mute, person, self._clock.now())

    async def unmute(
        self,
        destination: Destination,
        condition: Condition | None = None,
        code: str | None = None,
    ) -> int:
        """End mutes and sum up in a moment what they held back; how many mutes ended."""
        condition_id = condition.id if condition else None
        ended = await self._preferences.unmute(destination, condition_id, code)
        await self._let_go(_whole(destination), Hold.MUTED, _ANSWERED)
        return ended

    async def mutes(self, destination: Destination) -> list[Mute]:
        """Return the mutes that hold in a chat now."""
        return await self._preferences.mutes(destination, self._clock.now())

    async def quiet(self, destination: Destination) -> Quiet | None:
        """Return the quiet hours of a chat."""
        return await self._preferences.quiet(destination)

    async def set_quiet(self, destination: Destination, quiet: Quiet | None) -> None:
        """Set the quiet hours of a chat; what other hours held back is looked at again."""
        await self._preferences.set_quiet(destination, quiet)
        await self.let_go(_whole(destination), Hold.QUIET)

    async def daily(self, destination: Destination) -> bool:
        """Return whether a chat wants each day summed up."""
        return await self._preferences.daily(destination)

    async def set_daily(self, destination: Destination, wanted: bool) -> None:
        """Switch the summary of each day on or off."""
        await self._preferences.set_daily(destination, wanted)

    async def release(self) -> None:
        """Carry what was held back until now."""
        self._posted(await self._outbox.release(self._clock.now()))

    async def let_go(
        self, destination: Destination, hold: Hold, condition: Condition | None = None
    ) -> None:
        """Sum up at once what was held back for a reason that no longer holds."""
        if await self._let_go(destination, hold, timedelta(), condition):
            await self.release()

    async def _let_go(
        self,
        destination: Destination,
        hold: Hold,
        after: timedelta,
        condition: Condition | None = None,
    ) -> int:
        self._reconsider()  # what is decided at this moment was read before
        due, only = self._clock.now() + after, condition.id if condition else None
        return await self._outbox.unhold(destination, hold, due, only)


def _whole(destination: Destination) -> Destination:
    """Return the chat of a topic: its silence is that of all its topics."""
    return replace(destination, topic="")
