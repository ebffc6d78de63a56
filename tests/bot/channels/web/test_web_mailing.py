"""The link in a mail: what it shows, what it ends, and that nobody can make one up."""

import pytest

from bot.channels.web.throttle import Limits
from core.model import Destination
from tests.bot.channels.web.desk import FRIEND, GUARDED, Office, origin_sent_from
from tests.core.store.make import NOW, list_conditions

ME = Destination("email", "me@example.org")
PAGE = {"Accept": "text/html"}
CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
async def office() -> Office:
    """The office of a bot that mails two conditions to an address."""
    office = Office(GUARDED, Limits(wrong=3))
    store = office.engine.store
    await office.engine.mail.load()
    await list_conditions(store, "급등주", "거래량")
    for condition in (1, 2):
        await store.subscriptions.add(condition, ME, FRIEND, NOW)
    return office


def link(office: Office, condition: int = 0) -> str:
    return f"/mail/{office.engine.mail.endings.ticket(ME, condition)}"


async def left(office: Office) -> list[int]:
    return list(await office.engine.mail.endings.followed(ME))


async def test_looking_at_the_link_ends_nothing_and_shows_buttons(office: Office) -> None:
    async with office.client() as client:
        shown = await client.get(link(office, 1), headers=PAGE)
    assert shown.status_code == 200
    assert "me@example.org" in shown.text
    assert "‘급등주’ 그만 받기" in shown.text
    assert "모두 그만 받기" in shown.text
    assert shown.headers["referrer-policy"] == "same-origin"
    assert await left(office) == [1, 2]


async def test_a_button_ends_one_condition_or_all(office: Office) -> None:
    async with office.client() as client:
        done = await client.post(link(office, 1), data={"condition": "1"}, headers=PAGE)
        assert "급등주" in done.text
        assert await left(office) == [2]
        await client.post(link(office, 1), data={"condition": "0"}, headers=PAGE)
        assert await left(office) == []


async def test_a_button_is_pressed_as_browsers_press_it(office: Office) -> None:
    where = link(office, 1)
    async with office.client() as client:
        origin = origin_sent_from(await client.get(where, headers=PAGE))
        await client.post(where, data={"condition": "1"}, headers={**PAGE, "Origin": origin})
    assert await left(office) == [2]


async def test_one_click_of_a_mail_program_ends_what_the_link_is_for(office: Office) -> None:
    async with office.client() as client:
        assert (await client.post(link(office), data=CLICK)).status_code == 200
        assert await left(office) == []
        assert ME in office.engine.mail.endings.left
        assert (await client.post(link(office), data=CLICK)).status_code == 200


async def test_whose_address_it_is_hears_of_the_end_once(office: Office) -> None:
    await office.engine.people.load()
    async with office.client() as client:
        for _ in range(2):
            await client.post(link(office), data=CLICK)
    waiting = await office.engine.store.outbox.waiting()
    assert [one.count for one in waiting if one.destination != ME] == [1]


async def test_the_page_speaks_the_language_of_the_browser(office: Office) -> None:
    async with office.client() as client:
        shown = await client.get(link(office), headers={**PAGE, "Accept-Language": "en"})
    assert "End all mails" in shown.text


async def test_a_link_that_was_made_up_ends_nothing_and_guessing_has_to_wait(
    office: Office,
) -> None:
    good = link(office, 1)
    async with office.client() as client:
        for wrong in (good[:-2], good.replace("/mail/", "/mail/x"), "/mail/nonsense"):
            answer = await client.post(wrong, data={"condition": "0"})
            assert answer.status_code == 404
        assert (await client.post("/mail/x", data=CLICK)).status_code == 429
    assert await left(office) == [1, 2]


async def test_a_link_is_good_for_its_address_alone(office: Office) -> None:
    other = Destination("email", "you@example.org")
    theirs = office.engine.mail.endings.ticket(other)
    assert office.engine.mail.endings.read_ticket(theirs) == (other, 0)
    head, seal = theirs.split(".")
    mine = office.engine.mail.endings.ticket(ME)
    assert office.engine.mail.endings.read_ticket(f"{mine.split('.')[0]}.{seal}") is None
    assert office.engine.mail.endings.read_ticket(f"{head}.") is None


async def test_another_page_cannot_end_mails_in_a_persons_name(office: Office) -> None:
    async with office.client() as client:
        answer = await client.post(
            link(office), data=CLICK, headers={"Origin": "https://evil.example"}
        )
    assert answer.status_code == 403
    assert await left(office) == [1, 2]
