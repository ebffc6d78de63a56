"""Every setting, from the environment, from `.env`, or from a file named by `NAME_FILE`."""

import os
import re
from contextlib import suppress
from difflib import get_close_matches
from email.utils import parseaddr
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.sinks import EXAMPLE, Sink, hidden
from bot.sinks import read as read_sinks
from core.errors import SettingsMissing, SettingsWrong
from core.model import Destination

_ENV_FILE = ".env"
_OWNER = re.compile(r"telegram:[0-9]+|slack:[UW][A-Z0-9]+")
_MAIL = re.compile(r"[^\s@<>,;\"()]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", re.ASCII)
_NO_WORD = 8
"""a shorter part of an address may be a word that stands elsewhere as well"""
_LANGUAGE = re.compile(r"""^\s*(?:export\s+)?BOT_LANGUAGE\s*=\s*["']?(\w+)""", re.MULTILINE)
_NAME = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", re.MULTILINE | re.ASCII)
_ALIKE = 0.8
"""how much a name is like a setting's, so that it was meant: 1 is the same"""


class NotUtf8(SettingsWrong):
    """The settings file has another encoding, as old editors save it (`name`)."""

    key = "not_utf8"


class WebUnguarded(SettingsWrong):
    """With a setting (`name`) the page can be reached from elsewhere, and no token guards it."""

    key = "web_unguarded"


class SeveralWrong(SettingsWrong):
    """More than one setting is malformed (`name`: all of them, `count`, `reason`)."""

    key = "settings_several"


class MarketHours(StrEnum):
    """Which hours the market keeps."""

    KRX = "krx"
    ALWAYS = "always"


