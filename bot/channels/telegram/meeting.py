"""Who has written to a bot that does not run yet, so that its owner need not look up a number."""

from collections.abc import Iterable, Mapping
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import Api, Timeouts
from bot.channels.telegram.errors import ailment, cure
from core.errors import ChatUnavailable


async def who_wrote(
    token: str, api_url: str, lang: str = "ko", *, timeouts: Timeouts | None = None
) -> list[tuple[str, str]]:
    """Return identity and name of each who wrote in private, the last one first.

    Nothing is confirmed: the bot answers it all once it runs. Raises ChatUnavailable.
    """
    try:
        api = Api(token, api_url, timeouts or Timeouts())
    except InvalidToken as error:
        raise ChatUnavailable(cure("no_token", lang), url=api_url) from error
    try:
        await api.delete_webhook()
        updates = await api.updates(0, wait=False)
    except (TelegramError, TimeoutError) as error:
        raise ChatUnavailable(cure(ailment(error), lang), url=api_url) from error
    finally:
        await api.close()
    return list(dict(reversed(list(_senders(updates)))).items())


def _senders(updates: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Yield the people behind private messages, as far as they can be read, in their order."""
    for update in updates:
        message = update.get("message")
        if not isinstance(message, dict):
            continue
        person, chat = message.get("from"), message.get("chat")
        if not isinstance(person, dict) or not isinstance(chat, dict):
            continue
        if chat.get("type") == "private" and isinstance(person.get("id"), int):
            parts = (person.get("first_name"), person.get("last_name"))
            name = " ".join(str(one) for one in parts if one)
            yield f"telegram:{person['id']}", name or str(person.get("username") or "")
