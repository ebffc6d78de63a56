"""Alerts that go to a mailbox or a webhook: what is said for it, and what is answered."""

import pytest

from bot.commands.targets import address_of, split, target_of
from core.errors import AddressWrong, Gone, TryLater, UnknownTarget
from core.model import Destination
from tests.bot.commands.test_people import FRIEND, OWNER, Room

ME = Destination("email", "me@example.org")
ROOM = Destination("notify", "discord")
NAMES = {"discord": ROOM, "디스코드": Destination("notify", "디스코드")}


class Mailroom(Room):
    """People at chats with a bot that has e-mail; `posted` are the codes that went out."""

    def __init__(self, lang: str = "ko") -> None:
        super().__init__(lang)
        self.posted: list[tuple[str, str, str]] = []
        self.failure: Exception | None = None
        self.engine.mail.confirming.post = self._post
        self.router.targets = NAMES

    async def _post(self, address: Destination, code: str, lang: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.posted.append((address.chat, code, lang))

    async def confirmed(self, person: str = OWNER) -> str:
        return await self.say(f"/confirm {self.posted[-1][1]}", person)

    def followed(self) -> list[tuple[str, int]]:
        return [(str(where), condition) for where, condition in self.engine.followed]


@pytest.fixture
def room() -> Mailroom:
    return Mailroom()


# --- what is said --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "rest", "target"),
    [
        ("0 to me@example.org", "0", ME),
        ("0 me@example.org", "0", ME),
        ("0 TO Me@Example.ORG rate>3", "0 rate>3", ME),
        ("0 등락률>3 me@example.org로", "0 등락률>3", ME),
        ("0 받는곳 me@example.org 편입만", "0 편입만", ME),
        ("0 받는 곳 me@example.org", "0", ME),
        ("0 -> me@example.org", "0", ME),
        ("<mailto:me@example.org|me@example.org> 0", "0", ME),
        ("#11 to discord silent", "#11 silent", ROOM),
        ("0 디스코드로", "0", NAMES["디스코드"]),
        ("급등 초입 to me@example.org", "급등 초입", ME),
        ("cup to handle", "cup to handle", None),
        ("0 rate>3", "0 rate>3", None),
        ("#1@7 cooldown 10m", "#1@7 cooldown 10m", None),
        ("discord", "discord", None),
    ],
)
def test_a_target_is_taken_out_of_what_was_said(
    said: str, rest: str, target: Destination | None
) -> None:
    assert split(said, NAMES) == (rest, target)


def test_the_first_words_alone_name_a_target() -> None:
    assert target_of(["to", "me@example.org"], {}) == ME
    assert target_of(["me@example.org로"], {}) == ME
    assert target_of(["받는곳", "discord"], NAMES) == ROOM
    assert target_of(["rate>3"], NAMES) is None
    assert target_of([], NAMES) is None


@pytest.mark.parametrize("said", ["0 to me@example", "0 받는곳 me@@example.org", "0 to @me"])
def test_half_an_address_is_told_as_that(said: str) -> None:
    with pytest.raises(AddressWrong):
        split(said, NAMES)


@pytest.mark.parametrize("said", ["0 to slack", "급등 받는곳 어디"])
def test_a_name_nobody_knows_is_told_with_those_there_are(said: str) -> None:
    with pytest.raises(UnknownTarget) as told:
        split(said, NAMES)
    assert told.value.params["names"] == "discord, 디스코드"


@pytest.mark.parametrize(
    "word", ["a@b", "me@example.org@x", "me@-x.org", "한@example.org", "@x.org"]
)
def test_what_is_no_address_is_none(word: str) -> None:
    assert address_of(word) is None


# --- a new address -------------------------------------------------------------------------------


async def test_a_new_address_gets_a_code_and_nothing_is_followed_yet(room: Mailroom) -> None:
    said = await room.say("/subscribe 0 to me@example.org rate>3")
    ((address, code, lang),) = room.posted
    assert (address, len(code), lang) == ("me@example.org", 6, "ko")
    assert "me@example.org" in said
    assert "/confirm 123456" in said
    assert code not in said
    assert room.followed() == []


