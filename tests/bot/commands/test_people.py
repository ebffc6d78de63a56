"""Inviting, linking, changing and removing people, as they read it."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.access import Role
from bot.commands.menus import Menus
from bot.commands.people import deed, does_something, invitation
from bot.commands.router import Router
from bot.commands.seldom import Allowance
from bot.messages import Incoming, Reply
from bot.render import html, plain
from core.errors import DatabaseUnusable
from core.model import Audited, Destination
from core.services import codes
from core.services.people import Speaker
from tests.fakes.engine import FakeEngine, FakeInbox, StillClock
from tests.fakes.languages import speech
from tests.fakes.people import FakeAudit

OWNER, FRIEND, SLACK = "telegram:1001", "telegram:2002", "slack:U01"
GROUP = Destination("telegram", "-100")


class Room:
    """Several people at chats with the bot."""

    def __init__(self, lang: str = "ko") -> None:
        self.engine = FakeEngine()
        self.clock = self.engine.clock
        self.engine.people.deep_link = lambda code: f"https://t.me/a_bot?start={code}"
        self.inbox = FakeInbox()
        self.router = Router(
            self.engine, self.engine.access, self.inbox, clock=self.clock, wall=self.clock,
            languages=speech(lang),
        )  # fmt: skip
        self._said = 0

    async def reply(
        self, text: str, person: str = OWNER, *, group: bool = False, name: str = "", key: str = ""
    ) -> Reply | None:
        self._said += 1
        channel, _, chat = person.partition(":")
        chat = chat.replace("U", "D") if channel == "slack" else chat
        where = GROUP if group else Destination(channel, chat)
        reply = await self.router.handle(
            Incoming(
                key or str(self._said), where, person, text, private=not group, person_name=name
            )
        )
        for row in reply.buttons if reply else ():
            for button in row:
                assert len(button.data.encode()) <= 64
                assert 0 < len(button.label) <= 30
        if reply:
            assert len(html.messages(reply.doc)) == 1
        return reply

    async def say(self, text: str, person: str = OWNER, *, group: bool = False) -> str:
        reply = await self.reply(text, person, group=group, name=NAMES.get(person, ""))
        assert reply is not None
        return plain.encode(reply.doc)

    async def buttons(self, text: str, person: str = OWNER) -> list[str]:
        reply = await self.reply(text, person)
        assert reply is not None
        return [button.command for row in reply.buttons for button in row]

    async def code(self, text: str = "/invite", person: str = OWNER) -> str:
        """The code in an answer."""
        (found,) = re.findall(r"(?:start|link) ([a-z0-9-]{14})", await self.say(text, person))
        return str(found)

    async def let_in(self, person: str, role: str = "viewer") -> None:
        await self.say(f"/start {await self.code(f'/invite {role}')}", person)

    def audit(self) -> list[tuple[str, str, str, str]]:
        rows = self.engine.store.audit.entries
        return [(one.person, one.command, one.said, one.outcome) for one in rows]


def at_home(identity: str) -> Speaker:
    return Speaker(identity, "", Destination("telegram", identity), private=True)


NAMES = {OWNER: "김주인", FRIEND: "이친구", SLACK: "kim"}


@pytest.fixture
def room() -> Room:
    return Room()


# --- invitations ----------------------------------------------------------------------------


async def test_an_invitation_says_what_it_gives_for_how_long_and_how_it_is_used(room: Room) -> None:
    said = await room.say("/invite viewer 12h")
    assert "보기 초대" in said
    assert "12시간 동안 한 번" in said
    assert "이 계정의 조건식" in said
    (code,) = re.findall(r"/start ([a-z0-9-]+)", said)
    assert f"https://t.me/a_bot?start={codes.read(code)}" in said
    assert re.fullmatch(r"[A-Za-z0-9_-]{10,64}", codes.read(code) or "")


async def test_without_telegram_an_invitation_has_no_link(room: Room) -> None:
    room.engine.people.deep_link = lambda code: ""
    said = await room.say("/invite")
    assert "t.me" not in said
    assert "보내면 됩니다" in said
    assert "/start " in said


@pytest.mark.parametrize(
    ("said", "role", "lasting"),
    [
        ("", Role.VIEWER, timedelta(days=1)),
        ("viewer 1d", Role.VIEWER, timedelta(days=1)),
        ("12h trader", Role.TRADER, timedelta(hours=12)),
        ("Owner 30m", Role.OWNER, timedelta(minutes=30)),
        ("보기 하루", Role.VIEWER, timedelta(days=1)),
        ("거래 12 시간", Role.TRADER, timedelta(hours=12)),
        ("주인 30분", Role.OWNER, timedelta(minutes=30)),
        ("이틀 동안", None, None),
        ("일주일", Role.VIEWER, timedelta(days=7)),
        ("3일간", Role.VIEWER, timedelta(days=3)),
        ("31d", None, None),
        ("0m", None, None),
        ("king 1d", None, None),
        ("viewer trader", None, None),
        ("1d 2d", None, None),
        ("9999999d", None, None),
    ],
)
def test_what_follows_invite_is_read(
    said: str, role: Role | None, lasting: timedelta | None
) -> None:
    assert invitation(said) == (None if role is None else (role, lasting))


async def test_anything_else_gets_one_sentence_with_what_is_right(room: Room) -> None:
    said = await room.say("/invite king")
    assert "\n" not in said
    assert "예: /invite 보기 1일" in said


async def test_an_invitation_is_not_made_where_others_read_it(room: Room) -> None:
    assert "1:1 대화" in await room.say("/invite", group=True)
    assert not room.engine.store.people.codes


async def test_a_stranger_comes_in_with_a_code_and_is_greeted(room: Room) -> None:
    said = await room.say(f"/start {await room.code()}", FRIEND)
    assert "환영합니다" in said
    assert "보기" in said
    assert "(1/3)" in said  # and is shown around
    assert "조건식" in await room.say("/conditions", FRIEND)
    assert await room.say("/invite", FRIEND) == "/invite 명령은 봇 주인만 쓸 수 있습니다."
    assert room.engine.people.the_person(FRIEND).name == "이친구"


async def test_the_same_update_again_says_nothing_and_uses_nothing(room: Room) -> None:
    code = await room.code()
    assert await room.reply(f"/start {code}", FRIEND, key="once") is not None
    assert await room.reply(f"/start {code}", FRIEND, key="once") is None


async def test_whoever_has_the_role_already_leaves_the_code_to_somebody_else(room: Room) -> None:
    code = await room.code()
    assert "이미 주인 권한" in await room.say(f"/start {code}")
    assert "환영합니다" in await room.say(f"/start {code}", FRIEND)


async def test_a_person_is_found_by_the_bare_number_of_an_id(room: Room) -> None:
    await room.reply(f"/start {await room.code()}", FRIEND, name="이친구")
    for said in ("#2", "2", "2002", "telegram:2002", "이친구"):
        assert (await room.buttons(f"/people {said}"))[0] == "/people #2 trader"
    assert await room.buttons("/people 1") == ["/people #1", "/people #2"]  # the first page
    assert "거래" in await room.say("/people 2002 거래")
    assert "이친구 님을 내보낼까요" in await room.say("/people 2 내보내기")
    assert "사람 2명" in await room.say("/people 3003")
    assert "찾지 못했습니다" in await room.say("/people 50070001")
    assert "찾지 못했습니다" in await room.say("/people 3003 거래")


async def test_a_stranger_is_told_of_invitations_and_their_id_in_one_sentence(room: Room) -> None:
    said = await room.say("/subscribe 0", "telegram:666")
    assert "telegram:666" in said
    assert "/invite" in said
    assert "OWNERS" in said
    assert "\n" not in said
    assert len(said) <= 60
    assert await room.reply("/start", "telegram:666") is None
    assert "/kinvite" in await room.say("hello", "slack:U666")


async def test_a_wrong_code_is_refused_in_one_sentence_and_the_sixth_not_looked_at(
    room: Room,
) -> None:
    for _ in range(5):
        said = await room.say(f"/start {codes.make()}", FRIEND)
        assert said == "틀렸거나 이미 썼거나 시간이 지난 코드입니다. 새 코드를 받아 주세요."
    right = await room.code()
    assert "60분 뒤" in await room.say(f"/start {right}", FRIEND)
    written = len(room.inbox.seen), len(room.audit())
    assert await room.reply(f"/start {right}", FRIEND) is None
    assert (len(room.inbox.seen), len(room.audit())) == written
    room.clock.advance(3601)
    assert "환영합니다" in await room.say(f"/start {right}", FRIEND)


async def test_the_link_that_let_somebody_in_greets_and_wakes_when_it_is_opened_again(
    room: Room,
) -> None:
    code = await room.code()
    await room.say(f"/start {code}", FRIEND)
    before = len(room.engine.calls)
    for _ in range(7):
        room.clock.advance(10)
        said = await room.say(f"/start {code}", FRIEND)
        assert said.startswith("이미 들어와 있습니다(권한: 보기)")
        assert "틀렸거나" not in said
    assert sum(one.startswith("resume") for one in room.engine.calls[before:]) == 7
    assert "/start pick" in await room.buttons(f"/start {code}", FRIEND)
    assert "틀렸거나" in await room.say(f"/start {code}", "telegram:3003")


async def test_a_stranger_may_send_the_code_alone(room: Room) -> None:
    assert "환영합니다" in await room.say(f" {(await room.code()).upper()} ", FRIEND)
    assert "틀렸거나" in await room.say(codes.make(), "telegram:3003")
    assert room.audit()[-1][1:3] == ("start", "…")
    again = await room.code()
    assert "1:1 대화" in await room.say(again, "telegram:4004", group=True)


async def test_what_can_be_no_code_is_answered_with_what_one_looks_like(room: Room) -> None:
    assert "초대" in await room.say("/start", FRIEND)
    for said in ("/start 주세요", "/start k7m2-9xqa", "/link 1234", "시작 k7m2-9xqa-wd4!"):
        assert "열두 글자" in await room.say(said, FRIEND)
    assert "열두 글자" in await room.say("/start k7m2", FRIEND)
    right = await room.code()
    assert "60분 뒤" in await room.say(f"/start {right}", FRIEND)  # five were too many
    assert await room.reply("/start k7m2", FRIEND) is None
    room.clock.advance(3601)
    assert "환영합니다" in await room.say(f"/start {right}", FRIEND)


async def test_what_can_be_no_code_is_answered_once_an_hour_in_a_group(room: Room) -> None:
    assert "열두 글자" in await room.say("/start k7m2", FRIEND, group=True)
    assert await room.reply("/start k7m2", FRIEND, group=True) is None


async def test_in_a_group_strangers_hear_once_an_hour_that_codes_are_private(room: Room) -> None:
    code = await room.code()
    assert "1:1 대화" in await room.say(f"/start {code}", FRIEND, group=True)
    assert await room.reply(f"/start {code}", FRIEND, group=True) is None
    for _ in range(3):
        await room.reply(f"/link {codes.make()}", FRIEND, group=True)
    assert await room.reply(f"/link {codes.make()}", FRIEND, group=True) is None
    assert "환영합니다" in await room.say(f"/start {code}", FRIEND)


# --- links ----------------------------------------------------------------------------------


async def test_a_code_said_in_slack_makes_that_account_the_same_person(room: Room) -> None:
    code = await room.code("/link")
    said = await room.say(f"link {code.upper()}", SLACK)
    assert said.startswith("연결했습니다")
    assert "주인" in said
    assert "사람 1명" in await room.say("/people", SLACK)
    said = await room.say("/link")
    assert "텔레그램 1001 계정 · 지금 이 계정" in said
    assert "슬랙 U01 계정" in said
    assert "슬랙 1:1" not in said, "the account stands for it"
    assert await room.buttons("/link") == ["/unlink slack:U01", "/link"]


async def test_a_link_code_is_taken_after_start_as_well(room: Room) -> None:
    assert "연결했습니다" in await room.say(f"/start {await room.code('/link')}", FRIEND)


async def test_a_group_is_linked_and_unlinked(room: Room) -> None:
    assert "1:1 대화" in await room.say("/link", group=True)
    assert "연결했습니다" in await room.say(f"연결 {await room.code('/link')}", group=True)
    assert await room.buttons("/unlink") == ["/unlink telegram:-100"]
    assert "텔레그램 그룹(-100)" in await room.say("/link")
    assert "끊었습니다" in await room.say("/unlink telegram:-100")
    assert "‘telegram:-100’ 연결은 없습니다" in await room.say("/unlink telegram:-100")


async def test_an_unlinked_account_is_a_stranger_at_once(room: Room) -> None:
    await room.say(f"/link {await room.code('/link')}", SLACK)
    await room.say("/unlink slack:U01")
    assert "추가가 필요합니다" in await room.say("/status", SLACK)


async def test_where_nothing_is_linked_nothing_is_offered_to_be_unlinked(room: Room) -> None:
    assert await room.say("/unlink") == "아직 연결된 곳이 없습니다."
    assert await room.buttons("/unlink") == []


async def test_what_is_no_code_is_refused(room: Room) -> None:
    assert "틀렸거나" in await room.say("/link 슬랙")


# --- people ---------------------------------------------------------------------------------


async def test_people_are_listed_with_role_accounts_since_when_and_by_whom(room: Room) -> None:
    await room.let_in(FRIEND, "trader")
    said = await room.say("/people")
    assert said.startswith("사람 2명")
    assert "김주인 · 주인 · 2026-11-23부터" in said
    assert "이친구 · 거래 · 2026-11-23부터 · 김주인 초대" in said
    assert "텔레그램 2002" in said
    assert await room.buttons("/people") == ["/people #1", "/people #2"]


async def test_very_many_people_are_listed_page_by_page(room: Room) -> None:
    for number in range(23):
        issued = await room.engine.people.invite(at_home(OWNER), Role.VIEWER, timedelta(days=1))
        await room.engine.people.redeem(issued.code, at_home(f"telegram:{3000 + number}"))
    said = await room.say("/people 3")
    assert "3/3쪽" in said
    assert (await room.buttons("/people 2"))[-2:] == ["/people 1", "/people 3"]
    assert "3/3쪽" in await room.say("/people 99")


async def test_one_person_is_changed_and_removed_by_buttons_with_a_second_press(
    room: Room,
) -> None:
    await room.let_in(FRIEND)
    assert await room.buttons("/people #2") == [
        "/people #2 trader", "/people #2 owner", "/people #2 remove", "/people",
    ]  # fmt: skip
    assert "권한을 바꾸었습니다: 이친구 · 거래" in await room.say("/people #2 trader")
    assert room.engine.access.role(FRIEND) is Role.TRADER
    assert (await room.buttons("/people #2 owner"))[0] == "/people #2 owner yes"
    assert room.engine.access.role(FRIEND) is Role.TRADER
    await room.say("/people #2 owner yes")
    assert room.engine.access.role(FRIEND) is Role.OWNER
    assert (await room.buttons("/people #2 remove"))[0] == "/people #2 remove yes"
    assert room.engine.access.role(FRIEND) is Role.OWNER
    assert "내보냈습니다" in await room.say("/people #2 remove yes")
    assert "추가가 필요합니다" in await room.say("/status", FRIEND)
    assert "찾지 못했습니다" in await room.say("/people #2 remove yes")


async def test_people_are_named_and_changed_in_korean(room: Room) -> None:
    await room.let_in(FRIEND)
    assert "거래" in await room.say("사람 이친구 거래")
    assert "이미 거래" in await room.say("사람 이친구 거래")
    assert "내보낼까요" in await room.say("사람 이친구 내보내기")
    assert "내보냈습니다" in await room.say("사람 이친구 내보내기 네")


async def test_an_owner_named_by_owners_has_no_buttons_and_is_not_removed(room: Room) -> None:
    await room.say("/status")
    assert await room.buttons("/people #1") == ["/people"]
    assert "OWNERS" in await room.say("/people #1")
    for said in ("remove", "remove yes", "viewer"):
        assert "여기서 바꿀 수 없습니다" in await room.say(f"/people #1 {said}")


@pytest.mark.parametrize("said", ["#9", "누구 거래", "아무개", "거래"])
async def test_whoever_is_not_there_is_said_not_to_be_found(room: Room, said: str) -> None:
    assert "찾지 못했습니다" in await room.say(f"/people {said}")


async def test_people_are_not_listed_where_others_read_it(room: Room) -> None:
    for said in ("/people", "/people #1", "/people #1 viewer", "/people #1 remove yes"):
        answer = await room.say(said, group=True)
        assert "1:1 대화" in answer
        assert "1001" not in answer


async def test_what_cannot_be_done_to_a_person_is_answered_with_what_can(room: Room) -> None:
    await room.let_in(FRIEND)
    for said in ("이친구 왕", "#2 king of all", "2002 바꿔"):
        assert await room.say(f"/people {said}") == (
            "사람 뒤에는 권한(보기, 거래, 주인)이나 내보내기만 붙일 수 있습니다. "
            "예: /people 이친구 보기"
        )


def test_only_a_deed_is_a_change() -> None:
    assert deed("#3") is None
    assert [does_something(said) for said in ("", "2", "#3", "#3 remove", "#3 owner")] == [
        False
    ] * 5
    assert all(map(does_something, ("#3 viewer", "#3 remove yes", "이 친구 주인 네")))


async def test_help_shows_only_what_the_role_may_do(room: Room) -> None:
    await room.let_in(FRIEND)
    assert "/invite" in await room.say("/help")
    said = await room.say("/help", FRIEND)
    assert "/subscribe" in said
    assert "/invite" not in said
    assert "/takeover" not in said
    assert "명령은 없습니다" in await room.say("/help invite", FRIEND)


async def test_everything_is_said_in_english_too() -> None:
    room = Room("en")
    code = await room.code()
    assert "Welcome" in await room.say(f"/start {code}", FRIEND)
    for said, answer in (
        ("/invite trader 12h", "as trader"),
        ("/invite king", "Example: /invite viewer 1d"),
        ("/link", "Say this in the other chat"),
        ("/unlink", "Nothing is linked"),
        ("/people", "People: 2"),
        ("/people #2", "viewer"),
        ("/people #2 remove", "Remove 이친구?"),
        ("/people #2 trader", "이친구 is trader now"),
        ("/people #1 remove", "by OWNERS"),
        ("/people #9", "There is nobody"),
    ):
        assert answer in await room.say(said)
    assert "You need an owner" in await room.say("hi", "telegram:666")


# --- audit ----------------------------------------------------------------------------------


async def test_every_command_that_changes_something_is_written_down_without_its_code(
    room: Room,
) -> None:
    code = await room.code()
    await room.say(f"/start {code}", FRIEND)
    await room.say("/status")
    await room.say("/people")
    await room.say("/subscribe 0", FRIEND)
    await room.say("/subscribe", FRIEND)
    await room.say("/unsubscribe 급등", FRIEND)
    await room.say("/unsubscribe 0", FRIEND)
    await room.say("/people #2 trader")
    await room.say("/takeover", FRIEND)
    assert room.audit() == [
        (OWNER, "invite", "", "done"),
        (FRIEND, "start", "…", "done"),
        (FRIEND, "subscribe", "0", "done"),
        (FRIEND, "unsubscribe", "급등", "done"),
        (FRIEND, "unsubscribe", "0", "not_subscribed"),
        (OWNER, "people", "#2 trader", "done"),
        (FRIEND, "takeover", "", "not_allowed"),
    ]
    assert room.engine.store.audit.entries[0].at == room.clock.now()
    assert room.engine.store.audit.entries[2].destination == Destination("telegram", "2002")
    assert (codes.read(code) or code) not in repr(room.engine.store.audit.entries)


async def test_a_bug_and_a_broken_audit_are_told_apart_from_what_was_done() -> None:
    class Broken(FakeAudit):
        async def write(self, entry: Audited) -> None:
            raise DatabaseUnusable(path="kiwoom.db", reason="locked")

    room = Room()
    room.engine.failure = ZeroDivisionError()
    await room.say("/subscribe 0")
    assert room.audit() == [(OWNER, "subscribe", "0", "failed")]
    room.engine.audit = Broken()
    room.router = Router(
        room.engine,
        room.engine.access,
        room.inbox,
        clock=room.clock,
        wall=room.clock,
        languages=speech(),
    )
    assert "구독을 시작" in await room.say("/subscribe 0")


# --- not too often --------------------------------------------------------------------------


async def test_too_many_commands_get_one_sentence_and_then_silence_until_there_is_room(
    room: Room,
) -> None:
    for _ in range(20):
        await room.say("/status")
    said = await room.say("/status")
    assert said == "명령이 너무 잦아 잠시 쉽니다. 10초 뒤에 다시 보내 주세요."
    for _ in range(30):
        assert await room.reply("/status") is None
    assert await room.reply("/status", "console:local") is not None
    room.clock.advance(10)
    assert "키움" in await room.say("/status")
    room.clock.advance(60)
    for _ in range(20):
        await room.say("/status")


def test_a_person_with_two_accounts_has_one_allowance() -> None:
    clock = StillClock()
    allowance = Allowance(clock, burst=2, a_minute=60, again=1, most=2)
    assert [allowance.take("#1") for _ in range(4)] == [0, 0, 1.0, None]
    clock.advance(1)
    assert [allowance.take("#1") for _ in range(3)] == [0, 1.0, None]
    assert allowance.take("#2") == 0
    assert allowance.take("#3") == 0
    assert allowance.take("#1") == 0  # forgotten, for the oldest make room


# --- menus ----------------------------------------------------------------------------------


class Face:
    name = "telegram"

    def __init__(self) -> None:
        self.menus: list[tuple[str, Role | None]] = []

    async def publish_menu(self, chat: str, role: Role | None) -> None:
        self.menus.append((chat, role))


async def test_menus_follow_the_role() -> None:
    room, face = Room(), Face()
    menus = Menus(room.engine.access.roles, [face, object()])
    room.engine.access.on_change.append(menus.changed)
    running = asyncio.create_task(menus.run())
    for done, shown in (
        (room.say("/status"), [("1001", Role.OWNER)]),
        (room.let_in(FRIEND), [("2002", Role.VIEWER)]),
        (room.say("/people #2 trader"), [("2002", Role.TRADER)]),
        (room.say("/people #2 remove yes"), [("2002", None)]),
    ):
        await done
        await asyncio.sleep(0)
        assert face.menus == shown
        face.menus.clear()
    room.engine.access.owners(["telegram:-1", "telegram:7"])
    await asyncio.sleep(0)
    assert sorted(chat for chat, _ in face.menus) == ["1001", "7"]
    running.cancel()
