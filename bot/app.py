"""The composition root: builds the engine and its faces, runs them, stops them in order."""

import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock, Timeout

from bot import heartbeat
from bot.access import Access
from bot.channels.console import ConsoleChannel
from bot.commands.filling import fill
from bot.commands.menus import Menus
from bot.commands.router import Router
from bot.commands.table import COMMANDS, lasting_words, menu, slack_name, speaking
from bot.deadman import DeadMan
from bot.languages import Languages
from bot.live import deadman_url, live, owner_chats, reload_when_asked, requery
from bot.logs import scrubber
from bot.messages import Incoming, Reply
from bot.pinned import Pinned
from bot.progress import Progress
from bot.reload import Reload
from bot.render.voice import Voice
from bot.settings import MarketHours, Settings, require, secret
from core.calendar import Calendar
from core.clock import Clock, SystemClock
from core.engine import Engine, Rules, Stores
from core.errors import AlreadyRunning, DatabaseUnusable
from core.kiwoom.broker import Broker
from core.kiwoom.timing import Timing
from core.model import Destination
from core.ports import Channel
from core.services.guard import Machine
from core.services.timetable import Job, every
from core.store import Store

log = structlog.get_logger(__name__)

LangOf = Callable[[Destination], str]

_DAY = 86_400
_LONGEST_PAUSE = 60.0
_PATIENCE = {"telegram": 90.0, "slack": 60.0}
"""for how many seconds a face may be silent before that is told"""


@dataclass(frozen=True, slots=True)
class Console:
    """How the console face opens: what it says first, and what is said to it first."""

    opening: str = ""
    first: tuple[str, ...] = ()


class Handle:
    """What channels call for every message; the router is put in when it exists."""

    router: Router | None = None

    async def __call__(self, incoming: Incoming) -> Reply | None:
        """Hand a message to the router."""
        return await self.router.handle(incoming) if self.router else None


class Follow:
    """What channels call when a chat moved or threw the bot out, or another bot has their token."""

    engine: Engine | None = None
    languages: Languages | None = None

    async def moved(self, old: Destination, new: Destination) -> None:
        """Let the subscriptions and the language follow a chat to its new address."""
        if self.languages:
            await self.languages.move(old, new)
        if self.engine:
            await self.engine.move(old, new)

    async def gone(self, destination: Destination, reason: str) -> None:
        """Stop telling a chat that is closed to us."""
        if self.engine:
            await self.engine.suspend(destination, reason)

    async def at_home(self, person: Destination, chat: Destination) -> None:
        """Let the engine know under which address a person's private chat is to be found."""
        if self.engine:
            await self.engine.at_home(person, chat)

    async def waits(self, destination: Destination, seconds: float) -> None:
        """Let the engine know for how long a platform makes a chat wait."""
        if self.engine:
            await self.engine.waits(destination, seconds)

    async def conflict(self, lasting: bool) -> None:
        """Let the engine know that another program polls with Telegram's token, or no more."""
        if self.engine:
            await self.engine.conflict("telegram", lasting)


