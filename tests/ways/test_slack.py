"""Slack: its own troubles, and that they are nobody else's."""

from pathlib import Path

from tests.ways.bot import HYNIX, HYUNDAI, SAMSUNG, SLACK_OWNER, SlackServer, Stage, manual, stage

CHANNEL = "C0001"


async def subscribed(on: Stage) -> SlackServer:
    """A channel that follows condition 0."""
    assert on.slack is not None
    await on.slack.connected()
    await on.until(lambda: on.sent("REG"))
    on.slack.slash("/subscribe", "0", channel=CHANNEL, user=SLACK_OWNER)
    assert "구독을 시작" in (await on.slack.next_message(CHANNEL)).shown
    return on.slack


async def test_where_the_bot_is_no_member_the_answer_says_how_to_invite_it(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        assert on.slack is not None
        await on.slack.connected()
        on.slack.add_channel("C0002", is_member=False)
        on.slack.slash("/subscribe", "0", channel="C0002", user=SLACK_OWNER)
        answer = await on.slack.next_message("C0002")
        assert "/invite @" in answer.shown
        assert answer.ephemeral
        assert not on.sent("CNSRREQ")  # nothing was subscribed that could never be delivered


async def test_a_link_that_slack_renews_loses_neither_commands_nor_alerts(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, slack=True) as on, on.bot():
        slack = await subscribed(on)
        slack.disconnect()
        condition.enter(SAMSUNG)
        assert "삼성전자" in (await slack.next_message(CHANNEL)).shown
        await slack.connected(2)
        slack.slash("/kstatus", "", channel=CHANNEL, user=SLACK_OWNER)
        assert "키움 연결됨" in (await slack.next_message(CHANNEL)).shown


async def test_telegram_goes_on_while_slack_is_down_and_slack_is_told_afterwards(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, slack=True) as on, on.bot():
        slack = await subscribed(on)
        await on.follow()
        await slack.outage()
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()
        condition.enter(HYNIX)
        assert "편입 SK하이닉스" in await on.hears()
        await on.status("🔴 슬랙")
        await slack.restore()
        text = (await slack.next_message(CHANNEL)).shown
        if HYNIX not in text:
            text += (await slack.next_message(CHANNEL, 10)).shown
        assert text.index("삼성전자") < text.index("SK하이닉스")
        assert "재전송" not in text
        await on.status("🟢 슬랙")


async def test_slack_goes_on_while_telegram_is_down(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, slack=True) as on, on.bot():
        slack = await subscribed(on)
        await on.follow()
        await on.telegram.outage()
        condition.enter(HYUNDAI)
        assert "현대차" in (await slack.next_message(CHANNEL)).shown
        slack.slash("/kiwoom", "subscriptions", channel=CHANNEL, user=SLACK_OWNER)
        assert "상승추세" in (await slack.next_message(CHANNEL)).shown
        await on.telegram.restore()
        assert "현대차" in await on.hears()


async def test_an_owners_direct_message_that_is_closed_is_told_elsewhere_and_not_into_itself(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, slack=True) as on, on.bot():
        assert on.slack is not None
        await on.slack.connected()
        await on.until(lambda: on.sent("REG"))
        direct = on.slack.direct(SLACK_OWNER)
        on.slack.say("구독 0", user=SLACK_OWNER, dm=True)
        assert "구독을 시작" in (await on.slack.next_message(direct)).shown
        on.slack.fail("chat.postMessage", "is_archived")
        condition.enter(SAMSUNG)
        assert "슬랙 1:1" in await on.hears()
        on.slack.say("상태", user=SLACK_OWNER, dm=True)
        assert "키움 연결됨" in (await on.slack.next_message(direct)).shown
        assert len(direct.messages) == 2


async def test_a_slack_button_subscribes_and_a_stranger_may_not_press_it(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        assert on.slack is not None
        await on.slack.connected()
        await on.status("키움 연결됨")
        on.slack.slash("/conditions", "", channel=CHANNEL, user=SLACK_OWNER)
        shown = await on.slack.next_message(CHANNEL)
        follow = next(label for label in shown.labels if "구독" in label)
        on.slack.press(CHANNEL, shown, follow, "U0STRANGER")
        on.slack.press(CHANNEL, shown, follow, SLACK_OWNER)
        await on.until(lambda: on.sent("CNSRREQ"))
        await on.until(lambda: "구독을 시작" in shown.shown)
        assert len(on.sent("CNSRREQ")) == 1
