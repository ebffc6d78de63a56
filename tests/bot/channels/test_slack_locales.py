"""In which language a person uses Slack: asked once, and never needed."""

from tests.bot.channels.slack_stage import ANN, BEN, Stage, stage


async def said(one: Stage, text: str = "status", who: str = ANN) -> str:
    """Say something in private and return the language it came in."""
    before = len(one.heard)
    one.slack.say(text, user=who, dm=True)
    await one.hears(before + 1)
    return one.heard[-1].language


def asked(one: Stage) -> int:
    return sum(call.method == "users.info" for call in one.slack.calls)


async def test_a_person_is_heard_in_the_language_they_use_slack_in_which_is_asked_once() -> None:
    async with stage() as one:
        one.slack.person(ANN, locale="en-US")
        one.slack.person(BEN, locale="ko-KR")
        assert [await said(one), await said(one), await said(one, who=BEN)] == [
            "en-US",
            "en-US",
            "ko-KR",
        ]
        assert asked(one) == 2


async def test_in_a_channel_nobody_is_asked_of_for_it_speaks_one_language() -> None:
    async with stage() as one:
        one.slack.say("status", "C1", mention=True)
        await one.hears(1)
        assert (one.heard[0].language, asked(one)) == ("", 0)


async def test_without_the_scope_the_bot_speaks_as_it_does_and_is_as_well_as_before() -> None:
    async with stage() as one:
        one.slack.scopes.discard("users:read")
        assert [await said(one), await said(one), await said(one, who=BEN)] == ["", "", ""]
        assert asked(one) == 1
        assert one.channel.status().working


async def test_a_slack_that_does_not_say_costs_no_answer() -> None:
    async with stage() as one:
        one.slack.fail("users.info", "internal_error")
        assert [await said(one), await said(one)] == ["", ""]
        assert asked(one) == 1
