"""The one table of commands, and what is made from it: help, menus, names for Slack, a document."""

from dataclasses import dataclass

from bot.access import Role
from bot.commands import (
    charting,
    elsewhere,
    explaining,
    following,
    handlers,
    helping,
    home,
    keys,
    language,
    looking,
    naming,
    people,
    remembering,
    running,
    searching,
    silence,
    touring,
    watching,
)
from bot.commands.command import Command, Takes
from bot.render.texts import TEXTS
from bot.render.voice import Voice, slashed

COMMANDS = (
    Command(
        "start", ("시작",), Takes.ANYTHING, Role.VIEWER, "everybody", people.start, changes=True,
        code=True, lasts=True, hint="start",
    ),
    Command(
        "help", ("도움말", "도움", "명령"), Takes.COMMAND, Role.VIEWER, "everybody", helping.help_,
        "search", "검색",
    ),
    Command(
        "lang", ("언어", "언어설정"), Takes.ANYTHING, Role.VIEWER, "everybody", language.lang, "en",
        "영어", changes=bool, hint="lang",
    ),
    Command(
        "link", ("연결",), Takes.ANYTHING, Role.VIEWER, "everybody", people.link, guessed=False,
        changes=True, code=True, lasts=True, hint="link",
    ),
    Command(
        "unlink", ("연결해제", "연결끊기"), Takes.ANYTHING, Role.VIEWER, "everybody",
        people.unlink, guessed=False, changes=bool, hint="unlink",
    ),
    Command(
        "conditions", ("조건식", "조건", "조건목록", "조건식목록"), Takes.PAGE, Role.VIEWER, "look",
        handlers.conditions, "2",
    ),
    Command(
        "search", ("검색", "조회"), Takes.CONDITION_AND_PAGE, Role.VIEWER, "look", searching.search,
        "0",
    ),
    Command(
        "quote", ("시세", "현재가", "호가"), Takes.ANYTHING, Role.VIEWER, "look", looking.quote,
        "005930", "삼성전자", hint="stock",
    ),
    Command(
        "chart", ("차트", "그래프"), Takes.ANYTHING, Role.VIEWER, "look", charting.chart,
        "005930 5m", "삼성전자 5분", hint="chart",
    ),
    Command(
        "why", ("왜", "이유", "추적"), Takes.ANYTHING, Role.VIEWER, "look", explaining.why,
        "005930", "삼성전자", hint="why",
    ),
    Command(
        "status", ("상태", "현황"), Takes.ANYTHING, Role.VIEWER, "look", explaining.status,
        changes=bool, hint="pin",
    ),
    Command(
        "history", ("기록", "이력", "기록보기"), Takes.ANYTHING, Role.VIEWER, "past",
        remembering.history, "005930 11/1~11/20", "삼성전자 최근 7일", hint="history",
    ),
    Command(
        "export", ("내보내기", "내려받기"), Takes.ANYTHING, Role.VIEWER, "past",
        remembering.export, "0 11/1~11/20 xlsx", "0 11/1~11/20 엑셀", hint="export",
    ),
    Command(
        "score", ("성적", "성적표", "승률"), Takes.ANYTHING, Role.VIEWER, "past",
        remembering.score, "0 30d", "0 30일", hint="score",
    ),
    Command(
        "summary", ("요약", "하루요약"), Takes.ANYTHING, Role.VIEWER, "past",
        remembering.summary, "yesterday", "어제", hint="summary",
    ),
    Command(
        "subscribe", ("구독", "구독하기"), Takes.CONDITION_AND_OPTIONS, Role.VIEWER, "follow",
        touring.subscribe, "0 rate>3 kosdaq", "0 등락률>3 코스닥", changes=bool,
        lasts=True,
    ),
    Command(
        "unsubscribe", ("해지", "구독해지", "구독취소"), Takes.CONDITION, Role.VIEWER,
        "follow", following.unsubscribe, "0", guessed=False, changes=bool,
    ),
    Command(
        "subscriptions", ("구독목록", "내구독"), Takes.PAGE, Role.VIEWER, "follow",
        following.subscriptions, "2",
    ),
    Command(
        "confirm", ("확인", "확인코드"), Takes.ANYTHING, Role.VIEWER, "follow", elsewhere.confirm,
        "123456", guessed=False, changes=bool, sealed=True, hint="confirm",
    ),
    Command(
        "options", ("옵션", "구독설정", "설정"), Takes.CONDITION_AND_OPTIONS, Role.VIEWER, "follow",
        following.options, "0 entries cooldown 10m", "0 편입만 쉬기 10분",
        changes=naming.adds_words,
    ),
    Command(
        "pause", ("멈춤", "일시정지"), Takes.CONDITION, Role.VIEWER, "follow", following.pause,
        "0", changes=bool,
    ),
    Command(
        "resume", ("다시받기", "재개"), Takes.CONDITION, Role.VIEWER, "follow", following.resume,
        "0", changes=bool, lasts=True,
    ),
    Command(
        "mute", ("음소거", "무음"), Takes.ANYTHING, Role.VIEWER, "follow", silence.mute,
        "005930 30m", "삼성전자 30분", changes=bool, hint="mute",
    ),
    Command(
        "unmute", ("음소거해제", "음소거끝"), Takes.ANYTHING, Role.VIEWER, "follow",
        silence.unmute, "005930", "삼성전자", changes=True, hint="unmute",
    ),
    Command(
        "quiet", ("방해금지", "조용한시간"), Takes.ANYTHING, Role.VIEWER, "follow", silence.quiet,
        "22:00-08:00", changes=bool, hint="quiet",
    ),
    Command(
        "watch", ("가격알림", "감시", "목표가"), Takes.ANYTHING, Role.VIEWER, "follow",
        watching.watch, "005930 > 80000 3d", "삼성전자 > 80000 3일", changes=bool, lasts=True,
        hint="watch",
    ),
    Command(
        "daily", ("하루정리", "일일정리"), Takes.ANYTHING, Role.VIEWER, "follow", silence.daily,
        "off", "끔", changes=bool, hint="daily",
    ),
    Command(
        "web", ("웹", "웹화면", "화면"), Takes.ANYTHING, Role.VIEWER, "everybody", keys.web,
        "logout", "로그아웃", guessed=False, changes=True, hint="web",
    ),
    Command(
        "token", ("토큰", "API토큰"), Takes.ANYTHING, Role.VIEWER, "everybody", keys.token,
        "new laptop", "만들기 노트북", guessed=False, changes=keys.changes_token, hint="token",
    ),
    Command(
        "invite", ("초대",), Takes.ANYTHING, Role.OWNER, "run", people.invite, "viewer 1d",
        "보기 1일", guessed=False, changes=True, hint="invite",
    ),
    Command(
        "people", ("사람", "사람목록", "회원"), Takes.ANYTHING, Role.OWNER, "run", people.people,
        "2", guessed=False, changes=people.does_something, hint="people",
    ),
    Command(
        "takeover", ("다시가져오기", "되찾기"), Takes.NOTHING, Role.OWNER, "run", running.takeover,
        guessed=False, changes=True,
    ),
    Command(
        "unfreeze", ("주문풀기", "주문해제"), Takes.NOTHING, Role.OWNER, "run", running.unfreeze,
        guessed=False, changes=True,
    ),
    Command(
        "logs", ("로그", "로그보기"), Takes.ANYTHING, Role.OWNER, "run", running.logs, "30",
        hint="logs",
    ),
    Command(
        "reload", ("설정다시읽기", "다시읽기"), Takes.NOTHING, Role.OWNER, "run", running.reload,
        guessed=False, changes=True,
    ),
    Command(
        "form", ("설정창",), Takes.CONDITION, Role.VIEWER, "follow", following.form, "0",
        guessed=False, hidden=True,
    ),
    Command(
        "home", ("홈",), Takes.PAGE, Role.VIEWER, "follow", home.home, guessed=False, hidden=True,
    ),
    Command(
        "adopt", ("이어받기",), Takes.ANYTHING, Role.VIEWER, "follow", running.adopt, "#1 #2",
        guessed=False, changes=True, hidden=True,
    ),
)  # fmt: skip

