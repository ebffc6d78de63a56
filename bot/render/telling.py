"""How one subscription is told: its settings in lines, and the buttons that change them."""

from bot.messages import Button, Doc, Line, Reply, Text
from bot.render import replies
from bot.render.following import (
    address,
    moved_line,
    options_button,
    pause_button,
    paused,
    place_of,
)
from bot.render.measure import clip
from bot.render.optioned import filters, length
from bot.render.replies import button
from bot.render.voice import Voice
from core.model import Destination, Options, Subscription

_NAME = 40
_STEPS = (5, 10, 30)
"""minutes that a button offers"""


def settings(
    voice: Voice,
    subscription: Subscription,
    here: Destination,
    fold_window: float,
    *,
    said: bool = False,
    changed: bool = False,
    moved: bool = False,
) -> Reply:
    """Show how a subscription is told, with buttons for what can be pressed.

    `fold_window` is the seconds of folding where the subscription says nothing; `said`: something
    was to change, and `changed`: it did; `moved`: its alerts have just got another place.
    """
    name = clip(subscription.condition.name, _NAME)
    head = ("changed" if changed else "same") if said else "title"
    lines = [voice.line(f"option.{head}", name=name)]
    if subscription.suspended:
        lines.append((Text(paused(voice, subscription.suspended)),))
    lines += _setting_lines(voice, subscription, here, fold_window)
    if moved:
        lines.append(moved_line(voice, subscription.destination))
    shown = voice.text("option.example")
    example = f"{voice.spell('options')} {subscription.condition.tag} {shown}"
    lines.append(voice.line("option.hint", example=example))
    named = address(subscription, here)
    rows = _setting_rows(voice, subscription, named, fold_window)
    form = options_button(voice, named, here)
    own = ((form,),) if not form.command.startswith("/options ") else ()
    return Reply(Doc(tuple(lines)), (*own, *rows))


def _setting_lines(
    voice: Voice, subscription: Subscription, here: Destination, fold_window: float
) -> list[Line]:
    options, off = subscription.options, voice.text("option.off")
    fold = fold_window / 60 if options.fold is None else options.fold
    within = voice.text("option.within", length=length(voice, fold)) if fold else off
    every = voice.text("option.every", length=length(voice, options.digest))
    said = {
        "kinds": voice.text(f"option.{options.kinds}"),
        "filters": " · ".join(filters(voice, options)) or voice.text("option.no_filters"),
        "sound": off if options.silent else voice.text("option.on"),
        "digest": every if options.digest else off,
        "fold": within,
        "cooldown": length(voice, options.cooldown) if options.cooldown else off,
    }
    if subscription.destination.topic or here.topic:
        said["place"] = place_of(voice, subscription)
    return [voice.line(f"option.line_{key}", value=value) for key, value in said.items()]


# --- buttons ------------------------------------------------------------------------------------


def _setting_rows(
    voice: Voice, subscription: Subscription, named: str, fold_window: float
) -> replies.Rows:
    options = subscription.options
    fold = fold_window / 60 if options.fold is None else options.fold
    rows = [
        _chosen(voice, named, {"both": "both", "entry": "entries", "exit": "exits"}, options.kinds),
        _chosen(voice, named, {"loud": "loud", "silent": "silent"}, _sound(options)),
        _minutes(voice, named, "digest", options.digest),
        _minutes(voice, named, "fold", fold),
        _minutes(voice, named, "cooldown", options.cooldown),
    ]
    command = f"/options {named}"
    free = (button(voice, "clear_filters", f"{command} nofilter"),) * bool(filters(voice, options))
    place = _place_button(voice, subscription.destination, command)
    rows.append((*free, *place))
    rows.append(
        (
            pause_button(voice, subscription, named),
            button(voice, "unsubscribe", f"/unsubscribe {named}"),
            button(voice, "subscriptions", "/subscriptions"),
        )
    )
    return tuple(row for row in rows if row)


def _sound(options: Options) -> str:
    return "silent" if options.silent else "loud"


def _chosen(voice: Voice, named: str, said: dict[str, str], now: str) -> tuple[Button, ...]:
    """Return a button for each choice, the present one marked."""
    return tuple(
        Button(
            ("✓ " if key == now else "") + voice.text(f"button.{key}"), f"/options {named} {word}"
        )
        for key, word in said.items()
    )


def _minutes(voice: Voice, named: str, field: str, now: float) -> tuple[Button, ...]:
    off = ("" if now else "✓") + voice.text(f"button.{field}_off")
    steps = (
        Button(
            ("✓" if now == step else "") + voice.text("button.minutes", count=step),
            f"/options {named} {field} {step}m",
        )
        for step in _STEPS
    )
    return Button(off, f"/options {named} {field} off"), *steps


def _place_button(voice: Voice, where: Destination, command: str) -> tuple[Button, ...]:
    """Offer a topic in Telegram's groups, a thread in Slack, and the way back."""
    if where.topic:
        return (button(voice, "main_chat", f"{command} here"),)
    if where.channel == "slack":
        return (button(voice, "own_thread", f"{command} thread"),)
    if where.channel == "telegram" and where.chat.startswith("-"):
        return (button(voice, "own_topic", f"{command} topic"),)
    return ()
