"""What the addresses of EMAIL_TO follow, and how mails end and begin again."""

from collections.abc import Collection, Sequence

import pytest

from bot.access import Access
from core.model import Destination, Kinds, Options
from core.services.people import Circle
from core.services.postbox import Postbox
from tests.core.store.make import NOW, list_conditions
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore

OWNER, FRIEND = "telegram:1001", "telegram:2002"
HOME, GROUP = Destination("telegram", "1001"), Destination("telegram", "-100")
ME = Destination("email", "me@example.org")


class Post:
    """A postbox for one address, with two conditions to follow."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.told: list[Destination] = []
        self.left: set[Destination] = set()
        self.refreshed = 0
        self.circle = Circle(
            self.store.people,
            self.store.subscriptions,
            self.store.outbox,
            self._posted,
            Access([OWNER]),
            FakeClock(),
        )
        self.box = self.again()

    def again(self) -> Postbox:
        """As after a restart: nothing is known but the rows."""
        self.box = Postbox(
            self.store.people,
            self.store.subscriptions,
            self.store.facts,
            self.store.outbox,
            self.circle,
            self._posted,
            self._refresh,
            FakeClock(),
        )
        self.box.endings.on_left = self._left
        self.box.name([ME])
        return self.box

    def _posted(self, chats: Sequence[Destination]) -> None:
        self.told += chats

    def _left(self, left: Collection[Destination]) -> None:
        self.left = set(left)

    async def _refresh(self) -> None:
        self.refreshed += 1

    async def follows(self) -> list[int]:
        return [one.condition.id for one in await self.store.subscriptions.of(ME)]

    async def say(
        self, condition: int, where: Destination = HOME, person: str = OWNER, **options: object
    ) -> None:
        wanted = Options(**options) if options else None  # type: ignore[arg-type]
        await self.store.subscriptions.add(condition, where, person, NOW, wanted)


@pytest.fixture
async def post() -> Post:
    post = Post()
    await list_conditions(post.store, "급등주", "거래량")
    await post.circle.load()
    await post.box.load()
    return post


async def test_what_an_owner_follows_anywhere_is_followed_with_its_filters(post: Post) -> None:
    await post.say(1, kinds=Kinds.ENTRY, digest=10, silent=True)
    await post.say(2, GROUP)
    await post.say(2, Destination("telegram", "2002"), FRIEND)
    await post.box.look()
    assert await post.follows() == [1, 2]
    first, _ = await post.store.subscriptions.of(ME)
    assert first.options == Options(kinds=Kinds.ENTRY)
    assert post.refreshed == 1


async def test_what_only_a_friend_follows_is_nobodys_mail(post: Post) -> None:
    await post.say(1, Destination("telegram", "2002"), FRIEND)
    await post.box.look()
    assert await post.follows() == []


async def test_nothing_is_written_where_nothing_changed(post: Post) -> None:
    await post.say(1)
    for _ in range(3):
        await post.box.look()
    assert post.refreshed == 1


async def test_it_ends_when_no_owner_follows_it_any_more(post: Post) -> None:
    await post.say(1)
    await post.box.look()
    await post.store.subscriptions.remove(1, HOME)
    await post.box.look()
    assert await post.follows() == []
    await post.say(1)
    await post.box.look()
    assert await post.follows() == [1]


async def test_a_pause_by_hand_is_a_pause_by_mail_and_a_chat_that_is_closed_is_none(
    post: Post,
) -> None:
    await post.say(1)
    await post.say(2)
    await post.box.look()
    await post.store.subscriptions.pause(1, HOME, "paused")
    await post.box.look()
    assert await post.follows() == [2]
    await post.store.subscriptions.suspend(HOME, "blocked")
    await post.box.look()
    assert await post.follows() == [2], "now of all times"


async def test_what_was_ended_there_by_hand_is_not_begun_again_even_after_a_restart(
    post: Post,
) -> None:
    await post.say(1)
    await post.say(2)
    await post.box.look()
    await post.store.subscriptions.remove(1, ME)
    await post.box.look()
    await post.again().look()
    assert await post.follows() == [2]


async def test_what_was_subscribed_there_by_hand_stays_when_the_owner_ends_theirs(
    post: Post,
) -> None:
    await post.say(1, ME)
    await post.say(1)
    await post.box.look()
    await post.store.subscriptions.remove(1, HOME)
    await post.box.look()
    assert await post.follows() == [1]


async def test_an_address_that_settings_name_no_more_follows_nothing_by_itself(post: Post) -> None:
    await post.say(1)
    await post.box.look()
    post.box.name([])
    await post.box.look()
    assert await post.follows() == []


async def test_after_the_end_of_all_nothing_comes_not_even_warnings_until_somebody_subscribes(
    post: Post,
) -> None:
    await post.say(1)
    await post.box.look()
    await post.box.endings.end(ME)
    assert await post.follows() == []
    assert post.left == {ME}
    assert post.told == [HOME]
    await post.again().load()
    await post.box.look()
    assert (await post.follows(), post.left) == ([], {ME})
    await post.say(2, ME)
    await post.box.look()
    assert (await post.follows(), post.left) == ([2], set())


async def test_a_ticket_is_as_good_after_a_restart(post: Post) -> None:
    ticket = post.box.endings.ticket(ME, 1)
    await post.again().load()
    assert post.box.endings.read_ticket(ticket) == (ME, 1)
