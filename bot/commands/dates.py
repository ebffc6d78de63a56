"""Days as people say them: 오늘, 월요일, 11/20, 26.11.20, 11/1~11/20, 최근 7일, 올해; pure."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from core.model.remembering import Span
from core.services.remembering import midnight

_MOST_WORDS = 6
_NAMED = {
    **dict.fromkeys(("오늘", "금일", "당일", "today"), 0),
    **dict.fromkeys(("어제", "전일", "작일", "yesterday"), 1),
    **dict.fromkeys(("그제", "그저께", "엊그제"), 2),
}
_AGO = re.compile(r"(\d{1,3})(?:일전|daysago|dayago)")
_WHOLE = re.compile(
    r"(\d{4})[-./년](\d{1,2})[-./월](\d{1,2})일?|(\d{4})(\d{2})(\d{2})"
    r"|(2\d)(?:\.(\d{1,2})\.(\d{1,2})|-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})"
    r"|년(\d{1,2})월(\d{1,2})일?)"
)
_SHORT = re.compile(r"(\d{1,2})[-./월](\d{1,2})일?")
_ONLY_DAY = re.compile(r"(\d{1,2})일?")
_LAST = re.compile(
    r"(?:최근|지난|last|past)?(\d{1,3})"
    r"(일|주일|주|개월|달|년|days?|d|weeks?|w|months?|years?|y)(?:간|동안|치)?"
)
_LENGTHS = {"일": 1, "d": 1, "주": 7, "w": 7, "개": 30, "달": 30, "m": 30, "년": 365, "y": 365}
_SPOKEN = {"일주일": 7, "한주": 7, "한달": 30, "aweek": 7, "amonth": 30}
_WEEKS = {
    **dict.fromkeys(("이번주", "금주", "thisweek"), 0),
    **dict.fromkeys(("지난주", "저번주", "전주", "lastweek"), 1),
}
_MONTHS = {
    **dict.fromkeys(("이번달", "이달", "금월", "thismonth"), 0),
    **dict.fromkeys(("지난달", "저번달", "전월", "lastmonth"), 1),
}
_YEARS = {
    **dict.fromkeys(("올해", "금년", "이번해", "thisyear"), 0),
    **dict.fromkeys(("작년", "지난해", "lastyear"), 1),
}
_WEEKDAYS = {
    **{f"{name}요일": at for at, name in enumerate("월화수목금토일")},
    **{
        f"{name}day": at
        for at, name in enumerate(("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"))
    },
}
_OF_LAST_WEEK = re.compile(r"(?:지난주|저번주|전주|지난|저번|last)")
_OF_THIS_WEEK = re.compile(r"(?:이번주|금주|이번|this)")
_SOON = timedelta(days=31)
"""an open range that ends so near ahead is meant to end there, and not a year before"""
_ALL = ("전체", "전부", "모두", "all", "everything")
_BETWEEN = re.compile(r"[~–—]|부터|에서|(?<=\d)-(?=\d)")
_TIMELIKE = re.compile(r"[\d~./년월일-]*\d[./월~-][\d~./년월일-]*|(?:최근|지난)\S*")


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both ends belonging to it; an end that is None is open.

    `cut`: it was to end after today, and ends today.
    """

    first: date | None = None
    last: date | None = None
    cut: bool = field(default=False, compare=False)

    @property
    def word(self) -> str:
        """Return what a button says for it: `2026-11-01~2026-11-20`, nothing for all days."""
        if self.first is None and self.last is None:
            return "all"
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}~{self.last or ''}"

    def span(self, condition_id: int | None = None, code: str | None = None) -> Span:
        """Return the events of these days."""
        since = midnight(self.first) if self.first else None
        until = midnight(self.last + timedelta(days=1)) if self.last else None
        return Span(condition_id, code, since, until)

    def known(self, today: date) -> "Days":
        """Return it without the days to come; a range of nothing else stays as it is."""
        if self.last is None or self.last <= today or (self.first and self.first > today):
            return self
        return replace(self, last=today, cut=True)

    def ahead(self, today: date) -> bool:
        """Tell whether all its days are still to come."""
        return self.first is not None and self.first > today

    @classmethod
    def until(cls, today: date, count: int) -> "Days":
        """Return the last so many days, today among them."""
        return cls(today - timedelta(days=count - 1), today)


def split_days(said: str, now: datetime) -> tuple[Days | None, str]:
    """Return `삼성전자 최근 7일` as a week and 삼성전자; None: no days in it.

    They stand first or last, or before a page number, which stays.
    """
    words, today = said.split(), now.date()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for at in _places(words, count):
            some, rest = words[at : at + count], words[:at] + words[at + count :]
            if not _two_numbers(some) and (days := read_days("".join(some), today)) is not None:
                return days, " ".join(rest)
    return None, said


