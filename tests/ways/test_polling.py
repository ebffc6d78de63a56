"""What real time cannot watch is polled, and a chat that hears nothing can learn why."""

from datetime import datetime
from pathlib import Path

from core.clock import KST
from tests.ways.bot import HYNIX, HYUNDAI, SAMSUNG, Faults, Stage, manual, stage

OFTEN = {"POLL_INTERVAL": "1", "KIWOOM_REQUERY_SECONDS": "5"}  # brisk seconds: half a real one
OFF = {**OFTEN, "KIWOOM_REALTIME": "off"}
CHILDRENS_DAY = datetime(2026, 5, 5, 11, 0, tzinfo=KST)


def codes(on: Stage, count: int) -> list[str]:
    """Codes of that many stocks, without the ones tests name."""
    known = (quote.stock.code for quote in on.simulator.market.quotes())
    return [code for code in known if code not in (SAMSUNG, HYNIX, HYUNDAI)][:count]


async def test_with_real_time_switched_off_changes_are_found_by_polling_and_say_their_interval(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(HYNIX)
    async with stage(tmp_path, conditions, values=OFF) as on, on.bot():
        answer = await on.follow()
        assert "실시간이 꺼져 있어" in answer.text
        assert "지금 1종목" in answer.text
        condition.enter(SAMSUNG)
        text = await on.hears()
        assert "편입 삼성전자" in text
        assert "사이" in text
        condition.leave(HYNIX)
        assert "이탈 SK하이닉스" in await on.hears()
        asked = [one for one in on.sent("CNSRREQ") if isinstance(one, dict)]
        assert {one["search_type"] for one in asked} == {"0"}


async def test_a_condition_of_more_than_a_hundred_stocks_is_polled_and_comes_back_without_loss(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("큰 조건")
    async with stage(tmp_path, conditions, values=OFTEN) as on, on.bot():
        many = codes(on, 100)
        for code in many:
            condition.enter(code)
        assert "지금 100종목" in (await on.follow()).text
        on.simulator.faults.cond_max_members = 101
        condition.enter(SAMSUNG)  # the last push before it is too large
        on.simulator.faults.cond_max_members = 100
        said = [await on.hears(), await on.hears()]
        assert any("편입 삼성전자" in one for one in said)
        assert any("실시간을 주지 않습니다" in one for one in said)
        condition.enter(HYNIX)
        text = await on.hears()
        assert "편입 SK하이닉스" in text
        assert "사이" in text
        for code in many[:15]:
            condition.leave(code)
        text = await on.hears()
        assert "이탈 15" in text
        assert "다시 실시간으로" in await on.hears()
        condition.enter(HYUNDAI)
        text = await on.hears()
        assert "편입 현대차" in text
        assert "사이" not in text
        whole = "\n".join(on.telegram.chat(1001).texts)
        assert all(whole.count(code) == 1 for code in (SAMSUNG, HYNIX, HYUNDAI, *many[:15]))


async def test_of_more_than_ten_conditions_ten_are_live_and_the_others_polled(
    tmp_path: Path,
) -> None:
    conditions = manual(*(f"조건 {number:02}" for number in range(12)))
    async with stage(tmp_path, conditions, faults=Faults(max_conditions=10), values=OFTEN) as on:
        async with on.bot():
            for number in range(12):
                answer = await on.follow(str(number))
                assert ("실시간 10개가 다 차서" in answer.text) is (number >= 10)
            assert "실시간 10 · 조회 2 · 대기 0" in await on.status()
            conditions[11].enter(SAMSUNG)
            text = await on.hears()
            assert "조건 11" in text
            assert "사이" in text
            conditions[0].enter(HYNIX)
            assert "조건 00" in await on.hears()
            await on.ask("/unsubscribe 0")
            await on.status("실시간 10 · 조회 1 · 대기 0")
            first_polled = 10
            conditions[first_polled].enter(HYUNDAI)
            text = await on.hears()
            assert "조건 10" in text
            assert "현대차" in text


async def test_on_a_holiday_status_and_a_polled_condition_say_why_nothing_comes(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(SAMSUNG)
    values = OFF | {"MARKET_HOURS": "krx"}
    async with stage(tmp_path, conditions, start=CHILDRENS_DAY, values=values) as on, on.bot():
        answer = await on.follow()
        assert "지금 1종목" in answer.text
        for text in (answer.text, await on.status()):
            assert "휴장일 (어린이날) · 다음 개장 내일 09:00" in text
        searches = len(on.sent("CNSRREQ"))
        on.clock.advance(600)
        await on.status()
        assert len(on.sent("CNSRREQ")) == searches  # nothing to find, so nothing is asked
