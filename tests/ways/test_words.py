"""Words through real servers: the tour of a first start, and each in their own language."""

from pathlib import Path

from tests.ways.bot import HYNIX, OWNER, SAMSUNG, SLACK_OWNER, Stage, manual, stage

GROUP = -4001
CHANNEL = "C0001"


async def english(on: Stage, text: str) -> str:
    """The owner says something with an English Telegram; the answer."""
    return (await on.ask(text, language="en")).text


async def test_a_first_start_leads_to_an_alert_in_two_presses(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.until(lambda: on.sent("REG"))
        tour = await on.ask("/start")
        assert tour.labels == ["조건식 보기", "도움말"]
        on.telegram.press(OWNER, tour, "조건식 보기")
        await on.until(lambda: "(2/3)" in tour.text)
        on.telegram.press(OWNER, tour, "구독 0 상승추세")
        await on.until(lambda: "다 됐습니다" in tour.text)
        assert tour.text.startswith("상승추세 구독을 시작했습니다.")
        await on.live()
        condition.enter(SAMSUNG)
        assert (await on.hears()).startswith("편입 삼성전자")
        on.telegram.press(OWNER, tour, "음소거")
        assert "음소거" in await on.hears()
        assert tour.text.startswith("상승추세 구독을 시작했습니다.")  # the answer came below
        assert "/3)" not in (await on.ask("/start")).text


async def test_everybody_reads_their_own_language_and_alerts_keep_it_over_a_restart(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on:
        async with on.bot():
            await on.until(lambda: on.sent("REG"))
            assert "Kiwoom condition alerts" in await english(on, "/start")
            assert "Subscribed to" in await english(on, "/subscribe 0")
            on.telegram.say(GROUP, "/subscribe 0", user_id=OWNER, language="en")
            assert "구독을 시작" in (await on.telegram.next_message(GROUP, timeout=10)).text
            await on.live()
            condition.enter(SAMSUNG)
            alert = await on.telegram.next_message(OWNER, timeout=10)
            assert alert.text.startswith("IN 삼성전자")
            assert alert.labels == ["Price", "Chart", "🔕 30m", "Why?"]
            assert (await on.hears(GROUP)).startswith("편입 삼성전자")
            on.telegram.say(GROUP, "/lang en", user_id=OWNER)
            assert "this group is spoken to in English" in await on.hears(GROUP)
        async with on.bot():
            await on.live(2)
            condition.enter(HYNIX)
            assert (await on.hears()).startswith("IN SK하이닉스")
            assert (await on.hears(GROUP)).startswith("IN SK하이닉스")
            assert "앞으로 한국어로" in await english(on, "/lang ko")
            condition.leave(HYNIX)
            assert (await on.hears()).startswith("이탈 SK하이닉스")
            assert (await on.hears(GROUP)).startswith("OUT SK하이닉스")


async def test_the_pinned_state_speaks_the_language_of_its_chat(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        await english(on, "/lang en")
        await on.ask("/status pin")
        await on.until(lambda: on.telegram.chat(OWNER).pinned)
        (pinned,) = on.telegram.chat(OWNER).pinned
        assert "Market" in pinned.text


async def test_slack_speaks_the_chosen_language_in_a_direct_message_and_not_in_a_channel(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, slack=True) as on:
        assert on.slack is not None
        home = on.slack.direct(SLACK_OWNER).id
        async with on.bot():
            await on.slack.connected()
            await on.until(lambda: on.sent("REG"))
            on.slack.slash("/lang", "en", channel=home, user=SLACK_OWNER)
            assert "From now on you read" in (await on.slack.next_message(home)).shown
            for chat in (home, CHANNEL):
                on.slack.slash("/subscribe", "0", channel=chat, user=SLACK_OWNER)
            assert "Subscribed to" in (await on.slack.next_message(home)).shown
            assert "구독을 시작" in (await on.slack.next_message(CHANNEL)).shown
        async with on.bot():
            await on.live(2)
            condition.enter(SAMSUNG)
            assert "IN 삼성전자" in (await on.slack.next_message(home)).shown
            assert "편입 삼성전자" in (await on.slack.next_message(CHANNEL)).shown
