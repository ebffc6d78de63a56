from core.errors import Unavailable
from core.model import Notice
from core.services.alarm import Doubt, Trouble
from tests.core.services.alarming import DESK, PHONE, Finds, Stage
from tests.fakes.clock import travelling

BROKEN = Trouble("pump", Notice("pump_broken", {"name": "양수기"}), Notice("pump_well"))


@travelling
async def test_what_lasts_is_told_once_and_once_more_when_it_is_over() -> None:
    pump = Finds(BROKEN)
    stage = Stage(pump)
    assert await stage.look(55) == []
    assert await stage.look(3_600) == ["pump_broken"]
    assert stage.alarm.present() == [BROKEN.notice]
    pump.found = ()
    assert await stage.look(3_600) == ["pump_broken", "pump_well"]
    assert stage.alarm.present() == []
    assert await stage.facts.under("") == {}
    assert stage.post.carried == [PHONE, PHONE]


@travelling
async def test_what_ends_before_its_patience_is_never_told_however_often_it_comes() -> None:
    pump = Finds()
    stage = Stage(pump)
    for _ in range(20):
        pump.found = (BROKEN,)
        await stage.look(50)
        pump.found = ()
        await stage.look(5)
    assert stage.post.letters == []


@travelling
async def test_a_restart_neither_repeats_what_was_told_nor_forgets_to_say_that_it_is_over() -> None:
    stage = Stage(Finds(BROKEN))
    await stage.look(120)
    stage.restart(Finds(BROKEN))
    assert await stage.look(600) == ["pump_broken"]
    stage.restart(Finds(Doubt("pump")))
    assert await stage.look(600) == ["pump_broken"]
    assert stage.alarm.present() == [BROKEN.notice]
    stage.restart(Finds())
    assert await stage.look(600) == ["pump_broken", "pump_well"]


@travelling
async def test_while_nobody_can_say_nothing_begins_and_nothing_is_over() -> None:
    pump = Finds(Doubt("pump"))
    stage = Stage(pump)
    assert await stage.look(600) == []
    pump.found = (BROKEN,)
    await stage.look(70)
    pump.found = (Doubt("pump"),)
    assert await stage.look(600) == ["pump_broken"]


@travelling
async def test_it_is_told_on_a_face_that_works() -> None:
    stage = Stage(Finds(BROKEN))
    stage.owners.append(DESK)
    stage.faces["telegram"].working = False
    await stage.look(120)
    assert stage.post.letters == [(BROKEN.notice, [DESK])]


@travelling
async def test_the_trouble_of_a_face_is_told_on_another_one_though_it_may_seem_to_work() -> None:
    deaf = Trouble("channel:slack", Notice("deaf"), Notice("hears"), channel="slack")
    check = Finds(deaf)
    stage = Stage(check)
    stage.owners.append(DESK)
    await stage.look(120)
    check.found = ()
    await stage.look(5)
    assert stage.post.letters == [(deaf.notice, [PHONE]), (deaf.over, [PHONE, DESK])]


@travelling
async def test_where_there_is_no_other_face_it_waits_on_the_broken_one() -> None:
    stage = Stage(Finds(Trouble("x", Notice("deaf"), Notice("hears"), channel="telegram")))
    stage.faces["telegram"].working = False
    assert await stage.look(120) == ["deaf"]


@travelling
async def test_without_owners_it_is_shown_though_nobody_can_be_told() -> None:
    stage = Stage(Finds(BROKEN))
    stage.owners.clear()
    assert await stage.look(120) == []
    assert stage.alarm.present() == [BROKEN.notice]


@travelling
async def test_owners_who_are_named_later_are_told_from_then_on() -> None:
    stage = Stage(Finds(BROKEN))
    stage.owners[:] = [DESK]
    await stage.look(120)
    assert stage.post.keys(DESK) == ["pump_broken"]


@travelling
async def test_what_can_be_healed_is_and_again_every_ten_minutes_while_it_lasts() -> None:
    healed: list[float] = []

    async def heal() -> None:
        healed.append(stage.clock.monotonic())
        if len(healed) == 2:
            raise Unavailable

    stage = Stage(Finds(Trouble("pump", BROKEN.notice, BROKEN.over, heal=heal)))
    assert await stage.look(30 * 60) == ["pump_broken"]
    assert [at - healed[0] for at in healed] == [0, 600, 1_200]
