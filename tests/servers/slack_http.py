"""Delivery by signed HTTP request, for apps without Socket Mode."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from .loopback import Json


class Happening(Protocol):
    """What of an envelope goes into a request."""

    kind: str
    payload: Json
    retry_attempt: int
    retry_reason: str


def sign(secret: str, stamp: str, body: bytes) -> str:
    """The X-Slack-Signature of a body."""
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@dataclass(slots=True)
class RequestUrl:
    """Where Slack posts what happens, and the secret it signs with."""

    url: str
    secret: str

    async def verify(self) -> bool:
        """The url_verification handshake Slack makes when the URL is entered."""
        challenge = "loopback-challenge"
        body = json.dumps({"type": "url_verification", "token": "x", "challenge": challenge})
        _, answer = await self._send(body.encode(), "application/json", {})
        return challenge in answer

    async def post(self, happening: Happening) -> tuple[bool, Json | None]:
        """Whether the app took it, and what it answered."""
        kind, body = "application/x-www-form-urlencoded", urlencode(happening.payload)
        if happening.kind == "interactive":
            body = urlencode({"payload": json.dumps(happening.payload, ensure_ascii=False)})
        elif happening.kind == "events_api":
            kind, body = "application/json", json.dumps(happening.payload, ensure_ascii=False)
        headers = {}
        if happening.retry_attempt:
            headers = {
                "X-Slack-Retry-Num": str(happening.retry_attempt),
                "X-Slack-Retry-Reason": happening.retry_reason,
            }
        status, answer = await self._send(body.encode(), kind, headers)
        return status == 200, _payload(answer)

    async def _send(self, body: bytes, kind: str, headers: dict[str, str]) -> tuple[int, str]:
        stamp = str(int(time.time()))
        signed = headers | {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(self.secret, stamp, body),
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=body, headers=signed) as response,
        ):
            return response.status, await response.text()


def _payload(answer: str) -> Json | None:
    if not answer:
        return None
    try:
        found = json.loads(answer)
    except ValueError:
        return {"text": answer}
    return found if isinstance(found, dict) else {"text": answer}
