"""Names half remembered, and expressions over conditions, as a person types them."""

import csv
import io

import pytest

from bot.messages import Reply
from bot.render.exporting import quoted
from core.model import Hit, Options, Quote, SearchResult, Stock
from tests.bot.commands.test_router import HERE, Chat
from tests.fakes.engine import MONDAY, FakeEngine

SAMSUNG = Hit("005930", "삼성전자", Quote("005930", 71_200, 300, 0.42, 9_000_000))
KAKAO = Hit("035720", "카카오", Quote("035720", 45_000, -500, -1.1, 123_456))
HYNIX = Hit("000660", "SK하이닉스", Quote("000660", 180_000, 5_000, 2.86, 2_000_000))


@pytest.fixture
def chat() -> Chat:
    """Three conditions: 0 holds 삼성전자 and 카카오, 1 카카오 and SK하이닉스, 2 nothing."""
    engine = FakeEngine(("급등 초입", "거래량 폭발", "R&D 수혜"))
    for at, found in ((11, (SAMSUNG, KAKAO)), (12, (KAKAO, HYNIX))):
        condition = engine.states[at].condition
        engine.found[at] = SearchResult(condition, found, MONDAY)
    return Chat(engine)


async def names(chat: Chat, text: str) -> set[str]:
    """Return the names of the stocks that a search found."""
    said = (await chat.say(text)).split("\n")
    return {row.split()[-1] for row in said if "%" in row}


# --- expressions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0&1", {"카카오"}),
        ("0|1", {"삼성전자", "카카오", "SK하이닉스"}),
        ("0-1", {"삼성전자"}),
        ("(0|1)-0", {"SK하이닉스"}),
        ("0|1-0", {"SK하이닉스"}),
        ("0 그리고 1", {"카카오"}),
        ("급등 초입 빼기 거래량", {"삼성전자"}),
        ("0 -1", {"삼성전자"}),
        ('0 - "R&D 수혜"', {"삼성전자", "카카오"}),
        ('"급등 초입"', {"삼성전자", "카카오"}),
        ("#11&#12", {"카카오"}),
        ("０＆１", {"카카오"}),
    ],
)
async def test_an_expression_finds_what_sets_say(chat: Chat, text: str, found: set[str]) -> None:
    assert await names(chat, f"/search {text}") == found


async def test_the_result_shows_the_expression_and_what_each_part_found(chat: Chat) -> None:
    said = (await chat.say("검색 0 & (1|2)")).split("\n")
    assert said[:4] == [
        '급등 초입 & (거래량 폭발 | "R&D 수혜") 1종목',
        "급등 초입 2종목 · 거래량 폭발 2종목 · R&D 수혜 0종목",
        "10:02:11 조회",
        "등락률순",
    ]
    assert await chat.buttons("/search 0&(1|2)") == [
        "/search #11&(#12|#13)",
        "/search #11&(#12|#13) csv",
        "/subscribe #11&(#12|#13)",
    ]


async def test_a_condition_that_stands_twice_is_searched_once(chat: Chat) -> None:
    await chat.say("/search 0|(0&1)")
    assert [one for one in chat.engine.calls if one.startswith("search")] == [
        "search 0",
        "search 1",
    ]


async def test_the_oldest_answer_dates_an_expression(chat: Chat) -> None:
    early = MONDAY.replace(minute=1)
    condition = chat.engine.states[11].condition
    chat.engine.found[11] = SearchResult(condition, (SAMSUNG,), early, fresh=False)
    assert "\n10:01:11 조회 · 1분 전 결과입니다\n" in await chat.say("/search 0|1")


async def test_an_expression_that_nothing_meets_says_so(chat: Chat) -> None:
    assert "이 식에 맞는 종목이 없습니다" in await chat.say("/search 0&2")


async def test_the_name_of_a_condition_goes_before_an_expression(chat: Chat) -> None:
    assert (await chat.say("/search R&D")).startswith("R&D 수혜 ")


