"""An expression over conditions is searched and followed from a real chat, on a real broker."""

from pathlib import Path

from tests.ways.bot import HYNIX, OWNER, SAMSUNG, manual, stage


async def test_an_expression_is_followed_through_entry_and_exit(tmp_path: Path) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        trend.enter(SAMSUNG)
        answer = await on.ask("/subscribe 0 & 1")
        assert "상승추세 & 거래량 급증 구독을 시작했습니다" in answer.text
        await on.live(2)
        trend.enter(HYNIX)
        volume.enter(HYNIX)
        text = await on.hears()
        assert "편입 SK하이닉스" in text
        assert "상승추세 & 거래량 급증" in text
        trend.leave(HYNIX)
        assert "이탈 SK하이닉스" in await on.hears()
        assert not any("삼성전자" in one for one in on.telegram.chat(OWNER).texts)
        assert "#3" in (await on.ask("/subscriptions")).text
        assert "해지" in (await on.ask("/unsubscribe 1&0")).text


async def test_an_expression_is_searched_and_its_mistakes_are_pointed_at(tmp_path: Path) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    trend.enter(SAMSUNG)
    trend.enter(HYNIX)
    volume.enter(HYNIX)
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.live(0)
        found = (await on.ask("/search 0-1")).text
        assert "상승추세 - 거래량 급증 1종목" in found
        assert "삼성전자" in found
        assert "3번째 글자" in (await on.ask("/search 0&")).text
        assert "이것을 찾으셨나요" in (await on.ask("/search 상승추새")).text


async def test_an_expression_whose_part_is_gone_pauses_and_comes_back(tmp_path: Path) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.ask("/subscribe 0|1")
        await on.live(2)
        on.simulator.set_conditions([("1", volume)])
        on.clock.advance(61)
        text = await on.hears()
        assert "이 식에 든 조건식 ‘상승추세’" in text
        on.simulator.set_conditions([("1", volume), ("3", trend)])
        on.clock.advance(61)
        assert "알림을 이어 갑니다" in await on.hears()
        await on.live(2)
        trend.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()
