"""What watches over the bot, the whole way: troubles, the close of a day, settings, questions."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from core.clock import KST
from core.services.freeze import Freeze
from core.store import Store
from tests.bot.test_deadman import Outside
from tests.ways.bot import (
    HYNIX,
    OWNER,
    SAMSUNG,
    SLACK_OWNER,
    ManualCondition,
    SlackServer,
    Stage,
    manual,
    stage,
)

AFTERNOON = datetime(2026, 11, 23, 15, 28, tzinfo=KST)
CLOSED = datetime(2026, 11, 23, 15, 32, 30, tzinfo=KST)
LATER = datetime(2026, 11, 23, 15, 40, 30, tzinfo=KST)
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=KST)
KRX = {"MARKET_HOURS": "krx"}


async def heard_in_slack(slack: SlackServer, word: str) -> str:
    """The owner's next message there with that word in it."""
    async with asyncio.timeout(20):
        while True:
            text = (await slack.next_message(SLACK_OWNER, 20)).shown
            if word in text:
                return text


async def slack_of(on: Stage) -> SlackServer:
    assert on.slack is not None
    await on.slack.connected()
    return on.slack


# --- troubles ------------------------------------------------------------------------------------


async def test_a_telegram_that_is_away_is_told_in_slack_and_that_it_is_back_in_both(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        slack = await slack_of(on)
        await on.status("키움 연결됨")
        await on.telegram.outage()
        text = await heard_in_slack(slack, "🔴 텔레그램")
        assert "90초 넘게" in text
        await on.telegram.restore()
        assert "다시 됩니다" in await heard_in_slack(slack, "✅ 텔레그램")
        assert "다시 됩니다" in await on.hears()


async def test_two_pollers_are_named_in_slack_and_orders_stand_still_until_unfreeze_there(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        slack = await slack_of(on)
        await on.status("키움 연결됨")
        async with on.telegram.rival():
            text = await heard_in_slack(slack, "봇이 둘입니다")
            assert "/unfreeze" in text
        beside = await Store.open(f"sqlite:///{tmp_path / 'kiwoom.db'}")
        freeze = Freeze(beside.facts, on.clock)
        found = await freeze.frozen()
        assert found is not None
        assert found.reason == "conflict"
        slack.slash("/unfreeze", "", channel="C0001", user=SLACK_OWNER)
        assert (
            "매매 명령을 막아 두었던 것을 풀었습니다" in (await slack.next_message("C0001")).shown
        )
        assert await freeze.frozen() is None
        await beside.close()


async def test_a_sign_of_life_is_given_each_minute_while_everything_is_green(
    tmp_path: Path,
) -> None:
    async with Outside() as outside:
        values = {"DEADMAN_URL": outside.url}
        async with stage(tmp_path, manual("상승추세"), values=values) as on, on.bot():
            await on.status("키움 연결됨")
            on.clock.advance(61)
            await on.until(lambda: outside.called)
            on.simulator.faults.refuse_connections = True
            on.simulator.drop()
            await on.status("끊겨 다시 연결하는 중")
            called = len(outside.called)
            on.clock.advance(61)
            await on.status()
            assert len(outside.called) == called
            on.simulator.faults.refuse_connections = False
            await on.status("키움 연결됨")
            on.clock.advance(61)
            await on.until(lambda: len(outside.called) > called)


# --- the close of a day --------------------------------------------------------------------------


async def test_a_day_without_alerts_is_explained_at_the_close_and_once(tmp_path: Path) -> None:
    conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=AFTERNOON, values=KRX, day_told=False) as on:
        async with on.bot():
            await on.follow()
            on.clock.set(CLOSED)
            text = await on.hears()
            assert "오늘 알림 없음 (11/23(월))" in text
            assert "드나든 종목이 없었습니다" in text
            assert "상승추세(실시간)" in text
        on.clock.set(LATER)
        async with on.bot():
            await on.status("키움 연결됨")
            on.clock.set(EVENING)
            await on.status()
        whole = "\n".join(on.telegram.chat(OWNER).texts)
        assert whole.count("오늘 알림 없음") == 1
        assert "하루 정리" not in whole


async def test_a_day_another_program_had_the_session_is_told_before_the_opening_and_at_the_close(
    tmp_path: Path,
) -> None:
    conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=AFTERNOON, values=KRX, day_told=False) as on:
        async with on.bot():
            await on.follow()
            on.simulator.kick()
            assert "부터 알림이 멈췄습니다" in await on.hears()
        on.clock.set(AFTERNOON + timedelta(hours=17, minutes=4))  # 08:32 of the next day
        async with on.bot():
            told = await on.telegram.next_message(OWNER, timeout=10)
            assert "알림이 멈춰 있습니다 (11/23 15:28부터)" in told.text
            assert told.labels == ["다시 가져오기", "상태"]
            assert "지금은 알림이 오지 않습니다" in (await on.ask("/start")).text
            assert "다시 가져오기" in (await on.ask("/why")).labels
        async with on.bot():
            on.clock.set(CLOSED + timedelta(days=1))
            told = await on.telegram.next_message(OWNER, timeout=10)
            assert "오늘은 지켜보지 못했습니다 (11/24(화))" in told.text
            assert "다른 프로그램이 키움에 로그인해" in told.text
            assert "09:00–15:30" in told.text
            assert told.labels == ["다시 가져오기"]


