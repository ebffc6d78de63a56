"""How a subscription is told, as a form: every option as a person would write it."""

from bot.messages import Field, Form
from bot.render import figures
from bot.render.following import address
from bot.render.measure import clip
from bot.render.voice import Voice
from core.model import Between, Destination, Kinds, Options, Subscription

RANGES = ("price", "rate", "volume", "value")
LENGTHS = ("cooldown", "digest", "fold")
MARKETS = ("KOSPI", "KOSDAQ", "ETF")
LONGEST_NAME = 30
_NAME = 60
_WRONG = {"value": "value", "name": "name", **dict.fromkeys(LENGTHS, "length")}
"""the fields about whose answers a sentence of their own says what is right"""
_MILLION = 1_000_000


def options_form(voice: Voice, subscription: Subscription, here: Destination) -> Form:
    """Return the questions about a subscription, answered as it is told now."""
    options = subscription.options
    return Form(
        voice.text("form.title"),
        f"/options {address(subscription, here)}",
        (
            _kinds(voice, subscription),
            *(_range(voice, options, key) for key in RANGES),
            _markets(voice, options),
            _name(voice, options),
            *(_length(voice, options, key) for key in LENGTHS),
            _sound(voice, options),
        ),
        submit=voice.text("form.submit"),
        cancel=voice.text("form.cancel"),
        lang=voice.lang,
    )


def _kinds(voice: Voice, subscription: Subscription) -> Field:
    return Field(
        "kinds",
        voice.text("form.kinds"),
        subscription.options.kinds.value,
        tuple((one.value, voice.text(f"option.{one}")) for one in Kinds),
        hint=voice.text("form.kinds_hint", name=clip(subscription.condition.name, _NAME)),
    )


def _range(voice: Voice, options: Options, key: str) -> Field:
    return Field(
        key,
        voice.text(f"form.{key}"),
        written(voice, key, getattr(options, key)),
        example=voice.text(f"form.{key}_example"),
        hint=voice.text("form.range_hint"),
    )


def _markets(voice: Voice, options: Options) -> Field:
    return Field(
        "markets",
        voice.text("form.markets"),
        tuple(one for one in MARKETS if one in options.markets),
        tuple((one, voice.text(f"option.market_{one}")) for one in MARKETS),
        many=True,
        hint=voice.text("form.markets_hint"),
    )


def _name(voice: Voice, options: Options) -> Field:
    example = voice.text("form.name_example")
    return Field(
        "name", voice.text("form.name"), options.name, example=example, longest=LONGEST_NAME
    )


def _length(voice: Voice, options: Options, key: str) -> Field:
    minutes = getattr(options, key)
    value = voice.text("form.minutes", count=minutes) if minutes else ""
    return Field(
        key,
        voice.text(f"form.{key}"),
        voice.text("form.fold_off") if key == "fold" and minutes == 0 else value,
        example=voice.text(f"form.{key}_example"),
        hint=voice.text(f"form.{key}_hint"),
    )


def _sound(voice: Voice, options: Options) -> Field:
    return Field(
        "silent",
        voice.text("form.silent"),
        "silent" if options.silent else "loud",
        tuple((one, voice.text(f"button.{one}")) for one in ("loud", "silent")),
    )


def wrong(voice: Voice, key: str, said: str, *, empty: bool = False) -> str:
    """Return what is right where the answer to a field is wrong; `empty`: nothing lies within."""
    kind = "empty" if empty else _WRONG.get(key, "range")
    return voice.text(f"form.wrong_{kind}", said=said, example=voice.text(f"form.{key}_example"))


def written(voice: Voice, key: str, between: Between) -> str:
    """Return a range so that it can be read back: `3 이상`, `1000~50000`, `50억 이상`."""
    ends = [_number(voice, key, one) for one in (between.low, between.high) if one is not None]
    if not ends:
        return ""
    if len(ends) == 2:
        return "~".join(ends)
    side = "at_least" if between.low is not None else "at_most"
    return voice.text(f"form.{side}", amount=ends[0])


def _number(voice: Voice, key: str, value: float) -> str:
    if key == "rate" or (key == "price" and value != int(value)):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if key == "price":
        return f"{value:.0f}"
    return figures.exactly(value * (_MILLION if key == "value" else 1), voice.lang)
