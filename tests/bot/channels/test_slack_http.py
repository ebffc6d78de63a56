"""Slack without Socket Mode: signed requests at the web face, and nothing else gets through."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import httpx
import pytest

from bot.channels.slack import SlackChannel, Timing, doorway, manifest, request_url
from bot.channels.web.factory import build
from bot.channels.web.server import listen, serve
from bot.channels.web.throttle import Limits
from bot.commands.table import slack_menu
from bot.messages import Incoming, Reply
from tests.bot.channels.slack_stage import ANN, CALM, NAMES, Stage, echo, quiet, to
from tests.bot.channels.stage import Answer, entry, running, says
from tests.servers.slack import SIGNING_SECRET
from tests.servers.slack_http import RequestUrl, sign
from tests.servers.slack_manifest import check_manifest

OFTEN = Timing(deaf=900.0, probe=30.0)


@asynccontextmanager
async def at_the_door(
    one: Stage, channel: SlackChannel | None = None, *, runs: bool = True
) -> AsyncIterator[str]:
    """The web face hands requests to the channel; the address Slack is told."""
    channel = channel or by_http(one)
    assert channel.mount is not None
    listener = listen("127.0.0.1", 0)
    url = request_url(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    app = build(mounts=[channel.mount])
    serving = asyncio.create_task(serve(app, listener, Limits()))
    one.channel = channel
    try:
        if not runs:
            yield url
            return
        async with running(channel):
            await one.until(lambda: channel.status().working)
            one.slack.deliver_to(url)
            yield url
    finally:
        serving.cancel()
        await asyncio.wait({serving})


def by_http(one: Stage, timing: Timing = CALM) -> SlackChannel:
    return one.new_channel(app_token="", signing_secret=SIGNING_SECRET, timing=timing)


@asynccontextmanager
async def stage(answer: Answer = echo) -> AsyncIterator[tuple[Stage, str]]:
    async with quiet(answer) as one, at_the_door(one) as url:
        yield one, url


async def send(
    url: str,
    body: bytes,
    *,
    secret: str = SIGNING_SECRET,
    stamp: str = "",
    kind: str = "application/json",
    **headers: str,
) -> httpx.Response:
    """A request as Slack sends it, unless told otherwise."""
    stamp = stamp or str(int(time.time()))
    signed = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(secret, stamp, body),
    }
    async with httpx.AsyncClient() as http:
        return await http.post(url, content=body, headers=signed | headers)


EVENT = json.dumps(
    {
        "type": "event_callback",
        "event_id": "Ev1",
        "event": {"type": "message", "channel": "D0ANN", "user": ANN, "text": "search 0"},
    }
).encode()


async def test_no_socket_is_opened_and_no_app_token_needed() -> None:
    async with stage() as (one, _):
        one.slack.slash("/kiwoom", "search 0", "C1", ANN)
        await one.shows("C1", "said search 0")
        assert one.slack.link.opened == 0
        assert {call.method for call in one.slack.calls} >= {"auth.test"}
        assert "apps.connections.open" not in {call.method for call in one.slack.calls}


async def test_the_address_is_verified_when_it_is_entered_at_slack() -> None:
    async with stage() as (_, url):
        assert await RequestUrl(url, SIGNING_SECRET).verify()
        assert not await RequestUrl(url, "another secret").verify()


async def test_commands_events_buttons_and_forms_come_in_like_through_the_socket() -> None:
    async with stage() as (one, _):
        one.slack.slash("/ksearch", "0", "C1", ANN)
        shown = await one.shows("C1", "said search 0")
        one.slack.say("status", dm=True)
        await one.shows("D0ANN", "said status")
        one.slack.say("help", "C1", mention=True)
        await one.shows("C1", "said help")
        one.slack.press("C1", shown, "again")
        await one.until(lambda: "said search 1" in shown.shown)
        assert [heard.pressed for heard in one.heard] == [False, False, False, True]
        assert all(envelope.acked for envelope in one.slack.envelopes)


async def test_slack_is_answered_at_once_however_long_a_command_takes() -> None:
    async def slowly(incoming: Incoming) -> Reply:
        await asyncio.sleep(0.5)
        return says("done")

    async with stage(slowly) as (one, _):
        envelope = one.slack.slash("/kiwoom", "search 0", "C1", ANN)
        await one.until(lambda: envelope.acked)
        assert envelope.latency is not None
        assert envelope.latency < 0.4
        await one.shows("C1", "done")


async def test_what_slack_brings_again_has_the_key_it_had() -> None:
    async with stage() as (one, _):
        (envelope,) = one.slack.say("status", dm=True)
        await one.until(lambda: envelope.acked)
        one.slack.link.redeliver(envelope)
        await one.hears(2)
        assert one.heard[0].key == one.heard[1].key


@pytest.mark.parametrize(
    ("secret", "stamp"),
    [
        ("another secret", ""),
        (SIGNING_SECRET, "1700000000"),
        (SIGNING_SECRET, "in an hour"),
        (SIGNING_SECRET, "soon"),
        (SIGNING_SECRET, "9" * 40),
        (SIGNING_SECRET, "-5"),
    ],
)
async def test_what_slack_did_not_sign_just_now_is_refused_unread(secret: str, stamp: str) -> None:
    if stamp == "in an hour":
        stamp = str(int(time.time()) + 3600)
    async with stage() as (one, url):
        answer = await send(url, EVENT, secret=secret, stamp=stamp)
        assert answer.status_code == 401
        assert answer.content == b""
        assert not one.heard


async def test_what_bears_no_signature_at_all_is_refused() -> None:
    async with stage() as (one, url), httpx.AsyncClient() as http:
        for signature in (b"", b"v0=0", b"v0=\xff"):
            headers = {b"X-Slack-Signature": signature}
            answer = await http.post(url, content=EVENT, headers=headers)
            assert answer.status_code == 401
        for body in (b"{", b"\xff\xfe", b"", b"type=url_verification&challenge=x"):
            assert (await http.post(url, content=body)).status_code == 401
        assert (await http.get(url)).status_code == 405
        assert not one.heard


async def test_however_many_send_what_is_not_signed_the_log_has_one_line_a_minute(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway, "_TOLD_EVERY", 1e9)
    async with stage() as (_, url):
        for _ in range(20):
            assert (await send(url, EVENT, secret="another")).status_code == 401
        said = capsys.readouterr()
        assert (said.out + said.err).count("slack_request_unsigned") == 1
        monkeypatch.setattr(doorway, "_TOLD_EVERY", 0.0)  # a minute is over
        await send(url, EVENT, secret="another")
        said = capsys.readouterr()
    (line,) = [it for it in (said.out + said.err).splitlines() if "slack_request_unsigned" in it]
    assert "count=20" in re.sub("\x1b\\[[0-9;]*m", "", line)


async def test_a_body_changed_on_the_way_is_refused() -> None:
    async with stage() as (one, url):
        stamp = str(int(time.time()))
        signature = sign(SIGNING_SECRET, stamp, EVENT)
        answer = await send(url, EVENT + b" ", stamp=stamp, **{"X-Slack-Signature": signature})
        assert answer.status_code == 401
        assert not one.heard


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b"payload=%7B", b"payload=[1]"])
async def test_nonsense_that_is_signed_harms_nobody(body: bytes) -> None:
    async with stage() as (one, url):
        kind = "application/x-www-form-urlencoded"
        assert (await send(url, body, kind=kind)).status_code in (400, 401)
        assert (await send(url, b'{"type": "news"}')).status_code == 200
        assert (await send(url, EVENT)).status_code == 200
        await one.hears()


async def test_a_body_without_end_is_refused() -> None:
    async with stage() as (_, url):
        assert (await send(url, b" " * (1024 * 1024 + 1))).status_code == 413


async def test_a_form_as_long_as_slacks_gets_through_though_the_page_takes_less() -> None:
    async with stage() as (one, url):
        event = json.loads(EVENT) | {"padding": "x" * 300_000}
        assert (await send(url, json.dumps(event).encode())).status_code == 200
        await one.hears()


async def test_a_command_that_speaks_of_a_payload_is_a_command() -> None:
    async with stage() as (one, url):
        form = {
            "command": "/kiwoom",
            "text": "search payload",
            "channel_id": "C1",
            "user_id": ANN,
            "trigger_id": "t1",
        }
        kind = "application/x-www-form-urlencoded"
        assert (await send(url, urlencode(form).encode(), kind=kind)).status_code == 200
        assert (await one.hears()).text == "search payload"


async def test_before_slack_was_asked_who_we_are_requests_are_to_come_again() -> None:
    async with quiet() as one:
        channel = by_http(one)
        async with at_the_door(one, channel, runs=False) as url:
            assert (await send(url, EVENT)).status_code == 503
            assert (await send(url, EVENT, secret="no")).status_code == 401
            async with running(channel):
                await one.until(lambda: channel.status().working)
                assert (await send(url, EVENT)).status_code == 200
                await one.hears()
            assert (await send(url, EVENT)).status_code == 503


async def test_slack_away_is_red_until_it_takes_the_token_again() -> None:
    async with quiet() as one:
        channel = by_http(one, OFTEN)
        async with at_the_door(one, channel):
            one.slack.fail("auth.test", "invalid_auth", times=2)
            await one.until(lambda: "SLACK_BOT_TOKEN" in channel.status().error)
            await one.until(lambda: channel.status().working)
            one.slack.slash("/kiwoom", "search 0", "C1", ANN)
            await one.shows("C1", "said search 0")


async def test_alerts_go_out_as_ever() -> None:
    async with stage() as (one, _):
        one.slack.channel("C1")
        await one.channel.send(to("C1"), entry())
        assert "삼성전자" in (await one.slack.next_message("C1")).shown


async def test_with_an_app_token_there_is_nothing_to_mount() -> None:
    async with quiet() as one:
        assert one.channel.mount is None


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_slack_accepts_the_manifest_that_sends_requests(lang: str) -> None:
    url = request_url("https://bot.example.com/")
    made = manifest(slack_menu(lang), lang, url=url)
    assert check_manifest(made) == []
    assert url == "https://bot.example.com/slack/events"
    assert not made["settings"]["socket_mode_enabled"]
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    assert {one["url"] for one in made["features"]["slash_commands"]} == {url}


async def test_the_app_of_that_manifest_can_do_everything() -> None:
    async with stage() as (one, url):
        one.slack.install(manifest(slack_menu("ko"), url=url))
        one.slack.say("status", dm=True)
        await one.shows("D0ANN", "said status")
        one.slack.slash("/ksearch", "0", "C1", ANN)
        await one.shows("C1", "said search 0")
        assert not [call.error for call in one.slack.calls if call.error]
        assert NAMES["ksearch"] == "search"
