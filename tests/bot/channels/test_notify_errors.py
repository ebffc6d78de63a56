"""What services refuse, and what comes of it: later, never, or nobody knows."""

import asyncio
from pathlib import Path

import pytest

from core.errors import Gone, Malformed, SendError, TryLater, Unsure
from tests.bot.channels.notify_stage import SERVICES, batch, stage, to
from tests.bot.channels.stage import entry


async def refused(one: object, service: str) -> SendError:
    with pytest.raises(SendError) as caught:
        await one.channel.send(to(service), entry())  # type: ignore[attr-defined]
    return caught.value


@pytest.mark.parametrize("service", SERVICES)
async def test_a_pause_that_is_demanded_is_known_to_the_second(
    service: str, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        one.hooks.fail(service, 429, headers={"Retry-After": "37"})
        error = await refused(one, service)
        assert isinstance(error, TryLater)
        assert error.after == 37
        assert not error.everywhere
        assert one.channel.status().working
        await one.channel.send(to(service), entry())


async def test_discords_pause_may_stand_in_its_answer_alone(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        one.hooks.fail("discord", 429, {"retry_after": 0.75, "global": False})
        error = await refused(one, "discord")
        assert isinstance(error, TryLater)
        assert error.after == 0.75


async def test_a_day_of_ntfy_that_is_used_up_ends_at_midnight_utc(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        one.hooks.fail("ntfy", 429, {"code": 42908, "http": 429, "error": "daily"})
        error = await refused(one, "ntfy")
        assert isinstance(error, TryLater)
        assert error.after is not None
        assert 0 < error.after <= 86_401


@pytest.mark.parametrize(
    ("service", "reason"),
    [("discord", "webhook_gone"), ("teams", "workflow_gone"), ("webhook", "webhook_gone")],
)
async def test_an_address_that_was_deleted_is_gone(
    service: str, reason: str, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        one.hooks.gone.add(service)
        error = await refused(one, service)
        assert isinstance(error, Gone)
        assert error.detail == reason
        assert one.channel.status().working  # its subscriptions sleep: nothing is ill any more
        assert one.channel.status().last_error


@pytest.mark.parametrize(
    ("service", "status"),
    [("ntfy", 401), ("ntfy", 403), ("teams", 401), ("webhook", 404), ("webhook", 302)],
)
async def test_what_an_owner_has_to_mend_waits_and_is_red_until_it_is_mended(
    service: str, status: int, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        one.hooks.fail(service, status)
        error = await refused(one, service)
        assert isinstance(error, TryLater)
        assert error.after == 60
        red = one.channel.status()
        assert not red.working
        assert service in red.error
        assert str(status) in red.error
        assert "NOTIFY_URLS" in red.error
        await one.channel.send(to(service), entry())
        assert one.channel.status().working
        assert one.channel.status().last_error


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_after_a_fault_of_the_service_nobody_knows(
    service: str, status: int, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        one.hooks.fail(service, status, deliver=True)
        assert isinstance(await refused(one, service), Unsure)
        assert one.channel.status().working  # once is nobody's concern
        one.hooks.fail(service, status)
        await refused(one, service)
        assert not one.channel.status().working


@pytest.mark.parametrize("service", SERVICES)
async def test_a_connection_that_is_cut_leaves_it_open(service: str, tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        one.hooks.cut(service)
        assert isinstance(await refused(one, service), Unsure)
        assert len(one.hooks.of(service)) == 1


@pytest.mark.parametrize("service", SERVICES)
async def test_an_answer_that_does_not_come_leaves_it_open(service: str, tmp_path: Path) -> None:
    async with stage(tmp_path, seconds=0.2) as one:
        one.hooks.hang(service)
        assert isinstance(await refused(one, service), Unsure)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_connection_that_is_refused_certainly_sent_nothing(
    service: str, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        await one.hooks.outage()
        error = await refused(one, service)
        assert isinstance(error, TryLater)
        assert error.after is None
        assert one.channel.status().working
        await refused(one, service)
        assert service in one.channel.status().error
        await one.hooks.restore()
        await one.channel.send(to(service), entry())
        assert one.channel.status().working


@pytest.mark.parametrize("service", SERVICES)
async def test_what_is_found_fault_with_comes_again_without_formatting_and_then_never(
    service: str, tmp_path: Path
) -> None:
    async with stage(tmp_path) as one:
        one.hooks.fail(service, 400, {"message": "bad"})
        assert isinstance(await refused(one, service), Malformed)
        assert one.channel.status().working


async def test_a_message_cut_short_comes_again_whole_and_marked(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        await one.channel.send(to("ntfy"), batch(150, missed=True))
        pieces = len(one.hooks.of("ntfy"))
        assert pieces > 1
        one.hooks.posted.clear()
        sending = asyncio.create_task(one.channel.send(to("ntfy"), batch(150, missed=True)))
        await one.hooks.next("ntfy", 1)
        one.hooks.fail("ntfy", 429, headers={"Retry-After": "5"})
        with pytest.raises(Unsure):
            await sending


async def test_one_service_that_is_ill_is_not_the_others_concern(tmp_path: Path) -> None:
    async with stage(tmp_path, lang="en") as one:
        one.hooks.fail("ntfy", 403, times=None)
        await refused(one, "ntfy")
        await one.channel.send(to("discord"), entry())
        red = one.channel.status()
        assert not red.working
        assert "ntfy" in red.error
        assert "discord" not in red.error


@pytest.mark.parametrize("service", SERVICES)
async def test_no_address_gets_into_what_is_said_of_an_error(
    service: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage(tmp_path) as one:
        for status in (400, 403, 404, 429, 500):
            one.hooks.fail(service, status)
            error = await refused(one, service)
            whole = f"{error} {error!r} {one.channel.status()} {caplog.text}"
            for secret in ("Discord-Token", "my-secret-topic", "KODuebWb", "kiwoom-0123"):
                assert secret not in whole