async def serve(
    settings: Settings,
    stop: asyncio.Event,
    *,
    clock: Clock | None = None,
    console: Console | None = None,
    ready: Callable[[Engine], Awaitable[None]] | None = None,
    timing: Timing | None = None,
    reread: Callable[[], Settings] | None = None,
    reload_asked: asyncio.Event | None = None,
) -> None:
    """Run the bot until `stop` is set; raises OperatorError where a person must mend something.

    `reread` reads the settings again, for `/reload` and whenever `reload_asked` is set.
    """
    require(settings, "kiwoom_app_key", "kiwoom_app_secret")
    scrubber.learn(settings.secrets())
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        stack.callback(hold(settings.data_dir).release)
        stack.callback(heartbeat.clear, settings.data_dir)
        store = await Store.open(settings.database)
        stack.push_async_callback(store.close)
        broker = open_broker(settings, clock, timing)
        stack.push_async_callback(broker.aclose)
        handle, follow = Handle(), Follow()
        languages = follow.languages = Languages(settings.bot_language, store.facts)
        await languages.load()
        channels = build_channels(settings, handle, follow, clock, stop, console, languages.at)
        access = Access(settings.owners)
        deadman = DeadMan(deadman_url(settings))
        stack.push_async_callback(deadman.aclose)
        engine = build_engine(
            settings, clock, store, broker, channels, access, deadman, languages.at
        )
        languages.kin, engine.people.forget = engine.people.kin, languages.forget
        deadman.green = engine.green
        engine.people.deep_link = deep_link(channels)
        await engine.people.load()
        await engine.prepare()
        menus = Menus(access.roles, channels)
        access.on_change.append(menus.changed)
        follow.engine = engine
        handle.router = Router(
            engine,
            access,
            store.inbox,
            clock=clock,
            languages=languages,
            requery=requery(settings),
            progress=Progress(channels, SystemClock()),
        )
        names = {channel.name for channel in channels}
        if reread is not None:
            takers = live(engine, access, handle.router, deadman, names)
            handle.router.reload = Reload(
                settings, reread, takers, engine.reread_calendar, scrubber.learn
            )
        await store.subscriptions.keep_channels(names)
        log.info(
            "bot_started",
            channels=[channel.name for channel in channels],
            owners=len(settings.owners),
        )
        chores = [menus.run()]
        if reload_asked is not None and handle.router.reload is not None:
            chores.append(reload_when_asked(reload_asked, handle.router.reload))
        await _run(engine, channels, chores, stop, ready)


async def _run(
    engine: Engine,
    channels: Sequence[Channel],
    chores: Sequence[Coroutine[Any, Any, None]],
    stop: asyncio.Event,
    ready: Callable[[Engine], Awaitable[None]] | None,
) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in (engine.run(), *chores)]
        if ready is not None:
            await ready(engine)
        tasks += [group.create_task(_keep(channel)) for channel in channels]
        await stop.wait()
        log.info("bot_stopping")
        for task in tasks:
            task.cancel()


async def _keep(channel: Channel, first_pause: float = 1.0) -> None:
    """Run a face; whatever breaks it stops neither the engine nor another face."""
    pause = first_pause
    while True:
        began = time.monotonic()
        try:
            await channel.run()
        except Exception:
            log.exception("channel_failed", channel=channel.name)
        if time.monotonic() - began > _LONGEST_PAUSE:
            pause = first_pause
        await asyncio.sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 2)


def hold(data_dir: Path) -> FileLock:
    """Take and return the lock of a DATA_DIR, one process each; raises AlreadyRunning.

    Who holds it is written beside it: a locked file itself cannot be read on Windows.
    """
    holder = data_dir / ".pid"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data_dir / ".lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(path=str(data_dir), pid=_read_pid(holder)) from error
    except OSError as error:
        raise DatabaseUnusable(path=str(data_dir), reason=os.strerror(error.errno or 0)) from error
    with suppress(OSError):  # a full disk; the database has its own say about that
        holder.write_text(f"{os.getpid()}\n", encoding="ascii")
    return lock


def _read_pid(holder: Path) -> str:
    try:
        return holder.read_text(encoding="ascii").strip() or "?"
    except (OSError, ValueError):
        return "?"


def open_broker(settings: Settings, clock: Clock, timing: Timing | None = None) -> Broker:
    """Return the adapter to the broker the settings name."""
    return Broker(
        base_url=settings.kiwoom_base_url,
        ws_url=settings.kiwoom_ws_url,
        app_key=secret(settings, "kiwoom_app_key"),
        app_secret=secret(settings, "kiwoom_app_secret"),
        token_path=settings.data_dir / ".token",
        clock=clock,
        per_second=settings.kiwoom_requests_per_second,
        timing=timing,
        learn=scrubber.learn,
    )


def deep_link(channels: Sequence[Channel]) -> Callable[[str], str]:
    """Return what makes a link of a code: it opens the bot in Telegram, where that is set up."""

    def link(code: str) -> str:
        names = (str(getattr(channel, "bot_name", "")) for channel in channels)
        name = next((one for one in names if one), "")
        return f"https://t.me/{name}?start={code}" if name else ""

    return link


