"""Who is let in, by which codes, and what nobody can do."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.access import Access
from core.errors import (
    CodeRefused,
    LastOwner,
    LinkElsewhere,
    LinkTheOtherWay,
    ListedOwner,
    NotLinked,
    PrivateOnly,
    TooManyTries,
    UnknownPerson,
)
from core.model import Destination, Role
from core.services import codes
from core.services.people import Circle, Speaker
from tests.core.store.make import list_conditions
from tests.fakes.engine import StillClock
from tests.fakes.store import FakeStore

DAY = timedelta(days=1)
GROUP = Destination("telegram", "-100")


def speaker(identity: str, name: str = "", *, group: bool = False) -> Speaker:
    channel, _, chat = identity.partition(":")
    chat = chat.replace("U", "D") if channel == "slack" else chat
    where = GROUP if group else Destination(channel, chat)
    return Speaker(identity, name, where, private=not group)


OWNER = speaker("telegram:1001", "김주인")
FRIEND = speaker("telegram:2002", "이친구")
SLACK = speaker("slack:U01", "kim")


class World:
    """A circle with one owner by OWNERS."""

    def __init__(self, *owners: str) -> None:
        self.clock = StillClock()
        self.store = FakeStore()
        self.access = Access(owners)
        self.told: list[Destination] = []
        self.circle = Circle(
            self.store.people, self.store.subscriptions, self.store.outbox, self.told.extend,
            self.access, self.clock,
        )  # fmt: skip

    async def joined(self, who: Speaker, role: Role = Role.VIEWER) -> None:
        issued = await self.circle.invite(OWNER, role, DAY)
        await self.circle.redeem(issued.code, who)

    async def linked(self, first: Speaker, second: Speaker) -> None:
        issued = await self.circle.offer_link(first)
        await self.circle.redeem(issued.code, second)

    def role(self, who: Speaker) -> Role | None:
        return self.access.role(who.identity)

    def notices(self) -> list[str]:
        rows = self.store.tables.deliveries.values()
        return [f"{row.destination} {row.notice.key}" for row in rows if row.notice]


@pytest.fixture
async def world() -> World:
    world = World(OWNER.identity)
    await world.circle.load()
    await world.circle.met(OWNER.identity, OWNER.name)
    return world


# --- codes ----------------------------------------------------------------------------------


def test_codes_are_long_different_and_never_of_letters_that_look_alike() -> None:
    made = {codes.make() for _ in range(200)}
    assert len(made) == 200
    for code in made:
        assert len(code) == 12
        assert not set(code) & set("lo01-_")
        assert codes.read(codes.shown(code)) == code
        assert codes.read(f" {codes.shown(code).upper()} ") == code
        assert code not in codes.digest(code)


@pytest.mark.parametrize(
    "said", ["", "초대장", "abcd-efgh", "abcdefghijklm", "abcd-efgh-ijk1", "0"]
)
def test_what_cannot_be_a_code_is_none(said: str) -> None:
    assert codes.read(said) is None


async def test_the_code_itself_is_kept_nowhere(world: World) -> None:
    issued = await world.circle.invite(OWNER, Role.VIEWER, DAY)
    assert issued.code not in repr(world.store.people.codes)


# --- invitations ----------------------------------------------------------------------------


async def test_an_invitation_lets_a_stranger_in_and_the_inviter_hears_of_it(world: World) -> None:
    assert world.role(FRIEND) is None
    await world.joined(FRIEND, Role.TRADER)
    assert world.role(FRIEND) is Role.TRADER
    assert world.notices() == ["telegram:1001 person_joined_trader"]
    assert world.told == [OWNER.destination]


async def test_a_code_is_good_once_and_until_it_expires(world: World) -> None:
    issued = await world.circle.invite(OWNER, Role.VIEWER, DAY)
    await world.circle.redeem(issued.code, FRIEND)
    with pytest.raises(CodeRefused):
        await world.circle.redeem(issued.code, SLACK)
    late = await world.circle.invite(OWNER, Role.VIEWER, timedelta(minutes=30))
    world.clock.advance(1800)
    with pytest.raises(CodeRefused):
        await world.circle.redeem(late.code, SLACK)
    assert world.role(SLACK) is None


async def test_five_wrong_codes_lock_a_person_out_for_an_hour_and_nobody_else(
    world: World,
) -> None:
    issued = await world.circle.invite(OWNER, Role.VIEWER, DAY)
    for _ in range(5):
        with pytest.raises(CodeRefused):
            await world.circle.redeem(codes.make(), FRIEND)
    with pytest.raises(TooManyTries) as locked:
        await world.circle.redeem(issued.code, FRIEND)
    assert locked.value.params == {"minutes": "60"}
    await world.circle.redeem((await world.circle.offer_link(OWNER)).code, SLACK)
    world.clock.advance(3599)
    with pytest.raises(TooManyTries):
        await world.circle.redeem(issued.code, FRIEND)
    world.clock.advance(2)
    await world.circle.redeem(issued.code, FRIEND)
    assert world.role(FRIEND) is Role.VIEWER


async def test_wrong_codes_spread_over_more_than_an_hour_lock_nobody(world: World) -> None:
    for _ in range(12):
        with pytest.raises(CodeRefused):
            await world.circle.redeem(codes.make(), FRIEND)
        world.clock.advance(901)
    await world.joined(FRIEND)


async def test_an_invitation_never_lowers_and_is_not_used_up_by_who_needs_none(
    world: World,
) -> None:
    await world.joined(FRIEND, Role.TRADER)
    issued = await world.circle.invite(OWNER, Role.VIEWER, DAY)
    again = await world.circle.redeem(issued.code, FRIEND)
    assert (again.used, again.role) == (False, Role.TRADER)
    assert not (await world.circle.redeem(issued.code, OWNER)).used
    assert (await world.circle.redeem(issued.code, SLACK)).used
    await world.joined(FRIEND, Role.OWNER)
    assert world.role(FRIEND) is Role.OWNER


async def test_codes_are_made_and_invitations_used_in_private_alone(world: World) -> None:
    group = speaker(OWNER.identity, group=True)
    with pytest.raises(PrivateOnly):
        await world.circle.invite(group, Role.VIEWER, DAY)
    with pytest.raises(PrivateOnly):
        await world.circle.offer_link(group)
    issued = await world.circle.invite(OWNER, Role.VIEWER, DAY)
    with pytest.raises(PrivateOnly):
        await world.circle.redeem(issued.code, speaker(FRIEND.identity, group=True))
    await world.circle.redeem(issued.code, FRIEND)


async def test_what_somebody_invited_before_they_lost_their_rights_is_worth_nothing(
    world: World,
) -> None:
    await world.joined(FRIEND, Role.OWNER)
    issued = await world.circle.invite(FRIEND, Role.OWNER, DAY)
    await world.circle.change(world.circle.the_person(FRIEND.identity), Role.TRADER)
    with pytest.raises(CodeRefused):
        await world.circle.redeem(issued.code, SLACK)
    issued = await world.circle.invite(OWNER, Role.OWNER, DAY)
    world.access.owners([])
    with pytest.raises(CodeRefused):
        await world.circle.redeem(issued.code, SLACK)


# --- links ----------------------------------------------------------------------------------


async def test_a_new_identity_gets_the_rights_of_whoever_gave_the_code(world: World) -> None:
    await world.linked(OWNER, SLACK)
    assert world.role(SLACK) is Role.OWNER
    person = world.circle.the_person(SLACK.identity)
    assert person.identities == (OWNER.identity, SLACK.identity)
    assert [str(one.destination) for one in person.places] == ["telegram:1001", "slack:D01"]
    assert world.notices() == ["telegram:1001 person_linked"]
    world.access.owners([])  # what OWNERS gave, it takes from both
    assert world.role(SLACK) is None


async def test_two_owners_by_settings_become_one_person() -> None:
    world = World(OWNER.identity, SLACK.identity)
    await world.circle.load()
    assert len(world.circle.everybody()) == 2
    await world.linked(OWNER, SLACK)
    (one,) = world.circle.everybody()
    assert set(one.identities) == {OWNER.identity, SLACK.identity}
    await world.circle.load()
    assert len(world.circle.everybody()) == 1


async def test_a_group_is_linked_by_saying_the_code_there(world: World) -> None:
    await world.linked(OWNER, speaker(OWNER.identity, group=True))
    places = world.circle.the_person(OWNER.identity).places
    assert [str(one.destination) for one in places] == ["telegram:1001", "telegram:-100"]


async def test_a_link_code_said_where_it_was_asked_for_is_still_good_elsewhere(
    world: World,
) -> None:
    issued = await world.circle.offer_link(OWNER)
    with pytest.raises(LinkElsewhere):
        await world.circle.redeem(issued.code, OWNER)
    await world.circle.redeem(issued.code, SLACK)
    assert world.role(SLACK) is Role.OWNER


async def test_whoever_owners_names_no_more_is_told_nothing_any_more(world: World) -> None:
    await list_conditions(world.store, "골든크로스")
    for who in (OWNER, FRIEND):
        await world.store.subscriptions.add(1, who.destination, who.identity, world.clock.now())
    world.access.owners([FRIEND.identity])
    await world.circle.load()
    left, stays = [
        (await world.store.subscriptions.of(who.destination))[0].suspended
        for who in (OWNER, FRIEND)
    ]
    assert (left, stays) == ("person_removed", None)
    assert world.notices() == ["telegram:1001 person_removed"]
    await world.circle.load()
    assert world.notices() == ["telegram:1001 person_removed"], "once"


async def test_nobody_gets_more_rights_by_having_their_code_said_by_an_owner(
    world: World,
) -> None:
    await world.joined(FRIEND)
    issued = await world.circle.offer_link(FRIEND)
    with pytest.raises(LinkTheOtherWay):
        await world.circle.redeem(issued.code, OWNER)
    assert world.role(FRIEND) is Role.VIEWER


async def test_an_unlinked_account_is_a_stranger_and_what_it_subscribed_stops(
    world: World,
) -> None:
    await world.linked(OWNER, SLACK)
    await list_conditions(world.store, "골든크로스")
    await world.store.subscriptions.add(1, SLACK.destination, SLACK.identity, world.clock.now())
    await world.circle.unlink(OWNER.identity, SLACK.identity)
    assert world.role(SLACK) is None
    assert (await world.store.subscriptions.of(SLACK.destination))[0].suspended == "person_removed"
    assert "slack:D01 person_removed" in world.notices()
    left = world.circle.the_person(OWNER.identity).places
    assert [one.identity for one in left] == [OWNER.identity]


async def test_a_linked_chat_is_unlinked_and_the_account_stays(world: World) -> None:
    await world.linked(OWNER, SLACK)
    await world.circle.unlink(OWNER.identity, "slack:D01")
    assert world.role(SLACK) is Role.OWNER
    assert len(world.circle.the_person(OWNER.identity).places) == 1
    with pytest.raises(NotLinked):
        await world.circle.unlink(OWNER.identity, "slack:D01")


async def test_nobody_unlinks_the_account_their_rights_come_from(world: World) -> None:
    await world.linked(OWNER, SLACK)
    for speaking in (OWNER, SLACK):
        with pytest.raises(LinkTheOtherWay):
            await world.circle.unlink(speaking.identity, OWNER.identity)
    with pytest.raises(LinkTheOtherWay):
        await world.circle.unlink(SLACK.identity, SLACK.identity)


# --- roles ----------------------------------------------------------------------------------


async def test_a_removed_person_is_a_stranger_at_once_and_what_they_subscribed_stops(
    world: World,
) -> None:
    await world.joined(FRIEND)
    await list_conditions(world.store, "골든크로스")
    await world.store.subscriptions.add(1, GROUP, FRIEND.identity, world.clock.now())
    await world.circle.remove(world.circle.find(FRIEND.identity))
    assert world.role(FRIEND) is None
    assert world.circle.person(FRIEND.identity) is None
    assert (await world.store.subscriptions.of(GROUP))[0].suspended == "person_removed"
    assert "telegram:-100 person_removed" in world.notices()


async def test_who_becomes_a_stranger_is_forgotten_and_who_stays_is_not(world: World) -> None:
    forgotten: list[str] = []

    async def forget(identities: Sequence[str]) -> None:
        forgotten.extend(identities)

    world.circle.forget = forget
    await world.joined(FRIEND)
    await world.circle.change(world.circle.find(FRIEND.identity), Role.TRADER)
    assert forgotten == []
    await world.circle.remove(world.circle.find(FRIEND.identity))
    assert forgotten == [FRIEND.identity]


async def test_an_owner_named_by_owners_is_changed_by_nobody_in_a_chat(world: World) -> None:
    await world.joined(FRIEND, Role.OWNER)
    owner = world.circle.find("김주인")
    for role in (Role.VIEWER, Role.OWNER):
        with pytest.raises(ListedOwner):
            await world.circle.change(owner, role)
    with pytest.raises(ListedOwner):
        await world.circle.remove(owner)


async def test_the_last_owner_stays_an_owner() -> None:
    world = World(OWNER.identity)
    await world.circle.load()
    await world.joined(FRIEND, Role.OWNER)
    await world.circle.met("console:local", "")
    world.access.owners([])
    friend = world.circle.find(FRIEND.identity)
    with pytest.raises(LastOwner):
        await world.circle.remove(friend)
    with pytest.raises(LastOwner):
        await world.circle.change(friend, Role.VIEWER)
    assert world.role(FRIEND) is Role.OWNER


async def test_people_are_found_by_number_identity_and_name(world: World) -> None:
    await world.joined(FRIEND)
    friend = world.circle.the_person(FRIEND.identity)
    for said in (f"#{friend.id}", FRIEND.identity, "이친구"):
        assert world.circle.find(said) == friend
    await world.joined(SLACK)
    await world.circle.met(SLACK.identity, "이친구")
    for said in ("이친구", "", "#99"):
        with pytest.raises(UnknownPerson):
            world.circle.find(said)


async def test_a_stranger_who_speaks_is_not_made_a_person(world: World) -> None:
    await world.circle.met("telegram:666", "누구")
    assert world.circle.person("telegram:666") is None
    await world.circle.met("console:local", "")
    assert world.circle.person("console:local") is not None
