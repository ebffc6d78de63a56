"""Where the page is reached, and that it opens to nobody unasked."""

from pathlib import Path

import pytest

from bot import cli
from bot.access import Access, Role
from bot.channels.email.setup import house
from bot.live import PAGE, owner_chats
from bot.settings import Settings, WebUnguarded, load, require_guard
from core.errors import SettingsWrong


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.53"])
def test_on_the_machine_alone_the_page_is_open_without_a_token(host: str) -> None:
    found = load(web_host=host)
    assert found.web_open
    require_guard(found)


@pytest.mark.parametrize(
    "given",
    [
        {"web_host": "0.0.0.0"},
        {"web_host": "::"},
        {"web_host": "192.168.0.2"},
        {"web_host": "my-nas"},
        {"web_url": "https://bot.example.com"},
    ],
)
def test_whatever_lets_others_in_needs_a_token(given: dict[str, str]) -> None:
    with pytest.raises(WebUnguarded):
        require_guard(load(**given))
    guarded = load(**given, web_token="a-token")
    assert not guarded.web_open
    require_guard(guarded)
    require_guard(load(**given, web_port=0))


def test_with_a_token_nobody_gets_in_without_on_the_machine_either() -> None:
    assert not load(web_token="a-token").web_open


@pytest.mark.parametrize(
    ("given", "address", "here"),
    [
        ({}, "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ({"web_port": "9"}, "http://127.0.0.1:9", "http://127.0.0.1:9"),
        ({"web_host": "0.0.0.0"}, "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ({"web_host": "::"}, "http://[::1]:8080", "http://[::1]:8080"),
        ({"web_url": "https://b.example/"}, "https://b.example", "http://127.0.0.1:8080"),
        ({"web_port": "0", "web_url": "https://b.example"}, "", "http://127.0.0.1:0"),
    ],
)
def test_where_people_and_where_the_machine_reach_it(
    given: dict[str, str], address: str, here: str
) -> None:
    found = load(**given)
    assert (found.web_address, found.web_here) == (address, here)


@pytest.mark.parametrize("url", ["bot.example.com", "ftp://x", "https://", "https://x/page"])
def test_an_address_of_the_page_is_a_host_and_nothing_behind_it(url: str) -> None:
    with pytest.raises(SettingsWrong) as wrong:
        load(web_url=url)
    assert "WEB_URL=https://bot.example.com" in wrong.value.params["reason"]


def test_run_refuses_to_open_the_page_to_everybody_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name, value in {
        "KIWOOM_APP_KEY": "key-1", "KIWOOM_APP_SECRET": "secret-1", "WEB_HOST": "0.0.0.0",
        "DATA_DIR": str(tmp_path / "data"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    assert cli.main(["run", "--once"]) == 78
    said = capsys.readouterr().err
    assert "WEB_HOST=0.0.0.0" in said
    assert "WEB_TOKEN=" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_check_says_so_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("WEB_HOST", "0.0.0.0")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert cli.main(["check"]) == 1
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "웹 화면:" in one]
    assert line.startswith("✗ 웹 화면: WEB_HOST=0.0.0.0")


def test_who_sits_at_the_machine_owns_the_page_only_while_it_is_open() -> None:
    assert Access([], page_open=True).role("web:local") is Role.OWNER
    assert Access(["telegram:1"], page_open=True).role("web:local") is Role.OWNER
    assert Access([]).role("web:local") is None
    assert Access([], page_token=True).role("web:local") is Role.OWNER
    assert Access(["telegram:1"], page_token=True).role("web:local") is None


def test_whoever_sits_there_hears_on_the_page_what_owners_are_told() -> None:
    assert owner_chats(load(), {"web"}) == [PAGE]
    assert owner_chats(load(web_token="a-token"), {"web"}) == []
    assert owner_chats(load(), {"telegram"}) == []


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ({}, ""),
        ({"web_host": "0.0.0.0"}, ""),
        ({"web_host": "::"}, ""),
        ({"web_url": "http://localhost:8080"}, ""),
        ({"web_host": "192.168.0.2"}, "http://192.168.0.2:8080"),
        ({"web_host": "0.0.0.0", "web_url": "https://bot.example.com"}, "https://bot.example.com"),
        ({"web_port": "0"}, ""),
    ],
)
def test_no_mail_has_a_link_that_leads_to_the_readers_own_machine(
    given: dict[str, str], page: str
) -> None:
    assert house(load(email_from="me@example.org", **given)).page == page


def test_proxies_that_are_believed_are_addresses_and_networks() -> None:
    assert load().web_trusted_proxies == ("127.0.0.1", "::1")
    found = load(web_trusted_proxies=" 172.18.0.5/16, 10.0.0.7,10.0.0.7 ")
    assert found.web_trusted_proxies == ("172.18.0.0/16", "10.0.0.7")
