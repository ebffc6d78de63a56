"""One digest an interval: what piles up goes together, and what the bot has to say waits for none.

The pace is that of e-mail, the mailbox one in memory.
"""

from bot.channels.email.pace import DigestPace
from core.errors import SendError, TryLater, Unsure
from core.model import AlertMessage, Destination, EventKind, NoticeMessage, Outgoing, Source
from core.ports import Pace
from core.services.courier import Courier
from tests.core.services.test_services_courier import Stage, alerts
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock, travelling
from tests.fakes.store import FakeStore

ME = Destination("email", "me@example.org")
YOU = Destination("email", "you@example.org")
QUARTER = 900.0


class Mailbox(FakeChannel):
    """A face that sends digests."""

    hurries = True

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock, "email", most=150, limits=())
        self._digests = DigestPace(clock, QUARTER)

    @property
    def pace(self) -> Pace:
        return self._digests

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        try:
            number = await super().send(destination, message, plain=plain)
        except SendError:
            self._digests.undo(destination)
            raise
        if isinstance(message, NoticeMessage):
            self._digests.undo(destination)
        return number

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        self._digests.undo(destination)
        return False


class Digests(Stage):
    """A courier with a mailbox."""

    def __init__(self, clock: FakeClock | None = None, store: FakeStore | None = None) -> None:
        super().__init__(clock, store, owners=(ME,))
        self.mail = Mailbox(self.clock)
        self.courier = Courier(
            self.store.outbox,
            self.store.subscriptions,
            self.composer,
            {"email": self.mail},
            (ME,),
            self.clock,
        )

    def told(self, destination: Destination = ME) -> list[str]:
        return [one.key or "".join(one.codes) for one in self.mail.to(destination)]


@travelling
async def test_the_first_alert_goes_at_once_and_the_rest_together_when_the_interval_is_over() -> (
    None
):
    stage = Digests()
    async with stage.run(ME):
        for code in "ABCD":
            await stage.post(code)
            await stage.clock.advance(60)
        assert stage.told() == ["A"]
        await stage.clock.advance(QUARTER)
        assert stage.told() == ["A", "BCD"]
        assert (stage.mail.arrived[1].at - stage.mail.arrived[0].at).total_seconds() == QUARTER


@travelling
async def test_a_warning_waits_for_no_digest_and_the_digest_not_for_it() -> None:
    stage = Digests()
    async with stage.run(ME):
        await stage.post("A")
        await stage.clock.advance(1)
        await stage.post("B")
        await stage.clock.advance(1)
        await stage.notify("session_taken", ME)
        await stage.clock.advance(1)
        assert stage.told() == ["A", "session_taken"]
        await stage.clock.advance(QUARTER)
        assert stage.told() == ["A", "session_taken", "B"]
        assert (stage.mail.arrived[2].at - stage.mail.arrived[0].at).total_seconds() == QUARTER


@travelling
async def test_warnings_go_in_their_order_before_what_waits() -> None:
    stage = Digests()
    async with stage.run(ME):
        await stage.post("A")
        await stage.notify("link_lost", ME)
        await stage.notify("session_back", ME)
        await stage.clock.advance(2)
        assert stage.told() == ["link_lost", "session_back", "A"]


@travelling
async def test_a_warning_after_a_warning_never_waits_for_the_next_interval() -> None:
    stage = Digests()
    async with stage.run(ME):
        for key in ("link_lost", "session_back", "link_lost"):
            await stage.notify(key, ME)
            await stage.clock.advance(5)
        assert stage.told() == ["link_lost", "session_back", "link_lost"]
        await stage.post("A")
        await stage.clock.advance(1)
        assert stage.told()[-1] == "A"


@travelling
async def test_every_address_has_its_own_interval() -> None:
    stage = Digests()
    async with stage.run(ME):
        await stage.post("A")
        await stage.clock.advance(60)
        await stage.follow(YOU)
        await stage.post("B")
        await stage.clock.advance(1)
        assert (stage.told(), stage.told(YOU)) == (["A"], ["B"])


@travelling
async def test_what_was_not_taken_is_tried_again_without_waiting_for_the_next_interval() -> None:
    stage = Digests()
    async with stage.run(ME):
        stage.mail.fail(ME, TryLater(120), Unsure("no answer"))
        await stage.post("A")
        await stage.clock.advance(130)
        assert len(stage.mail.tried) == 3
        assert stage.told() == ["A"]
        message = stage.mail.arrived[0].message
        assert isinstance(message, AlertMessage)
        assert message.resend


@travelling
async def test_a_pause_the_server_demands_holds_warnings_as_well() -> None:
    stage = Digests()
    async with stage.run(ME):
        stage.mail.fail(ME, TryLater(120))
        await stage.notify("session_taken", ME)
        await stage.clock.advance(119)
        assert stage.told() == []
        await stage.clock.advance(2)
        assert stage.told() == ["session_taken"]


@travelling
async def test_to_and_fro_that_cannot_be_edited_comes_with_the_next_digest() -> None:
    stage = Digests()
    async with stage.run(ME):
        for kind in (EventKind.ENTRY, EventKind.EXIT, EventKind.ENTRY, EventKind.EXIT):
            await stage.post("A", kind=kind)
            await stage.clock.advance(30)
        await stage.clock.advance(3 * QUARTER)
        assert "".join(stage.told()).count("A") == 4


@travelling
async def test_what_is_gathered_on_purpose_is_no_lateness() -> None:
    stage = Digests()
    async with stage.run(ME):
        await stage.post("A")
        await stage.clock.advance(1)
        await stage.post("B")
        await stage.clock.advance(QUARTER)
        assert alerts(stage.mail.arrived[1])[0].event.source is Source.REALTIME
        assert stage.composer.lateness.percentiles() is None


@travelling
async def test_a_restart_while_a_digest_waits_loses_and_repeats_nothing() -> None:
    before = Digests()
    async with before.run(ME):
        await before.post("A")
        await before.clock.advance(1)
        await before.post(*"BC")
        await before.clock.advance(1)
        assert before.told() == ["A"]
    after = Digests(before.clock, before.store)
    async with after.run():
        await after.clock.advance(1)
        assert after.told() == ["BC"]
        message = after.mail.arrived[0].message
        assert isinstance(message, AlertMessage)
        assert not message.resend
