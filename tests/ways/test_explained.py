"""Silence explained: /why, what to expect, and the pinned state, through real servers."""

from pathlib import Path

from tests.ways.bot import HYNIX, NAMES, OWNER, SAMSUNG, SLACK_OWNER, manual, stage

GROUP = -4001
CHANNEL = "C0001"


async def test_an_alert_and_a_silence_are_both_explained(tmp_path: Path) -> None:
    (condition, other) = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, [condition, other]) as on, on.bot():
        await on.follow()
        await on.follow("1", GROUP)
        condition.enter(SAMSUNG)
        assert "삼성전자" in await on.hears()
        other.enter(HYNIX)
        assert "SK하이닉스" in await on.hears(GROUP)
        told = (await on.ask(f"/why {SAMSUNG}")).text
        assert f"{NAMES[SAMSUNG]} {SAMSUNG}" in told
        for step in ("📥", "실시간", "구독 중인 조건식 · 상승추세", "✅", "만에"):
            assert step in told
        silent = (await on.ask("왜 SK하이닉스")).text
        assert "🚫 이 대화에서 구독하지 않는 조건식: 거래량 급증" in silent
        assert "지금 들어 있지 않음" in silent
        never = (await on.ask("/why 현대차")).text
        assert "기록된 편입·이탈이 없습니다" in never
        assert "🟢 키움 연결됨" in never
        about = (await on.ask("/why 0")).text
        assert "👁 실시간 · " in about
        assert "오늘 편입 1 · 이탈 0" in about
        assert "예상: 기록이 1분뿐이라 아직 알 수 없습니다." in about
        assert "삼성전자" in (await on.ask("/why")).text


async def test_what_to_expect_is_said_when_a_condition_with_a_history_is_subscribed(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        first = await on.follow()
        assert "예상: 아직 기록이 없어" in first.text
        condition.enter(SAMSUNG)
        await on.hears()
        await on.ask("/unsubscribe 0")
        assert "예상: 기록이 1분뿐이라 아직 알 수 없습니다." in (await on.follow()).text
        await on.ask("/unsubscribe 0")
        on.clock.advance(12 * 60)
        expected = "분 기록 기준 1건, 가장 바쁠 때 1분에 1건 (하루치는 아직 모름)"
        assert expected in (await on.follow()).text


async def test_the_pinned_state_is_the_same_message_after_a_restart(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on:
        chat = on.telegram.chat(GROUP)
        async with on.bot():
            assert "상태를 고정합니다" in (await on.ask("/status 고정", GROUP)).text
            assert (await on.hears(GROUP)).splitlines()[0].endswith("갱신")
            await on.until(lambda: chat.pinned)
            (pinned,) = chat.pinned
            assert pinned.silent
        before = pinned.text
        on.clock.advance(61)
        async with on.bot():
            await on.until(lambda: pinned.edited)
            assert pinned.text.splitlines()[0] != before.splitlines()[0]
            assert chat.pinned == [pinned]
            assert "그만두었습니다" in (await on.ask("/status 고정 해제", GROUP)).text
            await on.until(lambda: pinned.text.startswith("📌"))
            assert "그때의 상태입니다" in pinned.text
            assert chat.pinned == []


async def test_slack_pins_the_state_as_well(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        assert on.slack is not None
        await on.slack.connected()
        on.slack.slash("/kstatus", "고정", channel=CHANNEL, user=SLACK_OWNER)
        assert "상태를 고정합니다" in (await on.slack.next_message(CHANNEL)).shown
        assert "갱신" in (await on.slack.next_message(CHANNEL)).shown
        assert (await on.ask("/status", OWNER)).text
