"""What people say about how a subscription is to be told."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.amounts import NotUnderstood, amount, hours, length
from bot.commands.options import begins, read
from bot.commands.spans import End, Span, everything, split_span
from bot.render.texts import TEXTS
from core.model import ANY, PLAIN, Between, Kinds, Options

UNHURRIED = settings(deadline=None)


def options(said: str, before: Options = PLAIN) -> Options:
    return read(said, before).options


def test_everything_can_be_said_at_once_in_korean() -> None:
    wish = read(
        "편입만 등락률>3 가격 1000-50000 거래량>100만 거래대금>50억 코스피 코스닥 etf 이름=삼성 "
        "쉬기 10분 모아 10분 조용히 접기 5분 주제"
    )
    assert wish.own_place is True
    assert wish.options == Options(
        Kinds.ENTRY,
        Between(1000, 50_000),
        Between(3),
        Between(1_000_000),
        Between(5000),
        frozenset({"KOSPI", "KOSDAQ", "ETF"}),
        "삼성",
        10,
        10,
        silent=True,
        fold=5,
    )


def test_everything_can_be_said_at_once_in_english() -> None:
    wish = read(
        "entries rate>3 price 1000-50000 volume>1m value>5b kospi kosdaq etf name=삼성 "
        "cooldown 10m digest 10m silent fold 5m thread"
    )
    assert wish == read(
        "편입만 등락률>3 가격 1000-50000 거래량>100만 거래대금>50억 코스피 코스닥 etf 이름=삼성 "
        "쉬기 10분 모아 10분 조용히 접기 5분 스레드"
    )


@pytest.mark.parametrize(
    ("said", "between"),
    [
        ("등락률>3", Between(3)),
        ("등락률>=3", Between(3)),
        ("등락률 > 3%", Between(3)),
        ("등락률 3% 이상", Between(3)),
        ("등락률 3이상", Between(3)),
        ("등락률≥3", Between(3)),
        ("rate at least 3%", Between(3)),
        ("rate at most 3%", Between(None, 3)),
        ("등락률<-3", Between(None, -3)),
        ("등락률 -3 이하", Between(None, -3)),
        ("등락률 3-10", Between(3, 10)),
        ("등락률 3 ~ 10%", Between(3, 10)),
        ("등락률 -5~-1", Between(-5, -1)),
        ("등락률 -1~-5", Between(-5, -1)),
        ("등락률 -5-5", Between(-5, 5)),
        ("등락률>3<10", Between(3, 10)),
        ("등락률>3 등락률<10", Between(3, 10)),
        ("rate>2.5", Between(2.5)),
        ("change:>2.5", Between(2.5)),
    ],
)
def test_a_change_rate_may_be_said_in_many_ways(said: str, between: Between) -> None:
    assert options(said) == replace(PLAIN, rate=between)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("가격 1,000 ~ 50,000원", {"price": Between(1000, 50_000)}),
        ("가격 1000 - 50000", {"price": Between(1000, 50_000)}),
        ("가격>1만", {"price": Between(10_000)}),
        ("price<10k", {"price": Between(None, 10_000)}),
        ("현재가 5만원 이하", {"price": Between(None, 50_000)}),
        ("거래량 >= 100 만", {"volume": Between(1_000_000)}),
        ("거래량 100만주 이상", {"volume": Between(1_000_000)}),
        ("거래대금>1억5000만", {"value": Between(150)}),
        ("거래대금 1조 이상", {"value": Between(1_000_000)}),
        ("value 1b-5b", {"value": Between(1000, 5000)}),
    ],
)
def test_amounts_are_understood_with_their_units(said: str, expected: dict[str, Between]) -> None:
    assert options(said) == replace(PLAIN, **expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("쉬기10분", {"cooldown": 10}),
        ("쉬기 1시간 30분", {"cooldown": 90}),
        ("cooldown 1h", {"cooldown": 60}),
        ("모아 10", {"digest": 10}),
        ("모아받기 30 분", {"digest": 30}),
        ("접기 끔", {"fold": 0}),
        ("fold off", {"fold": 0}),
        ("접기끔", {"fold": 0}),
        ("이탈만", {"kinds": Kinds.EXIT}),
        ("편입 이탈", {"kinds": Kinds.BOTH}),
        ("시장 코스피", {"markets": frozenset({"KOSPI"})}),
        ("ETF", {"markets": frozenset({"ETF"})}),
        ("이름 카카오", {"name": "카카오"}),
        ('name="KODEX 200"', {"name": "KODEX 200"}),
        ("이름 “KODEX 200”", {"name": "KODEX 200"}),
        ("무음, 편입만", {"silent": True, "kinds": Kinds.ENTRY}),
    ],
)
def test_the_other_options_are_understood(said: str, expected: dict[str, object]) -> None:
    assert options(said) == replace(PLAIN, **expected)  # type: ignore[arg-type]


FULL = Options(
    Kinds.ENTRY, Between(1000), Between(3), Between(5), Between(7), frozenset({"KOSPI"}), "삼성",
    10, 5, silent=True, fold=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("가격 전체", {"price": ANY}),
        ("rate any", {"rate": ANY}),
        ("거래량 끔", {"volume": ANY}),
        ("거래대금 없음", {"value": ANY}),
        ("시장 전체", {"markets": frozenset()}),
        ("이름 전체", {"name": ""}),
        ("쉬기 끔", {"cooldown": 0}),
        ("쉬기 0", {"cooldown": 0}),
        ("모아 off", {"digest": 0}),
        ("접기 기본", {"fold": None}),
        ("소리", {"silent": False}),
        ("모두", {"kinds": Kinds.BOTH}),
        ("코스닥", {"markets": frozenset({"KOSDAQ"})}),
        ("등락률<10", {"rate": Between(None, 10)}),
        (
            "필터지우기",
            {
                "price": ANY, "rate": ANY, "volume": ANY, "value": ANY, "markets": frozenset(),
                "name": "",
            },
        ),
    ],
)  # fmt: skip
def test_only_what_is_said_changes(said: str, expected: dict[str, object]) -> None:
    assert options(said, FULL) == replace(FULL, **expected)  # type: ignore[arg-type]


def test_nothing_said_changes_nothing() -> None:
    assert read("", FULL).options == FULL
    assert read("", FULL).own_place is None
    assert read("여기").own_place is False


@pytest.mark.parametrize(
    ("said", "key", "named"),
    [
        ("등락률>3 펀입만", "option_nearest", "펀입만"),
        ("enties", "option_nearest", "enties"),
        ("red", "option_unknown", "red"),
        ("blue", "option_unknown", "blue"),
        ("빨리", "option_unknown", "빨리"),
        ("0", "option_unknown", "0"),
        ("등락률", "option_rate", "등락률"),
        ("등락률>", "option_rate", "등락률>"),
        ("등락률 3", "option_rate", "등락률 3"),
        ("등락률>3억", "option_rate", "등락률>3억"),
        ("가격>3%", "option_price", "가격>3%"),
        ("가격 -5~-1", "option_price", "가격 -5~-1"),
        ("가격 많이", "option_price", "가격 많이"),
        ("거래량>많이", "option_volume", "거래량>많이"),
        ("거래대금>50", "option_value", "거래대금>50"),
        ("가격>5000<1000", "option_empty", "가격>5000<1000"),
        ("가격>5000 가격<1000", "option_empty", "가격<1000"),
        ("쉬기", "option_cooldown", "쉬기"),
        ("쉬기 많이", "option_cooldown", "쉬기 많이"),
        ("모아 1441분", "option_digest", "모아 1441분"),
        ("접기 x", "option_fold", "접기 x"),
        ("시장 나스닥", "option_market", "시장 나스닥"),
    ],
)
def test_a_wrong_word_is_named(said: str, key: str, named: str) -> None:
    with pytest.raises(NotUnderstood) as wrong:
        read(said)
    assert (wrong.value.key, wrong.value.params["said"]) == (key, named)


@pytest.mark.parametrize("said", ["이름=", "이름", "이름=" + "가" * 31])
def test_a_name_without_letters_is_refused(said: str) -> None:
    with pytest.raises(NotUnderstood) as wrong:
        read(said)
    assert wrong.value.key == "option_name"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_option_that_help_names_is_understood(lang: str) -> None:
    examples = re.findall(r"`([^`]+)`", TEXTS["help.options"].of(lang))
    assert len(examples) == 27
    for example in examples:
        read(example)


# --- whatever is said ---------------------------------------------------------------------------

WHOLE = st.integers(0, 10**9)


def ranges(numbers: st.SearchStrategy[float], scale: float = 1) -> st.SearchStrategy[Between]:
    ends = st.tuples(st.none() | numbers, st.none() | numbers)
    return ends.map(
        lambda both: Between(*(both if None in both else sorted(both)))  # type: ignore[type-var]
    ).map(lambda one: replace(one, low=scaled(one.low, scale), high=scaled(one.high, scale)))


def scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value / scale


RATES = st.integers(-3000, 3000).map(lambda n: n / 100)
OPTIONS = st.builds(
    Options,
    kinds=st.sampled_from(list(Kinds)),
    price=ranges(WHOLE),
    rate=ranges(RATES),
    volume=ranges(WHOLE),
    value=ranges(st.integers(1, 10**7)),
    markets=st.frozensets(st.sampled_from(["KOSPI", "KOSDAQ", "ETF"])),
    name=st.text(alphabet="가나다삼성LG ", max_size=10).map(lambda one: " ".join(one.split())),
    cooldown=st.integers(0, 1440),
    digest=st.integers(0, 1440),
    silent=st.booleans(),
    fold=st.none() | st.integers(0, 1440),
)


def in_words(one: Options) -> str:
    """Say options the way a person can."""
    fields = {"가격": one.price, "등락률": one.rate, "거래량": one.volume}
    said = [f"{field} {between_in_words(between)}" for field, between in fields.items()]
    said.append(f"거래대금 {between_in_words(one.value, '00만')}")
    markets = " ".join(sorted(one.markets)).lower() or "시장 전체"
    name = f'이름="{one.name}"' if one.name else "이름 전체"
    lengths = f"쉬기 {one.cooldown}분 모아 {one.digest}분".replace(" 0분", " 끔")
    fold = "기본" if one.fold is None else f"{one.fold}분" if one.fold else "끔"
    kinds = {Kinds.BOTH: "모두", Kinds.ENTRY: "편입만", Kinds.EXIT: "이탈만"}[one.kinds]
    sound = "조용히" if one.silent else "소리"
    return " ".join([*said, markets, name, lengths, f"접기 {fold}", kinds, sound])


def between_in_words(between: Between, unit: str = "") -> str:
    low, high = (
        None if end is None else f"{end:.15g}{unit}" for end in (between.low, between.high)
    )
    if low and high:
        return f"{low}~{high}"
    return f">{low}" if low else f"<{high}" if high else "전체"


@UNHURRIED
@given(OPTIONS, OPTIONS)
def test_whatever_can_be_wished_can_be_said(wished: Options, before: Options) -> None:
    assert options(in_words(wished), before) == wished


@UNHURRIED
@given(
    st.text(max_size=60)
    | st.text(alphabet="가격등락률>=<-~0159만억%kmb쉬기모아접분 끔", max_size=40)
)
def test_whatever_is_said_is_understood_or_refused_in_one_sentence(said: str) -> None:
    with suppress(NotUnderstood):
        assert_sound(read(said).options)


def assert_sound(understood: Options) -> None:
    for field in ("price", "rate", "volume", "value"):
        between = getattr(understood, field)
        assert between.low is None or between.high is None or between.low <= between.high
    assert 0 <= understood.cooldown <= 1440


@UNHURRIED
@given(st.text(max_size=20))
def test_any_word_begins_an_option_or_does_not(word: str) -> None:
    assert begins(word) in (True, False)


# --- numbers, lengths, hours --------------------------------------------------------------------


def test_amounts_that_are_none_are_refused() -> None:
    assert amount("만") is None
    assert amount("9999조") is None
    assert amount("9" * 40) is None
    assert amount("99999999%", percent=True) is None


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("10", 10),
        ("10분", 10),
        ("1시간", 60),
        ("24h", 1440),
        ("0", None),
        ("1441", None),
        ("", None),
    ],
)
def test_a_length_is_a_minute_to_a_day(said: str, minutes: int | None) -> None:
    assert length(said) == minutes


@pytest.mark.parametrize(
    "said",
    ["22:00-08:00", "22:00 ~ 08:00", "22시-8시", "22-8", "22시부터 8시까지", "22:00–8"],
)
def test_quiet_hours_may_be_said_in_many_ways(said: str) -> None:
    assert hours(said) == (time(22), time(8))


def test_half_hours_and_midnight_are_understood() -> None:
    assert hours("22시반-7시30분") == (time(22, 30), time(7, 30))
    assert hours("22:00-24:00") == (time(22), time(0))


@pytest.mark.parametrize("said", ["", "22", "22 8", "25-3", "22:60-8", "8-8", "밤새", "2208"])
def test_hours_that_are_none_are_refused(said: str) -> None:
    assert hours(said) is None


@UNHURRIED
@given(st.times(), st.times())
def test_any_two_minutes_of_a_day_are_hours(start: time, end: time) -> None:
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    said = f"{start:%H:%M}-{end:%H:%M}"
    assert hours(said) == (None if start == end else (start, end))


# --- until when ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "span", "rest"),
    [
        ("30m", Span(30), ""),
        ("30분 삼성전자", Span(30), "삼성전자"),
        ("삼성전자 30분", Span(30), "삼성전자"),
        ("SK 하이닉스 1시간 30분 동안", Span(90), "SK 하이닉스"),
        ("1시간", Span(60), ""),
        ("30분간", Span(30), ""),
        ("3일 0", Span(4320), "0"),
        ("0 장마감", Span(end=End.CLOSE), "0"),
        ("장 마감까지 급등 초입", Span(end=End.CLOSE), "급등 초입"),
        ("until close", Span(end=End.CLOSE), ""),
        ("내일까지", Span(end=End.TOMORROW), ""),
        ("tomorrow 005930", Span(end=End.TOMORROW), "005930"),
        ("0 30분", Span(30), "0"),
        ("10 30 분", Span(30), "10"),
        ("1 30m", Span(30), "1"),
        ("1시간 30분 0", Span(90), "0"),
        ("30분만", Span(30), ""),
        ("30", None, "30"),
        ("005930", None, "005930"),
        ("", None, ""),
        ("8일", None, "8일"),
    ],
)
def test_a_time_is_found_before_or_after_what_it_is_for(
    said: str, span: Span | None, rest: str
) -> None:
    assert split_span(said) == (span, rest)


@UNHURRIED
@given(st.sampled_from([Span(30), Span(90), Span(end=End.CLOSE), Span(end=End.TOMORROW)]))
def test_what_a_button_says_for_a_time_is_understood(span: Span) -> None:
    assert split_span(f"{span.word} #11") == (span, "#11")


def test_all_alerts_have_many_names() -> None:
    assert all(everything(one) for one in ("", "전체", "모두", "모든 알림", "ALL"))
    assert not everything("삼성")