async def test_the_code_makes_the_address_theirs_and_the_subscription_begins(
    room: Mailroom,
) -> None:
    await room.say("/subscribe 0 to me@example.org rate>3")
    said = await room.confirmed()
    assert "✅ me@example.org" in said
    assert room.followed() == [("email:me@example.org", 11)]
    (subscription,) = room.engine.followed.values()
    assert subscription.options.rate.low == 3
    person = room.engine.people.person(OWNER)
    assert person is not None
    assert ME in [place.destination for place in person.places]


async def test_the_next_subscription_there_needs_no_code(room: Mailroom) -> None:
    await room.say("구독 0 me@example.org")
    await room.confirmed()
    said = await room.say("구독 1 받는곳 me@example.org")
    assert "✉️ 받는 곳: me@example.org" in said
    assert len(room.posted) == 1
    assert len(room.followed()) == 2


async def test_a_code_is_good_once_and_for_who_asked_alone(room: Mailroom) -> None:
    await room.let_in(FRIEND)
    await room.say("/subscribe 0 to me@example.org")
    code = room.posted[-1][1]
    assert "틀렸거나" in await room.say(f"/confirm {code}", FRIEND)
    await room.confirmed()
    assert "틀렸거나" in await room.say(f"/confirm {code}")
    assert room.followed() == [("email:me@example.org", 11)]


async def test_no_code_that_was_mailed_is_written_down(room: Mailroom) -> None:
    await room.say("/subscribe 0 to me@example.org")
    await room.confirmed()
    assert room.audit()[-1][1:3] == ("confirm", "…")
    assert room.posted[-1][1] not in repr(room.engine.store.audit.entries)


async def test_a_code_is_good_for_ten_minutes(room: Mailroom) -> None:
    await room.say("/subscribe 0 to me@example.org")
    room.clock.advance(601)
    assert "틀렸거나" in await room.confirmed()
    assert room.followed() == []


async def test_after_five_wrong_codes_none_is_looked_at_for_an_hour(room: Mailroom) -> None:
    await room.say("/subscribe 0 to me@example.org")
    for wrong in ("000000", "111111", "12345", "abcdef", "222222"):
        await room.say(f"/confirm {wrong}")
    assert "잠시 막혔습니다" in await room.confirmed()


async def test_codes_are_sent_three_times_an_hour_to_an_address_and_for_a_person(
    room: Mailroom,
) -> None:
    await room.let_in(FRIEND)
    for _ in range(3):
        await room.say("/subscribe 0 to me@example.org")
    assert "확인 코드를 여러 번" in await room.say("/subscribe 0 to you@example.org")
    assert "확인 코드를 여러 번" in await room.say("/subscribe 0 to me@example.org", FRIEND)
    room.clock.advance(3601)
    await room.say("/subscribe 0 to me@example.org")
    assert len(room.posted) == 4


async def test_a_code_is_not_asked_for_in_a_group(room: Mailroom) -> None:
    assert "1:1" in await room.say("/subscribe 0 to me@example.org", group=True)
    assert room.posted == []


async def test_without_a_code_it_is_said_what_to_put_there(room: Mailroom) -> None:
    assert "/confirm 123456" in await room.say("/confirm")


async def test_a_mailbox_that_does_not_exist_is_told_at_once(room: Mailroom) -> None:
    room.failure = Gone("mailbox_unknown")
    assert "그런 메일 주소가 없다고" in await room.say("/subscribe 0 to me@example.org")
    room.failure = TryLater(60, "450 4.7.1 secret words of the server")
    said = await room.say("/subscribe 0 to me@example.org")
    assert "나중" in said or "잠시 뒤" in said
    assert "secret" not in said


async def test_a_bot_without_e_mail_says_so(room: Mailroom) -> None:
    room.engine.mail.confirming.post = None
    assert "SMTP_HOST" in await room.say("/subscribe 0 to me@example.org")


