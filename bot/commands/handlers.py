"""What each command does: ask the engine, and hand its answer to bot/render."""

from bot.commands import following
from bot.commands.command import Asked, Command
from bot.messages import Doc, Line, Reply, bold, line
from bot.render import replies
from bot.render.texts import TEXTS
from core.model import SessionState

_OF_THE_FOLLOWED = frozenset({"unsubscribe", "options", "pause", "resume"})
"""commands that can only mean what is followed already"""


async def start(asked: Asked) -> Reply:
    """Greet, and wake the subscriptions that were suspended while this chat was away."""
    resumed = await asked.engine.resume(asked.destination)
    return replies.started(asked.voice, resumed, (await asked.engine.status()).session)


async def help_(asked: Asked) -> Reply:
    """List the commands by group, or explain one."""
    if not asked.said:
        return Reply(Doc(tuple(_help_lines(asked))))
    word = asked.said.removeprefix("/").casefold()
    for command in permitted(asked):
        if word in (command.name, asked.voice.spell(command.name).strip("/"), *command.aliases):
            return Reply(Doc(tuple(_explained(command, asked))))
    example = asked.command.shown_example(asked.voice)
    return replies.said(asked.voice, "answer.unknown_help", said=asked.said, example=example)


async def conditions(asked: Asked) -> Reply:
    """List the conditions, with what is subscribed here marked."""
    states = await asked.engine.conditions()
    if not states:
        return await nothing_listed(asked)
    pages = replies.page_count(len(states), replies.CONDITIONS_ON_A_PAGE)
    if asked.page > pages:
        return _no_such_page(asked, pages, str(pages))
    return replies.condition_list(
        asked.voice, states, await _mine(asked), asked.page, asked.requery
    )


async def search(asked: Asked) -> Reply:
    """Run a condition once and show a page of what it found."""
    result = await asked.engine.search(asked.the_condition)
    pages = replies.page_count(len(result.hits), replies.HITS_ON_A_PAGE)
    if asked.page > pages:
        return _no_such_page(asked, pages, f"{asked.the_condition.seq} {pages}")
    subscribed = asked.the_condition.id in await _mine(asked)
    requery = asked.requery
    if not result.fresh and (await asked.engine.status()).session.state is not SessionState.LIVE:
        requery = 0  # nobody knows when a new one is possible
    return replies.search_page(
        asked.voice, result, asked.page, subscribed=subscribed, now=asked.now, requery=requery
    )


async def choose(asked: Asked) -> Reply:
    """Offer the conditions a command without one can mean."""
    name, voice = asked.command.name, asked.voice
    if name in _OF_THE_FOLLOWED:
        return await following.choose(asked)
    states = await asked.engine.conditions()
    if not states:
        return await nothing_listed(asked)
    offered = [one.condition for one in states]
    if name == "subscribe":
        mine = await _mine(asked)
        offered = [one for one in offered if one.id not in mine]
        if not offered:
            return replies.said(voice, "answer.all_subscribed")
    return replies.choice(voice, name, offered)


async def nothing_listed(asked: Asked) -> Reply:
    """Say why there are no conditions: none saved, no connection yet, or one that has stopped."""
    session = (await asked.engine.status()).session
    return replies.halted(asked.voice, session) or replies.nothing_listed(
        asked.voice, connected=session.state is SessionState.LIVE
    )


async def _mine(asked: Asked) -> set[int]:
    states = await asked.engine.subscriptions(asked.destination)
    return {one.subscription.condition.id for one in states if one.subscription.suspended is None}


def _no_such_page(asked: Asked, pages: int, last: str) -> Reply:
    example = f"{asked.voice.spell(asked.command.name)} {last}"
    return replies.said(asked.voice, "answer.no_such_page", pages=pages, example=example)


def permitted(asked: Asked) -> list[Command]:
    """Return the commands that the person may give."""
    return [one for one in asked.commands if one.role <= asked.role and not one.hidden]


def _help_lines(asked: Asked) -> list[Line]:
    voice = asked.voice
    lines: list[Line] = [voice.line("answer.help_intro")]
    group = ""
    for command in permitted(asked):
        if command.group != group:
            group = command.group
            lines += [(), (bold(voice.text(f"group.{group}")),)]
        alias = f" ({command.aliases[0]})" if voice.lang == "ko" else ""
        about = voice.text(f"command.{command.name}")
        lines.append(line(f"{command.usage(voice)}{alias} — {about}"))
    return [*lines, (), voice.line("answer.help_outro")]


def _explained(command: Command, asked: Asked) -> list[Line]:
    voice, more = asked.voice, f"help.{command.name}"
    return [
        (bold(command.usage(voice)),),
        line(voice.text(f"command.{command.name}")),
        *(voice.lines(more) if more in TEXTS else ()),
        voice.line("answer.help_example", example=command.shown_example(voice)),
        voice.line("answer.help_aliases", aliases=", ".join(command.aliases)),
    ]
