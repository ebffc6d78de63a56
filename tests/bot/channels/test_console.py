"""The console: what is typed is answered, alerts are printed, and an end of input is no end."""

import asyncio
import io
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.console import HERE, PERSON, ConsoleChannel
from bot.messages import Button, Doc, Incoming, Reply, line
from core.clock import KST, SystemClock
from core.errors import Gone, Malformed, PersonError
from core.model import (
    Alert,
    AlertMessage,
    Event,
    EventKind,
    Lane,
    Notice,
    NoticeMessage,
    Quote,
    Source,
)
from tests.bot.channels.pictures import CSV, DAY, digest, sketched, sketching

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=KST)


class Person:
    """Who types, and what was heard of it."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.left = False

    async def answer(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        if incoming.text == "silence":
            return None
        if incoming.text == "break":
            raise PersonError
        button = Button("구독", "/subscribe #1")
        return Reply(Doc((line(f"<{incoming.text}>"), line("둘째 줄"))), ((button,),))

    def leave(self) -> None:
        self.left = True


class Sketching(Person):
    """Asks the real router for pictures."""

    def __init__(self) -> None:
        super().__init__()
        self._ask = sketching(PERSON)

    async def answer(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        return await self._ask(incoming)


async def saved(folder: Path, count: int) -> None:
    async with asyncio.timeout(5):
        while not folder.exists() or len(list(folder.iterdir())) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)


def alerts(*codes: str, resend: bool = False) -> AlertMessage:
    day = NOON.date()
    told = tuple(
        Alert(
            Event(1, code, EventKind.ENTRY, Source.REALTIME, day, NOON, happened_at=NOON),
            "상승추세",
            f"종목{code}",
            Quote(code, 71_000, 500, 0.71, 1_000),
        )
        for code in codes
    )
    return AlertMessage(told, resend)


@asynccontextmanager
async def typing(text: str, person: Person, **how: object) -> AsyncIterator[ConsoleChannel]:
    """A console with these lines piped into it."""
    kept, sys.stdin = sys.stdin, io.StringIO(text)
    channel = ConsoleChannel(
        person.answer,
        "ko",
        SystemClock(),
        quit_=person.leave,
        **how,  # type: ignore[arg-type]
    )
    task = asyncio.create_task(channel.run())
    try:
        yield channel
    finally:
        sys.stdin = kept
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def heard(person: Person, count: int) -> None:
    async with asyncio.timeout(5):
        while len(person.heard) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.01)


async def test_piped_lines_are_commands_of_the_person_at_the_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = Person()
    async with typing("/conditions\n\n   \n조건식 0\n", person):
        await heard(person, 2)
    assert [one.text.strip() for one in person.heard] == ["/conditions", "조건식 0"]
    assert {one.person for one in person.heard} == {PERSON}
    assert {one.destination for one in person.heard} == {HERE}
    assert len({one.key for one in person.heard}) == 2
    printed = capsys.readouterr().out
    assert "둘째 줄" in printed
    assert "[구독] /subscribe #1" in printed


async def test_a_blank_line_does_not_end_the_input(capsys: pytest.CaptureFixture[str]) -> None:
    person = Person()
    async with typing("\n\n/help\n", person):
        await heard(person, 1)
    assert person.heard[0].text.strip() == "/help"


async def test_the_opening_and_the_first_commands_come_before_what_is_typed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = Person()
    async with typing("/status\n", person, opening="환영합니다", first=("/subscribe 0",)):
        await heard(person, 2)
    assert [one.text.strip() for one in person.heard] == ["/subscribe 0", "/status"]
    assert capsys.readouterr().out.startswith("환영합니다\n")


async def test_the_end_of_the_input_is_not_the_end_of_the_alerts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = Person()
    async with typing("", person) as channel:
        await asyncio.sleep(0.05)
        assert not person.left
        await channel.pace.turn(HERE, Lane.ALERT)
        await channel.send(HERE, alerts("005930", "000660"))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    for code, said in zip(("005930", "000660"), lines, strict=True):
        for part in ("12:00:00", "편입", code, "71,000", "상승추세"):
            assert part in said


async def test_what_is_sent_again_is_marked_and_a_notice_is_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with typing("", Person()) as channel:
        await channel.send(HERE, alerts("005930", resend=True))
        await channel.send(HERE, NoticeMessage(Notice("session_back")))
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("(재전송)")
    assert "다시 연결되었습니다" in second


async def test_each_message_has_an_id_of_its_own() -> None:
    async with typing("", Person()) as channel:
        ids = [
            await channel.send(HERE, alerts("005930")),
            await channel.send(HERE, alerts("005930")),
            await channel.send(HERE, NoticeMessage(Notice("session_back"))),
            await channel.show(HERE, Reply(Doc((line("10:00 정상"),))), None),
        ]
    assert len(set(ids)) == len(ids)


async def test_a_command_without_an_answer_prints_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = Person()
    async with typing("silence\n", person):
        await heard(person, 1)
    assert capsys.readouterr().out == ""


async def test_a_terminal_gets_cards_and_a_closed_standard_input_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with typing("", Person()) as channel:
        assert not channel.interactive
        channel.interactive = True
        await channel.send(HERE, alerts("005930"))
    printed = capsys.readouterr().out
    assert printed.startswith("편입 종목005930")
    assert "71,000원" in printed
    monkeypatch.setattr(sys, "stdin", None)
    person = Person()
    channel = ConsoleChannel(person.answer, "ko", SystemClock(), quit_=person.leave)
    assert not channel.interactive
    assert channel.status().working


@pytest.mark.parametrize("opening", ["데모입니다", ""])
async def test_a_console_nobody_reads_says_no_more_and_ends_only_the_demo(
    opening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.pipe()
    os.close(read)
    person = Person()
    with os.fdopen(write, "w", encoding="utf-8") as nobody:
        async with typing("", person, opening=opening) as channel:
            monkeypatch.setattr(sys, "stdout", nobody)
            assert channel.status().working
            for _ in range(2):
                with pytest.raises(Gone):
                    await channel.send(HERE, alerts("005930"))
            assert not channel.status().working
            await asyncio.sleep(0.05)
            assert person.left == bool(opening)
        monkeypatch.undo()


async def test_what_is_printed_is_not_edited_and_a_terminal_has_no_topics() -> None:
    async with typing("", Person()) as channel:
        shown = await channel.send(HERE, alerts("005930"))
        assert not await channel.edit(HERE, shown, alerts("005930"))
        with pytest.raises(Malformed, match="no_topics_here"):
            await channel.open_topic(HERE, "상승추세")


async def test_a_shown_reply_is_printed_once_and_not_every_minute(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reply = Reply(Doc((line("10:00 정상"),)), ((Button("새로고침", "/status"),),))
    async with typing("", Person()) as channel:
        shown = await channel.show(HERE, reply, None, True)
        assert shown
        assert await channel.show(HERE, reply, shown, True) == shown
    printed = capsys.readouterr().out
    assert printed.splitlines() == ["10:00 정상", "  [새로고침] /status"]


async def test_at_a_terminal_a_notice_shows_what_to_type_and_an_alert_only_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with typing("", Person()) as channel:
        channel.interactive = True
        await channel.send(HERE, alerts("005930"))
        assert "[" not in capsys.readouterr().out
        await channel.send(HERE, NoticeMessage(Notice("session_taken", {"at": "10:00"})))
    assert "] /takeover" in capsys.readouterr().out


async def test_pictures_and_files_are_saved_and_where_is_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    person = Sketching()
    async with typing("/sketch\n그림 csv\n", person, files=tmp_path / "files"):
        await heard(person, 2)
        await saved(tmp_path / "files", 2)
    printed = capsys.readouterr().out
    day, csv = sorted((tmp_path / "files").iterdir(), key=lambda one: one.suffix, reverse=True)
    assert (day.read_bytes(), csv.read_bytes()) == (DAY, CSV)
    assert day.name.endswith("-005930.png")
    assert csv.name.endswith("-오늘.csv")
    assert f"저장했습니다: {day}" in printed
    assert f"저장했습니다: {csv}" in printed
    assert "삼성전자 <day>" in printed


async def test_a_picture_that_cannot_be_saved_is_said_and_its_words_are_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "files").write_text("in the way", encoding="utf-8")
    person = Sketching()
    async with typing("/sketch\n", person, files=tmp_path / "files"):
        await heard(person, 1)
        await asyncio.sleep(0.05)
    printed = capsys.readouterr().out
    assert "삼성전자 <day>" in printed
    assert "저장하지 못했습니다: 삼성전자 일봉" in printed


async def test_a_console_has_no_limits() -> None:
    async with typing("", Person()) as channel:
        assert channel.limits(HERE) == ()
        assert channel.overall == ()
        async with asyncio.timeout(1):
            for _ in range(100):
                await channel.pace.turn(HERE, Lane.ALERT)


async def test_a_days_digest_is_printed_with_where_its_picture_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = Person()
    async with typing("", person, files=tmp_path / "files", illustrate=sketched) as channel:
        await channel.send(HERE, digest())
    (saved_,) = (tmp_path / "files").iterdir()
    printed = capsys.readouterr().out
    assert "하루 정리 (11/23(월))" in printed
    assert str(saved_) in printed
    assert saved_.read_bytes() == DAY
