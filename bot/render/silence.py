"""What the answers about mutes and quiet hours say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from bot.messages import Button, Doc, Line, Reply
from bot.render import figures
from bot.render.measure import clip
from bot.render.voice import Voice
from core.model import Condition, Mute, Quiet, Stock

_NAME = 40
_LABEL = 24
_HOURS = ("22:00-08:00", "23:00-07:00")

Rows = tuple[tuple[Button, ...], ...]


def muted(voice: Voice, mute: Mute, stocks: Mapping[str, str], now: datetime) -> Reply:
    """Confirm a mute: what, until when, and that nothing is lost."""
    params = {"what": _what(voice, mute, stocks), "until": _until(voice, mute, now)}
    return Reply(Doc(voice.lines("answer.muted", **params)), ((_end(voice, mute, stocks),),))


def mute_list(
    voice: Voice,
    mutes: Sequence[Mute],
    quiet: Quiet | None,
    stocks: Mapping[str, str],
    now: datetime,
    *,
    closes: bool,
) -> Reply:
    """Show what is muted, with a button that ends each, and those that mute everything."""
    lines: list[Line] = []
    if mutes:
        lines += [
            voice.line("answer.mutes"),
            *(mute_line(voice, one, stocks, now) for one in mutes),
        ]
    else:
        lines += voice.lines("answer.no_mutes")
    if quiet:
        lines.append(quiet_line(voice, quiet))
    single = [one for one in mutes if len(mutes) == 1 or one.condition or one.code]
    rows: list[tuple[Button, ...]] = [(_end(voice, one, stocks),) for one in single[:10]]
    if len(mutes) > 1:
        rows.append((Button(voice.text("button.end_mutes"), "/unmute"),))
    if not any(one.condition is None and one.code is None for one in mutes):
        lines += voice.lines("answer.mute_everything") if mutes else ()
        rows.append(spans(voice, "", closes=closes))
    return Reply(Doc(tuple(lines)), tuple(rows))


def how_long(voice: Voice, mute: Mute, stocks: Mapping[str, str], *, closes: bool) -> Reply:
    """Ask until when something named is to be muted."""
    lines = voice.lines("answer.mute_how_long", what=_what(voice, mute, stocks))
    return Reply(Doc(lines), (spans(voice, _address(mute), closes=closes),))


def mute_choice(
    voice: Voice,
    said: str,
    span: str,
    conditions: Sequence[Condition],
    stocks: Sequence[Stock],
    *,
    near: bool = False,
) -> Reply:
    """Ask whether a condition or a stock is meant; `near`: none is called so, these may be."""
    named = [(f"{one.tag} {one.name}", f"#{one.id}") for one in conditions]
    named += [(f"{one.name} {one.code}", one.code) for one in stocks]
    rows = tuple(
        (Button(clip(label, _LABEL), f"/mute {span} {word}".replace("  ", " ")),)
        for label, word in named
    )
    key = "formula.near_any" if near else "answer.mute_which"
    return Reply(Doc(voice.lines(key, said=said)), rows)


def unmuted(
    voice: Voice,
    ended: int,
    mutes: Sequence[Mute] = (),
    stocks: Mapping[str, str] = MappingProxyType({}),
    now: datetime | None = None,
) -> Reply:
    """Say that what was held back comes soon, or that nothing ended; and what stays muted."""
    if now is None or not mutes:
        return Reply(Doc(voice.lines("answer.unmuted" if ended else "answer.not_muted")))
    said = voice.lines("answer.unmuted_one" if ended else "answer.not_muted_one")
    left = (mute_line(voice, one, stocks, now) for one in mutes)
    rows = tuple((_end(voice, one, stocks),) for one in mutes[:10])
    return Reply(Doc((*said, *left)), rows)


def quiet_answer(voice: Voice, quiet: Quiet | None, *, changed: bool) -> Reply:
    """Show or confirm the quiet hours."""
    if quiet is None:
        lines = voice.lines(
            "answer.quiet_off" if changed else "answer.quiet_none", **_example(voice)
        )
        rows: Rows = (tuple(Button(one.replace("-", "–"), f"/quiet {one}") for one in _HOURS),)
        return Reply(Doc(lines), rows)
    key = "answer.quiet_set" if changed else "answer.quiet_is"
    off = Button(voice.text("button.quiet_off"), "/quiet off")
    return Reply(Doc(voice.lines(key, hours=hours(quiet))), ((off,),))


def daily_answer(voice: Voice, *, wanted: bool) -> Reply:
    """Say whether each day is summed up, with the button that changes it."""
    word = "off" if wanted else "on"
    button = Button(voice.text(f"button.{word}"), f"/daily {word}")
    return Reply(Doc(voice.lines(f"answer.daily_{'on' if wanted else 'off'}")), ((button,),))


def spans(voice: Voice, what: str, *, closes: bool) -> tuple[Button, ...]:
    """Return a button for half an hour, until the close where one is ahead, until tomorrow."""
    said = [("30m", voice.text("button.minutes", count=30))]
    if closes:
        said.append(("close", voice.text("button.until_close")))
    said.append(("tomorrow", voice.text("button.until_tomorrow")))
    return tuple(Button(label, f"/mute {word} {what}".rstrip()) for word, label in said)


def mute_line(voice: Voice, mute: Mute, stocks: Mapping[str, str], now: datetime) -> Line:
    """Return `삼성전자 · 15:30까지`."""
    what = _what(voice, mute, stocks)
    return voice.line("answer.mute_line", what=what, until=_until(voice, mute, now))


def quiet_line(voice: Voice, quiet: Quiet) -> Line:
    """Return `🌙 방해 금지 22:00–08:00`."""
    return voice.line("answer.quiet_line", hours=hours(quiet))


def hours(quiet: Quiet) -> str:
    """Return `22:00–08:00`."""
    return f"{quiet.start:%H:%M}–{quiet.end:%H:%M}"


def _example(voice: Voice) -> dict[str, str]:
    return {"example": f"{voice.spell('quiet')} {_HOURS[0]}"}


def _what(voice: Voice, mute: Mute, stocks: Mapping[str, str]) -> str:
    if mute.condition:
        return clip(mute.condition.name, _NAME)
    if mute.code:
        return stocks.get(mute.code, mute.code)
    return voice.text("answer.everything")


def _address(mute: Mute) -> str:
    return f"#{mute.condition.id}" if mute.condition else mute.code or ""


def _until(voice: Voice, mute: Mute, now: datetime) -> str:
    return figures.day_minute(mute.until, now, voice.lang)


def _end(voice: Voice, mute: Mute, stocks: Mapping[str, str]) -> Button:
    label = clip(voice.text("button.end_mute", what=_what(voice, mute, stocks)), _LABEL)
    return Button(label, f"/unmute {_address(mute) or 'all'}")
