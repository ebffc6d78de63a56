"""Pictures and files on their way to Slack: an address, the bytes, and what becomes of them."""

import aiohttp

from bot.channels.slack.api import Api
from bot.channels.slack.errors import refusal, translated
from bot.messages import Attachment
from core.errors import TryLater, Unsure
from core.model import Destination

_UPLOAD = aiohttp.ClientTimeout(total=75.0, connect=5.0)
_LONGEST_ALT = 1000


class Files:
    """Every method raises SendError and nothing else; all need the scope files:write."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def keep(self, picture: Attachment) -> str:
        """Upload a picture and return its id; nobody sees it until a message shows it.

        So nothing is seen twice where it is tried again, and every failure that passes is TryLater.
        Slack looks at a new picture for a second or so before messages may show it.
        """
        file_id = await self._upload(picture)
        try:
            await self._finish(file_id, picture)
        except Unsure as error:
            raise TryLater(None, str(error)) from error
        return file_id

    async def share(self, destination: Destination, attachment: Attachment) -> None:
        """Upload a file and show it in a channel or thread, where the bot has to be inside."""
        file_id = await self._upload(attachment)
        await self._finish(file_id, attachment, destination)

    async def _upload(self, attachment: Attachment) -> str:
        """Hand the bytes over; until they are said to be complete they are nowhere."""
        try:
            with self._api.flight():
                found = await self._api.web.files_getUploadURLExternal(
                    filename=attachment.name,
                    length=len(attachment.data),
                    alt_txt=attachment.alt[:_LONGEST_ALT] or None,
                )
                url, file_id = str(found.get("upload_url")), str(found.get("file_id"))
            await self._put(url, attachment.data)
        except Unsure as error:
            raise TryLater(None, str(error)) from error
        return file_id

    async def _put(self, url: str, data: bytes) -> None:
        session = self._api.session()
        with translated():
            async with session.post(url, data=data, timeout=_UPLOAD) as answer:
                if answer.status == 200:
                    return
                after = answer.headers.get("Retry-After", "")
                raise refusal("upload_refused", answer.status, retry_after=after)

    async def _finish(
        self, file_id: str, attachment: Attachment, destination: Destination | None = None
    ) -> None:
        titled: dict[str, str | None] = {
            "id": file_id,
            "title": attachment.alt or attachment.name,
        }
        with self._api.flight():
            await self._api.web.files_completeUploadExternal(
                files=[titled],
                channel_id=destination.chat if destination else None,
                thread_ts=(destination.topic or None) if destination else None,
            )
