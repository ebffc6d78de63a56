"""The person edits conditions on the PC while somebody follows them."""

import asyncio
from pathlib import Path

from tests.ways.bot import HYNIX, OWNER, SAMSUNG, ManualCondition, manual, stage


async def test_a_condition_that_moved_is_followed_by_its_name(tmp_path: Path) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    trend.enter(SAMSUNG)
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        on.simulator.set_conditions([("0", volume), ("1", trend)])
        on.clock.advance(61)  # the probe
        text = await on.hears()
        assert "0번에서 1번으로" in text
        await on.live(2)
        volume.enter(HYNIX)  # stands at the old address, and is nobody's
        trend.enter(HYNIX)
        text = await on.hears()
        assert "편입 SK하이닉스" in text
        assert "상승추세" in text
        whole = "\n".join(on.telegram.chat(OWNER).texts)
        assert whole.count(HYNIX) == 1
        assert SAMSUNG not in whole


async def test_a_condition_that_was_renamed_pauses_and_asks(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        await on.follow()
        renamed = ManualCondition("0", "하락추세")
        on.simulator.set_conditions([("0", renamed)])
        on.simulator.drop()  # found at the next login, too
        text = await on.hears()
        assert "상승추세" in text
        assert "하락추세" in text
        assert "구독을 멈췄습니다" in text
        renamed.enter(SAMSUNG)
        assert "멈춤" in (await on.ask("/subscriptions")).text
        assert "구독을 시작" in (await on.ask("/subscribe 0")).text
        renamed.enter(HYNIX)
        text = await on.hears()
        assert "편입 SK하이닉스" in text
        assert "하락추세" in text
        assert not any(SAMSUNG in one for one in on.telegram.chat(OWNER).texts)


async def test_a_condition_that_is_gone_pauses_and_comes_back_with_its_name(tmp_path: Path) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        on.simulator.set_conditions([("1", volume)])
        on.clock.advance(61)
        assert "사라져 구독을 멈췄습니다" in await on.hears()
        on.simulator.set_conditions([("1", volume), ("3", trend)])
        on.clock.advance(61)
        assert "알림을 이어 갑니다" in await on.hears()
        answer = await on.ask("/subscribe 상승추세")
        assert "이미 구독 중" in answer.text
        while "지금 0종목" not in answer.text:  # who is inside at the first look is no news
            answer = await on.ask("/subscribe 상승추세")
        trend.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()


async def test_a_condition_saved_while_the_bot_runs_shows_up_within_a_minute(
    tmp_path: Path,
) -> None:
    (trend,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.status("키움 연결됨")
        on.simulator.set_conditions([("0", trend), ("7", ManualCondition("7", "새 조건"))])
        on.clock.advance(61)
        await on.until(lambda: len(on.sent("CNSRLST")) > 1)
        async with asyncio.timeout(10):
            while "새 조건" not in (await on.ask("/conditions")).text:
                pass
