"""The people of wishing chats: they say what was drawn, and it is noted since when it holds."""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from math import inf

from core.clock import KST
from tests.ledger.chats import NAMES, Chat
from tests.ledger.deeds import Deed, draw, name_of, opening
from tests.ledger.generator import Source
from tests.ledger.stage import Stage
from tests.ledger.wants import Silence, Turn, Wants, Wish

_TRIES = 6
_PATIENCE = 6.0
_CODE = re.compile(r"/link ([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})")
_ANSWERS = {
    "options": ("설정을 바꿨습니다", "설정은 이미 그렇습니다"),
    "subscribe": ("구독을 시작했습니다", "구독 중"),
    "unsubscribe": ("구독을 해지했습니다", "구독하고 있지 않습니다"),
    "mute": ("음소거했습니다",),
    "unmute": ("음소거를 끝냈습니다", "음소거한 것이 없었습니다"),
    "quiet": ("알림을 보내지 않고",),
    "loud": ("없앴습니다",),
}

Come = Callable[[int], Awaitable[None]]


class People:
    """Says everything that was drawn; `wants` is what each chat's people want, by its name."""

    def __init__(
        self, stage: Stage, source: Source, chance: random.Random, events: int, fold: int
    ) -> None:
        self.wants: dict[str, Wants] = {}
        self.said: Counter[str] = Counter()
        self._stage = stage
        self._source = source
        self._chats = [chat for chat in stage.chats if chat.wishes]
        self._openings: dict[str, list[Deed]] = {}
        self._deeds: dict[str, list[Deed]] = {}
        for chat in self._chats:
            first = [opening(chat, seq, chance, fold) for seq in chat.follows]
            wishes = {one.condition: one.wish for one in first}
            self.wants[chat.name] = Wants()
            self._openings[chat.name] = first
            self._deeds[chat.name] = draw(chat, wishes, chance, events, fold)

    async def open(self) -> None:
        """Subscribe everywhere, and link the phone to the desk."""
        await self._everywhere(self._open)
        phone = next(one for one in self._chats if one.part == "phone")
        desk = next(one for one in self._chats if one.part == "desk")
        code = await self._ask(phone, "/link", lambda text: bool(_CODE.search(text)))
        found = _CODE.search(code or "")
        if found is None or not await self._ask(
            desk, f"/link {found[1]}", lambda text: "연결했습니다" in text
        ):
            raise RuntimeError("phone and desk could not be linked")

    async def live(self, come: Come) -> None:
        """Say everything, each chat at its own pace; `come` waits for so many events."""
        await self._everywhere(lambda chat: self._live(chat, come))

    async def _everywhere(self, do: Callable[[Chat], Coroutine[None, None, None]]) -> None:
        async with asyncio.TaskGroup() as group:
            for chat in self._chats:
                group.create_task(do(chat))

    async def _open(self, chat: Chat) -> None:
        for deed in self._openings[chat.name]:
            await self._do(chat, deed)

    async def _live(self, chat: Chat, come: Come) -> None:
        for deed in self._deeds[chat.name]:
            await come(deed.after)
            await self._do(chat, deed)

    async def wait_for_ends(self, patience: float) -> None:
        """Give what ends by itself that much time."""
        deadline = time.time() + patience
        while time.time() < deadline and any(  # noqa: ASYNC110
            time.time() < one.ends[1] for wants in self.wants.values() for one in wants.silences
        ):
            await asyncio.sleep(0.5)

    async def close(self) -> None:
        """End whatever still holds something back."""
        await self._everywhere(self._close)

    async def _close(self, chat: Chat) -> None:
        wants, now = self.wants[chat.name], time.time()
        for seq in chat.follows:
            for wish in wants.possible(NAMES[seq], now, now):
                if wish and (wish.digest or wish.cooldown):
                    calm = replace(wish, digest=0, cooldown=0)
                    await self._do(chat, Deed(0, "options", seq, calm, "모아보기 끔 쉬기 끔"))
        held = {one.hold for one in wants.silences if one.ends[1] > now}
        if "muted" in held:
            await self._do(chat, Deed(0, "unmute"))
        if "quiet" in held:
            await self._do(chat, Deed(0, "loud"))

    # --- one thing said -------------------------------------------------------------------------

    async def _do(self, chat: Chat, deed: Deed) -> None:
        code = self._source.inside(NAMES[deed.condition]) if deed.stock else None
        if deed.stock and code is None:
            return
        wanted = _ANSWERS[deed.what]
        begin, text = time.time(), _text(deed, code)
        # noted at once, as it may hold from now on: the answer says until when that was doubtful
        settle = self._note(self.wants[chat.name], deed, code, begin)
        answer = await self._ask(chat, text, lambda said: any(one in said for one in wanted))
        if answer is None:
            self.said[f"{deed.what} never answered"] += 1
            return
        settle(time.time())
        self.said[deed.what] += 1

    async def _ask(self, chat: Chat, text: str, right: Callable[[str], bool]) -> str | None:
        """Say it until it is answered so."""
        before = len(self._stage.said(chat))
        for _ in range(_TRIES):
            self._stage.say(chat, text)
            deadline = time.monotonic() + _PATIENCE
            while time.monotonic() < deadline:
                for _, said in self._stage.said(chat)[before:]:
                    if right(said):
                        return said
                await asyncio.sleep(0.05)
        return None

    def _note(
        self, wants: Wants, deed: Deed, code: str | None, said: float
    ) -> Callable[[float], None]:
        """Note that it may hold; what is returned notes that it does."""
        match deed.what:
            case "options" | "subscribe" | "unsubscribe":
                wish = None if deed.what == "unsubscribe" else deed.wish
                return _turn(wants, NAMES[deed.condition], wish, said)
            case "mute":
                condition = None if deed.stock else name_of(deed.condition)
                ends = said + deed.minutes * 60.0
                return _hush(wants, Silence(said, inf, (ends, inf), condition, code), deed.minutes)
            case "quiet":
                _, end = _hours(said, deed.minutes)
                return _hush(wants, Silence(said, inf, (end, end), hold="quiet"), 0)
            case _:
                hold = "muted" if deed.what == "unmute" else "quiet"
                return _end(wants, hold, said)


