"""What is learned and what grows."""

from core.kiwoom.timing import Pauses, Pulse, Timing


def test_pauses_grow_to_a_minute_and_begin_again() -> None:
    pauses = Pauses(Timing())
    taken = [pauses.take() for _ in range(8)]
    assert 3.0 <= taken[0] <= 3.9
    assert taken[1] >= 6.0
    assert taken[4] >= 48.0
    assert max(taken) == 60.0
    pauses.reset()
    assert pauses.take() <= 3.9


def test_pauses_of_two_bots_differ() -> None:
    assert len({Pauses(Timing()).take() for _ in range(5)}) > 1


def test_three_silent_ping_periods_are_death() -> None:
    pulse = Pulse(Timing())
    pulse.begin(100.0)
    for at in (110.0, 120.0, 130.0):
        pulse.heard(at)
        pulse.pinged(at)
    assert pulse.patience == 30.0
    assert not pulse.dead(160.0)
    assert pulse.dead(160.1)


def test_a_period_nobody_knows_yet_is_taken_to_be_long() -> None:
    pulse = Pulse(Timing())
    pulse.begin(0.0)
    assert not pulse.dead(89.0)
    assert pulse.dead(91.0)


def test_the_period_is_remembered_for_the_next_connection() -> None:
    pulse = Pulse(Timing())
    pulse.begin(0.0)
    pulse.pinged(10.0)
    pulse.pinged(20.0)
    pulse.begin(500.0)
    pulse.pinged(505.0)
    assert pulse.patience == 30.0
    assert not pulse.dead(529.0)


def test_a_hectic_server_does_not_make_us_nervous() -> None:
    pulse = Pulse(Timing())
    pulse.pinged(0.0)
    pulse.pinged(0.1)
    assert pulse.patience == 5.0
