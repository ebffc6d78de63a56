"""Setting Slack up: the manifest Slack accepts, and the doctor's check."""

import json
import re

import pytest

from bot.channels.slack import check, cures, manifest, manifest_text
from bot.channels.slack.errors import _GONE
from bot.channels.slack.incoming import _LEFT
from bot.channels.slack.manifest import EVENTS, SCOPES, WELCOME
from bot.commands.table import COMMANDS, SHOWN, SLACK_RESERVED, slack_menu, slack_name
from bot.render.voice import Voice
from core.errors import ChatUnavailable, OperatorError, SettingsWrong
from tests.bot.channels.slack_stage import ANN, NAMES, stage
from tests.bot.channels.stage import running
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.servers.slack_manifest import RESERVED as REFUSED_BY_SLACK
from tests.servers.slack_manifest import check_manifest


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_slack_accepts_the_manifest_of_the_command_table(lang: str) -> None:
    made = manifest(slack_menu(lang), lang)
    assert check_manifest(made) == []
    names = [one["command"] for one in made["features"]["slash_commands"]]
    assert names[0] == "/kiwoom"
    assert set(names[1:]) == {f"/{slack_name(one.name)}" for one in SHOWN}
    assert all(one["description"] for one in made["features"]["slash_commands"])


def test_the_app_has_a_home_and_hears_who_opens_it() -> None:
    made = manifest(slack_menu("ko"))
    assert made["features"]["app_home"]["home_tab_enabled"]
    assert made["features"]["app_home"]["messages_tab_enabled"]
    assert "app_home_opened" in made["settings"]["event_subscriptions"]["bot_events"]


def test_no_built_in_name_of_slack_gets_into_the_manifest() -> None:
    made = manifest(slack_menu("ko"))
    names = {one["command"].removeprefix("/") for one in made["features"]["slash_commands"]}
    assert not names & REFUSED_BY_SLACK
    assert SLACK_RESERVED == REFUSED_BY_SLACK


COMING = (
    "daily", "freeze", "invite", "link", "logs", "mute", "options", "pause", "people", "quiet",
    "reload", "resume", "unfreeze", "unmute", "why",
)  # fmt: skip


def test_names_slack_keeps_for_itself_get_a_k_and_all_commands_have_room() -> None:
    names = {slack_name(name) for name in (*COMING, *(one.name for one in COMMANDS))}
    assert {"kmute", "kinvite", "kpeople", "unmute", "pause", "why"} <= names
    made = manifest([(name, "a command", "") for name in sorted(names)])
    assert check_manifest(made) == []
    assert len(made["features"]["slash_commands"]) == len(names) + 1 <= 50


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_reason_a_channel_is_closed_for_has_its_words(lang: str) -> None:
    voice = Voice(lang)
    for code in _GONE | set(_LEFT.values()) | {"thread_refused", "slack_busy", "slack_unsure"}:
        assert voice.reason(code) != code


def test_the_fifty_first_command_is_left_to_the_umbrella() -> None:
    made = manifest([(f"c{number}", "a command", "[0]") for number in range(70)])
    assert check_manifest(made) == []
    assert len(made["features"]["slash_commands"]) == 50


def test_a_command_named_twice_or_like_the_umbrella_is_listed_once() -> None:
    made = manifest([("ksearch", "a", ""), ("ksearch", "b", ""), ("kiwoom", "c", "")])
    assert check_manifest(made) == []
    assert len(made["features"]["slash_commands"]) == 2


def test_the_manifest_is_text_to_paste() -> None:
    text = manifest_text([("ksearch", "조건식을 검색합니다", "조건식 [쪽]")])
    assert json.loads(text) == manifest([("ksearch", "조건식을 검색합니다", "조건식 [쪽]")])
    assert "조건식을 검색합니다" in text


def test_the_manifest_introduces_the_app_in_one_language() -> None:
    def hangul(text: str) -> bool:
        return re.search(r"[가-힣]", text) is not None

    english = manifest_text(slack_menu("en"), "en")
    assert not hangul(english)
    korean = json.loads(manifest_text(slack_menu("ko")))
    assert hangul(korean["display_information"]["description"])
    assert all(hangul(one["description"]) for one in korean["features"]["slash_commands"])


