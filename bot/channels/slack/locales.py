"""Which language a person's Slack speaks; asked once of each, and never waited for long."""

import asyncio
from dataclasses import replace

import structlog

from bot.channels.slack.api import Api
from bot.channels.slack.errors import SetupWrong
from bot.messages import Incoming
from core.errors import SendError

log = structlog.get_logger(__name__)

_PATIENCE = 1.5
"""seconds: a form has to be opened within three"""


class Locales:
    """Where Slack does not say (no scope users:read), people are spoken to as without it."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[str, str] = {}
        self._refused = False

    def again(self) -> None:
        """Ask of those of whom Slack did not say: the app may have got the scope meanwhile."""
        self._known = {person: found for person, found in self._known.items() if found}
        self._refused = False

    async def heard(self, incoming: Incoming) -> Incoming:
        """Return it with the language of who said it in private; raises nothing."""
        if not incoming.private:
            return incoming
        return replace(incoming, language=await self._of(incoming.person.partition(":")[2]))

    async def _of(self, person: str) -> str:
        if person not in self._known and not self._refused:
            self._known[person] = ""
            try:
                async with asyncio.timeout(_PATIENCE):
                    self._known[person] = await self._api.locale(person)
            except SetupWrong as error:
                self._refused = True
                log.info("slack_locales_unknown", error=error.code)
            except (SendError, TimeoutError) as error:
                log.info("slack_locale_unknown", error=repr(error))
        return self._known.get(person, "")
