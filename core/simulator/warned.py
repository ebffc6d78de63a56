"""What the exchange warns of: a few made-up companies, so that no real one is spoken ill of."""

from dataclasses import dataclass

HALTED = frozenset({"9901A0"})
"""they do not trade"""


@dataclass(frozen=True, slots=True)
class Warned:
    """The three fields of ka10099 and ka10100 that tell: audit, state and orderWarning."""

    audit: str = "정상"
    state: str = ""
    order: str = "0"


WARNED = {
    "9901A0": Warned("거래정지", "관리종목|거래정지"),
    "9902A0": Warned("관리종목", "관리종목"),
    "9903A0": Warned("투자경고", order="5"),
    "9904A0": Warned("투자위험", order="4"),
    "9905A0": Warned("투자주의"),
    "9906A0": Warned(order="3"),
    "9907A0": Warned("관리종목", "관리종목", "2"),
}