@pytest.mark.parametrize(
    ("text", "sentence", "pointed"),
    [
        ("0&", "뒤에 조건식이 하나 더", ("0&", "  ^")),
        ("(0&1", "괄호가 닫히지 않았습니다", ("(0&1", "^")),
        ("급등&&|0", "‘|’ 앞에 조건식이 있어야", ("급등&&|0", "\u3000\u3000  ^")),
        ("0+1", "‘+’ 기호는", ("0+1", " ^")),
        ("0 제외 1", "어느 쪽을 빼는지", ("0 제외 1", "  ^^^^")),
        ("0&9", "‘9’ 조건식을 찾지", ("0&9", "  ^")),
    ],
)
async def test_a_mistake_gets_a_sentence_and_a_mark_under_its_place(
    chat: Chat, text: str, sentence: str, pointed: tuple[str, str]
) -> None:
    said = await chat.say(f"/search {text}")
    assert sentence in said
    assert "\n".join(pointed) in said


async def test_a_long_expression_is_shown_around_its_mistake(chat: Chat) -> None:
    said = await chat.say("/search " + "급등 초입 | " * 5 + "9 | " + "급등 초입")
    row, mark = said.split("\n")[2:4]
    assert row[mark.index("^")] == "9"
    assert row.startswith("…")
    assert len(row) < 34


async def test_a_slip_in_an_expression_is_mended_by_a_button(chat: Chat) -> None:
    assert "‘급등초잎’ 조건식은 없습니다" in await chat.say("/search 1&급등초잎")
    assert await chat.buttons("/search 1&급등초잎") == ["/search 1&#11"]


async def test_an_ambiguous_part_of_an_expression_is_asked_about() -> None:
    chat = Chat(FakeEngine(("상승 추세", "상승 돌파", "하락")))
    assert "0 상승 추세, 1 상승 돌파" in await chat.say("/search 2-상승")
    assert await chat.buttons("/search 2-상승") == ["/search 2-#11", "/search 2-#12"]


async def test_an_expression_is_subscribed_like_a_condition_with_its_options(chat: Chat) -> None:
    assert (await chat.say("구독 0&1 등락률>3 코스닥")).startswith("급등 초입 & 거래량 폭발 구독을")
    (followed,) = chat.engine.followed.values()
    assert (followed.condition.seq, followed.condition.name) == (
        "=#11&#12",
        "급등 초입 & 거래량 폭발",
    )
    assert followed.options.rate.low == 3
    assert followed.options.markets == {"KOSDAQ"}


async def test_an_expression_is_the_same_however_its_sides_are_ordered(chat: Chat) -> None:
    await chat.say("/subscribe 0&1")
    assert "이미 구독 중" in await chat.say("/subscribe 거래량 그리고 급등")
    assert (await chat.buttons("/search 0&1"))[-1] == "/unsubscribe #11&#12"
    assert "해지" in await chat.say("/unsubscribe 1&0")
    assert chat.engine.followed == {}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("0 & 99", "0 & 99\n    ^^"),
        ("(0 | 1) - 7", "(0 | 1) - 7\n          ^"),
        ("0 | 99 거래량순", "0 | 99\n    ^^"),
        ("99 & 0 2", "99 & 0\n^^"),
        ("0 & 없는이름 2", "0 & 없는이름\n    ^^^^^^^^"),
    ],
)
async def test_a_number_no_condition_has_is_pointed_at_and_not_taken_for_a_page(
    chat: Chat, said: str, shown: str
) -> None:
    assert shown in await chat.say(f"/search {said}")


async def test_a_mistake_in_a_subscribed_expression_is_pointed_at_and_nothing_is_followed(
    chat: Chat,
) -> None:
    for text in ("0 & 9", "0&9", "급등 & ", "0 제외 1", "(0|1"):
        said = await chat.say(f"/subscribe {text}")
        assert "번째 글자" in said, text
    assert chat.engine.followed == {}
    assert "등락률" in (await chat.say("/subscribe 0 등락률 3-5 거래량>1만"))


async def test_an_expression_nobody_followed_is_not_subscribed_here(chat: Chat) -> None:
    for name in ("unsubscribe", "pause", "options"):
        assert "‘급등 초입 - 거래량 폭발’ 조건식은 구독하고 있지" in await chat.say(f"/{name} 0-1")
    assert len(chat.engine.states) == 3


