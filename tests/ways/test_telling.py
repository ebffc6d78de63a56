"""From a frame at Kiwoom to a phone, end to end on real sockets."""

import json
from pathlib import Path

from tests.ways.bot import (
    HYNIX,
    HYUNDAI,
    NAMES,
    OWNER,
    SAMSUNG,
    SLACK_OWNER,
    Faults,
    Simulator,
    SlackServer,
    TelegramServer,
    environment,
    manual,
    running,
    stage,
)

GROUP = -4001


async def test_a_push_reaches_a_telegram_chat_that_subscribed(tmp_path: Path) -> None:
    conditions = manual("상승추세", "거래량 급증")
    async with Simulator(conditions=conditions) as simulator, TelegramServer() as telegram:
        async with running(environment(simulator, tmp_path, telegram)):
            telegram.say(OWNER, "/subscribe 0", user_id=OWNER)
            answer = await telegram.next_message(OWNER, 20)
            assert "상승추세" in answer.text
            assert "0종목" in answer.text
            conditions[0].enter(SAMSUNG)
            alert = await telegram.next_message(OWNER)
            assert "편입" in alert.text
            assert "삼성전자" in alert.text
            assert SAMSUNG in alert.text
            assert "늦음" not in alert.text
            conditions[0].leave(SAMSUNG)
            alert = await telegram.next_message(OWNER)
            assert "이탈" in alert.text


async def test_a_push_reaches_a_slack_channel_that_subscribed(tmp_path: Path) -> None:
    conditions = manual("상승추세")
    conditions[0].enter(HYNIX)
    async with Simulator(conditions=conditions) as simulator, SlackServer() as slack:
        slack.add_channel("C0001")
        async with running(environment(simulator, tmp_path, slack=slack)):
            await slack.connected(timeout=20)
            slack.slash("/subscribe", "0", channel="C0001", user=SLACK_OWNER)
            answer = await slack.next_message("C0001", 10)
            assert "상승추세" in str(answer)
            assert "1종목" in str(answer)
            conditions[0].enter(SAMSUNG)
            alert = await slack.next_message("C0001")
            assert "편입" in str(alert)
            assert "삼성전자" in str(alert)


async def test_one_event_comes_once_to_each_of_several_chats(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, slack=True) as on, on.bot():
        assert on.slack is not None
        for chat in (OWNER, GROUP):
            assert "구독을 시작" in (await on.follow("0", chat)).text
        await on.slack.connected()
        on.slack.slash("/subscribe", "0", channel="C0001", user=SLACK_OWNER)
        await on.slack.next_message("C0001")
        condition.enter(SAMSUNG)
        condition.enter(SAMSUNG)  # Kiwoom says it twice
        assert "삼성전자" in await on.hears(OWNER)
        assert "삼성전자" in await on.hears(GROUP)
        assert "삼성전자" in (await on.slack.next_message("C0001")).shown
        condition.enter(HYNIX)
        for chat in (OWNER, GROUP):
            assert "SK하이닉스" in await on.hears(chat)
            texts = "\n".join(on.telegram.chat(chat).texts)
            assert texts.count("삼성전자") == 1
        assert len(on.sent("CNSRREQ")) == 1  # three subscriptions are one registration


async def test_what_concerns_one_stock_in_two_conditions_is_told_in_one_line(
    tmp_path: Path,
) -> None:
    conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        await on.follow("1")
        on.telegram.slow("sendMessage", 0.3)
        conditions[0].enter(HYUNDAI)  # goes at once, and the next two wait behind it
        await on.until(lambda: on.telegram.calls_of("sendMessage")[-1].outcome == "open")
        conditions[0].enter(SAMSUNG)
        conditions[1].enter(SAMSUNG)
        assert "현대차" in await on.hears()
        text = await on.hears()
        assert "상승추세 + 거래량 급증" in text
        assert text.count("삼성전자") == 1


