"""What price alerts say: set, listed, told and over."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.messages import Button, Doc, Line, Reply
from bot.render import figures
from bot.render.measure import clip
from bot.render.replies import LABEL, button, label
from bot.render.voice import Voice
from core.model import DeliveryState, Hold, Notice, Quote, Stock
from core.model.lookout import OF_A_PRICE, OF_A_RATE, ONCE_A_DAY, OVER, Aim, Goal, Lookout, Telling
from core.services.spotter import Sight

_NAME = 20
_PERCENTS = (3, 5, 10)
Rows = tuple[tuple[Button, ...], ...]


def aim_text(voice: Voice, aim: Aim) -> str:
    """Return `80,000원 이상`, `등락률 ±3%`, `거래량 어제의 200%`, `52주 신고가`."""
    number = f"{aim.value:,.0f}" if aim.goal in OF_A_PRICE else f"{aim.value:,g}"
    return voice.text(f"watch.{aim.goal.value}", number=number)


def _short_aim(voice: Voice, aim: Aim) -> str:
    """Return `80,000원 이상`, `±3%`, `거래량 200%`, as short as a button wants it."""
    number = f"{aim.value:,.0f}" if aim.goal in OF_A_PRICE else f"{aim.value:,g}"
    return voice.text(f"watch.short_{aim.goal.value}", number=number)


def _end_label(voice: Voice, name: str, aim: Aim) -> str:
    """Return `✕ 삼성전자 80,000원 이상`; where there is no room, the name is shortened."""
    short = _short_aim(voice, aim)
    return label(f"✕ {clip(name, max(4, LABEL - 3 - len(short)))} {short}")


def placed(voice: Voice, sight: Sight, now: datetime, *, halted: bool = False) -> Reply:
    """Confirm a price alert: what for, what it costs now, how often and until when."""
    one = sight.lookout
    name, aim = clip(sight.name, _NAME), aim_text(voice, one.aim)
    lines = [voice.line("watch.placed", name=name, aim=aim)]
    if halted:
        lines.append(voice.line("watch.halted"))
    lines.append(_now(voice, sight.quote, _far(voice, sight)) or voice.line("watch.price_unknown"))
    if not one.armed:
        key = "watch.already" if one.aim.goal in OF_A_PRICE | OF_A_RATE else "watch.already_today"
        lines.append(voice.line(key))
    how = "watch.once"
    if one.repeat:
        how = "watch.repeating_daily" if one.aim.goal in ONCE_A_DAY else "watch.repeating"
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
        (Button(_end_label(voice, one.name, one.lookout.aim), _ends(one.lookout)),)
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
        Button(_short_aim(voice, aim), f"/watch {stock.code} {aim.word}{rest}")
        for aim in (Aim(Goal.ABOVE, price), Aim(Goal.BELOW, price))
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


def held(voice: Voice, hold: Hold, notices: Sequence[Notice]) -> tuple[Line, ...]:
    """Say what price alerts had to say while silence was wanted, in their order."""
    why = voice.text(f"summary.{hold}")
    head = voice.line("watch.held", why=why, count=len(notices))
    return (head, *(_held(voice, one.key, one.params) for one in notices))


def of_a_stock(
    voice: Voice, lookouts: Sequence[Lookout], tellings: Sequence[Telling], now: datetime
) -> Iterator[Line]:
    """Say which price alerts a stock has, how they stand, and what became of the last ones."""
    if not lookouts and not tellings:
        return
    yield ()
    yield voice.line("watch.of_a_stock")
    for one in lookouts:
        yield voice.line("watch.standing", aim=aim_text(voice, one.aim), how=_how(voice, one, now))
    for telling in tellings:
        said = voice.text("watch.telling_over")
        if telling.notice.key != OVER:
            said = reached(voice, telling.notice.params)
        aim, fate = aim_text(voice, telling.aim), _fate(voice, telling, now)
        yield voice.line("watch.telling", aim=aim, said=said, fate=fate)


def _how(voice: Voice, one: Lookout, now: datetime) -> str:
    def time(moment: datetime) -> str:
        return figures.day_minute(moment, now, voice.lang)

    parts = [
        voice.text("watch.waits" if one.armed else "watch.line_waits"),
        _often(voice, one),
        voice.text("watch.last_told", time=time(one.told_at)) if one.told_at else "",
        voice.text("watch.until", until=time(one.until)),
    ]
    return " · ".join(part for part in parts if part)


def _fate(voice: Voice, one: Telling, now: datetime) -> str:
    """Return what became of it: sent, held back until then and why, not sent, on its way."""
    at = figures.day_minute(one.until or one.settled_at or one.at, now, voice.lang)
    if one.until and one.hold:
        return voice.text("watch.fate_held", time=at, why=voice.text(f"why.hold_{one.hold}"))
    kinds = {DeliveryState.SENT: "sent", DeliveryState.FAILED: "failed"}
    return voice.text(f"watch.fate_{kinds.get(one.state, 'going')}", time=at)


def _held(voice: Voice, key: str, params: Mapping[str, str]) -> Line:
    name, aim = clip(params["name"], _NAME), aim_text(voice, Aim.read(params["aim"]))
    if key == OVER:
        return voice.line("watch.held_over", name=name, aim=aim)
    said = reached(voice, params)
    when = " ".join(filter(None, (params.get("day"), params["time"])))
    return voice.line("watch.held_told", name=name, aim=aim, said=said, time=when)


def reached(voice: Voice, params: Mapping[str, str]) -> str:
    """Return `80,100원 🔴 ▲1.20%`, and what was reached and left again before."""
    rate = float(params["rate"]) if params.get("rate") else None
    quote = Quote(params["code"], int(params["price"]), rate=rate)
    price = voice.text("watch.won", price=figures.money(quote.price))
    said = [" ".join(filter(None, (price, figures.colour(quote), figures.arrowed(rate))))]
    if params.get("reached"):
        was = figures.money(int(params["reached"]))
        said.append(voice.text("watch.reached_short", price=was))
    return " · ".join(said)


WRITTEN = {"lookout": told, "lookout_over": over}
"""what has lines of its own, by the key of its notice"""


def _listed(voice: Voice, sight: Sight, now: datetime) -> list[Line]:
    one = sight.lookout
    title = voice.line("watch.line", name=clip(sight.name, _NAME), aim=aim_text(voice, one.aim))
    parts = [
        voice.text("watch.until", until=figures.day_minute(one.until, now, voice.lang)),
        _often(voice, one),
        "" if one.armed else voice.text("watch.line_waits"),
    ]
    how = voice.line("watch.line_how", how=" · ".join(part for part in parts if part))
    price = _now(voice, sight.quote, _far(voice, sight))
    return [title, *((price,) if price else ()), how]


def _often(voice: Voice, one: Lookout) -> str:
    daily = one.aim.goal in ONCE_A_DAY
    return voice.text("watch.line_daily" if daily else "watch.line_repeat") if one.repeat else ""


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
