"""Slack as a channel: commands in through Bolt, alerts and answers out through the Web API."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.channels.slack.answers import Answers, Turns
from bot.channels.slack.api import Api, Me, quiet
from bot.channels.slack.cures import sentence
from bot.channels.slack.health import Health
from bot.channels.slack.incoming import Asked, from_action, from_command, from_event
from bot.channels.slack.link import Link, Socket, Timing
from bot.channels.slack.pages import bare, page
from bot.messages import Incoming, Reply
from bot.render.alerts import compose
from core.clock import Clock
from core.errors import Malformed, SendError
from core.model import ChannelStatus, Destination, Limit, Outgoing
from core.ports import Pace
from core.services.pacer import Pacer

log = structlog.get_logger(__name__)

Handle = Callable[[Incoming], Awaitable[Reply | None]]
Body = dict[str, Any]

_ANY = re.compile(".*", re.DOTALL)
_ALERTS_IN_MESSAGE = 30
_A_CHANNEL = (Limit(1, 1.0),)


class SlackChannel:
    """A Slack app in Socket Mode; `run` keeps it connected, `send` works with or without.

    `commands` maps Slack's spelling to ours (`ksearch`: `search`). A command whose first word is
    in `lasting` makes alerts come to the chat later; where the bot is not a member it is refused
    with the cure before it is handed over. `answer_within` bounds a call to Slack and
    `handle_within` a command, longer than whoever answers commands lets one take.
    """

    def __init__(
        self,
        bot_token: str,
        app_token: str,
        api_url: str,
        handle: Handle,
        commands: Mapping[str, str],
        lang: str,
        clock: Clock,
        *,
        lasting: Collection[str] = ("subscribe", "구독"),
        timing: Timing | None = None,
        answer_within: float = 15.0,
        handle_within: float = 90.0,
    ) -> None:
        self._handle = handle
        self._commands = dict(commands)
        self._lang = lang
        self._clock = clock
        self._handle_within = handle_within
        self._lasting = frozenset(lasting)
        self._me = Me("", "kiwoom", "", "", "")
        self._work: asyncio.TaskGroup | None = None
        self._pace = Pacer(clock, self.overall, self.limits)
        self._health = Health(self.name, clock, lang)
        self._api = Api(bot_token, app_token, api_url, answer_within)
        self._turns = Turns()
        self._answers = Answers(self._api, self._pace, self._health)
        self._link = Link(self._connect, self._receive, clock, self._health, timing or Timing())
        self._app = self._bolt()

    @property
    def name(self) -> str:
        """Return the word destinations carry."""
        return "slack"

    @property
    def most(self) -> int:
        """Return how many alerts fit into one message."""
        return _ALERTS_IN_MESSAGE

    @property
    def overall(self) -> tuple[Limit, ...]:
        """Return the limits over all channels together: Slack publishes none."""
        return ()

    def limits(self, destination: Destination) -> tuple[Limit, ...]:  # noqa: ARG002 - all the same
        """Return the limits of one channel; beyond them Slack hides messages, with a 200."""
        return _A_CHANNEL

    @property
    def pace(self) -> Pace:
        """Return the keeper of the limits."""
        return self._pace

    def status(self) -> ChannelStatus:
        """Return the health of link and tokens."""
        return self._health.status()

    async def run(self) -> None:
        """Keep connected until cancelled, whatever Slack does; stopping takes a second or two."""
        await self._api.open()
        try:
            async with asyncio.TaskGroup() as work:
                self._work = work
                await self._link.run()
        finally:
            self._work = None
            self._health.unlinked("connecting")
            await self._api.close()

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Send one message and return its timestamp; raises SendError, nothing else."""
        try:
            doc = compose(message, self._lang, self._clock.now().date())
            made = bare(doc) if plain else page(doc)
        except Exception as error:  # a fault in the rendering must not stop the courier
            log.exception("slack_message_unrenderable")
            raise Malformed(f"{type(error).__name__}: {error}") from error
        try:
            ts = await self._api.post(destination, made)
        except SendError as error:
            self._health.unsent(error)
            raise
        self._health.sent()
        return ts

    # -- the link ----------------------------------------------------------------------------

    async def _connect(self) -> Socket:
        """Introduce ourselves, which tells whether the bot token is good, and open a link."""
        self._me = await self._api.me()
        return await self._api.connect(await self._api.link())

    async def _receive(self, envelope: Body) -> None:
        """Give an envelope to Bolt, whose listeners acknowledge and set the work going."""
        payload = envelope.get("payload")
        if not isinstance(payload, dict):
            return
        try:
            await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
        except Exception:  # Bolt stumbles over bodies of unknown shape, and they would come again
            log.exception("slack_envelope_unreadable", kind=str(envelope.get("type")))

    def _bolt(self) -> AsyncApp:
        """Register the listeners, one for everything of each kind: nothing stays unacknowledged."""

        async def authorize() -> AuthorizeResult:
            """Answer without a call what Bolt would ask auth.test before the first listener."""
            me, token = self._me, self._api.web.token
            return AuthorizeResult(
                enterprise_id=None,
                team_id=me.team,
                bot_user_id=me.user,
                bot_id=me.bot,
                bot_token=token,
            )

        app = AsyncApp(
            name="kiwoom",
            client=self._api.web,
            authorize=authorize,
            process_before_response=True,  # the listeners end at once; no polling for their ack
            request_verification_enabled=False,
            logger=quiet,
        )
        app.command(_ANY)(self._on_command)
        app.event(_ANY)(self._on_event)
        app.action(_ANY)(self._on_action)
        for others in (app.shortcut, app.view, app.options):
            others(_ANY)(self._on_other)
        return app

    # -- listeners: acknowledge first, work after ----------------------------------------------

    async def _on_command(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._begin(from_command(body, self._commands))

    async def _on_event(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._begin(from_event(body, self._me.user, self._commands))

    async def _on_action(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._begin(from_action(body))

    async def _on_other(self, ack: AsyncAck) -> None:
        await ack()

    def _begin(self, asked: Asked | None) -> None:
        if asked is not None and self._work is not None:
            self._work.create_task(self._serve(asked))

    async def _serve(self, asked: Asked) -> None:
        """Have a command handled and answer it; whatever goes wrong ends with this one command.

        What one chat says is handed over in the order it was said.
        """
        try:
            warning = self._outside(asked) if self._is_lasting(asked) else ""
            async with self._turns.of(asked.incoming.destination.chat):
                if warning and await self._api.is_member(asked.incoming.destination.chat) is False:
                    await self._answers.whisper(asked, warning)
                    return
                async with asyncio.timeout(self._handle_within):
                    reply = await self._handle(asked.incoming)
            if reply is not None:
                await self._answers.give(asked, reply, warning=warning)
        except SendError as error:
            self._health.unsent(error)
        except Exception:
            log.exception("slack_command_failed", key=asked.incoming.key)

    def _is_lasting(self, asked: Asked) -> bool:
        """Tell whether alerts are to come here later; where the bot was spoken to, it is inside."""
        first, *_ = asked.incoming.text.split(maxsplit=1) or ("",)
        return bool(asked.response_url) and first.lstrip("/").lower() in self._lasting

    def _outside(self, asked: Asked) -> str:
        """Return what to do where the bot is not inside the conversation."""
        key = "not_in_talk" if asked.incoming.private else "not_in_channel"
        return sentence(key, self._lang, bot=self._me.name)
