"""In which language a person, or a group, is spoken to."""

from bot.access import Role
from bot.commands.command import Asked
from bot.messages import Button, Doc, Line, Reply
from bot.render import replies
from bot.render.voice import Voice

_WORDS = {
    "ko": ("ko", "kr", "kor", "korean", "한국어", "한국말", "한글", "국어"),
    "en": ("en", "eng", "english", "영어", "영문"),
}
_LANGUAGE_OF = {word: lang for lang, words in _WORDS.items() for word in words}


async def lang(asked: Asked) -> Reply:
    """Speak another language from now on, in a group if an owner says so; else say which it is."""
    if not asked.said:
        return _shown(asked)
    wanted = read(asked.said)
    if wanted is None:
        example = asked.command.shown_example(asked.voice)
        reply = replies.said(asked.voice, "language.unknown", said=asked.said, example=example)
        return Reply(reply.doc, _buttons(asked.voice, asked.voice.lang))
    if not asked.private and asked.role is not Role.OWNER:
        return replies.refused(asked.voice, "language.owners_only")
    await asked.languages.choose(asked.speaker, wanted)
    voice = Voice(wanted, asked.voice.spell)
    key = "chosen" if asked.private else "chosen_here"
    return Reply(Doc(voice.lines(f"language.{key}")), _buttons(voice, wanted))


def read(said: str) -> str | None:
    """Read `ko`, `한국어로`, `English`; None for a language the bot does not speak."""
    word = said.strip().casefold()
    return _LANGUAGE_OF.get(word) or _LANGUAGE_OF.get(word.removesuffix("로"))


def _shown(asked: Asked) -> Reply:
    lines: list[Line] = [asked.voice.line("language.now" if asked.private else "language.now_here")]
    if not asked.languages.chosen(asked.speaker):
        followed = asked.private and asked.languages.heard(asked.speaker)
        lines.append(asked.voice.line("language.from_app" if followed else "language.from_bot"))
    return Reply(Doc(tuple(lines)), _buttons(asked.voice, asked.voice.lang))


def _buttons(voice: Voice, now: str) -> tuple[tuple[Button, ...], ...]:
    """Offer the languages, the one that is spoken marked."""
    return (
        tuple(
            Button(f"{'✓ ' if one == now else ''}{voice.text(f'button.{one}')}", f"/lang {one}")
            for one in ("ko", "en")
        ),
    )
