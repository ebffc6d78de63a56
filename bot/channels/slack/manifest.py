"""The app manifest to paste at api.slack.com/apps > Create New App > From a manifest."""

import json
from collections.abc import Iterable
from typing import Any

from bot.channels.slack.incoming import UMBRELLA

SCOPES = (
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "im:read",
    "pins:write",
)
"""what the bot uses: mentions and direct messages in, messages and files out, where it is inside"""

WELCOME = ("users:read",)
"""what the bot can do without: in which language people use Slack"""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
    "message.im",
)
"""what is said to the bot, who opens its home, and that a channel is closed to it"""

MOST_COMMANDS = 50

PATH = "/slack/events"
"""where Slack's requests come in, without Socket Mode"""

Command = tuple[str, str, str]
"""a name, its description, and a hint at what may follow it"""

_WORDS = {
    "ko": (
        "키움 조건검색에 종목이 편입·이탈하는 순간 알려 드립니다.",
        "키움 조건검색 봇의 모든 명령",
    ),
    "en": (
        "Tells you the moment a stock enters or leaves a Kiwoom condition search.",
        "Every command of the Kiwoom condition bot",
    ),
}
"""what the app says of itself, and of the umbrella command"""


def manifest(
    commands: Iterable[Command],
    lang: str = "ko",
    *,
    name: str = "Kiwoom Condition Bot",
    url: str = "",
) -> dict[str, Any]:
    """Return the manifest with the umbrella command and one for each of `commands`.

    `lang` (ko, en) is what the app introduces itself in; `commands` bring their own words.
    `url` is where Slack sends requests instead of using Socket Mode.
    Names are as Slack takes them; what goes beyond its limit of 50 is left to the umbrella.
    """
    about, every = _WORDS.get(lang, _WORDS["ko"])
    umbrella: Command = (UMBRELLA, every, "help | search 0 | subscribe 0")
    listed = {one[0]: _command(one, url) for one in (umbrella, *commands)}
    where = {"request_url": url} if url else {}
    return {
        "display_information": {
            "name": name,
            "description": about,
            "background_color": "#1f2937",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": UMBRELLA, "always_online": True},
            "slash_commands": list(listed.values())[:MOST_COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": [*SCOPES, *WELCOME]}},
        "settings": {
            "event_subscriptions": where | {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True} | where,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def request_url(web_url: str) -> str:
    """Return where Slack is to send requests, behind the address people reach the page at."""
    return f"{web_url.rstrip('/')}{PATH}"


def manifest_text(commands: Iterable[Command], lang: str = "ko", *, url: str = "") -> str:
    """Return the manifest as JSON to paste."""
    return json.dumps(manifest(commands, lang, url=url), ensure_ascii=False, indent=2)


def _command(command: Command, url: str) -> dict[str, Any]:
    name, description, usage_hint = command
    made = {"command": f"/{name}", "description": description, "should_escape": False}
    made |= {"url": url} if url else {}
    return made | ({"usage_hint": usage_hint} if usage_hint else {})
