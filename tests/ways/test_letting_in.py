"""Who is let in, with what rights, and out again: on real servers, in both platforms."""

import re
from functools import partial
from pathlib import Path

from bot.commands.table import menu
from core.model import Role
from tests.servers.telegram_chats import Message
from tests.ways.bot import OWNER, SAMSUNG, SlackServer, Stage, manual, stage

FRIEND, GROUP = 2002, -4001
COLLEAGUE = "U0002"


async def invited(on: Stage, said: str = "viewer 1d") -> str:
    """The link in an invitation."""
    answer = await on.ask(f"/invite {said}")
    (link,) = re.findall(r"https://t\.me/loopback_bot\?start=(\w+)", answer.text)
    return str(link)


def offers(message: Message, label: str) -> bool:
    """Whether a message has a button with this on it."""
    return any(label in one for one in message.labels)


async def came_in(on: Stage, said: str = "viewer 1d") -> None:
    """The friend pressed the owner's link, and the owner was told."""
    code = await invited(on, said)
    on.telegram.say(FRIEND, f"/start {code}")
    assert "환영합니다" in (await on.telegram.next_message(FRIEND, 10)).text
    assert "들어왔습니다" in await on.hears()


async def say(on: Stage, text: str, chat: int = FRIEND) -> str:
    """The friend says something; the answer."""
    on.telegram.say(chat, text, user_id=FRIEND)
    return (await on.telegram.next_message(chat, 10)).text


async def linked(on: Stage) -> SlackServer:
    """The owner said a code from Telegram to the bot in Slack, where nobody knew them."""
    assert on.slack is not None
    await on.slack.connected()
    (code,) = re.findall(r"/link ([a-z0-9-]+)", (await on.ask("/link")).text)
    on.slack.say(f"link {code}", user=COLLEAGUE, dm=True)
    answer = await on.slack.next_message(on.slack.direct(COLLEAGUE))
    assert "연결했습니다" in answer.shown
    assert "연결했습니다" in await on.hears()
    return on.slack


async def test_a_viewer_comes_in_by_a_link_uses_commands_and_may_not_invite(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.until(lambda: on.sent("REG"))
        code = await invited(on)
        on.telegram.say(FRIEND, f"/start {code}")
        assert "환영합니다" in (await on.telegram.next_message(FRIEND, 10)).text
        assert "들어왔습니다" in await on.hears()
        assert "상승추세" in await say(on, "/conditions")
        assert "구독을 시작" in await say(on, "/subscribe 0")
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in (await on.telegram.next_message(FRIEND, 10)).text
        assert "봇 주인만" in await say(on, "/invite")
        assert "/invite" not in await say(on, "/help")
        on.telegram.say(3003, f"/start {code}")  # the code was good once
        assert "틀렸거나" in (await on.telegram.next_message(3003, 10)).text


async def test_who_was_let_in_is_known_after_a_restart(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on:
        async with on.bot():
            await came_in(on, "trader")
        async with on.bot():
            assert "거래" in (await on.ask("/people")).text
            assert "상승추세" in await say(on, "/conditions")


async def test_a_member_of_a_group_is_a_stranger_until_invited(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        on.telegram.api.privacy = False
        on.telegram.say(GROUP, "오늘 장 좋네요", user_id=FRIEND)
        said = await say(on, "/subscribe@loopback_bot 0", GROUP)
        assert f"telegram:{FRIEND}" in said
        on.telegram.say(GROUP, "/subscribe@loopback_bot 0", user_id=FRIEND)
        await on.ask("/status@loopback_bot", GROUP)
        assert len(on.telegram.chat(GROUP).texts) == 2
        assert not on.sent("CNSRREQ")
        await came_in(on)
        assert "구독을 시작" in await say(on, "/subscribe@loopback_bot 0", GROUP)


async def test_a_viewers_press_on_an_owners_button_changes_nothing_of_the_owners_message(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        await on.until(lambda: on.sent("REG"))
        await came_in(on)
        on.simulator.kick()
        assert "알림이 멈췄습니다" in await on.hears()
        on.telegram.say(GROUP, "/status@loopback_bot", user_id=OWNER)
        shown = await on.telegram.next_message(GROUP, 10)
        before = shown.text
        press = on.telegram.press(GROUP, shown, "다시 가져오기", user_id=FRIEND)
        await on.until(lambda: press.answered)
        assert press.alert
        assert press.answer == "/takeover 명령은 봇 주인만 쓸 수 있습니다."
        assert (shown.text, shown.edited) == (before, 0)
        assert offers(shown, "다시 가져오기")
        assert len(on.sent("LOGIN")) == 1


async def test_a_slack_account_linked_by_a_code_has_the_owners_rights(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        slack = await linked(on)
        direct = slack.direct(COLLEAGUE)
        slack.slash("/kpeople", "", channel=direct.id, user=COLLEAGUE)
        shown = (await slack.next_message(direct)).shown
        assert f"텔레그램 {OWNER}" in shown
        assert f"슬랙 {COLLEAGUE}" in shown
        slack.slash("/link", "", channel=direct.id, user=COLLEAGUE)
        answer = (await slack.next_message(direct)).shown
        (code,) = re.findall(r"/link ([a-z0-9-]+)", answer)
        assert "연결했습니다" in (await on.ask(f"/link {code}", GROUP)).text  # a group as well
        assert f"텔레그램 그룹({GROUP})" in (await on.ask("/link")).text


async def test_an_unlinked_slack_account_is_a_stranger_again(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세"), slack=True) as on, on.bot():
        slack = await linked(on)
        shown = await on.ask("/link")
        on.telegram.press(OWNER, shown, f"끊기 슬랙 {COLLEAGUE}")
        await on.until(lambda: "끊었습니다" in shown.text)
        slack.slash("/kstatus", "", channel=slack.direct(COLLEAGUE).id, user=COLLEAGUE)
        answer = await slack.next_message(slack.direct(COLLEAGUE))
        assert f"slack:{COLLEAGUE}" in answer.shown


async def test_a_removed_person_is_a_stranger_at_once_and_their_alerts_stop(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        await came_in(on)
        assert "구독을 시작" in await say(on, "/subscribe 0")
        shown = await on.ask("/people")
        for label in (f"User{FRIEND}", "내보내기", "네, 내보냅니다"):
            await on.until(partial(offers, shown, label))
            on.telegram.press(OWNER, shown, label)
        await on.until(lambda: "내보냈습니다" in shown.text)
        told = await on.telegram.next_message(FRIEND, 10)
        assert "권한이 끝나" in told.text
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()
        assert f"telegram:{FRIEND}" in await say(on, "/subscribe 0")
        assert "삼성전자" not in "".join(on.telegram.chat(FRIEND).texts)


async def test_the_menu_of_a_person_follows_their_role(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():

        def shown(chat: int) -> set[str]:
            menus = on.telegram.api.menus.items()
            return {
                one["command"] for (scope, _), menu in menus if str(chat) in scope for one in menu
            }

        def of(role: Role) -> set[str]:
            return {name for name, _ in menu("ko", role)}

        await came_in(on)
        await on.until(lambda: shown(OWNER) == of(Role.OWNER))
        await on.until(lambda: shown(FRIEND) == of(Role.VIEWER))
        assert "invite" not in of(Role.VIEWER)
        await on.ask("/people #3 owner yes")
        await on.until(lambda: shown(FRIEND) == of(Role.OWNER))
        await on.ask("/people #3 remove yes")
        await on.until(lambda: not shown(FRIEND))
