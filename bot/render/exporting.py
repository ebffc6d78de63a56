"""Events as files: CSV that Korean Excel opens as is, XLSX, JSON; written chunk by chunk."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol

import xlsxwriter

from bot.render.measure import clip
from bot.render.voice import Voice
from core.clock import KST
from core.model import Condition, EventKind, Source, Stock
from core.model.remembering import MARKS, Followup, Past

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""what a file's name must not hold on some machine"""
_NAME = 40
_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""what makes a formula of a text"""
_KEYS = (
    "at", "kind", "condition", "code", "stock", "price", "rate", "volume", "value",
    "after_1m", "after_5m", "after_30m", "at_close", "highest", "lowest", "return_at_close",
    "source", "id",
)  # fmt: skip


class Format(StrEnum):
    """What kind of file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


FORMATS = {
    **dict.fromkeys(("csv", "씨에스브이"), Format.CSV),
    **dict.fromkeys(("xlsx", "excel", "엑셀", "엑셀로"), Format.XLSX),
    **dict.fromkeys(("json", "제이슨"), Format.JSON),
}
"""by the words people say"""
Cell = str | int | float | datetime | None


class Sheet(Protocol):
    """A file that is being written."""

    def add(self, pasts: Sequence[Past]) -> None:
        """Write more events."""
        ...

    def close(self) -> None:
        """Write what stands at the end."""
        ...


def sheet(kind: Format, file: BinaryIO, voice: Voice) -> Sheet:
    """Begin a file; what is given it is read by people in the voice's language, but for JSON."""
    if kind is Format.JSON:
        return _Json(file)
    return _Csv(file, voice) if kind is Format.CSV else _Xlsx(file, voice)


def file_name(voice: Voice, about: Condition | Stock | None, days: str, kind: Format) -> str:
    """Return `급등 초입 2026-11-01~2026-11-20.csv`."""
    named = about.name if about else voice.text("past.file")
    return f"{clip(_FORBIDDEN.sub('_', f'{named} {days}'), _NAME)}.{kind.value}"


class _Csv:
    """UTF-8 with a mark, by which Excel knows it; codes keep their zeros there."""

    def __init__(self, file: BinaryIO, voice: Voice) -> None:
        self._text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._words = _words(voice)
        self._writer.writerow(voice.text("past.columns").split("|"))

    def add(self, pasts: Sequence[Past]) -> None:
        for one in pasts:
            code, cells = one.event.code, _cells(one, self._words)
            self._writer.writerow([quoted(code) if one == code else plain(one) for one in cells])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _Xlsx:
    """One sheet with a heading that stays, times as Excel keeps them."""

    def __init__(self, file: BinaryIO, voice: Voice) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(file, options)
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._words = _words(voice)
        self._row = 1
        self._sheet = self._book.add_worksheet(voice.text("past.file"))
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, 0, 19)
        self._sheet.set_column(2, 2, 20)
        self._sheet.set_column(4, 4, 18)
        bold = self._book.add_format({"bold": True})
        for column, name in enumerate(voice.text("past.columns").split("|")):
            self._sheet.write_string(0, column, name, bold)

    def add(self, pasts: Sequence[Past]) -> None:
        for one in pasts:
            for column, cell in enumerate(_cells(one, self._words)):
                if isinstance(cell, datetime):
                    self._sheet.write_datetime(self._row, column, cell, self._time)
                elif isinstance(cell, str):
                    self._sheet.write_string(self._row, column, cell)
                elif cell is not None:
                    self._sheet.write_number(self._row, column, cell)
            self._row += 1

    def close(self) -> None:
        self._book.close()


class _Json:
    """A list of objects with English keys, the same in every language."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._first = True
        self._file.write(b"[")

    def add(self, pasts: Sequence[Past]) -> None:
        for one in pasts:
            self._file.write(b"\n" if self._first else b",\n")
            self._first = False
            self._file.write(json.dumps(_object(one), ensure_ascii=False).encode())

    def close(self) -> None:
        self._file.write(b"\n]\n")


def _words(voice: Voice) -> dict[str, str]:
    """Return what stands in every row, said once."""
    found = {str(one): voice.text(f"alert.{one}") for one in EventKind}
    found |= {str(one): voice.text(f"past.source_{one}") for one in Source}
    return {"": voice.text("alert.condition_unknown"), **found}


def _cells(one: Past, words: Mapping[str, str]) -> list[Cell]:
    """Return the row of an event; times without a zone, since they are all KST."""
    event, quote = one.event, one.quote
    return [
        event.received_at.astimezone(KST).replace(tzinfo=None, microsecond=0),
        words[event.kind],
        one.condition.name if one.condition else words[""],
        event.code,
        one.stock,
        one.price,
        *((quote.rate, quote.volume, quote.value) if quote else (None, None, None)),
        *_followed(one.followup),
        words[event.source],
    ]


def _followed(known: Followup | None) -> list[int | float | None]:
    if known is None:
        return [None] * (MARKS + 3)
    prices = [known.after(mark) for mark in range(MARKS)]
    return [*prices, known.highest, known.lowest, _return(known)]


def _return(known: Followup) -> float | None:
    close = known.after(MARKS - 1)
    return round((close / known.price - 1) * 100, 2) if close and known.price else None


def _object(one: Past) -> dict[str, object]:
    event, quote = one.event, one.quote
    values = (
        event.received_at.astimezone(KST).isoformat(),
        event.kind.value,
        one.condition.name if one.condition else None,
        event.code,
        one.stock,
        one.price,
        *((quote.rate, quote.volume, quote.value) if quote else (None, None, None)),
        *_followed(one.followup),
        event.source.value,
        event.id,
    )
    return dict(zip(_KEYS, values, strict=True))


def plain(cell: Cell) -> Cell:
    """Return a cell as a CSV file holds it: no text is a formula."""
    return quoted(cell) if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def quoted(text: str) -> str:
    """Return a text that Excel takes from a CSV file as it is: every stock's code, with its zeros.

    A code that is left alone loses its first zeros (`5930`), or is read as a number (`1E5`).
    """
    return '="' + text.replace('"', '""') + '"'
