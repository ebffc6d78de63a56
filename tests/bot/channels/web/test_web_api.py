"""The HTTP API through a real server: each kind of thing, asked for and changed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot.channels.web.stage import Page, opened
from tests.ways.bot import HYNIX, OWNER, SAMSUNG

Found = dict[str, Any]


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Page]:
    """The page without a token; the owner can be reached in Telegram as well."""
    async with opened(tmp_path) as found:
        yield found


async def follow(page: Page, seq: str = "0", **more: object) -> httpx.Response:
    """Subscribe a condition by its number of today."""
    found = next(one for one in await conditions(page) if one["seq"] == seq)
    return await page.client.post("/api/v1/subscriptions", json={"condition": found["id"], **more})


async def conditions(page: Page) -> list[Found]:
    listed: list[Found] = (await page.client.get("/api/v1/conditions")).json()
    return listed


def reference(listed: list[Found], seq: str) -> Found:
    """A condition as other answers name it."""
    found = next(one for one in listed if one["seq"] == seq)
    return {key: found[key] for key in ("id", "seq", "name")}


async def search(page: Page, expression: str) -> Found:
    answer = await page.client.post("/api/v1/search", json={"expression": expression})
    assert answer.status_code == 200, answer.text
    found: Found = answer.json()
    return found


async def events(page: Page, **wanted: Any) -> Found:
    answer = await page.client.get("/api/v1/events", params=wanted)
    assert answer.status_code == 200, answer.text
    found: Found = answer.json()
    return found


async def until_events(page: Page, count: int) -> list[Found]:
    """The events, oldest first, once there are that many."""
    found: list[Found] = []

    async def enough() -> bool:
        found[:] = (await events(page, order="oldest", limit=500))["events"]
        return len(found) >= count

    for _ in range(200):
        if await enough():
            return found
        await page.on.clock.sleep(0.5)
    raise TimeoutError(f"{len(found)} of {count}")


async def test_conditions_are_listed_with_how_they_are_watched(api: Page) -> None:
    first, second = await conditions(api)
    assert (first["seq"], first["name"], first["watch"]) == ("0", "상승추세", None)
    assert first["inside"] is None
    assert (await follow(api)).status_code == 201
    api.conditions[0].enter(SAMSUNG)
    await until_events(api, 1)
    now = (await api.client.get(f"/api/v1/conditions/{first['id']}")).json()
    assert (now["watch"], now["inside"], now["subscribers"]) == ("realtime", 1, 1)
    assert (await conditions(api))[1]["watch"] is None
    assert second["seq"] == "1"


async def test_an_unknown_condition_is_refused_in_the_language_of_the_caller(api: Page) -> None:
    for lang, word in (("ko", "조건식"), ("en", "condition")):
        answer = await api.client.get("/api/v1/conditions/99", headers={"Accept-Language": lang})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "unknown_condition"
        assert word in answer.json()["detail"]


async def test_a_search_is_remembered_with_its_time_and_asked_for_once(api: Page) -> None:
    api.conditions[1].enter(HYNIX)
    second = (await conditions(api))[1]["id"]
    nothing = (await api.client.get(f"/api/v1/conditions/{second}/results")).json()
    assert nothing["results"] == []
    assert nothing["inside"] is None
    found = (await api.client.post(f"/api/v1/conditions/{second}/search")).json()
    assert [one["code"] for one in found["hits"]] == [HYNIX]
    assert found["fresh"]
    assert found["hits"][0]["price"] > 0
    again = (await api.client.post(f"/api/v1/conditions/{second}/search")).json()
    assert not again["fresh"]
    assert again["at"] == found["at"]
    asked = len(api.on.sent("CNSRREQ"))
    last = (await api.client.get(f"/api/v1/conditions/{second}/results")).json()
    assert [one["at"] for one in last["results"]] == [found["at"]]
    assert last["results"][0]["hits"] == found["hits"]
    assert len(api.on.sent("CNSRREQ")) == asked


async def test_who_is_inside_a_watched_condition_stands_beside_the_last_results(api: Page) -> None:
    api.conditions[0].enter(SAMSUNG)
    await follow(api)
    first = (await conditions(api))[0]["id"]
    last = (await api.client.get(f"/api/v1/conditions/{first}/results")).json()
    assert last["inside"]["stocks"] == [{"code": SAMSUNG, "name": "삼성전자"}]
    assert last["inside"]["known_at"]


async def test_events_are_found_by_condition_stock_kind_source_and_time(api: Page) -> None:
    await follow(api, "0")
    await follow(api, "1")
    first, second = (one["id"] for one in await conditions(api))
    api.conditions[0].enter(SAMSUNG)
    api.conditions[1].enter(HYNIX)
    api.conditions[0].leave(SAMSUNG)
    every = await until_events(api, 3)

    async def ids(**wanted: Any) -> list[object]:
        return [one["id"] for one in (await events(api, order="oldest", **wanted))["events"]]

    mine = [one["id"] for one in every if one["condition"]["id"] == first]
    assert await ids(condition=first) == mine
    assert await ids(code=HYNIX) == [one["id"] for one in every if one["condition"]["id"] == second]
    assert await ids(kind="exit") == [one["id"] for one in every if one["kind"] == "exit"]
    assert await ids(source="missed") == []
    assert await ids(source="realtime", kind="entry", condition=first) == mine[:1]
    last = str(every[-1]["received_at"])
    assert await ids(until=last) == [one["id"] for one in every if str(one["received_at"]) < last]
    assert every[-1]["id"] in await ids(since=last)
    assert every[0]["name"] == "삼성전자"
    assert every[0]["happened_at"]


async def test_pages_of_events_lose_and_repeat_nothing_while_more_arrive(api: Page) -> None:
    await follow(api)
    first = (await conditions(api))[0]["id"]
    codes = [f"{at:06}" for at in range(100, 140)]
    for code in codes[:20]:
        api.conditions[0].enter(code)
    await until_events(api, 20)
    newest = await events(api, limit=6, condition=first)
    seen = [one["id"] for one in newest["events"]]
    oldest_seen: list[object] = []
    cursor, forward = newest["next"], "0"
    for code in codes[20:]:
        api.conditions[0].enter(code)
        page = await events(api, limit=3, order="oldest", cursor=forward)
        oldest_seen += [one["id"] for one in page["events"]]
        forward = str(page["next"])
        if cursor is not None:
            page = await events(api, limit=6, cursor=cursor, condition=first)
            seen += [one["id"] for one in page["events"]]
            cursor = page["next"]
    every = [one["id"] for one in await until_events(api, 40)]
    assert seen == every[:20][::-1]
    while page := (await events(api, limit=7, order="oldest", cursor=forward)):
        oldest_seen += [one["id"] for one in page["events"]]
        if not page["events"]:
            assert page["next"] == forward
            break
        forward = str(page["next"])
    assert oldest_seen == every


@pytest.mark.parametrize(
    "wanted",
    [
        {"limit": 0},
        {"limit": 501},
        {"cursor": "x"},
        {"cursor": "-1"},
        {"since": "2026-11-23"},
        {"since": "2026-11-23T10:00:00"},
        {"since": "2026-02-31T10:00:00+09:00"},
        {"kind": "both"},
        {"code": "5930"},
        {"condition": "0"},
        {"conditions": "11"},
    ],
)
async def test_a_wish_for_events_that_means_nothing_is_answered_by_one_sentence(
    api: Page, wanted: dict[str, str]
) -> None:
    answer = await api.client.get("/api/v1/events", params=wanted)
    assert answer.status_code == 422
    said = answer.json()
    assert said["code"] == "invalid"
    assert next(iter(wanted)) in said["detail"]
    assert "\n" not in said["detail"]


async def test_a_moment_may_be_of_any_age_and_its_plus_may_have_become_a_blank(api: Page) -> None:
    await follow(api)
    api.conditions[0].enter(SAMSUNG)
    await until_events(api, 1)
    for since in ("0001-01-01T00:00:00+09:00", "2020-01-01T00:00:00 09:00", "2020-01-01T00:00:00Z"):
        assert len((await events(api, since=since))["events"]) == 1
    late = "9999-12-31T23:59:59-09:00"
    assert (await events(api, since=late))["events"] == []


async def test_a_subscription_is_made_read_changed_paused_woken_and_ended(api: Page) -> None:
    made = await follow(api, options={"kinds": "entry", "rate": {"low": 3}, "name": "  삼  성 "})
    assert made.status_code == 201
    one = made.json()
    assert made.headers["location"] == f"/api/v1/subscriptions/{one['id']}"
    assert one["destination"] == "web:web.local"
    assert one["options"]["rate"] == {"low": 3, "high": None}
    assert one["options"]["name"] == "삼 성"
    again = await follow(api)
    assert (again.status_code, again.json()["id"]) == (200, one["id"])
    assert again.json()["options"] == one["options"]
    where = f"/api/v1/subscriptions/{one['id']}"
    changed = await api.client.patch(
        where, json={"options": {"silent": True, "rate": None, "fold": 0}, "paused": True}
    )
    assert changed.json()["suspended"] == "paused"
    options = changed.json()["options"]
    assert (options["kinds"], options["silent"], options["fold"]) == ("entry", True, 0)
    assert options["rate"] == {"low": None, "high": None}
    woken = await api.client.patch(where, json={"paused": False})
    assert woken.json()["suspended"] is None
    assert (await api.client.get(where)).json() == woken.json()
    assert (await api.client.get("/api/v1/subscriptions")).json() == [woken.json()]
    assert (await api.client.delete(where)).status_code == 204
    assert (await api.client.get(where)).status_code == 404
    assert (await api.client.delete(where)).json()["code"] == "no_subscription"


async def test_a_range_is_the_same_from_either_end(api: Page) -> None:
    made = await follow(api, options={"price": {"low": 50_000, "high": 1_000}})
    assert made.json()["options"]["price"] == {"low": 1_000, "high": 50_000}


async def test_an_expression_is_followed_as_a_condition_is_and_is_one_from_then_on(
    api: Page,
) -> None:
    first, second = (one["id"] for one in await conditions(api))
    api.conditions[0].enter(SAMSUNG)
    made = await api.client.post(
        "/api/v1/subscriptions", json={"expression": "0 & 거래급증", "options": {"kinds": "entry"}}
    )
    assert made.status_code == 201
    condition = made.json()["condition"]
    assert (condition["seq"], condition["name"]) == (f"=#{first}&#{second}", "상승추세 & 거래급증")
    again = await api.client.post(
        "/api/v1/subscriptions", json={"expression": f"#{second}&#{first}"}
    )
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    assert again.json()["options"]["kinds"] == "entry"
    (listed,) = [one for one in await conditions(api) if one["expression"]]
    assert (listed["id"], listed["subscribers"]) == (condition["id"], 1)
    api.conditions[1].enter(SAMSUNG)
    (told,) = [one for one in await until_events(api, 1) if one["condition"] == condition]
    assert (told["code"], told["kind"]) == (SAMSUNG, "entry")
    found = await api.client.post(f"/api/v1/conditions/{condition['id']}/search")
    assert [one["code"] for one in found.json()["hits"]] == [SAMSUNG]
    assert found.json()["condition"] == condition


async def test_one_condition_named_as_an_expression_is_that_condition(api: Page) -> None:
    made = await api.client.post("/api/v1/subscriptions", json={"expression": "거래급증"})
    assert made.json()["condition"] == reference(await conditions(api), "1")


async def test_an_expression_is_searched_without_being_followed(api: Page) -> None:
    api.conditions[0].enter(SAMSUNG)
    api.conditions[0].enter(HYNIX)
    api.conditions[1].enter(HYNIX)
    found = await search(api, "0&1")
    assert [one["code"] for one in found["hits"]] == [HYNIX]
    assert (found["expression"], found["name"]) == ("0&1", "상승추세 & 거래급증")
    assert (found["count"], found["fresh"], found["condition"]) == (1, True, None)
    assert [(one["condition"]["seq"], one["count"]) for one in found["parts"]] == [
        ("0", 2),
        ("1", 1),
    ]
    assert [one["code"] for one in (await search(api, "0-1"))["hits"]] == [SAMSUNG]
    assert (await search(api, "1"))["condition"] == reference(await conditions(api), "1")
    followed = await api.client.post("/api/v1/subscriptions", json={"expression": "0&1"})
    assert (await search(api, "1&0"))["condition"] == followed.json()["condition"]


@pytest.mark.parametrize(
    ("said", "reason", "position", "length", "words"),
    [
        ("0&", "ends", 3, 1, "3번째 글자"),
        ("0&9", "unknown", 3, 1, "‘9’ 조건식을 찾지 못했습니다"),
        ("(0&1", "never_closed", 1, 1, "괄호가 닫히지"),
        ("1 | 상승추새", "unknown", 5, 4, "이것을 찾으셨나요: 상승추세."),
    ],
)
async def test_a_mistake_in_an_expression_is_pointed_at_and_nothing_is_followed(
    api: Page, said: str, reason: str, position: int, length: int, words: str
) -> None:
    for path in ("search", "subscriptions"):
        answer = await api.client.post(f"/api/v1/{path}", json={"expression": said})
        assert answer.status_code == 422
        found = answer.json()
        assert found["code"] == "formula_wrong"
        assert found["mistake"] == {"reason": reason, "position": position, "length": length}
        assert words in found["detail"]
        assert f"{position}번째 글자" in found["detail"]
    assert len(await conditions(api)) == 2


@pytest.mark.parametrize("more", [{}, {"condition": 1, "expression": "0"}])
async def test_a_subscription_is_to_a_condition_or_an_expression_and_not_to_both_or_neither(
    api: Page, more: Found
) -> None:
    answer = await api.client.post("/api/v1/subscriptions", json={"destination": None, **more})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "expression" in answer.json()["detail"]


async def test_a_body_that_is_not_said_to_be_json_is_told_how_to_say_so(api: Page) -> None:
    answer = await api.client.post("/api/v1/search", content=b'{"expression": "0&1"}')
    assert answer.status_code == 422
    assert "Content-Type: application/json" in answer.json()["detail"]


async def test_an_expression_that_may_not_be_followed_there_leaves_nothing_behind(
    api: Page,
) -> None:
    there = {"expression": "0&1", "destination": "telegram:4711"}
    answer = await api.client.post("/api/v1/subscriptions", json=there)
    assert answer.json()["code"] == "not_your_chat"
    assert (await search(api, "0&1"))["condition"] is None


async def test_whoever_owns_the_bot_follows_in_any_chat_somebody_is_linked_to(api: Page) -> None:
    there = await follow(api, destination=f"telegram:{OWNER}")
    assert there.status_code == 201
    api.conditions[0].enter(SAMSUNG)
    assert "삼성전자" in await api.on.hears()
    elsewhere = await follow(api, destination="telegram:4711")
    assert elsewhere.status_code == 403
    assert elsewhere.json()["code"] == "not_your_chat"
    assert (await follow(api, destination="slack:U0001")).json()["code"] == "no_channel"
    mine = await api.client.get("/api/v1/subscriptions", params={"everybody": True})
    assert [one["destination"] for one in mine.json()] == [f"telegram:{OWNER}"]


async def test_what_is_changed_by_the_api_stands_in_the_record(api: Page) -> None:
    made = (await follow(api)).json()
    await api.client.delete(f"/api/v1/subscriptions/{made['id']}")
    answer = await api.on.ask("/logs audit")
    assert "subscribe" in answer.text
    assert "unsubscribe" in answer.text
    assert "web:local" in answer.text


async def test_a_stock_is_told_in_full_with_its_book_and_where_it_is_inside(api: Page) -> None:
    api.conditions[0].enter(SAMSUNG)
    await follow(api)
    found = (await api.client.get(f"/api/v1/quotes/{SAMSUNG}")).json()
    assert (found["name"], found["market"]) == ("삼성전자", "KOSPI")
    assert found["price"] > 0
    assert len(found["book"]["asks"]) == 10
    assert [one["seq"] for one in found["inside"]] == ["0"]
    unknown = await api.client.get("/api/v1/quotes/000001")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_stock")
    assert (await api.client.get("/api/v1/quotes/삼성전자")).status_code == 422


async def test_candles_come_as_many_as_were_asked_for_with_their_marks(api: Page) -> None:
    await follow(api)
    api.conditions[0].enter(SAMSUNG)
    await until_events(api, 1)
    chart = f"/api/v1/charts/{SAMSUNG}"
    found = (await api.client.get(chart, params={"interval": "5m", "count": 30})).json()
    assert (found["interval"], len(found["candles"])) == ("5m", 30)
    moments = [one["at"] for one in found["candles"]]
    assert moments == sorted(moments)
    daily = (await api.client.get(chart)).json()
    assert (daily["interval"], len(daily["candles"])) == ("d", 120)
    assert [one["kind"] for one in daily["marks"]] == ["entry"]
    assert (await api.client.get(chart, params={"interval": "7m"})).status_code == 422
    assert (await api.client.get(chart, params={"count": 601})).status_code == 422


async def test_a_chart_is_drawn_light_and_dark(api: Page) -> None:
    light = await api.client.get(f"/api/v1/charts/{SAMSUNG}.png")
    dark = await api.client.get(f"/api/v1/charts/{SAMSUNG}.png", params={"theme": "dark"})
    for one in (light, dark):
        assert one.headers["content-type"] == "image/png"
        assert one.content.startswith(b"\x89PNG")
    assert light.content != dark.content
    assert (await api.client.get("/api/v1/charts/000001.png")).status_code == 404


async def test_scores_are_told_for_all_and_for_one(api: Page) -> None:
    await follow(api)
    api.conditions[0].enter(SAMSUNG)
    await until_events(api, 1)
    first = (await conditions(api))[0]["id"]
    every = (await api.client.get("/api/v1/scores")).json()["scores"]
    assert [one["condition"]["id"] for one in every] == [first]
    one = (await api.client.get(f"/api/v1/scores/{first}")).json()
    assert (one["card"]["entries"], one["card"]["few"]) == (1, True)
    later = {"since": "2090-01-01T00:00:00Z"}
    assert (await api.client.get("/api/v1/scores", params=later)).json() == {"scores": []}
    assert (await api.client.get("/api/v1/scores/99")).status_code == 404


async def test_the_status_says_how_everything_stands(api: Page) -> None:
    await follow(api)
    status = (await api.client.get("/api/v1/status")).json()
    assert status["session"]["state"] == "live"
    assert status["watched"] == {"realtime": 1, "polled": 0, "waiting": 0}
    assert {one["name"] for one in status["channels"]} >= {"telegram", "web"}
    assert status["market"]["phase"] == "open"


async def test_an_invitation_is_shown_once_and_lets_somebody_in(api: Page) -> None:
    made = await api.client.post("/api/v1/invites", json={"role": "trader", "minutes": 5})
    assert made.status_code == 201
    code = made.json()["code"]
    api.on.telegram.say(2002, f"/start {code}", user_id=2002)
    await api.on.hears(2002)
    people = (await api.client.get("/api/v1/people")).json()
    new = next(one for one in people if one["identities"] == ["telegram:2002"])
    assert (new["role"], new["owner_by_settings"]) == ("trader", False)
    where = f"/api/v1/people/{new['id']}"
    changed = await api.client.patch(where, json={"role": "viewer"})
    assert changed.json()["role"] == "viewer"
    assert (await api.client.delete(where)).status_code == 204
    assert (await api.client.delete(where)).json()["code"] == "unknown_person"
    owner = next(one for one in people if one["owner_by_settings"])
    kept = await api.client.patch(f"/api/v1/people/{owner['id']}", json={"role": "viewer"})
    assert (kept.status_code, kept.json()["code"]) == (409, "listed_owner")


async def test_a_viewer_sees_and_changes_only_what_is_theirs(api: Page) -> None:
    code = (await api.client.post("/api/v1/invites", json={})).json()["code"]
    api.on.telegram.say(2002, f"/start {code}", user_id=2002)
    await api.on.hears(2002)
    api.on.telegram.say(2002, "/token new mine", user_id=2002)
    told = (await api.on.hears(2002)).split()
    viewer = {"Authorization": f"Bearer {next(one for one in told if one.startswith('kcb_'))}"}
    owners = (await follow(api)).json()
    condition = owners["condition"]["id"]

    async def ask(method: str, path: str, **more: Any) -> httpx.Response:
        return await api.client.request(method, f"/api/v1/{path}", headers=viewer, **more)

    for method, path in (("GET", "people"), ("POST", "invites"), ("DELETE", "people/1")):
        refused = await ask(method, path, json={} if method == "POST" else None)
        assert (refused.status_code, refused.json()["code"]) == (403, "need_owner")
    everybody = await ask("GET", "subscriptions", params={"everybody": True})
    assert everybody.status_code == 403
    for method in ("GET", "DELETE"):
        assert (await ask(method, f"subscriptions/{owners['id']}")).status_code == 404
    theirs = {"condition": condition, "destination": f"telegram:{OWNER}"}
    assert (await ask("POST", "subscriptions", json=theirs)).status_code == 403
    mine = await ask("POST", "subscriptions", json={"condition": condition})
    assert mine.json()["destination"] == "web:telegram.2002"
    there = {"condition": condition, "destination": "telegram:2002"}
    assert (await ask("POST", "subscriptions", json=there)).status_code == 201
    listed = (await ask("GET", "subscriptions")).json()
    assert {one["destination"] for one in listed} == {"web:telegram.2002", "telegram:2002"}
    seen = await api.client.get("/api/v1/subscriptions", params={"everybody": True})
    assert len(seen.json()) == 3
