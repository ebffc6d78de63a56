"""The one place where what SMTP and the network say becomes what the engine understands."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
)

from core.errors import Gone, Malformed, SendError, TryLater, Unsure

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>\"'(),:;=]+@[^\s<>\"'(),:;]+")
_UNKNOWN = frozenset({550, 551, 553})
"""how a server says that there is no such mailbox, unless its enhanced code says otherwise"""
_FULL = 552
_GREYLISTED = 120.0
"""seconds: a server that turns strangers away at first does so for one to five minutes"""
_BUSY = 60.0
_MAILBOX_FULL = 1800.0
_SETUP = 300.0
"""seconds between two tries with what is wrongly set up: often wrong passwords lock an account"""


class SetupWrong(TryLater):
    """Nothing can be sent until a person mends the settings: `cure` is the sentence's key.

    `code` is what the server answered, nothing where it did not.
    """

    def __init__(self, cure: str, code: int = 0, detail: str = "") -> None:
        super().__init__(_SETUP, f"{cure} {code or ''} {detail}".strip(), everywhere=True)
        self.cure = cure
        self.code = code


class Unreachable(TryLater):
    """The server cannot be reached, or is busy; it is tried again without anybody's doing."""

    def __init__(self, detail: str, after: float | None = None) -> None:
        super().__init__(after, detail, everywhere=True)


@contextmanager
def connecting() -> Iterator[None]:
    """Let nothing but a SendError out of what comes before the first letter: nothing was sent."""
    try:
        yield
    except (SMTPException, OSError, ValueError) as error:  # TimeoutError is an OSError
        raise _unconnected(error) from error


@contextmanager
def addressing() -> Iterator[None]:
    """Let nothing but a SendError out of the envelope: no word of the letter was sent."""
    try:
        yield
    except SMTPRecipientRefused as error:
        raise _not_taken(error) from error
    except SMTPResponseException as error:
        if 500 <= error.code < 600:
            cure = "auth_needed" if error.code == 530 else "sender"
            raise SetupWrong(cure, error.code, _words(error)) from error
        raise Unreachable(f"{error.code} {_words(error)}", _BUSY) from error
    except (SMTPException, OSError) as error:
        raise Unreachable(_told(error)) from error
    except ValueError as error:
        raise Malformed(_told(error)) from error


@contextmanager
def writing() -> Iterator[None]:
    """Let nothing but a SendError out of DATA; without an answer nobody knows what became of it."""
    try:
        yield
    except SMTPResponseException as error:
        raise _not_kept(error) from error
    except (SMTPException, OSError) as error:
        raise Unsure(_told(error)) from error
    except ValueError as error:
        raise Malformed(_told(error)) from error


def _unconnected(error: Exception) -> SendError:
    """Read why there is no connection; the library wraps what TLS says, or does not."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLError):
            return _no_tls(cause)
    if isinstance(error, SMTPResponseException):
        return _turned_away(error)
    said = str(error)
    if "STARTTLS" in said:
        return SetupWrong("no_starttls", detail=scrubbed(said))
    if "auth" in said.casefold() and isinstance(error, SMTPException):
        return SetupWrong("no_auth", detail=scrubbed(said))
    if isinstance(error, ValueError):
        return SetupWrong("refused", detail=type(error).__name__)
    return Unreachable(_told(error))


def _no_tls(error: ssl.SSLError) -> SendError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return SetupWrong("certificate", detail=error.verify_message)
    return SetupWrong("tls", detail=error.reason or "")


def _turned_away(error: SMTPResponseException) -> SendError:
    if 400 <= error.code < 500:
        return Unreachable(f"{error.code} {_words(error)}", _BUSY)
    cure = "auth" if isinstance(error, SMTPAuthenticationError) else "refused"
    return SetupWrong(cure, error.code, _words(error))


def _not_taken(error: SMTPRecipientRefused) -> SendError:
    """Read why a recipient was refused: for now, for good, or because of how we are set up."""
    said, detail = enhanced(error.message), f"{error.code} {_words(error)}"
    if error.code == _FULL or said[1:] == (2, 2):
        return TryLater(_MAILBOX_FULL, detail)
    if error.code == 421:
        return Unreachable(detail, _BUSY)
    if error.code < 500:
        return TryLater(_GREYLISTED, detail)
    if said[1:2] == (7,) or error.code == 530:
        return SetupWrong("auth_needed" if error.code == 530 else "relay", error.code, detail)
    if error.code in _UNKNOWN or said[1:2] == (1,):
        return Gone("mailbox_unknown")
    return Malformed(detail)


def _not_kept(error: SMTPResponseException) -> SendError:
    """Read why a letter was refused after it was written: the server answered, so it has none."""
    said, detail = enhanced(error.message), f"{error.code} {_words(error)}"
    if error.code < 400:
        return Unsure(detail)
    if error.code < 500:
        return TryLater(_BUSY if error.code == 421 else _GREYLISTED, detail)
    if said[1:2] == (1,):
        return Gone("mailbox_unknown")
    if said[1:] == (2, 2):
        return TryLater(_MAILBOX_FULL, detail)
    return Malformed(detail)


def enhanced(message: str) -> tuple[int, ...]:
    """Return the enhanced status code (RFC 3463) in a server's words, nothing without one."""
    found = _ENHANCED.search(message)
    return tuple(int(one) for one in found.groups()) if found else ()


def scrubbed(said: str) -> str:
    """Return what a server said without the addresses in it: it ends up in logs."""
    return _ADDRESS.sub("***", said)


def _words(error: SMTPResponseException) -> str:
    return scrubbed(" ".join(error.message.split()))[:200]


def _told(error: Exception) -> str:
    return scrubbed(f"{type(error).__name__}: {error}")


def _chain(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
