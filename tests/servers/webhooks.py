"""Services that take messages, on loopback: Discord, ntfy, Teams, KakaoTalk, any webhook."""

from __future__ import annotations

import base64
import itertools
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .loopback import Answer, Call, Fault, Json, Loopback, gateway_page

WEBHOOK_ID, WEBHOOK_TOKEN = "112233445566778899", "Discord-Token_0123456789"
TOPIC, NTFY_TOKEN = "my-secret-topic", "tk_0123456789abcdef"
WORKFLOW, SIGNATURE = "643e69f83c8944438d68119179a10a64", "KODuebWbDGYFr0z0eu6Rj8aUKz7108W3"
KAKAO_CLIENT, KAKAO_REFRESH = "kakaoclient0123456789", "kakao-refresh-0123456789"
_SILENT = 1 << 12


@dataclass(slots=True)
class Posted:
    """A message as a service took it; `edits` is how often it was changed since."""

    service: str
    text: str
    body: Json
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    id: str = ""
    edits: int = 0


class WebhookServer(Loopback):
    """`async with WebhookServer() as hooks`; `hooks.discord` and so on are its addresses."""

    def __init__(self, *, port: int = 0, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(port=port, now=now)
        self.posted: list[Posted] = []
        self.gone: set[str] = set()
        self.ntfy_auth: str | None = None
        self.kakao_refresh = KAKAO_REFRESH
        self.kakao_access = ""
        self._numbers = itertools.count(1)
        host = f"127.0.0.1:{self.port}"
        self.discord = f"{self.origin}/api/webhooks/{WEBHOOK_ID}/{WEBHOOK_TOKEN}"
        self.ntfy = f"ntfy://{host}/{TOPIC}"
        self.teams = (
            f"{self.origin}/workflows/{WORKFLOW}/triggers/manual/paths/invoke"
            f"?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}"
        )
        self.webhook = f"json://{host}/hooks/kiwoom-0123456789"
        self.kakao = f"kakaotalk://{KAKAO_CLIENT}/{KAKAO_REFRESH}"

    def urls(self, *services: str) -> str:
        """NOTIFY_URLS with these services, each under its own name."""
        return ", ".join(f"{one}={getattr(self, one)}" for one in services)

    def of(self, service: str) -> list[Posted]:
        return [one for one in self.posted if one.service == service]

    async def next(self, service: str, count: int, timeout: float = 5) -> Posted:  # noqa: ASYNC109
        """The message with that number, counted from one, once it is there."""
        await self.wait_for(lambda: len(self.of(service)) >= count, timeout)
        return self.of(service)[count - 1]

    def fail(
        self,
        service: str,
        status: int,
        body: Json | str | None = None,
        *,
        times: int | None = 1,
        headers: dict[str, str] | None = None,
        deliver: bool = False,
    ) -> None:
        """Answer so, having done as asked or not."""
        said = body if body is not None else gateway_page(status)
        answer = Answer(said, status, headers or {})
        self._add(Fault(service, times=times, answer=answer, deliver=deliver), None)

    def routes(self) -> list[web.RouteDef]:
        hook = "/api/webhooks/{id}/{token}"
        return [
            web.post(hook, self._at("discord", self._discord)),
            web.get(hook, self._at("discord", self._discord_asked)),
            web.patch(hook + "/messages/{message}", self._at("discord", self._discord_edited)),
            web.post("/", self._at("ntfy", self._ntfy)),
            web.get("/v1/health", self._at("ntfy", self._ntfy_health)),
            web.post(
                "/workflows/{id}/triggers/manual/paths/invoke", self._at("teams", self._teams)
            ),
            web.post("/hooks/{name}", self._at("webhook", self._webhook)),
            web.post("/oauth/token", self._at("kakao.token", self._kakao_token)),
            web.post("/v2/api/talk/memo/default/send", self._at("kakao", self._kakao)),
        ]

    def _at(
        self, service: str, work: Callable[[web.Request, Json], Answer]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            body = await _read(request)

            async def done(_call: Call) -> Answer:
                return work(request, body)

            return await self.serve(request, Call(service, body, self.now()), done)

        return handle

    def _take(self, service: str, text: str, request: web.Request, body: Json, **more: Any) -> str:
        number = str(next(self._numbers) + 10**17)
        headers = {key.title(): value for key, value in request.headers.items()}
        self.posted.append(Posted(service, text, body, headers, id=number, **more))
        self.tell()
        return number

    # -- Discord ---------------------------------------------------------------------------

    def _known(self, request: web.Request) -> Answer | None:
        found = (request.match_info["id"], request.match_info["token"])
        if found != (WEBHOOK_ID, WEBHOOK_TOKEN) or "discord" in self.gone:
            return Answer({"message": "Unknown Webhook", "code": 10015}, 404)
        return None

    def _discord(self, request: web.Request, body: Json) -> Answer:
        if refusal := self._known(request):
            return refusal
        content = str(body.get("content") or "")
        embeds = body.get("embeds") or []
        size = sum(len(one["description"]) for one in embeds)
        if (
            len(content) > 2000
            or size > 6000
            or any(len(one["description"]) > 4096 for one in embeds)
        ):
            return Answer({"code": 50035, "message": "Invalid Form Body"}, 400)
        if not content and not embeds:
            return Answer({"code": 50006, "message": "Cannot send an empty message"}, 400)
        text = "\n".join((content, *(one["description"] for one in embeds)))
        silent = bool(int(body.get("flags") or 0) & _SILENT)
        number = self._take("discord", text, request, body, silent=silent)
        if request.query.get("wait") != "true":
            return Answer("", 204)
        return Answer({"id": number, "content": content})

    def _discord_asked(self, request: web.Request, _body: Json) -> Answer:
        return self._known(request) or Answer({"id": WEBHOOK_ID, "name": "kiwoom"})

    def _discord_edited(self, request: web.Request, body: Json) -> Answer:
        if refusal := self._known(request):
            return refusal
        wanted = request.match_info["message"]
        found = next((one for one in self.of("discord") if one.id == wanted), None)
        if found is None:
            return Answer({"message": "Unknown Message", "code": 10008}, 404)
        found.text, found.body = str(body.get("content") or ""), body
        found.edits += 1
        self.tell()
        return Answer({"id": wanted})

    # -- ntfy ------------------------------------------------------------------------------

    def _ntfy(self, request: web.Request, body: Json) -> Answer:
        if self.ntfy_auth is not None and request.headers.get("Authorization") != self.ntfy_auth:
            return Answer({"code": 40301, "http": 403, "error": "forbidden"}, 403)
        message = str(body.get("message") or "")
        if len(message.encode()) > 4096:
            return Answer({"code": 41301, "http": 413, "error": "too large"}, 413)
        text = "\n".join(filter(None, (str(body.get("title") or ""), message)))
        silent = int(body.get("priority") or 3) <= 2
        number = self._take("ntfy", text, request, body, silent=silent)
        return Answer({"id": number, "event": "message", "topic": body.get("topic")})

    def _ntfy_health(self, _request: web.Request, _body: Json) -> Answer:
        return Answer({"healthy": True})

    # -- Teams -----------------------------------------------------------------------------

    def _teams(self, request: web.Request, body: Json) -> Answer:
        if request.match_info["id"] != WORKFLOW or "teams" in self.gone:
            return Answer({"error": {"code": "WorkflowNotFound", "message": "gone"}}, 404)
        if request.query.get("sig") != SIGNATURE:
            return Answer({"error": {"code": "DirectApiAuthorizationRequired"}}, 401)
        card = body["attachments"][0]["content"]
        runs = [[run["text"] for run in block["inlines"]] for block in card["body"]]
        self._take("teams", "\n".join("".join(one) for one in runs), request, body)
        return Answer("", 202)

    # -- a program -------------------------------------------------------------------------

    def _webhook(self, request: web.Request, body: Json) -> Answer:
        if "webhook" in self.gone:
            return Answer("", 410)
        text, silent = str(body.get("text")), bool(body.get("silent"))
        self._take("webhook", text, request, body, silent=silent)
        return Answer({"ok": True})

    # -- KakaoTalk -------------------------------------------------------------------------

    def _kakao_token(self, _request: web.Request, body: Json) -> Answer:
        if body.get("refresh_token") != self.kakao_refresh or body.get("client_id") != KAKAO_CLIENT:
            said = {"error": "invalid_grant", "error_description": "token not found or expired"}
            return Answer(said | {"error_code": "KOE322"}, 400)
        self.kakao_access = f"access-{next(self._numbers)}"
        return Answer({"access_token": self.kakao_access, "expires_in": 21599})

    def _kakao(self, request: web.Request, body: Json) -> Answer:
        if request.headers.get("Authorization") != f"Bearer {self.kakao_access}":
            return Answer({"msg": "this access token does not exist", "code": -401}, 401)
        template = json.loads(body["template_object"])
        if len(template["text"]) > 200:
            return Answer({"msg": "text too long", "code": -2}, 400)
        self._take("kakao", template["text"], request, body)
        return Answer({"result_code": 0})


def basic(user: str, password: str) -> str:
    """The Authorization header of a user and password."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


async def _read(request: web.Request) -> Json:
    if request.method == "GET":
        return {}
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    try:
        found = json.loads(await request.read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
