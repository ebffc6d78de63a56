"""The token on disk, so that a restart does not need a new one."""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, when it ends, and when it was issued, where that was noted."""

    text: str
    expires: datetime
    issued: datetime | None = None

    def __repr__(self) -> str:
        """Leave the token itself out."""
        return f"Token(expires={self.expires.isoformat()})"


class _Kept(msgspec.Struct):
    host: str
    key: str
    token: str
    expires: datetime
    issued: datetime | None = None


class TokenFile:
    """Keeps one token with the host and a hash of the app key it belongs to."""

    def __init__(self, path: Path, host: str, app_key: str) -> None:
        self._path = path
        self._host = host
        self._key = hashlib.sha256(app_key.encode()).hexdigest()

    def load(self) -> Token | None:
        """Return the kept token; None where there is none, it is another key's, or unreadable."""
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError) as error:
            log.warning("token_file_ignored", path=str(self._path), reason=type(error).__name__)
            return None
        if (kept.host, kept.key) != (self._host, self._key) or kept.expires.tzinfo is None:
            log.info("token_file_ignored", path=str(self._path), reason="not of this key")
            return None
        return Token(kept.token, kept.expires, kept.issued) if kept.token else None

    def save(self, token: Token) -> None:
        """Replace the file at once; only its owner may read it. Failing is no reason to stop."""
        kept = _Kept(self._host, self._key, token.text, token.expires, token.issued)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._path, msgspec.json.encode(kept))
        except OSError as error:
            log.warning("token_file_unwritable", path=str(self._path), reason=str(error))

    def forget(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mkstemp: mode 0600
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
