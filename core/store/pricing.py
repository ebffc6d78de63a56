"""The price of an event, in its row."""

from collections.abc import Mapping

from sqlalchemy import Update, bindparam, update
from sqlmodel import Session

from core.model import Quote
from core.store.tables import EventRow, table

EVENT = table(EventRow)
PRICED = ("price", "change", "rate", "volume", "value")
PRICE = (
    update(EVENT)
    .where(EVENT.c.id == bindparam("event"))
    .values({name: bindparam(f"to_{name}") for name in PRICED})
)


def price(session: Session, quotes: Mapping[int, Quote], statement: Update = PRICE) -> None:
    """Write the prices of events, by their ids."""
    rows = [
        {"event": event_id, **{f"to_{name}": getattr(quote, name) for name in PRICED}}
        for event_id, quote in quotes.items()
    ]
    if rows:
        session.connection().execute(statement, rows)
