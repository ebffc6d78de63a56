"""Slack as a channel: commands in through Bolt, alerts and answers out through the Web API."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog

from bot.access import Role
from bot.channels.slack.answers import Answers, OnWait
from bot.channels.slack.api import Api, Me
from bot.channels.slack.attaching import LangOf
from bot.channels.slack.cures import sentence
from bot.channels.slack.dispatch import Body, Dispatch
from bot.channels.slack.doorway import Doorway
from bot.channels.slack.forms import submitted
from bot.channels.slack.health import Health
from bot.channels.slack.homes import Homes, OnHome
from bot.channels.slack.incoming import (
    Asked,
    Left,
    from_action,
    from_command,
    from_departure,
    from_event,
    from_opening,
)
from bot.channels.slack.link import Link, Socket, Timing
from bot.channels.slack.locales import Locales
from bot.channels.slack.posts import Posts
from bot.channels.slack.serving import Handle, Serving
from bot.messages import Answers as Answered
from bot.messages import Filled, Mount, Reply
from bot.render.illustrating import Illustrate, illustrate
from core.clock import Clock
from core.model import AlertMessage, ChannelStatus, Destination, Limit, Outgoing
from core.ports import Pace
from core.services.pacer import Pacer
from core.services.turns import Turns

log = structlog.get_logger(__name__)

OnGone = Callable[[Destination, str], Awaitable[None]]
Fill = Callable[[str, Answered], Filled]
"""what the answers to a form say, in a language, or what is wrong with them"""

_ALERTS_IN_MESSAGE = 30
_A_CHANNEL = (Limit(1, 1.0),)


async def _ignored(_destination: Destination, _reason: str) -> None:
    return


async def _unheard(_person: Destination, _chat: Destination) -> None:
    return


async def _unminded(_destination: Destination, _seconds: float) -> None:
    return


def _unfilled(_lang: str, _answers: Answered) -> Filled:
    return Filled()


class SlackChannel:
    """A Slack app; `run` keeps it listening, `send` works with or without.

    With an app token in Socket Mode, else by requests signed with `signing_secret`, which whoever
    serves HTTP hands over to `mount`.

    `lang` is the bot's language, `lang_of` that of what a chat is told.
    `commands` maps Slack's spelling to ours (`ksearch`: `search`). A command whose first word is
    in `lasting` makes alerts come to the chat later; where the bot is not a member it is refused
    with the cure before it is handed over. `on_gone` hears at once of a channel that is closed to
    us, `on_home` which direct message (D...) a person's id (U...) stands for: Slack takes either
    for the address of one place, `on_wait` for how many seconds a chat must wait where it was no
    alert or its edit that Slack refused. `answer_within` bounds a call to Slack, `patience` the
    wait of an answer for its turn and `handle_within` a command, longer than whoever answers
    commands lets one take. `fill` says at once what the answers to a form say, `illustrate` draws
    the picture of a notice that has one.
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
        on_gone: OnGone = _ignored,
        on_home: OnHome = _unheard,
        on_wait: OnWait = _unminded,
        fill: Fill = _unfilled,
        lang_of: LangOf | None = None,
        illustrate: Illustrate = illustrate,
        timing: Timing | None = None,
        signing_secret: str = "",
        answer_within: float = 15.0,
        patience: float = 60.0,
        handle_within: float = 90.0,
    ) -> None:
        self._on_gone = on_gone
        self._fill = fill
        self._homes = Homes(on_home)
        self._commands = dict(commands)
        self._lang_of = lang_of or (lambda _: lang)
        self._clock = clock
        self._handle_within = handle_within
        self._me = Me("", "kiwoom", "", "", "")
        self._work: asyncio.TaskGroup | None = None
        self._pace = Pacer(clock, self.overall, self.limits)
        self._health = Health(self.name, clock, lang)
        self._api = Api(bot_token, app_token, api_url, answer_within, clock)
        self._api.on_home = self._meet
        self._turns = Turns()
        self._locales = Locales(self._api)
        self._answers = Answers(
            self._api,
            self._pace,
            self._health,
            on_wait,
            clock,
            self._lang_of,
            lambda: self._me.name,
            patience,
        )
        self._posts = Posts(
            self._api, self._answers, self._health, clock, self._lang_of, illustrate
        )
        self._dispatch = Dispatch(
            self._api.web,
            lambda: self._me,
            self._on_command,
            self._on_event,
            self._on_action,
            self._on_form,
        )
        self._serving = Serving(
            self._api,
            self._answers,
            self._health,
            clock,
            handle,
            self._turns,
            self._locales,
            lasting,
            self._outside,
            handle_within,
            patience,
        )
        timing = timing or Timing()
        receive = self._dispatch.receive
        self._doorway: Doorway | None = None
        if app_token:
            self._link: Link | Doorway = Link(self._connect, receive, clock, self._health, timing)
        else:
            self._link = self._doorway = Doorway(
                signing_secret, self._introduce, receive, clock, self._health, timing
            )

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

    @property
    def mount(self) -> Mount | None:
        """Return where Slack's requests are to be handed over, None in Socket Mode."""
        return self._doorway.mount if self._doorway else None

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
            self._health.stopped()
            await self._api.close()

    async def send(
        self, destination: Destination, message: Outgoing, *, plain: bool = False
    ) -> str:
        """Send one message and return its timestamp; raises SendError, nothing else."""
        return await self._posts.send(destination, message, plain=plain)

    async def edit(self, destination: Destination, message_id: str, message: AlertMessage) -> bool:
        """Put other words into an alert; False where Slack does not let it be changed.

        Raises SendError, nothing else; an edit sent twice is there once.
        """
        return await self._posts.edit(destination, message_id, message)

    async def show(
        self, destination: Destination, reply: Reply, message_id: str | None, pin: bool = False
    ) -> str:
        """Put a reply into a message, or post it, and pin it, where there is none; return its id.

        Raises SendError, nothing else.
        """
        return await self._posts.show(destination, reply, message_id, pin=pin)

    async def unpin(self, destination: Destination, message_id: str) -> None:
        """Take a message off the pinned ones of its channel; raises SendError, nothing else."""
        await self._posts.unpin(destination, message_id)

    async def open_topic(self, destination: Destination, title: str) -> Destination:
        """Begin a thread in the channel of a destination; raises SendError with a reason's key."""
        return await self._posts.open_thread(destination, title)

    async def publish_menu(self, chat: str, role: Role | None) -> None:
        """Do nothing: in Slack the menu is the app's and the same for everybody."""

    # -- the link ----------------------------------------------------------------------------

    async def _connect(self) -> Socket:
        """Introduce ourselves and open a link."""
        await self._introduce()
        return await self._api.connect(await self._api.link())

    async def _introduce(self) -> None:
        """Ask who we are, which tells whether the bot token is good."""
        known, self._me = self._me, await self._api.me()
        self._locales.again()
        if self._work is not None and not (self._doorway and known == self._me):
            self._work.create_task(self._homes.find(self._api))

    def _meet(self, person: str, chat: str) -> None:
        if self._work is not None:
            self._work.create_task(self._homes.learn(person, chat))

    # -- what was acknowledged, to be worked on -----------------------------------------------

    def _on_command(self, body: Body) -> None:
        self._begin(from_command(body, self._commands))

    def _on_event(self, body: Body) -> None:
        left = from_departure(body)
        if left is None:
            asked = from_opening(body) or from_event(body, self._me.user, self._commands)
            if asked is not None and asked.incoming.private:  # a direct message with the bot
                self._meet(asked.incoming.person.partition(":")[2], asked.incoming.destination.chat)
            self._begin(asked)
        elif self._work is not None:
            self._work.create_task(self._leave(left))

    def _on_action(self, body: Body) -> None:
        self._begin(from_action(body))

    def _on_form(self, body: Body) -> dict[str, str]:
        """Take a form that was sent off; return what is wrong, which leaves it open."""
        form = submitted(body)
        if form is None:
            return {}
        filled = self._fill(form.lang, form.answers)
        if filled.errors:
            return dict(filled.errors)
        self._begin(form.saying(filled.said))
        return {}

    def _begin(self, asked: Asked | None) -> None:
        if asked is not None and self._work is not None:
            self._work.create_task(self._serving.serve(asked))

    async def _leave(self, left: Left) -> None:
        """Tell that a channel is closed to us, unless that is old news: it may come much later."""
        try:
            async with self._turns.of(left.destination.chat):
                if await self._api.can_post(left.destination.chat):
                    return
                async with asyncio.timeout(self._handle_within):
                    await self._on_gone(left.destination, left.reason)
        except Exception:
            log.exception("slack_departure_failed", destination=str(left.destination))

    def _outside(self, asked: Asked) -> str:
        """Return what to do where the bot is not inside the conversation."""
        key = "not_in_talk" if asked.incoming.private else "not_in_channel"
        return sentence(key, self._lang_of(asked.incoming.destination), bot=self._me.name)
