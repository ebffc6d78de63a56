"""Who is spoken to in which language."""

from dataclasses import replace

import pytest

from bot.languages import Languages
from bot.messages import Incoming
from core.model import Destination
from core.services.people import Speaker
from tests.fakes.facts import FakeFacts

ANN = Incoming("1", Destination("telegram", "1001"), "telegram:1001", "안녕", language="ko")
SLACK = Incoming("2", Destination("slack", "D1"), "slack:U1", "hi")
GROUP = Destination("telegram", "-4001")


def speaker(incoming: Incoming) -> Speaker:
    return Speaker(incoming.person, "", incoming.destination, incoming.private)


async def loaded(facts: FakeFacts, default: str = "ko") -> Languages:
    """What a bot knows that was started again."""
    found = Languages(default, facts)
    await found.load()
    return found


@pytest.mark.parametrize(
    ("app", "default", "spoken"),
    [
        ("ko", "en", "ko"),
        ("en", "ko", "en"),
        ("en-US", "ko", "en"),
        ("ko_KR", "en", "ko"),
        ("ja", "ko", "ko"),
        ("ja", "en", "en"),
        ("", "en", "en"),
    ],
)
async def test_a_person_is_answered_in_the_language_of_their_app(
    app: str, default: str, spoken: str
) -> None:
    languages = await loaded(FakeFacts(), default)
    said = replace(ANN, language=app)
    assert languages.of(said) == spoken
    await languages.met(said)
    assert languages.at(said.destination) == spoken


async def test_alerts_go_on_in_that_language_after_a_restart() -> None:
    facts = FakeFacts()
    await (await loaded(facts)).met(replace(ANN, language="en"))
    assert (await loaded(facts)).at(ANN.destination) == "en"


async def test_an_app_that_speaks_another_language_now_is_followed() -> None:
    languages = await loaded(FakeFacts())
    await languages.met(replace(ANN, language="en"))
    await languages.met(replace(ANN, language="ja"))
    assert languages.at(ANN.destination) == "ko"


async def test_what_a_person_chose_outranks_their_app_and_outlives_a_restart() -> None:
    facts = FakeFacts()
    languages = await loaded(facts)
    await languages.choose(speaker(ANN), "en")
    await languages.met(ANN)
    again = await loaded(facts)
    for one in (languages, again):
        assert one.of(ANN) == one.at(ANN.destination) == "en"
        assert one.chosen(speaker(ANN))


async def test_a_private_chat_with_an_address_of_its_own_speaks_as_its_person_does() -> None:
    facts = FakeFacts()
    languages = await loaded(facts)
    await languages.met(SLACK)
    await languages.choose(speaker(SLACK), "en")
    again = await loaded(facts)
    assert again.at(Destination("slack", "D1", "1700.1")) == "en"
    assert again.at(Destination("slack", "U1")) == "en"
    assert again.at(Destination("slack", "D2")) == "ko"


async def test_a_choice_holds_for_all_accounts_of_a_person() -> None:
    languages = await loaded(FakeFacts())
    languages.kin = lambda _: ("telegram:1001", "slack:U1")
    await languages.met(SLACK)
    await languages.choose(speaker(ANN), "en")
    assert languages.of(SLACK) == languages.at(SLACK.destination) == "en"
    await languages.choose(speaker(SLACK), "ko")
    assert languages.of(ANN) == "ko"


async def test_a_group_speaks_the_bots_language_whoever_asks_unless_one_was_chosen() -> None:
    facts = FakeFacts()
    languages = await loaded(facts)
    said = replace(ANN, destination=replace(GROUP, topic="7"), private=False, language="en")
    await languages.choose(speaker(ANN), "en")
    await languages.met(said)
    assert languages.of(said) == languages.at(said.destination) == "ko"
    await languages.choose(speaker(said), "en")
    again = await loaded(facts)
    assert again.of(said) == again.at(GROUP) == "en"
    supergroup = Destination("telegram", "-1004001")
    await again.move(GROUP, supergroup)
    assert (again.at(supergroup), again.at(GROUP)) == ("en", "ko")


async def test_nothing_is_written_twice_and_nothing_of_a_group_member() -> None:
    class Counting(FakeFacts):
        puts = 0

        async def put(self, key: str, value: str) -> None:
            self.puts += 1
            await super().put(key, value)

    facts = Counting()
    languages = await loaded(facts)
    for _ in range(3):
        await languages.met(ANN)
    await languages.met(replace(ANN, destination=GROUP, private=False))
    assert facts.puts == 1


async def test_nothing_is_kept_of_somebody_who_was_removed_but_how_to_say_goodbye() -> None:
    facts = FakeFacts()
    languages = await loaded(facts)
    await languages.met(replace(ANN, language="en"))
    await languages.choose(speaker(SLACK), "en")
    await languages.met(replace(SLACK, language="en-US"))
    await languages.choose(Speaker("telegram:1001", "", GROUP, private=False), "en")
    await languages.forget(["telegram:1001", "slack:U1"])
    assert await facts.under("lang") == {f"lang-chat:{GROUP}": "en"}
    for one in (ANN, SLACK):
        assert languages.at(one.destination) == "en"  # the notice that they were removed
        assert (await loaded(facts)).at(one.destination) == "ko"