async def test_a_followed_expression_is_searched_by_its_number_and_listed_with_it(
    chat: Chat,
) -> None:
    await chat.say("/subscribe 0-1")
    assert await names(chat, "/search #14") == {"삼성전자"}
    assert "#14" in await chat.say("/subscriptions")
    assert "급등 초입 - 거래량 폭발" not in await chat.say("/conditions")
    assert (await chat.say("/search 급등")).startswith("급등 초입 2종목")


async def test_a_quoted_name_works_wherever_a_condition_does(chat: Chat) -> None:
    assert (await chat.say('/subscribe "R&D 수혜" 등락률>3')).startswith("R&D 수혜 구독을")
    (options,) = (one.options for one in chat.engine.followed.values())
    assert options.rate.low == 3
    assert options != Options()


# --- pages, orders, files -------------------------------------------------------------------------


def rows(said: str) -> list[str]:
    """Return the names in a page of hits, from top to bottom."""
    return [row.split()[-1] for row in said.split("\n") if "%" in row]


async def test_hits_are_sorted_by_change_volume_or_name(chat: Chat) -> None:
    assert rows(await chat.say("/search 0|1")) == ["SK하이닉스", "삼성전자", "카카오"]
    said = await chat.say("/search 0|1 거래량순")
    assert rows(said) == ["삼성전자", "SK하이닉스", "카카오"]
    assert "\n거래량순\n" in said
    assert "900만" in said
    assert rows(await chat.say("/search 0|1 name")) == ["SK하이닉스", "삼성전자", "카카오"]


async def test_pages_keep_the_order_and_the_order_begins_at_the_first_page() -> None:
    engine = FakeEngine()
    found = tuple(
        Hit(f"{at:06}", f"종목{at:02}", Quote(f"{at:06}", 100, 1, 1.0, at)) for at in range(45)
    )
    engine.found[11] = SearchResult(engine.states[11].condition, found, MONDAY)
    chat = Chat(engine)
    assert (await chat.buttons("/search 0 volume 2"))[:4] == [
        "/search #11 volume 1",
        "/search #11 volume 3",
        "/search #11",
        "/search #11 name",
    ]
    assert rows(await chat.say("/search 0 2 volume"))[0] == "종목24"
    assert await chat.say("/search 0|1 9") == "3쪽까지 있습니다. 예: /search 0|1 3"


async def test_a_condition_whose_name_ends_like_an_order_is_still_found() -> None:
    chat = Chat(FakeEngine(("상승 거래량순", "상승")))
    assert (await chat.say("/search 상승 거래량순")).startswith("상승 거래량순 ")
    assert (await chat.say("/search #12 거래량순")).startswith("상승 0종목")


async def test_a_file_holds_every_hit_as_excel_reads_it(chat: Chat) -> None:
    reply = await chat.reply("/search 0-1 csv")
    assert isinstance(reply, Reply)
    (file,) = reply.attachments
    assert file.kind == "file"
    assert file.name == "급등 초입 - 거래량 폭발 20261123-100211.csv"
    assert file.data.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(file.data.decode("utf-8-sig")))
    assert head[:3] == ["종목코드", "종목명", "현재가"]
    assert row == ['="005930"', "삼성전자", "71200", "300", "0.42", "9000000", "", "", ""]


async def test_a_files_name_is_one_that_every_machine_takes(chat: Chat) -> None:
    reply = await chat.reply("/search 0|1 csv")
    assert isinstance(reply, Reply)
    assert "|" not in reply.attachments[0].name


# --- slips ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["급등초잎", "ㄱㄷㅊㅇ", "초입"])
@pytest.mark.parametrize("name", ["search", "subscribe"])
async def test_what_is_nearly_a_condition_is_offered_and_never_taken(
    chat: Chat, name: str, said: str
) -> None:
    assert await chat.say(f"/{name} {said}") == f"‘{said}’ 조건식은 없습니다. 이것을 찾으셨나요?"
    assert await chat.buttons(f"/{name} {said}") == [f"/{name} #11"]
    assert chat.engine.followed == {}