def _places(words: list[str], count: int) -> list[int]:
    """Return where so many words that are days may begin."""
    last = len(words) - count
    before_page = [last - 1] if last > 1 and words[-1].isdecimal() else []
    return [last, *before_page, *([0] if last else [])]


def _two_numbers(words: list[str]) -> bool:
    """Tell whether two numbers stand side by side: `0 30일` is condition 0, and thirty days."""
    return any(one[-1].isdigit() and other[0].isdigit() for one, other in pairwise(words))


def wrong_days(said: str) -> str:
    """Return the word that was to be a date and is none, as `13/40`; else nothing."""
    return next((one for one in said.split() if _TIMELIKE.fullmatch(one)), "")


def read_days(said: str, today: date) -> Days | None:
    """Return the days of one word without blanks; None for anything else."""
    said = said.casefold()
    if said in _ALL:
        return Days()
    if (day := _day(said, today)) is not None:
        return Days(day, day)
    return _lasting(said, today) or _between(said, today)


def _lasting(said: str, today: date) -> Days | None:
    if found := _LAST.fullmatch(said):
        count = int(found[1]) * _LENGTHS[found[2][0]]
        return Days.until(today, count) if 0 < count <= 3_650 else None
    bare = re.sub(r"^(?:최근|지난)|(?:간|동안)$", "", said)
    if bare in _SPOKEN:
        return Days.until(today, _SPOKEN[bare])
    if said in _WEEKS:
        monday = today - timedelta(days=today.weekday() + 7 * _WEEKS[said])
        return Days(monday, min(today, monday + timedelta(days=6)))
    return _of_the_calendar(said, today)


def _of_the_calendar(said: str, today: date) -> Days | None:
    if said in _YEARS:
        first = date(today.year - _YEARS[said], 1, 1)
        return Days(first, min(today, first.replace(month=12, day=31)))
    if said in _MONTHS:
        first = today.replace(day=1)
        if _MONTHS[said] == 0:
            return Days(first, today)
        last = first - timedelta(days=1)
        return Days(last.replace(day=1), last)
    return None


def _between(said: str, today: date) -> Days | None:
    """Read `11/1~11/20`, `11/1-20`, `11/1부터 어제까지`, `11/1~`, `~11/20`."""
    for found in _BETWEEN.finditer(said):
        left, right = said[: found.start()], said[found.end() :].removesuffix("까지")
        first = _day(left, today) if left else None
        last = _end(right, first, today) if right else None
        if (left and first is None) or (right and last is None) or not (left or right):
            continue
        if first and last and first > last:
            first, last = last, first
        return Days(first, last if right else today).known(today)
    if said.endswith("까지") and (day := _end(said.removesuffix("까지"), None, today)):
        return Days(None, day).known(today)
    return None


def _end(said: str, first: date | None, today: date) -> date | None:
    """Return the later day of a range, of which only the day may be said: `11/1~20`.

    One without a year is the next after the first day, which may be still to come; `11/20~11/1`
    is said backwards where it is the shorter way.
    """
    if first is not None and (found := _ONLY_DAY.fullmatch(said)):
        return _made(first.year, first.month, int(found[1]))
    day = _day(said, today)
    if day is not None and first is not None and day < first and said in _WEEKDAYS:
        return day + timedelta(days=7)
    if day is None or not _SHORT.fullmatch(said):
        return day
    later = _made(day.year + 1, day.month, day.day)
    if first is None:
        return later if later is not None and later - today <= _SOON else day
    if day < first and later is not None and later - first < first - day:
        return later
    return day


def _day(said: str, today: date) -> date | None:
    if said in _NAMED:
        return today - timedelta(days=_NAMED[said])
    if found := _AGO.fullmatch(said):
        return today - timedelta(days=int(found[1]))
    if found := _WHOLE.fullmatch(said):
        year, month, day = (int(one) for one in found.groups() if one)
        return _made(year if year > 99 else 2_000 + year, month, day)
    if (weekday := _weekday(said, today)) is not None:
        return weekday
    if found := _SHORT.fullmatch(said):
        month, day = int(found[1]), int(found[2])
        near = (_made(year, month, day) for year in range(today.year, today.year - 8, -1))
        return next((one for one in near if one is not None and one <= today), None)
    return None


def _weekday(said: str, today: date) -> date | None:
    """Return the last such day, today among them, of `월요일`; that of a week of `지난주금요일`."""
    for week, names in ((1, _OF_LAST_WEEK), (0, _OF_THIS_WEEK)):
        if found := names.match(said):
            at = _WEEKDAYS.get(said[found.end() :])
            monday = today - timedelta(days=today.weekday() + 7 * week)
            return monday + timedelta(days=at) if at is not None else None
    at = _WEEKDAYS.get(said)
    return None if at is None else today - timedelta(days=(today.weekday() - at) % 7)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
