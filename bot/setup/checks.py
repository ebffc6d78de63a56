"""What the set-up page asks of Kiwoom, Telegram and Slack, and how it keeps what was entered."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlsplit

import httpx
import structlog
from starlette.responses import PlainTextResponse

from bot.channels.web.setup import Draft, Met, Verdict, https_address
from bot.channels.web.setup.draft import MOCK, REAL
from bot.logs import scrubber
from bot.messages import Doc, Mount
from bot.render import plain
from bot.render.texts_shell import own_words
from bot.render.voice import Voice
from bot.settings import Settings, load
from bot.setup.envfile import Unwritable, write
from core.clock import SystemClock
from core.errors import (
    AddressNotRegistered,
    BotError,
    ChatUnavailable,
    CredentialsRefused,
    SettingsWrong,
    WrongEnvironment,
)
from core.kiwoom.probe import Probe

log = structlog.get_logger(__name__)

ENV_FILE = Path(".env")
_PATIENCE = 30.0
_OTHER = {REAL: MOCK, MOCK: REAL}
_KIWOOM: tuple[tuple[type[BotError], str], ...] = (
    (CredentialsRefused, "setup.kiwoom_refused"),
    (WrongEnvironment, "setup.kiwoom_wrong_server"),
    (AddressNotRegistered, "setup.kiwoom_address"),
)


class LiveChecks:
    """Checks against the servers that the settings name; nothing is logged in anywhere."""

    def __init__(self, settings: Settings, path: Path = ENV_FILE) -> None:
        self._settings = settings
        self._path = path
        self.mount: Mount | None = None

    async def kiwoom(self, base_url: str, key: str, secret: str, lang: str) -> Verdict:
        """Ask for a token, where the key belongs to the other of Kiwoom's servers there."""
        voice = Voice(lang)
        if trouble := _misshapen(voice, "setup.kiwoom_empty", key, secret):
            return trouble
        scrubber.learn([key, secret])
        try:
            await self._token(base_url, key, secret)
        except WrongEnvironment as error:
            other = _OTHER.get(base_url)
            if other is None or not await self._belongs(other, key, secret):
                return Verdict(False, _kiwoom_words(voice, error, base_url))
            said = voice.text("setup.kiwoom_other_is_right", server=other)
            return Verdict(True, said, server=other)
        except (BotError, TimeoutError) as error:
            return Verdict(False, _kiwoom_words(voice, error, base_url))
        return Verdict(True, voice.text("setup.kiwoom_good"))

    async def telegram(self, token: str, lang: str) -> Verdict:
        """Ask getMe whose token it is."""
        voice, url = Voice(lang), self._settings.telegram_api_url
        if trouble := _misshapen(voice, "setup.telegram_empty", token):
            return trouble
        scrubber.learn([token])
        from bot.channels.telegram import check  # noqa: PLC0415 only who uses it pays for it

        return await _tried(voice, "telegram_good", url, lambda: check(token, url, lang))

    async def met(self, token: str, lang: str) -> tuple[Sequence[Met], str]:
        """Return who wrote to the bot in private, the last one first."""
        from bot.channels.telegram.meeting import who_wrote  # noqa: PLC0415 as above

        try:
            async with asyncio.timeout(_PATIENCE):
                found = await who_wrote(token, self._settings.telegram_api_url, lang)
        except ChatUnavailable as error:
            return (), error.detail
        except TimeoutError:
            url = self._settings.telegram_api_url
            return (), Voice(lang).text("setup.chat_away", url=url)
        return [Met(identity, name) for identity, name in found], ""

    async def slack(self, bot_token: str, app_token: str, lang: str) -> Verdict:
        """Ask auth.test and apps.connections.open."""
        if trouble := _misshapen(Voice(lang), "setup.slack_empty", bot_token, app_token):
            return trouble
        return await self._slack(bot_token, app_token, lang)

    async def slack_by_http(
        self, bot_token: str, signing_secret: str, web_url: str, lang: str
    ) -> Verdict:
        """Ask auth.test, and send a request to where Slack will send its own.

        Nobody can tell whether a signing secret is right before Slack has signed something.
        """
        voice, url = Voice(lang), self.request_url(web_url)
        if not url:
            return Verdict(False, voice.text("setup.slack_address"))
        if not self._settings.web_port:
            return Verdict(False, voice.text("check.slack_unreached", url=url))
        if trouble := _misshapen(voice, "setup.slack_empty_http", bot_token, signing_secret):
            return trouble
        from bot.channels.slack import is_token  # noqa: PLC0415 as above

        if is_token(signing_secret):
            return Verdict(False, voice.text("check.line_secret_misplaced"))
        scrubber.learn([signing_secret])
        found = await self._slack(bot_token, "", lang)
        if not found.good or await self._comes_in(url):
            return found
        port = str(self._settings.web_port)
        return replace(found, doubt=voice.text("setup.slack_away", url=url, port=port))

    def manifest(self, web_url: str, lang: str) -> str:
        """Return what to make the Slack app from; for Socket Mode without an address."""
        from bot.channels.slack import manifest_text  # noqa: PLC0415 as above
        from bot.commands.table import slack_menu  # noqa: PLC0415 as above

        return manifest_text(slack_menu(lang), lang, url=self.request_url(web_url))

    def request_url(self, web_url: str) -> str:
        """Return where Slack is to send its requests; nothing where that is no https address."""
        from bot.channels.slack import request_url  # noqa: PLC0415 as above

        address = https_address(web_url)
        return request_url(address) if address else ""

    def save(self, draft: Draft) -> str:
        """Write `.env`; return in words what went wrong, nothing where nothing did."""
        voice, values = Voice(draft.lang), draft.values()
        if self._settings.kiwoom_ws_url and draft.base_url != self._settings.kiwoom_base_url:
            values["KIWOOM_WS_URL"] = None  # it belonged to the other server
        if names := _outranked(values):
            return voice.text("setup.outranked", names=", ".join(names))
        values |= {f"{name}_FILE": None for name, value in values.items() if value is None}
        path = str(self._path)
        try:
            write(self._path, values)
        except (OSError, UnicodeError) as error:
            reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "UTF-8"
            log.warning("env_unwritten", path=path, reason=reason)
            return voice.text("setup.unwritable", path=path, reason=reason)
        except Unwritable:
            return voice.text("setup.unprintable")
        try:
            scrubber.learn(load().secrets())
        except SettingsWrong as error:
            return voice.text("setup.saved_wrong", reason=_words(voice, error))
        return ""

    async def _slack(self, bot_token: str, app_token: str, lang: str) -> Verdict:
        from bot.channels.slack import check, misplaced  # noqa: PLC0415 as above

        voice, url = Voice(lang), self._settings.slack_api_url
        if wrong := misplaced(bot_token, app_token):
            return Verdict(False, voice.text("check.line_token_misplaced", **wrong))
        scrubber.learn([bot_token, app_token])
        return await _tried(
            voice, "slack_good", url, lambda: check(bot_token, app_token, url, lang)
        )

    async def _comes_in(self, url: str) -> bool:
        """Return whether a request to an address ends up at this very page."""
        sign = token_urlsafe(18)
        self.mount = Mount(urlsplit(url).path, PlainTextResponse(sign))
        try:
            async with asyncio.timeout(_PATIENCE), httpx.AsyncClient(timeout=_PATIENCE) as client:
                return (await client.post(url)).text == sign
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            return False
        finally:
            self.mount = None

    async def _token(self, base_url: str, key: str, secret: str) -> None:
        """Get a token that is kept nowhere: one on disk would hide that the secret is wrong."""
        with tempfile.TemporaryDirectory(prefix="kiwoom-setup-") as room:
            async with (
                asyncio.timeout(_PATIENCE),
                Probe(
                    base_url=base_url,
                    app_key=key,
                    app_secret=secret,
                    token_path=Path(room) / ".token",
                    clock=SystemClock(),
                ) as probe,
            ):
                await probe.token()

    async def _belongs(self, base_url: str, key: str, secret: str) -> bool:
        try:
            await self._token(base_url, key, secret)
        except (BotError, TimeoutError):
            return False
        return True


