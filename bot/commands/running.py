"""What owners do while it runs: the session, frozen orders, logs, settings, renamed conditions."""

import re

from bot.commands.command import TRADE, Asked
from bot.logs import ring
from bot.messages import Reply
from bot.render import replies
from bot.render import running as words
from core.errors import NotSubscribed, SettingsWrong, UnknownCondition
from core.model import SessionState

_LINES, _MOST_LINES = 15, 50
_AUDIT = frozenset({"audit", "기록", "명령기록", "감사"})
_COUNT = re.compile(r"([1-9]\d{0,2})\s*(?:줄|lines?)?")
_ADOPTION = re.compile(r"(#\d+) (#\d+)")


class NotReloaded(SettingsWrong):
    """The settings cannot be read again (`reason`, in the reader's words)."""

    key = "not_reloaded"


async def takeover(asked: Asked) -> Reply:
    """Take the session back from the program that took it."""
    session = (await asked.engine.status()).session
    needed = session.state is not SessionState.LIVE
    if needed:
        await asked.engine.take_back()
    return replies.taken_over(asked.voice, needed=needed)


async def frozen(asked: Asked) -> Reply | None:
    """Return why an order command is refused, None where the command may go on."""
    if asked.command.group != TRADE:
        return None
    why = await asked.engine.frozen()
    return words.frozen(asked.voice, why, asked.role, asked.now) if why else None


async def unfreeze(asked: Asked) -> Reply:
    """Let orders through again."""
    key = "unfrozen" if await asked.engine.unfreeze() else "not_frozen"
    return replies.said(asked.voice, f"answer.{key}")


async def logs(asked: Asked) -> Reply:
    """Show the last lines of the log, or the last commands that changed something."""
    if not asked.private:
        return replies.said(asked.voice, "answer.logs_private")
    said = asked.said.casefold()
    if said in _AUDIT:
        return words.audit(asked.voice, await asked.engine.audit.latest(_LINES), asked.now)
    count = _COUNT.fullmatch(said) if said else None
    if said and (count is None or int(count[1]) > _MOST_LINES):
        example = f"{asked.voice.spell(asked.command.name)} {_LINES}"
        return replies.said(asked.voice, "answer.logs_wrong", most=_MOST_LINES, example=example)
    most = int(count[1]) if count else _LINES
    return words.logs(asked.voice, list(ring.entries)[-most:], asked.now)


async def reload(asked: Asked) -> Reply:
    """Read the settings again and say what changed, and what needs a restart."""
    if asked.reload is None:
        return replies.said(asked.voice, "answer.reload_absent")
    try:
        return words.reloaded(asked.voice, asked.reload(asked.person))
    except SettingsWrong as error:
        raise NotReloaded(reason=words.wrong(asked.voice, error)) from error


async def adopt(asked: Asked) -> Reply:
    """Let this chat's subscription of a lost condition follow another one: `#11 #14`."""
    ids = _ADOPTION.fullmatch(asked.said)
    if ids is None:
        return replies.said(asked.voice, "answer.adopt_wrong")
    try:
        old, new = await asked.engine.find(ids[1]), await asked.engine.find(ids[2])
        if not new.listed:
            return replies.said(asked.voice, "answer.adopt_gone")
        await asked.engine.adopt(old, new, asked.destination)
    except (UnknownCondition, NotSubscribed):
        return replies.said(asked.voice, "answer.adopt_wrong")
    return replies.said(asked.voice, "answer.adopted", old=old.name, new=new.name)
