"""Forms: how a subscription is told as questions, and what their answers say."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.filling import fill
from bot.commands.options import read
from bot.messages import Answers, Form
from bot.render import plain
from bot.render.forms import options_form, written
from bot.render.voice import Voice
from core.model import ANY, PLAIN, Between, Destination, Kinds, Options, Subscription
from tests.bot.commands.test_router import HERE, OWNER, Chat
from tests.fakes.engine import MONDAY

CHANNEL = Destination("slack", "C01")
_CHATS = re.compile(r"/\w|[가-힣][<>=]|(?:가격|등락률|거래량|거래대금|쉬기|모아|접기) [\d<>=-]")
"""how options are written behind a command"""
AS_IT_IS = Options(
    Kinds.ENTRY, price=Between(1000, 50_000), rate=Between(low=3), volume=Between(low=1_000_000),
    value=Between(high=5000), markets=frozenset({"KOSPI", "ETF"}), name="삼성", cooldown=10,
    digest=90, silent=True, fold=0,
)  # fmt: skip


def form_of(options: Options, lang: str = "ko") -> Form:
    condition = Chat().engine.states[11].condition
    one = Subscription(1, condition, CHANNEL, OWNER, MONDAY, options=options)
    return options_form(Voice(lang), one, CHANNEL)


def answers_of(form: Form, **changed: str | tuple[str, ...]) -> Answers:
    return {one.key: one.value for one in form.fields} | changed


def ranges(least: int, most: int, step: int = 1) -> st.SearchStrategy[Between]:
    ends = st.none() | st.integers(least, most).map(lambda one: float(one * step))
    both = st.tuples(ends, ends).map(lambda two: sorted(two, key=lambda one: (one is None, one)))
    ordered = both.map(lambda two: Between(*two))
    return ordered | ends.map(lambda one: Between(None, one))


OPTIONS = st.builds(
    Options,
    kinds=st.sampled_from(Kinds),
    price=ranges(0, 2_000_000),
    rate=ranges(-3000, 3000).map(
        lambda one: Between(*(None if end is None else end / 100 for end in (one.low, one.high)))
    ),
    volume=ranges(0, 10**9),
    value=ranges(0, 10**6),
    markets=st.frozensets(st.sampled_from(["KOSPI", "KOSDAQ", "ETF"])),
    name=st.sampled_from(["", "삼성", "kodex 200", "S-Oil", "A&B"]),
    cooldown=st.integers(0, 1440),
    digest=st.integers(0, 1440),
    silent=st.booleans(),
    fold=st.none() | st.integers(0, 1440),
)


@given(options=OPTIONS, lang=st.sampled_from(["ko", "en"]))
def test_a_form_sent_off_as_it_was_shown_changes_nothing(options: Options, lang: str) -> None:
    filled = fill(lang, answers_of(form_of(options, lang)))
    assert not filled.errors
    assert read(filled.said, replace(options, name="other", cooldown=3)).options == options


@given(key=st.sampled_from(["price", "rate", "volume", "value", "name", "cooldown", "digest",
                            "fold"]), said=st.text(max_size=40))  # fmt: skip
def test_a_field_changes_its_own_option_or_is_complained_of(key: str, said: str) -> None:
    filled = fill("ko", answers_of(form_of(PLAIN), **{key: said}))
    if filled.errors:
        assert list(filled.errors) == [key]
        assert filled.errors[key].strip()
        assert not filled.said
        return
    found = read(filled.said).options
    assert found == replace(PLAIN, **{key: getattr(found, key)})


def test_what_is_said_reads_as_a_person_would_write_it() -> None:
    said = fill("ko", answers_of(form_of(AS_IT_IS))).said
    assert said == (
        "편입만 필터없음 가격 1000~50000 등락률 3 이상 거래량 100만 이상 거래대금 50억 이하 "
        '쉬기 10분 모아 90분 접기 끔 이름="삼성" 코스피 etf 조용히'
    )
    assert fill("en", answers_of(form_of(PLAIN, "en"))).said == (
        "both nofilter cooldown off digest off fold default loud"
    )


@pytest.mark.parametrize(
    ("key", "said", "sentence"),
    [
        ("price", "비싼 것", "‘비싼 것’ 값을 읽지 못했습니다. 1000~50000, 1만 이상처럼 적거나"),
        ("rate", "3", "‘3’ 값을 읽지 못했습니다. 3 이상, -5~5처럼 적거나 비워 두세요."),
        ("rate", ">10 <3", "‘>10 <3’ 범위에 드는 값이 없습니다"),
        ("volume", "많이", "100만 이상처럼 적거나"),
        ("value", "50~60", "50억 이상처럼 단위를 붙여"),
        ("name", "가" * 31, "서른 자까지"),
        ("cooldown", "이틀", "‘이틀’ 시간을 읽지 못했습니다. 10분처럼 1분에서 24시간까지"),
        ("digest", "25시간", "30분처럼"),
        ("fold", "조금", "10분, 끔처럼"),
        ("price", "1000~2000 코스닥", "‘1000~2000 코스닥’ 값을 읽지 못했습니다"),
    ],
)
def test_a_wrong_answer_is_told_what_the_field_takes_and_no_word_of_the_chats(
    key: str, said: str, sentence: str
) -> None:
    filled = fill("ko", answers_of(form_of(PLAIN), **{key: said}))
    assert list(filled.errors) == [key]
    assert sentence in filled.errors[key]
    assert not _CHATS.search(filled.errors[key])


def test_every_wrong_answer_is_named_at_once_and_in_the_readers_language() -> None:
    filled = fill("en", answers_of(form_of(PLAIN, "en"), rate="lots", digest="soon"))
    assert filled.errors.keys() == {"rate", "digest"}
    assert filled.errors["rate"].startswith("‘lots’ cannot be read. Write it like >=3, -5~5,")


def test_an_answer_may_repeat_its_fields_name_as_the_chat_has_it() -> None:
    filled = fill("ko", answers_of(form_of(PLAIN), rate="등락률>3", cooldown="쉬기 5분"))
    assert read(filled.said).options == replace(PLAIN, rate=Between(low=3), cooldown=5)


def test_marks_of_quotation_in_a_name_do_no_harm() -> None:
    filled = fill("ko", answers_of(form_of(PLAIN), name='삼성" 조용히 "'))
    assert read(filled.said).options == replace(PLAIN, name="삼성 조용히")


def test_an_open_range_is_shown_as_nothing() -> None:
    assert written(Voice(), "price", ANY) == ""
    assert written(Voice(), "value", Between(low=150)) == "1.5억 이상"
    assert written(Voice("en"), "rate", Between(-5, 5)) == "-5~5"


async def test_the_form_comes_with_what_faces_without_forms_show() -> None:
    chat = Chat()
    await chat.engine.subscribe(chat.engine.states[11].condition, HERE, OWNER)
    shown = await chat.reply("/form #11")
    settings = await chat.reply("/options #11")
    assert shown is not None
    assert settings is not None
    assert shown.form is not None
    assert shown.form.command == "/options #11"
    assert replace(shown, form=None) == settings
    assert await chat.say("/form #12") == await chat.say("/options #12")


async def test_every_form_goes_through_the_router_word_for_word() -> None:
    chat = Chat()
    await chat.engine.subscribe(chat.engine.states[11].condition, HERE, OWNER)
    for name in ("S-Oil", "A&B", "0|3"):
        wanted = replace(AS_IT_IS, name=name, rate=Between(-5, -1))
        chat.clock.advance(60)
        said = fill("ko", answers_of(form_of(wanted))).said
        assert "바꿨습니다" in await chat.say(f"/options #11 {said}")
        assert chat.engine.followed[HERE, 11].options == wanted


async def test_slack_is_offered_the_form_and_telegram_the_buttons() -> None:
    chat = Chat()
    reply = await chat.reply("/subscribe 0", where=CHANNEL)
    assert reply is not None
    assert ("설정", "/form #11") in [(one.label, one.command) for one in reply.buttons[0]]
    assert "/options #11" in await chat.buttons("/subscribe 0")
    shown = await chat.reply("/options 0", where=CHANNEL)
    assert shown is not None
    assert shown.buttons[0][0].command == "/form #11"
    assert plain.encode(shown.doc)
