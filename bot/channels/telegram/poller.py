"""Long polling that no outage, no refusal and no single update can end, and that loses nothing."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Update
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.channels.telegram.api import Api, Me
from bot.channels.telegram.contest import Contest
from bot.channels.telegram.errors import ailment, seconds_of
from bot.channels.telegram.health import SILENCE, Health
from bot.channels.telegram.ledger import Ledger
from core.clock import Clock

log = structlog.get_logger(__name__)

_LONGEST_PAUSE = {"network": 10.0, "token": 60.0, "overlap": 15.0, "flood": 10.0}
_AGAIN_SECONDS = 60.0
"""after which a poll is tried again where another program polls with the same token"""
_REPORT_SECONDS = 30.0
_PATIENCE = 0.2
"""how long new commands may wait for running ones before Telegram is asked again"""
_GIVE_UP_SECONDS = 5.0

OnConflict = Callable[[bool], Awaitable[None]]


class Poller:
    """Fetches updates for ever and hands each over once; `hand(update)` must return at once.

    `on_conflict` hears once that another program polls with the same token, and that it is over.
    """

    def __init__(
        self,
        api: Api,
        clock: Clock,
        health: Health,
        ledger: Ledger,
        contest: Contest,
        on_conflict: OnConflict,
    ) -> None:
        self._api = api
        self._clock = clock
        self._health = health
        self._ledger = ledger
        self._contest = contest
        self._on_conflict = on_conflict
        self._failures = 0
        self._failed = False
        self._polled = False
        self._took_over = False
        self._renewed_at = clock.monotonic()

    async def start(self) -> Me:
        """Ask who the bot is until Telegram says so, however long it is away."""
        while True:
            try:
                me = await self._api.me()
            except Exception as error:  # noqa: BLE001 - whatever it is, the engine must not care
                await self._pause(error)
            else:
                self._failures = 0
                return me

    async def run(self, hand: Callable[[Update], None]) -> None:
        """Poll until cancelled."""
        while True:
            try:
                found = await self._api.updates(self._ledger.offset, wait=self._may_wait())
                fresh = self._ledger.take(found)
            except Exception as error:  # noqa: BLE001 - garbage from a proxy included
                await self._refused(error)
                continue
            await self._answered()
            for one in fresh:
                self._hand(one, hand)
            await self._settle()

    async def confirm(self) -> None:
        """Tell Telegram what is handled, once, at the end; it does not matter whether it hears."""
        if self._ledger.offset:
            try:
                await self._api.confirm(self._ledger.offset)
            except Exception as error:  # noqa: BLE001 - the restart sorts it out
                log.debug("updates_unconfirmed", error=type(error).__name__)

    def _may_wait(self) -> bool:
        """Return whether to wait for news; the first call, and the first after a fault, does not.

        It shows at once that all is well.
        """
        well = self._contest.lasting or not self._health.error
        return self._ledger.settled and self._polled and not self._failed and well

    async def _answered(self) -> None:
        self._failures, self._failed, self._polled = 0, False, True
        self._contest.calm(self._clock.monotonic())
        if self._contest.lasting:
            self._health.heard()
            self._health.ill("conflict")
        else:
            self._health.well()
        await self._report()

    async def _refused(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            if not self._polled:
                await self._take_over(error)
            self._contest.clash(self._clock.monotonic())
            await self._report()
        else:
            self._contest.stumble()
        self._failed = True
        await self._pause(error)

    async def _report(self) -> None:
        """Say that a conflict lasts, or is over; again with the next poll where that failed."""
        lasting = self._contest.lasting
        if lasting == self._contest.reported:
            return
        try:
            async with asyncio.timeout(_REPORT_SECONDS):
                await self._on_conflict(lasting)
        except Exception:
            log.exception("conflict_unreported", lasting=lasting)
        else:
            self._contest.reported = lasting

    async def _take_over(self, error: Conflict) -> None:
        """At the start, forget a webhook of whatever ran with this token before, but only once."""
        if "webhook" in str(error) and not self._took_over:
            try:
                await self._api.delete_webhook()
                self._took_over = True
            except (TelegramError, TimeoutError) as refused:
                log.warning("webhook_kept", error=type(refused).__name__)

    def _hand(self, raw: dict[str, Any], hand: Callable[[Update], None]) -> None:
        try:
            hand(Update.de_json(raw, self._api.bot))
        except Exception:
            log.exception("update_unreadable", update=raw["update_id"])
            self._ledger.done(raw["update_id"])

    async def _settle(self) -> None:
        """Let quick commands finish, so that the next call confirms them and can wait for news."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE
        while not self._ledger.settled and (left := until - loop.time()) > 0:
            await self._ledger.change(left)
        while self._ledger.full:
            await self._ledger.change(_GIVE_UP_SECONDS)

    async def _pause(self, error: Exception) -> None:
        key = ailment(error)
        if key == "conflict" and not self._contest.lasting:
            key = "overlap"
        self._health.ill(key)
        log.debug("poll_failed", error=type(error).__name__, reason=key)
        await self._heal()
        if isinstance(error, RetryAfter):
            await self._clock.sleep(seconds_of(error))
            return
        await self._clock.sleep(self._seconds(key) * random.uniform(0.8, 1.2))
        self._failures += 1

    def _seconds(self, key: str) -> float:
        """Return how long to wait: a conflict's pauses grow though polls succeed in between."""
        if key == "conflict":
            return _AGAIN_SECONDS
        grown = self._contest.clashes if key == "overlap" else self._failures
        return min(_LONGEST_PAUSE[key], 0.5 * float(1 << min(grown, 10)))

    async def _heal(self) -> None:
        """After a long silence poll over new connections, and again where that did not help."""
        now = self._clock.monotonic()
        if self._health.silent and now - self._renewed_at > SILENCE:
            self._renewed_at = now
            log.warning("telegram_polling_renewed")
            await self._api.renew()
