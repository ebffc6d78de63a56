"""Logs say what happened, as text or JSON, and never a secret."""

import json
import logging

import pytest
import structlog

from bot.logs import Scrubber, configure

TOKEN = "123456789:AAE-loopback_token-of-no-bot-at-all-0"


def test_json_logs_are_one_object_a_line_with_event_level_logger_and_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("INFO", json=True)
    structlog.get_logger("core.engine").info("session_opened", conditions=3, name="상승추세")
    logging.getLogger("somebody").warning("took %s s", 3)
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first["event"] == "session_opened"
    assert first["level"] == "info"
    assert first["conditions"] == 3
    assert first["name"] == "상승추세"
    assert first["timestamp"].endswith("+09:00")
    assert second["event"] == "took 3 s"
    assert second["logger"] == "somebody"


def test_text_logs_are_readable_and_without_colours_where_nobody_looks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("INFO", json=False)
    structlog.get_logger().info("session_opened", conditions=3)
    written = capsys.readouterr().err
    assert "session_opened" in written
    assert "conditions=3" in written
    assert "\x1b" not in written


def test_what_is_below_the_level_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure("WARNING", json=False)
    structlog.get_logger().info("chatter")
    structlog.get_logger().warning("trouble")
    written = capsys.readouterr().err
    assert "chatter" not in written
    assert "trouble" in written


@pytest.mark.parametrize("as_json", [True, False])
def test_a_secret_is_left_out_of_events_keys_messages_and_tracebacks(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("DEBUG", json=as_json, secrets=["hush-hush-1", 'quote"d-sécret'])
    log = structlog.get_logger()
    log.info("hush-hush-1 said", key="hush-hush-1", nested={"deep": ["hush-hush-1"]})
    try:
        int("refused: hush-hush-1")
    except ValueError:
        log.exception("call_failed")
        logging.getLogger("library").exception("gave up with %s", "hush-hush-1")
    logging.getLogger("library").error("https://api.telegram.org/bot%s/getMe", TOKEN)
    whole = capsys.readouterr().err
    assert "call_failed" in whole
    assert "***" in whole
    assert "hush-hush-1" not in whole
    assert TOKEN not in whole


@pytest.mark.parametrize("as_json", [True, False])
def test_a_secret_with_quotes_and_backslashes_is_left_out_however_it_is_written(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = 'a"b\\c-hush'
    configure("DEBUG", json=as_json, secrets=[secret])
    structlog.get_logger().info("said", plainly=secret, inside={"deep": secret})
    written = capsys.readouterr().err
    assert "said" in written
    assert "c-hush" not in written


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        "xoxb-1234-abcdefghij",
        "xapp-1-A012-3456-abcdef",
        "Bearer abcdef0123456789ABCDEF",
        "bearer abc.def-ghi_jkl~mno+pqr/stu=",
    ],
)
def test_what_has_the_shape_of_a_secret_is_left_out_though_nobody_named_it(secret: str) -> None:
    scrubbed = Scrubber().scrub(f"before {secret} after")
    assert scrubbed.startswith("before ")
    assert scrubbed.endswith(" after")
    assert secret.rpartition(" ")[2] not in scrubbed


def test_a_longer_secret_goes_first_and_ordinary_words_stay() -> None:
    scrubber = Scrubber()
    scrubber.learn(["demo-app", "demo-app-key", "abc", ""])
    assert (
        scrubber.scrub("demo-app-key of abc: 005930 at 10:02:11")
        == "*** of abc: 005930 at 10:02:11"
    )


def test_libraries_speak_up_only_when_something_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("DEBUG", json=False)
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1/getMe")
    logging.getLogger("httpx").warning("a warning")
    logging.getLogger("telegram.request.BaseRequest").error("a gateway's page")
    written = capsys.readouterr().err
    assert "gateway" not in written
    assert "HTTP Request" not in written
    assert "a warning" in written
