"""The Telegram face: what comes in is handed on in order, what goes out is paced and told apart."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

import structlog
from telegram import Update
from telegram.error import InvalidToken

from bot.access import Role
from bot.channels.telegram.answers import Answers, OnMoved, OnWait
from bot.channels.telegram.api import Api, Me, Timeouts
from bot.channels.telegram.contest import Contest
from bot.channels.telegram.errors import cure, topic_refused
from bot.channels.telegram.health import Health
from bot.channels.telegram.incoming import Left, Migrated, Said, read
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.ledger import Ledger
from bot.channels.telegram.menus import Commands, Menus
from bot.channels.telegram.pieces import Piece, pieces
from bot.channels.telegram.poller import OnConflict, Poller
from bot.channels.telegram.posting import LangOf
from bot.channels.telegram.presses import Press
from bot.messages import Attachment, Incoming, Reply
from bot.render import plain
from bot.render.alerts import compose
from bot.render.illustrating import Illustrate, illustrate, illustrations
from bot.render.measure import clip_units
from core.clock import Clock
from core.errors import Malformed, SendError, SettingsWrong, TryLater, Unsure
from core.model import AlertMessage, ChannelStatus, Destination, Limit, Outgoing
from core.ports import Pace
from core.services.pacer import Pacer

log = structlog.get_logger(__name__)

_CHATS_AT_ONCE = 64
_LAST_MOMENT = 2.0
_TITLE = 128
_EVERYBODY = (Limit(30, 1.0),)
_PRIVATE = (Limit(1, 1.0),)
_GROUP = (Limit(1, 1.0), Limit(20, 60.0))

Handle = Callable[[Incoming], Awaitable[Reply | None]]
OnGone = Callable[[Destination, str, str], Awaitable[None]]


async def _ignored(*_: object) -> None:
    return


class TelegramChannel:
    """One bot account; `menu` gives (command, description) by language and role.

    `lang` is the bot's language, `lang_of` that of what a chat is told. `on_moved` hears of a group
    that became a supergroup, `on_gone` of a chat that threw us out and the key of the update that
    says so, `on_wait` for how many seconds a chat must wait where it was no alert or its edit that
    Telegram refused, `on_conflict` once that another program polls with the same token, and once
    that it is over.
    `illustrate` draws the picture of a notice that has one. `handle_within` bounds a command,
    longer than whoever answers commands lets one take.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        handle: Handle,
        menu: Commands,
        lang: str,
        clock: Clock,
        *,
        on_moved: OnMoved = _ignored,
        on_gone: OnGone = _ignored,
        on_wait: OnWait = _ignored,
        on_conflict: OnConflict = _ignored,
        lang_of: LangOf | None = None,
        illustrate: Illustrate = illustrate,
        timeouts: Timeouts | None = None,
        handle_within: float = 90.0,
    ) -> None:
        try:
            self._api = Api(token.strip(), api_url, timeouts or Timeouts())
        except InvalidToken as error:
            raise SettingsWrong(name="TELEGRAM_BOT_TOKEN", reason=cure("no_token", lang)) from error
        self._handle = handle
        self._illustrate = illustrate
        self._lang_of = lang_of or (lambda _: lang)
        self._clock = clock
        self._on_moved = on_moved
        self._on_gone = on_gone
        self._on_conflict = on_conflict
        self._handle_within = handle_within
        self._pace = Pacer(clock, self.overall, self.limits)
        self._answers = Answers(self._api, self._pace, clock, self._lang_of, on_moved, on_wait)
        self._menus = Menus(self._api, clock, menu, lang)
        self._health = Health(self.name, clock, lang)
        self._ledger = Ledger()
        self._contest = Contest()
        self._me: Me | None = None

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
        """Return what one chat may be sent: a group also 20 a minute."""
        return _GROUP if _is_group(destination.chat) else _PRIVATE

    @property
    def pace(self) -> Pace:
        """Return the keeper of the limits."""
        return self._pace

    @property
    def bot_name(self) -> str:
        """Return the bot's username, as in `https://t.me/<bot>?start=<code>`; "": not yet known."""
        return self._me.username if self._me else ""

    def status(self) -> ChannelStatus:
        """Return whether Telegram answers, and the sentence with the cure where it does not."""
        return self._health.status()

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Render and send; return the last message's id; raises SendError, nothing else."""
        drawn = () if plain else await self._drawn(destination, message)
        compose_ = partial(self._compose, destination, message, drawn)
        made = _rendered(destination, compose_, plain=plain)
        with self._watched():
            return await self._answers.send(destination, made, plain=plain, silent=message.silent)

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        """Put other words into a message whose turn it is; False where it cannot be edited.

        Raises SendError, nothing else.
        """
        made = _rendered(destination, partial(self._compose, destination, message), plain=True)
        if len(made) != 1 or not message_id.isdecimal():
            return False
        with self._watched():
            return await self._answers.edit(destination, int(message_id), made[0])

    async def show(
        self, destination: Destination, reply: Reply, message_id: str | None, pin: bool = False
    ) -> str:
        """Put a reply into a message, or a new silent one, pinned on demand; return which it is.

        Of a reply too long for one message the beginning is shown. Raises SendError, nothing else.
        """
        made = _rendered(destination, lambda: reply, plain=True)
        if not made:
            raise Malformed("nothing to show")
        first = replace(made[0], rows=reply.buttons)
        known = int(message_id) if message_id and message_id.isdecimal() else None
        with self._watched():
            return await self._answers.show(destination, first, known, pin=pin)

    async def unpin(self, destination: Destination, message_id: str) -> None:
        """Take a message off the top of its chat; raises SendError, nothing else."""
        if message_id.isdecimal():
            with self._watched():
                await self._answers.unpin(destination, int(message_id))

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        """Begin a topic in a forum; raises Malformed with the key of the reason, nothing else."""
        if not _is_group(destination.chat):
            raise Malformed("no_topics_here")
        try:
            return await self._answers.open_topic(destination, clip_units(title, _TITLE) or "-")
        except SendError as error:
            log.warning("topic_refused", destination=str(destination), error=str(error))
            raise topic_refused(error) from error

    async def publish_menu(self, chat: str, role: Role | None) -> None:
        """Let a private chat show what a role may do, None: what everybody is shown; at leisure."""
        if not _is_group(chat):
            self._menus.want(chat, role)

    async def _drawn(self, destination: Destination, message: Outgoing) -> tuple[Attachment, ...]:
        return await illustrations(message, self._lang_of(destination), self._illustrate)

    def _compose(
        self, destination: Destination, message: Outgoing, drawn: tuple[Attachment, ...] = ()
    ) -> Reply:
        told = compose(message, self._lang_of(destination), self._clock.now().date())
        return told.attached(*drawn)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Let the health know of what fails because of Telegram and not because of the chat."""
        try:
            yield
        except TryLater as error:
            if error.everywhere:
                self._health.ill("token")
            elif not isinstance(error.__cause__, TimeoutError):  # a turn that did not come is ours
                self._health.stumbled("flood" if error.after else "network")
            raise
        except Unsure:
            self._health.stumbled("network")
            raise

    # --- coming in --------------------------------------------------------------------------

    async def run(self) -> None:
        """Poll and answer until cancelled; Telegram may be away at the start and at any time."""
        poller = Poller(
            self._api, self._clock, self._health, self._ledger, self._contest, self._on_conflict
        )
        await self._api.open()
        self._ledger.reopen()
        try:
            async with asyncio.TaskGroup() as group:
                me = self._me = await poller.start()
                group.create_task(self._menus.run())
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
        press = None
        if update.callback_query is not None:
            press = Press(self._api, update.callback_query.id)
            group.create_task(press.wait())
        what = read(update, me)
        if what is None:
            self._ledger.done(update.update_id)
            return
        if isinstance(what, Said) and what.incoming.private:
            self._menus.heard(what.incoming.destination.chat)
        lanes.put(_chat_of(what), partial(self._work, update.update_id, what, press))

    async def _work(
        self, update_id: int, what: Said | Migrated | Left, press: Press | None
    ) -> None:
        reply = None
        try:
            async with asyncio.timeout(self._handle_within):
                match what:
                    case Said(incoming):
                        reply = await self._handle(incoming)
                    case Migrated(old, new):
                        await self._on_moved(old, new)
                    case Left(destination, reason, key):
                        await self._on_gone(destination, reason, key)
        except Exception:
            log.exception("update_failed", update=update_id)
        self._ledger.done(update_id)
        if isinstance(what, Said):
            await self._answer(what, reply, press)

    async def _answer(self, said: Said, reply: Reply | None, press: Press | None) -> None:
        """Answer; a refused press is told to who pressed alone where that can still be."""
        told = False
        if press is not None:
            if reply is not None and reply.aside:
                told = await press.refuse(plain.encode(reply.doc))
            press.handled()
        if reply is not None and not told:
            await self._answers.reply(said, reply)


def _rendered(
    destination: Destination, compose_: Callable[[], Reply], *, plain: bool
) -> list[Piece]:
    """Return the messages a reply fills, plain: its words alone; raises Malformed, nothing else."""
    try:
        reply = compose_()
        return pieces(replace(reply, attachments=()) if plain else reply)
    except Exception as error:
        log.exception("message_unrenderable", destination=str(destination))
        raise Malformed(type(error).__name__) from error


def _is_group(chat: str) -> bool:
    """Return whether an id is a group's: those are negative."""
    return chat.startswith("-")


def _chat_of(what: Said | Migrated | Left) -> str:
    match what:
        case Said(incoming):
            return incoming.destination.chat
        case Migrated(old, _):
            return old.chat
        case Left(destination, _, _):
            return destination.chat
