"""Kiwoom and Telegram in a process of their own, so that what is measured is the bot.

Reads one JSON command a line: {"do": "beat", "rate": 100, "seconds": 10} pushes evenly over all
conditions and answers with the seconds from each push to the Bot API request it caused;
{"do": "burst", "count": 20000} pushes one condition as fast as the socket takes it.
"""

import asyncio
import json
import sys
import time
from typing import Any

from core.simulator.conditions import ManualCondition
from core.simulator.faults import Faults
from core.simulator.server import Simulator
from tests.servers.telegram import TelegramServer

CONDITIONS = 100
FIRST_CHAT = 5001
CODES = ["005930", "000660", "005380", "035420", "068270", "051910", "105560", "012330"]


def say(**what: Any) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201


async def beat(
    telegram: TelegramServer, conditions: list[ManualCondition], rate: float, seconds: float
) -> list[float]:
    """Push one event after the other, each to the next condition, and see them arrive."""
    pushed: list[tuple[int, float]] = []
    before = len(telegram.calls_of("sendMessage"))
    began = time.monotonic()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        which = number % len(conditions)
        inside = (number // len(conditions)) % 2
        code = CODES[which % len(CODES)]
        pushed.append((FIRST_CHAT + which, time.monotonic()))
        (conditions[which].leave if inside else conditions[which].enter)(code)
    await telegram.wait_for(
        lambda: len(telegram.calls_of("sendMessage")) - before >= len(pushed), timeout=20
    )
    arrived: dict[int, list[float]] = {}
    for call in telegram.calls_of("sendMessage")[before:]:
        arrived.setdefault(int(call.params["chat_id"]), []).append(call.at)
    return [arrived[chat].pop(0) - at for chat, at in pushed]


async def burst(condition: ManualCondition, count: int) -> float:
    """Push as fast as the socket takes it; return when the first one went out."""
    began = time.monotonic()
    for number in range(count):
        code = f"{(number // 2) % 50:06d}"
        (condition.leave if number % 2 else condition.enter)(code)
        if number % 200 == 0:
            await asyncio.sleep(0)
    return began


async def main() -> None:
    conditions = [ManualCondition(str(seq), f"조건 {seq}") for seq in range(CONDITIONS)]
    faults = Faults(rest_rate=0)
    async with (
        Simulator(conditions=conditions, faults=faults, tick=5.0) as simulator,
        TelegramServer() as telegram,
    ):
        for number in range(CONDITIONS):
            telegram.say(FIRST_CHAT + number, "/start")
        say(kiwoom=simulator.base_url, ws=simulator.ws_url, telegram=telegram.url)
        while text := await asyncio.to_thread(sys.stdin.readline):
            command = json.loads(text)
            match command.pop("do"):
                case "beat":
                    say(latencies=await beat(telegram, conditions, **command))
                case "burst":
                    say(began=await burst(conditions[0], **command))


if __name__ == "__main__":
    asyncio.run(main())
