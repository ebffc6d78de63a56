"""The chats of a run: where they are, who speaks there, what they follow, what may befall them."""

from dataclasses import dataclass, field

NAMES = ("상승추세", "거래량", "신고가", "눌림목", "골든크로스", "장기보유")
"""conditions 0 to 5; the last one moves rarely"""
RARE = len(NAMES) - 1
FLAPPING = 3
"""in and out of this condition the same few stocks go again and again"""
OWNER = 1001
WISHING = frozenset({"choosy", "gathering", "hushed", "folding", "moody", "phone", "desk"})
"""the parts of chats whose people say how they want to be told"""
EDITED = frozenset({"folding", "moody"})


@dataclass(slots=True)
class Chat:
    """A chat: where it is, who speaks there, which conditions it follows, what may befall it.

    `ids` are its addresses in time: a group that became a supergroup has two.
    """

    name: str
    channel: str
    ids: list[str]
    person: str
    follows: tuple[int, ...]
    part: str = "open"
    closed: list[tuple[float, float]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{self.channel}:{self.ids[-1]}"

    @property
    def wishes(self) -> bool:
        """Whether its people say how they want to be told."""
        return self.part in WISHING


def cast(groups: int) -> list[Chat]:
    """Return the chats of a run: plain ones (some close, are held or move), and wishing ones."""
    return [
        Chat("owner", "telegram", [str(OWNER)], str(OWNER), (0, 1, 2, RARE)),
        Chat("friend", "telegram", ["1003"], "1003", (0, 1, 3), "closing"),
        Chat("held chat", "telegram", ["1009"], "1009", (RARE,), "held"),
        Chat("channel", "slack", ["C0001"], "U0001", (1, 3, 4)),
        Chat("direct", "slack", ["D0001"], "U0001", (2, 4)),
        Chat("annex", "slack", ["C0002"], "U0001", (0, 4), "closing"),
        Chat("held channel", "slack", ["C0009"], "U0009", (RARE,), "held"),
        Chat("group", "telegram", ["-4001"], str(OWNER), (4,), "moving"),
        *(
            Chat(f"group {at}", "telegram", [f"-{4001 + at}"], str(OWNER), (RARE,), "moving")
            for at in range(1, groups)
        ),
        Chat("choosy", "telegram", ["1011"], "1011", (0, 3), "choosy"),
        Chat("gathering", "slack", ["C0012"], "U0012", (1, 4), "gathering"),
        Chat("hushed", "telegram", ["1013"], "1013", (0, 4), "hushed"),
        Chat("folding", "telegram", ["1014"], "1014", (2, FLAPPING), "folding"),
        Chat("folding channel", "slack", ["C0015"], "U0015", (FLAPPING,), "folding"),
        Chat("moody", "slack", ["D0016"], "U0016", (2, FLAPPING), "moody"),
        Chat("moody chat", "telegram", ["1016"], "1016", (1, FLAPPING), "moody"),
        Chat("phone", "telegram", ["1017"], "1017", (0, RARE), "phone"),
        Chat("desk", "slack", ["D0017"], "U0017", (1, RARE), "desk"),
    ]


def owners(chats: list[Chat]) -> str:
    """Return OWNERS: everybody who speaks anywhere."""
    return ",".join(dict.fromkeys(f"{chat.channel}:{chat.person}" for chat in chats))
