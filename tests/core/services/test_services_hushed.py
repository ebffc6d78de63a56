"""Price alerts keep silence where it is wanted: held back, summed up, never lost."""

from collections.abc import Sequence
from datetime import time, timedelta

from core.errors import Unsure
from core.model import Condition, Destination, Hold, Notice, NoticeMessage, Quiet
from core.model.lookout import OVER, TOLD
from core.services.hush import Hush
from tests.core.services.test_services_courier import ALICE, Stage
from tests.fakes.clock import MONDAY, travelling

SAMSUNG, HYNIX = "005930", "000660"
LATER = MONDAY + timedelta(minutes=30)
PERSON = "telegram:1001"


class Hushed(Stage):
    """A courier, and what a chat says of silence."""

    def __init__(self) -> None:
        super().__init__()
        outbox, courier = self.store.outbox, self.courier
        self.hush = Hush(
            self.store.preferences, outbox, courier.posted, courier.reconsider, self.clock
        )

    async def reach(self, code: str, key: str = TOLD, to: Destination = ALICE) -> None:
        """Let a price alert be written, as the spotter does."""
        notice = Notice(key, {"code": code, "name": code})
        await self.store.outbox.post_notice(notice, [to], self.clock.now())
        self.courier.posted([to])
        await self.clock.advance(2)

    async def pass_(self, seconds: float) -> None:
        """Let time pass, with what is held looked at as the timetable does."""
        await self.clock.advance(seconds)
        await self.hush.release()
        await self.clock.advance(2)

    def heard(self) -> list[tuple[Hold | None, Sequence[str]]]:
        """What came: why it was held back, and the stocks."""
        return [
            (one.hold, [each.params["code"] for each in (one.notice, *one.more)])
            for sent in self.telegram.to(ALICE)
            if isinstance(one := sent.message, NoticeMessage)
        ]


@travelling
async def test_a_muted_stocks_price_alerts_wait_and_come_together_when_the_mute_ends() -> None:
    stage = Hushed()
    async with stage.run():
        await stage.hush.mute(ALICE, PERSON, LATER, code=SAMSUNG)
        await stage.reach(SAMSUNG)
        await stage.reach(HYNIX)
        await stage.reach(SAMSUNG, OVER)
        assert stage.heard() == [(None, [HYNIX])]
        await stage.pass_(30 * 60)
        assert stage.heard()[1:] == [(Hold.MUTED, [SAMSUNG, SAMSUNG])]


@travelling
async def test_a_mute_of_everything_and_quiet_hours_hold_back_every_price_alert() -> None:
    stage = Hushed()
    async with stage.run():
        await stage.hush.mute(ALICE, PERSON, LATER)
        await stage.reach(SAMSUNG)
        await stage.hush.set_quiet(ALICE, Quiet(time(9), time(14)))
        assert stage.heard() == []
        await stage.hush.unmute(ALICE)
        await stage.pass_(3)  # quiet hours hold it back now
        assert stage.heard() == []
        await stage.reach(HYNIX)
        await stage.hush.set_quiet(ALICE, None)
        await stage.pass_(1)
        assert stage.heard() == [(Hold.QUIET, [SAMSUNG, HYNIX])]


@travelling
async def test_the_mute_of_a_condition_or_another_stock_holds_no_price_alert_back() -> None:
    stage = Hushed()
    async with stage.run():
        await stage.follow()
        await stage.hush.mute(ALICE, PERSON, LATER, condition=Condition(1, "0", "급등"))
        await stage.hush.mute(ALICE, PERSON, LATER, code=HYNIX)
        await stage.reach(SAMSUNG)
        assert stage.heard() == [(None, [SAMSUNG])]


@travelling
async def test_what_else_the_bot_has_to_say_comes_through_silence() -> None:
    stage = Hushed()
    async with stage.run():
        await stage.hush.mute(ALICE, PERSON, LATER)
        await stage.notify("session_taken", ALICE)
        await stage.clock.advance(2)
        assert [sent.key for sent in stage.telegram.to(ALICE)] == ["session_taken"]


@travelling
async def test_a_mute_that_is_ended_lets_go_what_no_other_mute_holds() -> None:
    stage = Hushed()
    async with stage.run():
        for code in (SAMSUNG, HYNIX):
            await stage.hush.mute(ALICE, PERSON, LATER, code=code)
            await stage.reach(code)
        await stage.hush.unmute(ALICE, code=SAMSUNG)
        await stage.pass_(3)
        assert stage.heard() == [(Hold.MUTED, [SAMSUNG])]
        await stage.pass_(30 * 60)
        assert stage.heard()[1:] == [(Hold.MUTED, [HYNIX])]


@travelling
async def test_held_back_price_alerts_that_may_have_come_are_repeated_together_and_marked() -> None:
    stage = Hushed()
    async with stage.run():
        await stage.hush.mute(ALICE, PERSON, LATER)
        await stage.reach(SAMSUNG)
        await stage.reach(HYNIX)
        stage.telegram.fail(ALICE, Unsure("cut off"))
        await stage.pass_(30 * 60)
        await stage.clock.advance(5)
        (sent,) = stage.telegram.to(ALICE)
        assert sent.message.resend
        assert stage.heard() == [(Hold.MUTED, [SAMSUNG, HYNIX])]
