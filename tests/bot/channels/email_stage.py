"""A mail face of its own between a clock that stands still and a real server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.channels.email.channel import EmailChannel, House
from bot.channels.email.transport import Account, Patience
from bot.messages import Attachment
from core.clock import SystemClock
from core.model import Alert, AlertMessage, Destination, Event, EventKind, Notice, Quote, Source
from tests.fakes.clock import MONDAY
from tests.fakes.engine import StillClock
from tests.servers.pictures import png
from tests.servers.smtp import PASSWORD, USER, SmtpServer, trusting

ME = Destination("email", "me@example.org")
YOU = Destination("email", "you@example.org")
PAGE = "https://bot.example.com"
QUICK = Patience(connecting=3.0, answer=1.0, writing=1.0, idle=0.2)


class Seals:
    """Tickets that can be read by whoever looks."""

    def ticket(self, address: Destination, condition_id: int = 0) -> str:
        return f"{condition_id}-{address.chat}"

    def seal(self, said: str) -> str:
        return f"{abs(hash(said)):x}"


@dataclass(slots=True)
class MailStage:
    server: SmtpServer
    clock: StillClock
    channel: EmailChannel


def account(server: SmtpServer, **changed: object) -> Account:
    values: dict[str, object] = {
        "host": server.host,
        "port": server.port,
        "sender": USER,
        "security": server.security,
        "username": USER if server.login else None,
        "password": PASSWORD,
    }
    return Account(**(values | changed))  # type: ignore[arg-type]


async def no_picture(_notice: Notice, _lang: str) -> Attachment | None:
    return None


async def a_picture(_notice: Notice, _lang: str) -> Attachment | None:
    return Attachment("하루.png", png(), "picture", "하루 정리")


def mail_face(server: SmtpServer, clock: SystemClock, **more: object) -> EmailChannel:
    """A face that trusts the server's certificate and wants no pictures, unless told otherwise."""
    given: dict[str, object] = {
        "illustrate": no_picture, "patience": QUICK, "tls": trusting(), "lang": "ko",
        "house": House(USER, PAGE, 900.0), "account": account(server),
    }  # fmt: skip
    given |= more
    return EmailChannel(endings=Seals, clock=clock, **given)  # type: ignore[arg-type]


@asynccontextmanager
async def mail_stage(server: SmtpServer | None = None, **more: object) -> AsyncIterator[MailStage]:
    async with server or SmtpServer() as running:
        clock = StillClock(MONDAY)
        channel = mail_face(running, clock, **more)
        try:
            yield MailStage(running, clock, channel)
        finally:
            await channel._transport.close()


def alert(
    code: str = "005930",
    stock: str = "삼성전자",
    *,
    condition: str | None = "급등주",
    kind: EventKind = EventKind.ENTRY,
    number: int = 1,
    rate: float = 3.42,
    source: Source = Source.REALTIME,
    minute: int = 2,
) -> Alert:
    at = MONDAY.replace(minute=minute, second=11)
    since = at.replace(second=0) if source is not Source.REALTIME else None
    event = Event(
        1, code, kind, source, MONDAY.date(), at, at if since is None else None, since, id=number
    )
    quote = Quote(code, 71_200, round(71_200 * rate / 100), rate, 12_345_678, 880_000)
    return Alert(event, condition, stock, quote)


def digest(*alerts: Alert, resend: bool = False) -> AlertMessage:
    return AlertMessage(alerts or (alert(),), resend=resend)
