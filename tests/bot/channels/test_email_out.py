"""What arrives by e-mail, and what becomes of what does not; against a real SMTP server."""

import pytest

from bot.channels.email import transport as transport_module
from bot.channels.email.channel import House
from bot.channels.email.errors import SetupWrong
from bot.channels.email.transport import Transport, inside
from core.errors import Gone, Malformed, SendError, TryLater, Unsure
from core.model import EventKind, Hold, Notice, NoticeMessage, Source, SummaryMessage
from tests.bot.channels.email_stage import (
    ME,
    PAGE,
    QUICK,
    YOU,
    a_picture,
    account,
    alert,
    digest,
    mail_stage,
)
from tests.servers.smtp import USER, SmtpServer, trusting

EXIT = EventKind.EXIT


# --- what arrives --------------------------------------------------------------------------------


async def test_a_digest_arrives_with_a_subject_that_says_what_happened_and_when() -> None:
    async with mail_stage() as on:
        alerts = (
            alert("005930", "삼성전자", number=1),
            alert("000660", "SK하이닉스", number=2, minute=9),
            alert("035420", "NAVER", number=3, minute=17, kind=EXIT, rate=-1.2),
        )
        await on.channel.send(ME, digest(*alerts))
        mail = await on.server.next_mail()
    assert mail.subject == "급등주 편입 2 · 이탈 1 (10:02–10:17)"
    assert (mail.sender, mail.to) == (USER, "me@example.org")
    assert mail.text.splitlines()[2].startswith("10:02:11 편입 삼성전자(005930) 71,200 ▲3.42%")
    for said in ("삼성전자", "SK하이닉스", "NAVER", "71,200원", "▼1.20%", "10:17:11"):
        assert said in mail.html


async def test_one_alert_names_its_stock_in_the_subject() -> None:
    async with mail_stage() as on:
        await on.channel.send(ME, digest())
        assert (await on.server.next_mail()).subject == "급등주 편입 삼성전자 +3.42% (10:02)"


async def test_several_conditions_are_counted_in_the_subject_and_told_apart_inside() -> None:
    async with mail_stage() as on:
        await on.channel.send(ME, digest(alert(), alert("000660", number=2, condition="거래량")))
        mail = await on.server.next_mail()
    assert mail.subject == "급등주 외 1 · 편입 2 (10:02)"
    for condition in ("급등주", "거래량"):
        assert f"{condition} <span" in mail.html


async def test_english_readers_get_english() -> None:
    async with mail_stage(lang_of=lambda _: "en") as on:
        await on.channel.send(ME, digest(alert(), alert("000660", "SK하이닉스", number=2)))
        mail = await on.server.next_mail()
    assert mail.subject == "급등주 IN 2 (10:02)"
    assert "Times are Korean time (KST)." in mail.text


async def test_a_missed_report_says_that_it_was_missed() -> None:
    async with mail_stage() as on:
        await on.channel.send(ME, digest(alert(source=Source.MISSED)))
        assert (await on.server.next_mail()).subject.startswith("끊긴 동안 급등주 편입 1 (10:02")


async def test_a_summary_says_why_it_was_held_back() -> None:
    async with mail_stage() as on:
        await on.channel.send(ME, SummaryMessage(Hold.MUTED, (alert(),), more=3))
        mail = await on.server.next_mail()
    assert mail.subject == "급등주 · 🔕 음소거 동안 알림 4건 (10:02)"
    assert "그 밖에 3건" in mail.text


async def test_a_mail_is_marked_as_what_no_machine_need_answer() -> None:
    async with mail_stage() as on:
        await on.channel.send(ME, digest())
        message = (await on.server.next_mail()).message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"].addresses[0].display_name == "키움 조건검색 봇"
    assert message["Date"].datetime == on.clock.now()


