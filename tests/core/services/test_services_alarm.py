import pytest

from core.errors import Unavailable
from core.model import Destination, Notice
from core.services.alarm import Doubt, Trouble
from tests.core.services.alarming import DESK, PHONE, Finds, Killed, Stage
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
async def test_an_owner_without_a_working_chat_is_told_in_the_one_they_linked() -> None:
    group, desk = Destination("slack", "C1"), Destination("slack", "D1")
    deaf = Trouble("x", Notice("deaf"), Notice("hears"), channel="telegram")
    stage = Stage(Finds(deaf))
    stage.linked[PHONE] = [Destination("telegram", "7"), desk, group]
    stage.faces["telegram"].working = False
    await stage.look(120)
    assert stage.post.letters == [(deaf.notice, [desk])]
    assert stage.post.carried == [desk]


@travelling
async def test_who_is_an_owner_on_a_working_face_is_told_there_and_nobody_is_looked_for() -> None:
    deaf = Trouble("x", Notice("deaf"), Notice("hears"), channel="telegram")
    stage = Stage(Finds(deaf))
    stage.owners.append(DESK)
    stage.linked[PHONE] = [Destination("slack", "D1")]
    await stage.look(120)
    assert stage.post.letters == [(deaf.notice, [DESK])]


@travelling
async def test_a_linked_chat_on_a_face_that_does_not_work_either_is_no_way_out() -> None:
    deaf = Trouble("x", Notice("deaf"), Notice("hears"), channel="telegram")
    stage = Stage(Finds(deaf))
    stage.linked[PHONE] = [Destination("slack", "D1"), Destination("email", "a@b")]
    stage.faces["slack"].working = False
    await stage.look(120)
    assert stage.post.letters == [(deaf.notice, [PHONE])]


@travelling
async def test_a_process_that_dies_on_having_told_it_is_followed_by_one_that_knows_it() -> None:
    stage = Stage(Finds(BROKEN))
    stage.post.killed = True
    with pytest.raises(Killed):
        await stage.look(120)
    stage.restart(Finds(BROKEN))
    assert await stage.look(600) == ["pump_broken"]
    stage.post.killed = True
    stage.alarm._checks = (Finds(),)
    with pytest.raises(Killed):
        await stage.look(60)
    stage.restart(Finds())
    assert await stage.look(600) == ["pump_broken", "pump_well"]
    assert await stage.facts.under("") == {}


@travelling
async def test_without_owners_it_is_known_to_the_next_process_as_well() -> None:
    stage = Stage(Finds(BROKEN))
    stage.owners.clear()
    await stage.look(120)
    stage.restart(Finds(Doubt("pump")))
    await stage.look(5)
    assert stage.alarm.present() == [BROKEN.notice]


@travelling
async def test_without_owners_it_is_shown_is_shown_though_nobody_can_be_told() -> None:
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
