"""Waits of half a day: they outlive the process, and what they hold is told elsewhere."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from core.clock import KST
from tests.servers.loopback import Call
from tests.servers.slack_space import Channel
from tests.ways.bot import (
    HYNIX,
    HYUNDAI,
    OWNER,
    SAMSUNG,
    ManualCondition,
    SlackServer,
    Stage,
    manual,
    stage,
)

BOSS, COLLEAGUE = 1002, "U0002"
HALF_A_DAY = 43_838
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=KST)
TWO_OWNERS = {"OWNERS": f"telegram:{OWNER},telegram:{BOSS}"}
ONE_OWNER = {"OWNERS": f"telegram:{OWNER}"}


async def linked(on: Stage) -> tuple[SlackServer, Channel]:
    """Slack, and the direct message in which the person of the Telegram chat is reached too."""
    assert on.slack is not None
    await on.slack.connected()
    (code,) = re.findall(r"/link ([a-z0-9-]+)", (await on.ask("/link")).text)
    on.slack.say(f"link {code}", user=COLLEAGUE, dm=True)
    direct = on.slack.direct(COLLEAGUE)
    assert "연결했습니다" in (await on.slack.next_message(direct)).shown
    assert "연결했습니다" in await on.hears()
    return on.slack, direct


def asked_of_chat(on: Stage, chat: int = OWNER) -> list[Call]:
    """Every request to Telegram so far that concerns the chat."""
    return [call for call in on.telegram.calls if call.where == str(chat)]


def notices(on: Stage, chat: int) -> list[str]:
    """What a chat was told of a platform that demands a pause."""
    return [text for text in on.telegram.chat(chat).texts if "기다리라고" in text]


async def flooded(on: Stage, met_by: str, condition: ManualCondition) -> int:
    """Telegram demanded half a day's pause of the owner's chat; how many requests it got so far."""
    on.telegram.fail("*", 429, chat=OWNER, retry_after=HALF_A_DAY, times=None)
    if met_by == "reply":
        on.telegram.say(OWNER, "/status")
        await on.until(lambda: asked_of_chat(on)[-1].status == 429)
    condition.enter(SAMSUNG)
    await on.until(lambda: asked_of_chat(on)[-1].status == 429)
    return len(asked_of_chat(on))


@pytest.mark.parametrize("met_by", ["alert", "reply"])
async def test_a_wait_of_half_a_day_outlives_a_restart_and_alerts_come_in_slack_meanwhile(
    tmp_path: Path, met_by: str
) -> None:
    (condition,) = conditions = manual("상승추세")
    where = stage(tmp_path, conditions, slack=True, start=MORNING, values=TWO_OWNERS)
    async with where as on:
        async with on.bot():
            slack, direct = await linked(on)
            await on.follow()
            requests = await flooded(on, met_by, condition)
            await on.until(lambda: notices(on, BOSS))
            assert f"텔레그램 {OWNER}" in notices(on, BOSS)[0]
            assert "12시간 10분" in notices(on, BOSS)[0]
            assert "슬랙 1:1 대화로 보냅니다" in notices(on, BOSS)[0]
            shown = (await slack.next_message(direct, 10)).shown
            assert "편입 삼성전자" in shown
            assert "텔레그램 전송이 막혀" in shown
            assert "재전송" not in shown
        on.clock.skip(3_600)
        async with on.bot():  # nothing waits any more: it was all told elsewhere
            await on.live(2)
            condition.enter(HYNIX)
            shown = (await slack.next_message(direct, 10)).shown
            assert "편입 SK하이닉스" in shown
            on.clock.advance(60)  # every job has its turn
            on.telegram.say(BOSS, "/status")
            await on.until(lambda: "키움" in on.telegram.chat(BOSS).texts[-1])
            assert len(asked_of_chat(on)) == requests
            assert len(notices(on, BOSS)) == 1
            before = len(on.telegram.chat(OWNER).messages)
            on.telegram.heal()
            on.clock.skip(HALF_A_DAY - 3_600)
            digest = await on.hears()
            assert "↪ 다른 곳으로 보낸 알림 편입 2" in digest
            assert "삼성전자" in digest
            assert "SK하이닉스" in digest
            await on.status("키움 연결됨")
            condition.enter(HYUNDAI)
            assert "현대차" in await on.hears()
            assert sum("다른 곳" in text for text in on.telegram.chat(OWNER).texts[before:]) == 1
            assert not any("현대차" in message.shown for message in direct.messages)
            assert len(notices(on, BOSS)) == 1


@pytest.mark.parametrize("met_by", ["alert", "reply"])
async def test_a_wait_of_half_a_day_outlives_a_restart_where_nothing_else_is_linked_too(
    tmp_path: Path, met_by: str
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING, values=TWO_OWNERS) as on:
        async with on.bot():
            await on.follow()
            if met_by == "reply":
                on.telegram.fail("*", 429, chat=OWNER, retry_after=HALF_A_DAY, times=None)
                on.telegram.say(OWNER, "/status")
                await on.until(lambda: asked_of_chat(on)[-1].status == 429)
            else:
                await flooded(on, met_by, condition)
            requests = len(asked_of_chat(on))
            await on.until(lambda: notices(on, BOSS))
        async with on.bot():
            await on.live(2)
            condition.enter(HYNIX)
            on.clock.advance(60)
            on.telegram.say(BOSS, "/status")
            await on.until(lambda: "키움" in on.telegram.chat(BOSS).texts[-1])
            assert len(asked_of_chat(on)) == requests
            assert len(notices(on, BOSS)) == 1
            on.telegram.heal()
            on.clock.skip(HALF_A_DAY)
            await on.until(lambda: "SK하이닉스" in on.telegram.chat(OWNER).texts[-1])
            assert not any("재전송" in text for text in on.telegram.chat(OWNER).texts)


async def test_a_long_wait_holds_only_the_chat_it_was_demanded_of(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING, values=TWO_OWNERS) as on, on.bot():
        await on.follow()
        on.telegram.say(BOSS, "/subscribe 0")
        await on.until(lambda: any("지금" in text for text in on.telegram.chat(BOSS).texts))
        requests = await flooded(on, "alert", condition)
        condition.enter(HYNIX)
        await on.until(lambda: any(HYNIX in text for text in on.telegram.chat(BOSS).texts))
        whole = "\n".join(on.telegram.chat(BOSS).texts)
        assert whole.count(SAMSUNG) == 1
        assert len(asked_of_chat(on)) == requests


async def test_the_only_owner_hears_of_the_long_wait_of_their_chat_where_they_are_linked(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    where = stage(tmp_path, conditions, slack=True, start=MORNING, values=ONE_OWNER)
    async with where as on, on.bot():
        _, direct = await linked(on)
        await on.follow()
        await flooded(on, "alert", condition)

        def told() -> list[str]:
            return [one.shown for one in direct.messages]

        await on.until(lambda: any("편입 삼성전자" in one for one in told()))
        condition.enter(HYNIX)
        await on.until(lambda: any("편입 SK하이닉스" in one for one in told()))
        assert sum("기다리라고" in one for one in told()) == 1


async def test_a_taken_session_is_left_alone_over_restarts_for_half_a_day_until_taken_back(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, start=MORNING) as on:
        async with on.bot():
            await on.follow()
            on.simulator.kick()
            assert "알림이 멈췄습니다" in await on.hears()
        condition.enter(SAMSUNG)
        for _ in range(2):
            async with on.bot():
                await on.status("다른 프로그램이 키움에 로그인함")
                on.clock.skip(HALF_A_DAY / 2)
                await on.status("다른 프로그램이 키움에 로그인함")
        chat = on.telegram.chat(OWNER)
        async with on.bot():
            await on.status("다른 프로그램이 키움에 로그인함")
            assert len(on.sent("LOGIN")) == 1
            on.telegram.say(OWNER, "/takeover")
            await on.until(lambda: any("끊긴 동안 편입 1" in one for one in chat.texts))
            assert len(on.sent("LOGIN")) == 2
            assert sum("알림이 멈췄습니다" in one for one in chat.texts) == 1
            condition.enter(HYNIX)
            await on.until(lambda: any("편입 SK하이닉스" in one for one in chat.texts))
