"""Who is spoken to in which language, in memory."""

from bot.languages import Languages
from tests.fakes.facts import FakeFacts


def speech(lang: str = "ko") -> Languages:
    """Speak `lang` where nobody chose another."""
    return Languages(lang, FakeFacts())
