"""What goes out on the socket: every request Kiwoom's conditions and registrations need."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from core.kiwoom.wire import CLEAR, LIST, LOGIN, REGISTER, REMOVE, REQUEST, SEARCH, SUBSCRIBE


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """A question; `shape` tells the two kinds of CNSRREQ apart. The text may hold the token."""

    trnm: str
    seq: str | None = None
    shape: str | None = None
    text: str = field(default="", repr=False)


def _request(body: dict[str, Any], shape: str | None = None) -> Request:
    text = msgspec.json.encode(body).decode()
    return Request(body["trnm"], body.get("seq"), shape, text)


def login(token: str) -> Request:
    """Present the token."""
    return _request({"trnm": LOGIN, "token": token})


def list_conditions() -> Request:
    """Ask which conditions there are."""
    return _request({"trnm": LIST})


def search(seq: str, next_key: str = "") -> Request:
    """Ask once for the stocks of a condition, or for their next page."""
    more = {"cont_yn": "Y" if next_key else "N", "next_key": next_key}
    body = {"trnm": REQUEST, "seq": seq, "search_type": SEARCH, "stex_tp": "K", **more}
    return _request(body, SEARCH)


def subscribe(seq: str) -> Request:
    """Ask for the stocks of a condition and for every change from then on."""
    body = {"trnm": REQUEST, "seq": seq, "search_type": SUBSCRIBE, "stex_tp": "K"}
    return _request(body, SUBSCRIBE)


def clear(seq: str) -> Request:
    """End the changes of a condition."""
    return _request({"trnm": CLEAR, "seq": seq})


def register(group: str, kind: str, items: Sequence[str]) -> Request:
    """Ask for real-time values of a kind, keeping what is registered."""
    data = [{"item": list(items), "type": [kind]}]
    return _request({"trnm": REGISTER, "grp_no": group, "refresh": "1", "data": data})


def remove(group: str, kind: str, items: Sequence[str]) -> Request:
    """End real-time values of a kind."""
    data = [{"item": list(items), "type": [kind]}]
    return _request({"trnm": REMOVE, "grp_no": group, "data": data})
