"""From an address to the service behind it."""

from collections.abc import Sequence
from pathlib import Path

from bot.channels.notify import discord, teams
from bot.channels.notify.discord import Discord
from bot.channels.notify.http import Http
from bot.channels.notify.letter import Service
from bot.channels.notify.ntfy import Ntfy
from bot.channels.notify.teams import Teams
from bot.channels.notify.webhook import SCHEMES, Webhook
from bot.sinks import EXAMPLE, Sink
from core.errors import SettingsWrong

_NTFY = frozenset({"ntfy", "ntfys"})
_TEAMS = frozenset({"workflow", "workflows"})


def make(sinks: Sequence[Sink], http: Http, keep: Path) -> dict[str, Service]:
    """Return every service by its name; raises SettingsWrong with the name, not the address."""
    made = {}
    for sink in sinks:
        try:
            made[sink.name] = _service(sink.url, http, keep)
        except ValueError as error:
            reason = f"{sink.name}={_begin(sink)}… → {EXAMPLE}"
            raise SettingsWrong(name="NOTIFY_URLS", reason=reason) from error
    return made


def _service(url: str, http: Http, keep: Path) -> Service:
    scheme = url.partition("://")[0].casefold()
    if scheme == "discord" or discord.NATIVE.match(url):
        return Discord(url, http)
    if scheme in _TEAMS or teams.NATIVE.match(url):
        return Teams(url, http)
    if scheme in _NTFY or url.startswith("https://ntfy.sh/"):
        return Ntfy(url, http)
    if scheme in SCHEMES:
        return Webhook(url, http)
    from bot.channels.notify.apprised import Apprised  # noqa: PLC0415 only who uses it pays for it

    return Apprised(url, keep)


def _begin(sink: Sink) -> str:
    return f"{sink.url.partition('://')[0]}://"
