"""What owners are answered: frozen orders, the last lines of the log, settings read again."""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.logs import Entry
from bot.messages import Button, Doc, Line, Reply, Text, code
from bot.reload import Reloaded
from bot.render import figures
from bot.render.measure import clip
from bot.render.texts_outcomes import OUTCOMES
from bot.render.texts_shell import own_words
from bot.render.voice import Voice
from core.errors import SettingsWrong
from core.model import Audited, Role
from core.services.freeze import Frozen

_LINE = 160
_SAID = 40


def frozen(voice: Voice, why: Frozen, role: Role, now: datetime) -> Reply:
    """Say why no order goes through and what lets it; owners get the button."""
    since = figures.clock_minute(why.since, now.date())
    lines = voice.lines("answer.frozen", since=since, reason=voice.reason(why.reason))
    if role is not Role.OWNER:
        return Reply(Doc(lines))
    return Reply(Doc(lines), ((Button(voice.text("button.unfreeze"), "/unfreeze"),),))


def logs(voice: Voice, entries: Sequence[Entry], now: datetime) -> Reply:
    """Show lines of the log, newest last."""
    if not entries:
        return Reply(Doc(voice.lines("answer.logs_none")))
    head = voice.line("answer.logs", count=len(entries))
    return Reply(Doc((head, *(_logged(one, now) for one in entries))))


def audit(voice: Voice, entries: Sequence[Audited], now: datetime) -> Reply:
    """Show commands that changed something, newest last."""
    if not entries:
        return Reply(Doc(voice.lines("answer.audit_none")))
    head = voice.line("answer.audit", count=len(entries))
    return Reply(Doc((head, *(_audited(voice, one, now) for one in reversed(entries)))))


def reloaded(voice: Voice, found: Reloaded) -> Reply:
    """Say which settings changed at once and which need a restart; never their values."""
    lines: list[Line] = []
    if not found.changed and not found.restart:
        lines += voice.lines("answer.reload_nothing")
    for key, names in (("changed", found.changed), ("restart", found.restart)):
        if names:
            lines.append(voice.line(f"answer.reload_{key}", names=", ".join(names)))
    for said, meant in found.misspelt:
        lines.append(voice.line("check.misspelt", said=said, meant=meant))
    return Reply(Doc(tuple(lines)))


def wrong(voice: Voice, error: SettingsWrong) -> str:
    """Say what is wrong in the settings, in one line."""
    if own := own_words(error.key, labelled=True):
        return voice.text(own, **error.params)
    return " ".join(run.text for line in voice.error(error) for run in line)


def _logged(entry: Entry, now: datetime) -> Line:
    mark = "⛔ " if entry.level >= logging.ERROR else "⚠️ " if entry.level >= logging.WARNING else ""
    time = figures.clock_time(entry.at, now.date())
    return (code(time), Text(f" {mark}{clip(entry.text, _LINE)}"))


def _audited(voice: Voice, entry: Audited, now: datetime) -> Line:
    said = f"/{entry.command} {clip(entry.said, _SAID)}".rstrip()
    outcome = "" if entry.outcome == "done" else f" — {_outcome(voice, entry.outcome)}"
    where = voice.channel(entry.destination.channel)
    time = figures.clock_time(entry.at, now.date())
    return (code(time), Text(f" {entry.person} ({where}): {said}{outcome}"))


def _outcome(voice: Voice, key: str) -> str:
    """Say what came of a command, whatever version of the bot wrote it down."""
    known = (key, key.partition("_")[0], "other")
    return voice.text(next(f"outcome.{one}" for one in known if one in OUTCOMES))
