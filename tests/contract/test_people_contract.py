"""What is promised of people and the audit, in memory and in a file."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from core.model import Audited, Code, Destination, Person, Place, Purpose, Role
from core.ports import Audit, People
from core.store import Store
from tests.core.store.make import NOW, AnyStore, at, list_conditions
from tests.fakes.store import FakeStore

OWNER, FRIEND, SLACK = "telegram:1001", "telegram:2002", "slack:U01"
HOME = Destination("telegram", "1001")
DM = Destination("slack", "D01")
GROUP = Destination("telegram", "-100")
DAY = timedelta(days=1)


class PeopleStore(AnyStore, Protocol):
    @property
    def people(self) -> People: ...
    @property
    def audit(self) -> Audit: ...


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PeopleStore]:
    opened: PeopleStore
    opened = FakeStore() if request.param == "memory" else await Store.open(tmp_path / "bot.db")
    yield opened
    await opened.close()


def invitation(digest: str = "i", role: Role = Role.VIEWER, seconds: float = 60) -> Code:
    return Code(digest, Purpose.INVITE, OWNER, HOME, at(seconds), role=role)


def link(person: Person, digest: str = "l", home: Destination = HOME) -> Code:
    by = person.identities[0]
    return Code(digest, Purpose.LINK, by, home, at(60), person_id=person.id)


async def met(store: PeopleStore, identity: str = OWNER, name: str = "김주인") -> Person:
    await store.people.meet(identity, name, NOW)
    return await person(store, identity)


async def person(store: PeopleStore, identity: str) -> Person:
    (found,) = [one for one in await store.people.all() if identity in one.identities]
    return found


async def joined(store: PeopleStore, identity: str, role: Role = Role.VIEWER) -> Person:
    await store.people.keep(invitation(f"i{identity}", role), NOW)
    assert await store.people.join(f"i{identity}", identity, "친구", NOW)
    return await person(store, identity)


async def test_asking_for_a_code_by_mail_leaves_the_code_that_links_a_chat(
    store: PeopleStore,
) -> None:
    somebody = await met(store)
    by_mail = Code("m", Purpose.MAIL, OWNER, HOME, at(60), person_id=somebody.id)
    await store.people.keep(link(somebody), NOW)
    await store.people.keep(by_mail, NOW)
    assert await store.people.open_code("l", NOW)
    assert await store.people.open_code("m", NOW)
    await store.people.keep(link(somebody, "l2"), NOW)
    assert await store.people.open_code("l", NOW) is None, "the newer one counts"
    assert await store.people.open_code("m", NOW)


async def linked(
    store: PeopleStore, to: Person, identity: str, where: Destination, *, private: bool = True
) -> Person:
    await store.people.keep(link(to, f"l{where}"), NOW)
    assert await store.people.link(f"l{where}", Place(where, identity, private), "", at(1))
    return await person(store, identity)


# --- people ---------------------------------------------------------------------------------


async def test_whoever_is_met_first_has_no_role_of_their_own(store: PeopleStore) -> None:
    assert await store.people.all() == []
    assert await met(store) == Person(1, None, "김주인", (OWNER,), NOW)


async def test_a_new_name_replaces_the_old_one_and_no_name_does_not(store: PeopleStore) -> None:
    await met(store)
    assert (await met(store, name="김사장")).name == "김사장"
    assert (await met(store, name="")).name == "김사장"
    assert len(await store.people.all()) == 1


async def test_a_role_can_be_changed(store: PeopleStore) -> None:
    friend = await joined(store, FRIEND)
    await store.people.change(friend.id, Role.TRADER)
    assert (await person(store, FRIEND)).role is Role.TRADER


async def test_somebody_removed_is_nobody_and_their_number_is_not_used_again(
    store: PeopleStore,
) -> None:
    owner = await met(store)
    friend = await joined(store, FRIEND)
    await linked(store, friend, SLACK, DM)
    await store.people.keep(link(friend, "open"), NOW)
    await store.people.remove(friend.id)
    assert [one.id for one in await store.people.all()] == [owner.id]
    assert await store.people.open_code("open", NOW) is None
    assert (await joined(store, FRIEND)).id > friend.id


# --- codes ----------------------------------------------------------------------------------


async def test_an_invitation_lets_one_person_in_once(store: PeopleStore) -> None:
    await store.people.keep(invitation(role=Role.TRADER), NOW)
    assert await store.people.open_code("i", NOW) == invitation(role=Role.TRADER)
    assert await store.people.join("i", FRIEND, "친구", at(5))
    assert await person(store, FRIEND) == Person(1, Role.TRADER, "친구", (FRIEND,), at(5), OWNER)
    assert await store.people.open_code("i", at(5)) is None
    assert not await store.people.join("i", SLACK, "", at(6))
    assert len(await store.people.all()) == 1


async def test_a_code_is_no_good_from_the_second_it_expires(store: PeopleStore) -> None:
    await store.people.keep(invitation(seconds=60), NOW)
    assert await store.people.open_code("i", at(59)) is not None
    assert await store.people.open_code("i", at(60)) is None
    assert not await store.people.join("i", FRIEND, "", at(60))
    assert await store.people.all() == []


async def test_a_code_that_never_was_does_nothing(store: PeopleStore) -> None:
    assert await store.people.open_code("x", NOW) is None
    assert not await store.people.join("x", FRIEND, "", NOW)
    assert not await store.people.link("x", Place(DM, SLACK, private=True), "", NOW)
    assert await store.people.all() == []


async def test_an_invitation_never_lowers_a_role(store: PeopleStore) -> None:
    await joined(store, FRIEND, Role.TRADER)
    await store.people.keep(invitation("low", Role.VIEWER), NOW)
    await store.people.join("low", FRIEND, "", NOW)
    assert (await person(store, FRIEND)).role is Role.TRADER
    await store.people.keep(invitation("high", Role.OWNER), NOW)
    await store.people.join("high", FRIEND, "", NOW)
    assert (await person(store, FRIEND)).role is Role.OWNER
    assert len(await store.people.all()) == 1


async def test_only_the_newest_link_code_of_a_person_is_good(store: PeopleStore) -> None:
    owner = await met(store)
    await store.people.keep(link(owner, "old"), NOW)
    await store.people.keep(invitation(), NOW)
    await store.people.keep(link(owner, "new"), NOW)
    assert await store.people.open_code("old", NOW) is None
    assert await store.people.open_code("new", NOW) == link(owner, "new")
    assert await store.people.open_code("i", NOW) is not None


# --- links ----------------------------------------------------------------------------------


async def test_whoever_says_a_link_code_is_that_person_in_both_chats(store: PeopleStore) -> None:
    owner = await met(store)
    assert await linked(store, owner, SLACK, DM) == Person(
        owner.id, None, "김주인", (OWNER, SLACK), NOW,
        places=(Place(HOME, OWNER, private=True), Place(DM, SLACK, private=True)),
    )  # fmt: skip
    assert not await store.people.link(f"l{DM}", Place(GROUP, FRIEND, private=False), "", NOW)


async def test_a_group_may_be_linked_by_several_people(store: PeopleStore) -> None:
    owner, friend = await met(store), await joined(store, FRIEND)
    await linked(store, owner, OWNER, GROUP, private=False)
    await linked(store, friend, FRIEND, GROUP, private=False)
    for identity in (OWNER, FRIEND):
        places = (await person(store, identity)).places
        assert Place(GROUP, identity, private=False) in places


async def test_two_people_linked_are_one_with_the_higher_role(store: PeopleStore) -> None:
    owner = await met(store)
    friend = await joined(store, FRIEND, Role.TRADER)
    await linked(store, friend, FRIEND, GROUP, private=False)
    one = await linked(store, owner, FRIEND, Destination("telegram", "2002"))
    assert [each.id for each in await store.people.all()] == [owner.id]
    assert set(one.identities) == {OWNER, FRIEND}
    assert one.role is Role.TRADER
    assert Place(GROUP, FRIEND, private=False) in one.places


async def test_a_place_is_forgotten_and_an_identity_parted_with_what_it_linked(
    store: PeopleStore,
) -> None:
    owner = await met(store)
    await linked(store, owner, OWNER, GROUP, private=False)
    await linked(store, owner, SLACK, DM)
    assert await store.people.unlink(owner.id, GROUP)
    assert not await store.people.unlink(owner.id, GROUP)
    assert not await store.people.unlink(owner.id, Destination("slack", "never"))
    await store.people.part(SLACK)
    left = await person(store, OWNER)
    assert left.identities == (OWNER,)
    assert left.places == (Place(HOME, OWNER, private=True),)
    await store.people.part("slack:nobody")


async def test_a_linked_chat_follows_to_its_new_address(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.db")
    owner, friend = await met(store), await joined(store, FRIEND)
    super_group = Destination("telegram", "-100200")
    await linked(store, owner, OWNER, GROUP, private=False)
    await linked(store, friend, FRIEND, GROUP, private=False)
    await linked(store, owner, OWNER, super_group, private=False)
    await store.subscriptions.move(GROUP, super_group)
    for identity in (OWNER, FRIEND):
        places = [one.destination for one in (await person(store, identity)).places]
        assert places.count(super_group) == 1
        assert GROUP not in places
    await store.close()


# --- elsewhere ------------------------------------------------------------------------------


async def test_elsewhere_is_where_those_who_subscribed_here_are_linked_private_chats_first(
    store: PeopleStore,
) -> None:
    await list_conditions(store, "골든크로스")
    owner = await met(store)
    await store.subscriptions.add(1, GROUP, OWNER, NOW)
    assert await store.people.elsewhere(GROUP) == []
    other = Destination("slack", "C09")
    await linked(store, owner, SLACK, other, private=False)
    await linked(store, owner, SLACK, DM)
    assert await store.people.elsewhere(GROUP) == [DM, HOME, other]
    assert await store.people.elsewhere(HOME) == [DM, other]
    assert await store.people.elsewhere(DM) == [HOME, other]
    assert await store.people.elsewhere(Destination("telegram", "9")) == []


# --- audit and retention --------------------------------------------------------------------


def audited(command: str, seconds: float = 0) -> Audited:
    return Audited(at(seconds), OWNER, GROUP, command, "#1", "done")


async def test_the_audit_tells_the_last_ones_first(store: PeopleStore) -> None:
    assert await store.audit.latest(5) == []
    for second, command in enumerate(("subscribe", "mute", "people")):
        await store.audit.write(audited(command, second))
    assert await store.audit.latest(2) == [audited("people", 2), audited("mute", 1)]


async def test_old_audit_rows_and_expired_codes_are_forgotten(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.db")
    await store.audit.write(audited("mute", -1))
    await store.audit.write(audited("subscribe", 1))
    await store.people.keep(invitation("old", seconds=-1), at(-10))
    await store.people.keep(invitation("new", seconds=60), at(-10))
    await store.people.meet(OWNER, "", at(-10))
    assert await store.retain(NOW) == 2
    assert await store.audit.latest(9) == [audited("subscribe", 1)]
    assert await store.people.open_code("new", NOW) is not None
    assert len(await store.people.all()) == 1
    await store.close()


async def test_codes_are_kept_as_digests_alone_and_people_outlive_the_process(
    tmp_path: Path,
) -> None:
    store = await Store.open(tmp_path / "bot.db")
    await joined(store, FRIEND, Role.TRADER)
    await store.people.keep(invitation(), NOW)
    await store.close()
    again = await Store.open(tmp_path / "bot.db")
    assert (await person(again, FRIEND)).role is Role.TRADER
    assert await again.people.open_code("i", NOW) == invitation()
    await again.close()