async def test_the_name_before_the_senders_address_is_kept() -> None:
    async with mail_stage(house=House(f"내 봇 <{USER}>", PAGE)) as on:
        await on.channel.send(ME, digest())
        sender = (await on.server.next_mail()).message["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ("내 봇", USER)


async def test_a_mail_can_be_ended_by_a_link_and_by_one_click_of_the_mail_program() -> None:
    async with mail_stage() as on:
        await on.channel.send(ME, digest())
        mail = await on.server.next_mail()
    assert mail.message["List-Unsubscribe"] == f"<{PAGE}/mail/0-me@example.org>"
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{PAGE}/mail/1-me@example.org" in mail.html
    assert f"‘급등주’ 그만 받기: {PAGE}/mail/1-me@example.org" in mail.text


async def test_without_https_no_mail_program_is_told_that_it_may_end_by_itself() -> None:
    async with mail_stage(house=House(USER, "http://192.168.0.9:8080")) as on:
        await on.channel.send(ME, digest())
        message = (await on.server.next_mail()).message
    assert message["List-Unsubscribe"].startswith("<http://192.168.0.9:8080/mail/")
    assert message["List-Unsubscribe-Post"] is None


async def test_without_a_page_the_command_that_ends_it_is_said() -> None:
    async with mail_stage(house=House(USER)) as on:
        await on.channel.send(ME, digest())
        mail = await on.server.next_mail()
    assert mail.message["List-Unsubscribe"] == f"<mailto:{USER}?subject=unsubscribe>"
    assert "/unsubscribe #1 to me@example.org" in mail.text
    assert "href" not in mail.html


async def test_the_number_of_a_mail_stays_when_it_is_tried_again_and_is_no_other_mails() -> None:
    async with mail_stage() as on:
        first = await on.channel.send(ME, digest())
        again = await on.channel.send(ME, digest(resend=True))
        other = await on.channel.send(ME, digest(alert(number=2)))
        elsewhere = await on.channel.send(YOU, digest())
        mails = [await on.server.next_mail() for _ in range(4)]
    assert first == again
    assert len({first, other, elsewhere}) == 3
    assert mails[0].message["Message-ID"] == mails[1].message["Message-ID"]
    assert mails[1].subject.endswith("(재전송)")


async def test_a_warning_that_comes_twice_is_two_mails() -> None:
    async with mail_stage() as on:
        told = [
            await on.channel.send(ME, NoticeMessage(Notice("session_back"), id=number))
            for number in (7, 8)
        ]
    assert len(set(told)) == 2


async def test_what_can_be_done_about_a_warning_is_said_as_commands() -> None:
    async with mail_stage() as on:
        await on.channel.send(ME, NoticeMessage(Notice("session_taken"), id=1))
        mail = await on.server.next_mail()
    assert "채팅에서 보내세요: /takeover · /status" in mail.text
    assert "/takeover" in mail.html


async def test_the_daily_summary_has_its_picture_inside() -> None:
    async with mail_stage(illustrate=a_picture) as on:
        await on.channel.send(ME, NoticeMessage(Notice("session_back"), id=1))
        mail = await on.server.next_mail()
    (picture,) = mail.pictures
    assert picture.get_content_disposition() == "inline"
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in mail.html


async def test_nothing_a_person_named_can_format_a_mail() -> None:
    async with mail_stage() as on:
        evil = alert(stock="<img src=x>\r\nBcc: all@example.org", condition="<b>굵게</b>\r\nTo: x")
        await on.channel.send(ME, digest(evil))
        mail = await on.server.next_mail()
    assert "<img src=x>" not in mail.html
    assert "<b>굵게" not in mail.html
    assert mail.message["Bcc"] is None
    assert mail.message["To"].addresses[0].addr_spec == "me@example.org"


async def test_a_code_goes_out_in_the_language_of_who_asked() -> None:
    async with mail_stage() as on:
        await on.channel.post_code(YOU, "123456", "en")
        mail = await on.server.next_mail()
    assert mail.subject == "Your code: 123456"
    assert "/confirm 123456" in mail.text
    assert "/confirm 123456" in mail.html


# --- the connection ------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
async def test_every_way_to_speak_to_the_server_works(security: str) -> None:
    server = SmtpServer(security=security)  # type: ignore[arg-type]
    async with mail_stage(server) as on:
        await on.channel.send(ME, digest())
        await on.server.next_mail()
        assert list(on.server.logins) == [USER]


async def test_a_server_without_a_login_is_served_as_well() -> None:
    async with mail_stage(SmtpServer(security="none", login=False)) as on:
        await on.channel.send(ME, digest())
        await on.server.next_mail()


async def test_one_connection_carries_what_comes_soon_after() -> None:
    async with mail_stage() as on:
        for number in range(3):
            await on.channel.send(ME, digest(alert(number=number + 1)))
        assert (len(on.server.mails), len(on.server.logins)) == (3, 1)


async def test_a_connection_the_server_has_closed_meanwhile_costs_no_mail() -> None:
    async with mail_stage() as on:
        await on.channel.send(ME, digest())
        await on.server.stop()
        await on.server.start()
        await on.channel.send(ME, digest(alert(number=2)))
        assert len(on.server.mails) == 2


async def test_after_a_refused_address_the_next_one_gets_its_mail() -> None:
    async with mail_stage() as on:
        on.server.answer("RCPT", "550 5.1.1 no such user", to=ME.chat)
        with pytest.raises(Gone):
            await on.channel.send(ME, digest())
        await on.channel.send(YOU, digest())
        assert [mail.to for mail in on.server.mails] == [YOU.chat]


# --- what goes wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["451 4.7.1 greylisted, try later", "450 busy", "452 full"])
async def test_what_the_server_takes_later_is_sent_later(phase: str, answer: str) -> None:
    async with mail_stage() as on:
        on.server.answer(phase, answer)  # type: ignore[arg-type]
        with pytest.raises(TryLater) as told:
            await on.channel.send(ME, digest())
        assert not told.value.everywhere
        assert on.channel.status().working
        await on.channel.send(ME, digest())
        assert len(on.server.mails) == 1


@pytest.mark.parametrize(
    "answer", ["550 5.1.1 no such user", "550 unknown", "551 not here", "553 5.1.3 bad mailbox"]
)
async def test_a_mailbox_that_is_not_there_is_gone(answer: str) -> None:
    async with mail_stage() as on:
        on.server.answer("RCPT", answer)
        with pytest.raises(Gone, match="mailbox_unknown"):
            await on.channel.send(ME, digest())
        assert on.channel.status().working


async def test_a_full_mailbox_waits_and_is_not_given_up() -> None:
    async with mail_stage() as on:
        on.server.answer("RCPT", "552 5.2.2 mailbox full")
        with pytest.raises(TryLater) as told:
            await on.channel.send(ME, digest())
    assert told.value.after is not None
    assert told.value.after >= 300


async def test_a_letter_the_server_finds_fault_with_goes_once_more_as_words_alone() -> None:
    async with mail_stage(illustrate=a_picture) as on:
        on.server.answer("DATA", "554 5.6.0 content refused")
        with pytest.raises(Malformed):
            await on.channel.send(ME, digest())
        await on.channel.send(ME, digest(), plain=True)
        mail = await on.server.next_mail()
    assert mail.message.get_content_type() == "text/plain"


@pytest.mark.parametrize("fault", ["cut", "hang"])
async def test_without_an_answer_after_the_letter_nobody_knows_and_it_is_said_so(
    fault: str,
) -> None:
    async with mail_stage() as on:
        getattr(on.server, fault)("DATA", keep=True)
        with pytest.raises(Unsure):
            await on.channel.send(ME, digest())
        await on.channel.send(ME, digest(resend=True))
        first, second = [await on.server.next_mail() for _ in range(2)]
    assert first.message["Message-ID"] == second.message["Message-ID"]


async def test_a_connection_cut_before_the_letter_is_tried_again_without_a_mark() -> None:
    async with mail_stage() as on:
        on.server.cut("RCPT")
        with pytest.raises(TryLater):
            await on.channel.send(ME, digest())


async def test_a_server_that_is_away_is_tried_later_and_red_only_after_two_minutes() -> None:
    async with mail_stage() as on:
        await on.server.stop()
        with pytest.raises(TryLater) as told:
            await on.channel.send(ME, digest())
        assert told.value.everywhere
        assert on.channel.status().working
        on.clock.advance(121)
        assert not on.channel.status().working
        assert "SMTP_HOST" in on.channel.status().error
        await on.server.start()
        await on.channel.send(ME, digest())
        assert on.channel.status().working
        assert on.channel.status().last_error == "메일 서버에 연결할 수 없었습니다."


async def test_a_server_that_says_nothing_is_waited_for_only_so_long() -> None:
    async with mail_stage() as on:
        on.server.hang("MAIL")
        with pytest.raises(TryLater):
            await on.channel.send(ME, digest())


async def test_a_wrong_password_makes_the_face_red_and_says_what_to_do() -> None:
    async with mail_stage(SmtpServer(password="another")) as on:
        with pytest.raises(SetupWrong) as told:
            await on.channel.send(ME, digest())
        assert told.value.everywhere
        assert told.value.after is not None
        assert told.value.after >= 300
        status = on.channel.status()
    assert not status.working
    assert "SMTP_PASSWORD" in status.error
    assert "535" in status.error
    assert "app password" not in status.error


async def test_an_untrusted_certificate_is_never_talked_to() -> None:
    for security in ("starttls", "tls"):
        server = SmtpServer(security=security)
        async with mail_stage(server, tls=None) as on:
            with pytest.raises(SetupWrong, match="certificate"):
                await on.channel.send(ME, digest())
            assert "인증서" in on.channel.status().error
            assert not on.server.logins


async def test_the_certificate_must_be_the_servers_own() -> None:
    async with SmtpServer() as server:
        elsewhere = account(server, host="127.0.0.2")
        transport = Transport(elsewhere, QUICK, trusting())
        with pytest.raises(SendError):
            await transport.check()


async def test_no_password_goes_out_where_starttls_is_not_offered() -> None:
    async with SmtpServer(security="none") as server:
        transport = Transport(account(server, security="starttls"), QUICK, trusting())
        with pytest.raises(SetupWrong, match="no_starttls"):
            await transport.check()
        assert not server.logins
        assert not server.refused_logins


async def test_no_password_goes_in_clear_to_a_server_outside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport_module, "inside", lambda address: address != "127.0.0.1")
    async with mail_stage(SmtpServer(security="none", host="127.0.0.1")) as on:
        with pytest.raises(SetupWrong, match="in_clear"):
            await on.channel.send(ME, digest())
        status = on.channel.status()
        assert not status.working
        assert "SMTP_SECURITY=starttls" in status.error
        assert not on.server.logins
        assert not on.server.refused_logins


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("192.168.0.7", True),
        ("172.18.0.3", True),
        ("10.1.2.3", True),
        ("fe80::1%eth0", True),
        ("fd00::5", True),
        ("::ffff:192.168.0.7", True),
        ("::ffff:8.8.8.8", False),
        ("142.250.1.109", False),
        ("2404:6800::1", False),
    ],
)
def test_only_this_machine_and_private_networks_are_inside(address: str, ours: bool) -> None:
    assert inside(address) is ours


