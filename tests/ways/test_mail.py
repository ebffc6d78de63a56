"""From the simulator to a mailbox, over a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core.model import Destination
from core.store import Store
from tests.servers.smtp import CERTIFICATE, SmtpServer
from tests.ways.bot import (
    HYNIX,
    HYUNDAI,
    SAMSUNG,
    ManualCondition,
    Process,
    Stage,
    manual,
    stage,
)

ME, YOU = "me@example.org", "you@example.org"


@pytest.fixture(autouse=True)
def _trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a person does with a certificate of their own making."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


class Way:
    """A stage with a mail server, and the condition a test moves by hand."""

    def __init__(self, on: Stage, surge: ManualCondition) -> None:
        self.stage = on
        self.surge = surge

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stage, name)

    async def followed(self) -> None:
        """The owner follows condition 0 in the chat, and so do the addresses of EMAIL_TO."""
        await self.stage.follow("0")
        self.stage.clock.skip(20)
        await self.says("/subscriptions", ME)

    async def says(self, command: str, *said: str) -> None:
        """A command is answered so, now or a little later."""
        await self.stage._says(command, said)


@asynccontextmanager
async def mailing(tmp_path: Path, **values: str) -> AsyncIterator[tuple[Way, SmtpServer]]:
    async with SmtpServer() as mail:
        found = {
            **mail.environment(), "WEB_PORT": "0", "SSL_CERT_FILE": str(CERTIFICATE), **values
        }  # fmt: skip
        conditions = manual("급등주", "거래량")
        async with stage(tmp_path, conditions, values=found) as on:
            yield Way(on, conditions[0]), mail


async def test_what_the_owner_follows_arrives_by_mail_first_at_once_then_together(
    tmp_path: Path,
) -> None:
    async with mailing(tmp_path, EMAIL_TO=ME) as (on, mail), on.bot():
        await on.followed()
        on.surge.enter(SAMSUNG)
        first = await mail.next_mail()
        assert first.to == ME
        assert first.subject.startswith("급등주 편입 삼성전자")
        on.surge.enter(HYNIX)
        on.surge.enter(HYUNDAI)
        await asyncio.sleep(0.3)
        assert len(mail.mails) == 1
        on.clock.skip(900)
        second = await mail.next_mail()
        assert second.subject.startswith("급등주 편입 2 (")
        assert "SK하이닉스" in second.html
        assert "현대차" in second.html


async def test_an_address_is_confirmed_by_the_code_that_was_sent_there(tmp_path: Path) -> None:
    async with mailing(tmp_path) as (on, mail), on.bot():
        await on.until(lambda: on.sent("REG"))
        asked = await on.ask(f"/subscribe 0 to {YOU} entries")
        assert YOU in asked.text
        letter = await mail.next_mail()
        code = letter.subject.rpartition(" ")[2]
        done = await on.ask(f"/confirm {code}")
        assert "✅" in done.text
        await on.live()
        on.surge.enter(SAMSUNG)
        assert (await mail.next_mail()).subject.startswith("급등주 편입 삼성전자")
        assert YOU in (await on.ask("/subscriptions")).text
        ended = await on.ask(f"/unsubscribe 0 to {YOU}")
        assert "급등주" in ended.text
        on.surge.enter(HYNIX)
        await asyncio.sleep(0.3)
        assert len(mail.mails) == 2


async def test_a_digest_that_waits_when_the_bot_is_killed_arrives_after_the_restart(
    tmp_path: Path,
) -> None:
    async with mailing(tmp_path, EMAIL_TO=ME) as (on, mail):
        async with on.bot():
            await on.followed()
            on.surge.enter(SAMSUNG)
            await mail.next_mail()
            on.surge.enter(HYNIX)
            await asyncio.sleep(0.3)
            assert len(mail.mails) == 1
        async with Process(on.values):
            again = await mail.next_mail(30)
            assert "SK하이닉스" in again.subject
            assert "재전송" not in again.subject


async def test_a_server_that_was_away_gets_everything_when_it_is_back(tmp_path: Path) -> None:
    async with mailing(tmp_path, EMAIL_TO=ME) as (on, mail), on.bot():
        await on.followed()
        await mail.stop()
        on.surge.enter(SAMSUNG)
        await asyncio.sleep(0.3)
        await mail.start()
        on.clock.skip(60)
        assert (await mail.next_mail()).subject.startswith("급등주 편입 삼성전자")


async def test_a_mailbox_that_is_not_there_is_told_to_the_owner_once(tmp_path: Path) -> None:
    async with mailing(tmp_path, EMAIL_TO=ME) as (on, mail), on.bot():
        await on.followed()
        mail.answer("RCPT", "550 5.1.1 no such user", ME)
        on.surge.enter(SAMSUNG)
        heard = [await on.hears() for _ in range(2)]
        (gone,) = [one for one in heard if ME in one]
        assert "그런 메일 주소가 없다고" in gone
        assert "/start" not in gone


async def test_a_wrong_password_is_red_in_the_status_and_says_what_to_do(tmp_path: Path) -> None:
    async with mailing(tmp_path, SMTP_PASSWORD="wrong", EMAIL_TO=ME) as (on, mail), on.bot():
        await on.until(lambda: mail.refused_logins)
        text = await on.status("SMTP_PASSWORD")
        assert "wrong" not in text
        await asyncio.sleep(0.2)
        assert mail.refused_logins <= 2


async def test_the_owners_warnings_reach_the_mailbox_at_once(tmp_path: Path) -> None:
    async with mailing(tmp_path, EMAIL_TO=ME) as (on, mail), on.bot():
        await on.followed()
        on.surge.enter(SAMSUNG)
        await mail.next_mail()
        on.surge.enter(HYNIX)
        on.simulator.kick()
        warned = await mail.next_mail()
        assert "/takeover" in warned.text
        assert "SK하이닉스" not in warned.text


async def test_what_was_ended_is_never_begun_again_by_itself(tmp_path: Path) -> None:
    async with mailing(tmp_path, EMAIL_TO=ME) as (on, _mail):
        async with on.bot():
            await on.followed()
            await on.ask(f"/unsubscribe 0 to {ME}")
            await on.ask("/subscribe 1")
            on.clock.skip(20)
            await on.says("/subscriptions", f"{ME} · 1 거래량")
        store = await Store.open(f"sqlite:///{tmp_path / 'kiwoom.db'}")
        there = await store.subscriptions.of(Destination("email", ME))
        await store.close()
        assert [one.condition.name for one in there] == ["거래량"]
