"""The composition root: builds the engine and its faces, runs them, stops them in order."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from importlib.metadata import version
from typing import Any

import structlog

from bot import heartbeat
from bot.access import Access
from bot.commands.menus import Menus
from bot.commands.router import Router
from bot.commands.table import speaking
from bot.deadman import DeadMan
from bot.faces import (
    Console,
    Follow,
    Handle,
    LangOf,
    build_channels,
    connect_mail,
    deep_link,
    targets_of,
)
from bot.languages import Languages
from bot.live import deadman_url, live, owner_chats, reload_when_asked, requery
from bot.lock import hold
from bot.logs import scrubber
from bot.page import Examine, furnish_page
from bot.pinned import Pinned
from bot.progress import Progress
from bot.reload import Reload
from bot.render.voice import Voice
from bot.settings import MarketHours, Settings, require, require_guard, secret
from bot.upkeep import Upkeep
from core.calendar import Calendar
from core.clock import Clock, SystemClock
from core.engine import Engine, Rules, Stores
from core.kiwoom.broker import Broker
from core.kiwoom.timing import Timing
from core.model import Destination
from core.ports import Channel
from core.services.guard import Machine
from core.services.timetable import Job, every
from core.store import Store

log = structlog.get_logger(__name__)

_DAY = 86_400
_LONGEST_PAUSE = 60.0
_PATIENCE = {"telegram": 90.0, "slack": 60.0, "web": 60.0}
"""for how many seconds a face may be silent before that is told"""


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
    examine: Examine | None = None,
) -> None:
    """Run the bot until `stop` is set; raises OperatorError where a person must mend something.

    `reread` reads the settings again, for `/reload` and whenever `reload_asked` is set; `examine`
    is the doctor, for the page.
    """
    require(settings, "kiwoom_app_key", "kiwoom_app_secret")
    require_guard(settings)
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
        channels = build_channels(
            settings, handle, follow, clock, stop, console, languages.at, store.messages
        )
        access = access_of(settings)
        deadman = DeadMan(deadman_url(settings))
        stack.push_async_callback(deadman.aclose)
        engine = build_engine(
            settings, clock, store, broker, channels, access, deadman, languages.at
        )
        languages.kin, engine.people.forget = engine.people.kin, languages.forget
        deadman.green = engine.green
        engine.people.deep_link = deep_link(channels)
        engine.keys.address = settings.web_address
        connect_mail(settings, channels, engine)
        await engine.people.load()
        await engine.prepare()
        menus = Menus(access.roles, channels)
        access.on_change.append(menus.changed)
        follow.engine, follow.inbox = engine, store.inbox
        router = handle.router = build_router(
            settings, clock, store, channels, engine, access, languages
        )
        names = {channel.name for channel in channels}
        if reread is not None:
            takers = live(engine, access, router, deadman, names)
            router.reload = Reload(settings, reread, takers, engine.reread_calendar, scrubber.learn)
        furnish_page(settings, channels, engine, access, clock, languages, router, examine)
        await store.subscriptions.keep_channels(names)
        log.info(
            "bot_started",
            channels=[channel.name for channel in channels],
            owners=len(settings.owners),
        )
        chores = [menus.run()]
        if reload_asked is not None and router.reload is not None:
            chores.append(reload_when_asked(reload_asked, router.reload))
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


def access_of(settings: Settings) -> Access:
    """Return who may do what, as the settings have it."""
    page = settings.web_port != 0
    return Access(
        settings.owners,
        page_open=page and settings.web_open,
        page_token=page and settings.web_token is not None,
    )


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

    async def pin() -> None:
        await pinned.look()

    upkeep = Upkeep(settings, store, broker, clock)
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
            store.keys,
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
            Job("heartbeat", every(10), upkeep.beat),
            Job("retention", every(_DAY), upkeep.retain),
            Job("pinned", every(1), pin),
            Job("deadman", every(60), deadman.ping),
        ],
        version=version("kiwoom-condition-bot"),
        machine=Machine(upkeep.disk, upkeep.retain, _PATIENCE),
        elsewhere=store.people.elsewhere,
        rights=access,
    )

    def speaker(destination: Destination) -> Voice:
        return speaking(lang_of(destination), destination.channel)

    pinned = Pinned(engine.pins, engine.status, channels, speaker, clock)
    return engine


def build_router(
    settings: Settings,
    clock: Clock,
    store: Store,
    channels: Sequence[Channel],
    engine: Engine,
    access: Access,
    languages: Languages,
) -> Router:
    """Return what answers whatever people say."""
    router = Router(
        engine,
        access,
        store.inbox,
        clock=clock,
        languages=languages,
        requery=requery(settings),
        progress=Progress(channels, SystemClock()),
    )
    router.targets = targets_of(channels)
    return router


def open_calendar(settings: Settings) -> Calendar:
    """Return the hours the market keeps, with the overrides in DATA_DIR."""
    if settings.market_hours is MarketHours.ALWAYS:
        return Calendar.always()
    return Calendar.krx(settings.data_dir / "calendar.toml")
