"""Write the description of the API: `python -m bot.channels.web.api docs/openapi.json`."""

import json
import sys
from pathlib import Path

from bot.channels.web.factory import build


def described() -> str:
    """Return the description as it stands in the file."""
    return json.dumps(build().openapi(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(described(), encoding="utf-8")
