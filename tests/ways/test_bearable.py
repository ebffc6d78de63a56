"""What makes alerts bearable: silence that is summed up, digests, and orders that end at once."""

import asyncio
import re
from datetime import datetime
from pathlib import Path

import pytest

from core.clock import KST
from tests.servers.telegram_chats import Message
from tests.ways.bot import (
    HYNIX,
    HYUNDAI,
    NAMES,
    OWNER,
    SAMSUNG,
    ManualCondition,
    Stage,
    manual,
    stage,
)

FRIEND, STRANGER, GROUP = 2002, 3003, -4001
MORNING = datetime(2026, 11, 23, 10, 1, tzinfo=KST)
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=KST)


def alerts(on: Stage, chat: int = OWNER) -> list[str]:
    """Every message so far whose first line tells of an entry or an exit, the oldest first."""
    told = re.compile(r"^(🔕 음소거 동안 |🌙 .* 동안 |🗂 모아 보기 |⏳ 쉬는 동안 )?(편입|이탈) ")
    return [text for text in on.telegram.chat(chat).texts if told.match(text)]


def at_once(code: str, kind: str = "편입") -> str:
    """How an alert begins that is told when it happens."""
    return f"{kind} {NAMES[code]}"


async def told(on: Stage, *said: str, since: int = 0) -> list[str]:
    """The alerts from the `since`-th on, as soon as all that was said in them."""
    try:
        await on.until(lambda: all(one in "\n".join(alerts(on)[since:]) for one in said))
    except TimeoutError:
        pytest.fail(f"of {said} only this was told: {alerts(on)[since:]}")
    return alerts(on)[since:]


async def answer(on: Stage, text: str, word: str, chat: int = OWNER) -> Message:
    """The owner says something; its answer, whatever else comes before that."""
    seen = len(on.telegram.chat(chat).messages)
    on.telegram.say(chat, text, user_id=OWNER)

    def found() -> Message | None:
        fresh = on.telegram.chat(chat).messages[seen:]
        return next((one for one in fresh if word in one.text), None)

    await on.until(found)
    message = found()
    assert message is not None
    on.telegram.chat(chat).told = message.id
    return message


# --- mutes ---------------------------------------------------------------------------------------


