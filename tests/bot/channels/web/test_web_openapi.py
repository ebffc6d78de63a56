"""The description of the API: checked in, with an example of all, and true."""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web import channel
from bot.channels.web.api.__main__ import described
from bot.channels.web.closing import CLOSINGS
from bot.channels.web.throttle import Limits
from tests.bot.channels.web.stage import TOKEN, opened
from tests.ways.bot import HYNIX, SAMSUNG

FILE = Path(__file__).parents[4] / "docs" / "openapi.json"
API = FILE.with_name("api.md")
AMOUNTS = {
    *("price", "change", "rate", "volume", "value", "quantity", "open", "high", "low", "close"),
    *("base", "upper", "lower", "year_high", "year_low", "market_cap", "per", "pbr"),
    *("hit_rate", "median", "mean", "p95", "cooldown", "digest", "fold"),
}
_CONTENTS = ("application/json", "application/problem+json")
_BOUNDLESS = 1_000_000
_SETTINGS = """
[[operations]]
include-name = ["POST /api/v1/search", "POST /api/v1/subscriptions"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "422", "5xx"]
"""
"""no schema says what an expression is, so one that fits the schema may be refused"""


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
                assert kind not in _CONTENTS or content.keys() & {"example", "examples"}, name
        assert operation["description"], name
        assert operation["security"] == [{"token": []}], name
        assert {"401", "403", "422", "429", "503"} <= operation["responses"].keys(), name


def test_every_field_and_parameter_says_what_it_means() -> None:
    found = json.loads(described())
    for name, schema in found["components"]["schemas"].items():
        assert schema["description"], name
        for field, its in schema["properties"].items():
            assert its.keys() & {"description", "$ref"}, f"{name}.{field}"
    for name, operation in operations():
        for one in operation.get("parameters", ()):
            assert one["description"], (name, one["name"])


def test_the_unit_of_every_amount_is_named() -> None:
    schemas = json.loads(described())["components"]["schemas"]
    units = re.compile("won|percent|shares|minutes|seconds|ratio|원")
    for name, schema in schemas.items():
        for field, its in schema["properties"].items():
            if field in AMOUNTS:
                assert units.search(its["description"]), f"{name}.{field}"
    assert "억원" in schemas["QuoteOut"]["properties"]["market_cap"]["description"]


def test_an_example_of_a_refusal_is_what_is_said_then() -> None:
    for name, operation in operations():
        for status, said in operation["responses"].items():
            content = said.get("content", {}).get("application/problem+json", {})
            for code, one in content.get("examples", {}).items():
                value = one["value"]
                assert (value["code"], str(value["status"])) == (code, status), name
                assert "?" not in value["detail"], name
                assert "{" not in value["instance"], name


def test_the_close_codes_of_the_websocket_stand_in_the_description_and_the_docs() -> None:
    about = json.loads(described())["info"]["description"]
    docs = API.read_text(encoding="utf-8")
    for code, one in CLOSINGS.items():
        assert f"| {code} | {one.reason} | {one.meaning} |" in about
        assert f"{code} {one.reason}" in docs, code


@pytest.mark.timeout(240)
async def test_whatever_is_asked_of_the_api_is_answered_as_it_is_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Schemathesis asks; what it finds is printed with the request that shows it."""
    boundless = Limits(person=_BOUNDLESS, address=_BOUNDLESS, wrong=_BOUNDLESS)
    monkeypatch.setattr(channel, "Limits", lambda: boundless)
    (tmp_path / "schemathesis.toml").write_text(_SETTINGS)
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
            cwd=tmp_path,  # where its settings are
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await asking.communicate()
        assert asking.returncode == 0, told.decode()
