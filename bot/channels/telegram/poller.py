"""Long polling that no outage, no refusal and no single update can end, and that loses nothing."""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from telegram import Update
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.channels.telegram.api import Api, Me
from bot.channels.telegram.errors import ailment, cure, seconds_of
from core.clock import Clock

log = structlog.get_logger(__name__)

_LONGEST_PAUSE = {"network": 10.0, "token": 60.0, "conflict": 30.0, "flood": 10.0}
_PATIENCE = 0.2
"""how long new commands may wait for running ones before Telegram is asked again"""
_BATCH = 100
_MOST_OPEN = 500
_GIVE_UP_SECONDS = 5.0


class Health:
    """What the channel's line in `/status` says."""

    def __init__(self, clock: Clock, lang: str) -> None:
        self._clock = clock
        self._lang = lang
        self.last_success: datetime | None = None
        self.error = cure("connecting", lang)

    def well(self) -> None:
        """Note that Telegram answered a getUpdates."""
        if self.error:
            log.info("telegram_connected")
        self.last_success = self._clock.now()
        self.error = ""

    def ill(self, key: str) -> None:
        """Show the sentence of what is wrong; it is logged when it begins, not while it lasts."""
        sentence = cure(key, self._lang)
        if sentence != self.error:
            log.warning("telegram_failed", reason=key)
        self.error = sentence


class Ledger:
    """Which updates are in hand: Telegram is told of a confirmation only once they are handled.

    An update that a dying process had not handled comes again after its restart.
    """

    def __init__(self) -> None:
        self._next = 0
        self._open: set[int] = set()
        self._let_go: set[int] = set()
        self._done: set[int] = set()
        self._changed = asyncio.Event()

    @property
    def offset(self) -> int:
        """Return the lowest update id that is not handled yet."""
        return min(self._open - self._let_go, default=self._next)

    @property
    def settled(self) -> bool:
        """Return whether nothing in hand keeps the offset back."""
        return self._open <= self._let_go

    @property
    def full(self) -> bool:
        """Return whether so much is in hand that no more should be fetched."""
        return len(self._open) > _MOST_OPEN

    def reopen(self) -> None:
        """Begin again where a cancelled run left off: what it had in hand is fetched again."""
        self._next = self.offset
        self._open.clear()
        self._let_go.clear()

    def take(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return those seen for the first time and keep them open until they are done.

        Where a whole batch of open ones hides what is behind it, they no longer hold it back.
        """
        fresh = [one for one in found if one["update_id"] not in self._open | self._done]
        if fresh:
            self._open |= {one["update_id"] for one in fresh}
            self._next = fresh[-1]["update_id"] + 1
        elif len(found) == _BATCH:
            self._let_go |= self._open
        self._forget()
        return fresh

    def done(self, update_id: int) -> None:
        """Note that an update is handled."""
        self._open.discard(update_id)
        self._let_go.discard(update_id)
        self._done.add(update_id)
        self._forget()
        self._changed.set()

    async def change(self, seconds: float) -> None:
        """Wait until something is done, or for that long."""
        self._changed.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    def _forget(self) -> None:
        """Forget the handled ones Telegram forgets with the next call."""
        self._done = {one for one in self._done if one >= self.offset}


class Poller:
    """Fetches updates for ever and hands each over once; `hand(update)` must return at once."""

    def __init__(self, api: Api, clock: Clock, health: Health, ledger: Ledger) -> None:
        self._api = api
        self._clock = clock
        self._health = health
        self._ledger = ledger
        self._failures = 0
        self._polled = False

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
                # the first call, and the first after a fault, does not wait: it shows all is well
                wait = self._ledger.settled and not self._health.error
                found = await self._api.updates(self._ledger.offset, wait=wait)
                fresh = self._ledger.take(found)
            except Exception as error:  # noqa: BLE001 - garbage from a proxy included
                if not self._polled and isinstance(error, Conflict):
                    await self._take_over(error)
                await self._pause(error)
                continue
            self._failures, self._polled = 0, True
            self._health.well()
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

    async def _take_over(self, error: Conflict) -> None:
        """At the start, forget a webhook of whatever ran with this token before."""
        if "webhook" in str(error):
            try:
                await self._api.delete_webhook()
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
        self._health.ill(key)
        log.debug("poll_failed", error=type(error).__name__, reason=key)
        if isinstance(error, RetryAfter):
            await self._clock.sleep(seconds_of(error))
            return
        longest = _LONGEST_PAUSE[key]
        pause = min(longest, 0.5 * 2 ** min(self._failures, 10))
        self._failures += 1
        await self._clock.sleep(pause * random.uniform(0.8, 1.2))
