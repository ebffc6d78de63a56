"""The doctor's line about each service."""

from pathlib import Path

import pytest

from bot.channels.notify import check
from bot.sinks import Sink
from core.errors import ChatUnavailable, SettingsWrong
from tests.servers.webhooks import WebhookServer


async def test_discord_is_asked_whether_it_knows_the_webhook(tmp_path: Path) -> None:
    async with WebhookServer() as hooks:
        assert "맞습니다" in await check(Sink("room", hooks.discord), tmp_path)
        assert not hooks.posted
        hooks.gone.add("discord")
        with pytest.raises(SettingsWrong) as caught:
            await check(Sink("room", hooks.discord), tmp_path, "en")
        assert "room" in caught.value.params["reason"]
        assert "404" in caught.value.params["reason"]


@pytest.mark.parametrize("service", ["ntfy", "teams", "webhook"])
async def test_of_the_others_nothing_is_claimed_that_nobody_knows(
    service: str, tmp_path: Path
) -> None:
    async with WebhookServer() as hooks:
        said = await check(Sink("a", getattr(hooks, service)), tmp_path)
        assert "보내 봐야" in said
        assert not hooks.posted


async def test_a_server_of_ntfy_that_is_away_is_named_without_its_address(tmp_path: Path) -> None:
    async with WebhookServer() as hooks:
        await hooks.outage()
        with pytest.raises(ChatUnavailable) as caught:
            await check(Sink("phone", hooks.ntfy), tmp_path)
        assert caught.value.params["url"] == "phone (ntfy)"
        assert "my-secret-topic" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "discord://123",
        "discord://id/token",
        "ntfys://host/a/b",
        "ntfys://host/topic?priority=9",
        "workflows://host/only-one",
        "json:///path",
    ],
)
async def test_half_an_address_is_named_and_not_shown(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong) as caught:
        await check(Sink("room", url), tmp_path)
    assert caught.value.params["name"] == "NOTIFY_URLS"
    assert caught.value.params["reason"].startswith("room=")
    assert url not in caught.value.params["reason"]
