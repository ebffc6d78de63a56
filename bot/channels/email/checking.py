"""What the doctor asks of the mail server: whether it lets us in."""

from bot.channels.email.errors import SetupWrong
from bot.channels.email.transport import Account, Transport
from bot.render.voice import Voice
from core.errors import ChatUnavailable, SendError, SettingsWrong

_NAMES = {
    "auth": "SMTP_USERNAME, SMTP_PASSWORD",
    "auth_needed": "SMTP_USERNAME, SMTP_PASSWORD",
    "no_auth": "SMTP_SECURITY, SMTP_USERNAME",
    "no_starttls": "SMTP_SECURITY",
    "in_clear": "SMTP_SECURITY",
    "tls": "SMTP_PORT, SMTP_SECURITY",
    "certificate": "SMTP_HOST",
    "sender": "EMAIL_FROM",
}
"""by what is wrong: the settings to look at"""


async def check(account: Account, lang: str = "ko") -> str:
    """Return that the server lets us in; raises SettingsWrong or ChatUnavailable."""
    voice, server = Voice(lang), f"{account.host}:{account.port}"
    transport = Transport(account)
    try:
        await transport.check()
    except SetupWrong as error:
        reason = voice.text(f"mail.{error.cure}_is", code=str(error.code or "-"))
        name = _NAMES.get(error.cure, "SMTP_HOST")
        raise SettingsWrong(str(error), name=name, reason=reason) from error
    except SendError as error:
        raise ChatUnavailable(str(error), url=server) from error
    finally:
        await transport.close()
    key = "check.mail" if account.username else "check.mail_open"
    return voice.text(key, server=server, sender=account.sender)
