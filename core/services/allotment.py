"""Which conditions are watched in real time and which are polled; pure."""

from collections.abc import Collection, Mapping

from core.model import Polled

REALTIME_CONDITIONS = 10
"""real-time conditions one login may have (protocol.md 3.2)"""
LARGEST = 100
"""with more stocks inside, the broker pushes nothing"""
SMALL_AGAIN = 90
"""back to real time only from here, so that a size around the limit does not swing"""


def allot(
    wanted: Mapping[int, int],
    sizes: Mapping[int, int],
    now: Mapping[int, Polled | None],
    refused: Collection[int],
    *,
    realtime: bool,
    places: int = REALTIME_CONDITIONS,
) -> dict[int, Polled | None]:
    """Return for each wanted condition None (real time) or why it is polled.

    `wanted` counts the subscriptions of each condition, `sizes` the stocks inside where known,
    `now` how they are watched at the moment: whoever is live keeps its place among equals.
    """
    if not realtime:
        return dict.fromkeys(wanted, Polled.SWITCHED_OFF)
    result: dict[int, Polled | None] = {}
    for condition_id in sorted(
        wanted, key=lambda one: (-wanted[one], now.get(one, Polled.FULL) is not None, one)
    ):
        largest = SMALL_AGAIN if now.get(condition_id) is Polled.LARGE else LARGEST
        if condition_id in refused:
            result[condition_id] = Polled.REFUSED
        elif sizes.get(condition_id, 0) > largest:
            result[condition_id] = Polled.LARGE
        elif places:
            places -= 1
            result[condition_id] = None
        else:
            result[condition_id] = Polled.FULL
    return result
