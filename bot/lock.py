"""One process for a DATA_DIR, and which one that is."""

import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import AlreadyRunning, DatabaseUnusable


def hold(data_dir: Path) -> FileLock:
    """Take and return the lock of a DATA_DIR, one process each; raises AlreadyRunning.

    Who holds it is written beside it: a locked file itself cannot be read on Windows.
    """
    holder = data_dir / ".pid"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data_dir / ".lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(path=str(data_dir), pid=_read_pid(holder)) from error
    except OSError as error:
        raise DatabaseUnusable(path=str(data_dir), reason=os.strerror(error.errno or 0)) from error
    with suppress(OSError):  # a full disk; the database has its own say about that
        holder.write_text(f"{os.getpid()}\n", encoding="ascii")
    return lock


def _read_pid(holder: Path) -> str:
    try:
        return holder.read_text(encoding="ascii").strip() or "?"
    except (OSError, ValueError):
        return "?"
