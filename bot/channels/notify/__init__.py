"""Services that only take messages: Discord, ntfy, Teams, KakaoTalk, any webhook."""

from bot.channels.notify.channel import NotifyChannel
from bot.channels.notify.checking import check

__all__ = ["NotifyChannel", "check"]
