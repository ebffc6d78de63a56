"""One run: servers here, the bot in processes of its own, and the books at the end."""

import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from core.clock import KST
from tests.ledger.books import Books, Played, Size, close
from tests.ledger.deeds import FOLDED
from tests.ledger.faults import Trouble
from tests.ledger.generator import Source
from tests.ledger.people import People
from tests.ledger.plan import Fault, plan
from tests.ledger.process import Bot
from tests.ledger.rows import Rows
from tests.ledger.stage import Stage, staged, until

_AWAY = 12.0
"""events a second while the bot does not hear everything"""
_STUCK = 180.0
_DRAIN = 240.0


class Run:
    """Events, kills and faults side by side on one stage."""

    def __init__(self, stage: Stage, size: Size, tell: Callable[[str], None]) -> None:
        chance = random.Random(size.seed)
        fold = random.Random(size.seed).choice((0, FOLDED))
        self.bot = Bot(stage.values | {"FOLD_WINDOW": str(fold * 60)}, size.pace)
        *often, rare = stage.conditions
        self.source = Source(often, rare, stage.hearing.hearer, random.Random(chance.random()))
        self.trouble = Trouble(stage, self.source, random.Random(chance.random()))
        self._plan = plan(random.Random(chance.random()), size.events, size.faults, stage.chats)
        moments = random.Random(chance.random())
        spread = (moments.randrange(size.events // 20, size.events) for _ in range(size.kills))
        self._kills = sorted(spread)
        self._chance = random.Random(chance.random())
        self._plainly = " 접기 끔" if fold else ""
        said = random.Random(chance.random())
        self.people = People(stage, self.source, said, size.events, fold)
        self._dying = asyncio.Lock()
        self._stage = stage
        self._size = size
        self._tell = tell
        self.rows = Rows(Path(stage.values["DATA_DIR"]) / "kiwoom.db")

    async def play(self) -> None:
        """Play from the first subscription until nothing waits any more; then the last kill."""
        await self.bot.start()
        await self._subscribe()
        tending = asyncio.create_task(self._tend())
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._happen())
                group.create_task(self._kill())
                group.create_task(self._line())
                group.create_task(self.people.live(self._come))
                group.create_task(self._let_hours_pass())
                for fault in self._plan:
                    if fault.chat >= 0:
                        group.create_task(self._at(fault))
            await until(self._stage.hearing.all_heard, _STUCK, "the last session")
            await self.people.wait_for_ends(self._size.patience)
            await self.people.close()
            await self._restart(self.rows.let_minutes_pass)
            await self._drain()
        finally:
            tending.cancel()
            await self.bot.kill()

    async def _subscribe(self) -> None:
        for chat in self._stage.chats:
            if chat.wishes:
                continue
            for seq in chat.follows:
                before = len(self._stage.said(chat))
                for _ in range(5):
                    self._stage.say(chat, f"/subscribe {seq}{self._plainly}")
                    if await self._stage.hears(chat, "지금", before, 5.0):
                        break
                else:
                    log = self.bot.log.read_text()[-2000:]
                    raise RuntimeError(f"{chat.name} could not subscribe: {log}")
        await self.people.open()
        await until(self._stage.hearing.all_heard, _STUCK, "the first session")

    async def _happen(self) -> None:
        due, last, heard_at = 0.0, time.monotonic(), time.monotonic()
        while len(self.source.happened) < self._size.events:
            await asyncio.sleep(0.02)
            now, heard = time.monotonic(), self._stage.hearing.all_heard()
            if heard:
                heard_at = now
            elif now - heard_at > _STUCK:
                raise RuntimeError(f"deaf for {_STUCK} s: {self.bot.log.read_text()[-3000:]}")
            due += (now - last) * (self._size.rate if heard else _AWAY)
            last = now
            for _ in range(min(int(due), 50, self._size.events - len(self.source.happened))):
                due -= 1
                self.source.step()

    async def _kill(self) -> None:
        for number, after in enumerate(self._kills, 1):
            await self._come(after)
            await asyncio.sleep(self._chance.uniform(0.0, 0.3))
            await self._restart(lambda: None)
            if number % 10 == 0 or number == len(self._kills):
                faults = self.trouble.played.total()
                done = len(self.source.happened)
                self._tell(f"{done} events, {number} kills, {faults} faults")

    async def _let_hours_pass(self) -> None:
        """The wait of the phone ends, its hours being shortened while the bot is not there."""
        phone = next(chat for chat in self._stage.chats if chat.part == "phone")
        await self._come(self._size.events * 3 // 4)

        def end_of_wait() -> None:
            faults = self._stage.telegram.faults
            faults[:] = [one for one in faults if one.where != phone.ids[0]]
            self.rows.let_hours_pass(phone.address)

        await self._restart(end_of_wait)

    async def _restart(self, meanwhile: Callable[[], None]) -> None:
        """Kill the bot, and do something before it is started again."""
        async with self._dying:
            await self.bot.kill()
            await asyncio.sleep(self._chance.uniform(0.0, 0.3))
            meanwhile()
            await self.bot.start()

    async def _line(self) -> None:
        for fault in self._plan:
            if fault.chat < 0:
                await self._come(fault.after)
                await self.trouble.play(fault)

    async def _at(self, fault: Fault) -> None:
        await self._come(fault.after)
        await self.trouble.play(fault)

    async def _come(self, after: int) -> None:
        while len(self.source.happened) < min(after, self._size.events):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    async def _tend(self) -> None:
        """The owner takes the session back whenever somebody else took it."""
        owner = self._stage.chats[0]
        while True:
            await asyncio.sleep(1.5)
            if self.trouble.kicked and not self._stage.hearing.all_heard():
                self._stage.say(owner, "/takeover")
            elif self._stage.hearing.all_heard():
                self.trouble.kicked = False

    async def _drain(self) -> None:
        """Wait until nothing waits but where the platform said to wait for hours."""
        held = {chat.address for chat in self._stage.chats if chat.part == "held"}
        deadline = time.monotonic() + _DRAIN
        quiet = 0
        while quiet < 4:
            await asyncio.sleep(0.5)
            left = {at: n for at, n in self.rows.unsettled().items() if at not in held}
            quiet = 0 if left else quiet + 1
            if time.monotonic() > deadline:
                self._tell(f"still waiting: {left}")
                return


async def _past_six(size: Size, tell: Callable[[str], None]) -> None:
    """Wait for 06:00 KST, when memberships empty, where the run would cross it."""
    now = datetime.now(KST)
    six = now.replace(hour=6, minute=0, second=5, microsecond=0)
    takes = timedelta(seconds=120 + size.events / 40)
    if six - takes < now < six:
        tell("memberships empty at 06:00 KST: waiting for that")
        await asyncio.sleep((six - now).total_seconds())


async def perform(size: Size, tell: Callable[[str], None], data_dir: Path | None = None) -> Books:
    """Play a run and return its books."""
    await _past_six(size, tell)
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        where = data_dir or Path(folder)
        async with staged(where, size.pace, size.groups, size.events // 2 + 1000) as stage:
            began = time.monotonic()
            run = Run(stage, size, tell)
            await run.play()
            trouble = run.trouble
            deaths, seconds = tuple(run.bot.deaths), time.monotonic() - began
            if data_dir is not None:
                (data_dir / "chats.txt").write_text(stage.everything())
            played = Played(deaths, trouble.played, trouble.skipped, run.people.said, seconds)
            return close(stage, size, run.source.happened, run.rows, played, run.people.wants)
