"""A stock's chart: `/chart 삼성전자 5분 dark`."""

import asyncio
import re
from dataclasses import dataclass, replace

from bot.commands.amounts import NotUnderstood
from bot.commands.command import Asked
from bot.commands.looking import stock_meant, which
from bot.messages import Attachment, Reply
from bot.render import charted, pictures
from core.errors import BotError
from core.model import Stock
from core.model.looking import Details, Interval

DAILY = Interval("day")
_ALSO = {
    **dict.fromkeys(("1시간", "1시간봉", "시간봉", "1h"), Interval("minute", 60)),
    **dict.fromkeys(("일간", "daily"), DAILY),
    **dict.fromkeys(("주간", "weekly"), Interval("week")),
}
_DARK = frozenset({"dark", "다크", "다크모드", "어둡게"})
_LIGHT = frozenset({"light", "라이트", "라이트모드", "밝게"})
_LIKE_AN_INTERVAL = re.compile(
    r"\d+(분봉?|초봉?|시간봉?|일봉?|주봉?|틱|m|min|h|d|w|s)|(월|년|연|분|틱)봉?|month|year|tick"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person said after the command: a stock, and how its chart is to look."""

    stock: str
    interval: Interval = DAILY
    dark: bool = False


def read(said: str) -> Wanted:
    """Read `삼성전자 5분 dark`; raises NotUnderstood for an interval there is none of."""
    words, interval, dark = said.split(), None, None
    while len(words) > 1:
        word = words[-1].casefold()
        meant = _ALSO.get(word) or Interval.parse(word)
        if word in _DARK | _LIGHT and dark is None:
            dark = word in _DARK
        elif meant is not None and interval is None:
            interval = meant
        elif _LIKE_AN_INTERVAL.fullmatch(word):
            raise NotUnderstood("chart_interval", said=words[-1])
        else:
            break
        words.pop()
    return Wanted(" ".join(words), interval or DAILY, dark or False)


async def chart(asked: Asked) -> Reply:
    """Draw a stock's chart, with the entries and exits of its conditions, and buttons for more."""
    if not asked.said:
        return await which(asked)
    wanted = read(asked.said)
    stock = stock_meant(replace(asked, said=wanted.stock))
    look, voice = asked.engine.looking, asked.voice
    candles, details = await asyncio.gather(
        look.candles(stock, wanted.interval, pictures.WANTED), _details(asked, stock)
    )
    buttons = charted.buttons(voice, stock.code, wanted.interval, dark=wanted.dark)
    name = details.name if details and details.name else stock.name
    if not candles:
        return Reply(charted.nothing(voice, name, stock.code, wanted.interval), buttons)
    shown = candles[-pictures.VISIBLE :]
    marks = await look.marks(stock.code, shown[0].at)
    headline = charted.headline(stock, name, details, candles, wanted.interval)
    data = await pictures.chart(
        candles,
        headline,
        marks,
        dark=wanted.dark,
        lang=voice.lang,
        interval=wanted.interval,
    )
    alt = charted.alt(voice, headline, wanted.interval)
    file = f"chart-{stock.code}-{wanted.interval.key}.png"
    at = details.at if details else asked.now
    doc = charted.caption(voice, headline, wanted.interval, marks, at)
    return Reply(doc, buttons, attachments=(Attachment(file, data, "picture", alt),))


async def _details(asked: Asked, stock: Stock) -> Details | None:
    """Return what the stock costs now; a chart does without where nobody says it."""
    try:
        return await asked.engine.looking.details(stock)
    except BotError:
        return None
