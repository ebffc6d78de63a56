"""NOTIFY_URLS as people write it, and what of it nobody may see."""

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import Scrubber, configure
from bot.settings import Settings, load
from bot.sinks import hidden, read
from core.errors import SettingsWrong

HOOK = "https://discord.com/api/webhooks/112233445566/Tok_en-0123456789"


def test_names_are_told_apart_and_addresses_may_hold_commas() -> None:
    found = read(f"Room={HOOK}, 폰 = ntfys://ntfy.sh/my-topic?tags=a,b ,c=json://host/x,")
    assert [one.name for one in found] == ["room", "폰", "c"]
    assert found[1].url == "ntfys://ntfy.sh/my-topic?tags=a,b"


def test_a_file_may_have_one_a_line() -> None:
    assert [one.name for one in read(f"\na={HOOK}\nb=ntfy://topic\n")] == ["a", "b"]


@pytest.mark.parametrize(
    "said",
    ["", "a", HOOK, "a=", "a=b", f"a={HOOK},a={HOOK}", "a b=json://x", "@a=json://x", "a=json://"],
)
def test_what_is_no_list_is_wrong_and_never_shown(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=r"^[a-z =,]+$"):
        read(said)
    if said:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SettingsWrong) as caught:
            load(notify_urls=said)
        assert "NOTIFY_URLS" in str(caught.value.params)
        assert HOOK not in str(caught.value.params)


@given(st.text())
def test_whatever_is_written_is_read_or_refused(said: str) -> None:
    try:
        found = read(said)
    except ValueError:
        return
    assert found
    assert list(hidden(found))


def test_neither_repr_nor_settings_show_an_address() -> None:
    found = Settings.model_construct(notify_urls=None)
    assert found.sinks == ()
    (sink,) = read(f"room={HOOK}")
    assert "discord.com" not in repr(sink)


@pytest.mark.parametrize(
    ("url", "secrets", "kept"),
    [
        (HOOK, ["Tok_en-0123456789", "112233445566"], "discord.com"),
        ("ntfys://me:a%20password@a.example/my-topic", ["a password", "my-topic"], "a.example"),
        ("ntfy://secret-topic", ["secret-topic"], "ntfy"),
        ("kakaotalk://restapikey12/refresh-token", ["restapikey12", "refresh-token"], "kakaotalk"),
        ("https://a.example.org/x?sig=SIG0123456789", ["SIG0123456789"], "a.example.org"),
    ],
)  # fmt: skip
def test_the_scrubber_learns_every_part_that_gives_something_away(
    url: str, secrets: list[str], kept: str
) -> None:
    scrubber = Scrubber()
    scrubber.learn(hidden(read(f"a={url}")))
    for secret in secrets:
        for said in (secret, url, json.dumps({"x": secret}), f"at {secret}!"):
            assert secret not in scrubber.scrub(said)
    assert kept in scrubber.scrub(f"connecting to {kept} failed")


def test_the_settings_count_them_among_their_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = tmp_path / "urls"
    named.write_text(f"room={HOOK}\nphone=ntfys://ntfy.sh/my-topic\n", encoding="utf-8")
    monkeypatch.setenv("NOTIFY_URLS_FILE", str(named))
    found = load()
    assert [one.name for one in found.sinks] == ["room", "phone"]
    assert {HOOK, "Tok_en-0123456789", "my-topic"} <= set(found.secrets())
    assert HOOK not in repr(found)


def test_the_libraries_that_write_addresses_are_quiet() -> None:
    configure("DEBUG", json=False)
    for name in ("apprise", "urllib3", "httpx"):
        assert logging.getLogger(name).level >= logging.WARNING
