"""A subscription's options in words."""

from bot.render import figures
from bot.render.voice import Voice
from core.model import Between, Kinds, Options

_UNITS = {"price": "won", "rate": "percent", "volume": "shares", "value": "won"}
_MILLION = 1_000_000
_MARKETS = ("KOSPI", "KOSDAQ", "ETF")


def filters(voice: Voice, options: Options) -> list[str]:
    """Return `등락률 3% 이상`, `가격 1,000원~50,000원`, `코스피·코스닥`, `이름 ‘삼성’`."""
    said = [
        _range(voice, field, between)
        for field in _UNITS
        if not (between := getattr(options, field)).open
    ]
    if options.markets:
        known = [one for one in _MARKETS if one in options.markets]
        said.append("·".join(voice.text(f"option.market_{one}") for one in known))
    if options.name:
        said.append(voice.text("option.name", name=options.name))
    return said


def differences(voice: Voice, options: Options) -> list[str]:
    """Return only what is not as it is without options, for a line of a list."""
    said = [] if options.kinds is Kinds.BOTH else [voice.text(f"option.{options.kinds}")]
    said += filters(voice, options)
    for field in ("digest", "cooldown"):
        if minutes := getattr(options, field):
            said.append(voice.text(f"option.{field}", length=length(voice, minutes)))
    if options.fold == 0:
        said.append(voice.text("option.fold_off"))
    elif options.fold:
        said.append(voice.text("option.fold", length=length(voice, options.fold)))
    if options.silent:
        said.append(voice.text("option.silent"))
    return said


def length(voice: Voice, minutes: float) -> str:
    """Return `10분`, `1시간 30분`."""
    return figures.duration(minutes * 60, voice.lang)


def _range(voice: Voice, field: str, between: Between) -> str:
    ends = [_number(voice, field, one) for one in (between.low, between.high) if one is not None]
    amount = voice.text(f"option.{_UNITS[field]}", amount="~".join(ends))
    both, low = len(ends) == 2, between.low is not None
    key = "between" if both else "at_least" if low else "at_most"
    return voice.text(f"option.{key}", what=voice.text(f"option.{field}"), amount=amount)


def _number(voice: Voice, field: str, value: float) -> str:
    if field == "rate":
        return f"{value:g}"
    if field == "price":
        return f"{value:,.0f}"
    return figures.exactly(value * (_MILLION if field == "value" else 1), voice.lang)
