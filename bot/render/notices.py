"""What the bot itself has to say, in words, with the buttons that lead on."""

from collections.abc import Mapping

from bot.messages import Button, Doc, Line, Reply, Text
from bot.render import daily, figures, lookouts
from bot.render.measure import clip
from bot.render.texts import TEXTS
from bot.render.voice import Voice
from core.model import Notice, NoticeMessage

SEVERAL = "lookouts"
"""what stands for several price alerts in one message"""

NOTICE_BUTTONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "session_taken": (("takeover", "/takeover"), ("status", "/status")),
    "session_stopped": (("takeover", "/takeover"), ("status", "/status")),
    "conflict": (("unfreeze", "/unfreeze"), ("status", "/status")),
    "conflict_over": (("unfreeze", "/{frozen}"),),
    "session_still_taken": (("takeover", "/takeover"), ("status", "/status")),
    "daily_quiet": (("takeover", "/{do}"),),
    "daily_digest": (("takeover", "/{do}"),),
    "condition_renamed": (
        ("adopt", "/adopt #{old} #{new}"),
        ("unsubscribe", "/unsubscribe #{old}"),
    ),
    "condition_several": (
        *((f"adopt_{at}", f"/adopt #{{old}} #{{new{at}}}") for at in range(1, 7)),
        ("unsubscribe", "/unsubscribe #{old}"),
    ),
    "condition_gone": (("unsubscribe", "/unsubscribe #{old}"),),
    "formula_paused": (("unsubscribe", "/unsubscribe #{old}"),),
    "lookout": (
        ("quote", "/quote {code}"),
        ("chart", "/chart {code}"),
        ("watch_again", "/watch {code} {again}"),
        ("watch_end", "/watch off {ended}"),
    ),
    "lookout_over": (("watch_again", "/watch {code} {again}"), ("watches", "/watch")),
    SEVERAL: (("watches", "/watch"),),
}
"""By notice: the key of each button's label and its command, filled in from the notice's params.

A button whose params are missing is left out, so that one key serves notices with and without.
"""
_VARIANTS = {
    "conflict_over": (("frozen", "frozen"),),
    "destination_gone": (("mail", "mail"),),
    "flood_wait": (("to", "other"),),
}
"""By notice: what its key ends in where a param is not empty, and which."""
_LONGEST_COMMAND = 64
_LONGEST_LABEL = 32
_IN_A_ROW = 2


def notice_reply(message: NoticeMessage, voice: Voice) -> Reply:
    """Return a notice in words, its reason as well, and its buttons, which leave it standing."""
    notice = message.notice
    lines = message_lines(message, voice)
    if message.resend:
        lines = ((*lines[0], Text(f" {voice.text('alert.resend')}")), *lines[1:])
    if message.more:
        return Reply(Doc(lines), _buttons(SEVERAL, {}, voice))
    return Reply(Doc(lines), _buttons(notice.key, notice.params, voice))


def message_lines(message: NoticeMessage, voice: Voice) -> tuple[Line, ...]:
    """Return a notice in words, or the price alerts that were held back together."""
    if message.hold is None:
        return notice_lines(message.notice, voice)
    return lookouts.held(voice, message.hold, (message.notice, *message.more))


def notice_lines(notice: Notice, voice: Voice) -> tuple[Line, ...]:
    """Return a notice in words, with what its params name in words as well."""
    if say := lookouts.WRITTEN.get(notice.key):
        return say(voice, notice.params)
    if write := daily.WRITTEN.get(notice.key):
        return tuple(write(voice, notice.params))
    params = dict(notice.params)
    if key := params.pop("reason_key", ""):
        params["reason"] = voice.reason(key, **params)
    elif "reason" in params:
        params["reason"] = voice.reason(params["reason"])
    if "destination" in params:
        params["mail"] = "mail" * params["destination"].startswith("email:")
        params["destination"] = params.get("name") or where(voice, params["destination"])
    if "channel" in params:
        params["channel"] = voice.channel(params["channel"])
    if "other" in params:
        params["other"] = params["other"] and where(voice, params["other"])
    if (seconds := params.get("seconds", "")).isdecimal():
        params["span"] = figures.duration(int(seconds), voice.lang)
    if (job := f"job.{params.get('job')}") in TEXTS:
        params["job"] = voice.text(job)
    return voice.lines(f"notice.{_variant(notice.key, params)}", **params)


def _variant(key: str, params: Mapping[str, str]) -> str:
    """Return the key of the sentence: `flood_wait_to` where something is known of `other`."""
    known = (f"{key}_{suffix}" for suffix, param in _VARIANTS.get(key, ()) if params.get(param))
    return next(known, key)


def where(voice: Voice, destination: str) -> str:
    """Return `텔레그램 그룹(-100, 주제 7)`, `슬랙 1:1`; an account as it is: `텔레그램 1001`."""
    channel, parted, chat = destination.partition(":")
    if not parted:
        return destination
    chat, _, topic = chat.partition("/")
    about = ", ".join((chat, *([voice.place(channel, topic)] if topic else [])))
    if channel == "telegram" and chat.startswith("-"):
        return voice.text("place.telegram_group", about=about)
    if channel == "slack" and chat.startswith(("C", "G")):
        return voice.text("place.slack_channel", about=about)
    private = channel == "slack" and chat.startswith("D")
    named = voice.text("place.slack_private") if private else f"{voice.channel(channel)} {chat}"
    return f"{named} ({voice.place(channel, topic)})" if topic else named


def _buttons(key: str, params: Mapping[str, str], voice: Voice) -> tuple[tuple[Button, ...], ...]:
    made = []
    for label, template in NOTICE_BUTTONS.get(key, ()):
        try:
            words = clip(voice.text(f"button.{label}", **params), _LONGEST_LABEL)
            button = Button(words, template.format_map(params), keeps=True)
        except KeyError:
            continue
        if len(button.data.encode()) <= _LONGEST_COMMAND:
            made.append(button)
    return tuple(tuple(made[at : at + _IN_A_ROW]) for at in range(0, len(made), _IN_A_ROW))
