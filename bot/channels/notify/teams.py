"""A workflow of Microsoft Teams (Power Automate) that posts what it is sent."""

import re
from urllib.parse import parse_qs, urlsplit

from bot.channels.notify.http import Http
from bot.channels.notify.letter import Letter
from bot.channels.notify.outcomes import Refused, accept
from bot.render.cards import message
from core.model import Limit

NATIVE = re.compile(r"https?://[^/?#]+/(?:[^?#]*/)?workflows/[^/?#]+/triggers/[^/?#]+/paths/invoke")
_GONE = {404: "workflow_gone", 410: "workflow_gone"}
_OFF = frozenset({"WorkflowTriggerIsNotEnabled", "WorkflowDisabled"})
_VERSIONS = {False: "2016-06-01", True: "2022-03-01-preview"}


class Teams:
    """Takes a card and says 202: whether the workflow then posts it, it tells only in its own log.

    It knows no silent messages and no edits.
    """

    kind = "teams"
    most = 15
    limits = (Limit(4, 1.0),)

    def __init__(self, url: str, http: Http) -> None:
        """Take Teams' own address or `workflows://host/workflow/signature`; raises ValueError."""
        self._http = http
        self._url = url if NATIVE.match(url) else _spelled(url)

    async def send(self, letter: Letter) -> str:
        """Post a card; there is no id."""
        said = message(letter.doc, plain=letter.plain)
        answer = await self._http.call("POST", self._url, json=said)
        error = answer.json.get("error")
        code = error.get("code") if isinstance(error, dict) else ""
        if code in _OFF:
            raise Refused(answer.status)
        accept(answer, _GONE)
        return ""

    async def edit(self, message_id: str, letter: Letter) -> bool:  # noqa: ARG002
        """Return that what was posted stays as it is."""
        return False

    async def probe(self) -> bool:
        """Return that nobody can tell: whatever is sent there is posted."""
        return False


def _spelled(url: str) -> str:
    """Return the address behind apprise's way of writing it."""
    parts = urlsplit(url)
    workflow, _, signature = parts.path.strip("/").partition("/")
    query = {key: value[0] for key, value in parse_qs(parts.query).items()}
    workflow = workflow or query.get("id", "")
    signature = (signature or query.get("sig", "")).strip("/")
    if not (parts.netloc and workflow and signature and "/" not in signature):
        raise ValueError("workflows://host/workflow/signature")
    power = query.get("pa", query.get("powerautomate", "no")).casefold() in ("yes", "true", "1")
    path = "/powerautomate/automations/direct" if power else ""
    if power and (route := query.get("route", query.get("routeid", ""))):
        path += f"/cu/{route}"
    version = query.get("ver", query.get("api-version", _VERSIONS[power]))
    return (
        f"https://{parts.netloc}{path}/workflows/{workflow}/triggers/manual/paths/invoke"
        f"?api-version={version}&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={signature}"
    )
