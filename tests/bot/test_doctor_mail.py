"""What `kiwoom-bot check` and the settings say about e-mail."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.doctor import Doctor
from bot.settings import Settings, load
from core.errors import SettingsWrong
from core.model import Destination
from tests.servers.smtp import CERTIFICATE, USER, SmtpServer

LINE = "이메일"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def server() -> AsyncIterator[SmtpServer]:
    async with SmtpServer() as running:
        yield running


async def line(server: SmtpServer, **changed: str) -> str:
    """What the doctor says of mail."""
    given = {name.lower(): value for name, value in (server.environment() | changed).items()}
    lines: list[str] = []
    doctor = Doctor(load(**{name: value or None for name, value in given.items()}), lines.append)
    check: Callable[[], object] = doctor._check_mail
    await doctor._line("mail", check)  # type: ignore[arg-type]
    (said,) = lines
    assert doctor.failed == int(said.startswith("✗"))
    return said


async def test_a_server_that_lets_us_in_is_named_with_the_sender(server: SmtpServer) -> None:
    said = await line(server)
    assert said == f"✓ {LINE}: localhost:{server.port} 서버에 로그인됨, 보내는 주소 {USER}"
    assert list(server.logins) == [USER]
    assert server.mails == []


async def test_without_a_server_e_mail_is_absent_and_not_broken(server: SmtpServer) -> None:
    said = await line(server, SMTP_HOST="", EMAIL_FROM="")
    assert said == f"– {LINE}: SMTP_HOST 없음, 쓰지 않음"


async def test_a_sender_without_a_server_is_half_set_up(server: SmtpServer) -> None:
    said = await line(server, SMTP_HOST="", EMAIL_TO="me@example.org")
    assert said.startswith(f"! {LINE}: EMAIL_FROM, EMAIL_TO")
    assert "SMTP_HOST=" in said


async def test_a_server_without_a_sender_is_half_set_up(server: SmtpServer) -> None:
    said = await line(server, EMAIL_FROM="")
    assert said.startswith("✗")
    assert "EMAIL_FROM" in said


async def test_a_wrong_password_is_told_with_its_cure_and_not_shown(server: SmtpServer) -> None:
    said = await line(server, SMTP_PASSWORD="hush-hush")
    assert said.startswith("✗")
    assert "앱 비밀번호" in said
    assert "535" in said
    assert "hush" not in said


async def test_a_server_that_does_not_answer_is_named(server: SmtpServer) -> None:
    await server.stop()
    said = await line(server)
    assert said.startswith("✗")
    assert f"localhost:{server.port}" in said
    assert "SMTP_HOST, SMTP_PORT" in said


async def test_a_server_that_never_answers_is_not_taken_for_kiwoom(
    server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor._PATIENCE", 0.0)
    said = await line(server)
    assert said.startswith(f"✗ {LINE}: localhost:{server.port}")
    assert "SMTP_HOST, SMTP_PORT" in said


async def test_a_certificate_nobody_knows_is_told_as_that(
    server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "SSL_CERT_FILE" in await line(server)


async def test_a_server_without_starttls_gets_no_password() -> None:
    async with SmtpServer(security="none") as server:
        assert "SMTP_SECURITY=tls" in await line(server, SMTP_SECURITY="starttls")
        assert not server.logins


async def test_a_server_without_a_login_is_well_too() -> None:
    async with SmtpServer(security="none", login=False) as server:
        assert "로그인 없음" in await line(server)


# --- settings ------------------------------------------------------------------------------------


def test_addresses_are_a_comma_list_each_once_in_small_letters() -> None:
    found = load(email_to="Me@Example.org, you@example.org,me@example.org")
    assert found.mailboxes == (
        Destination("email", "me@example.org"),
        Destination("email", "you@example.org"),
    )


@pytest.mark.parametrize("value", ["me", "me@example", "me@example.org you@example.org", "@x.org"])
def test_what_is_no_address_is_told_with_one(value: str) -> None:
    with pytest.raises(SettingsWrong) as told:
        load(email_to=value)
    assert told.value.params["name"] == "EMAIL_TO"
    assert "me@example.org" in told.value.params["reason"]


def test_the_sender_may_have_a_name() -> None:
    assert load(email_from="키움 봇 <bot@example.org>").email_from == "키움 봇 <bot@example.org>"
    with pytest.raises(SettingsWrong):
        load(email_from="키움 봇")


def test_a_digest_comes_every_quarter_of_an_hour_unless_said_otherwise() -> None:
    assert load().email_interval == 900
    with pytest.raises(SettingsWrong):
        load(email_interval="-1")


async def test_a_password_in_clear_to_a_server_outside_is_refused_with_its_cure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.email.transport.inside", lambda _: False)
    async with SmtpServer(security="none") as outside:
        said = await line(outside)
        assert said.startswith("✗")
        assert "SMTP_SECURITY=none은 암호화하지 않아" in said
        assert not outside.logins
