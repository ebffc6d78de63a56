"""The application of the set-up page; it answers nothing but this machine."""

import asyncio
import secrets
from urllib.parse import parse_qs

import structlog
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.web.desk import Gate
from bot.channels.web.door import Answer, check_host, check_origin, loggable
from bot.channels.web.pages.rendering import STATIC, environment
from bot.channels.web.problems import Problem, refused
from bot.channels.web.setup.draft import Checks, Draft, Met, https_address
from bot.channels.web.setup.lock import COOKIE, Latch
from bot.render.voice import Voice

log = structlog.get_logger(__name__)

_MOST_BYTES = 16_384


def build(draft: Draft, checks: Checks, latch: Latch, done: asyncio.Event) -> ASGIApp:
    """Return the application; `done` is set once everything is saved."""
    app = Starlette(routes=_routes(Steps(draft, checks, latch, done)))
    app.state.gate = Gate()
    app.state.lang = draft.lang
    app.state.desk = None
    app.add_exception_handler(Problem, _refuse)
    return Shut(app, checks)


class Shut:
    """Lets in what this machine asks under its own name, and no other page's requests.

    While it is tried whether Slack's requests come in, those are answered by what tries it.
    """

    def __init__(self, app: Starlette, checks: Checks) -> None:
        self._app = app
        self._checks = checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        tried = self._checks.mount
        if tried is not None and scope["path"] == tried.path:
            await tried.app(scope, receive, send)
            return
        scope["app"] = self._app
        connection, answer = HTTPConnection(scope), Answer(scope, send, secure=False)
        try:
            check_host(connection)
            check_origin(connection)
        except Problem as wrong:
            await refused(connection, wrong)(scope, receive, answer)
            return
        try:
            await self._app(scope, receive, answer)
        except Exception:
            number = secrets.token_hex(3)
            log.exception("setup_request_failed", number=number, path=loggable(scope["path"]))
            if not answer.begun:
                problem = Problem(500, "error.internal", number=number)
                await refused(connection, problem)(scope, receive, answer)


