"""Every setting from where a person would put it, and a sentence where it is wrong."""

import re
from pathlib import Path

import pytest

from bot.messages import Doc
from bot.render import plain
from bot.render.voice import Voice
from bot.settings import MarketHours, Settings, load, require
from core.errors import SettingsMissing, SettingsWrong
from core.model import Destination

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"
SECRETS = {
    "kiwoom_app_key", "kiwoom_app_secret", "telegram_bot_token", "slack_bot_token",
    "slack_app_token", "slack_signing_secret", "smtp_password", "web_token", "deadman_url",
    "notify_urls",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name}_file".upper(), raising=False)


def _told(error: SettingsWrong, lang: str = "ko") -> str:
    return plain.encode(Doc(Voice(lang).error(error)))


def test_the_example_file_lists_exactly_the_settings_once_each() -> None:
    names = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_file_as_it_stands_means_the_defaults(tmp_path: Path) -> None:
    Path(".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load() == Settings.model_construct()


def test_nothing_set_means_kiwooms_own_server_real_time_and_korean() -> None:
    found = load()
    assert found.kiwoom_base_url == "https://api.kiwoom.com"
    assert found.kiwoom_realtime is True
    assert found.market_hours is MarketHours.KRX
    assert found.bot_language == "ko"
    assert found.owners == ()
    assert found.database == "sqlite:///data/kiwoom.db"


def test_the_environment_wins_over_the_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("POLL_INTERVAL=45\nLOG_LEVEL=debug\n", encoding="utf-8")
    monkeypatch.setenv("POLL_INTERVAL", "90")
    found = load()
    assert found.poll_interval == 90.0
    assert found.log_level == "DEBUG"


def test_the_env_file_may_begin_with_the_mark_of_windows_editors() -> None:
    Path(".env").write_text("POLL_INTERVAL=45\n", encoding="utf-8-sig")
    assert load().poll_interval == 45.0


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TELEGRAM_BOT_TOKEN=\nOWNERS=\nDATABASE_URL=\n", encoding="utf-8")
    monkeypatch.setenv("KIWOOM_APP_KEY", "")
    found = load()
    assert found.telegram_bot_token is None
    assert found.kiwoom_app_key is None
    assert found.owners == ()
    assert found.database_url is None


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_may_come_from_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    value = "room=https://hush-1" if name == "notify_urls" else "https://hush-1"
    secret.write_text(f"  {value}\n", encoding="utf-8")
    monkeypatch.setenv(f"{name}_file".upper(), str(secret))
    assert getattr(load(), name).get_secret_value() == value


def test_the_env_file_may_name_a_file_too_and_the_variable_itself_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("from-a-file", encoding="utf-8")
    Path(".env").write_text(f"KIWOOM_APP_KEY_FILE={tmp_path / 'key'}\n", encoding="utf-8")
    key = load().kiwoom_app_key
    assert key is not None
    assert key.get_secret_value() == "from-a-file"
    monkeypatch.setenv("KIWOOM_APP_KEY", "itself")
    key = load().kiwoom_app_key
    assert key is not None
    assert key.get_secret_value() == "itself"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIWOOM_APP_SECRET_FILE", "/no/such/file")
    with pytest.raises(SettingsWrong) as caught:
        load()
    told = _told(caught.value)
    assert "KIWOOM_APP_SECRET_FILE" in told
    assert told.count("/no/such/file") == 1


def test_owners_are_a_list_with_commas_and_their_private_chats_are_known() -> None:
    found = load(owners=" telegram:1001, slack:U0123 ,")
    assert found.owners == ("telegram:1001", "slack:U0123")
    assert load(owners="slack:W0123ABC").owners == ("slack:W0123ABC",)
    assert found.owner_chats == (Destination("telegram", "1001"), Destination("slack", "U0123"))


@pytest.mark.parametrize(
    ("name", "value", "example"),
    [
        ("KIWOOM_REALTIME", "perhaps", "KIWOOM_REALTIME=on"),
        ("KIWOOM_BASE_URL", "api.kiwoom.com", "KIWOOM_BASE_URL=https://api.kiwoom.com"),
        ("KIWOOM_WS_URL", "api.kiwoom.com:10000", "KIWOOM_WS_URL=wss://"),
        ("POLL_INTERVAL", "0", "POLL_INTERVAL=30"),
        ("POLL_INTERVAL", "half a minute", "POLL_INTERVAL=30"),
        ("KIWOOM_REQUERY_SECONDS", "-1", "KIWOOM_REQUERY_SECONDS=60"),
        ("MARKET_HOURS", "nyse", "MARKET_HOURS=krx"),
        ("OWNERS", "1001", "OWNERS=telegram:123456789"),
        ("OWNERS", "telegram:", "OWNERS=telegram:123456789"),
        ("OWNERS", "discord:7", "OWNERS=telegram:123456789"),
        ("OWNERS", "telegram:@me", "OWNERS=telegram:123456789"),
        ("OWNERS", "telegram:홍길동", "OWNERS=telegram:123456789"),
        ("OWNERS", "telegram:U0123ABCD", "OWNERS=telegram:123456789"),
        ("OWNERS", "slack:@kim", "slack:U0123ABCD"),
        ("OWNERS", "slack:1001", "slack:U0123ABCD"),
        ("BOT_LANGUAGE", "fr", "BOT_LANGUAGE=ko"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL=INFO"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT=text"),
        ("ENVIRONMENT", "test", "ENVIRONMENT=production"),
        ("SMTP_PORT", "70000", "SMTP_PORT=587"),
        ("WEB_PORT", "http", "WEB_PORT=8080"),
        ("TRADING_MODE", "yes", "TRADING_MODE=off"),
        ("WEB_TRUSTED_PROXIES", "*", "WEB_TRUSTED_PROXIES=127.0.0.1,172.18.0.0/16"),
        ("WEB_TRUSTED_PROXIES", "caddy", "WEB_TRUSTED_PROXIES=127.0.0.1"),
        ("WEB_TRUSTED_PROXIES", "0.0.0.0/0", "WEB_TRUSTED_PROXIES=127.0.0.1"),
    ],
)
def test_a_malformed_setting_names_itself_what_was_said_and_a_right_example(
    name: str, value: str, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong) as caught:
        load()
    for lang in ("ko", "en"):
        told = _told(caught.value, lang)
        assert name in told
        assert example in told
        assert value in told


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_malformed_setting_is_named_at_once(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLL_INTERVAL", "soon")
    monkeypatch.setenv("OWNERS", "@me,@you")
    monkeypatch.setenv("DEADMAN_URL", "hush-hush")
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(SettingsWrong) as caught:
        load()
    told = _told(caught.value, lang)
    for right in ("POLL_INTERVAL=30", "OWNERS=telegram:", "DEADMAN_URL=https", "LOG_FORMAT=text"):
        assert told.count(right) == 1
    assert "4" in told
    assert "hush" not in told


def test_every_setting_that_can_be_malformed_has_an_example() -> None:
    for name, field in Settings.model_fields.items():
        free = name in SECRETS or field.annotation in (Path, str | None)
        assert free or field.examples, name


def test_a_setting_that_is_needed_and_missing_is_named_with_what_to_write() -> None:
    with pytest.raises(SettingsMissing) as caught:
        require(load(kiwoom_app_key="a"), "kiwoom_app_key", "kiwoom_app_secret")
    assert "KIWOOM_APP_SECRET=" in _told(caught.value)
    assert "KIWOOM_APP_SECRET=" in _told(caught.value, "en")


def test_every_secret_is_known_to_the_logs_and_none_shows_itself() -> None:
    given = {name: f"https://hush-{name}" for name in SECRETS - {"notify_urls"}}
    found = load(**given)
    assert set(found.secrets()) == set(given.values())
    assert "hush" not in repr(found)
    assert "hush" not in str(found)


def test_an_address_to_be_called_that_is_none_is_named_without_saying_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEADMAN_URL", "hc-ping.com/hush-hush-1")
    with pytest.raises(SettingsWrong) as caught:
        load()
    told = _told(caught.value)
    assert "DEADMAN_URL=https://" in told
    assert "hush" not in told


def test_what_is_secret_in_an_address_is_known_to_the_logs_as_well() -> None:
    found = load(
        deadman_url="https://hc-ping.com/hush-hush-1?create=1",
        database_url="postgresql://bot:p%40ss-hush@localhost/kiwoom",
    )
    assert {"hush-hush-1", "p%40ss-hush", "p@ss-hush"} < set(found.secrets())
    assert load(database_url="sqlite:///data/kiwoom.db").secrets() == ()
    assert load(database_url="postgresql://[half").secrets() == ()
