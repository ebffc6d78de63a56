"""What Slack rejects in an app manifest; one built-in command name rejects it whole."""

from __future__ import annotations

import re
from typing import Any

RESERVED = {
    "active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed",
    "feedback", "help", "invite", "join", "keys", "kick", "leave", "list", "me", "msg", "mute",
    "open", "people", "prefs", "pro", "remind", "remove", "rename", "search", "shortcuts",
    "shrug", "star", "status", "topic", "unarchive", "who",
}  # fmt: skip
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "app_home_opened": "",
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.mpim": "mpim:history",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_left": "channels:read",
    "channel_archive": "channels:read",
    "channel_rename": "channels:read",
    "channel_deleted": "channels:read",
    "group_left": "groups:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "im_created": "im:read",
    "reaction_added": "reactions:read",
    "user_change": "users:read",
    "app_uninstalled": "",
    "tokens_revoked": "",
}
SECTIONS = {"_metadata", "display_information", "features", "oauth_config", "settings",
            "functions", "workflows", "outgoing_domains", "types", "datastores"}  # fmt: skip
NAME = re.compile(r"/[a-z0-9_-]{1,32}")
Json = dict[str, Any]


def check_manifest(manifest: Json) -> list[str]:
    """Why Slack would refuse this manifest; empty when it would not."""
    told = [f"/{key}: unknown property" for key in manifest.keys() - SECTIONS]
    told += _display(manifest.get("display_information"))
    features = manifest.get("features") or {}
    scopes = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
    settings = manifest.get("settings") or {}
    told += _bot_user(features, scopes)
    told += _commands(features.get("slash_commands") or [], scopes, settings)
    told += _settings(settings)
    events = (settings.get("event_subscriptions") or {}).get("bot_events") or []
    told += _events(events, scopes)
    if "chat:write" not in scopes:
        told.append("/oauth_config/scopes/bot: chat:write is missing, the bot could not answer")
    return told


def _limit(where: str, value: object, most: int, *, needed: bool) -> list[str]:
    if value is None or value == "":
        return [f"{where}: is required"] if needed else []
    if not isinstance(value, str):
        return [f"{where}: must be a string"]
    return [f"{where}: must be at most {most} characters"] if len(value) > most else []


def _display(display: object) -> list[str]:
    if not isinstance(display, dict):
        return ["/display_information: is required"]
    where = "/display_information"
    told = _limit(f"{where}/name", display.get("name"), 35, needed=True)
    told += _limit(f"{where}/description", display.get("description"), 140, needed=False)
    long = display.get("long_description")
    told += _limit(f"{where}/long_description", long, 4000, needed=False)
    if isinstance(long, str) and len(long) < 174:
        told.append(f"{where}/long_description: must be at least 174 characters")
    color = display.get("background_color", "#000")
    if not re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", str(color)):
        told.append(f"{where}/background_color: must be a hex color")
    return told


def _bot_user(features: Json, scopes: list[str]) -> list[str]:
    bot = features.get("bot_user")
    if bot is None:
        return ["/features/bot_user: is required by bot scopes"] if scopes else []
    name = str(bot.get("display_name") or "")
    told = _limit("/features/bot_user/display_name", name, 80, needed=True)
    if name and not re.fullmatch(r"[\w .-]+", name):
        told.append("/features/bot_user/display_name: a-z, 0-9, -, _ and . only")
    return told


def _commands(commands: list[Json], scopes: list[str], settings: Json) -> list[str]:
    where, told = "/features/slash_commands", []
    if len(commands) > 50:
        told.append(f"{where}: at most 50 commands an app, there are {len(commands)}")
    if commands and "commands" not in scopes:
        told.append(f"{where}: needs the scope commands")
    seen: set[str] = set()
    for number, one in enumerate(commands):
        told += _command(f"{where}/{number}", one, seen)
        if not settings.get("socket_mode_enabled") and not one.get("url"):
            told.append(f"{where}/{number}/url: is required without socket mode")
    return told


def _command(where: str, one: Json, seen: set[str]) -> list[str]:
    name = str(one.get("command") or "")
    told = []
    if not NAME.fullmatch(name):
        told.append(f"{where}/command: {name!r} is not / and 1-32 of a-z 0-9 - _")
    if name.removeprefix("/") in RESERVED:
        told.append(f"{where}/command: {name} is a built-in command of Slack")
    if name in seen:
        told.append(f"{where}/command: {name} is there twice")
    seen.add(name)
    told += _limit(f"{where}/description", one.get("description"), 2000, needed=True)
    told += _limit(f"{where}/usage_hint", one.get("usage_hint"), 1000, needed=False)
    known = {"command", "description", "usage_hint", "should_escape", "url"}
    told += [f"{where}: unknown property {key}" for key in one.keys() - known]
    return told


def _settings(settings: Json) -> list[str]:
    told = []
    if "socket_mode_enabled" not in settings:
        told.append("/settings/socket_mode_enabled: is missing")
    socket = bool(settings.get("socket_mode_enabled"))
    interactivity = settings.get("interactivity")
    if not isinstance(interactivity, dict) or not interactivity.get("is_enabled"):
        told.append("/settings/interactivity: is missing or off, buttons would do nothing")
    elif not socket and not interactivity.get("request_url"):
        told.append("/settings/interactivity/request_url: is required without socket mode")
    events = settings.get("event_subscriptions") or {}
    if events and not socket and not events.get("request_url"):
        told.append("/settings/event_subscriptions/request_url: is required without socket mode")
    return told


def _events(events: list[str], scopes: list[str]) -> list[str]:
    where, told = "/settings/event_subscriptions/bot_events", []
    if len(events) > 100:
        told.append(f"{where}: at most 100")
    for event in events:
        scope = EVENT_SCOPES.get(event)
        if scope is None:
            told.append(f"{where}: unknown event {event}")
        elif scope and scope not in scopes:
            told.append(f"{where}: {event} needs the scope {scope}")
    told += [f"{where}: {one} is there twice" for one in set(events) if events.count(one) > 1]
    return told
