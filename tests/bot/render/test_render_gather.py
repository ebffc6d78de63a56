"""What is told together keeps the order of each stock in each condition."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.render.gather import gather, grouped
from core.model import Alert, EventKind
from tests.bot.render.samples import alert

ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT


def as_read(alerts: list[Alert]) -> list[tuple[str, str, EventKind]]:
    """Return stock, condition and kind in the order a message shows them, top to bottom."""
    return [
        (told.code, condition or "", told.kind)
        for group in grouped(gather(alerts))
        for told in group.told
        for condition in told.conditions
    ]


def test_an_exit_never_stands_above_the_entry_it_follows() -> None:
    alerts = [
        alert("000001", condition="가"),
        alert("005930", condition="가"),
        alert("005930", condition="가", kind=EXIT),
        alert("005930", condition="나"),
    ]
    read = as_read(alerts)
    assert read.index(("005930", "가", ENTRY)) < read.index(("005930", "가", EXIT))


@given(st.lists(st.tuples(st.sampled_from("가나다"), st.sampled_from(["1", "2"])), max_size=30))
def test_each_stock_is_read_in_the_order_it_moved(moves: list[tuple[str, str]]) -> None:
    inside: set[tuple[str, str]] = set()
    alerts = []
    for condition, code in moves:
        kind = EXIT if (condition, code) in inside else ENTRY
        inside ^= {(condition, code)}
        alerts.append(alert(code, condition=condition, kind=kind))
    read = as_read(alerts)
    assert len(read) == len(moves), "each event is told once"
    for key in {(code, condition) for condition, code in moves}:
        kinds = [kind for code, condition, kind in read if (code, condition) == key]
        assert kinds[0] is ENTRY
        assert all(before is not after for before, after in pairwise(kinds))
