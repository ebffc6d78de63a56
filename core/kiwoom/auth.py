"""The access token: issued once, kept on disk, renewed early, by one caller at a time."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from core.clock import Clock, SystemClock
from core.errors import BotError, OperatorError, TokenRefused, Unavailable
from core.kiwoom import bodies, refusals
from core.kiwoom.tokenfile import Token, TokenFile
from core.kiwoom.transport import Transport
from core.kiwoom.wire import WireError

EARLY = timedelta(minutes=5)
PATIENCE = 60.0
"""seconds between two early renewals: Kiwoom may hand out the same token again"""

log = structlog.get_logger(__name__)


Learn = Callable[[Iterable[str]], object]
"""hears of every token, so that nobody else does"""


def _unheard(_secrets: Iterable[str]) -> None:
    return None


class Tokens:
    """The token's clockwork; what it lives by is the wall clock, whatever the market's does.

    `learn` hears of every token that is held, before it is used.
    """

    def __init__(
        self,
        transport: Transport,
        app_key: str,
        app_secret: str,
        path: Path,
        *,
        wall: Clock | None = None,
        learn: Learn | None = None,
    ) -> None:
        self._learn = learn or _unheard
        self._transport = transport
        self._app_key = app_key
        self._app_secret = app_secret
        self._file = TokenFile(path, transport.host, app_key)
        self._wall = wall or SystemClock()
        self._held: Token | None = None
        self._refused: str | None = None
        self._looked_at_disk = False
        self._lock = asyncio.Lock()
        self._turn = 0
        self._failure: BotError | None = None
        self._renewed_at: float | None = None

    async def token(self) -> str:
        """Return a token that has not expired, from memory, from disk, or a new one.

        Raises OperatorError where the key must be mended, Unavailable where it may pass.
        """
        return (self._valid() or await self._one_at_a_time(None)).text

    async def renew(self, refused: str) -> str:
        """Return another token than the refused one; what the server says outranks the expiry.

        The server may insist and hand out the same one again; that is returned then.
        """
        if self._held is not None and self._held.text == refused:
            self._refused = refused
        return (await self._one_at_a_time(refused)).text

    async def renew_if_due(self) -> None:
        """Renew when less than five minutes are left, at most once a minute; raises as `token`."""
        held = self._from_disk()
        if held is None or held.expires - self._wall.now() > EARLY:
            return
        last = self._renewed_at
        if last is None or self._wall.monotonic() - last >= PATIENCE:
            await self._one_at_a_time(held.text)

    def issued_at(self) -> datetime | None:
        """Return when the token was issued, None where there is none or nobody noted it."""
        held = self._from_disk()
        return held.issued if held else None

    def expires_at(self) -> datetime | None:
        """Return when the token ends, None while there is none."""
        held = self._from_disk()
        return held.expires if held else None

    async def revoke(self) -> None:
        """Make the token worthless at Kiwoom and forget it; nothing calls this by itself."""
        async with self._lock:
            if (held := self._from_disk()) is None:
                return
            body = {**self._credentials(), "token": held.text}
            await self._transport.post("/oauth2/revoke", body, {"api-id": "au10002"})
            self._held = None
            self._file.forget()

    # --- inside ----------------------------------------------------------------------------------

    def _from_disk(self) -> Token | None:
        if not self._looked_at_disk:
            self._looked_at_disk = True
            self._held = self._file.load()
            if self._held is not None:
                self._learn([self._held.text])
        return self._held

    def _valid(self) -> Token | None:
        held = self._from_disk()
        if held is None or held.text == self._refused:
            return None
        return held if held.expires > self._wall.now() else None

    async def _one_at_a_time(self, refused: str | None) -> Token:
        """Issue a token; whoever waited meanwhile shares the outcome, good or bad."""
        turn = self._turn
        async with self._lock:
            if (held := self._valid()) and held.text != refused:
                return held
            if self._turn != turn:
                if self._failure is not None:
                    raise self._failure
                if self._held is not None:
                    return self._held
            return await self._take_turn()

    async def _take_turn(self) -> Token:
        self._renewed_at = self._wall.monotonic()
        try:
            self._held = await self._issue()
            self._learn([self._held.text])
        except BotError as error:
            self._failure = error
            raise
        else:
            self._failure = None
        finally:
            self._turn += 1
        self._refused = None
        self._file.save(self._held)
        return self._held

    async def _issue(self) -> Token:
        body = {"grant_type": "client_credentials", **self._credentials()}
        try:
            page = await self._transport.post("/oauth2/token", body, {"api-id": "au10001"})
            token = replace(_token(page.body), issued=self._wall.now())
        except BotError as refused:
            error: BotError = refused
            if isinstance(refused, TokenRefused):
                error = refusals.after_renewal(refused)
            if isinstance(error, OperatorError):
                raise error from None
            raise Unavailable(f"no token: {error}") from refused
        log.info("token_issued", expires=token.expires.isoformat())
        return token

    def _credentials(self) -> dict[str, str]:
        return {"appkey": self._app_key, "secretkey": self._app_secret}


def _token(body: bodies.Body) -> Token:
    text = body.get("token")
    if not isinstance(text, str) or not text:
        raise WireError("an answer without a token")
    return Token(text, bodies.expiry(body.get("expires_dt")))