def build_engine(
    settings: Settings,
    clock: Clock,
    store: Store,
    broker: Broker,
    channels: Sequence[Channel],
    access: Access,
    deadman: DeadMan,
    lang_of: LangOf,
) -> Engine:
    """Return the engine over real rows and the real broker."""

    async def beat() -> None:
        state, now = broker.status().state, SystemClock().now()
        try:
            await asyncio.to_thread(heartbeat.write, settings.data_dir, state, now)
        except OSError as error:  # a full disk; the database has its own say about that
            log.warning("heartbeat_unwritable", error=str(error))

    async def retain() -> None:
        await store.retain(clock.now() - timedelta(days=settings.retention_days))

    async def disk() -> tuple[int, int] | None:
        try:
            found = await asyncio.to_thread(shutil.disk_usage, settings.data_dir)
        except OSError:  # a disk that does not say
            return None
        return found.free, found.total

    async def pin() -> None:
        await pinned.look()

    names = {channel.name for channel in channels}
    engine = Engine(
        broker,
        broker,
        broker,
        Stores(
            store.conditions,
            store.subscriptions,
            store.outbox,
            store.stocks,
            store.preferences,
            store.facts,
            store.events,
            store.people,
            store.audit,
            store.days,
            store.followups,
            store.history,
            store.lookouts,
        ),
        open_calendar(settings),
        clock,
        Rules(
            realtime=settings.kiwoom_realtime,
            poll_interval=settings.poll_interval,
            requery=settings.kiwoom_requery_seconds,
            fold_window=settings.fold_window,
            days_kept=settings.retention_days,
        ),
        channels={channel.name: channel for channel in channels},
        owners=owner_chats(settings, names),
        jobs=[
            Job("heartbeat", every(10), beat),
            Job("retention", every(_DAY), retain),
            Job("pinned", every(1), pin),
            Job("deadman", every(60), deadman.ping),
        ],
        version=version("kiwoom-condition-bot"),
        machine=Machine(disk, retain, _PATIENCE),
        elsewhere=store.people.elsewhere,
        rights=access,
    )

    def speaker(destination: Destination) -> Voice:
        return speaking(lang_of(destination), destination.channel)

    pinned = Pinned(engine.pins, engine.status, channels, speaker, clock)
    return engine


def open_calendar(settings: Settings) -> Calendar:
    """Return the hours the market keeps, with the overrides in DATA_DIR."""
    if settings.market_hours is MarketHours.ALWAYS:
        return Calendar.always()
    return Calendar.krx(settings.data_dir / "calendar.toml")


def build_channels(
    settings: Settings,
    handle: Handle,
    follow: Follow,
    clock: Clock,
    stop: asyncio.Event,
    console: Console | None,
    lang_of: LangOf,
) -> list[Channel]:
    """Return the faces that have their settings; the others are absent, not broken."""
    channels: list[Channel] = []
    if settings.telegram_bot_token:
        channels.append(_telegram(settings, handle, clock, follow, lang_of))
    if settings.slack_bot_token and settings.slack_app_token:
        channels.append(_slack(settings, handle, clock, follow, lang_of))
    if console is not None:
        channels.append(
            ConsoleChannel(
                handle,
                settings.bot_language,
                clock,
                quit_=stop.set,
                opening=console.opening,
                first=console.first,
                files=settings.data_dir / "files",
                lang_of=lang_of,
            )
        )
    return channels


def _telegram(
    settings: Settings, handle: Handle, clock: Clock, follow: Follow, lang_of: LangOf
) -> Channel:
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415 only who uses it pays for it

    return TelegramChannel(
        secret(settings, "telegram_bot_token"),
        settings.telegram_api_url,
        handle,
        menu,
        settings.bot_language,
        clock,
        on_moved=follow.moved,
        on_gone=follow.gone,
        on_wait=follow.waits,
        on_conflict=follow.conflict,
        lang_of=lang_of,
    )


def _slack(
    settings: Settings, handle: Handle, clock: Clock, follow: Follow, lang_of: LangOf
) -> Channel:
    from bot.channels.slack import SlackChannel  # noqa: PLC0415 only who uses it pays for it

    return SlackChannel(
        secret(settings, "slack_bot_token"),
        secret(settings, "slack_app_token"),
        settings.slack_api_url,
        handle,
        {slack_name(command.name): command.name for command in COMMANDS},
        settings.bot_language,
        clock,
        lasting=lasting_words(),
        fill=fill,
        on_gone=follow.gone,
        on_home=follow.at_home,
        on_wait=follow.waits,
        lang_of=lang_of,
    )
