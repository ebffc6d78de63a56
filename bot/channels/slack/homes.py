"""Which direct message is whose: Slack takes a person's id (U...) or the chat's (D...) for it."""

from collections.abc import Awaitable, Callable

import structlog

from bot.channels.slack.api import Api
from core.errors import SendError
from core.model import Destination

log = structlog.get_logger(__name__)

OnHome = Callable[[Destination, Destination], Awaitable[None]]


class Homes:
    """Learns them from Slack's list, from what people say and from what is sent to a person.

    `tell` hears each of them once.
    """

    def __init__(self, tell: OnHome) -> None:
        self._tell = tell
        self._known: dict[str, str] = {}
        self._listed = False

    async def find(self, api: Api) -> None:
        """Ask for those there are, once; where Slack does not say, at the next link again."""
        if self._listed:
            return
        self._listed = True
        try:
            found = await api.directs()
        except SendError as error:
            self._listed = False
            log.warning("slack_directs_unknown", kind=type(error).__name__, error=str(error))
            return
        for person, chat in found.items():
            await self.learn(person, chat)

    async def learn(self, person: str, chat: str) -> None:
        """Take that a person's direct message is this chat; a fault of the listener's ends here."""
        before = self._known.get(person)
        if not (person and chat) or before == chat:
            return
        self._known[person] = chat
        try:
            await self._tell(Destination("slack", person), Destination("slack", chat))
        except Exception:
            self._known.pop(person, None)
            log.exception("slack_home_unheard", person=person)