async def test_a_viewer_may_have_mails_as_well(room: Mailroom) -> None:
    await room.let_in(FRIEND)
    await room.say("/subscribe 0 to you@example.org", FRIEND)
    await room.confirmed(FRIEND)
    assert room.followed() == [("email:you@example.org", 11)]


# --- what can be done with it --------------------------------------------------------------------


async def _mine(room: Mailroom) -> None:
    await room.say("/subscribe 0 to me@example.org")
    await room.confirmed()


async def test_options_pauses_and_the_end_are_said_of_the_address(room: Mailroom) -> None:
    await _mine(room)
    await room.say("/options 0 rate>5 to me@example.org")
    (subscription,) = room.engine.followed.values()
    assert subscription.options.rate.low == 5
    await room.say("/pause 0 to me@example.org")
    (subscription,) = room.engine.followed.values()
    assert subscription.suspended == "paused"
    await room.say("/unsubscribe 0 to me@example.org")
    assert room.followed() == []


async def test_the_buttons_speak_of_the_address_and_fit(room: Mailroom) -> None:
    await _mine(room)
    buttons = await room.buttons("/subscribe 0 to me@example.org")
    assert "/unsubscribe #11 to me@example.org" in buttons
    assert not any(one.startswith("/form") for one in buttons)


async def test_a_command_without_a_condition_offers_those_to_choose_there(room: Mailroom) -> None:
    await _mine(room)
    buttons = await room.buttons("/subscribe to me@example.org")
    assert "/subscribe #12 to me@example.org" in buttons


async def test_the_list_shows_what_goes_elsewhere_with_a_button_that_ends_it(
    room: Mailroom,
) -> None:
    await _mine(room)
    said = await room.say("/subscriptions")
    assert "이메일 me@example.org · 0 급등 초입" in said
    assert "/unsubscribe #11 to me@example.org" in await room.buttons("/subscriptions")


async def test_nobody_else_reads_an_address(room: Mailroom) -> None:
    await room.let_in(FRIEND)
    await _mine(room)
    assert "me@" not in await room.say("/subscriptions", FRIEND)
    assert "me@" not in await room.say("/subscriptions", group=True)
    said = await room.say("/subscribe 1 to me@example.org", group=True)
    assert "me@" not in said
    assert "m***@example.org" in said


async def test_nobody_else_ends_or_changes_what_goes_to_an_address(room: Mailroom) -> None:
    await room.let_in(FRIEND)
    await _mine(room)
    for command in ("/unsubscribe 0", "/options 0 rate>1", "/pause 0"):
        assert "확인한 적이 없습니다" in await room.say(f"{command} to me@example.org", FRIEND)
    assert room.followed() == [("email:me@example.org", 11)]


async def test_an_owner_may_end_what_goes_to_anybodys_address(room: Mailroom) -> None:
    await room.let_in(FRIEND)
    await room.say("/subscribe 0 to you@example.org", FRIEND)
    await room.confirmed(FRIEND)
    await room.say("/unsubscribe 0 to you@example.org")
    assert room.followed() == []


async def test_the_owners_own_addresses_need_no_code(room: Mailroom) -> None:
    room.engine.mail.name([ME])
    await room.say("/subscribe 0 to me@example.org")
    assert room.posted == []
    assert room.followed() == [("email:me@example.org", 11)]
    await room.let_in(FRIEND)
    await room.say("/subscribe 0 to me@example.org", FRIEND)
    assert len(room.posted) == 1


async def test_only_an_owner_sends_alerts_to_a_webhook(room: Mailroom) -> None:
    await room.let_in(FRIEND)
    assert "주인만" in await room.say("/subscribe 0 to discord", FRIEND)
    await room.say("/subscribe 0 to discord")
    assert room.followed() == [("notify:discord", 11)]


async def test_a_linked_address_is_shown_and_can_be_unlinked(room: Mailroom) -> None:
    await _mine(room)
    assert "이메일 me@example.org" in await room.say("/link")
    await room.say("/unlink email:me@example.org")
    await room.say("/subscribe 1 to me@example.org")
    assert len(room.posted) == 2
