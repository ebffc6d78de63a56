"""`/help`: the areas, the commands of one, and a page on each."""

from collections.abc import Iterator

from bot.access import Role
from bot.commands.command import Asked, Command, Takes
from bot.messages import Button, Doc, Line, Reply, Text, bold, line
from bot.render import replies
from bot.render.texts import TEXTS
from bot.render.voice import Voice

_IN_A_ROW = 3
_WORDS = ("condition", "page", "command")
"""the kinds of words that `Takes` names and that mean the same after every command"""


async def help_(asked: Asked) -> Reply:
    """Show the areas, the commands of an area, or the page of a command."""
    word = asked.said.strip().removeprefix("/").casefold()
    if not word:
        return _overview(asked)
    if command := _command(asked, word):
        return _page(asked, command)
    area = next((one for one in areas(asked) if word in _names_of(one)), None)
    if area:
        return _area(asked, area)
    example = asked.command.shown_example(asked.voice)
    return replies.said(asked.voice, "guide.unknown", said=asked.said, example=example)


def permitted(asked: Asked) -> list[Command]:
    """Return the commands that the person may give."""
    return [one for one in asked.commands if one.role <= asked.role and not one.hidden]


def areas(asked: Asked) -> dict[str, list[Command]]:
    """Return the commands that the person may give, by area."""
    found: dict[str, list[Command]] = {}
    for one in permitted(asked):
        found.setdefault(one.group, []).append(one)
    return found


# --- the three pages ----------------------------------------------------------------------------


def _overview(asked: Asked) -> Reply:
    voice = asked.voice
    lines = list(voice.lines("guide.head"))
    for area, commands in areas(asked).items():
        named = " · ".join(_named(voice, one) for one in commands)
        lines += [(), _title(voice, area), line(named), *_sample(voice, commands)]
    example = asked.command.shown_example(voice)
    lines += [(), voice.line("guide.more", example=example)]
    buttons = [Button(voice.text(f"group.{one}"), f"/help {one}") for one in areas(asked)]
    return Reply(Doc(tuple(lines)), _rows(buttons))


def _area(asked: Asked, area: str) -> Reply:
    voice, commands = asked.voice, areas(asked)[area]
    lines: list[Line] = [_title(voice, area)]
    for one in commands:
        lines += [(), (bold(one.usage(voice)),), line(voice.text(f"command.{one.name}"))]
        if one.example:
            lines.append(_example(voice, one))
    buttons = [Button(_short(voice, one), f"/help {one.name}") for one in commands]
    back = (replies.button(voice, "back_help", "/help"),)
    return Reply(Doc(tuple(lines)), (*_rows(buttons), back))


def _page(asked: Asked, command: Command) -> Reply:
    voice = asked.voice
    lines: list[Line] = [
        (bold(command.usage(voice)),),
        line(voice.text(f"command.{command.name}")),
        *_who(voice, command),
        *_following(voice, command),
    ]
    if trouble := _said(voice, f"trouble.{command.name}"):
        lines += [(), voice.line("guide.trouble"), *trouble]
    lines += [(), voice.line("guide.aliases", aliases=", ".join(command.aliases))]
    area = Button(f"◀ {voice.text(f'group.{command.group}')}", f"/help {command.group}")
    row = (*_try(voice, command), area, replies.button(voice, "help", "/help"))
    return Reply(Doc(tuple(lines)), (row,))


# --- lines and buttons --------------------------------------------------------------------------


def _title(voice: Voice, area: str) -> Line:
    return bold(voice.text(f"group.{area}")), Text(f" · {voice.text(f'area.{area}')}")


def _sample(voice: Voice, commands: list[Command]) -> Iterator[Line]:
    """Yield an example of the area: of the first command that shows one worth seeing."""
    plain = (Takes.PAGE, Takes.COMMAND)
    shown = [one for one in commands if one.example and one.takes not in plain]
    for one in shown[:1]:
        yield _example(voice, one)


def _example(voice: Voice, command: Command) -> Line:
    return voice.line("guide.example", example=command.shown_example(voice))


def _who(voice: Voice, command: Command) -> tuple[Line, ...]:
    if command.role is Role.VIEWER:
        return ()
    return (voice.line("guide.owner" if command.role is Role.OWNER else "guide.trader"),)


def _following(voice: Voice, command: Command) -> list[Line]:
    """Return what may follow the command, with examples."""
    if command.takes is Takes.NOTHING:
        return [voice.line("guide.nothing"), _example(voice, command)]
    examples = (_example(voice, command), *_said(voice, f"example.{command.name}"))
    return [(), voice.line("guide.arguments"), *arguments(voice, command), (), *examples]


def arguments(voice: Voice, command: Command) -> list[Line]:
    """Return what may follow, from what the command takes and what is said of it besides."""
    keys = [f"takes.{one}" for one in _WORDS if one in command.takes.value]
    keys += [f"takes.{command.hint}", f"help.{command.name}"]
    return [one for key in keys for one in _said(voice, key)]


def _said(voice: Voice, key: str) -> tuple[Line, ...]:
    return voice.lines(key) if key in TEXTS else ()


def _named(voice: Voice, command: Command) -> str:
    """Return `/search 검색`, in English the command alone."""
    spelled = voice.spell(command.name)
    return f"{spelled} {command.aliases[0]}" if voice.lang == "ko" else spelled


def _short(voice: Voice, command: Command) -> str:
    return command.aliases[0] if voice.lang == "ko" else command.name


def _try(voice: Voice, command: Command) -> tuple[Button, ...]:
    """Offer to give the command alone, where that cannot change anything."""
    if command.changes is True or command.name == "help":
        return ()
    return (replies.button(voice, "try_it", f"/{command.name}"),)


def _rows(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))


# --- what is meant ------------------------------------------------------------------------------


def _command(asked: Asked, word: str) -> Command | None:
    """Return the command meant by any of its names, as the platform spells it as well."""
    squeezed = word.replace(" ", "")
    for one in permitted(asked):
        if squeezed in (one.name, asked.voice.spell(one.name).strip("/"), *one.aliases):
            return one
    return None


def _names_of(area: str) -> set[str]:
    """Return what a person may call an area, in either language."""
    return {area, *(name.casefold() for name in TEXTS[f"group.{area}"])}
