"""Kiwoom is away, comes back, throws us out: nothing is lost, and silence is explained."""

from dataclasses import replace
from pathlib import Path

from tests.ways.bot import BRISK, HYNIX, HYUNDAI, OWNER, SAMSUNG, Faults, manual, stage

FRIEND = 1002


async def test_a_subscription_made_while_the_broker_is_away_starts_when_it_is_back(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.status("키움 연결됨")
        on.simulator.faults.refuse_connections = True
        on.simulator.drop()
        await on.status("끊겨 다시 연결하는 중")
        answer = await on.ask("/subscribe 0")
        assert "키움에 연결되면 시작합니다" in answer.text
        condition.enter(HYNIX)
        on.simulator.faults.refuse_connections = False
        await on.live()
        condition.enter(SAMSUNG)
        text = await on.hears()
        assert "편입 삼성전자" in text
        assert "SK하이닉스" not in text  # inside at the start, and a start is no news


async def test_a_command_before_the_first_connection_says_why_it_cannot_be_done(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세")) as on:
        on.simulator.faults.refuse_connections = True
        async with on.bot():
            assert "키움에 연결되어 있지 않습니다" in (await on.ask("/subscribe 0")).text
            answer = (await on.ask("/conditions")).text
            if "끊겨 있습니다" in answer:  # the owner is told meanwhile, as it should be
                answer = await on.hears()
            assert "아직 키움에 연결되지 않아" in answer
            on.simulator.faults.refuse_connections = False
            await on.status("키움 연결됨")


async def test_what_was_missed_is_told_in_one_report_with_its_span_and_live_alerts_go_on(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    condition.enter(SAMSUNG)
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        on.simulator.faults.refuse_connections = True
        on.simulator.drop()
        await on.status("끊겨 다시 연결하는 중")
        condition.leave(SAMSUNG)
        condition.enter(HYNIX)
        condition.enter(HYUNDAI)
        on.simulator.faults.refuse_connections = False
        text = await on.hears()
        assert "끊긴 동안 편입 2 · 이탈 1" in text
        since, _, until = text.partition("(")[2].partition(")")[0].partition("–")
        assert since <= until
        assert text.count(":") >= 4  # both to the second
        for name in ("삼성전자", "SK하이닉스", "현대차"):
            assert text.count(name) == 1
        condition.enter(SAMSUNG)
        live = await on.hears()
        assert "편입 삼성전자" in live
        assert "끊긴 동안" not in live
        assert "재연결 1회" in await on.status()


async def test_a_registration_that_a_dead_connection_left_behind_is_cleared_and_made_anew(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        on.simulator.drop()  # no close frame: Kiwoom keeps the registration for a minute
        await on.live(3)  # refused with 900003, cleared, asked again
        assert len(on.sent("CNSRCLR")) == 1
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()


async def test_an_expired_token_is_renewed_for_rest_and_for_the_login(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, faults=Faults(auth_http=401)) as on, on.bot():
        await on.follow()
        on.simulator.revoke_tokens()
        condition.enter(SAMSUNG)
        text = await on.hears()
        assert "편입 삼성전자" in text
        assert "가격 미확인" not in text
        assert len(on.sent("au10001")) == 2
        on.simulator.revoke_tokens()
        on.simulator.drop()
        await on.live(2)
        condition.enter(HYNIX)
        assert "SK하이닉스" in await on.hears()
        assert len(on.sent("au10001")) == 3


async def test_when_another_program_logs_in_the_owner_is_told_once_and_nobody_fights(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        logins = len(on.sent("LOGIN"))
        on.simulator.kick()
        text = await on.hears()
        assert "알림이 멈췄습니다" in text
        assert "/takeover" in text
        assert "다른 프로그램이 키움에 로그인함" in await on.status()
        on.clock.advance(600)  # every job of ten minutes has its turn
        await on.status()
        assert len(on.sent("LOGIN")) == logins
        assert sum("알림이 멈췄습니다" in one for one in on.telegram.chat(OWNER).texts) == 1
        condition.enter(SAMSUNG)
        assert "다시 로그인합니다" in (await on.ask("/takeover")).text
        said = [await on.hears(), await on.hears()]
        assert any("다시 연결되었습니다" in one for one in said)
        assert any("끊긴 동안 편입 1" in one and "삼성전자" in one for one in said)
        condition.enter(HYNIX)
        assert "편입 SK하이닉스" in await on.hears()


async def test_what_a_person_must_mend_stops_the_session_with_the_sentence_that_says_what(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, manual("상승추세"), faults=Faults(ip_refused=True)) as on:
        async with on.bot():
            text = await on.hears()
            assert "알림이 멈췄습니다" in text
            assert "IP" in text
            on.simulator.faults.ip_refused = False
            await on.ask("/takeover")
            assert "다시 연결되었습니다" in await on.hears()


async def test_a_night_that_hands_out_no_tokens_passes_without_an_alarm(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions, faults=Faults(rest_html=4)) as on, on.bot():
        await on.status("키움 연결됨")
        await on.follow()
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()
        assert not any("멈췄습니다" in one for one in on.telegram.chat(OWNER).texts)


async def test_a_line_that_is_silent_is_given_up_and_what_was_missed_is_told(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    impatient = replace(BRISK, ping=10.0, opening=1.0)
    async with stage(tmp_path, conditions) as on, on.bot(impatient):
        await on.follow()
        on.simulator.faults.silence = True
        condition.enter(SAMSUNG)
        await on.until(lambda: len(on.sent("LOGIN")) > 1)
        on.simulator.faults.silence = False
        text = await on.hears()
        assert "끊긴 동안 편입 1" in text
        assert "삼성전자" in text


async def test_a_zombie_that_pushes_nothing_is_found_out_by_the_probe_when_it_answers_nothing(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    impatient = replace(BRISK, answer=0.5)
    async with stage(tmp_path, conditions) as on, on.bot(impatient):
        await on.follow()
        on.simulator.faults.mute_pushes = True
        on.simulator.faults.reply_delay = 1000.0
        condition.enter(SAMSUNG)
        on.clock.advance(61)
        await on.until(lambda: len(on.sent("LOGIN")) > 1)
        on.simulator.faults.mute_pushes = False
        on.simulator.faults.reply_delay = 0.0
        assert "끊긴 동안 편입 1" in await on.hears()


async def test_the_missed_report_goes_to_every_chat_that_follows_the_condition(
    tmp_path: Path,
) -> None:
    conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        group = -4001
        await on.follow()
        await on.follow("0", group)
        await on.follow("1", group)
        on.simulator.faults.refuse_connections = True
        on.simulator.drop()
        await on.status("끊겨 다시 연결하는 중")
        conditions[0].enter(SAMSUNG)
        conditions[1].enter(HYNIX)
        on.simulator.faults.refuse_connections = False
        text = await on.hears()
        assert "삼성전자" in text
        assert "SK하이닉스" not in text
        told = await on.hears(group)
        if "SK하이닉스" not in told or "삼성전자" not in told:  # acknowledged a moment apart
            told += await on.hears(group)
        assert told.count("삼성전자") == 1
        assert told.count("SK하이닉스") == 1
