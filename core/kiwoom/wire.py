"""Frames of the socket <-> values, pure: any text gives a value or `WireError`, nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from core.errors import Unavailable
from core.kiwoom import fields
from core.model import EventKind, Hit, Listed, Quote
from core.ports import MarketState, Push, Trade

LOGIN, LIST, REQUEST, CLEAR = "LOGIN", "CNSRLST", "CNSRREQ", "CNSRCLR"
REGISTER, REMOVE, REAL, PING, SYSTEM = "REG", "REMOVE", "REAL", "PING", "SYSTEM"
SEARCH, SUBSCRIBE = "0", "1"

_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)
_KINDS = {"I": EventKind.ENTRY, "D": EventKind.EXIT}


class WireError(Unavailable):
    """What came is not what Kiwoom's protocol allows; asked again it may be."""


class Frame(msgspec.Struct):
    """Any frame; fields are of any type because extra care is cheaper than a lost frame."""

    trnm: Any = None
    return_code: Any = None
    return_msg: Any = None
    seq: Any = None
    cont_yn: Any = None
    next_key: Any = None
    code: Any = None
    message: Any = None
    data: msgspec.Raw = msgspec.Raw(b"null")


class Values(msgspec.Struct):
    """The FIDs of a REAL entry this bot reads; msgspec steps over the others."""

    seq: Any = msgspec.field(name="841", default=None)
    code: Any = msgspec.field(name="9001", default=None)
    kind: Any = msgspec.field(name="843", default=None)
    time: Any = msgspec.field(name="20", default=None)
    phase: Any = msgspec.field(name="215", default=None)
    price: Any = msgspec.field(name="10", default=None)
    change: Any = msgspec.field(name="11", default=None)
    rate: Any = msgspec.field(name="12", default=None)
    volume: Any = msgspec.field(name="13", default=None)
    value: Any = msgspec.field(name="14", default=None)
    open: Any = msgspec.field(name="16", default=None)
    high: Any = msgspec.field(name="17", default=None)
    low: Any = msgspec.field(name="18", default=None)


class Entry(msgspec.Struct):
    """One entry of a REAL frame."""

    values: Values
    type: Any = None
    item: Any = None


class Row(msgspec.Struct):
    """One stock in a CNSRREQ reply: with its price (type 0), or only its `jmcode` (type 1)."""

    jmcode: Any = None
    code: Any = msgspec.field(name="9001", default=None)
    name: Any = msgspec.field(name="302", default=None)
    price: Any = msgspec.field(name="10", default=None)
    change: Any = msgspec.field(name="11", default=None)
    rate: Any = msgspec.field(name="12", default=None)
    volume: Any = msgspec.field(name="13", default=None)
    open: Any = msgspec.field(name="16", default=None)
    high: Any = msgspec.field(name="17", default=None)
    low: Any = msgspec.field(name="18", default=None)


_frames = msgspec.json.Decoder(Frame)
_entries = msgspec.json.Decoder(list[Entry])
_rows = msgspec.json.Decoder(list[Row])
_T = TypeVar("_T", bound=msgspec.Struct)


def read(text: str | bytes) -> Frame:
    """Take a frame apart, its data still closed."""
    try:
        return _frames.decode(text)
    except _BROKEN as error:
        raise WireError(f"not a frame: {error}") from error


def entries(data: msgspec.Raw) -> list[Entry]:
    """Return the entries of a REAL frame; a broken one does not take the others with it."""
    try:
        return _entries.decode(data)
    except _BROKEN:
        return _salvage(data, Entry)


def rows(data: msgspec.Raw) -> list[Row]:
    """Return the stocks of a CNSRREQ reply; null is none."""
    try:
        return _rows.decode(data)
    except _BROKEN:
        return _salvage(data, Row)


def _salvage(data: msgspec.Raw, kind: type[_T]) -> list[_T]:
    kept: list[_T] = []
    for item in _items(data):
        try:
            kept.append(msgspec.convert(item, kind))
        except _BROKEN:
            continue
    return kept


def _items(data: msgspec.Raw) -> list[Any]:
    try:
        found = msgspec.json.decode(data)
    except _BROKEN as error:
        raise WireError(f"data is no JSON: {error}") from error
    if found is None:
        return []
    if isinstance(found, dict):
        return [found]
    if isinstance(found, list):
        return found
    raise WireError(f"data is a {type(found).__name__}, not a list")


def conditions(data: msgspec.Raw) -> tuple[Listed, ...]:
    """Return the list of conditions: rows are [seq, name] on the wire and objects on paper."""
    listed: dict[str, Listed] = {}
    for item in _items(data):
        pair = (item.get("seq"), item.get("name")) if isinstance(item, dict) else item
        if not isinstance(pair, list | tuple) or len(pair) < 2:
            continue
        seq, name = fields.seq(pair[0]), fields.text(pair[1])
        if seq and name:
            listed[seq] = Listed(seq, name)
    return tuple(listed.values())


def shape(found: Sequence[Row]) -> str | None:
    """Return which kind of CNSRREQ these rows answer, None where there are none to tell."""
    if not found:
        return None
    return SUBSCRIBE if found[0].jmcode is not None else SEARCH


def members(found: Sequence[Row]) -> tuple[str, ...]:
    """Return the codes of a real-time reply, each once."""
    codes = (fields.stock_code(row.jmcode) for row in found)
    return tuple(dict.fromkeys(code for code in codes if code))


def hits(found: Sequence[Row]) -> tuple[Hit, ...]:
    """Return the stocks of a one-shot reply with their prices; rates come times 1000 here."""
    result = []
    for row in found:
        if code := fields.stock_code(row.code):
            quote = _quote(code, row, fields.milli_rate(row.rate), None)
            result.append(Hit(code, fields.text(row.name), quote))
    return tuple(result)


def push(entry: Entry, at: datetime, arrived: float) -> Push:
    """Read an entry of type 02: a stock entered or left a condition."""
    values = entry.values
    kind = _KINDS.get(values.kind) if type(values.kind) is str else None
    code = fields.stock_code(values.code) or fields.stock_code(entry.item)
    if kind is None or code is None:
        raise WireError("a push without a stock or a direction")
    seq, time = fields.seq(values.seq), fields.hhmmss(values.time)
    return Push(at, arrived, seq, code, kind, time)


def market_state(entry: Entry, at: datetime) -> MarketState:
    """Read an entry of type 0s: the exchange entered a phase."""
    if not (phase := fields.text(entry.values.phase)):
        raise WireError("a market state without FID 215")
    return MarketState(at, phase)


def trade(entry: Entry, at: datetime) -> Trade:
    """Read an entry of type 0B: a stock traded."""
    values = entry.values
    code = fields.stock_code(entry.item) or fields.stock_code(values.code)
    if code is None:
        raise WireError("a trade without a stock")
    return Trade(at, _quote(code, values, fields.rate(values.rate), fields.number(values.value)))


def _quote(code: str, row: Row | Values, rate: float | None, value: int | None) -> Quote:
    return Quote(
        code,
        price=fields.price(row.price),
        change=fields.number(row.change),
        rate=rate,
        volume=fields.number(row.volume),
        value=value,
        open=fields.price(row.open),
        high=fields.price(row.high),
        low=fields.price(row.low),
    )