class Steps:
    """The steps of the page; each answers with itself, as it stands now."""

    def __init__(self, draft: Draft, checks: Checks, latch: Latch, done: asyncio.Event) -> None:
        self._draft = draft
        self._checks = checks
        self._latch = latch
        self._done = done

    async def open(self, request: Request) -> Response:
        """Take the code of the terminal, and let this browser in."""
        if self._latch.fits(request.cookies.get(COOKIE, "")):
            return RedirectResponse("/setup", 303)
        key = self._latch.open(request.path_params["code"])
        if key is None:
            return self._page("setup/closed.html", 403)
        answer = RedirectResponse("/setup", 303)
        answer.set_cookie(COOKIE, key, httponly=True, samesite="lax", path="/")
        return answer

    async def page(self, request: Request) -> Response:
        """Show all steps."""
        if not self._latch.fits(request.cookies.get(COOKIE, "")):
            return self._page("setup/closed.html", 403)
        if request.query_params.get("lang") in ("ko", "en"):
            self._draft.lang = request.query_params["lang"]
        return self._page("setup/page.html")

    async def kiwoom(self, request: Request) -> Response:
        """Try the keys at Kiwoom."""
        sent, draft = await self._sent(request), self._draft
        if sent.get("server") in draft.servers:
            draft.base_url = sent["server"]
        draft.app_key = sent.get("key") or draft.app_key
        draft.app_secret = sent.get("secret") or draft.app_secret
        draft.kiwoom = await self._checks.kiwoom(
            draft.base_url, draft.app_key, draft.app_secret, draft.lang
        )
        draft.base_url = draft.kiwoom.server or draft.base_url
        return self._page("setup/kiwoom.html")

    async def telegram(self, request: Request) -> Response:
        """Try the token at Telegram."""
        sent, draft = await self._sent(request), self._draft
        draft.telegram_token = sent.get("token") or draft.telegram_token
        draft.met = {}
        draft.telegram = await self._checks.telegram(draft.telegram_token, draft.lang)
        return self._page("setup/telegram.html")

    async def people(self, request: Request) -> Response:
        """Show who wrote to the bot."""
        self._known(request)
        found, trouble = await self._checks.met(self._draft.telegram_token, self._draft.lang)
        self._draft.met |= {one.identity: one.name for one in found}
        return self._page("setup/people.html", people=found, trouble=trouble)

    async def slack(self, request: Request) -> Response:
        """Try the tokens at Slack."""
        self._take_slack(await self._sent(request))
        draft, checks = self._draft, self._checks
        if draft.slack_http:
            draft.slack = await checks.slack_by_http(
                draft.slack_bot, draft.slack_signing, draft.web_url, draft.lang
            )
        else:
            draft.slack = await checks.slack(draft.slack_bot, draft.slack_app, draft.lang)
        return self._page("setup/slack.html")

    async def slack_way(self, request: Request) -> Response:
        """Take the other way to Slack; what was typed so far stays."""
        self._take_slack(await self._sent(request))
        self._draft.slack = None
        return self._page("setup/slack.html")

    async def slack_manifest(self, request: Request) -> Response:
        """Show what to make the Slack app from, to be copied."""
        self._known(request)
        draft = self._draft
        url = draft.web_url if draft.slack_http else ""
        text = await asyncio.to_thread(self._checks.manifest, url, draft.lang)
        return PlainTextResponse(text, headers={"Cache-Control": "no-store"})

    async def owner(self, request: Request) -> Response:
        """Take somebody as an owner, or no more."""
        sent = await self._sent(request)
        identity = "".join(sent.get("identity", "").split())
        wrong = ""
        if sent.get("no"):
            self._draft.disown(identity)
        elif not self._draft.own(identity):
            wrong = identity or "?"
        return self._page("setup/owners.html", wrong=wrong)

    async def save(self, request: Request) -> Response:
        """Keep it all and let the bot begin."""
        await self._sent(request)
        if not self._draft.ready:
            return self._page("setup/save.html", trouble="setup.not_ready")
        trouble = await asyncio.to_thread(self._checks.save, self._draft)
        if trouble:
            return self._page("setup/save.html", sentence=trouble)
        answer = self._page("setup/done.html")
        answer.background = BackgroundTask(self._end)
        return answer

    async def _end(self) -> None:
        """Let the server end, now that the last page has been sent."""
        self._done.set()

    def _take_slack(self, sent: dict[str, str]) -> None:
        draft = self._draft
        draft.slack_http = sent.get("way", "http" if draft.slack_http else "socket") == "http"
        draft.slack_bot = sent.get("bot") or draft.slack_bot
        draft.slack_app = sent.get("app") or draft.slack_app
        draft.slack_signing = sent.get("signing") or draft.slack_signing
        url = sent.get("url") or draft.web_url
        draft.web_url = https_address(url) or url

    def _known(self, request: Request) -> None:
        if not self._latch.fits(request.cookies.get(COOKIE, "")):
            raise Problem(403, "setup.closed")

    async def _sent(self, request: Request) -> dict[str, str]:
        """Return the fields of a form, without blanks around them."""
        self._known(request)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                raise Problem(413, "setup.too_much")
        try:
            found = parse_qs(body.decode(), max_num_fields=20, errors="strict")
        except ValueError as error:
            raise Problem(422, "setup.too_much") from error
        return {key: values[0].strip() for key, values in found.items()}

    def _page(self, template: str, status: int = 200, **more: object) -> Response:
        voice = Voice(self._draft.lang)
        nobody: list[Met] = []
        given = {
            "people": nobody, "trouble": "", "sentence": "", "wrong": "",
            "partly": status == 200 and template != "setup/page.html",
            "draft": self._draft, "lang": self._draft.lang, "t": voice.text,
            "request_url": self._checks.request_url,
        }  # fmt: skip
        text = _templates.get_template(template).render(given | more)
        return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def _routes(steps: Steps) -> list[BaseRoute]:
    async def away(_request: Request) -> Response:
        return RedirectResponse("/setup", 303)

    async def starting(_request: Request) -> Response:
        return PlainTextResponse("set-up", 503)

    return [
        Route("/", away),
        Route("/healthz", starting),
        Route("/setup", steps.page),
        Route("/setup/kiwoom", steps.kiwoom, methods=["POST"]),
        Route("/setup/telegram", steps.telegram, methods=["POST"]),
        Route("/setup/telegram/people", steps.people),
        Route("/setup/slack", steps.slack, methods=["POST"]),
        Route("/setup/slack/way", steps.slack_way, methods=["POST"]),
        Route("/setup/slack/manifest", steps.slack_manifest),
        Route("/setup/owner", steps.owner, methods=["POST"]),
        Route("/setup/save", steps.save, methods=["POST"]),
        Route("/setup/{code}", steps.open),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


async def _refuse(request: Request, problem: Exception) -> Response:
    if not isinstance(problem, Problem):
        raise problem
    return refused(request, problem)


_templates = environment()
