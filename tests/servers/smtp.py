"""A real SMTP server (aiosmtpd) on loopback: STARTTLS, TLS, logins, faults by the phase."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.loopback import HOST

CERTIFICATE = Path(__file__).with_name("smtp.pem")
"""self-made, for localhost and 127.0.0.1"""
USER, PASSWORD = "bot@example.org", "app password 1234"

Phase = Literal["MAIL", "RCPT", "DATA"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter the server took."""

    sender: str
    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()).replace("\r\n", "\n") if body else ""

    @property
    def html(self) -> str:
        body = self.message.get_body(("html",))
        return str(body.get_content()) if body else ""

    @property
    def pictures(self) -> list[EmailMessage]:
        return [one for one in self.message.walk() if one.get_content_maintype() == "image"]


@dataclass(slots=True)
class Fault:
    """What happens in a phase, `times` times (None: until healed), to one address or all.

    `keep`: a letter is taken all the same, and only its answer fails.
    """

    phase: Phase
    kind: Literal["answer", "cut", "hang"]
    answer: str = ""
    to: str | None = None
    times: int | None = 1
    keep: bool = False

    def concerns(self, phase: Phase, to: str) -> bool:
        return self.phase == phase and self.times != 0 and self.to in (None, to)


@dataclass(slots=True)
class SmtpServer:
    """Takes mails for anybody; `faults` say when it does not.

    `security` is what it offers; a login is wanted where `login` is set.
    """

    security: Literal["starttls", "tls", "none"] = "starttls"
    login: bool = True
    host: str = "localhost"
    mails: list[Mail] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    connections: int = 0
    logins: deque[str] = field(default_factory=deque)
    refused_logins: int = 0
    port: int = 0
    password: str = PASSWORD
    _server: asyncio.Server | None = None
    _open: set[SMTP] = field(default_factory=set)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _read: int = 0

    # --- what a test does ----------------------------------------------------------------------

    def answer(self, phase: Phase, answer: str, to: str | None = None, times: int = 1) -> None:
        """Answer so, instead of taking it."""
        self.faults.append(Fault(phase, "answer", answer, to, times))

    def cut(self, phase: Phase, *, keep: bool = False) -> None:
        """Break the connection instead of answering."""
        self.faults.append(Fault(phase, "cut", keep=keep))

    def hang(self, phase: Phase, *, keep: bool = False) -> None:
        """Never answer."""
        self.faults.append(Fault(phase, "hang", keep=keep))

    async def next_mail(self, patience: float = 10) -> Mail:
        """The next letter nobody has read yet."""
        await self.until(lambda: len(self.mails) > self._read, patience)
        self._read += 1
        return self.mails[self._read - 1]

    async def until(self, true: Callable[[], object], patience: float = 10) -> None:
        async with asyncio.timeout(patience):
            while not true():
                self._arrived.clear()
                try:
                    async with asyncio.timeout(0.05):
                        await self._arrived.wait()
                except TimeoutError:
                    continue

    def environment(self) -> dict[str, str]:
        """What a person would set for this server."""
        found = {
            "SMTP_HOST": self.host,
            "SMTP_PORT": str(self.port),
            "SMTP_SECURITY": self.security,
            "EMAIL_FROM": USER,
        }
        if self.login:
            found |= {"SMTP_USERNAME": USER, "SMTP_PASSWORD": self.password}
        return found

    # --- its life ------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen, on the same port as before."""
        loop = asyncio.get_running_loop()
        context = _context()
        implicit = context if self.security == "tls" else None
        self._server = await loop.create_server(
            lambda: self._protocol(loop, context), HOST, self.port, ssl=implicit
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Be gone: what was open is broken, and nobody can connect."""
        if self._server is not None:
            self._server.close()
        for one in tuple(self._open):
            _break(one)
        self._open.clear()
        self._server = None
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def _protocol(self, loop: asyncio.AbstractEventLoop, context: ssl.SSLContext) -> SMTP:
        self.connections += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a login without TLS is what some tests are about
            protocol = SMTP(
                self,
                hostname="mail.test",
                loop=loop,
                tls_context=context if self.security == "starttls" else None,
                require_starttls=self.security == "starttls",
                auth_required=self.login,
                auth_require_tls=self.security == "starttls",
                authenticator=self._authenticate if self.login else None,
                timeout=60,
            )
        self._open.add(protocol)
        return protocol

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == self.password.encode()
        if good:
            self.logins.append(data.login.decode())
        else:
            self.refused_logins += 1
        # where it is not handled, aiosmtpd says nothing at all
        return AuthResult(success=good, handled=good)

    # --- what aiosmtpd calls ---------------------------------------------------------------------

    async def handle_MAIL(  # noqa: N802 aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        failed = await self._fault(server, "MAIL", address)
        if failed:
            return failed
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        failed = await self._fault(server, "RCPT", address)
        if failed:
            return failed
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        to = envelope.rcpt_tos[0]
        fault = self._next("DATA", to)
        if fault is None or fault.keep:
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.mails.append(Mail(str(envelope.mail_from), to, message))
            self._arrived.set()
        return await self._act(server, fault) or "250 queued"

    async def handle_exception(self, error: Exception) -> str:
        """A test that cut the connection knows why it broke."""
        return "451 broken"

    def _next(self, phase: Phase, to: str) -> Fault | None:
        found = next((one for one in self.faults if one.concerns(phase, to)), None)
        if found is not None and found.times is not None:
            found.times -= 1
        return found

    async def _fault(self, server: SMTP, phase: Phase, to: str) -> str:
        return await self._act(server, self._next(phase, to))

    async def _act(self, server: SMTP, fault: Fault | None) -> str:
        if fault is None:
            return ""
        if fault.kind == "cut":
            _break(server)
            await asyncio.sleep(0)
            return "421 cut"
        if fault.kind == "hang":
            await asyncio.Event().wait()
        return fault.answer


def trusting() -> ssl.SSLContext:
    """A context of a client that trusts the server's certificate."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def _break(protocol: SMTP) -> None:
    transport = protocol.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