async def _tried(voice: Voice, good: str, url: str, check: Callable[[], Awaitable[str]]) -> Verdict:
    """Return what a chat platform says of tokens of its."""
    try:
        async with asyncio.timeout(_PATIENCE):
            name = await check()
    except SettingsWrong as error:
        return Verdict(False, error.params.get("reason") or _words(voice, error))
    except (ChatUnavailable, TimeoutError):
        return Verdict(False, voice.text("setup.chat_away", url=url))
    return Verdict(True, voice.text(f"setup.{good}", name=name), name)


def _misshapen(voice: Voice, empty: str, *values: str) -> Verdict | None:
    """Return what is wrong with values before anybody is asked."""
    if not all(values):
        return Verdict(False, voice.text(empty))
    odd = any(not one.isascii() or not one.isprintable() or "${" in one for one in values)
    return Verdict(False, voice.text("setup.unprintable")) if odd else None


def _kiwoom_words(voice: Voice, error: Exception, url: str) -> str:
    for kind, key in _KIWOOM:
        if isinstance(error, kind):
            return voice.text(key)
    return voice.text("setup.kiwoom_away", url=url)


def _words(voice: Voice, error: BotError) -> str:
    own = own_words(error.key, labelled=True)
    lines = voice.lines(own, **error.params) if own else voice.error(error)
    return " ".join(plain.encode(Doc(lines)).split())


def _outranked(values: dict[str, str | None]) -> list[str]:
    """Return what the environment says otherwise: it is asked before `.env`.

    In which language somebody set the bot up is no reason to stop them.
    """
    said = {name.upper(): value for name, value in os.environ.items() if value}
    return [
        one
        for name, value in values.items()
        for one in (name, f"{name}_FILE")
        if name != "BOT_LANGUAGE" and one in said and said[one] != value
    ]
