"""Why a WebSocket is closed: a code and a short reason, the same in every language."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.websockets import WebSocket

OURS = 4000
"""a close code of ours is this and the HTTP status that says the same"""
FAULT, RESTART, NOT_NOW = 1011, 1012, 1013
SLOW, SIGN_IN, NO_CONDITION, NO_NUMBER = 4008, 4401, 4404, 4422


class Closing(NamedTuple):
    """What goes with a close code, and what it means to who reads about it."""

    reason: str
    meaning: str


CLOSINGS: Mapping[int, Closing] = {
    SIGN_IN: Closing(
        "unauthorized", "no token or a wrong one, or it was revoked, also in the middle; for good"
    ),
    4403: Closing("forbidden", "the caller may not; for good"),
    NO_CONDITION: Closing("unknown condition", "no condition has this id; for good"),
    NO_NUMBER: Closing("since is no event id", "it must be a whole number; for good"),
    4429: Closing("too many requests", "come back in a minute"),
    SLOW: Closing("too slow", "nothing was read for ten seconds; come back with `since`"),
    FAULT: Closing("internal error", "a fault of the bot's; come back with `since`"),
    RESTART: Closing("going away", "the bot ends or starts anew; come back with `since`"),
    NOT_NOW: Closing("try again later", "the bot is still starting, or its database gives way"),
}


def reason_of(code: int) -> str:
    """Return the reason that goes with a code, nothing where there is none."""
    return CLOSINGS[code].reason if code in CLOSINGS else ""


async def close(socket: WebSocket, code: int) -> None:
    """Close a WebSocket and say why."""
    await socket.close(code, reason_of(code))
