"""The one table of commands, and what is made from it: help, menus, names for Slack, a document."""

from dataclasses import dataclass

from bot.access import Role
from bot.commands import handlers
from bot.commands.command import Command, Takes
from bot.render.voice import Voice

COMMANDS = (
    Command("start", ("시작",), Takes.ANYTHING, Role.VIEWER, "everybody", handlers.start),
    Command(
        "help", ("도움말", "도움", "명령"), Takes.COMMAND, Role.VIEWER, "everybody", handlers.help_,
        "search", "검색",
    ),
    Command(
        "conditions", ("조건식", "조건", "조건목록", "조건식목록"), Takes.PAGE, Role.VIEWER, "look",
        handlers.conditions, "2",
    ),
    Command(
        "search", ("검색", "조회"), Takes.CONDITION_AND_PAGE, Role.VIEWER, "look", handlers.search,
        "0",
    ),
    Command("status", ("상태", "현황"), Takes.NOTHING, Role.VIEWER, "look", handlers.status),
    Command(
        "subscribe", ("구독", "구독하기"), Takes.CONDITION, Role.VIEWER, "follow",
        handlers.subscribe, "0",
    ),
    Command(
        "unsubscribe", ("해지", "구독해지", "구독취소"), Takes.CONDITION, Role.VIEWER,
        "follow", handlers.unsubscribe, "0", guessed=False,
    ),
    Command(
        "subscriptions", ("구독목록", "내구독"), Takes.NOTHING, Role.VIEWER, "follow",
        handlers.subscriptions,
    ),
    Command(
        "takeover", ("다시가져오기", "되찾기"), Takes.NOTHING, Role.OWNER, "run", handlers.takeover,
        guessed=False,
    ),
)  # fmt: skip

SLACK_RESERVED = frozenset({
    "active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed",
    "feedback", "help", "invite", "join", "keys", "kick", "leave", "list", "me", "msg",
    "mute", "open", "people", "prefs", "pro", "remind", "remove", "rename", "search",
    "shortcuts", "shrug", "star", "status", "topic", "unarchive", "who",
})  # fmt: skip
"""Slack's built-in commands; one of them in a manifest makes Slack reject it whole."""


@dataclass(frozen=True, slots=True)
class Described:
    """A command as faces list it: usage such as `/search 조건식 [쪽]`, one line of help."""

    name: str
    aliases: tuple[str, ...]
    usage: str
    help: str
    example: str
    role: Role
    group: str


def slack_name(command: str) -> str:
    """Return the name a command has in Slack, with a `k` before what Slack keeps for itself."""
    return f"k{command}" if command in SLACK_RESERVED else command


def slack_spelling(command: str) -> str:
    """Return what a person types in Slack: `/ksearch`."""
    return f"/{slack_name(command)}"


def spellings(command: str) -> tuple[str, ...]:
    """Return a command's name and every Korean word for it."""
    (found,) = (one for one in COMMANDS if one.name == command)
    return (found.name, *found.aliases)


def menu(lang: str) -> list[tuple[str, str]]:
    """Return names and descriptions, as Telegram's menu takes them."""
    return [(one.name, Voice(lang).text(f"command.{one.name}")) for one in COMMANDS]


def slack_menu(lang: str) -> list[tuple[str, str, str]]:
    """Return name, description and a hint at what may follow, for Slack's manifest."""
    return [(slack_name(one.name), one.help, one.usage.partition(" ")[2]) for one in describe(lang)]


def describe(lang: str = "ko") -> list[Described]:
    """Return every command with usage, help and example in one language."""
    voice = Voice(lang)
    return [
        Described(
            one.name,
            one.aliases,
            one.usage(voice),
            voice.text(f"command.{one.name}"),
            one.shown_example(voice),
            one.role,
            one.group,
        )
        for one in COMMANDS
    ]


def commands_markdown() -> str:
    """Return docs/commands.md."""
    korean, english = describe("ko"), describe("en")
    head = (
        "# Commands\n\n"
        "Made from `bot/commands/table.py` (`python -c 'from bot.commands.table import "
        'commands_markdown as c; print(c(), end="")\' > docs/commands.md`).\n\n'
        "The slash may be left out, the Korean words mean the same, with endings as well "
        "(`구독해줘 0`, `구독 목록 보여줘`), and all of it works in a private chat; in a group "
        "the bot hears what speaks to it. A condition (조건식) is named by its number, "
        "its name (with or without its blanks), the beginning of its name, or `#id`. "
        "Without one, buttons offer what there is. Slack keeps some names for itself, "
        "so there these commands carry a `k`; `/kiwoom <command>` takes both "
        "spellings.\n\n"
        "| command | Korean | in Slack | who | what it does | 하는 일 |\n"
        "|---|---|---|---|---|---|\n"
    )
    rows = (
        f"| `{en.usage}` | {', '.join(ko.aliases)} | `/{slack_name(ko.name)}` | "
        f"{ko.role.name.lower()} | {en.help} | {ko.help} |\n"
        for ko, en in zip(korean, english, strict=True)
    )
    return head + "".join(rows)
