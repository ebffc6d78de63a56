"""One connection to the mail server: opened when there is a letter, kept while there are more."""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Literal

from aiosmtplib import SMTP, SMTPException

from bot.channels.email.errors import SetupWrong, addressing, connecting, writing

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox to send from: the server, how it is spoken to, and the sender's address."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    username: str | None = None
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """Return the part of the sender's address that names its server."""
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Patience:
    """For how long the server is waited for; seconds."""

    connecting: float = 20.0
    """all of it: the socket, TLS and the login"""
    answer: float = 20.0
    writing: float = 60.0
    """until the server says that it has the letter"""
    idle: float = 30.0
    """after which a connection nobody needs is closed"""


class Transport:
    """Delivers one letter after the other; every method raises SendError and nothing else."""

    def __init__(
        self, account: Account, patience: Patience | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._account = account
        self._patience = patience or Patience()
        self._tls = tls
        self._client: SMTP | None = None
        self._lock = asyncio.Lock()
        self._used = asyncio.Event()

    async def run(self) -> None:
        """Close the connection whenever it has been idle for a while, and at the end."""
        try:
            while True:
                await self._used.wait()
                self._used.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._patience.idle):
                        await self._used.wait()
                if not self._used.is_set():
                    async with self._lock:
                        await self._hang_up()
        finally:
            await self._hang_up()

    async def close(self) -> None:
        """Say goodbye to the server, where there is a connection."""
        async with self._lock:
            await self._hang_up()

    async def check(self) -> None:
        """Connect and log in, or see whether the open connection still is one."""
        async with self._lock:
            client, fresh = await self._open()
            if not fresh:
                with addressing():
                    await client.noop()
            self._used.set()

    async def deliver(self, to: str, letter: bytes) -> None:
        """Hand a letter over to the server; after this it is the server's to deliver."""
        async with self._lock:
            client = await self._addressed(to)
            try:
                with writing():
                    await client.data(letter, timeout=self._patience.writing)
            except BaseException:
                self._drop()
                raise
            self._used.set()

    async def _addressed(self, to: str) -> SMTP:
        """Say from whom and to whom, on a new connection where the old one has ended."""
        client, fresh = await self._open()
        try:
            if not fresh and not await self._still(client):
                self._drop()
                client, _ = await self._open()
            with addressing():
                await client.mail(self._account.sender)
                await client.rcpt(to)
        except BaseException:
            await self._forget(client)
            raise
        return client

    async def _still(self, client: SMTP) -> bool:
        """Return whether a connection that rested is one, its envelope empty."""
        try:
            await client.rset()
        except (SMTPException, OSError):
            return False
        return True

    async def _open(self) -> tuple[SMTP, bool]:
        """Return the connection, and whether it was opened just now."""
        if self._client is not None and self._client.is_connected:
            return self._client, False
        account = self._account
        in_clear = account.security == "none" and account.username is not None
        client = SMTP(
            hostname=account.host,
            port=account.port,
            username=None if in_clear else account.username,
            password=account.password if account.username and not in_clear else None,
            local_hostname=account.domain,
            timeout=self._patience.answer,
            use_tls=account.security == "tls",
            start_tls=account.security == "starttls",
            tls_context=self._tls,
        )
        with connecting():
            async with asyncio.timeout(self._patience.connecting):
                await client.connect()
                if in_clear:
                    await _login_in_clear(client, account)
        self._client = client
        return client, True

    async def _forget(self, client: SMTP) -> None:
        """Take an envelope back that was refused; what cannot be taken back is closed."""
        try:
            async with asyncio.timeout(self._patience.answer):
                await client.rset()
        except (SMTPException, OSError):
            self._drop()
        self._used.set()

    async def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        try:
            async with asyncio.timeout(2):
                await client.quit()
        except (SMTPException, OSError):
            client.close()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


async def _login_in_clear(client: SMTP, account: Account) -> None:
    """Log in without TLS where nobody outside can listen; raises SetupWrong elsewhere."""
    peer = client.get_transport_info("peername")
    if not (peer and inside(str(peer[0]))):
        client.close()
        raise SetupWrong("in_clear")
    try:
        await client.login(account.username or "", account.password)
    except BaseException:
        client.close()
        raise


def inside(address: str) -> bool:
    """Return whether an IP address is this machine's or one of a private network."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback or found.is_private
