"""Answers with pictures and files, as a command of the real router gives them."""

from collections.abc import Awaitable, Callable

from bot.access import Access, Role
from bot.commands.command import Asked, Command, Takes
from bot.commands.router import Router
from bot.commands.table import COMMANDS
from bot.messages import Attachment, Button, Doc, Incoming, Reply, bold, line
from core.model import Notice, NoticeMessage
from tests.fakes.engine import FakeEngine, FakeInbox, StillClock
from tests.fakes.languages import speech
from tests.servers.pictures import png

DAY, WEEK = png(60, 40, "red"), png(60, 40, "blue")
CSV = "종목,가격\n삼성전자,71000\n".encode("utf-8-sig")
LONG = "가" * 1025


def picture(data: bytes = DAY, name: str = "005930.png") -> Attachment:
    return Attachment(name, data, "picture", "삼성전자 일봉")


def file(data: bytes = CSV, name: str = "오늘.csv", alt: str = "") -> Attachment:
    return Attachment(name, data, "file", alt)


async def sketched(notice: Notice, _lang: str) -> Attachment | None:
    """Give a digest its picture without drawing one."""
    return picture(name="summary.png") if notice.key == "daily_digest" else None


def digest(conditions: int = 1, *, resend: bool = False) -> NoticeMessage:
    """What a day was, in as many lines as there are conditions."""
    none = dict.fromkeys(("held", "filtered", "failed", "missed", "reconnects", "more"), "0")
    rows = "\n".join(f"{'급등 초입 ' * 8}{at}\t5\t3" for at in range(conditions))
    params = {"day": "2026-11-23", "entries": "5", "exits": "3", "conditions": rows}
    params |= none | {"stocks": "삼성전자\t005930\t8", "away": ""}
    return NoticeMessage(Notice("daily_digest", params), resend)


async def _sketch(asked: Asked) -> Reply:
    """Answer with what is asked for: `day`, `week`, `words`, `csv`, `long`, `both`."""
    said = asked.said or "day"
    rows = ((Button("일", "/sketch day"), Button("주", "/sketch week")),
            (Button("글", "/sketch words"), Button("CSV", "/sketch csv")))  # fmt: skip
    head = Doc((line(bold("삼성전자"), f" <{said}>"),))
    held = {
        "day": (picture(),),
        "week": (picture(WEEK),),
        "long": (picture(),),
        "csv": (file(),),
        "both": (file(alt="오늘의 편입"), picture()),
    }.get(said, ())
    doc = Doc((*head.parts, line(LONG))) if said == "long" else head
    return Reply(doc, rows, attachments=held)


SKETCH = Command("sketch", ("그림",), Takes.ANYTHING, Role.VIEWER, "look", _sketch)


def sketching(owner: str) -> Callable[[Incoming], Awaitable[Reply | None]]:
    """Return what answers `/sketch` through the real router, which `owner` may use."""
    commands = (*COMMANDS, SKETCH)
    access = Access([owner])
    return Router(
        FakeEngine(), access, FakeInbox(), clock=StillClock(), languages=speech(), commands=commands
    ).handle
