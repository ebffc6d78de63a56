"""How fast frames are read; figures, not promises, but for one."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime

import pytest

from core.clock import KST
from core.kiwoom.protocol import Protocol

FRAME = json.dumps(
    {
        "trnm": "REAL",
        "data": [
            {
                "type": "02",
                "name": "조건검색",
                "item": "005930",
                "values": {"841": "4", "9001": "005930", "843": "I", "20": "152028", "907": "2"},
            }
        ],
    },
    ensure_ascii=False,
)
COUNT, ROUNDS = 5_000, 31


def _seconds(work: Callable[..., object], *args: object) -> float:
    start = time.perf_counter()
    for _ in range(COUNT):
        work(*args)
    return time.perf_counter() - start


@pytest.mark.bench
def test_a_push_is_read_at_no_less_than_six_tenths_of_the_speed_of_json_loads() -> None:
    if sys.gettrace() is not None:
        pytest.skip("figures mean nothing under a tracer")
    now, frame = datetime.now(KST), FRAME.encode()
    receive = Protocol().receive
    pairs = [
        (_seconds(json.loads, FRAME), _seconds(receive, frame, now, 1.0)) for _ in range(ROUNDS)
    ]
    ratio = statistics.median(bare / ours for bare, ours in pairs)
    fastest = COUNT / min(ours for _, ours in pairs)
    print(f"\n{fastest:,.0f} frames/s, {ratio:.2f} of json.loads")  # noqa: T201
    assert ratio >= 0.6
