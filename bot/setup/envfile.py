"""Writing settings into `.env`: what else stands in it stays, and nobody else may read it."""

import io
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from dotenv.parser import parse_stream

_BARE = re.compile(r"[A-Za-z0-9_./:@,+=~-]*")
_HEAD = (
    "# kiwoom-bot run 의 설정 화면이 만들었습니다. 모든 설정은 .env.example 에 있습니다.\n"
    "# Made by the set-up page of kiwoom-bot run; .env.example lists every setting.\n"
)
_MARK = "\ufeff"


class Unwritable(ValueError):
    """A value that no `.env` file can hold: a line break in it, or `${`."""


def write(path: Path, values: Mapping[str, str | None]) -> None:
    """Put settings into a file at one go, mode 0600; raises OSError, Unwritable, or UnicodeError.

    None empties a setting where it stands. A link is followed. A name that stands there several
    times stands there once afterwards.
    """
    real = path.resolve()
    before = real.read_bytes().decode() if real.exists() else ""
    mark = _MARK if before.startswith(_MARK) else ""
    _replace(real, mark + merged(before.removeprefix(_MARK), values))


def merged(text: str, values: Mapping[str, str | None]) -> str:
    """Return the text of a file with these settings in it; pure."""
    end = "\r\n" if "\r\n" in text else "\n"
    wanted = {
        name.upper(): f"{name.upper()}={written(value or '')}{end}"
        for name, value in values.items()
    }
    made: list[str] = []
    done: set[str] = set()
    for binding in parse_stream(io.StringIO(text, newline="")):
        name = (binding.key or "").upper()
        if name not in wanted or binding.error:
            made.append(binding.original.string)
        elif name not in done:
            made.append(_above(binding.original.string) + wanted[name])
            done.add(name)
    whole = "".join(made) or _HEAD.replace("\n", end)
    if whole and not whole.endswith(("\n", "\r")):
        whole += end
    done |= {name.upper() for name, value in values.items() if value is None}
    return whole + "".join(line for name, line in wanted.items() if name not in done)


def written(value: str) -> str:
    """Return a value as it is read back; raises Unwritable where none would be."""
    if not value.isprintable() or "${" in value:
        raise Unwritable
    if _BARE.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _above(original: str) -> str:
    """Return the empty lines that the parser counts to the setting below them."""
    return original[: len(original) - len(original.lstrip("\r\n"))]


def _replace(path: Path, text: str) -> None:
    """Write beside and rename, so that a sudden end leaves the one or the other."""
    number, name = tempfile.mkstemp(prefix=".env-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o600)
        os.replace(name, path)  # noqa: PTH105 it says what it does to a file that is there
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
