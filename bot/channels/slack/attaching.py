"""The pictures and files of an answer, and what is said where one of them cannot be sent."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar

import structlog

from bot.channels.slack.api import Api
from bot.channels.slack.cures import cure, sentence
from bot.channels.slack.errors import SetupWrong
from bot.channels.slack.files import Files
from bot.channels.slack.pages import Page, pages
from bot.messages import Attachment, Reply
from core.errors import Gone, SendError, Unsure
from core.model import Destination

log = structlog.get_logger(__name__)

Sent = TypeVar("Sent")


class Insist(Protocol):
    """Whoever keeps the pace of the chats."""

    async def __call__(
        self, where: Destination, attempt: Callable[[], Awaitable[Sent]], *, turn: bool = True
    ) -> Sent:
        """Try a call again where Slack postpones it; `turn` where the first try takes one."""
        ...


LangOf = Callable[[Destination], str]
"""the language of what a chat is told"""


class Attaching:
    """Every method raises nothing: words never fail because of a picture.

    `bot` tells the bot's name in the workspace.
    """

    def __init__(self, api: Api, insist: Insist, lang_of: LangOf, bot: Callable[[], str]) -> None:
        self._files = Files(api)
        self._insist = insist
        self._lang_of = lang_of
        self._bot = bot

    async def made(self, where: Destination, reply: Reply) -> list[Page]:
        """Return the messages of a reply with its pictures uploaded, or why they are missing."""
        shown, notes = [], []
        for picture in (one for one in reply.attachments if one.kind == "picture"):
            try:
                keep = partial(self._files.keep, picture)
                shown.append((await self._insist(where, keep, turn=False), picture))
            except SendError as error:
                notes.append(self._excuse(where, error))
        return pages(reply, shown, notes)

    async def share(self, where: Destination, file: Attachment) -> str:
        """Show a file in the chat; return why that failed, "": it did not."""
        try:
            await self._insist(where, partial(self._files.share, where, file))
        except SendError as error:
            return self._excuse(where, error)
        return ""

    def _excuse(self, where: Destination, error: SendError) -> str:
        """Return why a picture or file is missing, with the cure where there is one."""
        log.warning("slack_file_unsent", destination=str(where), error=str(error))
        lang = self._lang_of(where)
        if isinstance(error, SetupWrong):
            return cure(error, lang)
        if isinstance(error, Gone):
            return sentence("file_outside", lang, bot=self._bot())
        return sentence("file_unsure" if isinstance(error, Unsure) else "file_unsent", lang)


def files(reply: Reply) -> list[Attachment]:
    """Return what is to be kept rather than looked at: it comes below what was pressed."""
    return [one for one in reply.attachments if one.kind == "file" and not reply.aside]
