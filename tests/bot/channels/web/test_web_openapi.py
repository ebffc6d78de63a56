"""The description of the API: checked in, with an example of all, and true."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web import channel
from bot.channels.web.api.__main__ import described
from bot.channels.web.throttle import Limits
from tests.bot.channels.web.stage import TOKEN, opened
from tests.ways.bot import HYNIX, SAMSUNG

FILE = Path(__file__).parents[4] / "docs" / "openapi.json"
_CONTENTS = ("application/json", "application/problem+json")
_BOUNDLESS = 1_000_000


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in json.loads(described())["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_the_description_in_docs_is_the_one_the_bot_gives() -> None:
    assert FILE.read_text(encoding="utf-8") == described(), "make openapi writes it anew"


def test_every_operation_of_the_api_has_an_example_of_what_it_takes_and_gives() -> None:
    for name, operation in operations():
        if " /api/" not in name:
            continue
        said = [operation.get("requestBody", {}), *operation["responses"].values()]
        for one in said:
            for kind, content in one.get("content", {}).items():
                assert kind not in _CONTENTS or "example" in content, (name, one)
        assert operation["description"], name
        assert operation["security"] == [{"token": []}], name
        assert {"401", "403", "422", "429", "503"} <= operation["responses"].keys(), name


@pytest.mark.timeout(240)
async def test_whatever_is_asked_of_the_api_is_answered_as_it_is_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Schemathesis asks; what it finds is printed with the request that shows it."""
    boundless = Limits(person=_BOUNDLESS, address=_BOUNDLESS, wrong=_BOUNDLESS)
    monkeypatch.setattr(channel, "Limits", lambda: boundless)
    async with opened(tmp_path, {"WEB_TOKEN": TOKEN}) as page:
        headers = page.as_owner()
        for one in (await page.client.get("/api/v1/conditions", headers=headers)).json():
            wanted = {"condition": one["id"]}
            await page.client.post("/api/v1/subscriptions", headers=headers, json=wanted)
        page.conditions[0].enter(SAMSUNG)
        page.conditions[1].enter(HYNIX)
        asking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{page.url}/openapi.json"),
            *("--header", f"Authorization: Bearer {TOKEN}"),
            *("--include-path-regex", "^/api/", "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", "3", "--workers", "2", "--no-color", "--generation-deterministic"),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await asking.communicate()
        assert asking.returncode == 0, told.decode()
