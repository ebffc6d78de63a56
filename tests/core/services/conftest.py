from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    """Keep the log from drawing a traceback for every fault a test makes."""
    with capture_logs():
        yield
