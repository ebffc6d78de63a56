"""The files of a face that cannot show them: kept in a folder, the oldest making room."""

import re
from datetime import datetime
from itertools import count
from pathlib import Path

from bot.messages import Attachment

MOST = 48
_UNSAFE = re.compile(r"[^\w.,()+-]+")
_LONGEST = 80


def keep(folder: Path, attachment: Attachment, now: datetime, most: int = MOST) -> Path:
    """Write it into the folder and return where; at most `most` files stay; raises OSError.

    Its name begins with the time, so that the newest comes last; nothing is overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = _free(folder, f"{now:%Y%m%d-%H%M%S}", _safe(attachment.name))
    path.write_bytes(attachment.data)
    kept = sorted(one for one in folder.iterdir() if one.is_file() and one != path)
    for old in kept[: max(0, len(kept) + 1 - most)]:
        old.unlink(missing_ok=True)
    return path


def _safe(name: str) -> str:
    """Return a name that is a file's on every system, Korean letters as they are."""
    return _UNSAFE.sub("_", Path(name).name).strip("._")[-_LONGEST:] or "file"


def _free(folder: Path, moment: str, name: str) -> Path:
    first = folder / f"{moment}-{name}"
    others = (folder / f"{moment}-{number}-{name}" for number in count(2))
    return first if not first.exists() else next(one for one in others if not one.exists())
