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


_ROOT = logging.getLogger()
_HANDLERS, _LEVEL, _STRUCTURED = _ROOT.handlers, _ROOT.level, structlog.get_config()


@pytest.fixture(autouse=True)
def _logging_restored() -> Iterator[None]:
    """Give logging back as it was at first: what a test or its fixtures configured ends with it."""
    yield
    if structlog.get_config()["logger_factory"] is _STRUCTURED["logger_factory"]:
        return  # nothing was configured
    if _ROOT.handlers is not _HANDLERS:
        _HANDLERS.clear()
        _ROOT.handlers = _HANDLERS
    _ROOT.setLevel(_LEVEL)
    for name in (*logs._QUIET, *logs._MUTE):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.configure(**_STRUCTURED)
