"""Frames and rows as the wire carries them: paddings, signs and prefixes, no behaviour."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core.clock import KST
from core.simulator.conditions import Change
from core.simulator.faults import Faults
from core.simulator.hours import Announcement
from core.simulator.market import Quote

Frame = dict[str, Any]

PING: Frame = {"trnm": "PING"}
KICKED = "동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"
MUTED = "사용자 프로그램으로부터 Heartbeat(연결유지) 메시지가 오지않아서 접속을 종료합니다"
NO_LOGIN = "접속허용요청(토큰)이 들어오지 않았습니다"


def encode(frame: Frame) -> str:
    """Return the frame as the JSON text that is sent, Korean unescaped."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def system(code: str, message: str) -> Frame:
    """Return a SYSTEM frame, which has its own key names."""
    return {"trnm": "SYSTEM", "code": code, "message": message}


def refusal(trnm: str, return_code: int, message: str) -> Frame:
    """Return an error reply; the seq, where there is one, stands in the text only."""
    return {"trnm": trnm, "return_code": return_code, "return_msg": message}


def hhmmss(at: datetime) -> str:
    """Return the time of day in KST."""
    return at.astimezone(KST).strftime("%H%M%S")


def remaining(left: timedelta) -> str:
    """Return a span as HHmmss."""
    seconds = int(left.total_seconds())
    return f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"


def prefixed(code: str) -> str:
    """Return the code with the letter of its kind in front; all of ours are of kind A."""
    return f"A{code}"


def padded(number: int, width: int = 9) -> str:
    """Return the number filled with zeros to `width` characters, a minus sign included."""
    return f"{number:0{width}d}"


def signed(price: int, base: int) -> str:
    """Return a price with the sign of its direction against the base price; flat has none."""
    if not price:
        return "0"
    return f"{'+' if price > base else '-' if price < base else ''}{price}"


def plus(number: float, digits: int = 0) -> str:
    """Return a number with its own sign, also when it is positive; zero has none."""
    text = f"{number:+.{digits}f}"
    return text[1:] if float(text) == 0 else text


def hit(quote: Quote) -> Frame:
    """Return one row of a search (ka10172)."""
    traded = quote.volume > 0
    return {
        "9001": prefixed(quote.stock.code),
        "302": quote.stock.name,
        "10": padded(quote.price),
        "25": quote.direction if traded else "3",
        "11": padded(quote.change if traded else 0),
        "12": padded(round(quote.rate * 1000) if traded else 0),
        "13": padded(quote.volume),
        "16": padded(quote.open),
        "17": padded(quote.high),
        "18": padded(quote.low),
    }


def crossing(change: Change, seq: str, at: datetime, faults: Faults) -> Frame:
    """Return the data entry that tells of a stock entering or leaving (type 02)."""
    code = prefixed(change.code) if faults.push_prefix_A else change.code
    values = {"841": f"{seq:<3}" if faults.pad_841 else seq}
    if faults.omit_841:
        values.clear()
    values |= {"9001": code, "843": change.kind, "20": hhmmss(change.at or at)}
    if not faults.omit_907:
        values["907"] = "2" if change.kind == "I" else "1"
    return {"type": "02", "name": "조건검색", "item": change.code, "values": values}


def real(entries: Iterable[Frame]) -> Frame:
    """Return a push that carries those data entries."""
    return {"trnm": "REAL", "data": list(entries)}


def market_state(announcement: Announcement) -> Frame:
    """Return the data entry of a market-state push (type 0s)."""
    values = {
        "215": announcement.state,
        "20": hhmmss(announcement.at),
        "214": remaining(announcement.remaining),
    }
    return {"type": "0s", "name": "장시작시간", "item": "", "values": values}


def trade(quote: Quote, item: str, at: datetime) -> Frame:
    """Return the data entry of a trade (type 0B) for the item as it was registered."""
    base, more = quote.base, quote.volume - quote.previous_volume
    values = {
        "20": hhmmss(at),
        "10": signed(quote.price, base),
        "11": plus(quote.change),
        "12": plus(quote.rate, 2),
        "27": signed(quote.ask, base),
        "28": signed(quote.bid, base),
        "15": plus(quote.size),
        "13": str(quote.volume),
        "14": str(quote.value // 1_000_000),
        "16": signed(quote.open, base),
        "17": signed(quote.high, base),
        "18": signed(quote.low, base),
        "25": quote.direction,
        "26": plus(more),
        "29": plus(quote.value - quote.previous_volume * base),
        "30": plus(100.0 * more / quote.previous_volume, 2),
        "31": f"{100.0 * quote.volume / quote.stock.shares:.2f}",
        "32": "",
        "228": f"{quote.strength:.2f}",
        "311": str(quote.price * quote.stock.shares // 100_000_000),
        "290": "2",
        "691": "0",
        "567": "000000",
        "568": "000000",
        "851": "",
        "1890": "",
        "1891": "",
        "1892": "",
        "1030": "",
        "1031": "",
        "1032": "",
        "1071": "",
        "1072": "",
        "1313": "",
        "1314": "",
        "1315": "",
        "1316": "",
        "620": str(quote.value // quote.volume),
        "732": "",
        "852": "",
        "1497": "",
        "1498": "",
        "9081": "2" if item.endswith("_NX") else "1",
    }
    return {"type": "0B", "name": "주식체결", "item": item, "values": values}