async def test_what_followed_a_slip_follows_the_offer(chat: Chat) -> None:
    assert await chat.buttons("/subscribe 급등초잎 등락률>3") == ["/subscribe #11 등락률>3"]
    assert await chat.buttons("/search 급등초잎 2") == ["/search #11 2"]


async def test_a_stock_is_named_by_initial_consonants_everywhere(chat: Chat) -> None:
    await chat.say("/mute ㅅㅅㅈㅈ 30분")
    (muted,) = chat.engine.hush.muted[HERE]
    assert muted.code == "005930"
    assert (await chat.say("/why ㅋㅋㅇ")).startswith("카카오")


async def test_a_slip_in_a_stocks_name_mutes_nothing_and_is_offered(chat: Chat) -> None:
    said = await chat.say("/mute 카카우 30분")
    assert said == "‘카카우’ 종목이나 조건식은 없습니다. 이것을 찾으셨나요?"
    (button,) = await chat.buttons("/mute 카카우 30분")
    assert button == "/mute 30m 035720"
    assert await chat.buttons("/why 카카우") == ["/why 035720"]
    assert HERE not in chat.engine.hush.muted


async def test_initials_are_said_back_as_they_were_typed(chat: Chat) -> None:
    assert "‘ㅎㅎㅎ’" in await chat.say("/search ㅎㅎㅎ")


async def test_stocks_that_fit_are_offered_with_the_rest_counted() -> None:
    engine = FakeEngine()
    engine.stocks = [Stock(f"{at:05}0", f"삼성{at}", "KOSPI") for at in range(17)]
    chat = Chat(engine)
    buttons = await chat.buttons("/why 삼성")
    assert len(buttons) == 8


# --- commas ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["/search 0,", "/search 0 ,", "검색 급등 초입,"])
async def test_a_comma_at_the_end_is_no_matter(chat: Chat, said: str) -> None:
    assert (await chat.say(said)).startswith("급등 초입 ")


async def test_a_comma_before_what_is_wanted_of_a_search_is_a_blank(chat: Chat) -> None:
    assert "거래량순" in await chat.say("/search 0, 거래량순")
    assert "옵션: 등락률 3% 이상" in await chat.say("/subscribe 0, 등락률>3")


async def test_conditions_in_a_row_are_asked_about_with_what_they_can_mean(chat: Chat) -> None:
    for said in ("/search 0, 2", "/search 0,2", "/search 급등 초입, R&D 수혜,"):
        assert (await chat.say(said)).endswith(
            "하나라도 맞으면 0|2, 모두 맞으면 0&2로 적어 주세요."
        )
    assert await chat.buttons("/subscribe 0, 2") == [
        "/subscribe #11|#13",
        "/subscribe #11&#13",
        "/subscribe #11",
        "/subscribe #13",
    ]


async def test_what_takes_one_condition_is_offered_one_by_one(chat: Chat) -> None:
    await chat.say("/subscribe 0")
    assert (await chat.say("/unsubscribe 0, 2")).startswith("한 번에 조건식 하나만")
    assert await chat.buttons("/unsubscribe 0, 2") == ["/unsubscribe #11", "/unsubscribe #13"]
    assert "‘9’" in await chat.say("/unsubscribe 0, 9")
    assert "해지" in await chat.say("/unsubscribe 0,")


async def test_a_name_with_a_comma_in_it_is_a_name() -> None:
    chat = Chat(FakeEngine(("상승, 초입", "상승")))
    assert (await chat.say("/search 상승, 초입")).startswith("상승, 초입 ")


async def test_files_of_a_search_and_of_history_write_codes_alike(chat: Chat) -> None:
    reply = await chat.reply("/search 0 csv")
    assert isinstance(reply, Reply)
    _, *rows = csv.reader(io.StringIO(reply.attachments[0].data.decode("utf-8-sig")))
    assert rows
    assert all(row[0] == quoted(row[0][2:-1]) for row in rows)
