"""Every secret there is, through every path into the log: neither stderr nor /logs shows it."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest
import structlog

from bot.logs import configure, ring, scrubber
from bot.settings import Settings, load
from core.clock import SystemClock
from core.kiwoom.auth import Tokens
from core.kiwoom.timing import Timing
from core.kiwoom.transport import Transport
from core.simulator.server import Simulator

SETTINGS = {
    "kiwoom_app_key": "AxLoopbackKey-1234567890abcdef",
    "kiwoom_app_secret": "s3cr3t/with+slash=and\"quote'",
    "telegram_bot_token": "123456789:AAE-loopback_token-of-no-bot-at-all-0",
    "slack_bot_token": "xoxb-1-loopback-bot",
    "slack_app_token": "xapp-1-loopback-app",
    "slack_signing_secret": "sígning sécret",
    "smtp_password": "비밀번호 1234",
    "web_token": "web\\token\\0001",
    "deadman_url": "https://hc-ping.com/5f1c7d2e-hush-hush",
    "database_url": "postgresql://bot:p%40ss-hush@localhost/kiwoom",
}
HIDDEN = {name: value for name, value in SETTINGS.items() if name != "database_url"} | {
    "database_password": "p%40ss-hush",
    "deadman_path": "5f1c7d2e-hush-hush",
}


class Clumsy:
    """Shows in its repr what it holds."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def __repr__(self) -> str:
        return f"Clumsy(secret={self.secret!r}, raw={self.secret.encode()!r})"


def fail(error: Exception) -> None:
    raise RuntimeError("on the way") from error


def raised(error: Exception) -> None:
    """Log an error on its way, its cause with it."""
    try:
        fail(error)
    except RuntimeError:
        structlog.get_logger().exception("call_failed")
        logging.getLogger("library").exception("gave up")


PATHS: dict[str, Callable[[str], None]] = {
    "message": lambda it: structlog.get_logger().warning(f"said {it}"),
    "argument": lambda it: logging.getLogger("library").warning("said %s and %r", it, it),
    "key": lambda it: structlog.get_logger().warning("said", what=it),
    "name of a key": lambda it: structlog.get_logger().warning("said", **{it: 1}),
    "nested": lambda it: structlog.get_logger().warning("said", deep={"a": [it, {it: (it,)}]}),
    "repr": lambda it: structlog.get_logger().warning("said", it=Clumsy(it), more=[Clumsy(it)]),
    "bytes": lambda it: structlog.get_logger().warning("said", raw=it.encode(), more=[it.encode()]),
    "traceback": lambda it: raised(ValueError(f"refused: {it}")),
    "arguments of an error": lambda it: raised(ValueError(it, {"key": it}, it.encode())),
    "error as a value": lambda it: structlog.get_logger().warning("said", error=repr(OSError(it))),
    "url": lambda it: logging.getLogger("library").warning(
        "GET https://example.com/bot%s?key=%s&more=%s", quote(it), quote(it, ""), quote_plus(it)
    ),
    "url of a client": lambda it: raised(
        httpx.InvalidURL(str(httpx.URL("https://example.com/", params={"key": it})))
    ),
    "header": lambda it: logging.getLogger("library").warning("Authorization: Bearer %s", it),
}  # fmt: skip


@pytest.fixture
def found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    monkeypatch.chdir(tmp_path)
    ring.entries.clear()
    yield load(**SETTINGS)
    ring.entries.clear()


def shown_of(capsys: pytest.CaptureFixture[str]) -> str:
    told = "\n".join(entry.text for entry in ring.entries)
    assert told
    return capsys.readouterr().err + told


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("path", PATHS)
def test_no_secret_of_the_settings_is_shown_by_any_path(
    path: str, as_json: bool, found: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("DEBUG", json=as_json, secrets=found.secrets())
    for secret in HIDDEN.values():
        ring.entries.clear()
        PATHS[path](secret)
        shown = shown_of(capsys)
        assert "***" in shown
        for written in (
            secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1],
            repr(secret.encode())[2:-1],
        ):  # fmt: skip
            assert written not in shown, written


async def test_the_access_token_is_hidden_from_the_moment_it_is_issued_or_found_on_disk(
    tmp_path: Path, found: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("DEBUG", json=False)
    async with Simulator() as simulator:
        for _ in range(2):  # issued, then found on disk
            learnt: list[str] = []

            def learn(secrets: Iterable[str], learnt: list[str] = learnt) -> None:
                learnt.extend(secrets)
                scrubber.learn(learnt)

            transport = Transport(simulator.base_url, Timing())
            tokens = Tokens(
                transport,
                simulator.app_key,
                simulator.app_secret,
                tmp_path / ".token",
                wall=SystemClock(),
                learn=learn,
            )
            async with asyncio.timeout(10):
                token = await tokens.token()
            await transport.aclose()
            assert learnt == [token]
            structlog.get_logger().warning("said", header={"authorization": token})
            assert token not in shown_of(capsys)


def test_the_last_lines_say_when_what_and_with_which_keys_and_the_end_of_a_traceback(
    found: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO", json=True)
    structlog.get_logger("core.engine").info("session_opened", conditions=3, name="상승추세")
    structlog.get_logger().debug("chatter")
    raised(ValueError("refused"))
    logging.getLogger("library").error("two\nlines")
    first, second, third, last = ring.entries
    assert first.text == "session_opened conditions=3 name=상승추세"
    assert first.level == logging.INFO
    assert first.at.tzname() == "KST"
    assert second.text == "call_failed RuntimeError: on the way"
    assert third.text == "gave up RuntimeError: on the way"
    assert last.text == "two lines"


def test_a_line_nobody_can_write_ends_nothing_and_older_lines_are_forgotten(
    found: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    class Unwritable:
        def __str__(self) -> str:
            raise RuntimeError

        __repr__ = __str__

    configure("INFO", json=False)
    ring.emit(logging.LogRecord("a", logging.INFO, "", 0, "%s", (Unwritable(),), None))
    assert ring.entries[-1].text == "str"
    for at in range(600):
        structlog.get_logger().info("line", at=at)
    assert len(ring.entries) == 500
    assert ring.entries[-1].text == "line at=599"
