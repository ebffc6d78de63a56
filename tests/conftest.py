"""What every test shares: nothing in it hangs on how busy the machine is."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from bot import logs

settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")

# As bot/logs.py writes a traceback. Where rich is installed structlog would draw each with every
# local variable, and for the seconds that takes on a busy machine no event loop turns.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)


@pytest.fixture(autouse=True)
def _logging_restored() -> Iterator[None]:
    """Give logging back as it was: what one test configures, the next does not go by."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    named = {name: logging.getLogger(name).level for name in (*logs._QUIET, *logs._MUTE)}
    structured = structlog.get_config()
    yield
    if root.handlers is handlers:  # nothing was configured
        return
    root.handlers = handlers
    root.setLevel(level)
    for name, its in named.items():
        logging.getLogger(name).setLevel(its)
    structlog.configure(**structured)
