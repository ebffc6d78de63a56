"""/history, /export, /score and /summary, from what a person says to what they read."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import remembering
from bot.messages import DONE, STOPPED
from bot.progress import Progress, Say
from bot.render import plain
from bot.render.pictures import Bars
from bot.render.posters import score_poster
from bot.render.voice import Voice
from core.clock import SystemClock
from core.model import Destination, EventKind, Source
from core.model.remembering import Span
from tests.bot.commands.test_router import HERE, Chat
from tests.fakes.engine import MONDAY, FakeEngine

ENTRY, EXIT = EventKind.ENTRY, EventKind.EXIT


@pytest.fixture
def chat() -> Chat:
    return Chat(FakeEngine(("급등 초입", "거래량 폭발", "삼성 그룹")))


# --- /history -----------------------------------------------------------------------------------


async def test_history_tells_events_newest_first_with_the_prices_after_them(chat: Chat) -> None:
    await chat.engine.happen(prices=(10_100, None, 9_950, 10_500))
    await chat.engine.happen(kind=EXIT, at=MONDAY + timedelta(minutes=5))
    await chat.engine.happen("000660", condition_id=12, at=MONDAY - timedelta(days=3), price=None)
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
    await chat.engine.happen()
    await chat.engine.happen(condition_id=12)
    await chat.engine.happen(at=MONDAY - timedelta(days=1))
    await chat.engine.happen("000660", condition_id=12, at=MONDAY - timedelta(days=3))
    assert f" · {count}건" in await chat.say(said)


async def test_history_goes_by_pages_whose_buttons_keep_what_was_said(chat: Chat) -> None:
    for minute in range(25):
        await chat.engine.happen(at=MONDAY - timedelta(minutes=minute))
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
    await chat.engine.happen(source=Source.MISSED)
    said = await chat.say("/history 삼성전자")
    assert "편입 · 🔴 10,000 ▲1.01% · 끊긴 동안(가격은 알게 된 때) · 급등 초입" in said


async def test_an_exit_whose_price_nobody_knows_says_so(chat: Chat) -> None:
    await chat.engine.happen(kind=EXIT, price=None)
    assert "이탈 삼성전자 · 가격 미확인 · 급등 초입" in await chat.say("/history")


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
        ("/history 삼성전자 2027-01-01", "아직 오지 않은 날입니다"),
        ("/summary 2027-01-01", "아직 오지 않은 날입니다"),
        ("/summary 13/40", "‘13/40’ 날짜를 알 수 없습니다"),
        ("/score 삼성전자", "/score 는 조건식의 성적입니다"),
        ("/score 005930 7일", "/score 는 조건식의 성적입니다"),
        ("/export 오늘 pdf", "‘pdf’ 형식으로는 내보낼 수 없습니다. csv, xlsx(엑셀), json"),
        ("/score 0&1", "‘급등 초입 & 거래량 폭발’ 조건식은 구독하고 있지 않습니다"),
        ("/history 0&1 7일", "‘급등 초입 & 거래량 폭발’ 조건식은 구독하고 있지 않습니다"),
        ("/mute 30분 0&1", "‘급등 초입 & 거래량 폭발’ 조건식은 구독하고 있지 않습니다"),
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


async def test_a_range_that_would_end_in_days_to_come_ends_today_and_says_so(chat: Chat) -> None:
    await chat.engine.happen()
    await chat.engine.happen(at=MONDAY - timedelta(days=300))
    assert "11/20(금)~11/23(월) (오늘까지) · 1건" in await chat.say("/history 11/20~11/30")
    assert "(오늘까지)" not in await chat.say("/history 11/20~11/23")


async def test_an_expression_that_is_followed_is_looked_back_at_and_muted_as_it_is_said(
    chat: Chat,
) -> None:
    await chat.say("/subscribe 0&1")
    (condition_id,) = [key for key, one in chat.engine.states.items() if one.condition.derived]
    await chat.engine.happen(prices=(10_100,))
    await chat.engine.happen(condition_id=condition_id, prices=(10_100,))
    assert "급등 초입 & 거래량 폭발 · 1건" in await chat.say("/history 1&0")
    assert "급등 초입 & 거래량 폭발" in await chat.say("/score 0 그리고 1 7일")
    assert f"/unmute #{condition_id}" in await chat.buttons("/mute 30분 0&1")


async def test_an_expression_is_no_second_time_in_the_total_of_a_day(chat: Chat) -> None:
    await chat.say("/subscribe 0&1")
    (condition_id,) = [key for key, one in chat.engine.states.items() if one.condition.derived]
    await chat.engine.happen()
    await chat.engine.happen(condition_id=condition_id)
    said = await chat.say("/summary")
    assert "편입 1 · 이탈 0\n급등 초입: 편입 1 · 이탈 0\n" in said
    assert "급등 초입 & 거래량 폭발: 편입 1 · 이탈 0 (식, 합계에서 뺌)" in said


async def test_days_that_are_no_longer_kept_are_said_to_be_missing(chat: Chat) -> None:
    chat.engine.past.days_kept = 90
    await chat.engine.happen(prices=(10_100,))
    assert "(기록은 90일까지 보관)" in await chat.say("/score 0 365일")
    assert "(기록은 90일까지 보관)" in await chat.say("/history 0 전체")
    assert "보관" not in await chat.say("/score 0 90일")


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
    await chat.engine.happen(prices=(10_100, 10_200, 10_300, 10_500))
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
    await chat.engine.happen(price=None, condition_id=None)
    await chat.engine.happen("000660", at=MONDAY + timedelta(seconds=1))
    _, data = await exported(chat, "/export json")
    first, second = json.loads(data)
    assert first["at"] == "2026-11-23T10:02:11+09:00"
    assert (first["condition"], first["price"], first["kind"]) == (None, None, "entry")
    assert (second["code"], second["stock"], second["rate"]) == ("000660", "SK하이닉스", 1.01)
    _, english = await exported(Chat(chat.engine, lang="en"), "/export json")
    assert english == data


async def test_an_excel_file_is_a_workbook(chat: Chat) -> None:
    await chat.engine.happen()
    name, data = await exported(chat, "내보내기 0 엑셀")
    assert name == "급등 초입 2026-10-25~2026-11-23.xlsx"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    assert (
        "삼성전자" in text
        or "삼성전자" in zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml").decode()
    )


async def test_a_file_too_long_for_a_chat_is_refused(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await chat.engine.happen()
    monkeypatch.setattr(remembering, "MOST", dict.fromkeys(remembering.MOST, 4))
    assert "5건은 파일 하나로 너무 많습니다" in await chat.say("/export")


class Percents(Progress):
    """Notes what a work says of itself, and in which words."""

    def __init__(self) -> None:
        super().__init__((), SystemClock())
        self.seen: list[tuple[int, int]] = []
        self.said: list[str] = []

    @contextmanager
    def of(self, destination: Destination, say: Say) -> Iterator[Callable[[int, int], None]]:
        assert destination == HERE
        self.said = [plain.encode(say(one).doc) for one in (0, 40, DONE, STOPPED)]
        yield lambda part, whole: self.seen.append((part, whole))


async def test_a_long_file_says_how_far_it_is_and_a_short_one_does_not(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = chat.router.progress = Percents()
    for _ in range(5):
        await chat.engine.happen()
    await exported(chat, "/export")
    assert told.seen == []
    monkeypatch.setattr(remembering, "_LONG", 4)
    await exported(chat, "/export 엑셀")
    assert told.seen == [(5, 5)]
    assert told.said == [
        "⏳ 기록 5건을 XLSX 파일로 만들고 있습니다. 알림은 그대로 갑니다.",
        "⏳ 기록 5건을 XLSX 파일로 만들고 있습니다 · 40%",
        "✅ 기록 5건을 XLSX 파일로 만들었습니다 · 100%",
        "⛔ 기록 5건을 XLSX 파일로 만들다 멈췄습니다.",
    ]


async def test_codes_keep_their_zeros_in_every_kind_of_file(chat: Chat) -> None:
    """Excel would read 005930 as 5930 and 0001E5 as 100000."""
    for code in ("005930", "373220", "0001E5"):
        await chat.engine.happen(code)
    _, data = await exported(chat, "/export")
    heads, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    at = heads.index("종목코드")
    assert [row[at] for row in rows] == ['="005930"', '="373220"', '="0001E5"']
    unnamed = next(row for row in rows if "0001E5" in row[at])
    assert unnamed[at + 1] == '="0001E5"'  # nobody knows its name, so the code stands for it
    _, data = await exported(chat, "/export json")
    assert [one["code"] for one in json.loads(data)] == ["005930", "373220", "0001E5"]
    _, data = await exported(chat, "/export xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for code in ("005930", "373220", "0001E5"):
        assert f'<c r="D{("005930", "373220", "0001E5").index(code) + 2}" t="inlineStr">' in sheet
        assert f"<t>{code}</t>" in sheet


async def test_nothing_to_export_is_said_and_no_empty_file_sent(chat: Chat) -> None:
    reply = await chat.reply("/export 0 어제")
    assert reply is not None
    assert reply.attachments == ()
    assert "내보낼 기록이 없습니다" in await chat.say("/export 0 어제")


# --- /score -------------------------------------------------------------------------------------


async def test_a_scorecard_says_what_the_entries_were_worth(chat: Chat) -> None:
    for at in range(30):
        prices = (10_100, 10_000, 9_900 + 20 * at, 10_000 + 10 * at)
        await chat.engine.happen(prices=prices, at=MONDAY + timedelta(minutes=at))
    assert await chat.say("/score 0 30일") == (
        "급등 초입 · 10/25(일)~11/23(월)\n"
        "편입 30건\n"
        "적중 · 중앙값 · 평균 · 건수\n"
        "100% +1.00% +1.00% 30  1분\n"
        "  0%  0.00%  0.00% 30  5분\n"
        " 80% +1.90% +1.90% 30  30분\n"
        " 97% +1.45% +1.45% 30  종가\n"
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
    await chat.engine.happen(prices=(10_100, 10_100, 10_100, 10_500))
    reply = await chat.reply(said)
    assert reply is not None
    assert reply.picture is not None
    assert reply.picture.data.startswith(b"\x89PNG")
    assert reply.picture.alt


async def test_the_picture_of_a_score_pales_the_hours_the_text_leaves_out(chat: Chat) -> None:
    for at in range(6):
        await chat.engine.happen(prices=(1, 1, 10_100, 1), at=MONDAY + timedelta(minutes=at))
    await chat.engine.happen(prices=(1, 1, 19_000, 1), at=MONDAY + timedelta(hours=2))
    card = await chat.engine.past.score(Span())
    poster = score_poster(Voice("ko"), "급등", card, "오늘")
    (bars,) = [one for one in poster.parts if isinstance(one, Bars)]
    assert [(one.label, one.faint) for one in bars.bars] == [("10시", False), ("12시", True)]
    assert bars.title.endswith("흐림: 5건 미만")
    assert "가장 좋은 시간 10시대" in await chat.say("/score 0")


async def test_few_entries_are_called_meaningless_before_their_figures(chat: Chat) -> None:
    await chat.engine.happen(prices=(10_100,))
    said = await chat.say("/score 0")
    assert "⚠️ 가격을 아는 편입이 1건뿐입니다. 30건이 안 되면 우연과 구별되지 않으니" in said
    assert said.index("⚠️") < said.index("중앙값")


async def test_entries_without_prices_and_no_entries_are_told_apart(chat: Chat) -> None:
    assert "편입이 없었습니다" in await chat.say("/score 0")
    await chat.engine.happen()
    assert "편입 뒤의 가격이 아직 없습니다" in await chat.say("/score 0")


async def test_all_conditions_are_ranked_with_a_button_to_each(chat: Chat) -> None:
    assert "성적을 낼 편입이 없습니다" in await chat.say("/score")
    for at in range(30):
        when = MONDAY + timedelta(minutes=at)
        await chat.engine.happen(prices=(1, 1, 10_100, 1), at=when)
        await chat.engine.happen(condition_id=12, prices=(1, 1, 10_300, 1), at=when)
    await chat.engine.happen(condition_id=13, prices=(1, 1, 15_000, 1))
    said = await chat.say("성적")
    assert " +3.00% 100% 30 거래량 폭발\n +1.00% 100% 30 급등 초입\n+50.00% 100% 1* 삼성" in said
    assert "* 30건이 안 되어" in said
    assert (await chat.buttons("/score 7일"))[0] == "/score #12 2026-11-17~2026-11-23"


# --- /summary -----------------------------------------------------------------------------------


async def test_a_summary_tells_a_day_by_condition_hour_and_stock(chat: Chat) -> None:
    await chat.engine.happen(prices=(10_100, 10_100, 10_100, 10_500))
    await chat.engine.happen(at=MONDAY + timedelta(hours=1))
    await chat.engine.happen("000660", condition_id=12, at=MONDAY + timedelta(hours=1))
    await chat.engine.happen(kind=EXIT)
    await chat.engine.happen(at=MONDAY - timedelta(days=1))
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
