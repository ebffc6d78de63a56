"""The picture of a day's digest: what is on it, and that no words ever wait for it."""

import asyncio
from dataclasses import replace

import pytest

from bot.messages import Attachment
from bot.render.illustrating import illustrate, illustrations
from bot.render.pictures import Poster, Stacked, Tile, Tiles
from bot.render.posters import told_poster
from bot.render.voice import Voice
from core.model import AlertMessage, Notice, NoticeMessage
from tests.bot.channels.pictures import picture

DIGEST = Notice(
    "daily_digest",
    {
        "day": "2026-11-23",
        "entries": "1007",
        "exits": "3",
        "entered": "09\t거래량\t2\n09\t급등\t1\n13\t\t1\n13\t급등\t4",
    },
)
MESSAGE = NoticeMessage(DIGEST)


def test_a_digest_is_drawn_by_hour_and_condition_as_a_summary_is() -> None:
    entered = [(9, "거래량", 2), (9, "급등", 1), (13, "", 1), (13, "급등", 4)]
    drawn = told_poster(Voice("ko"), "11/23(월)", entered, 1007, 3)
    rows = (("급등", (1, 4)), ("거래량", (2, 0)), ("조건 미확인", (0, 1)))
    assert drawn == Poster(
        "하루 요약",
        "11/23(월)",
        (
            Tiles((Tile("편입", "1,007"), Tile("이탈", "3"))),
            Stacked("시간대별 편입", ("09시", "13시"), rows, "그 밖"),
        ),
    )


@pytest.mark.parametrize(
    ("lang", "alt"), [("ko", "11/23(월) 시간대별 편입 그림"), ("en", "Mon 11/23")]
)
async def test_a_digest_has_its_picture_and_says_what_it_shows(lang: str, alt: str) -> None:
    drawn = await illustrate(DIGEST, lang)
    assert drawn is not None
    assert drawn.data.startswith(b"\x89PNG")
    assert (drawn.name, drawn.kind) == ("summary-2026-11-23.png", "picture")
    assert alt in drawn.alt


async def test_no_other_notice_has_a_picture_nor_has_a_day_without_entries() -> None:
    assert await illustrate(Notice("session_back"), "ko") is None
    without = {key: said for key, said in DIGEST.params.items() if key != "entered"}
    assert await illustrate(Notice("daily_digest", without), "ko") is None
    assert await illustrate(Notice("daily_digest", without | {"entered": ""}), "ko") is None


async def test_words_go_without_a_picture_that_fails_or_takes_too_long() -> None:
    async def never(_notice: Notice, _lang: str) -> Attachment | None:
        await asyncio.Event().wait()
        return None

    async def broken(_notice: Notice, _lang: str) -> Attachment | None:
        raise OSError("no memory")

    async def drawn(_notice: Notice, _lang: str) -> Attachment | None:
        return picture()

    assert await illustrations(MESSAGE, "ko", never, patience=0.01) == ()
    assert await illustrations(MESSAGE, "ko", broken) == ()
    assert await illustrations(MESSAGE, "ko", drawn) == (picture(),)


async def test_what_is_written_wrong_in_a_row_costs_the_picture_and_not_the_words() -> None:
    wrong = NoticeMessage(Notice("daily_digest", DIGEST.params | {"entered": "nine\tA\tB"}))
    assert await illustrations(wrong, "ko") == ()


async def test_a_repetition_is_words_alone_and_alerts_have_no_picture() -> None:
    assert await illustrations(replace(MESSAGE, resend=True), "ko") == ()
    assert await illustrations(AlertMessage(()), "ko") == ()
