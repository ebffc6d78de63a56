"""/history, /export, /score and /summary, from what a person says to what they read."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.commands import remembering
from core.model import Event, EventKind, Quote, Source
from core.model.remembering import Followup
from core.ports import Change
from tests.bot.commands.test_router import HERE, Chat
from tests.fakes.engine import MONDAY, FakeEngine

ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT


@pytest.fixture
def chat() -> Chat:
    return Chat(FakeEngine(("급등 초입", "거래량 폭발", "삼성 그룹")))


async def happen(
    chat: Chat,
    code: str = "005930",
    *,
    condition_id: int | None = 11,
    kind: EventKind = ENTRY,
    at: datetime = MONDAY,
    price: int | None = 10_000,
    prices: tuple[int | None, ...] = (),
    source: Source = Source.REALTIME,
) -> int:
    """Let a stock enter or leave, and its price be known."""
    store = chat.engine.store
    if not store.tables.conditions:
        for one in chat.engine.states.values():
            store.tables.conditions[one.condition.id] = one.condition
        await store.stocks.replace(chat.engine.stocks, MONDAY.date())
    event = Event(condition_id, code, kind, source, at.date(), at)
    (event_id,) = (await store.outbox.post([Change(None, (event,))])).event_ids
    if price is not None:
        store.tables.quotes[event_id] = Quote(code, price, 100, 1.01, 5_000, 12)
    if prices:
        store.tables.followups[event_id] = Followup(
            event_id, code, at, price, prices, highest=11_000, lowest=9_900
        )
    return event_id


# --- /history -----------------------------------------------------------------------------------


async def test_history_tells_events_newest_first_with_the_prices_after_them(chat: Chat) -> None:
    await happen(chat, prices=(10_100, None, 9_950, 10_500))
    await happen(chat, kind=EXIT, at=MONDAY + timedelta(minutes=5))
    await happen(chat, "000660", condition_id=12, at=MONDAY - timedelta(days=3), price=None)
    assert await chat.say("/history") == (
        "모든 조건식 · 3건\n"
        "\n"
        "11/23(월)\n"
        "10:07:11 이탈 삼성전자 · 🔴 10,000 ▲1.01% · 급등 초입\n"
        "10:02:11 편입 삼성전자 · 🔴 10,000 ▲1.01% · 급등 초입\n"
        "↳ 1분 +1.00% · 5분 ? · 30분 -0.50% · 종가 +5.00% · 최고 +10.00% 최저 -1.00%\n"
        "\n"
        "11/20(금)\n"
        "10:02:11 편입 SK하이닉스 · 가격 미확인 · 거래량 폭발"
    )
    assert "close +5.00%" in await Chat(chat.engine, lang="en").say("/history")


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("기록", 4),
        ("/history 0", 2),
        ("/history 급등", 2),
        ("/history 005930", 3),
        ("기록 삼성전자 어제", 1),
        ("기록 삼성전자 최근 2일", 3),
        ("/history 최근 7일 0", 2),
        ("/history #12 2026-11-01~2026-11-20", 1),
        ("/history * 11/20", 1),
        ("/history 0 1", 2),
    ],
)
async def test_history_is_of_a_condition_a_stock_and_days(
    chat: Chat, said: str, count: int
) -> None:
    await happen(chat)
    await happen(chat, condition_id=12)
    await happen(chat, at=MONDAY - timedelta(days=1))
    await happen(chat, "000660", condition_id=12, at=MONDAY - timedelta(days=3))
    assert f" · {count}건" in await chat.say(said)


async def test_history_goes_by_pages_whose_buttons_keep_what_was_said(chat: Chat) -> None:
    for minute in range(25):
        await happen(chat, at=MONDAY - timedelta(minutes=minute))
    first = await chat.say("/history 0 오늘")
    assert "11/23(월) · 25건 · 1/3쪽" in first
    assert first.count("편입") == 10
    address = "#11 2026-11-23"
    assert await chat.buttons("/history 0 오늘 2") == [
        f"/history {address} 1",
        f"/history {address} 3",
        f"/export {address}",
        "/score #11",
    ]
    assert "3/3쪽" in await chat.say("/history * 99")


async def test_a_missed_report_says_so_and_a_stock_is_not_named_again(chat: Chat) -> None:
    await happen(chat, source=Source.MISSED)
    said = await chat.say("/history 삼성전자")
    assert "편입 · 🔴 10,000 ▲1.01% · 끊긴 동안 · 급등 초입" in said


async def test_an_empty_history_says_what_to_do(chat: Chat) -> None:
    assert await chat.say("/history 0 어제") == (
        "급등 초입 · 11/22(일): 기록이 없습니다. 기간을 바꿔 보세요. 예: /history 최근 7일"
    )


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("/history 0 13/40", "‘13/40’ 날짜를 알 수 없습니다"),
        ("/export 2026-02-30", "‘2026-02-30’ 날짜를 알 수 없습니다"),
        ("/history 없는이름말", "‘없는이름말’: 그런 조건식이나 종목이 없습니다"),
        ("/score 99", "‘99’"),
        ("/summary 11/1~11/3", "하루만 말해 주세요"),
        ("/summary 아무말", "하루만 말해 주세요"),
    ],
)
async def test_bad_input_gets_one_sentence_with_what_is_right(
    chat: Chat, said: str, says: str
) -> None:
    answer = await chat.say(said)
    assert says in answer
    assert "\n" not in answer


async def test_several_meanings_become_buttons_that_keep_the_days(chat: Chat) -> None:
    assert await chat.buttons("/history 삼성 어제") == [
        "/history #13 2026-11-22",
        "/history 005930 2026-11-22",
        "/history 005935 2026-11-22",
    ]
    assert await chat.buttons("/export 삼성 xlsx") == [
        "/export #13 xlsx",
        "/export 005930 xlsx",
        "/export 005935 xlsx",
    ]
    assert await chat.buttons("/score 삼성") != []


# --- /export ------------------------------------------------------------------------------------


async def exported(chat: Chat, said: str) -> tuple[str, bytes]:
    reply = await chat.reply(said)
    assert reply is not None
    (file,) = reply.attachments
    assert file.kind == "file"
    return file.name, file.data


async def test_a_csv_opens_in_korean_excel_and_codes_keep_their_zeros(chat: Chat) -> None:
    chat.engine.states[11] = replace(
        chat.engine.states[11],
        condition=replace(chat.engine.states[11].condition, name="+3% 급등"),
    )
    await happen(chat, prices=(10_100, 10_200, 10_300, 10_500))
    name, data = await exported(chat, "/export 0 오늘")
    assert name == "+3% 급등 2026-11-23.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    heads, row = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    cells = dict(zip(heads, row, strict=True))
    assert cells["시각"] == "2026-11-23 10:02:11"
    assert cells["조건식"] == '="+3% 급등"'
    assert (cells["종목코드"], cells["종목명"]) == ('="005930"', "삼성전자")
    assert (cells["1분 뒤"], cells["종가"], cells["종가 수익률(%)"]) == ("10100", "10500", "5.0")
    assert cells["알게 된 방법"] == "실시간"


async def test_json_has_the_same_keys_in_every_language(chat: Chat) -> None:
    await happen(chat, price=None, condition_id=None)
    await happen(chat, "000660", at=MONDAY + timedelta(seconds=1))
    _, data = await exported(chat, "/export json")
    first, second = json.loads(data)
    assert first["at"] == "2026-11-23T10:02:11+09:00"
    assert (first["condition"], first["price"], first["kind"]) == (None, None, "entry")
    assert (second["code"], second["stock"], second["rate"]) == ("000660", "SK하이닉스", 1.01)
    _, english = await exported(Chat(chat.engine, lang="en"), "/export json")
    assert english == data


async def test_an_excel_file_is_a_workbook(chat: Chat) -> None:
    await happen(chat)
    name, data = await exported(chat, "내보내기 0 엑셀")
    assert name == "급등 초입 2026-10-25~2026-11-23.xlsx"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    assert (
        "삼성전자" in text
        or "삼성전자" in zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml").decode()
    )


async def test_a_long_file_is_announced_and_one_too_long_refused(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await happen(chat)
    monkeypatch.setattr(remembering, "_LONG", 4)
    await exported(chat, "/export")
    ((where, notice),) = chat.engine.said
    assert (where, notice.key, notice.params["count"]) == (HERE, "export_begun", "5")
    monkeypatch.setattr(remembering, "MOST", dict.fromkeys(remembering.MOST, 4))
    assert "5건은 파일 하나로 너무 많습니다" in await chat.say("/export")


async def test_nothing_to_export_is_said_and_no_empty_file_sent(chat: Chat) -> None:
    reply = await chat.reply("/export 0 어제")
    assert reply is not None
    assert reply.attachments == ()
    assert "내보낼 기록이 없습니다" in await chat.say("/export 0 어제")


# --- /score -------------------------------------------------------------------------------------


async def test_a_scorecard_says_what_the_entries_were_worth(chat: Chat) -> None:
    for at in range(30):
        prices = (10_100, 10_000, 9_900 + 20 * at, 10_000 + 10 * at)
        await happen(chat, prices=prices, at=MONDAY + timedelta(minutes=at))
    assert await chat.say("/score 0 30일") == (
        "급등 초입 · 10/25(일)~11/23(월)\n"
        "편입 30건\n"
        "     적중 중앙값   평균 건수\n"
        " 1분 100% +1.00% +1.00%   30\n"
        " 5분   0%  0.00%  0.00%   30\n"
        "30분  80% +1.90% +1.90%   30\n"
        "종가  97% +1.45% +1.45%   30\n"
        "최고 +2.90% (종가) 삼성전자 11/23 10:31\n"
        "최저 0.00% (종가) 삼성전자 11/23 10:02\n"
        "가장 좋은 시간 10시대: 30분 중앙값 +1.90% (30건)\n"
        "\n"
        "적중은 편입 가격보다 오른 비율, 수수료·세금 전입니다."
    )
    assert await chat.buttons("/score 0") == [
        "/history #11 2026-10-25~2026-11-23",
        "/export #11 2026-10-25~2026-11-23",
        "/score * 2026-10-25~2026-11-23",
    ]


@pytest.mark.parametrize("said", ["/score 0", "/score 0 dark", "/summary", "요약 오늘 다크"])
async def test_a_score_and_a_day_come_with_a_picture(chat: Chat, said: str) -> None:
    await happen(chat, prices=(10_100, 10_100, 10_100, 10_500))
    reply = await chat.reply(said)
    assert reply is not None
    assert reply.picture is not None
    assert reply.picture.data.startswith(b"\x89PNG")
    assert reply.picture.alt


async def test_few_entries_are_called_meaningless_before_their_figures(chat: Chat) -> None:
    await happen(chat, prices=(10_100,))
    said = await chat.say("/score 0")
    assert "⚠️ 가격을 아는 편입이 1건뿐입니다. 30건이 안 되면 우연과 구별되지 않으니" in said
    assert said.index("⚠️") < said.index("중앙값")


async def test_entries_without_prices_and_no_entries_are_told_apart(chat: Chat) -> None:
    assert "편입이 없었습니다" in await chat.say("/score 0")
    await happen(chat)
    assert "편입 뒤의 가격이 아직 없습니다" in await chat.say("/score 0")


async def test_all_conditions_are_ranked_with_a_button_to_each(chat: Chat) -> None:
    assert "성적을 낼 편입이 없습니다" in await chat.say("/score")
    for at in range(30):
        when = MONDAY + timedelta(minutes=at)
        await happen(chat, prices=(1, 1, 10_100, 1), at=when)
        await happen(chat, condition_id=12, prices=(1, 1, 10_300, 1), at=when)
    await happen(chat, condition_id=13, prices=(1, 1, 15_000, 1))
    said = await chat.say("성적")
    assert " +3.00% 100% 30 거래량 폭발\n +1.00% 100% 30 급등 초입\n+50.00% 100% 1* 삼성" in said
    assert "* 30건이 안 되어" in said
    assert (await chat.buttons("/score 7일"))[0] == "/score #12 2026-11-17~2026-11-23"


# --- /summary -----------------------------------------------------------------------------------


async def test_a_summary_tells_a_day_by_condition_hour_and_stock(chat: Chat) -> None:
    await happen(chat, prices=(10_100, 10_100, 10_100, 10_500))
    await happen(chat, at=MONDAY + timedelta(hours=1))
    await happen(chat, "000660", condition_id=12, at=MONDAY + timedelta(hours=1))
    await happen(chat, kind=EXIT)
    await happen(chat, at=MONDAY - timedelta(days=1))
    assert await chat.say("/summary") == (
        "📅 하루 요약 11/23(월)\n"
        "편입 3 · 이탈 1\n"
        "급등 초입: 편입 2 · 이탈 1\n"
        "거래량 폭발: 편입 1 · 이탈 0\n"
        "\n"
        "시간대별 편입\n"
        "10시 █████      1\n"
        "11시 ██████████ 2\n"
        "\n"
        "자주 편입: 삼성전자 2회, SK하이닉스 1회\n"
        "최고 +5.00% (종가) 삼성전자 11/23 10:02\n"
        "최저 +5.00% (종가) 삼성전자 11/23 10:02"
    )
    assert "편입 1 · 이탈 0" in await chat.say("요약 어제")
    assert "드나든 종목이 없었습니다" in await chat.say("/summary 11/1")
    assert await chat.buttons("/summary 어제") == [
        "/history * 2026-11-22",
        "/export * 2026-11-22",
    ]
