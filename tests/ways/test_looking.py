"""Looking at a stock through real servers: the price in full, and what is known without one."""

from pathlib import Path

from tests.ways.bot import OWNER, SAMSUNG, Faults, manual, stage


async def test_a_price_is_shown_refreshed_in_place_and_reached_from_an_alert(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        condition.enter(SAMSUNG)
        alert = await on.telegram.next_message(OWNER)
        assert alert.labels == ["현재가", "차트", "🔕 30분", "왜?"]
        on.telegram.press(OWNER, alert, "현재가")
        shown = await on.telegram.next_message(OWNER)
        quote = on.simulator.market.quote(SAMSUNG)
        assert quote is not None
        assert shown.text.startswith(f"삼성전자 005930 코스피\n{quote.price:,}원")
        assert "📌 편입 중 · 상승추세" in shown.text
        assert "매도" in shown.text
        assert shown.labels == ["새로 고침", "차트", "왜?", "🔕 30분"]
        condition.leave(SAMSUNG)
        await on.hears()
        on.clock.advance(5)
        on.clock.skip(5)
        on.telegram.press(OWNER, shown, "새로 고침")
        await on.until(lambda: "지금 편입된 조건식 없음" in shown.text)
        assert shown.edited


async def test_warnings_come_first_and_a_slip_of_the_finger_is_asked_about(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        halted = await on.ask("시세 가상거래정지")
        assert halted.text.splitlines()[0] == "⛔ 거래정지 · 관리종목"
        assert "호가가 없습니다." in halted.text
        several = await on.ask("/quote 가상")
        assert any("가상투자경고" in label for label in several.labels)


async def test_while_kiwoom_is_away_the_last_sight_is_shown_with_its_time(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세"), faults=Faults(rest_rate=0)) as on, on.bot():
        assert "원" in (await on.ask("/quote 005930")).text
        on.simulator.faults.rest_html = -1
        on.clock.skip(10)
        away = await on.ask("/quote 005930")
        assert "시세를 지금 받지 못합니다" in away.text
        assert "마지막으로 본 값" in away.text
        assert away.labels[0] == "다시 시도"
        never = await on.ask("/quote 000660")
        assert "아직 본 적이 없습니다" in never.text
