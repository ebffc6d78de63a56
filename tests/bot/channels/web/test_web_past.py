"""`/history`, its files, the replay of a day, and `/scores`."""

import asyncio
import csv
import io
import json
import time
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest

from bot.channels.web.pages import history, replay
from core.errors import DatabaseUnusable
from core.model import EventKind, Source
from core.model.remembering import Past, Span
from tests.bot.channels.web.board import Board, words
from tests.bot.channels.web.desk import FRIEND
from tests.fakes.engine import MONDAY

EXIT = EventKind.EXIT


@pytest.fixture
def board() -> Board:
    return Board()


async def some_days(board: Board) -> None:
    await board.engine.happen(prices=(10_100, None, 9_950, 10_500))
    await board.engine.happen(kind=EXIT, at=MONDAY + timedelta(minutes=5), source=Source.MISSED)
    await board.engine.happen("000660", condition_id=12, at=MONDAY - timedelta(days=3), price=None)


# --- history ------------------------------------------------------------------------------------


async def test_history_tells_events_by_day_with_the_prices_after_them(board: Board) -> None:
    await some_days(board)
    async with board.opened(FRIEND) as browser:
        shown = words((await browser.get("/history")).text)
    assert "모든 조건식 3건" in shown
    day, before = shown.index("11/23(월)"), shown.index("11/20(금)")
    assert day < before
    assert "10:07:11 이탈 삼성전자 10,000 ▲1.01% 급등 초입 · 놓친 동안" in shown
    assert "1분 +1.00% 5분 ? 30분 -0.50% 종가 +5.00%" in shown
    assert "SK하이닉스 가격 미확인 거래량 폭발" in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"condition": "11"}, 2),
        ({"stock": "삼성전자"}, 2),
        ({"stock": "000660"}, 1),
        ({"first": "2026-11-23"}, 2),
        ({"first": "2026-11-21", "last": "2026-11-20"}, 1),
        ({"condition": "12", "last": "2026-11-20"}, 1),
        ({"condition": "13"}, 0),
    ],
)
async def test_history_is_filtered_by_condition_stock_and_days(
    board: Board, query: dict[str, str], count: int
) -> None:
    await some_days(board)
    async with board.opened() as browser:
        shown = words((await browser.get("/history", params=query)).text)
    assert f"{count}건" in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"first": "어제쯤"}, "2026-11-23처럼"),
        ({"stock": "없는종목임"}, "없는종목임"),
        ({"condition": "x"}, "‘x’ 조건식을 찾지 못했습니다"),
        ({"condition": "99"}, "‘99’ 조건식을 찾지 못했습니다"),
    ],
)
async def test_what_cannot_be_read_is_said_in_one_sentence(
    board: Board, query: dict[str, str], said: str
) -> None:
    async with board.opened() as browser:
        answer = await browser.get("/history", params=query)
    assert answer.status_code == 200
    assert said in words(answer.text)


async def test_history_goes_by_pages_that_keep_the_filter(board: Board) -> None:
    for minute in range(25):
        await board.engine.happen(at=MONDAY - timedelta(minutes=minute))
    async with board.opened() as browser:
        page = (await browser.get("/history", params={"condition": "11", "page": "2"})).text
        part = await browser.get("/history", params={"page": "99"}, headers={"HX-Request": "true"})
    assert "2 / 3쪽" in words(page)
    assert 'href="/history?condition=11&amp;page=1"' in page
    assert 'href="/history?condition=11&amp;page=3"' in page
    assert "<html" not in part.text
    assert "3 / 3쪽" in words(part.text)


async def test_where_the_rows_cannot_be_read_the_page_says_so(board: Board) -> None:
    async def broken(*_: object) -> int:
        raise DatabaseUnusable(path="x", reason="y")

    board.engine.past.page = broken  # type: ignore[method-assign, assignment]
    async with board.opened() as browser:
        answer = await browser.get("/history")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text


async def test_files_hold_what_was_filtered(board: Board) -> None:
    await some_days(board)
    async with board.opened(FRIEND) as browser:
        file = await browser.get("/history/export", params={"kind": "csv", "condition": "11"})
        assert file.headers["content-type"] == "text/csv; charset=utf-8"
        named = file.headers["content-disposition"]
        assert "filename*=UTF-8''%EA%B8%89%EB%93%B1" in named
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert [row[1] for row in rows[1:]] == ["편입", "이탈"]
        found = json.loads((await browser.get("/history/export", params={"kind": "json"})).content)
        assert [one["code"] for one in found] == ["000660", "005930", "005930"]
        book = await browser.get("/history/export", params={"kind": "xlsx"})
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None


