"""Writes the next step: what tables.py has and the steps so far do not lead to."""

import sys

from alembic import command
from sqlalchemy import create_engine

from core.store.migrations import HEAD, steps


def main() -> None:
    """Compare a new database in memory with tables.py."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        steps.upgrade(connection)
        config = steps.configuration(connection)
        following = f"{int(HEAD) + 1:04}"
        command.revision(config, " ".join(sys.argv[1:]), autogenerate=True, rev_id=following)
    engine.dispose()


if __name__ == "__main__":
    main()
