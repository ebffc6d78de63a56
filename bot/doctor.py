"""`kiwoom-bot check`: what is set up, what is not, and the cure, a line each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot import heartbeat
from bot.lock import hold
from bot.logs import scrubber
from bot.messages import Doc
from bot.readying import ask
from bot.render import plain
from bot.render.texts_shell import own_words
from bot.render.voice import Voice
from bot.settings import (
    Settings,
    language,
    load,
    misspelt,
    require,
    require_guard,
    secret,
)
from bot.sinks import Sink
from core.clock import SystemClock
from core.errors import (
    AlreadyRunning,
    BotError,
    ChatUnavailable,
    NotConnected,
    OperatorError,
    SettingsWrong,
    Unavailable,
)
from core.kiwoom.probe import Probe
from core.kiwoom.transport import derive_ws_url
from core.services.taken import Taken
from core.store import Store

_PATIENCE = 40.0

_NAMED = 3

Say = Callable[[str], object]


class Absent(Exception):
    """A face has no settings, which is no fault."""


class Doubtful(Exception):
    """It works, but hardly as it was meant."""


class TokenMisplaced(OperatorError):
    """A token of another kind was put there (`name`, `prefix`, `place`)."""

    key = "token_misplaced"


class SecretMisplaced(OperatorError):
    """A token stands where Slack's signing secret belongs."""

    key = "secret_misplaced"


class SessionLeftAlone(OperatorError):
    """Another program has the session (`since`): logging in would throw it out."""

    key = "session_left_alone"


class PortTaken(OperatorError):
    """The page's port cannot be opened (`port`, `reason`)."""

    key = "port_taken"


class NoConditions(OperatorError):
    """The account has no condition saved on Kiwoom's server."""

    key = "no_conditions"


