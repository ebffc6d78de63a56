"""E-mail as a channel: digests, the bot's own notices at once, and codes that confirm addresses."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.channels.email.compose import Envelope, mime
from bot.channels.email.errors import SetupWrong
from bot.channels.email.health import Health
from bot.channels.email.pace import DigestPace
from bot.channels.email.transport import Account, Patience, Transport
from bot.messages import Attachment
from bot.render.illustrating import Illustrate, illustrate, illustrations
from bot.render.mail import Foot, Letter, Picture, code_letter, letter
from bot.render.voice import Voice
from core.clock import Clock
from core.errors import Malformed, SendError, Unsure
from core.model import (
    AlertMessage,
    ChannelStatus,
    Destination,
    Limit,
    NoticeMessage,
    Outgoing,
    Source,
    SummaryMessage,
)
from core.ports import Pace

log = structlog.get_logger(__name__)

_ALERTS_IN_MAIL = 150
"""more would make a mail so long that some programs cut it"""
_AGAIN, _SETUP_AGAIN = 30.0, 600.0
"""seconds between two looks whether an ill server is well again; wrong passwords lock accounts"""


_CODE_WITHIN = 30.0


class Endings(Protocol):
    """Who makes what a link that ends mails carries."""

    def ticket(self, address: Destination, condition_id: int = 0) -> str:
        """Return what ends the mails of a condition (0: all) to an address."""
        ...

    def seal(self, said: str) -> str:
        """Return what nobody but this bot can make of a text."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """What every letter of this bot has in common: EMAIL_FROM and where its page is.

    `page` is nothing where nobody can reach it from elsewhere.
    """

    sender: str
    page: str = ""
    interval: float = 900.0


class EmailChannel:
    """A mailbox to send from; `endings` knows the tickets once the engine exists.

    `lang` is the bot's language, `lang_of` that of what an address is told.
    """

    hurries = True
    """notices wait for no digest"""

    def __init__(
        self,
        account: Account,
        house: House,
        endings: Callable[[], Endings],
        lang: str,
        clock: Clock,
        *,
        lang_of: Callable[[Destination], str] | None = None,
        illustrate: Illustrate = illustrate,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._house = house
        self._endings = endings
        self._clock = clock
        self._lang_of = lang_of or (lambda _: lang)
        self._illustrate = illustrate
        self._transport = Transport(account, patience, tls)
        self._health = Health(self.name, clock, lang)
        self._pace = DigestPace(clock, house.interval)
        self._pause = _AGAIN

    @property
    def name(self) -> str:
        """Return the word destinations carry."""
        return "email"

    @property
    def most(self) -> int:
        """Return how many alerts fit into one mail."""
        return _ALERTS_IN_MAIL

    @property
    def overall(self) -> tuple[Limit, ...]:
        """Return the limits over all addresses together: servers differ, and say so."""
        return ()

    def limits(self, destination: Destination) -> tuple[Limit, ...]:  # noqa: ARG002 - all the same
        """Return how many alerts an address may get: a mail full of them in each interval."""
        return (Limit(_ALERTS_IN_MAIL, max(1.0, self._house.interval)),)

    @property
    def pace(self) -> Pace:
        """Return the keeper of the interval."""
        return self._pace

    def status(self) -> ChannelStatus:
        """Return the health of the server and the account."""
        return self._health.status()

    async def run(self) -> None:
        """Look whether the server lets us in, now and while it does not; until cancelled."""
        async with asyncio.TaskGroup() as work:
            work.create_task(self._transport.run())
            await self._look()
            while True:
                await self._clock.sleep(self._pause)
                if self._health.ill:
                    await self._look()

    async def _look(self) -> None:
        try:
            await self._transport.check()
        except SendError as error:
            self._health.failed(error)
            self._pause = _SETUP_AGAIN if isinstance(error, SetupWrong) else _AGAIN
        else:
            self._health.well()
            self._pause = _AGAIN

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Render and send; return the Message-ID; raises SendError, nothing else."""
        pictures: tuple[Attachment, ...] = ()
        if not plain:
            pictures = await illustrations(message, self._lang_of(destination), self._illustrate)
        number = self._endings().seal(f"letter {destination} {_number(message)}")
        made = self._made(destination, message, number, pictures, plain=plain)
        try:
            await self._deliver(destination, made)
        except SendError:
            self._pace.undo(destination)  # what was not sent need not be waited for
            raise
        if not _a_digest(message):
            self._pace.undo(destination)
        return number

    async def post_code(self, address: Destination, code: str, lang: str) -> None:
        """Send a code to an address that nobody has confirmed yet; raises SendError."""
        voice = Voice(lang)
        number = self._endings().seal(f"code {address} {code} {self._clock.now().isoformat()}")
        made = self._wrapped(address, code_letter(code, voice), number, voice)
        try:
            async with asyncio.timeout(_CODE_WITHIN):  # somebody waits for the answer
                await self._deliver(address, made)
        except TimeoutError:
            raise Unsure("no answer in time") from None

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:  # noqa: ARG002
        """Return that what was mailed stays as it is."""
        self._pace.undo(destination)
        return False

    async def open_topic(self, destination: Destination, title: str) -> Destination:  # noqa: ARG002
        """Refuse: a mailbox has one place to put mails."""
        raise Malformed("no_topics_here")

    async def _deliver(self, destination: Destination, made: bytes) -> None:
        try:
            await self._transport.deliver(destination.chat, made)
        except SendError as error:
            self._health.failed(error)
            raise
        self._health.well()

    def _made(
        self,
        destination: Destination,
        message: Outgoing,
        number: str,
        pictures: tuple[Attachment, ...],
        *,
        plain: bool,
    ) -> bytes:
        voice = Voice(self._lang_of(destination))
        shown = tuple((f"{at}.{number}", one) for at, one in enumerate(pictures))
        first = next((Picture(cid, one.alt) for cid, one in shown), None)
        try:
            foot = self._foot(destination, message, voice)
            today = self._clock.now().date()
            said = letter(message, voice, today, foot, first)
            return self._wrapped(destination, said, number, voice, shown, plain=plain)
        except Exception as error:  # a fault in the rendering must not stop the courier
            log.exception("mail_unrenderable")
            raise Malformed(f"{type(error).__name__}: {error}") from error

    def _wrapped(
        self,
        destination: Destination,
        said: Letter,
        number: str,
        voice: Voice,
        pictures: tuple[tuple[str, Attachment], ...] = (),
        *,
        plain: bool = False,
    ) -> bytes:
        envelope = Envelope(
            self._house.sender,
            destination.chat,
            number,
            self._clock.now(),
            voice.text("mail.sender"),
            self._link(destination),
        )
        return mime(said, envelope, pictures, plain=plain)

    def _link(self, destination: Destination, condition_id: int = 0) -> str:
        """Return the page that ends mails, nothing where nobody could reach it."""
        if not self._house.page:
            return ""
        return f"{self._house.page}/mail/{self._endings().ticket(destination, condition_id)}"

    def _foot(self, destination: Destination, message: Outgoing, voice: Voice) -> Foot:
        told = () if isinstance(message, NoticeMessage) else message.alerts
        named = {one.event.condition_id: one.condition for one in told if one.condition}
        known = [(key, name) for key, name in named.items() if key is not None][:4]
        links = [
            (voice.text("mail.end_of", name=name), self._link(destination, key))
            for key, name in known
        ]
        links.append((voice.text("mail.end_all"), self._link(destination)))
        command = voice.spell("subscriptions")
        if known:
            command = f"{voice.spell('unsubscribe')} #{known[0][0]} to {destination.chat}"
        return Foot(
            address=destination.chat,
            interval=self._house.interval if told else 0.0,
            links=tuple(links) if self._house.page else (),
            command=command,
            page=self._house.page,
        )


def _number(message: Outgoing) -> str:
    """Return what is the same of a message however often it is tried, and of no other one."""
    if isinstance(message, NoticeMessage):
        return f"notice {message.id}"
    ids = " ".join(str(one.event.id) for one in message.alerts)
    return f"{type(message).__name__} {ids}"


def _a_digest(message: Outgoing) -> bool:
    """Return whether a message is what comes once an interval; the rest is seldom, and extra."""
    if isinstance(message, NoticeMessage | SummaryMessage):
        return False
    return message.alerts[0].event.source is not Source.MISSED