async def test_the_servers_words_reach_no_log_with_an_address_in_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with mail_stage() as on:
        for answer in (
            "550 5.1.1 <me@example.org>: no such user me@example.org",
            "451 4.7.1 greylisted, to=me@example.org, come back",
            "554 5.7.1 ME@Example.org: relay denied",
        ):
            on.server.answer("RCPT", answer)
            with pytest.raises(SendError) as told:
                await on.channel.send(ME, digest())
            assert "@" not in str(told.value)
    shown = capsys.readouterr()
    assert "mail_failed" in shown.out + shown.err
    assert "example.org" not in (shown.out + shown.err).casefold()


async def test_tls_on_the_wrong_port_is_told_as_that() -> None:
    async with SmtpServer(security="starttls") as server:
        transport = Transport(account(server, security="tls"), QUICK, trusting())
        with pytest.raises(SetupWrong, match="tls"):
            await transport.check()


async def test_a_sender_the_server_does_not_know_is_a_matter_of_the_settings() -> None:
    async with mail_stage() as on:
        on.server.answer("MAIL", "553 5.7.1 sender not owned by user")
        with pytest.raises(SetupWrong):
            await on.channel.send(ME, digest())
        assert "EMAIL_FROM" in on.channel.status().error


async def test_a_server_that_relays_nothing_is_no_fault_of_the_mailbox() -> None:
    async with mail_stage() as on:
        on.server.answer("RCPT", "550 5.7.1 relaying denied")
        with pytest.raises(SetupWrong):
            await on.channel.send(ME, digest())
        assert not on.channel.status().working


async def test_nothing_is_edited_and_no_topic_begun() -> None:
    async with mail_stage() as on:
        number = await on.channel.send(ME, digest())
        assert await on.channel.edit(ME, number, digest()) is False
        with pytest.raises(Malformed, match="no_topics_here"):
            await on.channel.open_topic(ME, "급등주")
