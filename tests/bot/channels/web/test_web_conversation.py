"""Conversations: rows first, then whoever has them open; and what a full disk does to files."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.web.bodies import doc_of, html
from bot.channels.web.conversation import Conversations, chat_of, person_of
from bot.channels.web.talking import MOST_AT_ONCE, Outcome, Saying, Talking
from bot.messages import Attachment, Button, Doc, Filled, Form, Incoming, Reply, line
from core.errors import BotError, DatabaseUnusable, Malformed, TryLater
from core.model import Destination, Notice, NoticeMessage
from core.ports import Message
from tests.bot.render.samples import alert, message
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.store import FakeStore
from tests.fakes.store.messages import FakeMessages

ANNA = chat_of("telegram:1001")
PICTURE = Attachment("chart.png", b"\x89PNG\r\n\x1a\n...", "picture", "차트")


class Broken(FakeMessages):
    """Rows in a database that gives way."""

    async def say(
        self, destination: Destination, body: object, at: datetime, key: str = ""
    ) -> Message | None:
        raise DatabaseUnusable("disk full", path="kiwoom.db", reason="disk full")


def conversations(folder: Path, messages: FakeMessages | None = None) -> Conversations:
    rows = messages or FakeStore().messages
    return Conversations(rows, FakeClock(), lambda _: "ko", folder)


def reply(text: str, *attachments: Attachment) -> Reply:
    buttons = ((Button("검색", "/search #1"),),)
    return Reply(Doc((line(text),)), buttons, attachments=attachments)


async def everything(talks: Conversations, where: Destination = ANNA) -> list[str]:
    return [html(one) for one in await talks.latest(where, 99)]


def test_a_chat_is_named_by_its_person_and_leads_back_to_them() -> None:
    for identity in ("telegram:1001", "slack:U0ABC", "web:local"):
        assert ":" not in chat_of(identity).chat
        assert person_of(chat_of(identity)) == identity


async def test_an_alert_is_kept_and_whoever_listens_is_woken(tmp_path: Path) -> None:
    talks = conversations(tmp_path)
    with talks.listening(ANNA) as mine, talks.listening(chat_of("web:local")) as theirs:
        sent = await talks.send(ANNA, message(alert()))
        assert mine.news.is_set()
        assert not theirs.news.is_set()
        assert talks.open_in(ANNA) == 1
    assert talks.open_in(ANNA) == 0
    (kept,) = await talks.since(ANNA, 0, 9)
    assert (str(kept.id), kept.at) == (sent, MONDAY)
    assert "삼성전자" in html(kept)


async def test_nobody_needs_to_listen(tmp_path: Path) -> None:
    talks = conversations(tmp_path)
    await talks.send(ANNA, message(alert()))
    assert len(await everything(talks)) == 1


async def test_an_edit_changes_the_message_in_its_place(tmp_path: Path) -> None:
    talks = conversations(tmp_path)
    first = await talks.send(ANNA, message(alert()))
    await talks.send(ANNA, NoticeMessage(Notice("session_back", {})))
    assert await talks.edit(ANNA, first, message(alert(stock="SK하이닉스")))
    folded, _ = await everything(talks)
    assert "SK하이닉스" in folded
    assert [one.id for one in await talks.since(ANNA, 2, 9)] == [int(first)]
    assert not await talks.edit(ANNA, "99", message(alert()))
    assert not await talks.edit(ANNA, "no number", message(alert()))


async def test_plain_means_words_alone(tmp_path: Path) -> None:
    talks = conversations(tmp_path)
    await talks.send(ANNA, message(alert()), plain=True)
    (kept,) = await talks.latest(ANNA, 9)
    assert kept.body["buttons"] == []
    assert "삼성전자" in "".join(run.text for part in doc_of(kept.body).parts for run in part)  # type: ignore[union-attr]


async def test_a_database_that_gives_way_means_try_later(tmp_path: Path) -> None:
    talks = conversations(tmp_path, Broken(FakeStore().tables))
    with pytest.raises(TryLater):
        await talks.send(ANNA, message(alert()))
    with pytest.raises(TryLater):
        await talks.show(ANNA, reply("hello"), None)


async def test_there_are_no_topics_on_a_page(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="no_topics_here"):
        await conversations(tmp_path).open_topic(ANNA, "title")


async def test_an_answer_takes_the_place_of_what_was_pressed_unless_a_file_follows(
    tmp_path: Path,
) -> None:
    talks = conversations(tmp_path)
    stood_on = await talks.show(ANNA, reply("list"), None)
    file = Attachment("a.xlsx", b"PK", "file")
    stands_on = [
        await talks.answer(ANNA, reply("changed"), stood_on),
        await talks.answer(ANNA, reply("export", file), stood_on),
        await talks.answer(ANNA, reply("anew"), "99"),
    ]
    assert stands_on == [str(one.id) for one in await talks.latest(ANNA, 9)]
    shown = await everything(talks)
    assert ["changed" in shown[0], "export" in shown[1], "anew" in shown[2]] == [True] * 3


async def test_a_picture_is_kept_for_its_owner(tmp_path: Path) -> None:
    talks = conversations(tmp_path)
    shown = int(await talks.show(ANNA, reply("chart", PICTURE), None))
    found = await talks.file(ANNA, shown, 0)
    assert found is not None
    assert found[0].read_bytes() == PICTURE.data
    assert found[0].is_relative_to(tmp_path / "web" / "telegram.1001")
    assert await talks.file(chat_of("web:local"), shown, 0) is None
    assert await talks.file(ANNA, shown, 1) is None
    assert await talks.file(ANNA, shown, -1) is None
    found[0].unlink()
    assert await talks.file(ANNA, shown, 0) is None


async def test_no_row_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("!")
    rows = FakeStore().messages
    talks = conversations(tmp_path, rows)
    body = {"files": [{"name": "x", "path": "../../secret", "kind": "file", "alt": ""}]}
    made = await rows.say(ANNA, body, MONDAY)
    assert made is not None
    assert await talks.file(ANNA, made.id, 0) is None


async def test_a_file_that_cannot_be_kept_is_said_so_and_the_words_come(tmp_path: Path) -> None:
    (tmp_path / "web").write_text("a file where the folder should be")
    talks = conversations(tmp_path)
    await talks.show(ANNA, reply("words", PICTURE), None)
    (shown,) = await everything(talks)
    assert "words" in shown
    assert "저장하지 못했습니다" in shown


# --- commands ---------------------------------------------------------------------------------


class Handler:
    """Answers when told to, and notes who was asked what."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.answers = asyncio.Event()
        self.reply: Reply | None = reply("answer")
        self.running = 0
        self.most = 0

    async def __call__(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        self.running += 1
        self.most = max(self.most, self.running)
        await self.answers.wait()
        self.running -= 1
        return self.reply


def said(text: str, number: int = 1, person: str = "telegram:1001") -> Saying:
    return Saying(person, "say", f"id-{number:06}", text)


class Stage:
    """Somebody talking to a handler."""

    def __init__(self, folder: Path, messages: FakeMessages | None = None) -> None:
        self.talks = conversations(folder, messages)
        self.handler = Handler()
        self.talking = Talking(self.talks, self.handler, lambda *_: Filled(), FakeClock())
        self.outcomes: list[Outcome] = []

    async def __aenter__(self) -> "Stage":
        self._task = asyncio.create_task(self.talking.run())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def begin(self, saying: Saying) -> bool:
        return self.talking.begin(saying, self.outcomes.append)

    async def over(self, count: int) -> None:
        self.handler.answers.set()
        async with asyncio.timeout(5):
            while len(self.outcomes) < count:  # noqa: ASYNC110 whatever the outcome
                await asyncio.sleep(0)


async def test_commands_of_one_person_run_one_after_the_other_in_their_order(
    tmp_path: Path,
) -> None:
    async with Stage(tmp_path) as on:
        assert all(on.begin(said(f"/{number}", number)) for number in range(MOST_AT_ONCE))
        assert not on.begin(said("/more", 99))
        assert on.begin(said("/other", 1, "web:local")), "another person's is their own affair"
        while len(on.handler.heard) < 2:  # noqa: ASYNC110 the first of each is being answered
            await asyncio.sleep(0)
        await on.over(MOST_AT_ONCE + 1)
        mine = [one.text for one in on.handler.heard if one.person == "telegram:1001"]
        assert mine == [f"/{number}" for number in range(MOST_AT_ONCE)]
        assert on.handler.most == 2
        assert on.begin(said("/again", 100)), "there is room again"


async def test_what_was_said_carries_who_where_and_when(tmp_path: Path) -> None:
    async with Stage(tmp_path) as on:
        on.begin(Saying("slack:U01", "press", "id-000001", "+/quote 005930", 5.0, "7"))
        await on.over(1)
    (heard,) = on.handler.heard
    assert (heard.key, str(heard.destination)) == ("web:slack.U01:id-000001", "web:slack.U01")
    assert (heard.text, heard.pressed, heard.private) == ("/quote 005930", True, True)
    assert heard.sent_at is not None
    assert (MONDAY - heard.sent_at).total_seconds() == 5


async def test_a_refusal_and_a_form_are_for_the_browser_that_asked(tmp_path: Path) -> None:
    async with Stage(tmp_path) as on:
        on.handler.reply = Reply(Doc((line("no"),)), aside=True)
        on.begin(Saying("telegram:1001", "press", "id-000001", "/x", 0, "1"))
        await on.over(1)
        form = Form("t", "/options #1", (), "ok", "no", "ko")
        on.handler.reply = Reply(Doc(()), form=form)
        on.begin(Saying("telegram:1001", "press", "id-000002", "/form", 0, "1"))
        await on.over(2)
        assert [one.aside is not None for one in on.outcomes] == [True, False]
        assert on.outcomes[1].form == form
        assert await everything(on.talks) == []


async def test_a_command_is_run_even_where_its_words_cannot_be_kept(tmp_path: Path) -> None:
    async with Stage(tmp_path, Broken(FakeStore().tables)) as on:
        on.handler.reply = None
        on.begin(said("/kill"))
        await on.over(1)
    assert [one.text for one in on.handler.heard] == ["/kill"]
    assert on.outcomes == [Outcome()]


async def test_a_fault_is_told_and_ends_nobody_elses_command(tmp_path: Path) -> None:
    async with Stage(tmp_path, Broken(FakeStore().tables)) as on:
        on.begin(said("/conditions"))
        await on.over(1)
        assert on.outcomes == [Outcome(failed=True)]
        on.handler.reply = None
        on.begin(said("/again", 2))
        await on.over(2)
        assert on.outcomes[1] == Outcome()


async def test_nothing_is_begun_while_the_face_does_not_run(tmp_path: Path) -> None:
    assert not Stage(tmp_path).begin(said("/conditions"))


def test_every_error_here_is_one_of_ours() -> None:
    assert issubclass(TryLater, BotError)
