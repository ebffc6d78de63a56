"""`/subscriptions`: what somebody follows, and changing it by a form."""

import re
from dataclasses import dataclass
from datetime import time, timedelta

import httpx
import pytest

from core.errors import NotConnected
from core.model import Between, Destination, Kinds, Options, Quiet
from core.services.capacity import Capacity
from tests.bot.channels.web.board import Board, words
from tests.bot.channels.web.desk import FRIEND, OWNER
from tests.fakes.engine import MONDAY

PHONE = Destination("telegram", "1001")
PAGE = Destination("web", "telegram.1001")
ALL = {
    "kinds": "entry", "price": "1000~50000", "rate": "3 이상", "volume": "100만 이상",
    "value": "50억 이상", "markets": ["KOSPI", "KOSDAQ"], "name": "삼성", "cooldown": "10분",
    "digest": "30분", "fold": "끔", "silent": "silent",
}  # fmt: skip


@pytest.fixture
def board() -> Board:
    return Board()


async def follow(board: Board, place: Destination = PHONE, person: str = OWNER) -> int:
    """Somebody follows the first condition; the id the page knows it by."""
    condition = (await board.engine.conditions())[0].condition
    await board.engine.subscribe(condition, place, person)
    return 1


@dataclass(frozen=True)
class Tags:
    """What stands at a subscription: what holds it back now, and how it is told besides."""

    hushed: list[str]
    plain: list[str]


async def tags(browser: httpx.AsyncClient) -> dict[Destination, Tags]:
    """The tags of each subscription on the page, by its chat."""
    cards = (await browser.get("/subscriptions")).text.split('<li class="card')[1:]
    names = {"→ 텔레그램 1001": PHONE, "→ 이 웹 페이지": PAGE}
    found = {}
    for card in cards:
        place, *plain = re.findall(r'<span class="b-tag">([^<]*)<', card)
        hushed = re.findall(r'<span class="b-tag b-asleep">([^<]*)<', card)
        found[names[place]] = Tags(hushed, plain)
    return found


async def send(browser: httpx.AsyncClient, path: str, **answers: object) -> httpx.Response:
    return await browser.post(path, data=answers, headers={"HX-Request": "true"})


async def test_everything_a_person_follows_is_listed_and_nobody_elses(board: Board) -> None:
    await follow(board)
    async with board.opened() as browser:
        shown = words((await browser.get("/subscriptions")).text)
    assert "급등 초입" in shown
    assert "→ 텔레그램 1001" in shown
    async with board.opened(FRIEND) as browser:
        assert "아직 구독이 없습니다" in (await browser.get("/subscriptions")).text


async def test_what_is_silent_and_until_when_stands_at_the_subscriptions_of_its_chat(
    board: Board,
) -> None:
    await follow(board)
    await follow(board, PAGE)
    hush, condition = board.engine.hush, (await board.engine.conditions())[0].condition
    await hush.mute(PHONE, OWNER, MONDAY + timedelta(hours=2), condition)
    await hush.mute(PHONE, OWNER, MONDAY + timedelta(days=1), code="005930")
    await hush.set_quiet(PHONE, Quiet(time(22), time(8)))
    async with board.opened() as browser:
        phone, page = (await tags(browser))[PHONE], (await tags(browser))[PAGE]
        assert phone.hushed == ["🔕 급등 초입 · 12:02까지"]
        assert phone.plain == ["🔕 삼성전자 · 내일 10:02까지", "🌙 방해 금지 22:00–08:00"]
        assert (page.hushed, page.plain) == ([], [])
        await hush.mute(PAGE, OWNER, MONDAY + timedelta(minutes=30))
        await hush.set_quiet(PHONE, Quiet(time(9), time(11)))
        await hush.unmute(PHONE, condition)
        phone, page = (await tags(browser))[PHONE], (await tags(browser))[PAGE]
    assert page.hushed == ["🔕 모든 알림 · 10:32까지"]
    assert phone.hushed == ["🌙 방해 금지 09:00–11:00"]


async def test_the_form_asks_for_every_option_there_is(board: Board) -> None:
    async with board.opened() as browser:
        form = (await browser.get("/subscriptions/new", params={"condition": 12})).text
    assert set(re.findall(r' name="(\w+)"', form)) == {"condition", "place", *ALL}
    assert '<option value="12" selected>1 거래량 폭발</option>' in form
    assert '<option value="web:telegram.1001">이 웹 페이지</option>' in form
    assert '<option value="telegram:1001">텔레그램 1001</option>' in form


async def test_a_new_subscription_has_the_options_of_its_form(board: Board) -> None:
    async with board.opened() as browser:
        answer = await send(browser, "/subscriptions", condition="12", place="telegram:1001", **ALL)
    assert answer.status_code == 200, answer.text
    assert "거래량 폭발 구독을 시작했습니다 · 텔레그램 1001" in words(answer.text)
    one = board.engine.followed[PHONE, 12]
    assert one.person == OWNER
    assert one.options == Options(
        Kinds.ENTRY, Between(1000, 50_000), Between(3), Between(1_000_000), Between(5_000),
        frozenset({"KOSPI", "KOSDAQ"}), "삼성", cooldown=10, digest=30, silent=True, fold=0,
    )  # fmt: skip
    (written,) = await board.engine.audit.latest(5)
    assert (written.command, written.person, written.outcome) == ("subscribe", OWNER, "done")


