"""The Telegram face: what comes in is handed on in order, what goes out is paced and told apart."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

import structlog
from telegram import Update
from telegram.error import BadRequest, InvalidToken

from bot.channels.telegram.answers import Answers, OnMoved
from bot.channels.telegram.api import Api, Me, Timeouts
from bot.channels.telegram.errors import ailment, cure
from bot.channels.telegram.incoming import Left, Migrated, Said, read
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.poller import Health, Ledger, Poller
from bot.messages import Incoming, Reply
from bot.render import html
from bot.render.alerts import compose
from core.clock import Clock
from core.errors import Malformed, SettingsWrong, TryLater
from core.model import ChannelStatus, Destination, Limit, Outgoing
from core.ports import Pace
from core.services.pacer import Pacer

log = structlog.get_logger(__name__)

_CHATS_AT_ONCE = 64
_LAST_MOMENT = 2.0
_MENU_PAUSES = (5.0, 15.0, 60.0, 300.0, 900.0)
_EVERYBODY = (Limit(30, 1.0),)
_PRIVATE = (Limit(1, 1.0),)
_GROUP = (Limit(1, 1.0), Limit(20, 60.0))

Handle = Callable[[Incoming], Awaitable[Reply | None]]
OnGone = Callable[[Destination, str], Awaitable[None]]
Menus = Mapping[str, Sequence[tuple[str, str]]]


async def _ignored(_old: Destination, _new: Destination | str) -> None:
    return


class TelegramChannel:
    """One bot account; `menus` are (command, description) by language, `lang` the alerts' own.

    `on_moved` hears of a group that became a supergroup, `on_gone` of a chat that threw us out.
    `handle_within` bounds a command, longer than whoever answers commands lets one take.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        handle: Handle,
        menus: Menus,
        lang: str,
        clock: Clock,
        *,
        on_moved: OnMoved = _ignored,
        on_gone: OnGone = _ignored,
        timeouts: Timeouts | None = None,
        handle_within: float = 90.0,
    ) -> None:
        try:
            self._api = Api(token.strip(), api_url, timeouts or Timeouts())
        except InvalidToken as error:
            raise SettingsWrong(name="TELEGRAM_BOT_TOKEN", reason=cure("no_token", lang)) from error
        self._handle = handle
        self._menus = menus
        self._lang = lang
        self._clock = clock
        self._on_moved = on_moved
        self._on_gone = on_gone
        self._handle_within = handle_within
        self._pace = Pacer(clock, self.overall, self.limits)
        self._answers = Answers(self._api, self._pace, clock, lang, on_moved)
        self._health = Health(clock, lang)
        self._ledger = Ledger()

    # --- core.ports.Channel -----------------------------------------------------------------

    @property
    def name(self) -> str:
        """Return `telegram`."""
        return "telegram"

    @property
    def most(self) -> int:
        """Return how many alerts fit into one message."""
        return 30

    @property
    def overall(self) -> tuple[Limit, ...]:
        """Return what the whole bot may send."""
        return _EVERYBODY

    def limits(self, destination: Destination) -> tuple[Limit, ...]:
        """Return what one chat may be sent: a group, whose id is negative, also 20 a minute."""
        return _GROUP if destination.chat.startswith("-") else _PRIVATE

    @property
    def pace(self) -> Pace:
        """Return the keeper of the limits."""
        return self._pace

    def status(self) -> ChannelStatus:
        """Return whether Telegram answers, and the sentence with the cure where it does not."""
        health = self._health
        return ChannelStatus(self.name, not health.error, health.last_success, health.error)

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Render and send; return the last message's id; raises SendError, nothing else."""
        try:
            parts = html.messages(compose(message, self._lang, self._clock.now().date()))
        except Exception as error:
            log.exception("message_unrenderable", destination=str(destination))
            raise Malformed(type(error).__name__) from error
        try:
            return await self._answers.send(destination, parts, plain=plain)
        except TryLater as error:
            if error.everywhere:
                self._health.ill("token")
            raise

    # --- coming in --------------------------------------------------------------------------

    async def run(self) -> None:
        """Poll and answer until cancelled; Telegram may be away at the start and at any time."""
        poller = Poller(self._api, self._clock, self._health, self._ledger)
        await self._api.open()
        self._ledger.reopen()
        try:
            async with asyncio.TaskGroup() as group:
                me = await poller.start()
                group.create_task(self._publish_menus())
                lanes = Lanes(group, _CHATS_AT_ONCE)
                try:
                    await poller.run(partial(self._take, group, lanes, me))
                finally:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_LAST_MOMENT):
                            await lanes.idle()
        finally:
            await poller.confirm()
            await self._api.close()

    def _take(self, group: asyncio.TaskGroup, lanes: Lanes, me: Me, update: Update) -> None:
        if update.callback_query is not None:
            group.create_task(self._acknowledge(update.callback_query.id))
        what = read(update, me)
        if what is None:
            self._ledger.done(update.update_id)
            return
        lanes.put(_chat_of(what), partial(self._work, update.update_id, what))

    async def _acknowledge(self, query: str) -> None:
        try:
            await self._api.answer(query)
        except Exception as error:  # noqa: BLE001 - decoration; the press itself is handled
            log.debug("press_unacknowledged", error=type(error).__name__)

    async def _work(self, update_id: int, what: Said | Migrated | Left) -> None:
        reply = None
        try:
            async with asyncio.timeout(self._handle_within):
                match what:
                    case Said(incoming):
                        reply = await self._handle(incoming)
                    case Migrated(old, new):
                        await self._on_moved(old, new)
                    case Left(destination, reason):
                        await self._on_gone(destination, reason)
        except Exception:
            log.exception("update_failed", update=update_id)
        self._ledger.done(update_id)
        if reply is not None and isinstance(what, Said):
            await self._answers.reply(what, reply)

    # --- the menu ---------------------------------------------------------------------------

    async def _publish_menus(self) -> None:
        default = self._menus.get(self._lang) or next(iter(self._menus.values()), ())
        for language, commands in [(None, default), *self._menus.items()]:
            await self._publish(commands, language)

    async def _publish(self, commands: Sequence[tuple[str, str]], language: str | None) -> None:
        for pause in _MENU_PAUSES:
            try:
                await self._api.menu(commands, language)
            except BadRequest as error:
                log.warning("menu_refused", language=language, error=str(error))
                return
            except Exception as error:  # noqa: BLE001 - a menu is decoration
                log.warning("menu_failed", language=language, reason=ailment(error))
                await self._clock.sleep(pause)
            else:
                return


def _chat_of(what: Said | Migrated | Left) -> str:
    match what:
        case Said(incoming):
            return incoming.destination.chat
        case Migrated(old, _):
            return old.chat
        case Left(destination, _):
            return destination.chat
