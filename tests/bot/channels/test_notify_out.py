"""What services are sent: each in its own form, silently where it can, and nothing is cut off."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Gone, Malformed
from core.model import AlertMessage
from tests.bot.channels.notify_stage import SERVICES, batch, channel_of, stage, to
from tests.bot.channels.stage import entry, notice
from tests.servers.webhooks import NTFY_TOKEN, TOPIC, basic


@pytest.mark.parametrize("service", SERVICES)
async def test_every_service_is_told_which_stock_entered_what(service: str, tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        await one.channel.send(to(service), entry())
        posted = await one.hooks.next(service, 1)
        assert "편입 삼성전자" in posted.text
        assert "005930" in posted.text
        assert "71,000" in posted.text
        assert "돌파 <상승>" in posted.text.replace("\\<", "<")
        assert one.channel.status().working
        assert one.channel.status().last_success is not None


@pytest.mark.parametrize("service", SERVICES)
async def test_a_repetition_says_that_it_is_one(service: str, tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        await one.channel.send(to(service), entry(resend=True))
        assert "(재전송)" in (await one.hooks.next(service, 1)).text


@pytest.mark.parametrize("service", SERVICES)
async def test_a_notice_is_told_without_its_buttons(service: str, tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        await one.channel.send(to(service), notice())
        assert "다시 연결" in (await one.hooks.next(service, 1)).text


@pytest.mark.parametrize("service", ["discord", "ntfy", "webhook"])
async def test_what_is_silent_makes_no_sound_where_the_service_can_do_that(
    service: str, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        await one.channel.send(to(service), entry())
        await one.channel.send(to(service), replace(entry(), silent=True))
        assert not (await one.hooks.next(service, 1)).silent
        assert (await one.hooks.next(service, 2)).silent


@pytest.mark.parametrize("service", SERVICES)
async def test_a_full_message_arrives_with_every_stock_in_it(service: str, tmp_path: Path) -> None:
    message = batch(15)
    async with stage(tmp_path) as one:
        await one.channel.send(to(service), message)
        text = "\n".join(posted.text for posted in one.hooks.of(service))
        assert all(alert.stock in text for alert in message.alerts)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_longest_report_there_is_goes_through(service: str, tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        await one.channel.send(to(service), batch(150, missed=True))
        text = "\n".join(posted.text for posted in one.hooks.of(service))
        assert text.count("종목이") == 150


async def test_names_cannot_format_anything_and_mention_nobody(tmp_path: Path) -> None:
    alert = replace(
        entry().alerts[0], stock="*굵게* @everyone", condition="`코드` [링크](http://a)"
    )
    async with stage(tmp_path) as one:
        await one.channel.send(to("discord"), AlertMessage((alert,)))
        posted = await one.hooks.next("discord", 1)
        assert r"\*굵게\* @everyone" in posted.text
        assert r"\[링크\](http://a)" in posted.text
        assert posted.body["allowed_mentions"] == {"parse": []}


async def test_what_discord_finds_malformed_comes_again_without_any_formatting(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        one.hooks.fail("discord", 400, {"code": 50035})
        with pytest.raises(Malformed):
            await one.channel.send(to("discord"), entry())
        await one.channel.send(to("discord"), entry(), plain=True)
        assert (await one.hooks.next("discord", 1)).text.startswith("```")


async def test_a_message_in_discord_is_edited_and_one_that_is_gone_is_not(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        message_id = await one.channel.send(to("discord"), entry())
        assert await one.channel.edit(to("discord"), message_id, entry("000660", "SK하이닉스"))
        posted = await one.hooks.next("discord", 1)
        assert posted.edits == 1
        assert "SK하이닉스" in posted.text
        assert not await one.channel.edit(to("discord"), "12345", entry())
        assert not await one.channel.edit(to("discord"), "../..", entry())
        assert one.channel.status().working


@pytest.mark.parametrize("service", ["ntfy", "teams", "webhook"])
async def test_other_services_keep_what_they_were_sent(service: str, tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        message_id = await one.channel.send(to(service), entry())
        assert not await one.channel.edit(to(service), message_id, entry())
        assert len(one.hooks.posted) == 1


async def test_ntfy_shows_the_first_line_as_the_title(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        await one.channel.send(to("ntfy"), entry())
        body = (await one.hooks.next("ntfy", 1)).body
        assert body["topic"] == TOPIC
        assert body["title"].startswith("편입 삼성전자")
        assert "priority" not in body


async def test_ntfy_takes_users_tokens_and_priorities_from_its_address(tmp_path: Path) -> None:
    urls = (
        f"a=ntfy://{NTFY_TOKEN}@127.0.0.1:{{hooks.port}}/{TOPIC}?priority=high,"
        f"b=ntfy://me:pass%20word@127.0.0.1:{{hooks.port}}/{TOPIC}"
    )
    async with stage(tmp_path, urls=urls) as one:
        one.hooks.ntfy_auth = f"Bearer {NTFY_TOKEN}"
        await one.channel.send(to("a"), entry())
        assert one.hooks.posted[0].body["priority"] == 4
        one.hooks.ntfy_auth = basic("me", "pass word")
        await one.channel.send(to("b"), entry())


async def test_a_program_gets_the_events_with_their_ids_and_a_key_that_repetitions_share(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        alert = entry().alerts[0]
        told = AlertMessage((replace(alert, event=replace(alert.event, id=4711)),))
        await one.channel.send(to("webhook"), told)
        await one.channel.send(to("webhook"), replace(told, resend=True))
        await one.channel.send(to("webhook"), batch(2))
        first, again, other = one.hooks.of("webhook")
        assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]
        assert first.headers["Idempotency-Key"] != other.headers["Idempotency-Key"]
        assert first.body["id"] == first.headers["Idempotency-Key"]
        assert (first.body["resend"], again.body["resend"]) == (False, True)
        (event,) = first.body["events"]
        assert event == {
            "id": 4711,
            "condition": {"id": 1, "name": "돌파 <상승>"},
            "code": "005930",
            "name": "삼성전자",
            "kind": "entry",
            "source": "realtime",
            "happened_at": event["happened_at"],
            "since": None,
            "received_at": event["received_at"],
            "late": 0.0,
            "price": 71000,
            "change": None,
            "rate": None,
            "volume": None,
            "value": None,
        }
        assert event["received_at"].endswith("+09:00")


async def test_a_program_is_told_apart_what_is_an_alert_what_was_missed_and_what_a_notice(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        for message in (entry(), batch(2, missed=True), notice()):
            await one.channel.send(to("webhook"), message)
        kinds = [posted.body["type"] for posted in one.hooks.posted]
        assert kinds == ["alert", "missed", "notice"]
        assert one.hooks.posted[2].body["notice"]["key"] == "session_back"


async def test_a_programs_address_may_carry_headers_and_a_user(tmp_path: Path) -> None:
    urls = "a=json://me:secret@127.0.0.1:{hooks.port}/hooks/x?+X-Key=abc&key=v"
    async with stage(tmp_path, urls=urls) as one:
        await one.channel.send(to("a"), entry())
        headers = one.hooks.posted[0].headers
        assert headers["X-Key"] == "abc"
        assert headers["Authorization"] == basic("me", "secret")


async def test_a_name_that_the_settings_have_no_more_is_gone(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        with pytest.raises(Gone) as caught:
            await one.channel.send(to("old"), entry())
        assert caught.value.detail == "sink_absent"
        assert one.channel.status().working


async def test_no_topic_can_be_begun_at_an_address(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        with pytest.raises(Malformed):
            await one.channel.open_topic(to("ntfy"), "x")


@pytest.mark.parametrize(
    ("service", "count", "period"),
    [("discord", 30, 60.0), ("ntfy", 60, 300.0), ("teams", 4, 1.0), ("webhook", 10, 1.0)],
)
async def test_each_service_has_the_pace_it_publishes(
    service: str, count: int, period: float, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        limits = one.channel.limits(to(service))
        assert (count, period) in [(limit.count, limit.period) for limit in limits]


def test_apprise_is_left_alone_where_no_address_needs_it(tmp_path: Path) -> None:
    known = "apprise" in sys.modules
    channel_of("a=https://example.org/hook, b=ntfys://ntfy.sh/topic", tmp_path)
    assert ("apprise" in sys.modules) is known
