"""`python -m tests.ledger --seed 7 --events 100000 --kills 200 --faults 500`."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from tests.ledger.books import Size
from tests.ledger.report import faults, table
from tests.ledger.run import perform


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Play the run that was asked for and print its figures; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.ledger", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--faults", type=int, default=500)
    parser.add_argument("--rate", type=float, default=150.0, help="events a second while live")
    parser.add_argument("--pace", type=float, default=10.0, help="1: `kiwoom-bot run` itself")
    parser.add_argument("--groups", type=int, default=8, help="groups that migrate")
    parser.add_argument("--patience", type=float, default=70.0, help="seconds for mutes to end")
    parser.add_argument("--keep", type=Path, help="a DATA_DIR to keep, with all faults")
    given = parser.parse_args()
    size = Size(
        given.seed, given.events, given.kills, given.faults, given.rate, given.pace, given.groups,
        given.patience,
    )  # fmt: skip
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # a killed client is no news
    _tell(f"seed {size.seed}")
    books = asyncio.run(perform(size, _tell, given.keep))
    _tell(table(books))
    if given.keep:
        (given.keep / "faults.txt").write_text("\n".join(faults(books, None)), encoding="utf-8")
    return 0 if books.clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
