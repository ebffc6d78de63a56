"""KakaoTalk through apprise's own plugin, against a KakaoTalk on loopback."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from apprise.plugins.kakaotalk import NotifyKakaoTalk

from bot.channels.notify import check
from bot.sinks import Sink
from core.errors import Malformed, SendError, SettingsWrong, TryLater, Unsure
from tests.bot.channels.notify_stage import Stage, batch, channel_of, stage, to
from tests.bot.channels.stage import entry, notice


@pytest.fixture
async def kakao(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A channel with nothing but KakaoTalk, which does not mind how often it is sent something."""
    monkeypatch.setattr(NotifyKakaoTalk, "request_rate_per_sec", 0)
    async with stage(tmp_path / "notify", "kakao") as one:
        api = one.hooks.origin
        monkeypatch.setattr(NotifyKakaoTalk, "token_url", f"{api}/oauth/token")
        monkeypatch.setattr(
            NotifyKakaoTalk, "notify_me_url", f"{api}/v2/api/talk/memo/default/send"
        )
        yield one


async def refused(one: Stage) -> SendError:
    with pytest.raises(SendError) as caught:
        await one.channel.send(to("kakao"), entry())
    return caught.value


async def test_an_alert_arrives_in_ones_own_chat_in_one_line(kakao: Stage) -> None:
    await kakao.channel.send(to("kakao"), entry())
    (posted,) = kakao.hooks.of("kakao")
    assert "편입 삼성전자(005930) 71,000" in posted.text
    assert "\n" not in posted.text
    assert kakao.channel.status().working


async def test_a_full_message_comes_in_as_few_pieces_as_it_takes(kakao: Stage) -> None:
    message = batch(10)
    await kakao.channel.send(to("kakao"), message)
    posted = kakao.hooks.of("kakao")
    assert len(posted) == 4
    assert kakao.channel.most == 3
    text = "\n".join(one.text for one in posted)
    assert all(alert.stock in text for alert in message.alerts)


async def test_a_notice_arrives(kakao: Stage) -> None:
    await kakao.channel.send(to("kakao"), notice())
    assert "다시 연결" in kakao.hooks.of("kakao")[0].text


async def test_the_access_token_is_asked_for_once(kakao: Stage) -> None:
    await kakao.channel.send(to("kakao"), entry())
    await kakao.channel.send(to("kakao"), entry())
    assert len(kakao.hooks.calls_of("kakao.token")) == 1


async def test_an_access_token_that_ran_out_is_renewed_for_the_next_try(kakao: Stage) -> None:
    await kakao.channel.send(to("kakao"), entry())
    kakao.hooks.kakao_access = "another"
    error = await refused(kakao)
    assert isinstance(error, TryLater)
    await kakao.channel.send(to("kakao"), entry())
    assert len(kakao.hooks.of("kakao")) == 2
    assert kakao.channel.status().working


async def test_a_refresh_token_that_ran_out_is_red_until_it_is_mended(kakao: Stage) -> None:
    kakao.hooks.kakao_refresh = "another"
    error = await refused(kakao)
    assert isinstance(error, TryLater)
    assert error.after == 60
    assert "NOTIFY_URLS" in kakao.channel.status().error


@pytest.mark.parametrize(("status", "kind"), [(429, TryLater), (400, Malformed), (503, Unsure)])
async def test_the_status_behind_apprises_no_is_read_from_its_result(
    kakao: Stage, status: int, kind: type[SendError]
) -> None:
    await kakao.channel.send(to("kakao"), entry())
    kakao.hooks.fail("kakao", status, {"msg": "no", "code": -10})
    assert type(await refused(kakao)) is kind


async def test_where_there_is_no_status_nobody_knows(kakao: Stage) -> None:
    await kakao.channel.send(to("kakao"), entry())
    kakao.hooks.cut("kakao")
    assert isinstance(await refused(kakao), Unsure)
    await kakao.hooks.outage()
    assert isinstance(await refused(kakao), Unsure)
    assert not kakao.channel.status().working
    await kakao.hooks.restore()
    await kakao.channel.send(to("kakao"), entry())
    assert kakao.channel.status().working


async def test_nothing_that_is_secret_gets_into_a_log(
    kakao: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await kakao.channel.send(to("kakao"), entry())
    kakao.hooks.fail("kakao", 403)
    error = await refused(kakao)
    for secret in ("kakao-refresh", "kakaoclient", "access-"):
        assert secret not in caplog.text + str(error) + str(kakao.channel.status())


async def test_apprises_own_pace_is_kept_by_ours(tmp_path: Path) -> None:
    async with stage(tmp_path, "kakao") as one:
        (limit,) = one.channel.limits(to("kakao"))
        assert limit.count == 1
        assert limit.period >= NotifyKakaoTalk.request_rate_per_sec


async def test_tokens_are_kept_where_nobody_else_reads(kakao: Stage, tmp_path: Path) -> None:
    await kakao.channel.send(to("kakao"), entry())
    keep = tmp_path / "notify"
    assert keep.stat().st_mode & 0o077 == 0
    assert [one for one in keep.rglob("*") if one.is_file()]


@pytest.mark.parametrize("url", ["kakaotalk://only-a-key", "nonsense://x/y"])
def test_what_apprise_makes_nothing_of_is_named_without_its_address(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsWrong) as caught:
        channel_of(f"talk={url}", tmp_path)
    assert "talk=" in caught.value.params["reason"]
    assert url not in caught.value.params["reason"]


async def test_the_doctor_sends_nothing(kakao: Stage, tmp_path: Path) -> None:
    said = await check(Sink("talk", kakao.hooks.kakao), tmp_path)
    assert "kakaotalk" in said
    assert not kakao.hooks.calls