def _turn(wants: Wants, condition: str, wish: Wish | None, said: float) -> Callable[[float], None]:
    turns = wants.turns.setdefault(condition, [])
    turns.append(Turn(said, inf, wish))

    def settle(done: float) -> None:
        turns[-1] = Turn(said, done, wish)

    return settle


def _hush(wants: Wants, silence: Silence, minutes: int) -> Callable[[float], None]:
    """One of the same thing is replaced, so that the older one ends now, or goes on."""
    for one in wants.silences:
        if (one.hold, one.condition, one.code) == (
            silence.hold, silence.condition, silence.code,
        ):  # fmt: skip
            one.ends = min(one.ends[0], silence.said), one.ends[1]
    wants.silences.append(silence)

    def settle(done: float) -> None:
        silence.done = done
        if minutes:
            silence.ends = silence.ends[0], min(silence.ends[1], done + minutes * 60.0)

    return settle


def _end(wants: Wants, hold: str, said: float) -> Callable[[float], None]:
    over = [one for one in wants.silences if one.hold == hold]
    for one in over:
        one.end(said, inf if one.ends[1] == inf else one.ends[1])

    def settle(done: float) -> None:
        for one in over:
            one.end(said, done)

    return settle


def _text(deed: Deed, code: str | None) -> str:
    match deed.what:
        case "mute":
            target = code or ("" if deed.condition < 0 else str(deed.condition))
            return f"/mute {target} {deed.minutes}분".replace("  ", " ")
        case "unmute":
            return "/unmute"
        case "quiet":
            start, end = _hours(time.time(), deed.minutes)
            return f"/quiet {_clock(start)}-{_clock(end)}"
        case "loud":
            return "/quiet 끔"
        case _:
            return f"/{deed.what} {deed.condition} {deed.words}".strip()


def _hours(at: float, minutes: int) -> tuple[float, float]:
    """Return hours that have begun already and end at a full minute."""
    now = datetime.fromtimestamp(at, KST).replace(second=0, microsecond=0)
    return now.timestamp(), (now + timedelta(minutes=minutes)).timestamp()


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at, KST):%H:%M}"
