"""What a message says of the filters its alerts went through."""

import pytest

from core.model import (
    AlertMessage,
    Between,
    Delivery,
    Event,
    EventKind,
    Options,
    Quote,
    Source,
    Stock,
)
from core.ports import Claim
from core.services.composer import Composer
from core.services.names import Names
from core.services.quotes import Quotes
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.feed import FakeQuotes
from tests.fakes.store import FakeStore

FILTERS = Options(price=Between(1_000, None), volume=Between(None, 9.0), name="삼성")


def unfiltered(options: Options | None, quote: Quote | None) -> tuple[str, ...]:
    """Return the filters an alert told now says that it did not go through."""
    clock, source = FakeClock(), FakeQuotes(Stock("005930", "삼성전자", "KOSPI"))
    names = Names(FakeStore().stocks, source)
    composer = Composer(names, Quotes(source, clock), clock, 600.0)
    event = Event(1, "005930", EventKind.ENTRY, Source.REALTIME, MONDAY.date(), MONDAY)
    quotes = {"005930": quote} if quote else {}
    claim = Claim((Delivery(1, event, "급등", options=options),))
    message = composer.message(composer.sift(claim, quotes), quotes)
    assert isinstance(message, AlertMessage)
    (alert,) = message.alerts
    return alert.unfiltered


@pytest.mark.parametrize(
    ("options", "quote", "names"),
    [
        (FILTERS, None, ("price", "volume")),
        (FILTERS, Quote("005930"), ("price", "volume")),
        (FILTERS, Quote("005930", 71_000), ("volume",)),
        (FILTERS, Quote("005930", 71_000, volume=9), ()),
        (Options(), None, ()),
        (None, None, ()),
    ],
)
def test_an_alert_names_the_filters_whose_number_nobody_knew(
    options: Options | None, quote: Quote | None, names: tuple[str, ...]
) -> None:
    assert unfiltered(options, quote) == names
