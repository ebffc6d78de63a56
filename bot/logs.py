"""Logs: events with keys, readable or JSON, and never a secret in them."""

import logging
import re
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from urllib.parse import quote, quote_plus

import structlog

from core.clock import KST, SystemClock

_SHAPES = re.compile(
    r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}|\bxox[a-z]-[A-Za-z0-9-]{8,}|\bxapp-[A-Za-z0-9-]{8,}"
    r"|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{8,}"
)
_QUIET = (
    "httpx",
    "httpcore",
    "apscheduler",
    "telegram",
    "slack_bolt",
    "slack_sdk",
    "aiohttp",
    "websockets",
    "alembic",
    "asyncio",
    "filelock",
    "uvicorn",
    "apprise",
    "urllib3",
)
_LONGEST = 300
_MUTE = ("telegram.request", "uvicorn.error")
"""log a traceback for what the channel says in a line: a gateway's page, a request cut off"""


class Scrubber:
    """Replaces secrets in text: those it was told, and whatever has the shape of one."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def learn(self, secrets: Iterable[str]) -> None:
        """Hide these values from now on, as they stand and as repr, JSON and URLs write them."""
        for secret in secrets:
            if len(secret) >= 4:
                forms = {secret, repr(secret)[1:-1], repr(secret.encode())[2:-1]}
                quoted = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
                self._known |= forms | quoted
                for form in forms:  # as JSON writes it, on top
                    self._known |= {dumps(form)[1:-1], dumps(form, ensure_ascii=False)[1:-1]}

    def scrub(self, text: str) -> str:
        """Return the text with `***` in place of every secret."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, "***")
        return _SHAPES.sub("***", text)


scrubber = Scrubber()


class _Scrubbed(logging.Formatter):
    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return scrubber.scrub(self._inner.format(record))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log as `/logs` shows it, without a secret."""

    at: datetime
    level: int
    text: str


class Ring(logging.Handler):
    """The last lines of the log, in memory."""

    def __init__(self, most: int = 500) -> None:
        super().__init__()
        self.entries: deque[Entry] = deque(maxlen=most)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line: what happened, its keys, and the last word of a traceback."""
        try:
            lines = self.format(record).strip().split("\n")
        except Exception:  # noqa: BLE001 a line nobody can write must not end what wrote it
            lines = [type(record.msg).__name__]
        text = " ".join(dict.fromkeys([lines[0].strip(), lines[-1].strip()]))
        at = datetime.fromtimestamp(record.created, KST)
        self.entries.append(Entry(at, record.levelno, text[:_LONGEST]))


ring = Ring()


def _stamped(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Add the time in Korea with its offset, wherever the machine stands."""
    event["timestamp"] = SystemClock().now().isoformat(timespec="milliseconds")
    return event


def _plainly(_logger: object, _method: str, event: structlog.typing.EventDict) -> str:
    """Write an event as `event key=value` and, below it, its traceback."""
    said = str(event.pop("event", ""))
    for name in ("level", "timestamp", "logger"):
        event.pop(name, None)
    event = structlog.processors.format_exc_info(None, "", event)
    trace = str(event.pop("exception", ""))
    words = [" ".join(said.split()), *(f"{key}={value}" for key, value in event.items())]
    return " ".join(" ".join(words).split()) + (f"\n{trace}" if trace else "")


def _formatter(
    before: list[structlog.typing.Processor], final: list[structlog.typing.Processor]
) -> logging.Formatter:
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return _Scrubbed(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=[meta, *final])
    )


def configure(level: str, *, json: bool, secrets: Iterable[str] = ()) -> None:
    """Send structlog's and every library's records to standard error, scrubbed."""
    scrubber.learn(secrets)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _stamped,
    ]
    final: list[structlog.typing.Processor] = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(shared, final))
    ring.setFormatter(_formatter(shared[:2], [_plainly]))
    root = logging.getLogger()
    root.handlers = [handler, ring]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in _MUTE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
