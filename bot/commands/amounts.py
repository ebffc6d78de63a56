"""Numbers, lengths of time and hours of the day as people write them; pure."""

import re
from datetime import time

from core.errors import PersonError

OFF = ("끔", "꺼", "끄기", "없음", "전체", "해제", "상관없음", "off", "any", "all", "none", "0")
"""what ends a filter or a length of time"""
LONGEST = 1440
"""minutes"""
NUMBER = re.compile(
    r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,4})?(?:\d|[만억조천kmb])*(?:원|주|%|퍼센트|프로)?"
)
LENGTH = re.compile(r"(?:(\d{1,4})(?:시간|h|hours?|hrs?))?(?:(\d{1,5})(?:분|m|mins?|minutes?)?)?")
_DAYS = re.compile(r"(\d{1,2})(?:일|d|days?)")
_WORDS = {
    "하루": "1일",
    "이틀": "2일",
    "사흘": "3일",
    "일주일": "7일",
    "1주일": "7일",
    "1주": "7일",
    "aweek": "7d",
}
_MOMENT = re.compile(r"(오전|오후|낮|밤|am|pm)?(\d{1,2})(?::(\d{2})|(시)(?:(\d{1,2})분|(반))?)?")
_AFTERNOON = ("오후", "낮", "밤", "pm")
_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)([천만억조kmb]*)")
_UNITS = {
    "천": 1_000, "만": 10_000, "억": 100_000_000, "조": 1_000_000_000_000,
    "k": 1_000, "m": 1_000_000, "b": 1_000_000_000,
}  # fmt: skip
_PERCENT = ("퍼센트", "프로", "%")
_MOST = 10.0**15
_HOUR = r"(\d{1,2})(?::(\d{2})|시(?:(\d{1,2})분|(반))?)?"
_HOURS = re.compile(rf"{_HOUR}(?:부터|[-~–])+{_HOUR}(?:까지)?")


class NotUnderstood(PersonError):
    """What was said means nothing here; the key names the sentence that says what is right."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(f"{key} {params}", **params)
        self.key = key


def amount(said: str, *, percent: bool = False) -> float | None:
    """Return `1,000`, `100만`, `1억5000만`, `5b`, with `percent` `-3%`; None for anything else."""
    said = said.casefold()
    if percent:
        for unit in _PERCENT:
            said = said.removesuffix(unit)
        return _plain(said)
    said = said.removesuffix("원").removesuffix("주").removeprefix("+")
    parts = _PART.findall(said)
    if not parts or "".join(f"{number}{unit}" for number, unit in parts) != said:
        return None
    total = 0.0
    for number, units in parts:
        value = float(number.replace(",", ""))
        for unit in units:
            value *= _UNITS[unit]
        total += value
    return round(total, 4) if total <= _MOST else None  # 1.09억 is no 109,000,000.00000001


def _plain(said: str) -> float | None:
    if not re.fullmatch(r"[-+]?\d{1,5}(?:\.\d{1,4})?", said):
        return None
    return float(said)


def length(said: str) -> int | None:
    """Return the minutes of `10분`, `10m`, `1시간 30분`, `10`: 1 to 1440; None for all else."""
    found = LENGTH.fullmatch("".join(said.casefold().split()))
    if found is None or not (found[1] or found[2]):
        return None
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    return minutes if 1 <= minutes <= LONGEST else None


def long_length(said: str) -> int | None:
    """Return the minutes of a length that names its unit: `30m`, `2시간반`, `48h`, `3일`, `일주일`.

    Seven days at most.
    """
    said = "".join(said.casefold().split())
    said = _WORDS.get(said, said).replace("시간반", "시간30분")
    if days := _DAYS.fullmatch(said):
        minutes = int(days[1]) * LONGEST
    elif (found := LENGTH.fullmatch(said)) and not said.isdecimal():
        minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    else:
        return None
    return minutes if 1 <= minutes <= 7 * LONGEST else None


def moment(said: str) -> tuple[time, bool] | None:
    """Return the time of day of `15:00`, `오후 3시`, `3시반`; whether it may be of either half.

    None for anything else.
    """
    found = _MOMENT.fullmatch("".join(said.casefold().split()))
    if found is None or not (found[3] or found[4]):
        return None
    half, hour = found[1], int(found[2])
    if half and hour > 12:
        return None
    if half:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    at = _time(str(hour), found[3], found[5], found[6])
    return None if at is None else (at, bool(found[4]) and not half and hour < 12)


def hours(said: str) -> tuple[time, time] | None:
    """Return the two ends of `22:00-08:00`, `22시~8시`, `22-8`; None for anything else."""
    found = _HOURS.fullmatch("".join(said.casefold().split()))
    if found is None:
        return None
    start, end = _time(*found.groups()[:4]), _time(*found.groups()[4:])
    return (start, end) if start is not None and end is not None and start != end else None


def _time(hour: str, minutes: str | None, minutes_ko: str | None, half: str | None) -> time | None:
    minute = 30 if half else int(minutes or minutes_ko or 0)
    if int(hour) == 24 and not minute:
        return time(0)
    return time(int(hour), minute) if int(hour) < 24 and minute < 60 else None
