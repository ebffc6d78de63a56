"""The picture that belongs to what the bot says of its own accord: the day in its digest.

It is drawn from the notice alone, so that it shows what the words say and nothing else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

import structlog

from bot.messages import Attachment
from bot.render import daily, pictures, posters
from bot.render.voice import Voice
from core.model import Notice, NoticeMessage, Outgoing

log = structlog.get_logger(__name__)

PATIENCE = 10.0
"""seconds the words wait for their picture at most"""

Illustrate = Callable[[Notice, str], Awaitable[Attachment | None]]
"""the picture of a notice in a language, None where there is none"""


async def illustrate(notice: Notice, lang: str) -> Attachment | None:
    """Return the picture of a notice; raises what drawing raises."""
    shown = _day_told(notice.params, Voice(lang)) if notice.key == "daily_digest" else None
    if shown is None:
        return None
    day, wanted, alt = shown
    return Attachment(f"summary-{day}.png", await pictures.poster(wanted), "picture", alt)


async def illustrations(
    message: Outgoing, lang: str, draw: Illustrate = illustrate, *, patience: float = PATIENCE
) -> tuple[Attachment, ...]:
    """Return the picture to send with a message, if any; nothing is raised, and nothing held up.

    A repetition goes without: the first may have arrived with it, or may have failed by it.
    """
    if not isinstance(message, NoticeMessage) or message.resend:
        return ()
    try:
        async with asyncio.timeout(patience):
            picture = await draw(message.notice, lang)
    except Exception:
        log.exception("picture_failed", notice=message.notice.key)
        return ()
    return (picture,) if picture else ()


def _day_told(params: Mapping[str, str], voice: Voice) -> tuple[date, pictures.Poster, str] | None:
    """Return what is drawn of a digest; None where nothing entered, or it is an old one."""
    rows = (row.split("\t") for row in params.get("entered", "").split("\n") if row)
    entered = [(int(hour), name, int(count)) for hour, name, count in rows]
    if not entered:
        return None
    day = date.fromisoformat(params["day"])
    said = daily.day_said(day, voice.lang)
    counts = int(params["entries"]), int(params["exits"])
    alt = voice.text("past.picture_day", day=said)
    return day, posters.told_poster(voice, said, entered, *counts), alt
