"""The App Home and the form of a subscription, through the whole bot."""

from pathlib import Path

from tests.servers.slack_views import View
from tests.ways.bot import SLACK_OWNER, SlackServer, Stage, manual, stage

CHANNEL, STRANGER = "C0001", "U0STRANGER"


async def opened(on: Stage, user: str = SLACK_OWNER) -> tuple[SlackServer, View]:
    """The page of somebody, opened once the session is live."""
    assert on.slack is not None
    slack = on.slack
    await slack.connected()
    await on.until(lambda: on.sent("REG"))
    slack.open_home(user)
    await on.until(lambda: user in slack.views.homes)
    return slack, slack.views.homes[user]


async def test_from_an_empty_page_to_a_subscription_told_as_wished_without_a_word_typed(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세", "거래량"), slack=True) as on, on.bot():
        slack, home = await opened(on)
        assert "아직 구독한 조건식이 없습니다" in home.shown
        slack.press_home("0 상승추세", SLACK_OWNER)
        await on.until(lambda: "내 구독 1개" in home.shown)
        assert "구독을 시작" in home.shown
        assert len(on.sent("CNSRREQ")) == 1

        slack.press_home("설정", SLACK_OWNER)
        await on.until(lambda: slack.views.modals)
        slack.submit(SLACK_OWNER, rate="많이")
        await on.until(lambda: slack.views.modal(SLACK_OWNER).errors)
        slack.submit(SLACK_OWNER, rate="3 이상", kinds="entry", markets=["KOSDAQ"], digest="30분")
        await on.until(lambda: "코스닥" in home.shown)
        assert "편입만 · 등락률 3% 이상 · 코스닥" in home.shown

        slack.press_home("멈춤", SLACK_OWNER)
        await on.until(lambda: "⏸" in home.shown and "다시 받기" in home.labels)
        slack.press_home("해지", SLACK_OWNER)
        await on.until(lambda: "아직 구독한 조건식이 없습니다" in home.shown)
        assert not [one.error for one in slack.calls if one.error]

        said = await on.ask("/logs 기록")
        assert (
            "/options #1 편입만 필터없음 등락률 3 이상…모아 30분 접기 기본 코스닥 소리" in said.text
        )
        assert "/pause" in said.text


async def test_a_channels_subscription_is_changed_by_its_form_and_paused_from_the_page(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        assert on.slack is not None
        slack = on.slack
        await slack.connected()
        await on.until(lambda: on.sent("REG"))
        slack.slash("/subscribe", "0", CHANNEL, SLACK_OWNER)
        message = await slack.next_message(CHANNEL)
        slack.press(CHANNEL, message, "설정", SLACK_OWNER)
        await on.until(lambda: slack.views.modals)
        slack.submit(SLACK_OWNER, price="1000~50000", silent="silent", name="삼성")
        await on.until(lambda: "바꿨습니다" in message.shown)
        assert "가격 1,000∼50,000원" in message.shown
        _, home = await opened(on)
        assert f"<#{CHANNEL}>" in home.shown
        slack.press_home("멈춤", SLACK_OWNER)
        await on.until(lambda: "⏸" in home.shown)
        slack.slash("/subscriptions", "", CHANNEL, SLACK_OWNER)
        assert "⏸" in (await slack.next_message(CHANNEL)).shown
        assert not slack.direct(SLACK_OWNER).messages


async def test_a_stranger_sees_how_to_be_let_in_and_nothing_of_anybody(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        slack, home = await opened(on, STRANGER)
        assert f"slack:{STRANGER}" in home.shown
        assert not home.labels
        assert "상승추세" not in home.shown
        slack.open_home(STRANGER)
        await on.until(lambda: home.versions == 2)
        assert f"slack:{STRANGER}" in home.shown
        assert not slack.direct(STRANGER).messages


async def test_who_was_let_in_and_is_removed_again_changes_nothing_from_an_old_page(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        slack, home = await opened(on, STRANGER)
        invitation = (await on.ask("/invite viewer")).text
        code = next(word for word in invitation.split() if word.count("-") == 2)
        slack.say(f"start {code}", user=STRANGER, dm=True)
        await slack.next_message(slack.direct(STRANGER))
        assert STRANGER in await on.hears(), "the owner is told who came"
        slack.open_home(STRANGER)
        await on.until(lambda: "0 상승추세" in home.labels)
        await on.ask(f"/people slack:{STRANGER} remove yes")
        slack.press_home("0 상승추세", STRANGER)
        await on.until(lambda: not home.labels)
        assert not on.sent("CNSRREQ")
        assert f"slack:{STRANGER}" in home.shown