async def test_a_file_of_nothing_or_of_too_much_is_refused_in_words(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with board.opened() as browser:
        none = await browser.get("/history/export")
        assert none.status_code == 404
        assert "기록이 없습니다" in words(none.text)
        await some_days(board)
        monkeypatch.setattr(history, "LONGEST_EXPORT", 2)
        much = await browser.get("/history/export")
        assert much.status_code == 413
        assert "기록이 3건이라" in words(much.text)
        wrong = await browser.get("/history/export", params={"first": "x"})
        assert wrong.status_code == 422
        assert (await browser.get("/history/export", params={"kind": "pdf"})).status_code == 422


# --- replay -------------------------------------------------------------------------------------


async def test_a_day_is_replayed_in_the_order_it_happened(board: Board) -> None:
    await some_days(board)
    async with board.opened(FRIEND) as browser:
        day = (await browser.get("/history/replay.json")).json()
        other = (await browser.get("/history/replay.json?day=2026-11-20")).json()
    assert day["day"] == "2026-11-23"
    assert day["conditions"] == [{"id": 11, "name": "급등 초입"}]
    assert not day["more"]
    first, second = day["events"]
    assert (first["at"], first["kind"], first["name"]) == (36_131.0, "entry", "삼성전자")
    assert (first["price"], first["rate"]) == (10_000, 1.01)
    assert (second["at"], second["kind"]) == (36_431.0, "exit")
    assert [one["code"] for one in other["events"]] == ["000660"]


async def test_a_day_too_busy_is_cut_and_says_so(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "MOST", 2)
    for minute in range(3):
        await board.engine.happen(at=MONDAY + timedelta(minutes=minute))
    async with board.opened() as browser:
        day = (await browser.get("/history/replay.json")).json()
        shown = (await browser.get("/history/replay")).text
    assert day["more"]
    assert day["most"] == 2
    assert "처음 2건만 보여 드립니다" in shown
    assert [one["at"] for one in day["events"]] == [36_131.0, 36_191.0]


async def test_a_full_day_is_replayed_without_holding_anything_else_up(board: Board) -> None:
    count = 20_000
    for at in range(count):
        await board.engine.happen(at=MONDAY + timedelta(seconds=at / 2))
    longest, before = 0.0, time.perf_counter()

    async def watch() -> None:
        nonlocal longest, before
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before)

    async with board.opened() as browser:
        engine = board.engine
        walked = [one async for one in engine.past.walk(Span())]

        async def walk(_: Span) -> AsyncIterator[list[Past]]:
            for chunk in walked:
                yield chunk

        # rows in memory are sorted anew for each chunk
        engine.past.walk = walk  # type: ignore[method-assign, assignment]
        watching = asyncio.create_task(watch())
        day = await browser.get("/history/replay.json")
        watching.cancel()
    found = msgspec.json.decode(day.content)
    assert len(found["events"]) == count
    assert found["events"] == sorted(found["events"], key=lambda one: (one["at"], one["id"]))
    assert not found["more"]
    assert longest < 0.1, longest


async def test_the_page_of_a_day_leads_to_those_beside_it(board: Board) -> None:
    async with board.opened(FRIEND) as browser:
        today = (await browser.get("/history/replay")).text
        before = (await browser.get("/history/replay?day=2026-11-20")).text
        assert (await browser.get("/history/replay?day=gestern")).status_code == 422
    assert "11/23(월) 다시 보기" in words(today)
    assert "day=2026-11-22" in today
    assert "day=2026-11-24" not in today
    assert "day=2026-11-21" in before
    assert 'data-url="/history/replay.json?day=2026-11-20"' in before


# --- scores -------------------------------------------------------------------------------------


async def test_conditions_are_ranked_and_few_entries_are_called_few(board: Board) -> None:
    for minute in range(31):
        await board.engine.happen(
            at=MONDAY - timedelta(minutes=minute), prices=(10_010, 10_020, 10_300)
        )
    await board.engine.happen("000660", condition_id=12, prices=(10_010, 10_020, 9_000))
    async with board.opened(FRIEND) as browser:
        page = (await browser.get("/scores")).text
    shown = words(page)
    assert "급등 초입 +3.00% 100% 31" in shown
    assert "거래량 폭발 표본 적음 * -10.00% 0% 1" in shown
    assert shown.index("급등 초입 +3.00%") < shown.index("거래량 폭발 표본")
    assert "편입이 30건보다 적은 조건식의 숫자는 우연과 다를 바 없으니 믿지 마세요." in shown
    assert 'src="/scores/11.png?days=30"' in page
    assert 'src="/scores/11.png?days=30&amp;dark=true"' in page


async def test_a_scorecard_is_drawn_by_day_and_by_night(board: Board) -> None:
    await board.engine.happen(prices=(10_010, 10_020, 10_300))
    async with board.opened() as browser:
        light = await browser.get("/scores/11.png")
        dark = await browser.get("/scores/11.png?dark=true&days=7")
        assert (await browser.get("/scores/12.png")).status_code == 404
        assert (await browser.get("/scores/99.png")).status_code == 404
    assert light.headers["content-type"] == "image/png"
    assert light.content.startswith(b"\x89PNG")
    assert dark.content.startswith(b"\x89PNG")
    assert light.content != dark.content


async def test_without_entries_the_page_says_how_they_gather(board: Board) -> None:
    async with board.opened(lang="en") as browser:
        shown = words((await browser.get("/scores?days=3")).text)
    assert "No entries in this time" in shown
