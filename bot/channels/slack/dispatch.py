"""Envelopes on their way in: Bolt takes them apart, each is acknowledged before it is worked on."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.api import Me, quiet

log = structlog.get_logger(__name__)

Body = dict[str, Any]
Take = Callable[[Body], None]

_ANY = re.compile(".*", re.DOTALL)


class Dispatch:
    """Hands each slash command, event and pressed button on; `me` says who the bot is by now.

    `form` takes a form that was sent off and returns what is wrong with it, field by field.
    """

    def __init__(
        self,
        web: AsyncWebClient,
        me: Callable[[], Me],
        command: Take,
        event: Take,
        action: Take,
        form: Callable[[Body], dict[str, str]],
    ) -> None:
        self._web = web
        self._me = me
        self._command = command
        self._event = event
        self._action = action
        self._form = form
        self._app = self._bolt()

    async def receive(self, envelope: Body) -> Body:
        """Give an envelope to Bolt, whose listeners acknowledge and set the work going.

        Returns what the acknowledgement carries, which is nothing but for a form filled in wrong.
        """
        payload = envelope.get("payload")
        if not isinstance(payload, dict):
            return {}
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload)
            return _carried(await self._app.async_dispatch(request))
        except Exception:  # Bolt stumbles over bodies of unknown shape, and they would come again
            log.exception("slack_envelope_unreadable", kind=str(envelope.get("type")))
        return {}

    async def _authorize(self) -> AuthorizeResult:
        """Answer without a call what Bolt would ask auth.test before the first listener."""
        me = self._me()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=me.team,
            bot_user_id=me.user,
            bot_id=me.bot,
            bot_token=self._web.token,
        )

    def _bolt(self) -> AsyncApp:
        """Register the listeners, one for everything of each kind: nothing stays unacknowledged."""

        async def authorize() -> AuthorizeResult:  # Bolt wants a function, not a method
            return await self._authorize()

        app = AsyncApp(
            name="kiwoom",
            client=self._web,
            authorize=authorize,
            process_before_response=True,  # the listeners end at once; no polling for their ack
            request_verification_enabled=False,
            logger=quiet,
        )
        app.command(_ANY)(self._on_command)
        app.event(_ANY)(self._on_event)
        app.action(_ANY)(self._on_action)
        app.view(_ANY)(self._on_view)
        for others in (app.shortcut, app.options):
            others(_ANY)(self._on_other)
        return app

    async def _on_command(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._command(body)

    async def _on_event(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._event(body)

    async def _on_action(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._action(body)

    async def _on_view(self, ack: AsyncAck, body: Body) -> None:
        if errors := self._form(body):
            await ack(response_action="errors", errors=errors)
        else:
            await ack()

    async def _on_other(self, ack: AsyncAck) -> None:
        await ack()


def _carried(response: BoltResponse) -> Body:
    """Return the body of what Bolt answered, {} where there is none."""
    with suppress(ValueError):
        found = json.loads(response.body or "{}")
        if response.status == 200 and isinstance(found, dict):
            return found
    return {}
