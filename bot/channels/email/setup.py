"""What the settings say about e-mail."""

from urllib.parse import urlsplit

from bot.channels.email.channel import House
from bot.channels.email.compose import sender_of
from bot.channels.email.transport import Account
from bot.settings import Settings, is_loopback, require, secret


def account(settings: Settings) -> Account:
    """Return the mailbox to send from; raises SettingsMissing."""
    require(settings, "smtp_host", "email_from")
    return Account(
        settings.smtp_host or "",
        settings.smtp_port,
        sender_of(settings.email_from or ""),
        settings.smtp_security,
        settings.smtp_username,
        secret(settings, "smtp_password") if settings.smtp_username else "",
    )


def house(settings: Settings) -> House:
    """Return what every letter has in common; a page that only this machine reaches is none."""
    page = settings.web_address  # WEB_HOST=0.0.0.0 says that others may come, and not by what name
    reached = not is_loopback(urlsplit(page).hostname or "localhost")
    return House(settings.email_from or "", page if reached else "", settings.email_interval)
