"""What goes wrong in a run, and when: drawn from the seed, before anything is played."""

import random
from dataclasses import dataclass

from tests.ledger.chats import EDITED, Chat

LINE = {
    "dropped": 5, "reset": 4, "kicked": 3, "silenced": 2, "wire dead": 2, "garbage": 4,
    "token revoked": 2, "token expires": 2, "refused": 2, "closed at login": 2, "unattributed": 4,
    "zombie": 1,
}  # fmt: skip
"""what befalls the line to Kiwoom, and how often in proportion"""
CHAT = {
    "429": 5, "502": 3, "502 after accepting": 3, "400": 3, "timed out after accepting": 1,
    "cut after the request": 3, "cut before": 2, "slow": 2, "outage": 1, "403": 1,
}  # fmt: skip
"""what befalls a chat platform"""
EDIT = {
    "edit 429": 2, "edit 502": 2, "edit 502 after accepting": 2, "edit refused": 2,
    "edit cut after the request": 2,
}  # fmt: skip
"""what befalls the edit of a message"""
_LONG = 2_000
"""events of a run in which half a minute for a zombie can be spared"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, played when so many events have happened."""

    after: int
    name: str
    chat: int = -1


def plan(chance: random.Random, events: int, count: int, chats: list[Chat]) -> list[Fault]:
    """Draw the faults of a run: each kind once, then as they weigh."""
    held = [at for at, chat in enumerate(chats) if chat.part == "held"]
    moving = [at for at, chat in enumerate(chats) if chat.part == "moving"]
    often = [at for at, chat in enumerate(chats) if chat.part not in ("held", "phone")]
    edited = [at for at, chat in enumerate(chats) if chat.part in EDITED]
    found = [Fault(events // 10, "429 for hours", at) for at in held]
    found += [
        Fault(events // 5, "429 for hours", at)
        for at, chat in enumerate(chats)
        if chat.part == "phone"
    ]
    found += [Fault(chance.randrange(events // 8, events), "migrated", at) for at in moving]
    weighed = {name: 2 * one for name, one in LINE.items()}
    weighed |= {name: 3 * one for name, one in CHAT.items()} | EDIT
    if events < _LONG:
        del weighed["zombie"]
    names, weights = list(weighed), list(weighed.values())
    closing = [at for at, chat in enumerate(chats) if chat.part == "closing"]
    deck = chance.sample(names, len(names))
    while len(found) < count:
        name = deck.pop() if deck else chance.choices(names, weights)[0]
        where = closing if name == "403" else edited if name in EDIT else often
        at = -1 if name in LINE else chance.choice(where)
        found.append(Fault(chance.randrange(events // 20, events), name, at))
    return sorted(found[:count], key=lambda fault: fault.after)