async def test_what_is_wrong_stands_at_its_field_and_the_rest_stays_filled_in(
    board: Board,
) -> None:
    async with board.opened() as browser:
        wrong = ALL | {"rate": "아주 많이", "kinds": "exit"}
        answer = await send(
            browser, "/subscriptions", condition="11", place="web:telegram.1001", **wrong
        )
    assert answer.status_code == 422
    assert 'value="아주 많이"' in answer.text
    assert re.search(r'name="rate"[^>]*aria-invalid="true"[^>]* autofocus', answer.text)
    assert answer.text.count("autofocus") == 1
    assert "‘아주 많이’ 값을 읽지 못했습니다. 3 이상, -5~5처럼 적거나" in words(answer.text)
    assert 'value="exit" checked' in answer.text
    assert 'value="KOSDAQ" checked' in answer.text
    assert not board.engine.followed


async def test_options_are_changed_and_shown_as_they_are(board: Board) -> None:
    one = await follow(board)
    async with board.opened() as browser:
        before = (await browser.get(f"/subscriptions/{one}/form")).text
        assert 'value="both" checked' in before
        changed = await send(
            browser, f"/subscriptions/{one}", condition="11", place=str(PHONE), **ALL
        )
        assert "급등 초입 설정을 저장했습니다." in words(changed.text)
        after = (await browser.get(f"/subscriptions/{one}/form")).text
    for said in ('value="3 이상"', 'value="50억 이상"', 'value="10분"', 'value="silent" checked'):
        assert said in after
    assert board.engine.followed[PHONE, 11].options.digest == 30


async def test_a_subscription_sleeps_wakes_and_ends(board: Board) -> None:
    one = await follow(board)
    async with board.opened() as browser:
        paused = words((await send(browser, f"/subscriptions/{one}/pause")).text)
        assert "급등 초입 알림을 멈췄습니다." in paused
        assert board.engine.followed[PHONE, 11].suspended == "paused"
        assert "다시 받기" in paused
        await send(browser, f"/subscriptions/{one}/resume")
        assert board.engine.followed[PHONE, 11].suspended is None
        ended = await send(browser, f"/subscriptions/{one}/unsubscribe")
        assert (await send(browser, f"/subscriptions/{one}/dance")).status_code == 404
    assert "급등 초입 구독을 해지했습니다." in words(ended.text)
    assert not board.engine.followed


async def test_nobody_touches_what_somebody_else_follows(board: Board) -> None:
    one = await follow(board)
    async with board.opened(FRIEND) as browser:
        for path in ("", "/pause", "/resume", "/unsubscribe"):
            answer = await send(
                browser, f"/subscriptions/{one}{path}", condition="11", place=str(PHONE)
            )
            assert answer.status_code == 404
            assert answer.json()["detail"] == "그런 구독이 없습니다. 목록을 새로 고쳐 주세요."
        assert (await browser.get(f"/subscriptions/{one}/form")).status_code == 404
        elsewhere = await send(browser, "/subscriptions", condition="11", place=str(PHONE))
    assert elsewhere.status_code == 422  # nor into a chat that is not theirs
    assert board.engine.followed[PHONE, 11].suspended is None


async def test_a_preview_says_what_is_to_be_expected(board: Board) -> None:
    board.engine.explaining.expected = Capacity(
        days=5, events=320, messages=200, busiest=40, together=40, allowed=18
    )
    async with board.opened() as browser:
        shown = await send(
            browser, "/subscriptions/preview", condition="11", place=str(PAGE), rate="3 이상"
        )
        assert "하루 약 200건" in words(shown.text)
        assert "b-wrong" in shown.text
        assert board.engine.explaining.options[-1].rate == Between(3)
        nothing = await send(
            browser, "/subscriptions/preview", condition="11", place=str(PAGE), rate="?"
        )
    assert nothing.text.strip() == ""


async def test_where_nobody_knows_the_conditions_the_form_says_so(board: Board) -> None:
    async with board.opened() as browser:
        board.engine.failure = NotConnected()
        shown = words((await browser.get("/subscriptions/new")).text)
        board.engine.states.clear()
        empty = words((await browser.get("/subscriptions/new")).text)
    assert shown.startswith("지금은 키움에 연결되어 있지 않습니다.")
    assert empty.startswith("키움에서 조건식 목록을 아직 받지 못했습니다.")


async def test_who_changes_something_that_the_engine_refuses_reads_why(board: Board) -> None:
    one = await follow(board)
    async with board.opened() as browser:
        found = board.engine.pause

        async def refused(*_: object) -> None:
            raise NotConnected

        board.engine.pause = refused  # type: ignore[method-assign, assignment]
        shown = words((await send(browser, f"/subscriptions/{one}/pause")).text)
        board.engine.pause = found  # type: ignore[method-assign]
    assert "급등 초입" in shown
    (written,) = await board.engine.audit.latest(5)
    assert (written.command, written.outcome) == ("pause", "not_connected")