async def test_a_day_with_alerts_is_summed_up_also_by_a_bot_that_was_off_at_the_time(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=AFTERNOON, values=KRX, day_told=False) as on:
        async with on.bot():
            await on.follow()
            condition.enter(SAMSUNG)
            assert "편입 삼성전자" in await on.hears()
            condition.enter(HYNIX)
            await on.hears()
            condition.leave(HYNIX)
            await on.hears()
        on.clock.set(EVENING)
        async with on.bot():
            told = await on.telegram.next_message(OWNER, timeout=20)
            text = told.text
            assert told.photo is not None
            assert told.photo.content.startswith(b"\x89PNG")
            assert "하루 정리 (11/23(월))" in text
            assert "편입 2 · 이탈 1" in text
            assert "SK하이닉스 2회, 삼성전자 1회" in text
            await on.status("키움 연결됨")
        assert sum("하루 정리" in one for one in on.telegram.chat(OWNER).texts) == 1


async def test_whoever_switched_the_summary_off_hears_nothing_at_the_close(tmp_path: Path) -> None:
    conditions = manual("상승추세")
    async with (
        stage(tmp_path, conditions, start=AFTERNOON, values=KRX, day_told=False) as on,
        on.bot(),
    ):
        await on.follow()
        await on.ask("/daily off")
        on.clock.set(LATER)
        await on.status("장 마감")
        assert not any("알림 없음 (" in one for one in on.telegram.chat(OWNER).texts)


# --- settings ------------------------------------------------------------------------------------


async def test_a_reload_lets_a_new_owner_in_at_once_and_says_what_needs_a_restart(
    tmp_path: Path,
) -> None:
    friend = 1002
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        on.telegram.say(friend, "/status", user_id=friend)
        assert "/invite" in (await on.telegram.next_message(friend, 10)).text
        assert "바뀐 설정이 없습니다" in (await on.ask("/reload")).text
        on.values["OWNERS"] += f",telegram:{friend}"
        on.values["WEB_PORT"] = "9999"
        text = (await on.ask("/reload")).text
        assert "바로 바꿨습니다: OWNERS" in text
        assert "다시 시작해야 바뀝니다: WEB_PORT" in text
        on.telegram.say(friend, "/status", user_id=friend)
        assert "키움" in (await on.telegram.next_message(friend, 10)).text
        on.values["OWNERS"] = f"telegram:{friend},nobody"
        assert "OWNERS" in (await on.ask("/reload")).text
        assert "키움" in await on.status()  # still an owner: wrong settings change nothing


async def test_the_log_is_shown_to_its_owner_without_a_secret(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        await on.status("키움 연결됨")
        text = (await on.ask("/logs 50")).text
        assert "로그" in text
        for name in ("KIWOOM_APP_KEY", "KIWOOM_APP_SECRET", "TELEGRAM_BOT_TOKEN"):
            assert on.values[name] not in text
        assert "/reload" not in text
        await on.ask("/reload")
        assert "/reload" in (await on.ask("/logs audit")).text


# --- which condition -----------------------------------------------------------------------------


async def test_a_renamed_condition_is_followed_after_one_press_with_its_options(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        await on.follow("0 편입만")
        renamed = ManualCondition("0", "하락추세")
        on.simulator.set_conditions([("0", renamed)])
        on.simulator.drop()
        asked = await on.telegram.next_message(OWNER, timeout=10)
        assert "같은 조건식인가요?" in asked.text
        on.telegram.press(OWNER, asked, "이어 받기", user_id=OWNER)
        answer = await on.telegram.next_message(OWNER, timeout=10)
        assert "상승추세 구독을 하락추세 조건식으로 이어 갑니다" in answer.text
        assert "같은 조건식인가요?" in asked.text  # the notice stays as it was
        await on.live(2)
        renamed.enter(SAMSUNG)
        text = await on.hears()
        assert "편입 삼성전자" in text
        assert "하락추세" in text
        assert "편입만" in (await on.ask("/subscriptions")).text


async def test_of_two_of_its_name_the_person_chooses_one(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        await on.follow()
        first, second = ManualCondition("4", "상승추세"), ManualCondition("7", "상승추세")
        on.simulator.set_conditions([("4", first), ("7", second)])
        on.clock.advance(61)
        asked = await on.telegram.next_message(OWNER, timeout=10)
        assert asked.labels == ["4번 이어 받기", "7번 이어 받기", "해지"]
        on.telegram.press(OWNER, asked, "7번 이어 받기", user_id=OWNER)
        assert "이어 갑니다" in await on.hears()
        await on.live(2)
        first.enter(HYNIX)
        second.enter(SAMSUNG)
        assert "삼성전자" in await on.hears()
        assert not any(HYNIX in one for one in on.telegram.chat(OWNER).texts)


async def test_a_condition_that_is_gone_can_be_ended_by_a_press(tmp_path: Path) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        on.simulator.set_conditions([("1", volume)])
        on.clock.advance(61)
        asked = await on.telegram.next_message(OWNER, timeout=10)
        on.telegram.press(OWNER, asked, "해지", user_id=OWNER)
        assert "해지했습니다" in await on.hears()
        on.simulator.set_conditions([("0", trend), ("1", volume)])
        on.clock.advance(61)
        assert "구독이 없습니다" in (await on.ask("/subscriptions")).text


# --- whose session -------------------------------------------------------------------------------


async def test_a_session_that_was_taken_is_taken_back_by_the_button_of_its_notice(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        await on.follow()
        logins = len(on.sent("LOGIN"))
        on.simulator.kick()
        told = await on.telegram.next_message(OWNER, timeout=10)
        assert "부터 알림이 멈췄습니다" in told.text
        assert "앱키 하나에 접속 하나만" in told.text
        on.clock.advance(3_600)
        await on.status("다른 프로그램이 키움에 로그인함")
        assert len(on.sent("LOGIN")) == logins
        on.telegram.press(OWNER, told, "다시 가져오기", user_id=OWNER)
        await on.until(lambda: len(on.sent("LOGIN")) > logins)
