"""Telegram is away, in a hurry, or refuses: alerts wait, follow, or are told to somebody."""

from pathlib import Path

from tests.ways.bot import HYNIX, HYUNDAI, NAMES, OWNER, SAMSUNG, manual, stage

FRIEND, GROUP = 1002, -4001
TWO_OWNERS = {"OWNERS": f"telegram:{OWNER},telegram:{FRIEND}"}


async def test_an_outage_in_the_middle_delays_alerts_and_they_come_in_order(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        await on.telegram.outage()
        for code in NAMES:
            condition.enter(code)
        await on.until(lambda: on.sent("ka10095"))  # the courier tries
        await on.telegram.restore()
        chat = on.telegram.chat(OWNER)
        await on.until(lambda: all(code in "\n".join(chat.texts) for code in NAMES))
        told = [text for text in chat.texts if "구독을" not in text]
        assert len(told) <= 2  # batched
        whole = "\n".join(told)
        assert [whole.count(code) for code in NAMES] == [1, 1, 1]
        assert sorted(NAMES, key=whole.index) == list(NAMES)
        assert "재전송" not in whole  # a refused connection is a clean retry


async def test_an_outage_at_the_start_keeps_nothing_from_starting(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on:
        async with on.bot():
            await on.follow()
        await on.telegram.outage()
        async with on.bot():
            await on.live(2)
            condition.enter(SAMSUNG)
            condition.enter(HYNIX)
            await on.until(lambda: on.sent("ka10095"))
            await on.telegram.restore()
            text = await on.hears()
            if "SK하이닉스" not in text:
                text += await on.hears()
            assert text.index("삼성전자") < text.index("SK하이닉스")
            assert "키움 연결됨" in (await on.ask("/status")).text


async def test_a_broken_connection_leaves_doubt_and_the_alert_comes_again_with_a_mark(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        on.telegram.cut("sendMessage")
        condition.enter(SAMSUNG)
        assert "재전송" not in await on.hears()
        text = await on.hears()
        assert "편입 삼성전자" in text
        assert "(재전송)" in text
        condition.enter(HYNIX)
        text = await on.hears()
        assert "편입 SK하이닉스" in text
        assert "재전송" not in text


async def test_a_pause_telegram_demands_is_kept_and_holds_only_that_chat(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, values=TWO_OWNERS) as on, on.bot():
        await on.until(lambda: on.sent("REG"))
        for chat in (OWNER, FRIEND):
            on.telegram.say(chat, "/subscribe 0")
            await on.telegram.next_message(chat)
        on.telegram.fail("sendMessage", 429, retry_after=10, chat=OWNER)  # one real second
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears(FRIEND)
        condition.enter(HYNIX)
        assert "편입 SK하이닉스" in await on.hears(FRIEND)
        text = await on.hears(OWNER)  # both at once, when the pause is over
        assert "삼성전자" in text
        assert "SK하이닉스" in text
        assert "재전송" not in text
        refused, sent = on.telegram.calls_of("sendMessage", chat=OWNER)[-2:]
        assert (refused.status, sent.status) == (429, 200)
        assert sent.at - refused.at >= 1.0


async def test_a_chat_that_blocked_the_bot_is_paused_and_only_the_owner_hears_of_it_once(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, values=TWO_OWNERS) as on, on.bot():
        await on.until(lambda: on.sent("REG"))
        for chat in (OWNER, FRIEND):
            on.telegram.say(chat, "/subscribe 0")
            await on.telegram.next_message(chat)
        blocked = "Forbidden: bot was blocked by the user"
        on.telegram.chat(FRIEND).forbidden = blocked  # and nobody tells the bot
        for code in NAMES:
            condition.enter(code)
        owner = on.telegram.chat(OWNER)
        await on.until(lambda: all(code in "\n".join(owner.texts) for code in NAMES))
        await on.until(lambda: any("보낼 수 없어" in text for text in owner.texts))
        await on.ask("/status")
        notices = [text for text in owner.texts if "보낼 수 없어" in text]
        assert len(notices) == 1
        assert f"텔레그램 {FRIEND}" in notices[0]
        assert not any(code in "\n".join(on.telegram.chat(FRIEND).texts) for code in NAMES)
        on.telegram.say(FRIEND, "/start")  # which unblocks
        assert "구독 1개를 다시 시작" in (await on.telegram.next_message(FRIEND)).text
        condition.leave(SAMSUNG)
        assert "이탈 삼성전자" in await on.hears(FRIEND)


async def test_when_telegram_says_that_a_person_blocked_the_bot_nothing_more_is_sent(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, values=TWO_OWNERS) as on, on.bot():
        await on.until(lambda: on.sent("REG"))
        for chat in (OWNER, FRIEND):
            on.telegram.say(chat, "/subscribe 0")
            await on.telegram.next_message(chat)
        on.telegram.block(FRIEND)
        assert "보낼 수 없어" in await on.hears(OWNER)
        before = len(on.telegram.calls_of("sendMessage", chat=FRIEND))
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears(OWNER)
        await on.ask("/status")
        assert len(on.telegram.calls_of("sendMessage", chat=FRIEND)) == before
        assert sum("보낼 수 없어" in text for text in on.telegram.chat(OWNER).texts) == 1


async def test_a_group_that_became_a_supergroup_keeps_its_subscriptions(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow("0", GROUP)
        new = on.telegram.migrate(GROUP, announce=False)  # only a refusal tells
        condition.enter(SAMSUNG)
        text = await on.hears(new)
        assert "편입 삼성전자" in text
        assert "재전송" not in text
        condition.enter(HYNIX)
        assert "편입 SK하이닉스" in await on.hears(new)
        assert "상승추세" in (await on.ask("/subscriptions", new)).text
        assert not any("보낼 수 없어" in one for one in on.telegram.chat(OWNER).texts)


async def test_a_group_that_says_it_became_a_supergroup_is_followed_too(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow("0", GROUP)
        new = on.telegram.migrate(GROUP)
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears(new)
        condition.enter(HYUNDAI)
        assert "편입 현대차" in await on.hears(new)
        whole = "\n".join(on.telegram.chat(new).texts)
        assert whole.count(SAMSUNG) == whole.count(HYUNDAI) == 1


async def test_a_message_whose_formatting_is_refused_comes_as_plain_text(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세 <b>&")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        on.telegram.fail("sendMessage", 400, "Bad Request: can't parse entities: byte offset 7")
        condition.enter(SAMSUNG)
        text = await on.hears()
        assert "편입 삼성전자" in text
        assert "상승추세 <b>&" in text
        assert "재전송" not in text
        assert "parse_mode" not in on.telegram.calls_of("sendMessage")[-1].params
