"""The servers of a run, the chats that listen, and who hears which push."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.clock import KST
from core.model import Stock
from core.simulator.conditions import ManualCondition
from core.simulator.faults import Faults
from core.simulator.server import WS_PATH, Simulator
from core.simulator.session import Session
from core.store import Store
from tests.ledger.chats import NAMES, Chat, cast, owners
from tests.ledger.generator import stocks
from tests.ledger.ledger import Told
from tests.ledger.pages import Page, Pages, Shown
from tests.ledger.prices import fix
from tests.ledger.process import Brisk
from tests.ledger.reading import UnreadableError, read
from tests.ledger.wire import HOST, Wire
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer
from tests.ways.bot import environment


class Hearing:
    """Which session of the simulator hears the pushes of a condition, and when each one ended."""

    def __init__(self, simulator: Simulator, wire: Wire) -> None:
        self.ended: dict[int, float] = {}
        self._simulator = simulator
        self._wire = wire
        self._numbers: dict[Session, int] = {}

    @property
    def deaf(self) -> bool:
        """Whether what is pushed now reaches nobody."""
        faults = self._simulator.faults
        return faults.silence or faults.mute_pushes or self._wire.dead

    def hearer(self, seq: str) -> int:
        """Return the number of the session that is pushed a condition's changes, 0 for none."""
        session = self.session(seq)
        return 0 if session is None or self.deaf else self._number(session)

    def session(self, seq: str) -> Session | None:
        found = (one for one in self._simulator._world.sessions if seq in one.searching.live_seqs())
        return next(found, None)

    def current(self) -> int:
        """Return the number of the session that is logged in, 0 for none."""
        sessions = self._simulator._world.sessions
        return self._number(sessions[-1]) if sessions and not self.deaf else 0

    def all_heard(self) -> bool:
        """Whether every condition is live, and look which sessions are over."""
        there = set(self._simulator._world.sessions)
        for session, number in self._numbers.items():
            if session not in there:
                self.ended.setdefault(number, time.time())
        return all(self.hearer(str(seq)) for seq in range(len(NAMES)))

    def _number(self, session: Session) -> int:
        return self._numbers.setdefault(session, len(self._numbers) + 1)


@dataclass(slots=True)
class Stage:
    """Everything a run plays with."""

    simulator: Simulator
    wire: Wire
    telegram: TelegramServer
    slack: SlackServer
    hearing: Hearing
    chats: list[Chat]
    conditions: list[ManualCondition]
    values: dict[str, str]
    unreadable: list[str] = field(default_factory=list)

    def say(self, chat: Chat, text: str) -> None:
        """The chat's person says something there."""
        if chat.channel == "slack":
            word, _, rest = text.removeprefix("/").partition(" ")
            self.slack.slash("/kiwoom", f"{word} {rest}".strip(), chat.ids[-1], chat.person)
        else:
            self.telegram.say(int(chat.ids[-1]), text, user_id=int(chat.person))

    def said(self, chat: Chat) -> list[tuple[float, str]]:
        """Return what the bot showed in a chat, oldest first, and when (monotonic)."""
        if chat.channel == "slack":
            return [(one.at, one.shown) for one in self.slack.channel(chat.ids[0]).messages]
        telegram = [one for each in chat.ids for one in self.telegram.chat(int(each)).messages]
        return sorted(((one.at, one.text) for one in telegram), key=lambda one: one[0])

    async def hears(self, chat: Chat, words: str, after: int, patience: float = 20.0) -> bool:
        """Wait until the bot says those words there, in a message after so many."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if any(words in text for _, text in self.said(chat)[after:]):
                return True
            await asyncio.sleep(0.05)
        return False

    def pages(self, chat: Chat) -> list[Page]:
        """Read a chat from its beginning, with everything that ever stood in a message."""
        reader = Pages(frozenset(NAMES))
        shown = (
            Shown(number, name, at, tuple(texts))
            for number, (at, name, texts) in enumerate(self._versions(chat))
        )
        pages = reader.read([one for one in shown if one.versions])
        self.unreadable += [f"{chat.name}: {what}" for what in reader.unreadable]
        return pages

    def everything(self) -> str:
        """Return what every chat shows, with everything that ever stood in a message."""
        found = []
        for chat in self.chats:
            found.append(f"=== {chat.name} ({chat.address}, {chat.part})")
            for number, (at, name, texts) in enumerate(self._versions(chat)):
                found.append(f"--- {number}, {name}, {at:.3f}")
                found.append("\n~~~\n".join(texts))
        return "\n".join(found)

    def _versions(self, chat: Chat) -> list[tuple[float, str, list[str]]]:
        """Return the messages of a chat: when each was sent, its id, and what stood in it."""
        wall = time.time() - time.monotonic()
        if chat.channel == "slack":
            messages = self.slack.channel(chat.ids[0]).messages
            return [(wall + one.at, one.ts, one.shows) for one in messages]
        said = [one for each in chat.ids for one in self.telegram.chat(int(each)).messages]
        said.sort(key=lambda one: one.at)
        return [(wall + one.at, str(one.id), one.versions) for one in said]

    def told(self) -> list[Told]:
        """Read every plain chat from its beginning."""
        wall = time.time() - time.monotonic()
        names = frozenset(NAMES)
        found: list[Told] = []
        for chat in self.chats:
            if chat.wishes:
                continue
            for number, (at, text) in enumerate(self.said(chat)):
                try:
                    lines = read(text, wall + at, names)
                except UnreadableError as error:
                    self.unreadable.append(f"{chat.name}: {error}")
                    continue
                found += [Told(chat.name, number, line) for line in lines]
        return found


async def until(true: Callable[[], object], patience: float, what: str) -> None:
    """Wait until something is so."""
    try:
        async with asyncio.timeout(patience):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise TimeoutError(f"not within {patience} s: {what}") from None


@asynccontextmanager
async def staged(
    data_dir: Path, pace: float, groups: int, stock_count: int
) -> AsyncIterator[Stage]:
    """The servers of a run, Kiwoom behind a wire; the stock list is known as on the day before."""
    conditions = [ManualCondition(str(seq), name) for seq, name in enumerate(NAMES)]
    chats = cast(groups)
    async with AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(
            Simulator(
                clock=Brisk(pace), faults=Faults(rest_rate=0.0), conditions=conditions, tick=10
            )
        )
        wire = await stack.enter_async_context(Wire(simulator.port))
        telegram = await stack.enter_async_context(TelegramServer())
        slack = await stack.enter_async_context(SlackServer())
        values = environment(simulator, data_dir, telegram, slack) | _settings(wire)
        values |= {"OWNERS": owners(chats)}
        known = stocks(stock_count)
        fix(simulator.market, [one.code for one in known])
        await _know(values, known)
        hearing = Hearing(simulator, wire)
        yield Stage(simulator, wire, telegram, slack, hearing, chats, conditions, values)


def _settings(wire: Wire) -> dict[str, str]:
    return {
        "KIWOOM_WS_URL": f"ws://{HOST}:{wire.port}{WS_PATH}",
        "KIWOOM_REQUESTS_PER_SECOND": "1000",
    }


async def _know(values: Mapping[str, str], known: list[Stock]) -> None:
    store = await Store.open(f"sqlite:///{values['DATA_DIR']}/kiwoom.db")
    await store.stocks.replace(known, datetime.now(KST).date())
    await store.close()
