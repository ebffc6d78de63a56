"""From the engine's values to what the API gives."""

from bot.channels.web.api.schemas import (
    CombinedOut,
    ConditionOut,
    ConditionRef,
    EventOut,
    HitOut,
    PartOut,
    ResultOut,
    rounded,
)
from bot.channels.web.api.schemas_following import OptionsOut, RangeIn, RateIn, SubscriptionOut
from core.engine import ConditionState, SubscriptionState
from core.model import Condition, Hit, Options, Quote, Record, SearchResult
from core.services import algebra
from core.services.deriving import name_of
from core.services.searches import Combined

_PRICED = ("price", "change", "rate", "volume", "value")


def reference(condition: Condition) -> ConditionRef:
    """Return which condition it is."""
    return ConditionRef(id=condition.id, seq=condition.seq, name=condition.name)


def shown(state: ConditionState) -> ConditionOut:
    """Return a condition and how it is watched."""
    condition = state.condition
    return ConditionOut(
        id=condition.id,
        seq=condition.seq,
        name=condition.name,
        listed=condition.listed,
        expression=condition.derived,
        watch=state.watch.value if state.watch else None,
        polled=state.polled.value if state.polled else None,
        inside=state.inside,
        known_at=state.known_at,
        subscribers=state.subscribers,
    )


def priced(quote: Quote | None) -> dict[str, int | float | None]:
    """Return the price fields, all null where no price is known."""
    found = {name: getattr(quote, name, None) for name in _PRICED}
    return found | {"rate": None if found["rate"] is None else rounded(found["rate"])}


def result(found: SearchResult, *, fresh: bool | None = None) -> ResultOut:
    """Return what a search found."""
    return ResultOut(
        condition=reference(found.condition),
        at=found.at,
        fresh=found.fresh if fresh is None else fresh,
        count=len(found.hits),
        hits=[_hit(one) for one in found.hits],
    )


def combined(found: Combined, standing: Condition | None) -> CombinedOut:
    """Return what an expression found, and the condition that stands for it, if there is one."""
    hits = [_hit(one) for one in found.hits]
    return CombinedOut(
        expression=algebra.write(found.formula, lambda one: one.seq),
        name=name_of(found.formula),
        condition=reference(standing) if standing else None,
        at=found.at,
        fresh=found.fresh,
        count=len(hits),
        hits=hits,
        parts=[
            PartOut(condition=reference(one), at=its.at, fresh=its.fresh, count=len(its.hits))
            for one, its in found.parts.items()
        ],
    )


def _hit(hit: Hit) -> HitOut:
    return HitOut(code=hit.code, name=hit.name, **priced(hit.quote))  # type: ignore[arg-type]


def happened(record: Record, stock: str) -> EventOut:
    """Return an event."""
    event = record.event
    return EventOut(
        id=event.id,
        condition=reference(record.condition) if record.condition else None,
        code=event.code,
        name=stock,
        kind=event.kind.value,
        source=event.source.value,
        happened_at=event.happened_at,
        received_at=event.received_at,
        since=event.since,
        **priced(record.quote),  # type: ignore[arg-type]
    )


def subscribed(found: SubscriptionState) -> SubscriptionOut:
    """Return a subscription."""
    one, state = found.subscription, found.state
    return SubscriptionOut(
        id=one.id,
        condition=reference(one.condition),
        destination=str(one.destination),
        person=one.person,
        created_at=one.created_at,
        suspended=one.suspended,
        watch=state.watch.value if state.watch else None,
        polled=state.polled.value if state.polled else None,
        options=told(one.options),
    )


def told(options: Options) -> OptionsOut:
    """Return how a subscription is told."""
    ranges = {
        name: RangeIn(low=between.low, high=between.high)
        for name in ("price", "volume", "value")
        for between in (getattr(options, name),)
    }
    return OptionsOut(
        kinds=options.kinds.value,
        rate=RateIn(low=options.rate.low, high=options.rate.high),
        markets=sorted(options.markets),
        name=options.name,
        cooldown=options.cooldown,
        digest=options.digest,
        silent=options.silent,
        fold=options.fold,
        **ranges,
    )