class Settings(BaseSettings):
    """The outside contract: names are the environment's, in lower case."""

    model_config = SettingsConfigDict(
        env_file=_ENV_FILE, env_file_encoding="utf-8-sig", env_ignore_empty=True, extra="ignore"
    )

    kiwoom_app_key: SecretStr | None = None
    kiwoom_app_secret: SecretStr | None = None
    kiwoom_base_url: str = Field("https://api.kiwoom.com", examples=["https://api.kiwoom.com"])
    kiwoom_ws_url: str | None = Field(
        None, examples=["wss://api.kiwoom.com:10000/api/dostk/websocket"]
    )
    kiwoom_realtime: bool = Field(True, examples=["on"])
    kiwoom_requery_seconds: float = Field(60.0, ge=0, examples=["60"])
    kiwoom_requests_per_second: float | None = Field(None, gt=0, examples=["5"])
    poll_interval: float = Field(30.0, ge=1, examples=["30"])
    data_dir: Path = Path("data")
    database_url: str | None = Field(None, examples=["sqlite:///data/kiwoom.db"])
    environment: Literal["development", "production"] = Field(
        "development", examples=["production"]
    )
    market_hours: MarketHours = Field(MarketHours.KRX, examples=["krx"])
    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = Field("https://api.telegram.org", examples=["https://api.telegram.org"])
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = Field("https://slack.com/api/", examples=["https://slack.com/api/"])
    smtp_host: str | None = Field(None, examples=["smtp.gmail.com"])
    smtp_port: int = Field(587, ge=1, le=65535, examples=["587"])
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", examples=["starttls"])
    email_from: str | None = Field(None, examples=["me@example.org"])
    email_to: Annotated[tuple[str, ...], NoDecode] = Field(
        (), examples=["me@example.org,you@example.org"]
    )
    email_interval: float = Field(900.0, ge=0, examples=["900"])
    notify_urls: SecretStr | None = Field(None, examples=[EXAMPLE])
    owners: Annotated[tuple[str, ...], NoDecode] = Field(
        (), examples=["telegram:123456789,slack:U0123ABCD"]
    )
    trading_mode: Literal["off", "paper", "live"] = Field("off", examples=["off"])
    web_host: str = Field("127.0.0.1", examples=["127.0.0.1"])
    web_port: int = Field(8080, ge=0, le=65535, examples=["8080"])
    """0: no web face"""
    web_url: str | None = Field(None, examples=["https://bot.example.com"])
    web_token: SecretStr | None = None
    web_trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"), examples=["127.0.0.1,172.18.0.0/16"]
    )
    """addresses and networks that are believed about who called them"""
    fold_window: float = Field(600.0, ge=0, examples=["600"])
    retention_days: int = Field(90, ge=1, le=3650, examples=["90"])
    deadman_url: SecretStr | None = Field(None, examples=["https://hc-ping.com/..."])
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", examples=["INFO"])
    log_format: Literal["json", "text"] | None = Field(None, examples=["text"])
    bot_language: Literal["ko", "en"] = Field("ko", examples=["ko"])

    @field_validator("owners", "email_to", "web_trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("owners")
    @classmethod
    def _check_owners(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for owner in value:
            if not _OWNER.fullmatch(owner):  # a @name or a person's name is nobody's id
                raise ValueError(owner)
        return value

    @field_validator("email_to")
    @classmethod
    def _check_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            if not _MAIL.fullmatch(address):
                raise ValueError(address)
        return tuple(dict.fromkeys(address.casefold() for address in value))

    @field_validator("web_trusted_proxies")
    @classmethod
    def _check_proxies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        read = (ip_network(one, strict=False) if "/" in one else ip_address(one) for one in value)
        found = tuple(dict.fromkeys(map(str, read)))
        if any(one.endswith("/0") for one in found):  # then anybody says who they are
            raise ValueError(value)
        return found

    @field_validator("email_from")
    @classmethod
    def _check_sender(cls, value: str | None) -> str | None:
        if value is not None and not _MAIL.fullmatch(parseaddr(value)[1]):
            raise ValueError(value)
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("web_url")
    @classmethod
    def _check_web_url(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "http://localhost")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError(value)
        return None if value is None else value.rstrip("/")

    @field_validator("kiwoom_base_url", "kiwoom_ws_url", "telegram_api_url", "slack_api_url")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://", "ws://", "wss://")):
            raise ValueError(value)
        return value

    @field_validator("deadman_url")
    @classmethod
    def _check_deadman(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("http://", "https://")):
            raise ValueError("no address")
        return value

    @field_validator("notify_urls")
    @classmethod
    def _check_notify(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            read_sinks(value.get_secret_value())
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Look into arguments, the environment, files it names, `.env`, files that names."""
        named = [
            NamedFiles(settings_cls, source)
            for source in (env_settings, dotenv_settings)
            if isinstance(source, EnvSettingsSource | DotEnvSettingsSource)
        ]
        return init_settings, env_settings, named[0], dotenv_settings, named[1]

    @property
    def database(self) -> str:
        """Return the database's URL, `kiwoom.db` in DATA_DIR where none is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'kiwoom.db').as_posix()}"

    @property
    def owner_chats(self) -> tuple[Destination, ...]:
        """Return the private chats of the owners: both platforms name them like the person."""
        split = (owner.partition(":") for owner in self.owners)
        return tuple(Destination(channel, person) for channel, _, person in split)

    @property
    def web_open(self) -> bool:
        """Return whether the page asks nobody who they are: nothing but this machine reaches it."""
        named = urlsplit(self.web_url).hostname if self.web_url else None
        here = is_loopback(self.web_host) and (named is None or is_loopback(named))
        return self.web_token is None and here

    @property
    def web_address(self) -> str:
        """Return where people reach the page, nothing where there is none."""
        if not self.web_port:
            return ""
        return self.web_url or self.web_here

    @property
    def web_here(self) -> str:
        """Return where the page answers on this machine, whatever address people use."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.web_host, self.web_host)  # noqa: S104
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.web_port}"

    @property
    def mailboxes(self) -> tuple[Destination, ...]:
        """Return the addresses of EMAIL_TO."""
        return tuple(Destination("email", address) for address in self.email_to)

    @property
    def slack_by_http(self) -> bool:
        """Return whether Slack calls the web face: a signing secret is set and no app token."""
        return self.slack_signing_secret is not None and self.slack_app_token is None

    @property
    def sinks(self) -> tuple[Sink, ...]:
        """Return the services that NOTIFY_URLS names."""
        return read_sinks(self.notify_urls.get_secret_value()) if self.notify_urls else ()

    def secrets(self) -> tuple[str, ...]:
        """Return every secret value, for the logs to leave out, and what of addresses is secret."""
        values = (getattr(self, name) for name in type(self).model_fields)
        found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        if self.deadman_url:
            path = urlsplit(self.deadman_url.get_secret_value()).path.strip("/")
            found += [path] * (len(path) >= _NO_WORD)
        if self.database_url and (password := _password(self.database_url)):
            found += [password, unquote(password)]
        found += hidden(self.sinks)
        return tuple(dict.fromkeys(one for one in found if one))


class NamedFiles(PydanticBaseSettingsSource):
    """Secrets as files: `NAME_FILE` holds the path of a file with the value of `NAME`."""

    def __init__(self, settings_cls: type[BaseSettings], source: EnvSettingsSource) -> None:
        super().__init__(settings_cls)
        self._values = source.env_vars

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        """Return the stripped content of the file named for a field."""
        path = self._values.get(f"{field_name}_file")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            name = f"{field_name}_FILE".upper()
            why = error.strerror if isinstance(error, OSError) else error.reason
            raise SettingsWrong(name=name, reason=f"{path}: {why}") from error

    def __call__(self) -> dict[str, Any]:
        """Return every field that a file was named for."""
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: value for name, value in found.items() if value is not None}


def load(**given: object) -> Settings:
    """Return the settings; raises SettingsWrong, naming all that is wrong with right examples."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except UnicodeDecodeError as error:
        raise NotUtf8(name=_ENV_FILE) from error
    except ValidationError as error:
        said = {str(one["loc"][0]): one["input"] for one in reversed(error.errors())}
        names = [name for name in Settings.model_fields if name in said]
        reason = " · ".join(_wrong(name, said[name]) for name in names)
        name = ", ".join(name.upper() for name in names)
        if len(names) > 1:
            raise SeveralWrong(name=name, count=str(len(names)), reason=reason) from error
        raise SettingsWrong(name=name, reason=reason) from error


def misspelt() -> tuple[tuple[str, str], ...]:
    """Return the names in `.env` that are no settings, and the setting each is most like."""
    known = [f"{name}{end}".upper() for name in Settings.model_fields for end in ("", "_file")]
    said: list[str] = []
    with suppress(OSError):
        said = _NAME.findall(Path(_ENV_FILE).read_text(encoding="latin-1"))
    unknown = [one for one in dict.fromkeys(said) if one.upper() not in known]
    near = ((one, get_close_matches(one.upper(), known, 1, _ALIKE)) for one in unknown)
    return tuple((one, found[0]) for one, found in near if found)


def _wrong(field: str, said: object) -> str:
    """Return what was said and what is right: `'0' → POLL_INTERVAL=30`."""
    name, examples = field.upper(), Settings.model_fields[field].examples or ()
    shown = "***" if field in SECRETS else repr(said)
    return f"{shown} → {name}={examples[0]}" if examples else f"{name}={shown}"


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:  # half an address; what is wrong with it is the database's to say
        return ""


SECRETS = frozenset(
    name for name, field in Settings.model_fields.items() if SecretStr in get_args(field.annotation)
)
"""the settings nobody may see"""


def language() -> Literal["ko", "en"]:
    """Return BOT_LANGUAGE, also where the other settings cannot be read."""
    said = os.environ.get("BOT_LANGUAGE", "")
    if not said:
        with suppress(OSError):
            found = _LANGUAGE.findall(Path(_ENV_FILE).read_text(encoding="latin-1"))
            said = found[-1] if found else ""
    return "en" if said == "en" else "ko"


def require(settings: Settings, *names: str) -> None:
    """Raise SettingsMissing for the first of the settings that is not set."""
    for name in names:
        if getattr(settings, name) is None:
            raise SettingsMissing(name=name.upper())


def require_guard(settings: Settings) -> None:
    """Raise WebUnguarded where the page can be reached from elsewhere without WEB_TOKEN."""
    if settings.web_port == 0 or settings.web_open or settings.web_token is not None:
        return
    away = not is_loopback(settings.web_host)
    name = f"WEB_HOST={settings.web_host}" if away else f"WEB_URL={settings.web_url}"
    raise WebUnguarded(name=name)


def is_loopback(host: str) -> bool:
    """Return whether only this machine is reached under a name or address."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def secret(settings: Settings, name: str) -> str:
    """Return the value of a secret; raises SettingsMissing where it is not set."""
    require(settings, name)
    value: SecretStr = getattr(settings, name)
    return value.get_secret_value()
