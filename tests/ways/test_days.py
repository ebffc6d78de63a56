"""Midnight says nothing; at six in the morning a new trading day begins empty."""

import asyncio
from datetime import datetime
from pathlib import Path

from core.clock import KST
from tests.ways.bot import HYNIX, HYUNDAI, OWNER, SAMSUNG, manual, stage

MONDAY_NIGHT = datetime(2026, 11, 23, 23, 59, 50, tzinfo=KST)
TUESDAY = datetime(2026, 11, 24, 0, 0, 5, tzinfo=KST)
BEFORE_SIX = datetime(2026, 11, 24, 5, 59, 30, tzinfo=KST)
AFTER_SIX = datetime(2026, 11, 24, 6, 0, 40, tzinfo=KST)


async def test_midnight_changes_no_membership_and_each_alert_says_its_own_second(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(HYNIX)
    async with stage(tmp_path, conditions, start=MONDAY_NIGHT) as on, on.bot():
        await on.follow()
        condition.enter(SAMSUNG)
        text = await on.hears()
        assert "편입 삼성전자" in text
        assert "23:59:5" in text
        on.clock.set(TUESDAY)
        on.simulator.faults.cond_max_members = 100
        condition.leave(SAMSUNG)
        text = await on.hears()
        assert "이탈 삼성전자" in text
        assert "00:00:0" in text
        condition.leave(HYNIX)
        assert "이탈 SK하이닉스" in await on.hears()
        assert len(on.telegram.chat(OWNER).messages) == 4


async def test_an_alert_from_before_midnight_that_comes_after_it_names_the_day(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MONDAY_NIGHT) as on, on.bot():
        await on.follow()
        await on.telegram.outage()
        condition.enter(SAMSUNG)
        await on.until(lambda: on.sent("ka10095"))
        on.clock.set(TUESDAY)
        await asyncio.sleep(0.3)  # what was written before midnight has failed by now
        await on.telegram.restore()
        text = await on.hears()
        assert "23:59:5" in text
        assert "11" in text
        assert "23" in text.replace("23:59", "")


async def test_a_new_trading_day_begins_empty_and_what_enters_is_news_again(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(SAMSUNG)
    async with stage(tmp_path, conditions, start=BEFORE_SIX) as on, on.bot():
        assert "지금 1종목" in (await on.follow()).text
        condition.clear()  # Kiwoom's lists are empty before the opening, without a push
        on.clock.set(AFTER_SIX)
        await on.live(2)  # yesterday's session is not trusted
        assert "0종목" in (await on.ask("/conditions")).text
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()
        whole = "\n".join(on.telegram.chat(OWNER).texts)
        assert "이탈" not in whole.replace("편입·이탈", "")


async def test_a_bot_that_comes_up_during_the_day_tells_what_it_finds_as_one_missed_report(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(SAMSUNG)
    async with stage(tmp_path, conditions, start=MONDAY_NIGHT) as on:
        async with on.bot():
            await on.follow()
        on.clock.set(AFTER_SIX)
        condition.clear()
        condition.enter(HYNIX)
        condition.enter(HYUNDAI)
        async with on.bot():
            text = await on.hears()
            assert "끊긴 동안 편입 2" in text
            assert "06:00:00" in text
            assert "삼성전자" not in text
            condition.enter(SAMSUNG)
            assert "편입 삼성전자" in await on.hears()
