"""Templates, filled in for one reader: their language, what they may see, where they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.filters import do_mark_safe
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from bot.access import Role
from bot.channels.web.desk import desk_of, seated
from bot.channels.web.guard import Caller
from bot.channels.web.speaking import language
from bot.messages import Doc
from bot.render import figures, web
from bot.render.strip import Strip, strip
from bot.render.voice import Voice
from core.clock import SystemClock

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"


@dataclass(frozen=True, slots=True)
class Item:
    """A place in the navigation: its path, the key of its name, its icon, who sees it."""

    path: str
    name: str
    icon: str
    role: Role = Role.VIEWER
    first: bool = False
    """whether it has a place of its own at the bottom of a phone; the others are behind `more`"""


_PLACES = (
    Item("/", "page.nav_home", "chat", first=True),
    Item("/live", "page.nav_live", "live", first=True),
    Item("/subscriptions", "page.nav_subscriptions", "bell", first=True),
    Item("/history", "page.nav_history", "history", first=True),
    Item("/stocks", "page.nav_stocks", "search"),
    Item("/scores", "page.nav_scores", "score"),
    Item("/status", "page.nav_status", "pulse"),
    Item("/settings", "page.nav_settings", "gear", Role.OWNER),
)


def navigation(caller: Caller | None) -> tuple[Item, ...]:
    """Return the places somebody may go to; a stranger none."""
    return () if caller is None else tuple(one for one in _PLACES if caller.role >= one.role)


def render(
    request: HTTPConnection,
    template: str,
    *,
    caller: Caller | None = None,
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """Return a page for `caller`, or for whoever it is that the guard let in.

    Templates have `t("key", **params)`, `rich("key")` with its marks, `lang`, `caller`, `places`,
    `here` (the path), `asset("app.css")`, `figures` and `doc(a_doc)` besides what is given.
    """
    who = caller or getattr(request.state, "caller", None)
    lang = who.lang if who is not None else language(request)
    voice = Voice(lang)
    given = {
        "request": request,
        "caller": who,
        "lang": lang,
        "t": _texts(voice),
        "rich": _rich(voice),
        "places": navigation(who),
        "strip": _strip(request, voice),
        "now": _now(request),
        "here": request.url.path,
        **context,
    }
    page = _environment().get_template(template).render(given)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store", "Vary": "Cookie"})


def _strip(request: HTTPConnection, voice: Voice) -> Strip | None:
    """Return the line above the page, None before there is an engine to ask."""
    if not seated(request):
        return None
    desk = desk_of(request)
    engine = desk.engine
    return strip(voice, engine.market_now(), engine.session_now(), desk.clock.now())


def _now(request: HTTPConnection) -> datetime:
    """Return the market's time, as far as it is known."""
    return desk_of(request).clock.now() if seated(request) else SystemClock().now()


def asset(name: str) -> str:
    """Return the address of a static file, which changes with what is in it."""
    return f"/static/{name}?v={_fingerprint(name)}"


@cache
def _fingerprint(name: str) -> str:
    return f"{crc32((STATIC / name).read_bytes()):08x}"


@cache
def _environment() -> Environment:
    made = environment()
    made.globals.update(figures=figures, doc=_doc)
    return made


def environment() -> Environment:
    """Return what fills in the templates: all that is put in is escaped, a lack is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(asset=asset)
    return made


def _doc(doc: Doc) -> str:
    """Return a Doc as HTML that templates take as it is: `web.encode` has escaped it."""
    return do_mark_safe(web.encode(doc))


def _texts(voice: Voice) -> Callable[..., str]:
    def texts(key: str, /, **params: object) -> str:
        return voice.text(key, **params)

    return texts


def _rich(voice: Voice) -> Callable[..., str]:
    def rich(key: str, /, **params: object) -> str:
        return do_mark_safe(web.inline(Doc(voice.lines(key, **params))))

    return rich
