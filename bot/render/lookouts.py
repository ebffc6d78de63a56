"""What price alerts say: set, listed, told and over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.messages import Button, Doc, Line, Reply
from bot.render import figures
from bot.render.measure import clip
from bot.render.replies import button, label
from bot.render.voice import Voice
from core.model import Quote, Stock
from core.model.lookout import OF_A_PRICE, OF_A_RATE, Aim, Goal, Lookout
from core.services.spotter import Sight

_NAME = 20
_PERCENTS = (3, 5, 10)
Rows = tuple[tuple[Button, ...], ...]


def aim_text(voice: Voice, aim: Aim) -> str:
    """Return `80,000원 이상`, `등락률 ±3%`, `거래량 어제의 200%`, `52주 신고가`."""
    number = f"{aim.value:,.0f}" if aim.goal in OF_A_PRICE else f"{aim.value:,g}"
    return voice.text(f"watch.{aim.goal.value}", number=number)


def placed(voice: Voice, sight: Sight, now: datetime) -> Reply:
    """Confirm a price alert: what for, what it costs now, how often and until when."""
    one = sight.lookout
    name, aim = clip(sight.name, _NAME), aim_text(voice, one.aim)
    lines = [voice.line("watch.placed", name=name, aim=aim)]
    lines.append(_now(voice, sight.quote, _far(voice, sight)) or voice.line("watch.price_unknown"))
    if not one.armed:
        key = "watch.already" if one.aim.goal in OF_A_PRICE | OF_A_RATE else "watch.already_today"
        lines.append(voice.line(key))
    how = "watch.repeating" if one.repeat else "watch.once"
    until = figures.day_minute(one.until, now, voice.lang)
    lines.append(voice.line(how, until=until))
    rows = ((_off(voice, one, "watch_off"), button(voice, "watches", "/watch")),)
    return Reply(Doc(tuple(lines)), rows)


def listed(
    voice: Voice, sights: Sequence[Sight], now: datetime, example: str, *, ended: bool = False
) -> Reply:
    """List the price alerts of a chat, each with the button that ends it."""
    head = (voice.line("watch.ended"),) * ended
    if not sights:
        return Reply(Doc((*head, *voice.lines("watch.none", example=example))))
    lines: list[Line] = [*head, voice.line("watch.list", count=len(sights))]
    for sight in sights:
        lines += _listed(voice, sight, now)
    rows = [
        (Button(label(f"✕ {one.name} {aim_text(voice, one.lookout.aim)}"), _ends(one.lookout)),)
        for one in sights
    ]
    if len(sights) > 1:
        rows.append((button(voice, "watch_off_all", "/watch off all"),))
    return Reply(Doc(tuple(lines)), tuple(rows))


def which_aim(voice: Voice, stock: Stock, quote: Quote | None, example: str) -> Reply:
    """Ask what is wanted of a stock, with buttons for what is wanted most."""
    title = voice.line("watch.which_aim", name=clip(stock.name, _NAME))
    price = _now(voice, quote)
    how = voice.lines("watch.which_aim_example", example=example)
    lines = (title, *((price,) if price else ()), *how)
    command = f"/watch {stock.code}"
    percents = tuple(Button(f"±{one}%", f"{command} +-{one}%") for one in _PERCENTS)
    others = (
        button(voice, "watch_volume", f"{command} volume 200%"),
        button(voice, "watch_high", f"{command} yearhigh"),
        button(voice, "watch_low", f"{command} yearlow"),
    )
    return Reply(Doc(lines), (percents, others))


def which_way(voice: Voice, stock: Stock, price: int, rest: str, quote: Quote | None) -> Reply:
    """Ask which way a price is meant, where what the stock costs now does not tell."""
    known = quote is not None and quote.price is not None
    key = "watch.which_way_same" if known else "watch.which_way"
    lines = voice.lines(key, name=clip(stock.name, _NAME), price=figures.money(price))
    row = tuple(
        Button(
            aim_text(voice, Aim(goal, price)), f"/watch {stock.code} {Aim(goal, price).word}{rest}"
        )
        for goal in (Goal.ABOVE, Goal.BELOW)
    )
    return Reply(Doc(lines), (row,))


def told(voice: Voice, params: Mapping[str, str]) -> tuple[Line, ...]:
    """Say that a price alert's aim is reached."""
    aim = Aim.read(params["aim"])
    name = clip(params["name"], _NAME)
    lines = [voice.line("watch.told", name=name, aim=aim_text(voice, aim))]
    rate = float(params["rate"]) if params.get("rate") else None
    quote = Quote(params["code"], int(params["price"]), rate=rate)
    lines.append(
        voice.line(
            "watch.told_price",
            price=figures.money(quote.price),
            mark=figures.colour(quote),
            rate=figures.arrowed(rate),
            time=params["time"],
        )
    )
    if params.get("reached"):
        lines.append(voice.line("watch.reached", price=figures.money(int(params["reached"]))))
    if params.get("share"):
        lines.append(voice.line("watch.share", percent=f"{int(params['share']):,}"))
    return tuple(lines)


def over(voice: Voice, params: Mapping[str, str]) -> tuple[Line, ...]:
    """Say that a price alert's time is over."""
    aim = aim_text(voice, Aim.read(params["aim"]))
    return voice.lines("watch.over", name=clip(params["name"], _NAME), aim=aim)


WRITTEN = {"lookout": told, "lookout_over": over}
"""what has lines of its own, by the key of its notice"""


def _listed(voice: Voice, sight: Sight, now: datetime) -> list[Line]:
    one = sight.lookout
    title = voice.line("watch.line", name=clip(sight.name, _NAME), aim=aim_text(voice, one.aim))
    parts = [
        voice.text("watch.until", until=figures.day_minute(one.until, now, voice.lang)),
        voice.text("watch.line_repeat") if one.repeat else "",
        "" if one.armed else voice.text("watch.line_waits"),
    ]
    how = voice.line("watch.line_how", how=" · ".join(part for part in parts if part))
    price = _now(voice, sight.quote, _far(voice, sight))
    return [title, *((price,) if price else ()), how]


def _now(voice: Voice, quote: Quote | None, far: str = "") -> Line | None:
    """Return what the stock costs now."""
    if quote is None or quote.price is None:
        return None
    return voice.line(
        "watch.now_far" if far else "watch.now",
        price=figures.money(quote.price),
        mark=figures.colour(quote),
        rate=figures.arrowed(quote.rate),
        far=far,
    )


def _far(voice: Voice, sight: Sight) -> str:
    """Return how far the aim is, where that can be said."""
    quote, aim = sight.quote, sight.lookout.aim
    if sight.share is not None and aim.goal is Goal.VOLUME:
        return voice.text("watch.share_now", percent=f"{sight.share:,.0f}")
    if quote is None or not quote.price or aim.goal not in OF_A_PRICE or not sight.lookout.armed:
        return ""
    return voice.text("watch.far", percent=f"{100 * (aim.value / quote.price - 1):+.1f}")


def _off(voice: Voice, one: Lookout, key: str) -> Button:
    return Button(voice.text(f"button.{key}"), _ends(one))


def _ends(one: Lookout) -> str:
    return f"/watch off {one.id}"
