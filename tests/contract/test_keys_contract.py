"""What every store promises of the keys to the page."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.model import Key, KeyKind, Role
from core.store import Store
from tests.core.store.make import NOW, at
from tests.fakes.store import FakeStore

AnyStore = Store | FakeStore
ALICE, SLACK, BOB = "telegram:1001", "slack:U01", "telegram:2002"
TOKEN, SESSION, LINK = KeyKind.TOKEN, KeyKind.SESSION, KeyKind.LINK


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    opened: AnyStore
    opened = FakeStore() if request.param == "memory" else await Store.open(tmp_path / "bot.db")
    yield opened
    await opened.close()


def key(digest: str, kind: KeyKind = TOKEN, identity: str = ALICE, lasts: float = 0) -> Key:
    return Key(digest, kind, identity, NOW, "이름", expires_at=at(lasts) if lasts else None)


async def kept(store: AnyStore, one: Key, most: int = 9) -> Key:
    found = await store.keys.keep(one, most)
    assert found is not None
    return found


async def test_a_key_comes_back_as_it_was_kept(store: AnyStore) -> None:
    token = await kept(store, key("a"))
    session = await kept(store, key("b", SESSION, lasts=60))
    assert (token.id, token.name, token.expires_at) == (1, "이름", None)
    assert await store.keys.find("a", TOKEN, NOW) == token
    assert await store.keys.find("b", SESSION, NOW) == session
    assert session.expires_at == at(60)
    assert await store.keys.find("c", TOKEN, NOW) is None
    assert await store.keys.find("a", SESSION, NOW) is None


async def test_an_expired_key_is_none_and_makes_room(store: AnyStore) -> None:
    await kept(store, key("a", LINK, lasts=10))
    assert await store.keys.keep(key("b", LINK, lasts=10), 1) is None
    assert await store.keys.find("a", LINK, at(10)) is None
    assert await store.keys.take("a", LINK, at(10)) is None
    late = Key("c", LINK, ALICE, at(20), expires_at=at(30))
    assert await store.keys.keep(late, 1) is not None


async def test_the_number_of_keys_is_counted_by_person_and_kind(store: AnyStore) -> None:
    await kept(store, key("a"), 1)
    assert await store.keys.keep(key("b"), 1) is None
    await kept(store, key("b", SESSION, lasts=9), 1)
    await kept(store, key("c", identity=BOB), 1)


async def test_a_key_is_taken_once(store: AnyStore) -> None:
    link = await kept(store, key("a", LINK, lasts=60))
    assert await store.keys.take("a", TOKEN, NOW) is None
    assert await store.keys.take("a", LINK, NOW) == link
    assert await store.keys.take("a", LINK, NOW) is None


async def test_the_last_use_is_remembered(store: AnyStore) -> None:
    token = await kept(store, key("a"))
    await store.keys.use(token.id, at(5))
    (found,) = await store.keys.of([ALICE], TOKEN, NOW)
    assert found.used_at == at(5)
    await store.keys.use(99, at(5))


async def test_a_persons_keys_are_listed_and_dropped(store: AnyStore) -> None:
    first, second = await kept(store, key("a")), await kept(store, key("b", identity=SLACK))
    await kept(store, key("c", identity=BOB))
    await kept(store, key("d", SESSION, lasts=60))
    assert await store.keys.of([ALICE, SLACK], TOKEN, NOW) == [first, second]
    assert await store.keys.drop([BOB], TOKEN, first.id) == 0
    assert await store.keys.drop([ALICE, SLACK], TOKEN, first.id) == 1
    assert await store.keys.drop([ALICE, SLACK], TOKEN, None) == 1
    assert await store.keys.find("c", TOKEN, NOW) is not None
    assert await store.keys.find("d", SESSION, NOW) is not None


async def test_a_number_is_not_used_again(store: AnyStore) -> None:
    first = await kept(store, key("a"))
    await store.keys.drop([ALICE], TOKEN, first.id)
    assert (await kept(store, key("b"))).id > first.id


async def test_who_is_removed_has_no_key_left_and_none_comes_back_with_them(
    store: AnyStore,
) -> None:
    await store.people.meet(ALICE, "", NOW)
    (person,) = await store.people.all()
    await store.people.change(person.id, Role.VIEWER)
    await kept(store, key("a"))
    await kept(store, key("b", identity=BOB))
    await store.people.remove(person.id)
    assert await store.keys.find("a", TOKEN, NOW) is None
    assert await store.keys.find("b", TOKEN, NOW) is not None


async def test_an_identity_that_is_parted_loses_its_keys(store: AnyStore) -> None:
    await store.people.meet(ALICE, "", NOW)
    await kept(store, key("a"))
    await store.people.part(ALICE)
    assert await store.keys.find("a", TOKEN, NOW) is None


async def test_expired_keys_are_forgotten_with_everything_that_is_old(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.db")
    try:
        await kept(store, key("a", SESSION, lasts=10))
        token = await kept(store, key("b"))
        assert await store.retain(NOW + timedelta(days=1)) == 1
        assert await store.keys.of([ALICE], TOKEN, NOW) == [token]
    finally:
        await store.close()