SHOWN = tuple(command for command in COMMANDS if not command.hidden)
"""what help, menus and documents list"""

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
    wants: str = ""
    """what may follow it: `condition [page]`, or the key of a hint"""


def slack_name(command: str) -> str:
    """Return the name a command has in Slack, with a `k` before what Slack keeps for itself."""
    return f"k{command}" if command in SLACK_RESERVED else command


def slack_spelling(command: str) -> str:
    """Return what a person types in Slack: `/ksearch`."""
    return f"/{slack_name(command)}"


def speaking(lang: str, channel: str) -> Voice:
    """Return who speaks in a channel, spelling commands as people type them there."""
    return Voice(lang, slack_spelling if channel == "slack" else slashed)


def lasting_words() -> tuple[str, ...]:
    """Return every spelling of the commands that make alerts come to the chat they are said in."""
    return tuple(word for one in COMMANDS if one.lasts for word in (one.name, *one.aliases))


def menu(lang: str, role: Role) -> list[tuple[str, str]]:
    """Return names and descriptions of what a role may do, as Telegram's menu takes them."""
    return [
        (one.name, Voice(lang).text(f"command.{one.name}")) for one in SHOWN if one.role <= role
    ]


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
            one.hint or one.takes.value,
        )
        for one in SHOWN
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
        "its name (with or without its blanks), the beginning of its name, or `#id`; "
        "`/search` and `/subscribe` take expressions over several as well (`0&3`, `0|3`, `0-5`, "
        "`(0|3)-5`, names with signs in quotation marks). A stock is named by its code, its name, "
        "the beginning of its name or its initial consonants (`ㅅㅅㅈㅈ`); a slip is asked about. "
        "Without one, buttons offer what there is. Slack keeps some names for itself, "
        "so there these commands carry a `k`; `/kiwoom <command>` takes both "
        "spellings.\n\n"
        "| command | Korean | in Slack | who | what it does | 하는 일 |\n"
        "|---|---|---|---|---|---|\n"
    )
    rows = (
        f"| `{_in_a_cell(en.usage)}` | {', '.join(ko.aliases)} | `/{slack_name(ko.name)}` | "
        f"{ko.role.name.lower()} | {en.help} | {ko.help} |\n"
        for ko, en in zip(korean, english, strict=True)
    )
    return head + "".join(rows) + _options_markdown()


def _options_markdown() -> str:
    """Return what may follow the condition of `/subscribe` and `/options`, in both languages."""
    korean, english = (TEXTS["help.options"].of(lang).split("\n")[1:] for lang in ("ko", "en"))
    head = (
        "\n## Options of a subscription\n\n"
        "They follow the condition of `/subscribe` and `/options`, in any order and either "
        "language; `/options` changes only what is said. The ends of a range belong to it, so "
        "that `rate>3` means at least 3 %. A trading value needs its unit.\n\n"
        "| in English | in Korean |\n|---|---|\n"
    )
    rows = (f"| {en} | {ko} |\n" for ko, en in zip(korean, english, strict=True))
    return head + "".join(rows)


def _in_a_cell(text: str) -> str:
    """Return a text that does not end a cell of a table."""
    return text.replace("|", "\\|")
