"""What somebody changed is written down with how it ended, whatever that was."""

import asyncio

import pytest

from core.errors import NotSubscribed
from core.services import deeds


@pytest.mark.parametrize(
    ("ends", "outcome"),
    [
        (None, "done"),
        (NotSubscribed(name="상승추세"), NotSubscribed.key),
        (asyncio.CancelledError(), "timed_out"),
        (ZeroDivisionError(), "failed"),
    ],
)
async def test_how_it_ended_is_written_and_goes_on(
    ends: BaseException | None, outcome: str
) -> None:
    written: list[str] = []

    async def write(one: str) -> None:
        written.append(one)

    async def deed() -> None:
        async with deeds.watched(write):
            if ends is not None:
                raise ends

    if ends is None:
        await deed()
    else:
        with pytest.raises(type(ends)):
            await deed()
    assert written == [outcome]
