"""`/settings`: what the doctor finds, what is set, and reading it again; for owners."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.desk import desk_of
from bot.channels.web.guard import Caller, Owner
from bot.channels.web.pages.asking import said, voice_of, written_down
from bot.channels.web.pages.rendering import render
from bot.channels.web.pages.tools import tools_of
from bot.logs import scrubber
from bot.messages import Doc
from bot.render.running import reloaded, wrong
from bot.settings import SECRETS, Settings
from core.errors import SettingsWrong

router = APIRouter(include_in_schema=False)

_MARKS = {"✓": "well", "✗": "bad", "!": "unsure", "–": "absent", "…": "absent"}
_PATIENCE = 60.0
_PLAIN = frozenset(
    {
        "kiwoom_base_url", "kiwoom_ws_url", "kiwoom_realtime", "kiwoom_requery_seconds",
        "kiwoom_requests_per_second", "poll_interval", "data_dir", "environment", "market_hours",
        "telegram_api_url", "slack_api_url", "smtp_host", "smtp_port", "smtp_security",
        "email_interval", "owners", "trading_mode", "web_host", "web_port", "web_url",
        "web_trusted_proxies", "fold_window", "retention_days", "log_level", "log_format",
        "bot_language",
    }
)  # fmt: skip
"""the settings whose values tell nobody anything they could misuse"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of the doctor's: `well`, `bad`, `unsure` or `absent`; of what; what it is."""

    mark: str
    about: str
    text: str


@router.get("/settings")
async def settings(request: Request, caller: Owner) -> Response:
    """Show which settings there are; the doctor is asked by the page itself."""
    return _page(request, caller, "settings.html")


@router.get("/settings/findings")
async def findings(request: Request, caller: Owner) -> Response:
    """Let the doctor look, which takes a few seconds."""
    examine = tools_of(request).examine
    note, found = None, list[Finding]()
    if examine is None:
        note = said(voice_of(caller), "board.no_doctor")
    else:
        try:
            async with asyncio.timeout(_PATIENCE):
                found = [_finding(one) for one in await examine(caller.lang)]
        except TimeoutError:
            note = said(voice_of(caller), "board.doctor_slow")
    return render(request, "settings_findings.html", caller=caller, findings=found, note=note)


@router.post("/settings/reload")
async def reload(request: Request, caller: Owner) -> Response:
    """Read the settings again and say what that changed."""
    desk, voice, again = desk_of(request), voice_of(caller), tools_of(request).reload
    if again is None:
        return _page(request, caller, "settings_list.html", said(voice, "answer.reload_absent"))
    try:
        async with written_down(desk, caller, "reload", ""):
            note = reloaded(voice, again(caller.identity)).doc
    except SettingsWrong as error:
        note = said(voice, "board.not_reloaded", reason=wrong(voice, error))
    return _page(request, caller, "settings_list.html", note)


def shown(settings: Settings) -> list[tuple[str, str | None]]:
    """Return every setting: what may be seen of it ("" for a secret), None where it is not set.

    Those that are set stand first.
    """
    found = [(name.upper(), _seen(settings, name)) for name in type(settings).model_fields]
    return sorted(found, key=lambda one: one[1] is None)


def _seen(settings: Settings, name: str) -> str | None:
    value = getattr(settings, name)
    if value is None or value in ("", ()):
        return None
    if name in SECRETS or name not in _PLAIN:
        return ""
    return scrubber.scrub(_said(value))


def _said(value: object) -> str:
    """Return a value as it is written in `.env`."""
    match value:
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:g}"
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _page(request: Request, caller: Caller, template: str, note: Doc | None = None) -> Response:
    tools = tools_of(request)
    rows = shown(tools.settings()) if tools.settings else []
    may = tools.reload is not None
    return render(request, template, caller=caller, rows=rows, may=may, note=note)


def _finding(line: str) -> Finding:
    mark, _, rest = line.partition(" ")
    about, _, text = rest.partition(": ")
    return Finding(_MARKS.get(mark, "absent"), about, text)
