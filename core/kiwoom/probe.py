"""What the doctor tries at Kiwoom, step by step; never beside a running bot, it would kick it."""

from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from core.clock import Clock
from core.errors import NotConnected, TokenRefused, Unavailable
from core.kiwoom import refusals, requests
from core.kiwoom.auth import Tokens
from core.kiwoom.conversation import Conversation, conversing
from core.kiwoom.timing import Pulse, Timing
from core.kiwoom.transport import Transport, derive_ws_url
from core.model import Listed
from core.ports import FeedEvent


class Probe:
    """Steps in order: `token`, `login`, `conditions`; each raises what a person has to know."""

    def __init__(
        self,
        *,
        base_url: str,
        app_key: str,
        app_secret: str,
        token_path: Path,
        clock: Clock,
        ws_url: str | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._timing = timing or Timing()
        self._clock = clock
        self._url = ws_url or derive_ws_url(base_url)
        self._transport = Transport(base_url, self._timing)
        self._tokens = Tokens(self._transport, app_key, app_secret, token_path)
        self._stack = AsyncExitStack()
        self._talk: Conversation | None = None

    async def token(self) -> datetime | None:
        """Ask for a token and return when it ends; one on disk would hide a wrong secret."""
        kept = self._tokens.expires_at() is not None
        token = await self._tokens.token()
        if kept:
            await self._tokens.renew(token)
        return self._tokens.expires_at()

    async def login(self) -> None:
        """Connect the socket and log in; a token refused there is renewed once."""
        token = await self._tokens.token()
        try:
            await self._log_in(token)
        except TokenRefused:
            try:
                await self._log_in(await self._tokens.renew(token))
            except TokenRefused as refused:
                raise refusals.after_renewal(refused) from refused

    async def conditions(self) -> tuple[Listed, ...]:
        """Return the conditions saved at Kiwoom; `login` comes first."""
        if self._talk is None:
            raise NotConnected("log in first")
        return (await self._talk.ask(requests.list_conditions())).conditions

    async def _log_in(self, token: str) -> None:
        await self._stack.aclose()
        talk = await self._stack.enter_async_context(
            conversing(self._url, self._clock, self._timing, Pulse(self._timing), _nothing)
        )
        try:
            await talk.ask(requests.login(token), self._timing.opening)
        except NotConnected:
            raise Unavailable(await talk.ended()) from None
        self._talk = talk

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        await self._stack.aclose()
        await self._transport.aclose()


def _nothing(event: FeedEvent) -> None:
    """Nobody listens to a probe's events."""
