"""Saying a sentence to one reader: their language, and how their platform spells commands."""

import re
from collections.abc import Callable

from bot.messages import Line, Text
from bot.render.measure import clip
from bot.render.texts import TEXTS
from core.errors import BotError

_MARKED = re.compile(r"(\*\*.+?\*\*|`.+?`)")
_LONGEST = 300
_ECHO = 40
"""characters of what a person said, where it is said back to them"""


class _Value(str):
    """What stands for a name; `{count:stock|stocks}` is the word that fits the number."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        one, many, several = words.partition("|")
        if not many:
            return str(self)
        return one if self == "1" else several


class _Filling(dict[str, str]):
    """Values by name; a `/command` is spelled, what is missing shows as a question mark."""

    def __init__(self, values: dict[str, str], spell: Callable[[str], str]) -> None:
        super().__init__(values)
        self._spell = spell

    def __missing__(self, name: str) -> str:
        return self._spell(name[1:]) if name.startswith("/") else _Value("?")


def slashed(command: str) -> str:
    """Spell a command the way most platforms do."""
    return f"/{command}"


class Voice:
    """Speaks `lang` (ko, en); `spell` turns a command's name into what a person types."""

    def __init__(self, lang: str = "ko", spell: Callable[[str], str] = slashed) -> None:
        self.lang = lang
        self.spell = spell

    def text(self, key: str, /, **params: object) -> str:
        """Return a sentence without styles, for buttons, menus and parts of lines."""
        return "".join(run.text for line in self.lines(key, **params) for run in line)

    def lines(self, key: str, /, **params: object) -> tuple[Line, ...]:
        """Return a sentence as lines of styled runs; values are cleaned, never read as marks."""
        filling = _Filling(
            {
                name: _Value(clip(str(value), _ECHO if name == "said" else _LONGEST))
                for name, value in params.items()
            },
            self.spell,
        )
        return tuple(_line(one, filling) for one in TEXTS[key].of(self.lang).split("\n"))

    def line(self, key: str, /, **params: object) -> Line:
        """Return a sentence of one line."""
        (only,) = self.lines(key, **params)
        return only

    def error(self, error: BotError) -> tuple[Line, ...]:
        """Return the sentence of an error the engine raised on purpose."""
        key = f"error.{error.key}"
        if "seconds" in error.params and f"{key}_for" in TEXTS:
            key = f"{key}_for"
        params = dict(error.params)
        if "reason" in params:
            params["reason"] = self.reason(params["reason"])
        return self.lines(key if key in TEXTS else "error.error", **params)

    def session(self, state: str) -> str:
        """Return a state of the session in words, or as it is where it has none."""
        key = f"status.session_{state}"
        return self.text(key) if key in TEXTS else state

    def channel(self, name: str) -> str:
        """Return a face's name in words, or as it is where it has none."""
        key = f"status.channel_{name}"
        return self.text(key) if key in TEXTS else name

    def place(self, channel: str, topic: str) -> str:
        """Return `주제 7`, or `스레드` where a thread's id says nothing to anybody."""
        kind = "thread" if channel == "slack" else "topic"
        return self.text(f"place.{kind}", topic=topic)

    def reason(self, reason: str, /, **params: str) -> str:
        """Return a reason in words where it is the key of one, else as it is."""
        for key in (f"reason.{reason}", f"error.{reason}"):
            if key in TEXTS:
                return self.text(key, **params)
        return clip(reason, _LONGEST)


def _line(template: str, filling: _Filling) -> Line:
    return tuple(_run(part, filling) for part in _MARKED.split(template) if part)


def _run(part: str, filling: _Filling) -> Text:
    if part.startswith("**"):
        return Text(part[2:-2].format_map(filling), bold=True)
    if part.startswith("`"):
        return Text(part[1:-1].format_map(filling), code=True)
    return Text(part.format_map(filling))
