"""A process may end at any moment: what was written down is told, once, or marked."""

import asyncio
import random
import re
from pathlib import Path

from tests.ways.bot import HYNIX, HYUNDAI, OWNER, SAMSUNG, Process, Stage, manual, stage

MARK = "(재전송)"


async def test_a_restart_tells_what_was_missed_and_goes_on(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(SAMSUNG)
    async with stage(tmp_path, conditions) as on:
        async with on.bot():
            await on.follow()
        condition.leave(SAMSUNG)
        condition.enter(HYNIX)
        async with on.bot():
            text = await on.hears()
            assert "끊긴 동안 편입 1 · 이탈 1" in text
            condition.enter(HYUNDAI)
            text = await on.hears()
            assert "편입 현대차" in text
            assert len(on.sent("au10001")) == 1  # the token was kept on disk


async def test_a_restart_without_news_says_nothing(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(SAMSUNG)
    async with stage(tmp_path, conditions) as on:
        async with on.bot():
            await on.follow()
        async with on.bot():
            await on.live(2)
            assert "상승추세" in (await on.ask("/subscriptions")).text
        assert len(on.telegram.chat(OWNER).messages) == 2


async def test_a_restart_after_another_program_logged_in_waits_for_the_owner(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on:
        async with on.bot():
            await on.follow()
            on.simulator.kick()
            assert "부터 알림이 멈췄습니다" in await on.hears()
        condition.enter(SAMSUNG)
        async with on.bot():
            status = await on.status("다른 프로그램이 키움에 로그인함")
            assert f"{on.clock.now():%H:}" in status
            assert "부터 키움 접속이 멈춰" in (await on.ask("/search 0")).text
            on.clock.advance(600)
            await on.status()
        async with on.bot():
            await on.status("다른 프로그램이 키움에 로그인함")
            assert len(on.sent("LOGIN")) == 1
            assert sum("알림이 멈췄습니다" in one for one in on.telegram.chat(OWNER).texts) == 1
            assert "다시 로그인합니다" in (await on.ask("/takeover")).text
            said = [await on.hears(), await on.hears()]
            assert any("다시 연결되었습니다" in one for one in said)
            assert any("끊긴 동안 편입 1" in one and "삼성전자" in one for one in said)
        async with on.bot():
            await on.live(3)  # it is ours again, and stays so over a restart


async def test_a_process_killed_when_another_program_logged_in_does_not_fight_either(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on:
        async with on.bot():
            await on.follow()
        async with Process(on.values) as bot:
            await on.live(2)
            on.simulator.kick()
            assert "부터 알림이 멈췄습니다" in await on.hears()
            await bot.kill()
        async with on.bot():
            await on.status("다른 프로그램이 키움에 로그인함")
            assert len(on.sent("LOGIN")) == 2


async def test_a_process_killed_while_telegram_has_not_answered_tells_it_again_with_a_mark(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on:
        async with on.bot():
            await on.follow()
        async with Process(on.values) as bot:
            await on.live(2)
            on.telegram.hang("sendMessage")
            condition.enter(SAMSUNG)
            assert MARK not in await on.hears()  # it arrived, and nobody knows
            await bot.kill()
        condition.enter(HYNIX)
        async with on.bot():
            text = await on.hears()
            assert "편입 삼성전자" in text
            assert MARK in text
            text = await on.hears()
            assert "끊긴 동안 편입 1" in text
            assert "SK하이닉스" in text
            assert MARK not in text


async def test_a_process_killed_between_taking_an_alert_and_sending_it_loses_nothing(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on:
        async with on.bot():
            await on.follow()
        async with Process(on.values) as bot:
            await on.live(2)
            on.simulator.faults.reply_delay = 100.0  # the price does not come
            condition.enter(SAMSUNG)
            await on.until(lambda: on.sent("ka10095"))
            await bot.kill()
        on.simulator.faults.reply_delay = 0.0
        assert not any(SAMSUNG in text for text in on.telegram.chat(OWNER).texts)
        async with on.bot():
            text = await on.hears()
            assert "편입 삼성전자" in text
            assert MARK in text


async def test_after_kills_at_random_moments_every_event_was_told_once_or_marked(
    tmp_path: Path,
) -> None:
    """Each stock enters once; whoever reads the chat counts how often it was said."""
    chance = random.Random(20261123)
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on:
        async with on.bot():
            await on.follow()
        stocks = _distinct_stocks(on, 90)
        entering = asyncio.create_task(_enter(condition.enter, list(stocks), chance))
        for lives in range(2, 6):
            async with Process(on.values) as bot:
                await on.live(lives)
                await asyncio.sleep(chance.uniform(0.0, 1.5))
                await bot.kill()
        await entering
        async with on.bot():
            chat = on.telegram.chat(OWNER)
            await on.until(lambda: _untold(stocks, chat.texts) == [])
            await on.ask("/status")
        assert _told_twice(stocks, chat.texts) == []


async def _enter(enter: object, codes: list[str], chance: random.Random) -> None:
    assert callable(enter)
    for code in codes:
        enter(code)
        await asyncio.sleep(chance.uniform(0.0, 0.15))


def _distinct_stocks(on: Stage, count: int) -> dict[str, str]:
    """Code to name, for names that are short and no part of each other."""
    every = [quote.stock for quote in on.simulator.market.quotes()]
    alone = {
        stock.code: stock.name
        for stock in every
        if len(stock.name) <= 8
        and not any(stock.name in other.name for other in every if other is not stock)
    }
    return dict(list(alone.items())[:count])


def _untold(stocks: dict[str, str], texts: list[str]) -> list[str]:
    whole = "\n".join(texts)
    return [name for name in stocks.values() if name not in whole]


def _told_twice(stocks: dict[str, str], texts: list[str]) -> list[str]:
    """The names that more than one message tells without the mark."""
    return [
        name
        for name in stocks.values()
        if sum(_rows(text).count(name) for text in texts if MARK not in text) > 1
    ]


def _rows(text: str) -> str:
    """A message without the heading of a batch, which names the first stock once more."""
    heading, _, rest = text.partition("\n")
    return rest if re.match(r"(편입|이탈) \d", heading) else text
