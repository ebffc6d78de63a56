"""A message that takes several of a service's."""

from collections.abc import Awaitable, Callable, Sequence

from core.errors import SendError, Unsure


async def in_order(pieces: Sequence[str], send: Callable[[str], Awaitable[str]]) -> str:
    """Send one piece after the other and return the last one's id.

    Where one fails after others went, nobody can say any more that nothing was sent: Unsure, so
    that the whole comes again with its mark.
    """
    last, went = "", False
    for piece in pieces:
        try:
            last = await send(piece)
        except SendError as error:
            if went:
                raise Unsure(f"cut short: {error}") from error
            raise
        went = True
    return last
