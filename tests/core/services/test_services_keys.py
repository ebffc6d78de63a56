"""Keys to the page: who gets one, how long it is good, and that nobody can read it anywhere."""

from datetime import timedelta

import pytest

from core.errors import TooManyKeys
from core.model import KeyKind
from core.services.keys import Keyring, Made, digest, looks_like_a_key, make
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore

ALICE, SLACK, BOB = "telegram:1001", "slack:U01", "telegram:2002"
KIN = (ALICE, SLACK)


class World:
    """A keyring over rows in memory."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = FakeStore()
        self.ring = Keyring(self.store.keys, self.clock)

    async def later(self, **how: float) -> None:
        await self.clock.advance(timedelta(**how).total_seconds())


@pytest.fixture
def world() -> World:
    return World()


async def test_a_token_opens_for_its_person_until_it_is_revoked(world: World) -> None:
    made = await world.ring.make_token(ALICE, "노트북")
    assert made.key.name == "노트북"
    await world.later(days=4000)
    assert await world.ring.token(made.secret) == ALICE
    assert await world.ring.revoke(KIN, made.key.id)
    assert await world.ring.token(made.secret) is None
    assert not await world.ring.revoke(KIN, made.key.id)


async def test_of_a_key_only_a_digest_is_kept(world: World) -> None:
    made = await world.ring.make_token(ALICE, "")
    kept = repr(world.store.tables.keys)
    assert made.secret not in kept
    assert digest(made.secret) in kept


async def test_no_key_opens_what_another_kind_does(world: World) -> None:
    token = (await world.ring.make_token(ALICE, "")).secret
    session = (await world.ring.begin_session(ALICE)).secret
    link = (await world.ring.make_link(ALICE)).secret
    for secret in (session, link, "", "x", token[:-1]):
        assert await world.ring.token(secret) is None
    for secret in (token, link):
        assert await world.ring.session(secret) is None
    for secret in (token, session):
        assert await world.ring.spend_link(secret) is None


async def test_a_link_begins_one_session_and_looking_at_it_none(world: World) -> None:
    link = (await world.ring.make_link(ALICE)).secret
    for _ in range(3):
        assert await world.ring.open_link(link) is not None
    session = await world.ring.spend_link(link)
    assert session is not None
    assert await world.ring.session(session.secret) == ALICE
    assert await world.ring.open_link(link) is None
    assert await world.ring.spend_link(link) is None


async def test_a_link_is_good_for_ten_minutes(world: World) -> None:
    link = (await world.ring.make_link(ALICE)).secret
    await world.later(minutes=9, seconds=59)
    assert await world.ring.open_link(link) is not None
    await world.later(seconds=1)
    assert await world.ring.open_link(link) is None
    assert await world.ring.spend_link(link) is None


async def test_a_session_rests_for_thirty_days_at_most_and_lasts_for_ninety(world: World) -> None:
    used = await world.ring.begin_session(ALICE)
    left = await world.ring.begin_session(ALICE)
    for _ in range(3):
        await world.later(days=29)
        assert await world.ring.session(used.secret) == ALICE
    assert await world.ring.session(left.secret) is None
    assert [one.id for one in await world.ring.sessions(KIN)] == [used.key.id]
    await world.later(days=3)
    assert await world.ring.session(used.secret) is None


async def test_signing_out_everywhere_ends_every_session_and_no_token(world: World) -> None:
    here, there = await world.ring.begin_session(ALICE), await world.ring.begin_session(SLACK)
    link, token = await world.ring.make_link(ALICE), await world.ring.make_token(ALICE, "")
    other = await world.ring.begin_session(BOB)
    assert await world.ring.sign_out(KIN) == 2
    for one in (here, there):
        assert await world.ring.session(one.secret) is None
    assert await world.ring.spend_link(link.secret) is None
    assert await world.ring.token(token.secret) == ALICE
    assert await world.ring.session(other.secret) == BOB


async def test_one_session_ends_and_the_others_go_on(world: World) -> None:
    first, second = await world.ring.begin_session(ALICE), await world.ring.begin_session(ALICE)
    await world.ring.end_session(first.secret)
    assert await world.ring.session(first.secret) is None
    assert await world.ring.session(second.secret) == ALICE


async def test_somebody_elses_token_cannot_be_revoked(world: World) -> None:
    made = await world.ring.make_token(ALICE, "")
    assert not await world.ring.revoke((BOB,), made.key.id)
    assert await world.ring.token(made.secret) == ALICE


async def test_when_a_token_was_used_is_written_down_every_five_minutes(world: World) -> None:
    made = await world.ring.make_token(ALICE, "")

    async def used() -> float | None:
        (one,) = await world.ring.tokens(KIN)
        return (one.used_at - made.key.made_at).total_seconds() if one.used_at else None

    assert await used() is None
    for seconds, noted in ((10, 10), (60, 10), (300, 370)):
        await world.later(seconds=seconds)
        await world.ring.token(made.secret)
        assert await used() == noted


async def test_nobody_has_more_than_twenty_tokens(world: World) -> None:
    made: list[Made] = [await world.ring.make_token(ALICE, str(at)) for at in range(20)]
    with pytest.raises(TooManyKeys):
        await world.ring.make_token(ALICE, "one more")
    await world.ring.make_token(BOB, "somebody else")
    await world.ring.revoke(KIN, made[0].key.id)
    await world.ring.make_token(ALICE, "one more")


async def test_who_signs_in_very_often_loses_the_session_used_longest_ago(world: World) -> None:
    made: list[Made] = []
    for _ in range(50):
        made.append(await world.ring.begin_session(ALICE))
        await world.later(minutes=1)
    assert await world.ring.session(made[0].secret) == ALICE
    link = await world.ring.make_link(ALICE)
    new = await world.ring.spend_link(link.secret)
    assert new is not None
    assert await world.ring.session(new.secret) == ALICE
    assert await world.ring.session(made[0].secret) == ALICE
    assert await world.ring.session(made[1].secret) is None
    assert len(await world.ring.sessions(KIN)) == 50


def test_keys_are_long_and_never_the_same() -> None:
    keys = {make(kind) for kind in KeyKind for _ in range(50)}
    assert len(keys) == 150
    assert all(looks_like_a_key(one) for one in keys)
    for said in ("", "a", "hunter2", "x" * 100, "열쇠" * 20, "kcb_", "a b" * 12):
        assert not looks_like_a_key(said)


async def test_whoever_watches_a_persons_keys_hears_when_one_is_dropped(world: World) -> None:
    token, session = await world.ring.make_token(ALICE, ""), await world.ring.begin_session(SLACK)
    with (
        world.ring.watching(ALICE) as hers,
        world.ring.watching(SLACK) as there,
        world.ring.watching(BOB) as his,
    ):
        await world.ring.make_token(ALICE, "another")
        assert not hers.is_set()
        await world.ring.revoke((ALICE,), token.key.id)
        assert hers.is_set()
        assert not there.is_set()
        await world.ring.end_session(session.secret)
        assert there.is_set()
        there.clear()
        await world.ring.sign_out(KIN)
        assert there.is_set()
        assert not his.is_set()
