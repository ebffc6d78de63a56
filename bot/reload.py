"""Reads the settings again while the bot runs, and says what that changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.settings import Settings, misspelt, require
from core.errors import OwnersLost

CALENDAR = "calendar.toml"
_NEEDED = ("kiwoom_app_key", "kiwoom_app_secret")
"""what is gone only by mistake, as with the whole file"""

Take = Callable[[Settings], object]


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The names of what changed: at once, and only with a restart."""

    changed: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()
    misspelt: tuple[tuple[str, str], ...] = ()
    """what is no setting's name, and the one it is most like"""


class Reload:
    """Knows the settings the bot runs with.

    `live` are those that somebody can take over at once, several names to one of them perhaps;
    `calendar` reads the file of exceptional days again and returns whether it says something else.
    """

    def __init__(
        self,
        settings: Settings,
        read: Callable[[], Settings],
        live: Mapping[tuple[str, ...], Take],
        calendar: Callable[[], bool],
        learn: Callable[[Sequence[str]], object],
    ) -> None:
        self._settings = settings
        self._read = read
        self._live = live
        self._calendar = calendar
        self._learn = learn

    @property
    def settings(self) -> Settings:
        """Return the settings as they are in effect now."""
        return self._settings

    def __call__(self, asker: str = "") -> Reloaded:
        """Take over what can be; raises SettingsWrong, and changes nothing then.

        It is OwnersLost where whoever asks (an identity, nothing for the shell) would be no owner
        any more, and where nobody would.
        """
        new = self._read()
        self._check(new, asker.casefold())
        self._learn(new.secrets())
        calendar = self._calendar()
        different = [name for name in Settings.model_fields if self._differs(name, new)]
        changed = []
        for names, take in self._live.items():
            if theirs := [name for name in names if name in different]:
                take(new)
                changed += theirs
        self._settings = self._settings.model_copy(
            update={name: getattr(new, name) for name in changed}
        )
        return Reloaded(
            tuple(_spelled(name) for name in changed) + (CALENDAR,) * calendar,
            tuple(_spelled(name) for name in different if name not in changed),
            misspelt(),
        )

    def _check(self, new: Settings, asker: str) -> None:
        before, after = ({one.casefold() for one in each.owners} for each in (self._settings, new))
        if (before and not after) or asker in before - after:
            raise OwnersLost
        for name in _NEEDED:
            if getattr(self._settings, name) is not None:
                require(new, name)

    def _differs(self, name: str, new: Settings) -> bool:
        return bool(getattr(self._settings, name) != getattr(new, name))


def _spelled(name: str) -> str:
    return name.upper()


def json_logs(settings: Settings) -> bool:
    """Return whether the log is written as JSON."""
    if settings.log_format is None:
        return settings.environment == "production"
    return settings.log_format == "json"
