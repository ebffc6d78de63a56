"""The way of an event to a chat, and why there is none."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.model import (
    Between,
    Condition,
    DeliveryState,
    Destination,
    Event,
    EventKind,
    Fate,
    Hold,
    Options,
    Record,
    Source,
    Subscription,
)
from core.services.trail import Stage, Step, trail
from tests.fakes.clock import MONDAY

ALICE = Destination("telegram", "1001")
TOPIC = Destination("telegram", "-100", "7")
CONDITION = Condition(1, "0", "급등 초입")
OTHER = Condition(2, "1", "거래량 폭발")
EVENT = Event(1, "005930", EventKind.ENTRY, Source.REALTIME, MONDAY.date(), MONDAY)
NOW = MONDAY + timedelta(minutes=5)


def after(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


def subscription(since: float = -3600, **changes: object) -> Subscription:
    made = Subscription(1, CONDITION, ALICE, "telegram:1001", after(since))
    return replace(made, **changes)  # type: ignore[arg-type]


def fate(state: DeliveryState, **changes: object) -> Fate:
    made = Fate(ALICE, state, created_at=after(0))
    return replace(made, **changes)  # type: ignore[arg-type]


def way(
    *fates: Fate, event: Event = EVENT, subscriptions: tuple[Subscription, ...] = (subscription(),)
) -> list[Stage]:
    condition = CONDITION if event.condition_id else None
    found = trail(Record(event, condition, None, fates), "삼성전자", subscriptions, NOW)
    assert found.stock == "삼성전자"
    return list(found.stages)


def steps(*fates: Fate) -> list[Step]:
    return [one.step for one in way(*fates)]


def test_every_event_was_received_and_attributed_first() -> None:
    first, second, *_ = way()
    assert (first.step, first.at) == (Step.RECEIVED, after(0))
    assert (second.step, second.at) == (Step.ATTRIBUTED, after(0))


def test_an_alert_that_arrived_says_when_and_how_late() -> None:
    *_, matched, sent = way(fate(DeliveryState.SENT, settled_at=after(0.9)))
    assert (matched.step, matched.at) == (Step.MATCHED, after(0))
    assert (sent.step, sent.at) == (Step.SENT, after(0.9))
    assert sent.late == pytest.approx(0.9)


def test_the_brokers_share_of_the_lateness_counts_and_polls_have_none() -> None:
    sent = fate(DeliveryState.SENT, settled_at=after(1))
    assert way(sent, event=replace(EVENT, broker_late=2.0))[-1].late == pytest.approx(3.0)
    assert way(sent, event=replace(EVENT, source=Source.POLL, since=after(-60)))[-1].late is None


def test_what_waits_says_since_when_and_until_when_the_platform_demands_it() -> None:
    waiting = fate(DeliveryState.WAITING, held_until=after(4000))
    *_, queued, paused = way(waiting)
    assert (queued.step, queued.at) == (Step.QUEUED, after(0))
    assert (paused.step, paused.until) == (Step.PAUSED, after(4000))
    over = fate(DeliveryState.WAITING, held_until=after(10))
    assert steps(over)[-1] is Step.QUEUED


def test_what_is_held_back_says_why_and_until_when() -> None:
    held = way(fate(DeliveryState.HELD, hold=Hold.QUIET, not_before=after(600)))[-1]
    assert (held.step, held.hold, held.at, held.until) == (
        Step.HELD,
        Hold.QUIET,
        after(0),
        after(600),
    )


def test_what_was_filtered_names_the_filter_and_the_options_of_its_subscription() -> None:
    options = Options(rate=Between(3.0, None))
    filtered = fate(DeliveryState.FILTERED, reason="rate", settled_at=after(1))
    end = way(filtered, subscriptions=(subscription(options=options),))[-1]
    assert (end.step, end.reason, end.options, end.at) == (
        Step.FILTERED,
        "rate",
        options,
        after(1),
    )
    assert way(filtered, subscriptions=())[-1].options is None


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (DeliveryState.SENDING, Step.SENDING),
        (DeliveryState.FOLDED, Step.FOLDED),
        (DeliveryState.FAILED, Step.FAILED),
    ],
)
def test_every_other_end_is_named(state: DeliveryState, step: Step) -> None:
    end = way(fate(state, claimed_at=after(1), reason="gone: blocked"))[-1]
    assert (end.step, end.reason, end.at) == (step, "blocked", after(1))


def test_every_state_of_a_delivery_is_a_step_of_the_way() -> None:
    for state in DeliveryState:
        assert len(steps(fate(state))) == 4


def test_a_chat_that_does_not_follow_the_condition_is_told_so() -> None:
    other = subscription(condition=OTHER)
    assert way(subscriptions=(other,))[-1].step is Step.UNFOLLOWED
    assert way(subscriptions=())[-1].step is Step.UNFOLLOWED


def test_a_subscription_younger_than_the_event_says_since_when_it_is() -> None:
    end = way(subscriptions=(subscription(since=60), subscription(since=120, id=2)))[-1]
    assert (end.step, end.at) == (Step.YOUNGER, after(60))


def test_a_suspended_subscription_says_why_it_sleeps() -> None:
    asleep = subscription(suspended="paused")
    end = way(subscriptions=(asleep,))[-1]
    assert (end.step, end.reason) == (Step.ASLEEP, "paused")


def test_a_subscription_that_is_awake_again_was_asleep_at_the_time() -> None:
    assert way()[-1].step is Step.WAS_ASLEEP


def test_an_event_of_an_unknown_condition_goes_to_whoever_follows_anything() -> None:
    unknown = replace(EVENT, condition_id=None)
    stages = way(fate(DeliveryState.SENT, settled_at=after(1)), event=unknown)
    assert [one.step for one in stages] == [
        Step.RECEIVED,
        Step.UNATTRIBUTED,
        Step.MATCHED,
        Step.SENT,
    ]
    other = subscription(condition=OTHER, suspended="paused")
    assert way(event=unknown, subscriptions=(other,))[-1].step is Step.ASLEEP


def test_an_event_told_in_two_topics_has_two_ends() -> None:
    one = fate(DeliveryState.SENT, settled_at=after(1))
    two = replace(fate(DeliveryState.WAITING), destination=TOPIC)
    assert steps(one, two)[2:] == [Step.MATCHED, Step.SENT, Step.MATCHED, Step.QUEUED]
