"""What people say in Slack, from the real socket through real Bolt to the handler and back."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.access import Access
from bot.channels.slack import SlackChannel
from bot.channels.slack.incoming import (
    from_action,
    from_command,
    from_departure,
    from_event,
    moment,
    unescaped,
)
from bot.commands.router import Router
from bot.messages import Incoming, Reply
from core.clock import SystemClock
from core.model import Destination, Lane
from tests.bot.channels.slack_stage import ANN, BEN, NAMES, echo, quiet, stage, to
from tests.bot.channels.stage import running, says
from tests.fakes.engine import FakeEngine, FakeInbox, StillClock
from tests.fakes.languages import speech

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.dictionaries(
    st.sampled_from(
        [
            "command",
            "text",
            "channel_id",
            "user_id",
            "trigger_id",
            "event",
            "event_id",
            "actions",
            "container",
            "channel",
            "user",
            "message",
            "response_url",
        ]
    ),
    JSON
    | st.dictionaries(
        st.sampled_from(
            ["type", "channel", "user", "text", "ts", "thread_ts", "id", "value", "message_ts"]
        ),
        JSON,
    )
    | st.lists(st.dictionaries(st.sampled_from(["value", "action_ts"]), JSON), max_size=2),
)


async def test_the_umbrella_command_takes_every_other_one_as_its_first_word() -> None:
    async with stage() as one:
        one.slack.slash("/kiwoom", "search 0 2", "C1", ANN)
        assert (await one.hears()).text == "search 0 2"
        assert "said search 0 2" in (await one.slack.next_message("C1")).shown


async def test_the_umbrella_command_alone_asks_for_help() -> None:
    async with stage() as one:
        one.slack.slash("/kiwoom", "  ", "C1", ANN)
        assert (await one.hears()).text == "help"


async def test_the_umbrella_command_takes_slacks_spelling_too() -> None:
    async with stage() as one:
        one.slack.slash("/kiwoom", "ksearch 0", "C1", ANN)
        assert (await one.hears()).text == "search 0"


async def test_a_command_has_its_own_name() -> None:
    async with stage() as one:
        one.slack.slash("/subscriptions", "", "C1", ANN)
        heard = await one.hears()
        assert heard.text == "subscriptions"
        assert heard.destination == to("C1")
        assert heard.person == "slack:U0ANN"
        assert heard.person_name == "user-u0ann"
        assert (heard.private, heard.addressed, heard.pressed) == (False, True, False)
        assert heard.sent_at is None


async def test_a_command_slack_keeps_for_itself_is_understood_with_a_k_in_front() -> None:
    async with stage() as one:
        one.slack.slash("/ksearch", "0", "C1", ANN)
        assert (await one.hears()).text == "search 0"


async def test_a_slash_command_in_the_direct_message_is_private() -> None:
    async with stage() as one:
        one.slack.slash("/kiwoom", "status", None, ANN)
        heard = await one.hears()
        assert heard.private
        assert heard.destination == to("D0ANN")
        assert "said status" in (await one.slack.next_message("D0ANN")).shown


async def test_a_direct_message_is_a_command_without_a_slash() -> None:
    async with stage() as one:
        one.slack.say("구독 0", dm=True)
        heard = await one.hears()
        assert (heard.text, heard.private, heard.addressed) == ("구독 0", True, True)
        assert heard.key == "slack:event:Ev00000001"
        assert heard.sent_at is not None
        assert abs(datetime.now(UTC) - heard.sent_at) < timedelta(minutes=1)


async def test_a_mention_is_a_command_without_the_mention() -> None:
    async with stage() as one:
        one.slack.say(", search 3", "C1", mention=True)
        heard = await one.hears()
        assert (heard.text, heard.private, heard.addressed) == ("search 3", False, True)
        assert heard.destination == to("C1")
        assert (await one.slack.next_message("C1")).thread_ts is None


async def test_a_mention_and_nothing_else_asks_for_help() -> None:
    async with stage() as one:
        one.slack.say("", "C1", mention=True)
        assert (await one.hears()).text == "help"


async def test_what_is_asked_in_a_thread_is_answered_in_it() -> None:
    async with stage() as one:
        root = one.slack.space.add(one.slack.channel("C1"), BEN, "다들 어때요")
        one.slack.say("search 0", "C1", mention=True, thread_ts=root.ts)
        assert (await one.hears()).destination == Destination("slack", "C1", root.ts)
        answer = await one.slack.next_message("C1")
        assert answer.thread_ts == root.ts
        one.slack.say("status", user=BEN, dm=True)
        await one.hears(2)
        assert (await one.slack.next_message("D0BEN")).thread_ts is None


async def test_the_talk_of_others_is_not_handed_over_but_acknowledged() -> None:
    async with stage() as one:
        (talk,) = one.slack.say("점심 뭐 먹지", "C1")
        await one.slack.acked(talk)
        one.slack.say("status", dm=True)
        assert (await one.hears()).text == "status"
        assert len(one.heard) == 1


async def test_the_bots_own_words_and_those_of_other_bots_are_ignored() -> None:
    async with stage() as one:
        base: dict[str, Any] = {"type": "message", "channel": "D0ANN", "channel_type": "im"}
        for more in (
            {"user": one.slack.bot_user, "text": "mine", "ts": "1.1"},
            {"user": BEN, "bot_id": "B0OTHER", "text": "other bot", "ts": "1.2"},
            {"user": ANN, "subtype": "message_changed", "text": "edited", "ts": "1.3"},
            {"user": ANN, "text": "", "ts": "1.4"},
        ):
            await one.slack.acked(one.slack._event(base | more))
        assert one.heard == []


async def test_slacks_escapes_are_taken_off() -> None:
    async with stage() as one:
        one.slack.say("search R&amp;D &lt;10% <http://naver.com|naver.com> <@U0BEN>", dm=True)
        assert (await one.hears()).text == "search R&D <10% naver.com U0BEN"


async def test_a_pressed_button_says_its_command_and_its_message_changes() -> None:
    async with stage() as one:
        one.slack.slash("/ksearch", "0", "C1", ANN)
        message = await one.slack.next_message("C1")
        one.slack.press("C1", message, "again", BEN)
        heard = await one.hears(2)
        assert (heard.text, heard.pressed, heard.person) == ("search 1", True, "slack:U0BEN")
        await one.until(lambda: "said search 1" in message.shown)
        assert one.slack.channel("C1").messages == [message]


async def test_a_refused_press_is_told_to_who_pressed_and_leaves_the_message_as_it_is() -> None:
    async def refusing(incoming: Incoming) -> Reply | None:
        if incoming.pressed:
            return replace(says("only an owner may"), aside=True)
        return await echo(incoming)

    async with stage(refusing) as one:
        one.slack.slash("/ksearch", "0", "C1", ANN)
        message = await one.slack.next_message("C1")
        one.slack.press("C1", message, "again", BEN)
        answer = await one.slack.next_message("C1")
        assert (answer.shown, answer.ephemeral_to) == ("only an owner may", BEN)
        assert "said search 0" in message.shown


async def test_a_button_older_than_the_process_still_works() -> None:
    async with stage() as one:
        old = one.slack.space.add(
            one.slack.channel("C1"),
            one.slack.bot_user,
            "before the restart",
            blocks=[_buttons("search 7")],
        )
        one.slack.press("C1", old, "search 7")
        await one.until(lambda: "said search 7" in old.shown)


async def test_a_button_in_a_thread_is_answered_in_the_thread() -> None:
    async with stage() as one:
        root = one.slack.space.add(one.slack.channel("C1"), BEN, "root")
        inside = one.slack.space.add(
            one.slack.channel("C1"),
            one.slack.bot_user,
            "inside",
            blocks=[_buttons("search 7")],
            thread_ts=root.ts,
        )
        one.slack.press("C1", inside, "search 7")
        assert (await one.hears()).destination == to("C1", root.ts)


async def test_the_message_that_started_a_thread_stands_outside_of_it() -> None:
    async with stage() as one:
        root = one.slack.space.add(
            one.slack.channel("C1"), one.slack.bot_user, "root", blocks=[_buttons("search 7")]
        )
        root.thread_ts = root.ts
        one.slack.press("C1", root, "search 7")
        assert (await one.hears()).destination == to("C1")


async def test_a_button_only_one_person_sees_changes_for_that_person() -> None:
    async with stage() as one:
        one.slack.add_channel("C9", is_member=False)
        one.slack.slash("/ksearch", "0", "C9", ANN)
        message = await one.slack.next_message("C9")
        assert message.ephemeral_to == ANN
        one.slack.press("C9", message, "again")
        await one.until(lambda: "said search 1" in message.shown)
        assert one.slack.channel("C9").messages == [message]


async def test_a_button_whose_message_is_gone_is_answered_with_a_new_message() -> None:
    async with stage() as one:
        one.slack.slash("/ksearch", "0", "C1", ANN)
        message = await one.slack.next_message("C1")
        one.slack.fail("chat.update", "message_not_found")
        one.slack.press("C1", message, "again")
        assert "said search 1" in (await one.slack.next_message("C1")).shown


async def test_a_button_while_slack_wants_no_edits_is_answered_anew_and_holds_no_alert() -> None:
    async with stage() as one:
        one.slack.slash("/ksearch", "0", "C1", ANN)
        message = await one.slack.next_message("C1")
        one.slack.fail("chat.update", status=429, retry_after=43_838)
        one.slack.press("C1", message, "again")
        assert "said search 1" in (await one.slack.next_message("C1")).shown
        await one.channel.pace.turn(to("C1"), Lane.ALERT)
        assert one.waits == []


async def test_a_delivery_repeated_has_the_same_key() -> None:
    async with stage() as one:
        (event,) = one.slack.say("status", dm=True)
        await one.hears(1)
        slash = one.slack.slash("/ksearch", "0", "C1", ANN)
        message = await one.slack.next_message("C1")
        press = one.slack.press("C1", message, "again")
        await one.hears(3)
        for count, envelope in enumerate((event, slash, press), 4):
            one.slack.redeliver(envelope)
            await one.hears(count)
        assert [heard.key for heard in one.heard[:3]] == [heard.key for heard in one.heard[3:]]
        assert len({heard.key for heard in one.heard}) == 3


async def test_slack_is_acknowledged_while_the_handler_is_still_at_work() -> None:
    done = asyncio.Event()

    async def slow(incoming: Incoming) -> Reply | None:
        await done.wait()
        return says("at last")

    async with stage(slow) as one:
        root = one.slack.space.add(
            one.slack.channel("C1"), one.slack.bot_user, "old", blocks=[_buttons("search 7")]
        )
        sent = [
            one.slack.slash("/ksearch", "0", "C1", ANN),
            one.slack.press("C1", root, "search 7"),
            *one.slack.say("status", dm=True),
        ]
        for envelope in sent:
            assert await one.slack.acked(envelope) < 0.5
        assert one.slack.calls_of("chat.postMessage") == []
        done.set()
        await one.shows("C1", "at last")


async def test_everything_is_acknowledged_even_what_nobody_understands() -> None:
    async with stage() as one:
        known = {"user": {"id": ANN}, "trigger_id": "1", "team": {"id": "T1"}}
        strange: list[tuple[str, dict[str, Any]]] = [
            ("slash_commands", {"command": "/never-heard-of"}),
            ("interactive", {"type": "block_actions", "actions": [{"url": "https://a"}]} | known),
            ("interactive", {"type": "shortcut", "callback_id": "x"} | known),
            ("interactive", {"type": "message_action", "callback_id": "x"} | known),
            ("interactive", {"type": "view_submission", "view": {"callback_id": "x"}} | known),
            ("interactive", {"type": "view_closed", "view": {"callback_id": "x"}} | known),
            ("interactive", {"type": "block_suggestion", "action_id": "x", "value": "y"} | known),
            ("interactive", {"type": "something_new"}),
            ("events_api", {"event": {"type": "app_home_opened", "user": ANN}}),
            ("events_api", {"event": ["not", "an", "object"]}),
            ("brand_new_kind", {}),
        ]
        for kind, payload in strange:
            await one.slack.acked(one.slack.link.send(kind, payload), 2)
        assert one.heard == []
        assert one.channel.status().working


async def test_what_one_chat_says_is_handed_over_and_answered_in_order() -> None:
    async def slower_first(incoming: Incoming) -> Reply | None:
        await asyncio.sleep(0.03 if incoming.text.endswith("0") else 0)
        return says(incoming.text)

    async with stage(slower_first) as one:
        for number in range(8):
            name = "/subscribe" if number % 3 == 0 else "/unsubscribe"
            one.slack.slash(name, str(number), "C1", ANN)
        said = [(await one.slack.next_message("C1")).shown.split()[1] for _ in range(8)]
        assert said == [str(number) for number in range(8)]


async def test_a_slow_chat_holds_up_no_other() -> None:
    stuck = asyncio.Event()

    async def answer(incoming: Incoming) -> Reply | None:
        if incoming.destination.chat == "C1":
            await stuck.wait()
        return says("done")

    async with stage(answer) as one:
        one.slack.slash("/kiwoom", "status", "C1", ANN)
        await one.hears()
        one.slack.slash("/kiwoom", "status", "C2", ANN)
        await one.slack.next_message("C2")
        stuck.set()


async def test_a_fault_in_the_handler_ends_with_its_command() -> None:
    async def faulty(incoming: Incoming) -> Reply | None:
        if incoming.text == "status":
            raise ZeroDivisionError
        return says("fine")

    async with stage(faulty) as one:
        one.slack.say("status", dm=True)
        one.slack.say("help", dm=True)
        assert (await one.slack.next_message("D0ANN")).shown == "fine"


async def test_a_command_that_never_ends_is_given_up_and_the_next_of_its_chat_is_answered() -> None:
    async def stuck(incoming: Incoming) -> Reply | None:
        if incoming.text == "status":
            await asyncio.Event().wait()
        return says("fine")

    async with quiet(stuck) as one, running(one.new_channel(handle_within=0.05)):
        await one.slack.connected()
        one.slack.say("status", dm=True)
        one.slack.say("help", dm=True)
        assert (await one.slack.next_message("D0ANN")).shown == "fine"
        assert [heard.text for heard in one.heard] == ["status", "help"]


async def test_where_there_is_no_answer_nothing_is_sent() -> None:
    async def silent(incoming: Incoming) -> Reply | None:
        return None

    async with stage(silent) as one:
        one.slack.say("status", dm=True)
        await one.hears()
        assert one.slack.calls_of("chat.postMessage") == []


async def test_subscribing_where_the_bot_is_not_inside_is_refused_before_it_is_written() -> None:
    async with stage() as one:
        one.slack.add_channel("C9", is_member=False)
        one.slack.slash("/subscribe", "0", "C9", ANN)
        told = await one.slack.next_message("C9")
        assert told.ephemeral_to == ANN
        assert "/invite @kiwoom" in told.shown
        assert one.heard == []


async def test_subscribing_in_somebody_elses_direct_message_is_refused() -> None:
    async with stage() as one:
        one.slack.fail("conversations.info", "channel_not_found")
        one.slack.slash("/kiwoom", "구독 0", "D0OTHER", ANN)
        assert "1:1" in (await one.slack.next_message("D0OTHER")).shown
        assert one.heard == []


async def test_subscribing_in_ones_own_direct_message_needs_no_invitation() -> None:
    async with stage() as one:
        one.slack.slash("/subscribe", "0", None, ANN)
        assert (await one.hears()).text == "subscribe 0"


async def test_where_membership_cannot_be_asked_the_answer_brings_the_cure() -> None:
    async with stage() as one:
        one.slack.add_channel("C9", is_member=False)
        one.slack.scopes.discard("channels:read")
        one.slack.slash("/subscribe", "0", "C9", ANN)
        assert "said subscribe 0" in (await one.slack.next_message("C9")).shown
        assert "/invite @kiwoom" in (await one.slack.next_message("C9")).shown


async def test_the_real_router_answers_each_delivery_once() -> None:
    router = Router(
        FakeEngine(),
        Access(["slack:U0ANN"]),
        FakeInbox(),
        clock=StillClock(),
        languages=speech(),
    )
    async with stage(router.handle) as one:
        envelope = one.slack.slash("/kiwoom", "conditions", "C1", ANN)
        first = await one.slack.next_message("C1")
        assert first.buttons
        one.slack.redeliver(envelope)
        one.slack.say("도움말", dm=True)
        assert "/ksearch" in (await one.slack.next_message("D0ANN")).shown
        assert one.slack.channel("C1").messages == [first]


def _buttons(command: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": command}
    return {"type": "actions", "elements": [{"type": "button", "text": text, "value": command}]}


def test_every_form_slack_wraps_words_in_is_unwrapped() -> None:
    assert unescaped("<@U1|ann> <#C1|general> <#C2>") == "U1 #general #C2"
    assert unescaped("<!here> <!subteam^S1|@desk> <!date^1^{date}|today>") == "@here @desk today"
    assert unescaped("<https://a.kr> <https://a.kr|a.kr> <mailto:a@b.kr|a@b.kr>") == (
        "https://a.kr a.kr a@b.kr"
    )
    assert unescaped("&amp;lt; a &lt;b&gt;") == "&lt; a <b>"


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_unwrapped(text: str) -> None:
    unescaped(text)
    moment(text)


@settings(deadline=None, max_examples=40)
@given(BODIES)
def test_no_body_is_too_strange_to_be_read(body: dict[str, Any]) -> None:
    for asked in (from_command(body, NAMES), from_event(body, "U0BOT", NAMES), from_action(body)):
        assert asked is None or asked.incoming.key
    for more in (body, {"event": body | {"type": "channel_left"}}):
        left = from_departure(more)
        assert left is None or left.reason


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(["slash_commands", "interactive", "events_api"]), BODIES, BODIES)
def test_no_body_is_too_strange_for_bolt(
    kind: str, body: dict[str, Any], more: dict[str, Any]
) -> None:
    channel = SlackChannel("xoxb", "xapp", "http://127.0.0.1:1/api/", echo, {}, "ko", SystemClock())
    envelope = {"type": kind, "payload": body | {"event": more, "team": more.get("text")}}
    asyncio.run(channel._dispatch.receive(envelope))


async def test_what_bolt_reads_from_the_environment_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "something else")
    async with stage() as one:
        one.slack.slash("/ksearch", "0", "C1", ANN)
        await one.slack.next_message("C1")