def test_every_sentence_of_the_channel_is_there_in_both_languages() -> None:
    assert cures._KO.keys() == cures._EN.keys()
    for key, korean in cures._KO.items():
        blanks = re.findall(r"{\w+}", korean)
        assert sorted(blanks) == sorted(re.findall(r"{\w+}", cures._EN[key]))
        assert re.search(r"[가-힣]", korean)
        assert not re.search(r"[가-힣]", cures._EN[key])


async def test_the_scopes_and_events_of_the_manifest_are_all_the_bot_needs() -> None:
    async with stage() as one:
        one.slack.install(manifest(slack_menu("ko")))
        one.slack.say("status", dm=True)
        await one.slack.next_message("D0ANN")
        one.slack.say("status", "C1", mention=True)
        await one.slack.next_message("C1")
        one.slack.slash("/ksearch", "0", "C1", ANN)
        message = await one.slack.next_message("C1")
        one.slack.press("C1", message, "again")
        one.slack.slash("/subscribe", "0", "C1", ANN)
        await one.hears(5)
        await one.until(lambda: "search 1" in message.shown)
        assert one.channel.status().working
        assert not [call.error for call in one.slack.calls if call.error]


def test_nothing_is_asked_for_that_is_not_used() -> None:
    assert set(SCOPES) == {
        "app_mentions:read",  # app_mention
        "channels:read",  # conversations.info of a channel
        "chat:write",  # chat.postMessage, chat.update
        "commands",
        "files:write",  # files.getUploadURLExternal, files.completeUploadExternal
        "groups:read",  # conversations.info of a private channel
        "im:history",  # message.im
        "im:read",  # conversations.info of a direct message
        "pins:write",  # pins.add
    }
    assert set(WELCOME) == {"users:read"}  # users.info
    assert set(EVENTS) == {"app_home_opened", "app_mention", "message.im", *_LEFT}


def test_the_names_of_the_tests_are_those_of_the_table() -> None:
    assert all(slack_name(ours) == slacks for slacks, ours in NAMES.items())


async def test_the_doctor_names_workspace_and_bot() -> None:
    async with SlackServer() as slack:
        assert await check(BOT_TOKEN, APP_TOKEN, slack.url) == "Loopback / @kiwoom"
        assert [call.method for call in slack.calls] == ["auth.test", "apps.connections.open"]


async def test_an_app_without_what_is_only_welcome_is_set_up_well() -> None:
    async with SlackServer() as slack:
        slack.scopes.difference_update(WELCOME)
        assert await check(BOT_TOKEN, APP_TOKEN, slack.url) == "Loopback / @kiwoom"


@pytest.mark.parametrize(
    ("bot", "app", "name"),
    [
        ("xoxb-wrong", APP_TOKEN, "SLACK_BOT_TOKEN"),
        (APP_TOKEN, APP_TOKEN, "SLACK_BOT_TOKEN"),
        (BOT_TOKEN, "xapp-wrong", "SLACK_APP_TOKEN"),
        (BOT_TOKEN, BOT_TOKEN, "SLACK_APP_TOKEN"),
    ],
)
async def test_the_doctor_names_the_wrong_token_and_the_cure(bot: str, app: str, name: str) -> None:
    async with SlackServer() as slack:
        with pytest.raises(SettingsWrong) as caught:
            await check(bot, app, slack.url)
        assert caught.value.params["name"] == name
        assert "api.slack.com/apps" in caught.value.params["reason"]
        assert not re.search(r"xox|xapp-wrong", str(caught.value).replace("(xoxb-)", ""))


async def test_the_doctor_finds_a_missing_scope_before_anybody_needs_it() -> None:
    async with SlackServer() as slack:
        slack.scopes.discard("im:history")
        with pytest.raises(SettingsWrong) as caught:
            await check(BOT_TOKEN, APP_TOKEN, slack.url, "en")
        assert "lacks the scope im:history" in caught.value.params["reason"]


async def test_the_doctor_tells_an_outage_from_a_mistake() -> None:
    async with SlackServer() as slack:
        await slack.outage()
        with pytest.raises(ChatUnavailable) as caught:
            await check(BOT_TOKEN, APP_TOKEN, slack.url)
        assert caught.value.params["url"] == slack.url
        assert not isinstance(caught.value, OperatorError)


async def test_a_running_channel_does_not_mind_the_doctor() -> None:
    async with SlackServer() as slack:
        await check(BOT_TOKEN, APP_TOKEN, slack.url)
    async with stage() as one, running(one.new_channel()):
        await check(BOT_TOKEN, APP_TOKEN, one.slack.url)
        assert one.channel.status().working
