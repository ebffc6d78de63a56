"""Takes the steps, with a connection that is already inside a transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def configuration(connection: Connection | None = None) -> Config:
    """Return alembic's settings; the scripts lie beside this file, in a wheel as well."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def known(revision: str) -> bool:
    """Return whether this program knows the revision a database says it has."""
    scripts = ScriptDirectory.from_config(configuration())
    return revision in {script.revision for script in scripts.walk_revisions()}


def upgrade(connection: Connection, to: str = "head") -> None:
    """Take all steps that are missing; the caller commits them together."""
    command.upgrade(configuration(connection), to)
