"""The loopback Slack, proven with Bolt and its real Socket Mode handler."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient
from websockets.asyncio.client import connect

from .pictures import png
from .slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackServer
from .slack_blocks import check_blocks
from .slack_http import RequestUrl
from .slack_manifest import RESERVED, check_manifest
from .slack_views import check_view

ROOT = Path(__file__).parents[2]
ANN, ROOM = "U0ANN", "C0ROOM"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*조건식* 0"}}


def button(text: str = "더 보기", **more: Any) -> dict[str, Any]:
    shown = {"type": "plain_text", "text": text}
    return {"type": "button", "text": shown, "action_id": "more", "value": "more:1"} | more


def keys(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(buttons)}


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(ack_timeout=0.3) as server:
        yield server


@pytest.fixture(autouse=True)
def _quiet() -> None:
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)


def client_of(slack: SlackServer, *, token: str = BOT_TOKEN, timeout: int = 2) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=slack.url, timeout=timeout)


@asynccontextmanager
async def running(slack: SlackServer) -> AsyncIterator[list[Any]]:
    """A small bot; yields what it heard."""
    client = client_of(slack)
    app = AsyncApp(client=client, process_before_response=False)
    heard: list[Any] = []

    async def slash(ack: Any, command: Any, respond: Any, client: Any) -> None:
        await ack()
        heard.append(command["text"])
        if command["text"] == "post":
            blocks = [SECTION, keys(button())]
            await client.chat_postMessage(
                channel=command["channel_id"], text="conditions", blocks=blocks
            )
        elif command["text"] == "private":
            await respond("only you", blocks=[SECTION, keys(button())])

    async def quick(ack: Any) -> None:
        await ack("at once")

    async def pressed(ack: Any, respond: Any, action: Any, body: Any) -> None:
        await ack()
        heard.append((action["value"], body["container"]["is_ephemeral"]))
        await respond(text=f"pressed {action['value']}", replace_original=True)

    async def mentioned(event: Any, say: Any) -> None:
        heard.append(("app_mention", event["text"]))
        await say("네", thread_ts=event["ts"])

    async def message(event: Any, body: Any, say: Any) -> None:
        heard.append((event["channel_type"], event["text"], body["event_id"]))
        if event["channel_type"] == "im":
            await say("echo " + event["text"])

    app.command("/kiwoom")(slash)
    app.command("/quick")(quick)
    app.action("more")(pressed)
    app.event("app_mention")(mentioned)
    app.event("message")(message)
    handler = AsyncSocketModeHandler(app, APP_TOKEN, web_client=client, ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield heard
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


# -- the way in and out --------------------------------------------------------------------


async def test_a_command_comes_in_a_message_goes_out_a_press_edits_it(slack: SlackServer) -> None:
    async with running(slack):
        envelope = slack.slash("/kiwoom", "post", ROOM, ANN)
        assert await slack.acked(envelope) < 0.3
        message = await slack.next_message(ROOM)
        assert (message.text, message.labels, message.ephemeral) == (
            "conditions",
            ["더 보기"],
            False,
        )
        press = slack.press(ROOM, message.ts, "더 보기", ANN)
        await slack.wait_for(lambda: message.edited)
        await slack.acked(press)
        assert (message.text, message.buttons) == ("pressed more:1", [])
        assert message.versions == ["conditions", "pressed more:1"]
        assert slack.channel(ROOM).messages == [message]


async def test_answers_for_one_person_are_seen_as_such_and_replaced(slack: SlackServer) -> None:
    async with running(slack) as heard:
        slack.slash("/kiwoom", "private", ROOM, ANN)
        message = await slack.next_message(ROOM)
        assert (message.ephemeral_to, message.shown) == (ANN, "*조건식* 0\n더 보기")
        slack.press(ROOM, message, "more:1", ANN)
        await slack.wait_for(lambda: message.edited)
        assert heard[-1] == ("more:1", True)
        await slack.acked(slack.slash("/quick", "", ROOM, ANN))
        assert (await slack.next_message(ROOM)).text == "at once"


async def test_mentions_and_direct_messages_arrive_as_events(slack: SlackServer) -> None:
    async with running(slack) as heard:
        sent = slack.say("구독 0", ROOM, ANN, mention=True)
        reply = await slack.next_message(ROOM)
        assert [one.payload["event"]["type"] for one in sent] == ["message", "app_mention"]
        assert reply.thread_ts == sent[0].payload["event"]["ts"]
        assert ("app_mention", f"<@{slack.bot_user}> 구독 0") in heard
        slack.say("hello", user=ANN, dm=True)
        assert (await slack.next_message(slack.direct(ANN))).text == "echo hello"
        slack.events = {"app_mention"}
        assert slack.say("talk", ROOM, ANN) == []


async def test_an_event_nobody_acknowledges_comes_again(slack: SlackServer) -> None:
    async with httpx.AsyncClient() as http:
        opened = await http.post(
            f"{slack.url}apps.connections.open", headers={"Authorization": f"Bearer {APP_TOKEN}"}
        )
        url = opened.json()["url"]
    async with connect(url) as link:
        slack.link.ack_timeout = 0.02
        (envelope,) = slack.say("hi", ROOM, ANN)
        await slack.wait_for(lambda: envelope.error)
        frames = [json.loads(await link.recv()) for _ in range(5)]
        assert frames[0]["type"] == "hello"
        assert [one["retry_attempt"] for one in frames[1:]] == [0, 1, 2, 3]
        assert frames[2]["retry_reason"] == "timeout"
        assert len({one["envelope_id"] for one in frames[1:]}) == 4
        assert len({one["payload"]["event_id"] for one in frames[1:]}) == 1
        assert envelope.error == "gave_up"
        slash = slack.slash("/nobody", "", ROOM, ANN)
        await slack.wait_for(lambda: slash.error)
        assert slash.error == "operation_timeout"


async def test_a_redelivery_reaches_the_app_with_the_same_event_id(slack: SlackServer) -> None:
    async with running(slack) as heard:
        (envelope,) = slack.say("hi", ROOM, ANN)
        await slack.acked(envelope)
        slack.redeliver(envelope)
        slack.redeliver(envelope, same_id=True)
        await slack.wait_for(lambda: len(heard) == 3)
        assert len({one[2] for one in heard}) == 1
        assert (envelope.retry_attempt, len(envelope.deliveries), len(envelope.ids)) == (1, 3, 2)


async def test_what_happened_while_no_link_was_open(slack: SlackServer) -> None:
    (envelope,) = slack.say("early", ROOM, ANN)
    slash = slack.slash("/kiwoom", "early", ROOM, ANN)
    assert slash.error == "dispatch_failed"
    async with running(slack):
        await slack.acked(envelope)
        assert envelope.retry_attempt == 1


async def test_without_socket_mode_signed_requests_carry_the_same(slack: SlackServer) -> None:
    app = AsyncApp(client=client_of(slack), signing_secret=SIGNING_SECRET)
    heard: list[str] = []

    async def slash(ack: Any, command: Any) -> None:
        heard.append(command["text"])
        await ack("taken")

    async def mentioned(event: Any) -> None:
        heard.append(event["type"])

    async def pressed(ack: Any, respond: Any) -> None:
        await ack()
        await respond("pressed")

    app.command("/kiwoom")(slash)
    app.event("app_mention")(mentioned)
    app.action("more")(pressed)
    runner = web.AppRunner(app.web_app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        slack.events = {"app_mention"}
        slack.deliver_to(address)
        assert await RequestUrl(address, SIGNING_SECRET).verify()
        await slack.acked(slack.slash("/kiwoom", "조건 0", ROOM, ANN))
        assert (await slack.next_message(ROOM)).text == "taken"
        await slack.acked(slack.say("hi", ROOM, ANN, mention=True)[0])
        client = client_of(slack)
        await client.chat_postMessage(channel=ROOM, text="x", blocks=[keys(button())])
        slack.press(ROOM, slack.channel(ROOM).messages[-1], "more", ANN)
        await slack.wait_for(lambda: slack.channel(ROOM).texts[-1] == "pressed")
        assert heard == ["조건 0", "app_mention"]
        slack.deliver_to(address, "another secret")
        refused = slack.slash("/kiwoom", "forged", ROOM, ANN)
        await slack.wait_for(lambda: refused.error)
        assert (refused.acked, refused.error) == (False, "operation_timeout")
    finally:
        await runner.cleanup()


# -- the link ------------------------------------------------------------------------------


async def test_a_disconnect_frame_makes_the_app_open_a_new_link(slack: SlackServer) -> None:
    async with running(slack) as heard:
        await slack.connected()
        slack.disconnect()
        await slack.connected(2)
        await slack.acked(slack.slash("/kiwoom", "again", ROOM, ANN))
        assert heard == ["again"]
        slack.drop()
        await slack.connected(3)
        await slack.acked(slack.slash("/kiwoom", "and again", ROOM, ANN))


async def test_a_deaf_link_is_noticed_by_its_missing_pongs(slack: SlackServer) -> None:
    async with running(slack):
        await slack.connected()
        slack.deaf()
        (envelope,) = slack.say("does anybody hear", ROOM, ANN)
        await slack.connected(2)
        await slack.acked(envelope)
        assert envelope.retry_attempt >= 1


async def test_a_link_can_be_deaf_and_answer_pings(slack: SlackServer) -> None:
    async with running(slack) as heard:
        await slack.connected()
        slack.deaf(answer_pings=True)
        before = slack.links[0].pings
        await slack.wait_for(lambda: slack.links[0].pings > before + 2)
        slash = slack.slash("/kiwoom", "post", ROOM, ANN)
        await slack.wait_for(lambda: slash.error)
        assert (slash.error, heard, slack.link.opened) == ("operation_timeout", [], 1)


async def test_an_outage_ends_with_a_new_link_on_the_same_port(slack: SlackServer) -> None:
    async with running(slack):
        await slack.connected()
        await slack.outage()
        await slack.wait_for(lambda: not slack.links)
        await slack.restore()
        await slack.connected(2)
        await slack.acked(slack.slash("/kiwoom", "back", ROOM, ANN))


# -- the Web API ---------------------------------------------------------------------------


async def test_tokens_scopes_and_methods_are_checked(slack: SlackServer) -> None:
    slack.channel(ROOM)
    client = client_of(slack)
    assert (await client.auth_test())["user_id"] == slack.bot_user
    for token, error in (("xoxb-wrong", "invalid_auth"), (APP_TOKEN, "not_allowed_token_type")):
        with pytest.raises(SlackApiError, match=error):
            await client_of(slack, token=token).auth_test()
    with pytest.raises(SlackApiError, match="unknown_method"):
        await client.api_call("chat.dream")
    slack.scopes.discard("chat:write")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=ROOM, text="x")
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "chat:write"


async def test_channels_are_checked_before_a_message_is_taken(slack: SlackServer) -> None:
    slack.add_channel("C0AWAY", is_member=False)
    slack.add_channel("C0OLD", is_archived=True)
    slack.add_channel("C0SECRET", is_member=False, is_private=True)
    slack.add_channel(ROOM, name="trading")
    client = client_of(slack)
    cases = {
        "C0NONE": "channel_not_found",
        "C0AWAY": "not_in_channel",
        "C0OLD": "is_archived",
        "C0SECRET": "channel_not_found",
    }
    for channel, error in cases.items():
        with pytest.raises(SlackApiError, match=error):
            await client.chat_postMessage(channel=channel, text="x")
    with pytest.raises(SlackApiError, match="no_text"):
        await client.api_call("chat.postMessage", json={"channel": ROOM, "text": ""})
    with pytest.raises(SlackApiError, match="msg_too_long"):
        await client.chat_postMessage(channel=ROOM, text="x" * 40_001)
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await client.chat_postEphemeral(channel=ROOM, user=ANN, text="x")
    await client.conversations_join(channel="C0AWAY")
    await client.chat_postMessage(channel="C0AWAY", text="in")
    await client.chat_postMessage(channel="#trading", text="by name")
    assert slack.channel(ROOM).texts == ["by name"]


async def test_messages_are_updated_deleted_and_read(slack: SlackServer) -> None:
    theirs = slack.say("mine", ROOM, ANN)[0].payload["event"]["ts"]
    client = client_of(slack)
    first = await client.chat_postMessage(channel=ROOM, text="one", blocks=[SECTION])
    ts = first["ts"]
    await client.chat_postMessage(channel=ROOM, text="below", thread_ts=ts)
    await client.chat_update(channel=ROOM, ts=ts, text="two")
    assert slack.channel(ROOM).messages[0].blocks == []
    replies = await client.conversations_replies(channel=ROOM, ts=ts)
    assert [one["text"] for one in replies["messages"]] == ["two", "below"]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel=ROOM, ts=theirs, text="x")
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel=ROOM, ts="1.0", text="x")
    await client.chat_delete(channel=ROOM, ts=ts)
    assert slack.channel(ROOM).texts == ["below"]
    opened = await client.conversations_open(users=ANN)
    assert opened["channel"]["id"] == slack.direct(ANN).id
    assert (await client.conversations_info(channel=ROOM))["channel"]["is_member"]
    listed = await client.conversations_list(types="public_channel,im")
    assert {one["id"] for one in listed["channels"]} == {ROOM, slack.direct(ANN).id}
    assert (await client.users_info(user=ANN))["user"]["tz"] == "Asia/Seoul"
    await client.chat_postEphemeral(channel=ROOM, user=ANN, text="psst")
    assert slack.channel(ROOM).messages[-1].ephemeral


async def test_files_and_views(slack: SlackServer) -> None:
    slack.channel(ROOM)
    client = client_of(slack)
    await client.files_upload_v2(
        channel=ROOM, filename="차트.png", content=b"png", title="차트", initial_comment="봐요"
    )
    (message,) = slack.channel(ROOM).messages
    assert (message.text, message.files[0].content) == ("봐요", b"png")
    envelope = slack.slash("/kiwoom", "", ROOM, ANN)
    title = {"type": "plain_text", "text": "주문"}
    view = {"type": "modal", "title": title, "blocks": [SECTION]}
    trigger = envelope.payload["trigger_id"]
    await client.views_open(trigger_id=trigger, view=view)
    assert slack.views.modals[0].content["title"] == title
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=view)


async def test_a_picture_is_shown_by_its_id_once_slack_has_looked_at_it(
    slack: SlackServer,
) -> None:
    slack.channel(ROOM)
    client = client_of(slack)

    async def uploaded(name: str, content: bytes) -> str:
        sent = await client.files_upload_v2(filename=name, content=content)
        return str(sent["file"]["id"])

    def image(file_id: str) -> list[dict[str, Any]]:
        return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "차트"}]

    shown = await uploaded("차트.png", png())
    await client.chat_postMessage(channel=ROOM, text="차트", blocks=image(shown))
    (message,) = slack.channel(ROOM).messages
    assert slack.pictures(message) == [png()]
    half = await client.files_getUploadURLExternal(filename="half.png", length=9)
    table = await uploaded("표.csv", "종목".encode())
    for wrong in (half["file_id"], table, "F0NOWHERE1"):
        with pytest.raises(SlackApiError, match="invalid slack file"):
            await client.chat_postMessage(channel=ROOM, text="차트", blocks=image(wrong))
    with pytest.raises(SlackApiError, match="must match regex pattern"):
        await client.chat_postMessage(channel=ROOM, text="차트", blocks=image("https://a"))
    slack.api.looks = 1
    fresh = await uploaded("차트.png", png())
    with pytest.raises(SlackApiError, match="invalid slack file"):
        await client.chat_postMessage(channel=ROOM, text="차트", blocks=image(fresh))
    await client.chat_postMessage(channel=ROOM, text="차트", blocks=image(fresh))
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": fresh, "title": "again"}])


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([SECTION] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([{"type": "carousel3d"}], "unsupported type: carousel3d [json-pointer:/blocks/0/type]"),
        (
            [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        ([keys(button("x" * 76))], "must be less than 76 characters"),
        ([keys(button(value="x" * 2001))], "must be less than 2001 characters"),
        ([keys(button(action_id="x" * 256))], "must be less than 256 characters"),
        ([keys(button(), button())], "`action_id` `more` already exists"),
        ([keys(button(style="huge"))], "must be a valid enum value"),
        ([keys(*[button(action_id=str(n)) for n in range(26)])], "no more than 25 items"),
        ([{"type": "section"}], "missing required field: text"),
        ([SECTION | {"colour": "red"}], "invalid additional property: colour"),
        ([SECTION | {"block_id": "b"}] * 2, "`block_id` `b` already exists"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "more than 0 characters"),
    ],
)
async def test_blocks_are_refused_with_the_place_of_the_mistake(
    slack: SlackServer, blocks: list[dict[str, Any]], complaint: str
) -> None:
    slack.channel(ROOM)
    with pytest.raises(SlackApiError) as refused:
        await client_of(slack).chat_postMessage(channel=ROOM, text="x", blocks=blocks)
    assert refused.value.response["error"] == "invalid_blocks"
    assert any(complaint in one for one in refused.value.response["response_metadata"]["messages"])


def test_good_blocks_are_taken() -> None:
    option = {"text": {"type": "plain_text", "text": "a"}, "value": "a"}
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "h", "emoji": True}},
        SECTION | {"accessory": button()},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "c"}]},
        keys(button(), {"type": "static_select", "action_id": "s", "options": [option]}),
    ]
    assert check_blocks(blocks) == []


# -- what goes wrong -----------------------------------------------------------------------


async def test_faults_answer_as_scripted(slack: SlackServer) -> None:
    slack.channel(ROOM)
    slack.channel("C0OTHER")
    client = client_of(slack)
    slack.fail("chat.postMessage", "account_inactive", chat=ROOM)
    await client.chat_postMessage(channel="C0OTHER", text="not concerned")
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.chat_postMessage(channel=ROOM, text="x")
    slack.fail("chat.postMessage", status=429, retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=ROOM, text="x")
    assert limited.value.response.headers["Retry-After"] == "7"
    for status in (500, 503):
        slack.fail("chat.postMessage", status=status)
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=ROOM, text="x")
    assert [call.status for call in slack.calls_of("chat.postMessage", chat=ROOM)] == [
        200, 429, 500, 503,
    ]  # fmt: skip
    assert slack.channel(ROOM).messages == []


async def test_what_fails_after_delivery_is_delivered(slack: SlackServer) -> None:
    slack.channel(ROOM)
    client = client_of(slack, timeout=1)
    client.retry_handlers.clear()
    slack.cut("chat.postMessage")
    with pytest.raises(OSError, match=r"."):
        await client.chat_postMessage(channel=ROOM, text="cut after")
    slack.cut("chat.postMessage", after_delivery=False)
    with pytest.raises(OSError, match=r"."):
        await client.chat_postMessage(channel=ROOM, text="cut before")
    slack.hang("chat.postMessage")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.chat_postMessage(channel=ROOM, text="hung")
    assert slack.channel(ROOM).texts == ["cut after", "hung"]


async def test_the_sdk_repeats_a_cut_message_by_itself(slack: SlackServer) -> None:
    slack.channel(ROOM)
    slack.cut("chat.postMessage")
    client = client_of(slack)
    assert [type(one) for one in client.retry_handlers] == [AsyncConnectionErrorRetryHandler]
    at_once = FixedValueRetryIntervalCalculator(0)
    client.retry_handlers[0].interval_calculator = at_once
    await client.chat_postMessage(channel=ROOM, text="twice")
    assert slack.channel(ROOM).texts == ["twice", "twice"]


async def test_one_message_a_second_a_channel_when_switched_on() -> None:
    clock = [10.0]
    async with SlackServer(now=lambda: clock[0]) as slack:
        slack.limits.on = True
        slack.channel(ROOM)
        slack.channel("C0OTHER")
        client = client_of(slack)
        await client.chat_postMessage(channel=ROOM, text="1")
        await client.chat_postMessage(channel="C0OTHER", text="1")
        with pytest.raises(SlackApiError, match="ratelimited"):
            await client.chat_postMessage(channel=ROOM, text="2")
        clock[0] += 1
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
        await client.chat_postMessage(channel=ROOM, text="3")
        assert (slack.channel(ROOM).texts, slack.limits.refused) == (["1", "3"], 1)


async def test_fifty_edits_a_minute_in_all_channels_when_switched_on() -> None:
    clock = [10.0]
    async with SlackServer(now=lambda: clock[0]) as slack:
        slack.limits.on = True
        client = client_of(slack)
        one, two = [slack.space.add(slack.channel(where), slack.bot_user, "0").ts for where in "AB"]
        for number in range(25):
            await client.chat_update(channel="A", ts=one, text=str(number))
            await client.chat_update(channel="B", ts=two, text=str(number))
        with pytest.raises(SlackApiError, match="ratelimited"):
            await client.chat_update(channel="B", ts=two, text="51")
        clock[0] += 1.2
        await client.chat_update(channel="B", ts=two, text="52")


async def test_a_channel_can_be_left_archived_and_deleted(slack: SlackServer) -> None:
    slack.channel(ROOM)
    told = [slack.shut(ROOM), slack.shut(ROOM, "archive")]
    slack.add_channel("G1", is_private=True)
    told += [slack.shut("G1"), slack.shut(ROOM, "deleted")]
    kinds = [one.payload["event"]["type"] for one in told if one is not None]
    assert kinds == ["channel_left", "channel_archive", "group_left", "channel_deleted"]
    client = client_of(slack)
    for gone in (ROOM, "G1"):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            await client.conversations_info(channel=gone)
    slack.invite("G1")
    assert (await client.conversations_info(channel="G1"))["channel"]["is_member"]
    slack.events.clear()
    assert slack.shut("G1", "archive") is None
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel="G1", text="too late")
    with pytest.raises(ValueError, match="kicked"):
        slack.shut("G1", "kicked")


async def test_a_message_is_pinned_once(slack: SlackServer) -> None:
    message = slack.space.add(slack.channel(ROOM), slack.bot_user, "10:15")
    client = client_of(slack)
    await client.pins_add(channel=ROOM, timestamp=message.ts)
    assert slack.channel(ROOM).pinned == [message]
    with pytest.raises(SlackApiError, match="already_pinned"):
        await client.pins_add(channel=ROOM, timestamp=message.ts)
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.pins_add(channel=ROOM, timestamp="1.1")
    slack.scopes.discard("pins:write")
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.pins_add(channel=ROOM, timestamp=message.ts)


async def test_a_response_url_ends_after_five_answers(slack: SlackServer) -> None:
    url = slack.slash("/kiwoom", "", ROOM, ANN).payload["response_url"]
    async with httpx.AsyncClient() as http:
        codes = [(await http.post(url, json={"text": str(n)})).status_code for n in range(6)]
        assert codes == [200] * 5 + [404]
        public = slack.slash("/kiwoom", "", ROOM, ANN).payload["response_url"]
        await http.post(public, json={"text": "all", "response_type": "in_channel"})
    assert not slack.channel(ROOM).messages[-1].ephemeral


# -- the manifest --------------------------------------------------------------------------


def manifest() -> dict[str, Any]:
    return {
        "display_information": {"name": "Kiwoom"},
        "features": {
            "bot_user": {"display_name": "kiwoom", "always_online": True},
            "slash_commands": [{"command": "/kiwoom", "description": "all", "usage_hint": "help"}],
        },
        "oauth_config": {
            "scopes": {"bot": ["app_mentions:read", "chat:write", "commands", "im:history"]}
        },
        "settings": {
            "event_subscriptions": {"bot_events": ["app_mention", "message.im"]},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


async def test_a_good_manifest_is_installed(slack: SlackServer) -> None:
    slack.install(manifest())
    assert slack.scopes == {"app_mentions:read", "chat:write", "commands", "im:history"}
    with pytest.raises(LookupError):
        slack.slash("/other", "", ROOM, ANN)
    assert len(slack.say("x", ROOM, ANN, mention=True)) == 1


def commands(*made: Any) -> dict[str, Any]:
    bad = manifest()
    bad["features"]["slash_commands"] = list(made)
    return bad


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        *[(commands({"command": f"/{n}", "description": "x"}), "built-in") for n in RESERVED],
        (commands({"command": "/x"}), "description: is required"),
        (commands({"command": "/x", "description": "d" * 2001}), "at most 2000"),
        (commands({"command": "/x", "description": "d", "usage_hint": "h" * 1001}), "at most 1000"),
        (commands({"command": "/조건", "description": "d"}), "a-z 0-9"),
        (commands({"command": "/" + "x" * 33, "description": "d"}), "1-32"),
        (commands(*[{"command": f"/x{n}", "description": "d"} for n in range(51)]), "at most 50"),
        (commands(*[{"command": "/x", "description": "d"}] * 2), "twice"),
        (manifest() | {"settings": {}}, "socket_mode_enabled"),
        (manifest() | {"settings": {"socket_mode_enabled": True}}, "interactivity"),
        (manifest() | {"oauth_config": {"scopes": {"bot": []}}}, "app_mentions:read"),
        (manifest() | {"oauth_config": {"scopes": {"bot": []}}}, "chat:write"),
        (manifest() | {"oauth_config": {"scopes": {"bot": []}}}, "needs the scope commands"),
        (manifest() | {"display_information": {"name": "n" * 36}}, "at most 35"),
        (manifest() | {"colour": 1}, "unknown property"),
    ],
)
def test_a_manifest_slack_would_refuse_is_named(bad: dict[str, Any], complaint: str) -> None:
    assert check_manifest(manifest()) == []
    assert any(complaint in one for one in check_manifest(bad))


def test_it_runs_alone_with_people_over_http() -> None:
    command = [sys.executable, "-m", "tests.servers.slack", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[2]
            with httpx.Client(base_url=address.removesuffix("/api/")) as http:
                told = http.post("/user/slash", json={"command": "/k", "text": "", "user": ANN})
                assert told.json()["error"] == "dispatch_failed"
                http.post("/user/say", json={"text": "hi", "channel": ROOM, "user": ANN})
                sent = {"channel": ROOM, "text": "yes?", "token": "any"}
                assert http.post("/api/chat.postMessage", data=sent).json()["ok"]
                seen = http.get("/user/messages", params={"channel": ROOM}).json()
                assert [one["text"] for one in seen] == ["hi", "yes?"]
                assert http.post("/user/shut", json={"channel": ROOM}).json() == {"events": 1}
                assert http.post("/api/chat.postMessage", data=sent).json()["ok"] is False
                assert http.post("/user/invite", json={"channel": ROOM}).is_success
                assert http.post("/api/chat.postMessage", data=sent).json()["ok"]
                assert http.post("/user/shut", json={"how": "left"}).is_client_error
                assert http.post("/user/invite", json={}).is_client_error
        finally:
            process.terminate()


# -- views -------------------------------------------------------------------------------------


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    title = {"type": "plain_text", "text": "설정"}
    return {"type": "modal", "title": title, "submit": title, "blocks": list(blocks)} | more


def asks(block_id: str = "rate", **element: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": "등락률"}
    typed = {"type": "plain_text_input", "action_id": "answer"} | element
    return {"type": "input", "block_id": block_id, "label": label, "element": typed}


async def test_a_trigger_opens_one_modal_and_only_for_three_seconds(slack: SlackServer) -> None:
    client = client_of(slack)
    trigger = slack.slash("/kiwoom", "", ROOM, ANN).payload["trigger_id"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_open(trigger_id=trigger, view=modal(asks(), submit={}))
    slack.views.trigger_seconds = 0.0
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=trigger, view=modal(asks()))
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id="1.2.3", view=modal(asks()))
    slack.views.trigger_seconds = 3.0
    await client.views_open(trigger_id=trigger, view=modal(asks()))
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=modal(asks()))
    assert slack.views.modal(ANN).inputs.keys() == {"rate"}
    with pytest.raises(LookupError):
        slack.views.modal("U0BEN")


OPTION = {"text": {"type": "plain_text", "text": "모두"}, "value": "both"}


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        (modal(asks(), type="home"), "home"),
        (modal(asks(), title={"type": "plain_text", "text": "가" * 25}), "modal"),
        ({"type": "modal", "blocks": [SECTION]}, "modal"),
        ({"type": "modal", "title": modal()["title"], "blocks": [asks()]}, "modal"),
        (modal(asks(), private_metadata="x" * 3001), "modal"),
        (modal(asks(), asks()), "modal"),
        (modal(*(asks(str(number)) for number in range(101))), "modal"),
        (modal(asks(initial_value="12345", max_length=4)), "modal"),
        (modal(asks(initial_value="")), "modal"),
        (modal(asks(placeholder={"type": "plain_text", "text": "x" * 151})), "modal"),
        (modal(asks(type="static_select", options=[])), "modal"),
        (modal(asks(type="static_select", options=[OPTION], initial_option={})), "modal"),
        (modal(asks(type="checkboxes", options=[OPTION], initial_options=[])), "modal"),
        (modal(asks(type="checkboxes", options=[OPTION] * 11)), "modal"),
        ({"type": "home", "blocks": [SECTION] * 101}, "home"),
        ({"type": "home", "title": modal()["title"], "blocks": []}, "home"),
        ({"type": "modal", "blocks": []}, "home"),
        ("{", "home"),
        (None, "modal"),
    ],
)
def test_a_view_slack_would_refuse_is_refused(view: object, kind: str) -> None:
    assert check_view(view, kind)


async def test_a_home_is_published_for_a_person_who_is_there(slack: SlackServer) -> None:
    client = client_of(slack)
    view = {"type": "home", "blocks": [SECTION], "private_metadata": "D0ANN"}
    with pytest.raises(SlackApiError, match="user_not_found"):
        await client.views_publish(user_id=ANN, view=view)
    first = slack.open_home(ANN)
    assert first is not None
    assert "view" not in first.payload["event"]
    made = await client.views_publish(user_id=ANN, view=view)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id=ANN, view=view, hash="1.1")
    found = made["view"]["hash"]
    await client.views_publish(user_id=ANN, view=view, hash=found)
    again = slack.open_home(ANN)
    assert again is not None
    assert again.payload["event"]["view"]["private_metadata"] == "D0ANN"
    assert slack.views.homes[ANN].versions == 2
    slack.views.home_enabled = False
    with pytest.raises(SlackApiError, match="not_enabled"):
        await client.views_publish(user_id=ANN, view=view)


async def test_an_app_that_does_not_ask_for_it_hears_of_no_home(slack: SlackServer) -> None:
    slack.events.discard("app_home_opened")
    assert slack.open_home(ANN) is None


async def test_a_modal_stays_open_with_errors_and_closes_without(slack: SlackServer) -> None:
    async with running(slack):
        await client_of(slack).views_open(
            trigger_id=slack.slash("/kiwoom", "", ROOM, ANN).payload["trigger_id"],
            view=modal(asks(initial_value="3")),
        )
    view = slack.views.modal(ANN)
    answered = slack.views.answered
    assert answered(view, {"response_action": "errors", "errors": {"rate": "아님"}}) is None
    assert view.errors == {"rate": "아님"}
    for wrong in (
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"price": "no such block"}},
        {"response_action": "errors", "errors": {"rate": ""}},
        {"text": "hello"},
    ):
        assert answered(view, wrong) == "invalid_response"
        assert view.open
    with pytest.raises(LookupError):
        slack.submit(ANN, rate="")
    with pytest.raises(LookupError):
        slack.submit(ANN, price="1")
    assert answered(view, None) is None
    assert not view.open
