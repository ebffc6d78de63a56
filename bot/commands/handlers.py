"""What each command does: ask the engine, and hand its answer to bot/render."""

from dataclasses import replace

from bot.commands.command import Asked, Command
from bot.messages import Doc, Line, Reply, bold, line
from bot.render import replies
from bot.render.status import market_line, status_reply
from core.calendar import Phase
from core.errors import NotSubscribed
from core.model import SessionState


async def start(asked: Asked) -> Reply:
    """Greet, and wake the subscriptions that were suspended while this chat was away."""
    return replies.started(asked.voice, await asked.engine.resume(asked.destination))


async def help_(asked: Asked) -> Reply:
    """List the commands by group, or explain one."""
    if not asked.said:
        return Reply(Doc(tuple(_help_lines(asked))))
    word = asked.said.removeprefix("/").casefold()
    for command in asked.commands:
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


async def subscribe(asked: Asked) -> Reply:
    """Follow a condition in this chat."""
    answer = await asked.engine.subscribe(asked.the_condition, asked.destination, asked.person)
    status = await asked.engine.status()
    reply = replies.subscribed(asked.voice, answer, asked.requery, status.session)
    if status.market.phase is Phase.OPEN:
        return reply
    quiet = market_line(asked.voice, status.market, status.now)  # so nothing comes for a while
    return replace(reply, doc=Doc((*reply.doc.parts, quiet)))


async def unsubscribe(asked: Asked) -> Reply:
    """Stop following a condition in this chat."""
    condition = asked.the_condition
    try:
        await asked.engine.unsubscribe(condition, asked.destination)
    except NotSubscribed as error:
        raise NotSubscribed(error.detail, **{"name": condition.name} | error.params) from error
    return replies.unsubscribed(asked.voice, condition)


async def subscriptions(asked: Asked) -> Reply:
    """List what this chat follows."""
    states = await asked.engine.subscriptions(asked.destination)
    return replies.subscription_list(asked.voice, states, asked.requery)


async def status(asked: Asked) -> Reply:
    """Tell how everything stands."""
    return status_reply(asked.voice, await asked.engine.status())


async def takeover(asked: Asked) -> Reply:
    """Take the session back from the program that took it."""
    session = (await asked.engine.status()).session
    needed = session.state is not SessionState.LIVE
    if needed:
        asked.engine.take_back()
    return replies.taken_over(asked.voice, needed=needed)


async def choose(asked: Asked) -> Reply:
    """Offer the conditions a command without one can mean."""
    name, voice = asked.command.name, asked.voice
    if name == "unsubscribe":
        followed = await asked.engine.subscriptions(asked.destination)
        if not followed:
            return replies.subscription_list(voice, (), asked.requery)
        return replies.choice(voice, name, [one.subscription.condition for one in followed])
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


def _help_lines(asked: Asked) -> list[Line]:
    voice = asked.voice
    lines: list[Line] = [voice.line("answer.help_intro")]
    group = ""
    for command in asked.commands:
        if command.group != group:
            group = command.group
            lines += [(), (bold(voice.text(f"group.{group}")),)]
        alias = f" ({command.aliases[0]})" if voice.lang == "ko" else ""
        about = voice.text(f"command.{command.name}")
        lines.append(line(f"{command.usage(voice)}{alias} — {about}"))
    return [*lines, (), voice.line("answer.help_outro")]


def _explained(command: Command, asked: Asked) -> list[Line]:
    voice = asked.voice
    return [
        (bold(command.usage(voice)),),
        line(voice.text(f"command.{command.name}")),
        voice.line("answer.help_example", example=command.shown_example(voice)),
        voice.line("answer.help_aliases", aliases=", ".join(command.aliases)),
    ]
