"""The chat on the page, through a real server: said, pressed, filled in, missed, repeated."""

from pathlib import Path

import pytest

from bot.channels.web import visit
from tests.bot.channels.web.browser import Browser, browsing, buttons, words
from tests.bot.channels.web.stage import TOKEN, Page
from tests.ways.bot import SAMSUNG


async def test_a_newcomer_has_an_empty_conversation_and_sees_the_market(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        hello = await browser.gets("hello")
        first = await browser.gets("messages")
    assert (hello["lang"], hello["state"]) == ("ko", "good")
    assert "장" in hello["market"]
    assert (first["fresh"], first["items"], first["more"]) == (True, [], False)


async def test_a_command_is_answered_and_every_browser_of_the_person_shows_it(page: Page) -> None:
    async with browsing(page.ws_url) as one, browsing(page.ws_url) as other:
        key = await one.say("조건식")
        answer = await one.hears("상승추세")
        await other.hears("상승추세")
        mine = next(item for item in other.shown.values() if item["by"] == "me")
    assert (mine["key"], words(mine["html"]).strip()) == (key, "조건식")
    assert "구독" in buttons(answer["html"])


async def test_what_a_browser_repeats_is_done_once(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        for _ in range(3):
            await browser.send(type="say", id="the-same-0001", text="/subscribe 0")
        await browser.hears("구독을 시작했습니다")
        await browser.ask("/lang", "English")
    assert [one["by"] for one in browser.shown.values()].count("me") == 2
    assert sum("시작했습니다" in words(one["html"]) for one in browser.shown.values()) == 1


async def test_alerts_come_as_they_happen_and_a_click_leads_to_the_stock(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        await browser.ask("/subscribe 0", "구독을 시작했습니다")
        page.conditions[0].enter(SAMSUNG)
        alert = await browser.hears("삼성전자")
    assert f'href="/stocks/{SAMSUNG}"' in alert["html"]
    assert "편입" in words(alert["html"])


async def test_who_was_away_gets_what_came_meanwhile_once_edits_included(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        await browser.ask("/subscribe 0", "구독을 시작했습니다")
        listed = await browser.ask("/conditions", "상승추세")
        turn, boot, known = browser.turn, browser.boot, set(browser.shown)
    async with browsing(page.ws_url) as another:
        await another.hears("상승추세")
        await another.press(listed, "해지")
        changed = await another.hears("해지했습니다")
        await another.ask("/subscribe 0", "구독을 시작했습니다")
        page.conditions[0].enter(SAMSUNG)
        await another.hears("삼성전자")
        every = dict(another.shown)
    async with browsing(page.ws_url, since=turn, boot=boot) as back:
        await back.hears("삼성전자")
        again = await back.gets("messages")
    assert changed["id"] == listed["id"], "the answer takes the message's place"
    assert again["fresh"] is False
    ids = [item["id"] for item in again["items"]]
    assert len(ids) == len(set(ids))
    assert set(ids) == (set(every) - known) | {listed["id"]}


async def test_a_command_goes_on_when_its_browser_closes(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        await browser.gets("hello")
        await browser.say("/subscribe 0")
        await browser.gets("heard")
    async with browsing(page.ws_url) as back:
        await back.hears("구독을 시작했습니다")


async def test_a_button_that_keeps_its_message_is_answered_below(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        await browser.ask("/subscribe 0", "구독을 시작했습니다")
        page.conditions[0].enter(SAMSUNG)
        alert = await browser.hears("삼성전자")
        await browser.press(alert, "현재가")
        quote = await browser.hears("원", behind=browser.turn)
    assert quote["id"] != alert["id"]
    assert browser.shown[alert["id"]]["html"] == alert["html"]


async def test_a_refusal_is_for_who_pressed_and_leaves_the_message(page: Page) -> None:
    async with browsing(page.ws_url) as browser, browsing(page.ws_url) as other:
        listed = await browser.ask("/conditions", "상승추세")
        await browser.send(type="press", message=listed["id"], data="/conditions", age=600)
        toast = await browser.gets("toast")
        await browser.gets("done")
        assert not [one for one in other.told if one["type"] == "toast"]
    assert "지난 명령" in words(toast["html"])
    assert browser.shown[listed["id"]]["html"] == listed["html"]


async def test_a_form_is_checked_at_its_fields_and_then_said(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        await browser.ask("/subscribe 0", "구독을 시작했습니다")
        listed = await browser.ask("/subscriptions", "구독 1개")
        await browser.press(listed, next(one for one in buttons(listed["html"]) if "설정" in one))
        asked = await browser.gets("form")
        form = asked["form"]
        given = {
            one["key"]: list(one["value"]) if one["many"] else one["value"]
            for one in form["fields"]
        }
        sent = {"type": "fill", "message": asked["message"], "command": form["command"]}
        wrong = await browser.send(**sent, answers=given | {"rate": "아주 많이"})
        refused = await browser.gets("wrong")
        await browser.send(**sent, answers=given | {"rate": "3 이상"})
        changed = await browser.hears("등락률", behind=browser.turn)
    assert (refused["id"], set(refused["errors"])) == (wrong, {"rate"})
    assert changed["id"] == listed["id"]


async def test_a_picture_is_its_owners_and_nobody_elses(guarded: Page) -> None:
    async with browsing(guarded.ws_url, guarded.as_owner()) as browser:
        chart = await browser.ask(f"/chart {SAMSUNG}", "삼성전자")
        url = chart["html"].partition('src="')[2].partition('"')[0]
    found = await guarded.client.get(url, headers=guarded.as_owner())
    assert found.headers["content-type"] == "image/png"
    assert found.content.startswith(b"\x89PNG")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert (await guarded.client.get(url)).status_code == 401
    assert (
        await guarded.client.get("/chat/files/1/0", headers=guarded.as_owner())
    ).status_code == 404


async def test_a_file_is_to_be_kept_and_not_opened(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        await browser.ask("/subscribe 0", "구독을 시작했습니다")
        page.conditions[0].enter(SAMSUNG)
        await browser.hears("삼성전자")
        exported = await browser.ask("/export 0", "📄")
        url = exported["html"].partition('href="')[2].partition('"')[0]
    found = await page.client.get(url)
    assert found.headers["content-type"] == "application/octet-stream"
    assert found.headers["content-disposition"].startswith("attachment")


async def test_what_cannot_be_read_is_said_so_and_the_line_stays(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        for garbage in (
            "{",
            "[]",
            '{"type":"say"}',
            '{"type":"say","id":"x","text":"y"}',
            "x" * 20_000,
        ):
            await browser.socket.send(garbage)
            assert "새로고침" in (await browser.gets("problem"))["text"]
        await browser.ask("/conditions", "상승추세")


async def test_nobody_may_listen_without_rights(guarded: Page) -> None:
    for headers in ({}, {"Authorization": f"Bearer {TOKEN}x"}):
        async with browsing(guarded.ws_url, headers) as browser:
            assert await browser.closes() == 4401
            assert browser.told == []


async def test_one_looks_back_as_far_as_there_is_something(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        for number in range(31):
            await browser.say(f"nonsense{number}")
            await browser.gets("done")
    async with browsing(page.ws_url) as back:
        first = await back.gets("messages")
        assert (len(first["items"]), first["more"]) == (50, True)
        await back.send(type="older", before=first["items"][0]["id"])
        older = await back.gets("older")
    assert older["more"] is False
    assert "nonsense0" in words(older["items"][0]["html"])


async def test_another_start_is_shown_anew(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        await browser.ask("/conditions", "상승추세")
    async with browsing(page.ws_url, since=browser.turn, boot="before") as back:
        assert (await back.gets("messages"))["fresh"] is True
    async with browsing(page.ws_url, since=browser.turn, boot=browser.boot) as back:
        again = await back.gets("messages")
    assert (again["fresh"], again["items"]) == (False, [])


async def test_heartbeats_carry_the_markets_time(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "_BEAT", 1)
    async with browsing(page.ws_url) as browser:
        first = await browser.gets("hello")
        beat = await browser.gets("heartbeat")
    assert beat["at"] > first["at"]


async def test_too_many_commands_at_once_are_refused_in_words(page: Page) -> None:
    async with browsing(page.ws_url) as browser:
        sent = [await browser.say(f"/chart {SAMSUNG}") for _ in range(12)]
        refused = await browser.gets("refused")
        assert refused["id"] in sent
        assert "끝나지 않았습니다" in refused["text"]
        await browser.until(lambda: _idle(browser), "idle", patience=30)


def _idle(browser: Browser) -> bool:
    counted = [one["busy"] for one in browser.told if "busy" in one]
    return bool(counted) and counted[-1] == 0


async def test_the_completion_knows_commands_and_conditions(page: Page) -> None:
    found = (await page.client.get("/chat/commands")).json()
    subscribe = next(one for one in found["commands"] if one["name"] == "subscribe")
    assert subscribe["condition"]
    assert "구독" in subscribe["aliases"]
    assert [one["name"] for one in found["conditions"]] == ["상승추세", "거래급증"]


def database(page: Page) -> bytes:
    """Every byte the bot keeps in its rows."""
    files = Path(page.on.values["DATA_DIR"]).glob("kiwoom.db*")
    return b"".join(one.read_bytes() for one in files if not one.name.endswith(".lock"))


async def test_a_token_is_shown_to_who_asked_this_once_and_kept_nowhere(page: Page) -> None:
    async with browsing(page.ws_url) as other, browsing(page.ws_url) as one:
        await one.say("/token new laptop")
        await one.until(lambda: any(it["type"] == "once" for it in one.told))
        (once,) = (it for it in one.told if it["type"] == "once")
        kept = await other.hears("laptop")
    shown = words(once["html"])
    assert once["message"] == kept["id"]
    assert buttons(once["html"]) == buttons(kept["html"])
    assert "지금 한 번만" in shown
    assert "지워" not in shown, "nobody can delete a message of the page's"
    assert "지금 한 번만" not in words(kept["html"])
    secret = next(word for word in shown.split() if word.startswith("kcb_"))
    header = {"Authorization": f"Bearer {secret}"}
    assert (await page.client.get("/api/v1/conditions", headers=header)).status_code == 200
    assert "/token revoke #1" in str(buttons(kept["html"]))
    async with browsing(page.ws_url) as later:
        await later.hears("laptop")
        for each in (one, other, later):
            assert secret not in str([it for it in each.told if it["type"] != "once"])
        assert not any(it["type"] == "once" for it in (*other.told, *later.told))
    assert secret.encode() not in database(page)
