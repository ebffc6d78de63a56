"""A text cut into pieces that each fit into a message, between lines where that can be."""

from collections.abc import Callable, Iterable, Iterator


def pieces(lines: Iterable[str], room: int, size: Callable[[str], int] = len) -> list[str]:
    """Return whole lines put together up to `room`; a longer line is cut between characters.

    `size` measures a text: characters, or bytes as `octets` counts them.
    """
    done: list[str] = []
    gathered: str | None = None
    for line in (cut for one in lines for cut in cuts(one, room, size)):
        if gathered is not None and size(gathered) + size("\n") + size(line) > room:
            done.append(gathered)
            gathered = line
        else:
            gathered = line if gathered is None else f"{gathered}\n{line}"
    return [one for one in (*done, gathered or "") if one.strip()]


def octets(text: str) -> int:
    """Return how many bytes a text takes in UTF-8."""
    return len(text.encode(errors="replace"))


def cuts(line: str, room: int, size: Callable[[str], int]) -> Iterator[str]:
    """Yield a text cut between characters, each cut of at most `room` as `size` measures it."""
    start, used = 0, 0
    for at, one in enumerate(line):
        used += size(one)
        if used > room:
            yield line[start:at]
            start, used = at, size(one)
    yield line[start:]
