"""The one place where what a service and the network say becomes what the engine understands."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from core.errors import Gone, Malformed, SendError, TryLater, Unsure

_REFUSED_PAUSE = 60.0
"""seconds until a service that wants something mended is asked again"""
_REFUSED = frozenset({401, 403, 404, 405, 407})
_LONGEST = 6 * 3600.0
"""no service is believed that it wants to be left alone for longer"""


class Refused(TryLater):
    """The service does not take messages as it is set up (`code`); somebody has to mend that."""

    def __init__(self, code: int) -> None:
        super().__init__(_REFUSED_PAUSE, f"HTTP {code}")
        self.code = code


class Unreachable(TryLater):
    """Nothing reached the service; the courier decides when it is tried again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; `body` is at most its first 64 KiB."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object, empty where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@contextmanager
def translated() -> Iterator[None]:
    """Let nothing but a SendError out of a call; its words never hold the address."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Unreachable(None, f"not connected: {type(error).__name__}") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise Refused(0) from error
    except (httpx.HTTPError, TimeoutError, OSError) as error:
        raise Unsure(type(error).__name__) from error


def accept(answer: Answer, gone: Mapping[int, str] | None = None) -> None:
    """Raise what an answer means, unless it says that the message was taken.

    `gone` are the statuses with which this service says that the address is closed for good, and
    the key of the reason. A 5xx may have done its work: nobody knows. A redirect has not.
    """
    status = answer.status
    if 200 <= status < 300:
        return
    if reason := (gone or {}).get(status):
        raise Gone(reason)
    if status == 429:
        raise TryLater(_wanted(answer), "HTTP 429")
    if status in _REFUSED or 300 <= status < 400:
        raise Refused(status)
    if status >= 500 or status == 408:
        raise Unsure(f"HTTP {status}")
    raise Malformed(f"HTTP {status}")


def refused(error: SendError) -> int | None:
    """Return the HTTP status with which a service refused its set-up, None for other errors."""
    return error.code if isinstance(error, Refused) else None


def _wanted(answer: Answer) -> float | None:
    """Return for how many seconds a service wants to be left alone, None where it does not say."""
    for said in (answer.headers.get("Retry-After"), answer.json.get("retry_after")):
        try:
            return min(_LONGEST, max(0.0, float(str(said))))
        except ValueError:  # a date, or nothing
            continue
    return None
