"""The real-time registrations of one session: REG and REMOVE, and the pushes they bring.

Types 0B and 0s are pushed; every other type is registered and stays quiet.
"""

from typing import TYPE_CHECKING, Any

from core.simulator import frames
from core.simulator.frames import Frame
from core.simulator.hours import Announcement
from core.simulator.market import Quote

if TYPE_CHECKING:
    from core.simulator.session import Session

Pair = tuple[str, str]

_SUFFIXES = ("", "_NX", "_AL")


class Real:
    """The pairs of item and type each group holds."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._groups: dict[str, set[Pair]] = {}

    def register(self, frame: Frame) -> None:
        """Answer REG; refresh 0 first drops what the group held."""
        group, pairs = str(frame.get("grp_no") or ""), _pairs(frame.get("data"))
        if not group or len(group) > 4:
            self._refuse("REG", 100002, "필수 파라미터가 누락되어 있습니다")
        elif pairs is None:
            self._refuse("REG", 105111, "실시간 항목 등록에 실패했습니다")
        else:
            kept = (
                set() if str(frame.get("refresh", "1")) == "0" else self._groups.get(group, set())
            )
            self._groups[group] = kept | pairs
            self._accept("REG")

    def remove(self, frame: Frame) -> None:
        """Answer REMOVE."""
        group, pairs = str(frame.get("grp_no") or ""), _pairs(frame.get("data"))
        if not group or pairs is None:
            self._refuse("REMOVE", 105111, "실시간 항목 해지에 실패했습니다")
        else:
            self._groups[group] = self._groups.get(group, set()) - pairs
            self._accept("REMOVE")

    def tell_trades(self, trades: list[Quote]) -> None:
        """Push the trades of registered stocks, each under the item it was registered with."""
        wanted = {item for item, kind in self._pairs() if kind == "0B"}
        if not wanted:
            return
        entries = [
            frames.trade(quote, item, quote.at or self._session.world.now())
            for quote in trades
            for suffix in _SUFFIXES
            if (item := quote.stock.code + suffix) in wanted
        ]
        if entries:
            self._session.push(entries)

    def tell_hours(self, announcements: list[Announcement]) -> None:
        """Push the market's state to a session that registered for it."""
        if any(kind == "0s" for _, kind in self._pairs()):
            self._session.push([frames.market_state(a) for a in announcements])

    def _pairs(self) -> set[Pair]:
        return set().union(*self._groups.values())

    def _accept(self, trnm: str) -> None:
        self._session.reply({"trnm": trnm, "return_code": 0, "return_msg": ""})

    def _refuse(self, trnm: str, return_code: int, message: str) -> None:
        self._session.reply(frames.refusal(trnm, return_code, message))


def _pairs(data: Any) -> set[Pair] | None:
    """Return every item with every type, or None where a list was not sent as a list."""
    if not isinstance(data, list) or not data:
        return None
    pairs: set[Pair] = set()
    for entry in data:
        items = entry.get("item", [""]) if isinstance(entry, dict) else None
        kinds = entry.get("type") if isinstance(entry, dict) else None
        if not isinstance(items, list) or not isinstance(kinds, list) or not kinds:
            return None
        pairs |= {(str(item), str(kind)) for item in items or [""] for kind in kinds}
    return pairs
