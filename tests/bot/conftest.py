"""What the tests of the shell share."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """Give logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    structured = structlog.get_config()
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**structured)
    for name in (*logs._QUIET, *logs._MUTE):
        logging.getLogger(name).setLevel(logging.NOTSET)
