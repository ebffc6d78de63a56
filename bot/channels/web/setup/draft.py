"""What has been entered and found good so far, and what it is checked by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from bot.messages import Mount

REAL = "https://api.kiwoom.com"
MOCK = "https://mockapi.kiwoom.com"
_IDENTITY = re.compile(r"telegram:[0-9]{1,20}|slack:[UW][A-Z0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what was entered is good, and a sentence: whose it is, or what is to be done."""

    good: bool
    said: str
    name: str = ""
    """whose it is, where that is known"""
    server: str = ""
    """the server a key belongs to, where that is another than the one that was chosen"""
    doubt: str = ""
    """what is not as it should be yet, and keeps nobody from saving"""


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody who wrote to the bot."""

    identity: str
    name: str


class Checks(Protocol):
    """Tries things where they are to be used; each takes a few seconds and raises nothing."""

    async def kiwoom(self, base_url: str, key: str, secret: str, lang: str) -> Verdict:
        """Ask Kiwoom for a token."""
        ...

    async def telegram(self, token: str, lang: str) -> Verdict:
        """Ask Telegram whose token it is."""
        ...

    async def met(self, token: str, lang: str) -> tuple[Sequence[Met], str]:
        """Return who wrote to the bot, or why nobody can tell."""
        ...

    async def slack(self, bot_token: str, app_token: str, lang: str) -> Verdict:
        """Ask Slack whose tokens they are."""
        ...

    async def slack_by_http(
        self, bot_token: str, signing_secret: str, web_url: str, lang: str
    ) -> Verdict:
        """Ask Slack whose token it is, and whether requests to the address come in here."""
        ...

    @property
    def mount(self) -> Mount | None:
        """Return what answers in Slack's place while it is tried whether requests come in."""
        ...

    def manifest(self, web_url: str, lang: str) -> str:
        """Return what to make the Slack app from; for Socket Mode without an address."""
        ...

    def request_url(self, web_url: str) -> str:
        """Return where Slack is to send its requests; nothing where that is no address."""
        ...

    def save(self, draft: "Draft") -> str:
        """Keep it all; return what went wrong, nothing where nothing did."""
        ...


@dataclass(slots=True)
class Draft:
    """What will be written once it is saved; secrets go in here and are never shown again."""

    lang: str = "ko"
    base_url: str = REAL
    app_key: str = field(default="", repr=False)
    app_secret: str = field(default="", repr=False)
    kiwoom: Verdict | None = None
    telegram_token: str = field(default="", repr=False)
    telegram: Verdict | None = None
    slack_bot: str = field(default="", repr=False)
    slack_app: str = field(default="", repr=False)
    slack_signing: str = field(default="", repr=False)
    slack_http: bool = False
    """whether Slack sends requests here, in place of Socket Mode"""
    slack: Verdict | None = None
    web_url: str = ""
    web_token: str = field(default="", repr=False)
    """what is to guard the page once others reach it, where nothing does so far"""
    owners: list[str] = field(default_factory=list)
    met: dict[str, str] = field(default_factory=dict)
    """the names of who wrote to the bot, by identity"""
    found_base_url: str = ""
    """another server than Kiwoom's own two, where the settings name one"""
    follows: bool = False
    """whether the bot's own page will be where this one is, once the bot runs"""

    @property
    def servers(self) -> tuple[str, ...]:
        """Return the servers there are to choose from."""
        return (REAL, MOCK, *((self.found_base_url,) if self.found_base_url else ()))

    @property
    def ready(self) -> bool:
        """Return whether the bot could run with it."""
        return self.kiwoom is not None and self.kiwoom.good

    @property
    def reaches_somebody(self) -> bool:
        """Return whether alerts will have a chat to go to; what was set before counts unasked."""
        slack = self.slack_bot and (self.slack_app or self.slack_signing)
        asked = ((self.telegram, self.telegram_token), (self.slack, slack))
        return any(one.good if one else kept for one, kept in asked)

    @property
    def slack_dropped(self) -> str:
        """Return the setting of the other way to Slack that saving empties, where there is one."""
        if self.slack_http:
            return "SLACK_APP_TOKEN" if self.slack_app else ""
        return "SLACK_SIGNING_SECRET" if self.slack_signing else ""

    @property
    def called(self) -> bool:
        """Return whether Slack will send its requests here, so that the page asks who comes."""
        return self.slack_http and self.slack is not None and self.slack.good

    def own(self, identity: str) -> bool:
        """Take somebody as an owner; False for what is nobody's id."""
        if not _IDENTITY.fullmatch(identity):
            return False
        if identity not in self.owners:
            self.owners.append(identity)
        return True

    def disown(self, identity: str) -> None:
        """Take somebody for an owner no more."""
        self.owners = [one for one in self.owners if one != identity]

    def values(self) -> dict[str, str | None]:
        """Return the settings to be written, by their names; None for one to be emptied."""
        found: dict[str, str | None] = {
            "KIWOOM_APP_KEY": self.app_key,
            "KIWOOM_APP_SECRET": self.app_secret,
            "KIWOOM_BASE_URL": self.base_url,
            "OWNERS": ",".join(self.owners),
            "BOT_LANGUAGE": self.lang,
        }
        if self.telegram is not None and self.telegram.good:
            found["TELEGRAM_BOT_TOKEN"] = self.telegram_token
        if self.slack is not None and self.slack.good:
            found["SLACK_BOT_TOKEN"] = self.slack_bot
            found["SLACK_APP_TOKEN"] = None if self.slack_http else self.slack_app
            found["SLACK_SIGNING_SECRET"] = self.slack_signing if self.slack_http else None
        if self.called:
            found["WEB_URL"] = self.web_url
            found |= {"WEB_TOKEN": self.web_token} if self.web_token else {}
        return found


def https_address(said: str) -> str:
    """Return `https://bot.example.com` for what was typed; nothing where it is no such address."""
    try:
        parts = urlsplit(said if "://" in said else f"https://{said}")
        good = parts.scheme == "https" and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    if not good or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        return ""
    return f"https://{parts.netloc}"
