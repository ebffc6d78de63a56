"""Explanations without a past: notes what it was asked, and answers with what it is given."""

from datetime import datetime

from core.calendar import Explanation, Phase
from core.model import Condition, Destination, Options, SessionState, SessionStatus, Stock
from core.services.capacity import Capacity
from core.services.explaining import Around, Explaining, Why


class FakeExplaining(Explaining):
    """Answers with nothing to tell; `asked` is what it was asked, `expected` what to expect."""

    def __init__(self, now: datetime) -> None:
        self.asked: list[tuple[str, Destination, int]] = []
        self.options: list[Options] = []
        self.expected = Capacity()
        market = Explanation(Phase.OPEN, now.date(), "", now)
        self._here = Around(now, market, SessionStatus(SessionState.LIVE, now))

    async def stock(self, stock: Stock, chat: Destination, page: int = 1) -> Why:
        self.asked.append((f"stock {stock.code}", chat, page))
        return Why(stock, (), self._here, page=page)

    async def condition(self, condition: Condition, chat: Destination, page: int = 1) -> Why:
        self.asked.append((f"condition {condition.id}", chat, page))
        return Why(condition, (), self._here, page=page)

    async def chat(self, chat: Destination, page: int = 1) -> Why:
        self.asked.append(("chat", chat, page))
        return Why(None, (), self._here, page=page)

    async def capacity(
        self, condition: Condition, destination: Destination, options: Options
    ) -> Capacity:
        self.options.append(options)
        return self.expected
