"""The session with Kiwoom: connect, log in, list, tell, and connect again."""

import asyncio
from datetime import datetime

import structlog

from core.clock import Clock, SystemClock
from core.errors import (
    NotConnected,
    OperatorError,
    PassingError,
    Refused,
    SessionTaken,
    TokenRefused,
    Unavailable,
)
from core.kiwoom import refusals, requests
from core.kiwoom.auth import Tokens
from core.kiwoom.conversation import Conversation, conversing
from core.kiwoom.protocol import Reply
from core.kiwoom.requests import Request
from core.kiwoom.timing import Pauses, Pulse, Timing
from core.model import Listed, SessionState, SessionStatus
from core.ports import Connected, Disconnected, FeedEvent, Stopped

MARKET_STATE_GROUP = "1"

log = structlog.get_logger(__name__)


class Link:
    """Keeps one logged-in connection; `run` is its task, everything else may be called beside it.

    `clock` stamps what is told (it is the market's); `wall` and its monotonic seconds tell whether
    the computer slept.
    """

    def __init__(
        self,
        url: str,
        tokens: Tokens,
        clock: Clock,
        *,
        wall: Clock | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._url = url
        self._tokens = tokens
        self._clock = clock
        self._wall = wall or SystemClock()
        self._timing = timing or Timing()
        self._pauses = Pauses(self._timing)
        self._pulse = Pulse(self._timing)
        self._talk: Conversation | None = None
        self._status = SessionStatus(SessionState.CONNECTING, clock.now())
        self._sessions = 0
        self._live_since = 0.0
        self._news: list[FeedEvent] = []
        self._early: list[FeedEvent] = []
        self._some = asyncio.Event()
        self._at_once = asyncio.Event()
        self._taken_back = asyncio.Event()

    # --- what others call ------------------------------------------------------------------------

    async def run(self) -> None:
        """Keep the session until cancelled; only a fault of our own ends it."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep(), name="kiwoom-link")
            tasks.create_task(self._look(), name="kiwoom-look")

    async def receive(self) -> list[FeedEvent]:
        """Wait for news and return all there is."""
        await self._some.wait()
        self._some.clear()
        news, self._news = self._news, []
        return news

    async def ask(self, request: Request) -> Reply:
        """Ask on the live session; raises NotConnected where there is none."""
        if self._talk is None or self._status.state is not SessionState.LIVE:
            raise NotConnected(self._status.error or self._status.state)
        return await self._talk.ask(request)

    def stay_away(self, since: datetime) -> None:
        """Begin without logging in, as one whose session was taken then; before `run`."""
        self._status = SessionStatus(SessionState.TAKEN, since, error=SessionTaken.key)

    def take_back(self) -> None:
        """Connect again after the session was taken or stopped."""
        if self._status.state in (SessionState.TAKEN, SessionState.STOPPED):
            self._taken_back.set()

    def reconnect(self, reason: str) -> None:
        """Connect anew at once, unless a person has to act first."""
        if self._status.state in (SessionState.TAKEN, SessionState.STOPPED):
            return
        log.info("reconnect_requested", reason=reason)
        self._at_once.set()
        if self._talk is not None:
            self._talk.drop(reason)

    def status(self) -> SessionStatus:
        """Return where the session stands."""
        self._note_life()
        return self._status

    @property
    def sessions(self) -> int:
        """Return how many sessions went live so far; registrations belong to one."""
        return self._sessions

    # --- keeping it ------------------------------------------------------------------------------

    async def _keep(self) -> None:
        if self._status.state is SessionState.TAKEN:
            await self._until_taken_back()
        while True:
            try:
                reason = await self._attempt()
            except OperatorError as error:
                await self._stay_away(error)
                continue
            except (PassingError, Refused) as error:
                self._lose(str(error), error.key if isinstance(error, PassingError) else "")
            else:
                self._lose(reason)
            await self._pause()

    async def _attempt(self) -> str:
        """Hold one session and return why it ended; a refused token is renewed once."""
        token = await self._tokens.token()
        try:
            return await self._session(token)
        except TokenRefused as refused:
            log.info("token_refused", reason=str(refused))
        token = await self._tokens.renew(token)
        try:
            return await self._session(token)
        except TokenRefused as refused:
            raise refusals.after_renewal(refused) from refused

    async def _session(self, token: str) -> str:
        self._early = []
        async with conversing(
            self._url, self._clock, self._timing, self._pulse, self._hear
        ) as talk:
            self._talk = talk
            try:
                conditions = await self._open(talk, token)
                self._go_live(conditions)
                return await talk.ended()
            except NotConnected:
                raise Unavailable(await talk.ended()) from None
            finally:
                self._note_life()
                self._talk = None

    async def _open(self, talk: Conversation, token: str) -> tuple[Listed, ...]:
        await talk.ask(requests.login(token), self._timing.opening)
        reply = await talk.ask(requests.list_conditions())
        try:
            market = requests.register(MARKET_STATE_GROUP, "0s", [""])
            await talk.ask(market, self._timing.opening)
        except (NotConnected, TokenRefused):
            raise
        except (PassingError, Refused) as error:
            log.warning("market_state_refused", reason=str(error))
        return reply.conditions

    async def _pause(self) -> None:
        seconds = self._pauses.take()
        try:
            async with asyncio.timeout(seconds):
                await self._at_once.wait()
        except TimeoutError:
            pass
        self._at_once.clear()

    async def _stay_away(self, error: OperatorError) -> None:
        taken = isinstance(error, SessionTaken)
        log.error("session_stopped", reason=str(error))
        self._taken_back.clear()
        self._enter(SessionState.TAKEN if taken else SessionState.STOPPED, error.key)
        self._tell(Stopped(self._clock.now(), self._last_heard(), error))
        await self._until_taken_back()

    async def _until_taken_back(self) -> None:
        await self._taken_back.wait()
        self._pauses.reset()
        self._at_once.clear()
        self._enter(SessionState.CONNECTING)

    # --- what happened ---------------------------------------------------------------------------

    def _hear(self, event: FeedEvent) -> None:
        if self._status.state is SessionState.LIVE:
            self._tell(event)
        else:
            self._early.append(event)

    def _tell(self, *events: FeedEvent) -> None:
        self._news.extend(events)
        self._some.set()

    def _go_live(self, conditions: tuple[Listed, ...]) -> None:
        self._sessions += 1
        self._live_since = self._clock.monotonic()
        self._at_once.clear()
        self._enter(SessionState.LIVE)
        log.info("session_opened", conditions=len(conditions), session=self._sessions)
        self._tell(Connected(self._clock.now(), conditions), *self._early)
        self._early = []

    def _lose(self, reason: str, key: str = "") -> None:
        was_live = self._status.state is SessionState.LIVE
        lived = self._clock.monotonic() - self._live_since
        log.warning("session_lost" if was_live else "session_refused", reason=reason)
        self._enter(SessionState.LOST, key)
        if was_live:
            if lived >= self._timing.steady:
                self._pauses.reset()
            self._tell(Disconnected(self._clock.now(), self._last_heard(), reason))

    def _enter(self, state: SessionState, error: str = "") -> None:
        since = self._status.since if state is self._status.state else self._clock.now()
        old = self._status
        again = max(self._sessions - 1, 0)
        self._status = SessionStatus(state, since, old.last_frame, old.last_ping, again, error)

    def _note_life(self) -> None:
        if (talk := self._talk) is None:
            return
        old = self._status
        ping = talk.pinged_at or old.last_ping
        self._status = SessionStatus(
            old.state, old.since, talk.heard_at, ping, old.reconnects, old.error
        )

    def _last_heard(self) -> datetime:
        return self._status.last_frame or self._clock.now()

    # --- looking after it ------------------------------------------------------------------------

    async def _look(self) -> None:
        wall, steady = self._wall.now(), self._wall.monotonic()
        while True:
            await self._wall.sleep(self._timing.look)
            before = wall, steady
            wall, steady = self._wall.now(), self._wall.monotonic()
            gap, awake = (wall - before[0]).total_seconds(), steady - before[1]
            if max(gap - awake, awake - self._timing.look) > self._timing.slept:
                self.reconnect(f"the computer slept for {max(gap, awake):.0f} s")
            elif self._talk is not None and self._pulse.dead(self._clock.monotonic()):
                self._talk.drop(f"nothing heard for {self._pulse.patience:.0f} s")
