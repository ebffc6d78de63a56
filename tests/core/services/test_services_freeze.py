from core.services.freeze import FROZEN, Freeze, Frozen
from tests.fakes.clock import MONDAY, FakeClock, travelling
from tests.fakes.facts import FakeFacts


@travelling
async def test_orders_stand_still_from_a_freeze_to_an_unfreeze_over_restarts() -> None:
    facts, clock = FakeFacts(), FakeClock()
    freeze = Freeze(facts, clock)
    assert await freeze.frozen() is None
    await freeze.freeze("conflict")
    assert await Freeze(facts, clock).frozen() == Frozen("conflict", MONDAY)
    assert await freeze.unfreeze() is True
    assert await freeze.frozen() is None
    assert await freeze.unfreeze() is False


@travelling
async def test_a_second_freeze_leaves_the_reason_and_the_time_of_the_first() -> None:
    clock = FakeClock()
    freeze = Freeze(FakeFacts(), clock)
    await freeze.freeze("conflict")
    await clock.advance(60)
    await freeze.freeze("another")
    assert await freeze.frozen() == Frozen("conflict", MONDAY)


@travelling
async def test_what_the_shell_lifts_in_the_rows_is_lifted_in_a_bot_that_runs() -> None:
    facts = FakeFacts()
    freeze = Freeze(facts, FakeClock())
    await freeze.freeze("conflict")
    await facts.drop(FROZEN)
    assert await freeze.frozen() is None
