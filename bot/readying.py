"""Asks a running bot over its own page whether it is ready; imports no library for that."""

import json
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from bot.render.voice import Voice
from bot.settings import Settings

_PATIENCE = 8.0


def ask(settings: Settings, voice: Voice) -> str | None:
    """Return why it is not ready, in one sentence; None where it is."""
    where = settings.web_here
    parts = urlsplit(where)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
    try:
        with closing(connection):
            connection.request("GET", "/readyz", headers={"Accept-Language": voice.lang})
            answer = connection.getresponse()
            found = json.loads(answer.read(65_536))
        reasons = [str(one) for one in found.get("reasons", [found.get("detail")]) if one]
    except (OSError, HTTPException, ValueError, TypeError, AttributeError):
        return voice.text("check.web_no_answer", url=where)
    return voice.text("check.not_ready", reasons=" · ".join(reasons)) if reasons else None
