"""A sentence in the languages the bot speaks."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """One sentence in both languages."""

    ko: str
    en: str

    def of(self, lang: str) -> str:
        """Return it in `ko`, or in English for any other language."""
        return self.ko if lang == "ko" else self.en
