"""What watches over the bot, in words: troubles, the close of a day, buttons that lead on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages import Doc, Reply
from bot.render import html, plain
from bot.render.notices import NOTICE_BUTTONS, notice_lines, notice_reply
from bot.render.status import status_reply, worst
from bot.render.texts import TEXTS
from bot.render.texts_watch import JOBS, NOTICES
from bot.render.voice import Voice
from core.calendar import Explanation, Phase
from core.engine import Status
from core.model import (
    ChannelStatus,
    Destination,
    Notice,
    NoticeMessage,
    SessionState,
    SessionStatus,
)
from core.ports import Tally
from core.services.freeze import Frozen
from tests.fakes.engine import MONDAY

KO, EN = Voice("ko"), Voice("en")
DIGEST = {
    "day": "2026-11-23", "entries": "7", "exits": "3", "conditions": "급등\t5\t3\n\t2\t0",
    "more": "2", "stocks": "삼성전자\t005930\t4\nSK하이닉스\t000660\t3", "held": "1",
    "filtered": "7", "failed": "2", "missed": "1", "reconnects": "3",
    "away": "10:02\t10:07\n11:00\t13:00", "median": "0.5", "slow": "2.1",
}  # fmt: skip
QUIET = {
    "day": "2026-11-23", "conditions": "급등\trealtime\n거래량\tpolled", "more": "0", "held": "0",
    "filtered": "0", "failed": "0", "away": "",
}  # fmt: skip


def said(key: str, params: dict[str, str] | None = None, voice: Voice = KO) -> str:
    return plain.encode(Doc(notice_lines(Notice(key, params or {}), voice)))


def reply(key: str, **params: str) -> Reply:
    return notice_reply(NoticeMessage(Notice(key, params)), KO)


def test_a_quiet_day_says_what_was_watched_and_that_nothing_met_it() -> None:
    assert said("daily_quiet", QUIET).split("\n") == [
        "🌙 오늘 알림 없음 (11/23(월))",
        "지켜본 조건식에 드나든 종목이 없었습니다.",
        "지켜본 조건식: 급등(실시간), 거래량(주기 조회)",
    ]
    assert "No alerts today (Mon 11/23)" in said("daily_quiet", QUIET, EN)


def test_a_quiet_day_says_what_was_kept_back_and_where_to_see_why() -> None:
    text = said("daily_quiet", QUIET | {"held": "3", "filtered": "12"})
    assert "설정에 따라 보내지 않았습니다" in text
    assert "모아 둔 알림 3 · 조건에 안 맞아 거른 알림 12" in text
    assert "/why" in text


def test_a_quiet_day_says_that_the_market_closed_early_and_when_kiwoom_was_away() -> None:
    text = said("daily_quiet", QUIET | {"closed": "12:59", "away": "10:02\t10:07"})
    assert text.split("\n") == [
        "🌙 오늘 알림 없음 (11/23(월))",
        "장이 12:59에 일찍 끝났습니다.",
        "지켜본 동안에는 조건식에 드나든 종목이 없었습니다.",
        "지켜보지 못한 때: 10:02–10:07 (키움에 연결되지 않음)",
        "지켜본 조건식: 급등, 거래량",
    ]


def test_a_day_that_nobody_watched_is_no_quiet_one_and_says_why_and_what_to_do() -> None:
    params = QUIET | {"away": "09:00\t15:30\ttaken", "unwatched": "taken", "do": "takeover"}
    text = said("daily_quiet", params)
    assert text.split("\n") == [
        "⚠️ 오늘은 지켜보지 못했습니다 (11/23(월))",
        "다른 프로그램이 키움에 로그인해 있어, 종목이 드나들었는지 알 수 없습니다.",
        "지켜보지 못한 때: 09:00–15:30 (다른 프로그램이 로그인)",
        "아직 그대로입니다. /takeover 를 보내면 다시 로그인합니다.",
        "구독한 조건식: 급등, 거래량",
    ]
    assert [one.command for one in reply("daily_quiet", **params).buttons[0]] == ["/takeover"]
    assert "Today was not watched (Mon 11/23)" in said("daily_quiet", params, EN)


def test_a_day_without_a_connection_names_the_fault_and_has_no_button_for_it() -> None:
    params = QUIET | {"away": "09:00\t12:00\tlost\n12:30\t15:30", "unwatched": "lost"}
    text = said("daily_quiet", params)
    assert "키움에 연결되지 않아, 종목이 드나들었는지 알 수 없습니다." in text
    assert "지켜보지 못한 때: 09:00–12:00, 12:30–15:30 (키움에 연결되지 않음)" in text
    assert "없었습니다" not in text
    assert reply("daily_quiet", **params).buttons == ()
    stopped = params | {"do": "takeover", "reason": "broker_unavailable"}
    assert "이유: 키움 서버가 응답하지 않음" in said("daily_quiet", stopped)


def test_what_was_kept_back_is_said_though_most_of_the_day_was_not_watched() -> None:
    params = QUIET | {"held": "3", "away": "09:30\t15:30\ttaken", "unwatched": "taken"}
    text = said("daily_quiet", params)
    assert "설정에 따라 보내지 않았습니다" in text
    assert "지켜보지 못한 때: 09:30–15:30 (다른 프로그램이 로그인)" in text


def test_a_holiday_is_one_line_with_its_name_and_the_next_opening() -> None:
    params = {"note": "개천절", "next": "2026-10-06T09:00:00+09:00"}
    assert said("daily_holiday", params) == "🏖 오늘은 휴장(개천절) · 다음 개장 10/6(화) 09:00"
    assert "휴장일" in said("daily_holiday", params | {"note": ""})


def test_a_day_in_short_says_how_much_of_what_how_late_and_what_went_wrong() -> None:
    assert said("daily_digest", DIGEST).split("\n") == [
        "📋 하루 정리 (11/23(월))",
        "편입 7 · 이탈 3",
        "급등: 편입 5 · 이탈 3",
        "조건 미확인: 편입 2 · 이탈 0",
        "외 2개",
        "많이 움직인 종목: 삼성전자 4회, SK하이닉스 3회",
        "알림까지 보통 0.5초 · 95%는 2.1초 안에",
        "모아 둔 알림 1 · 조건에 안 맞아 거른 알림 7",
        "놓친 것 모아 알림 1회 · 키움 재연결 3회 · 보내지 못한 알림 2",
        "지켜보지 못한 때: 10:02–10:07, 11:00–13:00 (키움에 연결되지 않음)",
        "모든 조건식은 /summary · 그만 받으려면 /daily off",
    ]
    hours = DIGEST | {"hours": "09\t5\n13\t2"}
    assert "시간대별 편입: 09시 5 · 13시 2" in said("daily_digest", hours)
    nothing = dict.fromkeys(("held", "filtered", "failed", "missed", "reconnects"), "0")
    assert "탈 없이 지나갔습니다." in said("daily_digest", DIGEST | nothing | {"away": ""})


def test_a_long_lateness_is_said_in_hours_and_minutes() -> None:
    text = said("daily_digest", DIGEST | {"slow": "14680.1"})
    assert "알림까지 보통 0.5초 · 95%는 4시간 4분 안에" in text
    assert "95% within 4 h 4 min" in said("daily_digest", DIGEST | {"slow": "14680.1"}, EN)
    late = plain.encode(status_reply(KO, replace(WELL, lateness=(0.1, 14680.1))).doc)
    assert "알림까지 보통 0.1초 · 95%는 4시간 4분 안에" in late


def test_a_full_day_fits_into_one_message() -> None:
    long = DIGEST | {
        "conditions": "\n".join(f"{'가' * 40}{at}\t1000\t1000" for at in range(12)),
        "stocks": "\n".join(f"{'나' * 30}\t00000{at}\t100" for at in range(5)),
        "away": "\n".join(["10:00\t10:05"] * 30),
    }
    message = notice_reply(NoticeMessage(Notice("daily_digest", long)), KO)
    assert len(html.messages(message.doc)) == 1


@pytest.mark.parametrize("voice", [KO, EN], ids=["ko", "en"])
@pytest.mark.parametrize("key", sorted(NOTICES))
def test_a_trouble_says_what_it_is_in_words(key: str, voice: Voice) -> None:
    params = {
        "channel": "telegram", "job": "presence", "name": "급등", "now": "급등 2",
        "time": "10:00:00", "seconds": "90", "reason": "conflict", "free": "120",
        "frozen": "unfreeze",
    }  # fmt: skip
    text = said(key, params, voice)
    assert "(?)" not in text
    assert "telegram" not in text
    assert "presence" not in text


def test_every_job_has_a_name_people_understand() -> None:
    assert "키움 접속 토큰 갱신" in said("job_stuck", {"job": "token"})
    assert said("job_well", {"job": "tomorrows"}) == "✅ 봇의 작업이 다시 됩니다: tomorrows"
    assert set(JOBS) <= {key.removeprefix("job.") for key in TEXTS if key.startswith("job.")}


def test_a_renamed_condition_is_asked_about_with_two_buttons() -> None:
    (row,) = reply("condition_renamed", name="급등", old="1", now="급등 2", new="14").buttons
    assert [(one.label, one.command) for one in row] == [
        ("‘급등 2’ 이어 받기", "/adopt #1 #14"),
        ("해지", "/unsubscribe #1"),
    ]
    assert all(one.keeps for one in row)


def test_of_several_of_its_name_each_has_a_button_with_its_number() -> None:
    params = {"name": "급등", "old": "1", "new1": "3", "seq1": "4", "new2": "5", "seq2": "7"}
    first, second = reply("condition_several", **params).buttons
    assert [(one.label, one.command) for one in (*first, *second)] == [
        ("4번 이어 받기", "/adopt #1 #3"),
        ("7번 이어 받기", "/adopt #1 #5"),
        ("해지", "/unsubscribe #1"),
    ]


def test_a_button_with_a_long_name_is_clipped_and_works() -> None:
    reply_ = reply("condition_renamed", name="급등", old="1", now="가" * 100, new="14")
    ((button, _),) = reply_.buttons
    assert len(button.label) <= 40
    assert button.command == "/adopt #1 #14"


@pytest.mark.parametrize("key", sorted(NOTICE_BUTTONS))
def test_every_button_of_a_notice_has_words(key: str) -> None:
    for label, _ in NOTICE_BUTTONS[key]:
        assert f"button.{label}" in TEXTS


def test_a_stolen_session_says_when_what_it_means_and_how_it_goes_on() -> None:
    text = said("session_taken", {"time": "10:02:11"})
    assert "10:02:11부터 알림이 멈췄습니다" in text
    assert "앱키 하나에 접속 하나만" in text
    assert "/takeover" in text
    assert reply("session_taken", time="10:02:11").buttons[0][0].command == "/takeover"


def test_a_session_that_is_still_taken_says_since_when_and_has_the_button() -> None:
    text = said("session_still_taken", {"time": "11/23 10:02"})
    assert "알림이 멈춰 있습니다 (11/23 10:02부터)" in text
    assert "/takeover" in text
    commands = [one.command for one in reply("session_still_taken", time="x").buttons[0]]
    assert commands == ["/takeover", "/status"]


def test_a_conflict_that_is_over_speaks_of_frozen_orders_only_while_they_are() -> None:
    over = {"channel": "telegram"}
    assert said("conflict_over", over) == "✅ 텔레그램: 다시 이 봇뿐입니다."
    assert reply("conflict_over", **over).buttons == ()
    frozen = over | {"frozen": "unfreeze"}
    assert "매매 명령은 /unfreeze 까지 막습니다" in said("conflict_over", frozen)
    assert reply("conflict_over", **frozen).buttons[0][0].command == "/unfreeze"


FLOOD = {
    "destination": "telegram:1001", "channel": "telegram", "until": "11/23 14:00",
    "seconds": "14400",
}  # fmt: skip


def test_a_long_pause_says_how_long_as_people_do_and_names_the_other_chat() -> None:
    text = said("flood_wait", FLOOD | {"other": "slack:D0002"})
    assert "텔레그램 1001 대화로는 11/23 14:00까지 보낼 수 없습니다" in text
    assert "(4시간)" in text
    assert "그동안의 알림은 슬랙 1:1 대화로 보냅니다." in text
    assert "/link" not in text
    for alone in (FLOOD, FLOOD | {"other": ""}):
        text = said("flood_wait", alone)
        assert "그때 한꺼번에 보냅니다" in text
        assert "/link" in text
        assert "14400" not in text


WELL = Status(
    now=MONDAY, started_at=MONDAY, version="1", realtime=1, polled=0, waiting_conditions=0,
    session=SessionStatus(SessionState.LIVE, MONDAY, MONDAY), token_expires_at=None,
    market=Explanation(Phase.OPEN, MONDAY.date(), "", MONDAY), tally=Tally(),
    channels=(ChannelStatus("telegram", True, MONDAY),),
)  # fmt: skip


def test_the_status_is_red_with_each_trouble_and_what_to_do_about_it() -> None:
    well = plain.encode(status_reply(KO, WELL).doc)
    assert worst(WELL) == "🟢"
    troubles = (
        Notice("disk_full", {"free": "120"}),
        Notice("conflict", {"channel": "telegram", "time": "10:00:00"}),
    )
    text = plain.encode(status_reply(KO, replace(WELL, troubles=troubles)).doc)
    assert worst(replace(WELL, troubles=troubles)) == "🔴"
    assert "공간을 비워 주세요" in text
    assert "텔레그램: 봇이 둘입니다" in text
    assert "비워" not in well


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_two_bots_are_told_in_four_lines_with_what_to_do(lang: str) -> None:
    params = {"channel": "telegram", "time": "10:00:00"}
    text = plain.encode(notice_reply(NoticeMessage(Notice("conflict", params)), Voice(lang)).doc)
    assert len(text.split("\n")) == 4
    assert max(map(len, text.split("\n"))) <= 90
    for word in ("10:00:00", "BotFather", "/unfreeze"):
        assert word in text


def test_a_chat_that_must_wait_for_hours_is_yellow_and_says_until_when() -> None:
    chat, until = Destination("telegram", "1001"), MONDAY + timedelta(hours=4)
    waits = replace(WELL, paused=((chat, until),))
    text = plain.encode(status_reply(KO, waits).doc)
    assert "🟡 텔레그램" in text
    assert f"텔레그램 1001 대화에는 {until:%H:%M}까지 보낼 수 없음" in text
    assert worst(waits) == "🟡"
    short = replace(WELL, paused=((chat, MONDAY + timedelta(seconds=5)),))
    assert plain.encode(status_reply(KO, short).doc) == plain.encode(status_reply(KO, WELL).doc)
    many = [(replace(chat, chat=str(at)), until) for at in range(5)]
    assert "그 밖에 2곳" in plain.encode(status_reply(KO, replace(WELL, paused=tuple(many))).doc)


def test_a_trouble_that_a_line_of_the_status_shows_anyway_is_not_said_twice() -> None:
    lost = (Notice("link_lost", {"time": "10:00:00"}), Notice("channel_down", {}))
    assert plain.encode(status_reply(KO, replace(WELL, troubles=lost)).doc) == plain.encode(
        status_reply(KO, WELL).doc
    )


def test_the_status_says_that_orders_are_frozen_since_when_why_and_how_it_ends() -> None:
    frozen = replace(WELL, frozen=Frozen("conflict", MONDAY))
    text = plain.encode(status_reply(KO, frozen).doc)
    assert "매매 명령 막아 둠 · 10:02부터 · 다른 프로그램이 같은 봇 토큰을 씀" in text
    assert "/unfreeze" in text
    assert worst(frozen) == "🔴"
