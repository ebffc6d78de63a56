"""E-mail: SMTP through aiosmtplib, one connection, digests in HTML and text."""

from bot.channels.email.channel import EmailChannel
from bot.channels.email.checking import check
from bot.channels.email.setup import account, house

__all__ = ["EmailChannel", "account", "check", "house"]
