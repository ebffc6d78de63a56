"""An HTTP server on loopback that answers what a test wrote down and remembers the questions."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = {"token": "first", "token_type": "Bearer", "expires_dt": "20991231235959", "return_code": 0}


@dataclass
class Answer:
    """One answer; a dict is sent as JSON, text as HTML."""

    body: dict[str, Any] | str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> web.Response:
        """Make it an HTTP response."""
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        kind = "text/html" if isinstance(self.body, str) else "application/json"
        return web.Response(text=text, status=self.status, headers=self.headers, content_type=kind)


@dataclass
class Script:
    """Answers by path, in order; the last one is repeated."""

    base_url: str = ""
    tokens: list[Answer] = field(default_factory=lambda: [Answer(TOKEN)])
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    issued: int = 0
    token_delay: float = 0.0

    async def serve(self, request: web.Request) -> web.Response:
        """Answer as written."""
        body = await request.json()
        if request.path == "/oauth2/token":
            self.issued += 1
            await asyncio.sleep(self.token_delay)
            return _next(self.tokens).response()
        headers = {key.lower(): value for key, value in request.headers.items()}
        self.asked.append((headers, body))
        return _next(self.answers).response()


def _next(answers: list[Answer]) -> Answer:
    return answers.pop(0) if len(answers) > 1 else answers[0]


@contextlib.asynccontextmanager
async def scripted(*answers: Answer) -> AsyncIterator[Script]:
    """Serve a script."""
    script = Script(answers=list(answers))
    app = web.Application()
    app.add_routes([web.post("/{path:.*}", script.serve)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    script.base_url = f"http://{host}:{port}"
    try:
        yield script
    finally:
        await runner.cleanup()