async def test_a_burst_comes_in_few_messages_and_nothing_of_it_is_dropped(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        codes = [quote.stock.code for quote in on.simulator.market.quotes()[:80]]
        for code in codes:
            condition.enter(code)
        chat = on.telegram.chat(OWNER)
        await on.until(lambda: all(code in "\n".join(chat.texts) for code in codes))
        alerts = [text for text in chat.texts if "편입" in text and "구독을" not in text]
        assert len(alerts) <= 8
        whole = "\n".join(alerts)
        assert [code for code in codes if whole.count(code) != 1] == []


async def test_an_empty_first_snapshot_is_normal_and_what_enters_then_is_news(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        assert "지금 0종목" in (await on.follow()).text
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()


async def test_what_is_inside_at_the_first_snapshot_is_a_start_and_no_news(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(SAMSUNG)
    async with stage(tmp_path, conditions) as on, on.bot():
        assert "지금 1종목" in (await on.follow()).text
        condition.enter(SAMSUNG)
        condition.enter(HYNIX)
        assert "편입 SK하이닉스" in await on.hears()
        condition.leave(SAMSUNG)
        assert "이탈 삼성전자" in await on.hears()


async def test_a_push_before_the_acknowledgement_is_neither_lost_nor_told_twice(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(SAMSUNG)
    faults = Faults(push_first=True, reply_delay=2.0)
    async with stage(tmp_path, conditions, faults=faults) as on, on.bot():
        on.telegram.say(OWNER, "/subscribe 0", user_id=OWNER)
        await on.until(lambda: on.sent("CNSRREQ"))
        condition.enter(HYNIX)  # the answer is on its way already and does not hold it
        assert "상승추세" in await on.hears()
        condition.enter(HYUNDAI)
        text = await on.hears()
        while "현대차" not in text:
            text += await on.hears()
        whole = "\n".join(on.telegram.chat(OWNER).texts)
        assert whole.count("삼성전자") == 0
        assert whole.count("SK하이닉스") == 1
        assert "끊긴 동안" not in whole


async def test_numbers_padded_with_blanks_are_the_same_numbers(tmp_path: Path) -> None:
    conditions = manual("상승추세", "거래량 급증")
    faults = Faults(padding="always", pad_841=True, push_prefix_A=True)
    async with stage(tmp_path, conditions, faults=faults) as on, on.bot():
        await on.follow("1")
        conditions[1].enter(SAMSUNG)
        assert "편입 삼성전자 " in (await on.hears()).replace("·", " ·")
        assert "1종목" in (await on.ask("/search 1")).text


async def test_garbage_between_the_frames_loses_nothing(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    faults = Faults(garbage=1, data_frame_without_return_code=True, list_objects=True)
    async with stage(tmp_path, conditions, faults=faults) as on, on.bot():
        await on.follow()
        for code, name in NAMES.items():
            condition.enter(code)
            assert f"편입 {name}" in await on.hears()


async def test_a_push_that_names_no_condition_is_told_as_unknown_and_moves_nobody(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        on.simulator.faults.omit_841 = True
        condition.enter(SAMSUNG)
        text = await on.hears()
        assert "조건 미확인" in text
        assert "삼성전자" in text
        on.simulator.faults.omit_841 = False
        condition.enter(SAMSUNG)  # now it says where: that is news
        assert "상승추세" in await on.hears()


async def test_a_push_of_a_condition_nobody_knows_is_told_after_the_list_was_asked_again(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        lists = len(on.sent("CNSRLST"))
        values = {"841": "77", "9001": SAMSUNG, "843": "I", "20": "100000", "907": "2"}
        push = {"type": "02", "name": "조건검색", "item": SAMSUNG, "values": values}
        on.simulator.push(json.dumps({"trnm": "REAL", "data": [push]}, ensure_ascii=False))
        assert "조건 미확인" in await on.hears()
        assert len(on.sent("CNSRLST")) == lists + 1
        condition.enter(HYNIX)
        assert "편입 SK하이닉스" in await on.hears()
