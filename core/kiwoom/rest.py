"""Kiwoom's REST transactions: paced before Kiwoom has to refuse, repeated where that is safe."""

from collections.abc import AsyncIterator

import structlog
from aiolimiter import AsyncLimiter
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from core.errors import RateLimited, TokenRefused, Unavailable
from core.kiwoom import refusals
from core.kiwoom.auth import Tokens
from core.kiwoom.bodies import Body
from core.kiwoom.timing import Timing
from core.kiwoom.transport import Page, Transport

REAL_PER_SECOND = 5.0
MOCK_PER_SECOND = 1.0
MOST_PAGES = 100
_MARGIN = 1.05

log = structlog.get_logger(__name__)


def pace_of(host: str) -> float:
    """Return how many requests of one api-id a second this host allows."""
    return MOCK_PER_SECOND if host.startswith("mockapi") else REAL_PER_SECOND


class Rest:
    """Calls transactions by api-id; each api-id has its own pace, as it has at Kiwoom."""

    def __init__(
        self,
        transport: Transport,
        tokens: Tokens,
        timing: Timing,
        *,
        per_second: float | None = None,
    ) -> None:
        self._spacing = _MARGIN / (per_second or pace_of(transport.host))
        self._transport = transport
        self._tokens = tokens
        self._timing = timing
        self._limits: dict[str, AsyncLimiter] = {}

    async def call(
        self, api_id: str, path: str, body: Body, *, next_key: str = "", repeat: bool = True
    ) -> Page:
        """Return one page.

        With `repeat` passing failures are tried again a few times; what must not happen twice
        (an order) is called without. Raises PassingError, OperatorError or Refused.
        """
        if not repeat:
            return await self._with_token(api_id, path, body, next_key)
        async for attempt in self._attempts():
            with attempt:
                return await self._with_token(api_id, path, body, next_key)
        raise Unavailable(api_id)  # pragma: no cover - tenacity raises before it comes here

    async def pages(self, api_id: str, path: str, body: Body) -> AsyncIterator[Body]:
        """Yield every page of an answer; raises as `call`."""
        next_key = ""
        for _ in range(MOST_PAGES):
            page = await self.call(api_id, path, body, next_key=next_key)
            yield page.body
            if not page.next_key or page.next_key == next_key:
                return
            next_key = page.next_key
        log.warning("pages_cut", api_id=api_id, pages=MOST_PAGES)

    def _attempts(self) -> AsyncRetrying:
        timing = self._timing
        return AsyncRetrying(
            retry=retry_if_exception_type((Unavailable, RateLimited)),
            stop=stop_after_attempt(timing.retries),
            wait=wait_exponential(timing.first_retry, timing.longest_retry)
            + wait_random(0, timing.first_retry),
            before_sleep=_note_retry,
            reraise=True,
        )

    async def _with_token(self, api_id: str, path: str, body: Body, next_key: str) -> Page:
        token = await self._tokens.token()
        try:
            return await self._once(api_id, path, body, next_key, token)
        except TokenRefused as refused:
            log.info("token_refused", api_id=api_id, reason=str(refused))
        token = await self._tokens.renew(token)
        try:
            return await self._once(api_id, path, body, next_key, token)
        except TokenRefused as refused:
            raise refusals.after_renewal(refused) from refused

    async def _once(self, api_id: str, path: str, body: Body, next_key: str, token: str) -> Page:
        headers = {"api-id": api_id, "authorization": f"Bearer {token}"}
        if next_key:
            headers |= {"cont-yn": "Y", "next-key": next_key}
        limit = self._limits.setdefault(api_id, AsyncLimiter(1, self._spacing))
        async with limit:
            return await self._transport.post(path, body, headers)


def _note_retry(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.info("request_repeated", attempt=state.attempt_number, reason=str(error))
