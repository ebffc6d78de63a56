"""Which chats hear what owners are told: OWNERS' own, and one of each other owner."""

from core.model import Destination, Person, Place, Role
from core.services.owners import Owners
from tests.core.store.make import NOW

CHANNELS = ("telegram", "slack", "console")
BOSS = Destination("telegram", "1001")
FRIEND = Destination("telegram", "2002")
DESK, DM = Destination("slack", "U01"), Destination("slack", "D01")
HERE = Destination("console", "local")


def owner(*identities: str, places: tuple[Place, ...] = ()) -> Person:
    return Person(len(identities), Role.OWNER, "", identities, NOW, places=places)


def test_an_owner_made_in_a_chat_is_told_after_those_whom_settings_name() -> None:
    owners = Owners([BOSS, HERE], CHANNELS)
    owners.learn([owner("telegram:1001"), owner("telegram:2002"), owner("console:local")])
    assert owners.chats == [BOSS, HERE, FRIEND]


def test_whoever_holds_the_list_sees_an_owner_come_and_go() -> None:
    owners = Owners([BOSS], CHANNELS)
    held = owners.chats
    owners.learn([owner("telegram:2002")])
    assert held == [BOSS, FRIEND]
    owners.learn([])
    assert held == [BOSS]
    owners.name([FRIEND])
    assert held == [FRIEND]


def test_a_person_with_several_chats_is_told_in_one_of_them() -> None:
    places = (Place(FRIEND, "telegram:2002", private=True), Place(DM, "slack:U01", private=True))
    owners = Owners([BOSS], CHANNELS)
    owners.learn([owner("console:local", "telegram:2002", "slack:U01", places=places)])
    assert owners.chats == [BOSS, FRIEND]


def test_whom_settings_name_under_two_identities_is_told_in_both_as_it_was_asked_for() -> None:
    owners = Owners([BOSS, DESK], CHANNELS)
    owners.learn([owner("telegram:1001", "slack:U01")])
    assert owners.chats == [BOSS, DESK]


def test_whom_settings_name_is_not_told_in_a_linked_chat_besides() -> None:
    owners = Owners([DESK], CHANNELS)
    owners.learn([owner("telegram:1001", "slack:U01")])
    assert owners.chats == [DESK]


def test_whose_mailbox_settings_name_is_told_in_their_chat_as_well() -> None:
    box = Destination("email", "friend@example.org")
    friend = owner("telegram:2002", places=(Place(box, "telegram:2002", private=True),))
    owners = Owners([BOSS, box], (*CHANNELS, "email"))
    owners.learn([friend])
    assert owners.chats == [BOSS, box, FRIEND]


def test_a_face_that_is_not_there_is_passed_over() -> None:
    owners = Owners([BOSS], ["telegram"])
    owners.learn([owner("slack:U01"), owner("slack:U02", "telegram:2002")])
    assert owners.chats == [BOSS, FRIEND]


def test_a_linked_private_chat_does_where_no_identity_is_on_a_face_that_is_there() -> None:
    group = Place(Destination("telegram", "-1"), "telegram:2002", private=False)
    away = Place(FRIEND, "telegram:2002", private=True)
    owners = Owners([BOSS], ["telegram"])
    owners.learn([owner("slack:U01", places=(group, away))])
    assert owners.chats == [BOSS, FRIEND]


def test_one_place_has_one_address_whoever_names_it() -> None:
    owners = Owners([BOSS, DESK], CHANNELS)
    assert owners.at_home(DESK, DM)
    assert owners.chats == [BOSS, DM]
    owners.name([BOSS])
    owners.learn([owner("slack:U01")])
    assert owners.chats == [BOSS, DM]
    owners.name([DESK, DM])
    assert owners.chats == [DM]
    assert not owners.at_home(Destination("slack", "U02"), Destination("slack", "D02"))