class Doctor:
    """Examines one thing after the other and says a line about each."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._settings = settings
        self._voice = Voice(settings.bot_language)
        self._say = say
        self.failed = 0
        self._taken: datetime | None = None
        """since when another program has the session"""
        self._runs = False

    def wrong(self, error: SettingsWrong) -> None:
        """Say that the settings cannot even be read."""
        self._bad(self._voice.text("check.settings_label"), error)
        self._misspelt()

    async def examine(self) -> None:
        """Say every line; `failed` counts the bad ones."""
        await self._line("settings", self._check_settings)
        self._misspelt()
        try:
            lock = hold(self._settings.data_dir)
        except AlreadyRunning:
            self._runs = True
            await self._line("session", self._check_running)
        except BotError as error:
            self._bad(self._voice.text("check.database_label"), error)
        else:
            try:
                await self._line("database", self._check_database)
                await self._check_broker()
            finally:
                lock.release()
        await self._line("telegram", self._check_telegram)
        await self._line("slack", self._check_slack)
        await self._line("mail", self._check_mail)
        await self._check_notify()
        await self._check_page()
        found = self._settings
        if not (found.telegram_bot_token or found.slack_bot_token or found.web_port):
            self._doubt("chats", self._voice.text("check.no_chat"))

    async def _check_settings(self) -> str:
        require(self._settings, "kiwoom_app_key", "kiwoom_app_secret")
        alone = self._settings.web_port and self._settings.web_open and not self._chats()
        if not self._settings.owners and not alone:
            raise Doubtful(self._voice.text("check.nobody"))
        return self._voice.text("check.settings", url=self._settings.kiwoom_base_url)

    async def _check_database(self) -> str:
        store = await Store.open(self._settings.database)
        try:
            self._taken = await Taken(store.facts).since()
        finally:
            await store.close()
        return self._settings.database.rpartition("@")[2]

    async def _check_running(self) -> str:
        state = heartbeat.read(self._settings.data_dir, SystemClock().now())
        if state is None:
            hold(self._settings.data_dir).release()  # raises AlreadyRunning, unless it ended now
            return self._voice.text("check.not_alive")
        return self._voice.text("check.running", state=self._voice.session(state))

    async def _check_broker(self) -> None:
        if self._settings.kiwoom_app_key is None or self._settings.kiwoom_app_secret is None:
            for what in ("token", "login", "conditions"):
                self._skip(what)
            return
        async with Probe(
            base_url=self._settings.kiwoom_base_url,
            ws_url=self._settings.kiwoom_ws_url,
            app_key=secret(self._settings, "kiwoom_app_key"),
            app_secret=secret(self._settings, "kiwoom_app_secret"),
            token_path=self._settings.data_dir / ".token",
            clock=SystemClock(),
        ) as probe:
            warning = self._voice.text("check.logging_in")

            async def token() -> str:
                expires = await probe.token()
                return self._voice.text("check.token", at=f"{expires:%m-%d %H:%M}")

            async def login() -> str:
                if self._taken is not None:
                    since = f"{self._taken:%m-%d %H:%M}"
                    raise SessionLeftAlone(since=since)
                self._say(f"… {self._voice.text('check.login_label')}: {warning}")
                await probe.login()
                return self._voice.text("check.login")

            async def conditions() -> str:
                found = await probe.conditions()
                if not found:
                    raise NoConditions
                named = ", ".join(f"{one.seq} {one.name}" for one in found[:_NAMED])
                return self._voice.text("check.conditions", count=len(found), names=named)

            well = True
            for what, step in (("token", token), ("login", login), ("conditions", conditions)):
                well = await self._line(what, step) if well else self._skip(what)

    async def _check_telegram(self) -> str:
        if self._settings.telegram_bot_token is None:
            raise Absent("TELEGRAM_BOT_TOKEN")
        from bot.channels.telegram import check  # noqa: PLC0415 only who uses it pays for it

        return await check(
            secret(self._settings, "telegram_bot_token"),
            self._settings.telegram_api_url,
            lang=self._settings.bot_language,
        )

    async def _check_slack(self) -> str:
        if self._settings.slack_bot_token is None:
            raise self._absent("SLACK_BOT_TOKEN", "slack_app_token", "slack_signing_secret")
        bot, by_http = secret(self._settings, "slack_bot_token"), self._settings.slack_by_http
        app = "" if by_http else secret(self._settings, "slack_app_token")
        # only who uses it pays for it
        from bot.channels.slack import check, is_token, misplaced  # noqa: PLC0415

        if wrong := misplaced(bot, app):
            raise TokenMisplaced(**wrong)
        if by_http and is_token(secret(self._settings, "slack_signing_secret")):
            raise SecretMisplaced
        said = await check(bot, app, self._settings.slack_api_url, self._settings.bot_language)
        if by_http:
            return f"{said} · {self._check_address()}"
        both = "_both" * (self._settings.slack_signing_secret is not None)
        return f"{said} · {self._voice.text(f'check.slack_socket{both}')}"

    def _check_address(self) -> str:
        """Return where Slack's requests are to come in; raises SettingsMissing, Doubtful."""
        from bot.channels.slack.manifest import request_url  # noqa: PLC0415

        require(self._settings, "web_url")
        url = request_url(self._settings.web_url or "")
        if self._settings.web_port == 0 or not url.startswith("https://"):
            raise Doubtful(self._voice.text("check.slack_unreached", url=url))
        return url

    def _chats(self) -> bool:
        """Return whether a chat platform is set up."""
        return bool(self._settings.telegram_bot_token or self._settings.slack_bot_token)

    async def _check_page(self) -> None:
        if self._settings.web_port == 0:
            label = self._voice.text("check.web_label")
            self._say(f"– {label}: {self._voice.text('check.web_off')}")
            return
        await self._line("web", self._check_answers if self._runs else self._check_port)

    async def _check_answers(self) -> str:
        require_guard(self._settings)
        said = await asyncio.to_thread(ask, self._settings, self._voice)
        if said is not None:
            raise Doubtful(said)
        key = "check.web_answers_open" if self._settings.web_open else "check.web_answers"
        return self._voice.text(key, url=self._settings.web_address)

    async def _check_port(self) -> str:
        from bot.channels.web.server import listen  # noqa: PLC0415 only who uses it pays for it

        require_guard(self._settings)
        host, port = self._settings.web_host, self._settings.web_port
        try:
            listener = await asyncio.to_thread(listen, host, port)
        except OSError as error:
            raise PortTaken(port=str(port), reason=error.strerror or str(error)) from error
        listener.close()
        key = "check.web_open" if self._settings.web_open else "check.web_guarded"
        return self._voice.text(key, url=self._settings.web_address)

    async def _check_mail(self) -> str:
        if self._settings.smtp_host is None:
            raise self._absent("SMTP_HOST", "email_from", "email_to")
        from bot.channels.email import account, check  # noqa: PLC0415 only who uses it pays for it

        return await check(account(self._settings), self._settings.bot_language)

    async def _check_notify(self) -> None:
        if not self._settings.sinks:
            await self._line("notify", partial(self._check_sink, None))
        for sink in self._settings.sinks:
            await self._line("notify", partial(self._check_sink, sink))

    async def _check_sink(self, sink: Sink | None) -> str:
        if sink is None:
            raise Absent("NOTIFY_URLS")
        from bot.channels.notify import check  # noqa: PLC0415 only who uses it pays for it

        keep = self._settings.data_dir / "notify"
        return f"{sink.name} · {await check(sink, keep, self._settings.bot_language)}"

    def _absent(self, name: str, *others: str) -> Exception:
        """Return that a face has no settings, or that it has others and lacks this one."""
        said = [one.upper() for one in others if getattr(self._settings, one)]
        if not said:
            return Absent(name)
        return Doubtful(self._voice.text("check.half", name=name, others=", ".join(said)))

    async def _line(self, what: str, step: Callable[[], Awaitable[str]]) -> bool:
        """Take a step and say how it went; true where it went well."""
        label = self._voice.text(f"check.{what}_label")
        try:
            async with asyncio.timeout(_PATIENCE):
                said = await step()
        except Absent as absent:
            self._say(f"– {label}: {self._voice.text('check.absent', name=absent)}")
            return True
        except Doubtful as doubt:
            self._doubt(what, str(doubt))
            return True
        except (Unavailable, NotConnected, ChatUnavailable, TimeoutError) as error:
            return self._unreachable(what, label, error)
        except BotError as error:
            return self._bad(label, error)
        self._say(f"✓ {label}: {said}")
        return True

    def _unreachable(self, what: str, label: str, error: Exception) -> bool:
        """Say which address did not answer, why, and where it was set."""
        found, key, reason = self._settings, "unreachable_elsewhere", ""
        name, url = {
            "telegram": ("TELEGRAM_API_URL", found.telegram_api_url),
            "slack": ("SLACK_API_URL", found.slack_api_url),
            "mail": ("SMTP_HOST, SMTP_PORT", f"{found.smtp_host}:{found.smtp_port}"),
            "notify": ("NOTIFY_URLS", "NOTIFY_URLS"),
        }.get(what, ("", ""))
        if isinstance(error, ChatUnavailable):
            url = error.params.get("url", url)
        if not name:
            key, name, url = "unreachable", "KIWOOM_BASE_URL", found.kiwoom_base_url
            reason = getattr(error, "detail", "") or self._voice.text("check.silent")
            if what != "token":
                url = found.kiwoom_ws_url or derive_ws_url(url)
                name = "KIWOOM_WS_URL" if found.kiwoom_ws_url else name
        self.failed += 1
        said = self._voice.text(f"check.{key}", url=url, name=name, reason=reason)
        self._say(f"✗ {label}: {said}")
        return False

    def _misspelt(self) -> None:
        """Say which names of `.env` are nearly those of settings, and so do nothing."""
        for said, meant in misspelt():
            self._doubt("settings", self._voice.text("check.misspelt", said=said, meant=meant))

    def _doubt(self, what: str, why: str) -> None:
        self._say(f"! {self._voice.text(f'check.{what}_label')}: {why}")

    def _skip(self, what: str) -> bool:
        """Say that something was not tried."""
        label = self._voice.text(f"check.{what}_label")
        self._say(f"– {label}: {self._voice.text('check.skipped')}")
        return False

    def _bad(self, label: str, error: BotError) -> bool:
        self.failed += 1
        own = own_words(error.key, labelled=True)
        lines = self._voice.lines(own, **error.params) if own else self._voice.error(error)
        self._say(f"✗ {label}: {' '.join(plain.encode(Doc(lines)).split())}")
        return False


async def examine(say: Say) -> int:
    """Say a line about everything and return 0 if all is well, 1 if something failed."""
    try:
        settings = load()
    except SettingsWrong as error:
        doctor = Doctor(Settings.model_construct(bot_language=language()), say)
        doctor.wrong(error)
        return 1
    scrubber.learn(settings.secrets())
    doctor = Doctor(settings, lambda text: say(scrubber.scrub(text)))
    await doctor.examine()
    return 1 if doctor.failed else 0


async def findings(settings: Settings, lang: str) -> list[str]:
    """Return a line about everything as these settings have it, in a language; for a running bot.

    It holds DATA_DIR, so nothing is logged in a second time.
    """
    lines: list[str] = []
    asked = settings.model_copy(update={"bot_language": lang})
    await Doctor(asked, lambda text: lines.append(scrubber.scrub(text))).examine()
    return lines
