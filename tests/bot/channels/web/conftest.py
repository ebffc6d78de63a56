"""What the tests of the web face share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.channels.web.stage import TOKEN, Page, opened


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """The page as it is on somebody's own machine: open, because nobody else reaches it."""
    async with opened(tmp_path) as found:
        yield found


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Page]:
    """The page with WEB_TOKEN, as others reach it."""
    async with opened(tmp_path, {"WEB_TOKEN": TOKEN}) as found:
        yield found
