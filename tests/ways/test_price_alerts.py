"""Price alerts through real servers: set in a chat, seen in trades or prices, told once."""

from datetime import datetime
from pathlib import Path

import pytest

from core.clock import KST
from tests.ways.bot import HYNIX, OWNER, SAMSUNG, Faults, Stage, manual, stage


def moves(on: Stage, code: str, by: float) -> None:
    """Let a stock stand so much higher from its next trade on."""
    walk = next(one for one in on.simulator.market._walks if one.stock.code == code)
    walk.fair *= by


def aim(on: Stage, code: str, by: float) -> int:
    """A price so far from the one of now."""
    quote = on.simulator.market.quote(code)
    assert quote is not None
    return round(quote.price * by)


def registered(on: Stage) -> bool:
    return any("0B" in str(one) for one in on.sent("REG"))


async def test_a_trade_beyond_the_price_is_told_once_and_leads_on(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        price = aim(on, SAMSUNG, 1.04)
        set_ = await on.ask(f"/watch 삼성전자 > {price}")
        assert f"삼성전자 {price:,}원 이상 알림을 걸었습니다" in set_.text
        await on.until(lambda: registered(on))
        moves(on, SAMSUNG, 1.06)
        told = await on.telegram.next_message(OWNER)
        assert told.text.startswith(f"🔔 삼성전자 {price:,}원 이상\n")
        assert told.labels == ["현재가", "차트", "다시 걸기"]
        assert not told.silent
        on.telegram.press(OWNER, told, "다시 걸기")
        again = await on.telegram.next_message(OWNER)
        assert "이미 그렇게 되어 있습니다" in again.text
        assert "가격 알림 1개" in (await on.ask("/watch")).text


async def test_where_trades_are_not_to_be_had_prices_are_asked_for(tmp_path: Path) -> None:
    values = {"KIWOOM_REALTIME": "false"}
    async with (
        stage(tmp_path, manual("상승추세"), values=values, faults=Faults(rest_rate=0)) as on,
        on.bot(),
    ):
        price = aim(on, HYNIX, 0.96)
        await on.ask(f"/watch 000660 < {price} 반복 2주")
        moves(on, HYNIX, 0.93)
        told = await on.telegram.next_message(OWNER)
        assert told.text.startswith(f"🔔 SK하이닉스 {price:,}원 이하\n")
        assert told.labels == ["현재가", "차트", "그만"]
        on.telegram.press(OWNER, told, "그만")
        assert "가격 알림을 지웠습니다" in (await on.telegram.next_message(OWNER)).text
        assert not registered(on)


async def test_it_survives_a_restart_and_tells_what_was_reached_meanwhile(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on:
        async with on.bot():
            price = aim(on, SAMSUNG, 1.04)
            await on.ask(f"/watch ㅅㅅㅈㅈ {price}")
        moves(on, SAMSUNG, 1.06)
        async with on.bot():
            assert f"삼성전자 {price:,}원 이상" in await on.hears()
        async with on.bot():
            assert "가격 알림이 없습니다" in (await on.ask("/watch")).text


async def test_the_volume_and_the_high_of_the_year_are_judged_by_the_days_before(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        answer = (await on.ask("/watch 삼성전자 거래량 20000%")).text
        assert "거래량 전일의" in answer.splitlines()[1]
        await on.ask("/watch 삼성전자 거래량 1%")
        await on.ask("/watch 삼성전자 신고가")
        moves(on, SAMSUNG, 1.29)
        text = await on.hears()
        assert "52주 신고가" in text


async def test_in_quiet_hours_it_is_held_back_until_they_end(tmp_path: Path) -> None:
    start = datetime(2026, 11, 23, 11, 0, tzinfo=KST)
    async with stage(tmp_path, manual("상승추세"), start=start) as on, on.bot():
        await on.ask("/quiet 10:00-23:00")
        await on.ask(f"/watch 삼성전자 > {aim(on, SAMSUNG, 1.04)}")
        moves(on, SAMSUNG, 1.06)
        await on._says("/why 삼성전자", ("23:00까지 미룸(방해 금지 시간)",))
        await on.ask("/quiet off")
        told = await on.telegram.next_message(OWNER)
        assert told.text.startswith("🌙 방해 금지 동안 가격 알림 1\n🔔 삼성전자")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/watch 삼성전자", "언제 알릴까요?"),
        ("/watch 삼성전자 > 0", "1원부터 1억원까지"),
        ("/watch 삼선전자 > 80000", "삼성전자"),
        ("/watch 삼성전자 비싸지면", "조건을 알 수 없습니다"),
    ],
)
async def test_what_is_not_clear_is_asked_about(tmp_path: Path, said: str, answer: str) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        assert answer in (await on.ask(said)).text
        assert "가격 알림이 없습니다" in (await on.ask("/watch")).text


async def test_what_is_reached_while_the_stock_is_muted_is_told_together_afterwards(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        near, far = aim(on, SAMSUNG, 1.03), aim(on, SAMSUNG, 1.04)
        for price in (near, far):
            await on.ask(f"/watch 삼성전자 > {price}")
        await on.until(lambda: registered(on))
        await on.ask("/mute 삼성전자 1시간")
        moves(on, SAMSUNG, 1.06)
        await on._says(
            "/why 삼성전자", (f"↳ {near:,}원 이상", f"↳ {far:,}원 이상", "까지 미룸(음소거)")
        )
        told = [one for one in on.telegram.chat(OWNER).texts if one.startswith("🔔 삼성전자")]
        assert all("걸었습니다" in one for one in told)
        await on.ask("/unmute 삼성전자")
        summed = await on.telegram.next_message(OWNER)
        assert summed.text.startswith("🔕 음소거 동안 가격 알림 2\n")
        assert all(f"{price:,}원 이상" in summed.text for price in (near, far))
        await on._says("/why 삼성전자", ("보냄",))
