"""From what a caller sent to the options of a subscription."""

from dataclasses import replace

from bot.channels.web.api.schemas_following import OptionsIn, RangeIn, RateIn
from core.model import ANY, PLAIN, Between, Kinds, Options

_RANGES = ("price", "rate", "volume", "value")


def options_of(sent: OptionsIn, before: Options) -> Options:
    """Return options changed by what was sent; null means as it usually is."""
    changes: dict[str, object] = {}
    for name in sent.model_fields_set:
        value = getattr(sent, name)
        if value is None:
            changes[name] = getattr(PLAIN, name)
        elif name in _RANGES:
            changes[name] = _between(value)
        elif name == "kinds":
            changes[name] = Kinds(value)
        elif name == "markets":
            changes[name] = frozenset(value)
        elif name == "name":
            changes[name] = " ".join(value.split())
        else:
            changes[name] = value
    return replace(before, **changes)  # type: ignore[arg-type]


def _between(sent: RangeIn | RateIn) -> Between:
    """Return a range, its ends put in order."""
    low, high = sent.low, sent.high
    if low is None and high is None:
        return ANY
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Between(low, high)
