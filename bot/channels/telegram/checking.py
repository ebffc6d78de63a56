"""What the doctor asks of Telegram: whether the token is one, and whose."""

import httpx
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import Api, Timeouts
from bot.channels.telegram.errors import ailment, cure
from core.errors import ChatUnavailable, SettingsWrong


async def check(
    token: str, api_url: str, lang: str = "ko", *, timeouts: Timeouts | None = None
) -> str:
    """Return the bot's @username; raises SettingsWrong or ChatUnavailable."""
    try:
        api = Api(token, api_url, timeouts or Timeouts())
    except InvalidToken as error:
        raise _wrong("TELEGRAM_BOT_TOKEN", "no_token", lang) from error
    try:
        me = await api.me()
    except InvalidToken as error:
        raise _wrong("TELEGRAM_BOT_TOKEN", "refused_token", lang) from error
    except (TelegramError, TimeoutError) as error:
        if isinstance(error.__cause__, httpx.InvalidURL | httpx.LocalProtocolError):
            raise _wrong("TELEGRAM_BOT_TOKEN", "misshapen_token", lang) from error
        if isinstance(error.__cause__, httpx.UnsupportedProtocol):
            raise _wrong("TELEGRAM_API_URL", "no_address", lang) from error
        raise ChatUnavailable(f"{cure(ailment(error), lang)} ({error})", url=api_url) from error
    finally:
        await api.close()
    return f"@{me.username}"


def _wrong(name: str, key: str, lang: str) -> SettingsWrong:
    reason = cure(key, lang)
    return SettingsWrong(reason, name=name, reason=reason)