async def test_what_comes_while_everything_is_muted_is_summed_up_once_at_the_end(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await on.follow()
        assert "🔕 모든 알림 · 10:31까지 음소거했습니다" in (await on.ask("/mute 30m")).text
        for code in NAMES:
            condition.enter(code)
        condition.leave(HYNIX)
        for name in NAMES.values():
            why = await on.why(name, "까지 미룸 · 음소거")
            assert "🔕 모든 알림 · 10:31까지" in why
        assert "음소거" in await on.why("SK하이닉스", "이탈")
        assert alerts(on) == []
        on.clock.advance(1_860)
        (summary,) = await told(on, "🔕 음소거 동안 편입 3 · 이탈 1")
        assert [name for name in NAMES.values() if name not in summary] == []
        condition.leave(SAMSUNG)
        assert at_once(SAMSUNG, "이탈") in (await told(on, "이탈 삼성전자"))[-1]
        assert len(alerts(on)) == 2
        assert "🔕 모든 알림" not in await on.why("삼성전자")


async def test_a_mute_that_is_ended_early_brings_its_summary_at_once(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await on.follow()
        await on.ask("/mute 30m")
        for code in NAMES:
            condition.enter(code)
        for name in NAMES.values():
            await on.why(name, "미룸 · 음소거")
        await answer(on, "/unmute", "음소거를 끝냈습니다")
        (summary,) = await told(on, "🔕 음소거 동안 편입 3")
        assert [name for name in NAMES.values() if name not in summary] == []
        condition.leave(SAMSUNG)
        await told(on, "이탈 삼성전자")
        on.clock.advance(1_860)  # the end it would have had
        await on.status()
        assert len(alerts(on)) == 2


async def test_the_button_of_an_alert_mutes_its_stock_and_no_other(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await on.follow()
        condition.enter(SAMSUNG)
        alert = await on.telegram.next_message(OWNER)
        on.telegram.press(OWNER, alert, "🔕 30분")
        assert "🔕 삼성전자 · 10:31까지 음소거했습니다" in await on.hears()
        assert at_once(SAMSUNG) in alert.text  # the alert stays
        condition.leave(SAMSUNG)
        await on.why("삼성전자", "🔕 삼성전자 · 10:31까지", "미룸 · 음소거")
        condition.enter(HYNIX)
        assert at_once(HYNIX) in await on.hears()
        on.clock.advance(1_860)
        summary = await on.hears()
        assert "🔕 음소거 동안 이탈 1" in summary
        assert "삼성전자" in summary
        assert "SK하이닉스" not in summary


async def test_the_button_of_a_batch_mutes_its_condition_and_no_other(tmp_path: Path) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await on.follow()
        await on.follow("1")
        on.telegram.slow("sendMessage", 0.3)
        trend.enter(HYUNDAI)  # goes at once, and the next two wait behind it
        await on.until(lambda: on.telegram.calls_of("sendMessage")[-1].outcome == "open")
        trend.enter(SAMSUNG)
        trend.enter(HYNIX)
        assert at_once(HYUNDAI) in await on.hears()
        batch = await on.telegram.next_message(OWNER)
        assert "편입 2" in batch.text
        on.telegram.press(OWNER, batch, "이 조건식 30분 음소거")
        assert "🔕 상승추세 · 10:31까지 음소거했습니다" in await on.hears()
        trend.leave(HYUNDAI)
        await on.why("현대차", "미룸 · 음소거")
        volume.enter(HYUNDAI)
        assert "거래량 급증" in await on.hears()
        on.clock.advance(1_860)
        summary = await on.hears()
        assert "🔕 음소거 동안 이탈 1" in summary
        assert "상승추세" in summary


# --- quiet hours ---------------------------------------------------------------------------------


async def test_quiet_hours_hold_every_alert_and_sum_it_up_when_they_end(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await on.follow()
        assert "🌙 매일 09:30–10:30" in (await on.ask("/quiet 09:30-10:30")).text
        for code in NAMES:
            condition.enter(code)
        for name in NAMES.values():
            await on.why(name, "10:30:00까지 미룸 · 방해 금지 시간")
        assert alerts(on) == []
        on.clock.advance(1_800)
        (summary,) = await told(on, "🌙 방해 금지 동안 편입 3")
        assert [name for name in NAMES.values() if name not in summary] == []
        condition.leave(SAMSUNG)
        await told(on, "이탈 삼성전자")


async def test_quiet_hours_that_are_switched_off_bring_what_they_held_at_once(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=NIGHT) as on, on.bot():
        await on.follow()
        await on.ask("/quiet 22:00-08:00")
        condition.enter(SAMSUNG)
        condition.enter(HYNIX)
        for code in (SAMSUNG, HYNIX):
            await on.why(code, "미룸 · 방해 금지 시간")
        assert alerts(on) == []
        await answer(on, "/quiet 끔", "방해 금지 시간을 없앴습니다")
        (summary,) = await told(on, "🌙 방해 금지 동안 편입 2")
        assert "삼성전자" in summary
        assert "SK하이닉스" in summary
        condition.enter(HYUNDAI)
        await told(on, at_once(HYUNDAI))


# --- digests -------------------------------------------------------------------------------------


async def test_a_digest_comes_at_the_next_full_five_minutes_and_not_before(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await on.follow("0 모아보기 5분")
        for code in NAMES:
            condition.enter(code)
        for name in NAMES.values():
            await on.why(name, "10:05:00까지 미룸 · 모아 받기")
        assert alerts(on) == []
        on.clock.advance(240)
        (digest,) = await told(on, "🗂 모아 보기 편입 3")
        assert [name for name in NAMES.values() if name not in digest] == []


@pytest.mark.parametrize("off", ["/subscribe 0 모아보기 끔", "/options 0 모아보기 끔"])
@pytest.mark.parametrize("on_by", ["subscribe", "options"])
async def test_a_digest_that_is_switched_off_tells_what_it_gathered_before_anything_newer(
    tmp_path: Path, on_by: str, off: str
) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await on.follow("1 모아보기 5분")
        if on_by == "subscribe":
            await on.follow("0 모아보기 5분")
        else:
            await on.follow()
            assert "5분마다" in (await on.ask("/options 0 모아보기 5분")).text
        trend.enter(SAMSUNG)
        trend.enter(HYNIX)
        volume.enter(HYUNDAI)
        for name in NAMES.values():
            await on.why(name, "미룸 · 모아 받기")
        await answer(on, off, "상승추세")
        trend.leave(SAMSUNG)
        digest, newer = await told(on, at_once(SAMSUNG, "이탈"))
        assert "🗂 모아 보기 편입 2" in digest
        assert "SK하이닉스" in digest
        assert "현대차" not in digest + newer  # the other condition still gathers
        on.clock.advance(240)
        other = (await told(on, "현대차"))[-1]
        assert "🗂 모아 보기 편입 1" in other


# --- two silences at once ------------------------------------------------------------------------


async def _twice_silenced(on: Stage, condition: ManualCondition, cooldown: int) -> None:
    """The owner was told of an entry; the exit waits for the cooldown, what follows is muted."""
    await on.follow(f"0 쉬기 {cooldown}분")
    condition.enter(SAMSUNG)
    assert at_once(SAMSUNG) in await on.hears()
    condition.leave(SAMSUNG)
    await on.why("삼성전자", "미룸 · 같은 종목 쉬기")
    await on.ask("/mute 30m")
    condition.enter(SAMSUNG)
    async with asyncio.timeout(10):
        while (await on.why("삼성전자")).count("까지 미룸") < 2:  # whatever holds the newer one
            await on.clock.sleep(2)
    assert len(alerts(on)) == 1


async def _pass(on: Stage, seconds: float) -> None:
    """Let so much time be over, and every job have its turn after that."""
    probes = len(on.sent("CNSRLST"))
    on.clock.advance(seconds)
    await on.until(lambda: len(on.sent("CNSRLST")) > probes)
    await answer(on, "/status", "키움")


def _in_order(messages: list[str]) -> None:
    """One exit and one entry, the exit not after the entry."""
    whole = [message.partition("\n")[0] for message in messages]
    exits = [at for at, line in enumerate(whole) if "이탈" in line]
    entries = [at for at, line in enumerate(whole) if "편입" in line]
    assert (len(exits), len(entries)) == (1, 1), messages
    assert exits <= entries, messages


async def test_a_mute_ended_within_a_cooldown_tells_a_stock_in_the_order_it_happened(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await _twice_silenced(on, condition, cooldown=40)
        await answer(on, "/unmute", "음소거를 끝냈습니다")
        await _pass(on, 2_460)  # the end of the cooldown
        _in_order(await told(on, "이탈 1", "편입 1", since=1))
        condition.leave(SAMSUNG)
        assert at_once(SAMSUNG, "이탈") in (await told(on, "이탈 삼성전자"))[-1]


@pytest.mark.parametrize("cooldown", [10, 40])
async def test_a_cooldown_and_a_mute_that_end_tell_a_stock_in_the_order_it_happened(
    tmp_path: Path, cooldown: int
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING) as on, on.bot():
        await _twice_silenced(on, condition, cooldown)
        first, last = sorted((cooldown, 30))
        await _pass(on, first * 60 + 60)
        await _pass(on, (last - first) * 60)
        _in_order(await told(on, "이탈 1", "편입 1", since=1))


# --- orders that hold at once --------------------------------------------------------------------


async def test_what_was_unsubscribed_while_its_alert_failed_is_not_told_afterwards(
    tmp_path: Path,
) -> None:
    trend, volume = conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        await on.follow("1")
        on.telegram.fail("sendMessage", 502, chat=OWNER, late=0.5)
        trend.enter(SAMSUNG)
        calls = on.telegram.calls
        await on.until(lambda: "삼성전자" in str(calls[-1].params.get("text")))
        failing = on.telegram.calls_of("sendMessage", chat=OWNER)[-1]
        await answer(on, "/unsubscribe 0", "구독을 해지했습니다")
        assert failing.status is None
        await on.until(lambda: failing.status == 502)
        volume.enter(HYNIX)
        assert at_once(HYNIX) in await on.hears()
        assert not any("편입 삼성전자" in text for text in on.telegram.chat(OWNER).texts)
        assert "구독을 해지함" in await on.why("삼성전자")


async def test_in_a_group_nobody_but_an_owner_can_use_or_replace_an_owners_button(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        invitation = await on.ask("/invite viewer 1d")
        (code,) = re.findall(r"\?start=(\w+)", invitation.text)
        on.telegram.say(FRIEND, f"/start {code}")
        assert "환영합니다" in (await on.telegram.next_message(FRIEND, 10)).text
        hidden = await on.ask("/people@loopback_bot", GROUP)
        assert str(FRIEND) not in hidden.text
        assert "초대로 들어왔습니다" in await on.hears()
        await on.until(lambda: on.sent("LOGIN"))
        on.simulator.kick()
        assert "알림이 멈췄습니다" in await on.hears()
        shown = await on.ask("/status@loopback_bot", GROUP)
        before = list(shown.versions)
        for person in (FRIEND, STRANGER):
            on.telegram.press(GROUP, shown, "다시 가져오기", user_id=person)
            await answer(on, "/status@loopback_bot", "키움", GROUP)  # so the press is done with
            assert shown.versions == before
        on.telegram.press(GROUP, shown, "다시 가져오기", user_id=OWNER)
        await on.until(lambda: f"User{OWNER} 님이 눌렀습니다" in shown.text)
