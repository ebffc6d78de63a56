"""When the Korea Exchange trades: a pure answer to "what is it now", corrected by the 0s pushes.

Closed days come from the `holidays` package (XKRX), hours and exceptions from `calendar.toml`
beside this file, which a file of the same form in DATA_DIR overrides. Nothing here reads a clock.
"""

import re
import tomllib
from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import count
from pathlib import Path
from typing import Self

from core.clock import KST
from core.errors import SettingsWrong

SHIPPED = Path(__file__).with_name("calendar.toml")
DAY_BEGINS = time(6)
LINK_FROM, LINK_UNTIL = time(7, 30), time(20, 30)

_ONE_DAY = timedelta(days=1)
_REGULAR, _FIRST_DAY = "regular", "first_day"
_YEAR_END = "연말휴장일"
_DAYS_REMEMBERED = 7

# FID 215 of a 0s push; all other codes (NXT, derivatives, after hours) say nothing of the regular
# market, and "2" comes only in a market known to be open.
_COUNTDOWN, _OPENED, _ENDED = "0", "3", frozenset("489")
_COUNTDOWN_FROM = time(8, 40)
# An earlier "open" is yesterday's state repeated, or speaks of the pre-market.
_OPENED_FROM = time(8)
_LATE_BY_PLAN = timedelta(hours=2)


class CalendarFileWrong(SettingsWrong):
    """A calendar.toml cannot be used: `path`, `line` and `where` say where, `reason` says why."""

    def __init__(
        self, path: Path, reason: str, *, line: int | None = None, where: str = ""
    ) -> None:
        place = ", ".join(
            part for part in (str(path), f"line {line}" if line else "", where) if part
        )
        super().__init__(f"{place}: {reason}", name=place, reason=reason)
        self.path = path
        self.line = line
        self.where = where
        self.reason = reason


class ClosedReason(StrEnum):
    """Why there is no trading on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    YEAR_END = "year_end"
    DECLARED = "declared"
    """a calendar.toml says so"""


class Phase(StrEnum):
    """Where a moment stands in its calendar day, KST, for the regular market."""

    CLOSED_DAY = "closed_day"
    BEFORE_OPEN = "before_open"
    OPEN = "open"
    AFTER_CLOSE = "after_close"


@dataclass(frozen=True, slots=True)
class MarketDay:
    """One calendar day; `opens` and `closes` bound the regular market, `closes` excluded."""

    day: date
    open: bool
    opens: datetime | None
    closes: datetime | None
    reason: ClosedReason | None
    note: str
    """the holiday, or what is special about the hours, in Korean; empty on an ordinary day"""


@dataclass(frozen=True, slots=True)
class Session:
    """A named trading session of one day, KRX's or NXT's."""

    key: str
    note: str
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a face needs to say why nothing is polled at a moment."""

    phase: Phase
    day: date
    note: str
    next_open: datetime
    reason: ClosedReason | None = None


@dataclass(frozen=True, slots=True)
class _Hours:
    opens: time
    closes: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        return _at(day, self.opens), _at(day, self.closes)


@dataclass(frozen=True, slots=True)
class _SessionRule:
    note: str
    hours: _Hours
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class _Kind:
    note: str
    sessions: Mapping[str, _Hours | None]


@dataclass(frozen=True, slots=True)
class _DayRule:
    open: bool | None
    hours: _Hours | None
    kind: str | None
    note: str | None

    def opens_the_day(self) -> bool | None:
        if self.open is None and (self.hours or self.kind):
            return True
        return self.open


@dataclass(frozen=True)
class _Book:
    """What the files say."""

    sessions: Mapping[str, _SessionRule] = field(default_factory=dict)
    kinds: Mapping[str, _Kind] = field(default_factory=dict)
    days: Mapping[date, _DayRule] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


class Calendar:
    """The trading calendar; aware datetimes of any zone in, datetimes in KST out."""

    def __init__(self, book: _Book, overrides: Path | None = None) -> None:
        self._book = book
        self._overrides = overrides
        self._first_days: dict[int, date] = {}
        self._pushes: dict[date, list[tuple[datetime, str]]] = {}

    @classmethod
    def krx(cls, overrides: Path | None = None) -> Self:
        """Return the Korea Exchange's calendar; CalendarFileWrong if `overrides` is malformed.

        A file that does not exist overrides nothing.
        """
        return cls(_laid_over(overrides), overrides)

    @classmethod
    def always(cls) -> "Calendar":
        """Return a market that never closes and begins a new trading day at 06:00 KST daily."""
        return _AlwaysOpen(_Book())

    def reread(self) -> bool:
        """Read the overrides again and return whether they say something else now.

        CalendarFileWrong if they are malformed; then nothing changes.
        """
        book = _laid_over(self._overrides)
        if self._overrides is None or book == self._book:
            return False
        self._book = book
        self._first_days.clear()
        return True

    def on(self, day: date) -> MarketDay:
        """Return what is known of a day, the pushes seen on it included."""
        planned = self._planned(day)
        pushes = self._pushes.get(day)
        return _corrected(planned, self._regular_hours(day), pushes) if pushes else planned

    def sessions(self, day: date) -> tuple[Session, ...]:
        """Return the named sessions of a day in the order they open, none on a closed day."""
        market = self.on(day)
        if market.opens is None or market.closes is None:
            return ()
        changes = kind.sessions if (kind := self._kind_of(day)) else {}
        found = [Session(_REGULAR, self._book.sessions[_REGULAR].note, market.opens, market.closes)]
        for key, rule in self._book.sessions.items():
            hours = changes.get(key, rule.hours)
            if key != _REGULAR and hours and rule.since <= day <= rule.until:
                found.append(Session(key, rule.note, *hours.on(day)))
        return tuple(sorted(found, key=lambda session: session.opens))

    def is_trading_day(self, day: date) -> bool:
        """Say whether the regular market opens on that day."""
        return self.on(day).open

    def trading_day(self, now: datetime) -> date:
        """Return the trading day whose memberships count; it flips at 06:00 KST of the next one."""
        moment = _kst(now)
        day = moment.date() if moment.time() >= DAY_BEGINS else moment.date() - _ONE_DAY
        while not self.is_trading_day(day):
            day -= _ONE_DAY
        return day

    def day_began(self, day: date) -> datetime:
        """Return 06:00 KST of that trading day, when its memberships were empty."""
        return _at(day, DAY_BEGINS)

    def phase(self, now: datetime) -> Phase:
        """Return where the moment stands in its calendar day."""
        moment = _kst(now)
        market = self.on(moment.date())
        if market.opens is None or market.closes is None:
            return Phase.CLOSED_DAY
        if moment < market.opens:
            return Phase.BEFORE_OPEN
        return Phase.OPEN if moment < market.closes else Phase.AFTER_CLOSE

    def is_open(self, now: datetime) -> bool:
        """Say whether the regular market is open at that moment."""
        return self.phase(now) is Phase.OPEN

    def next_open(self, now: datetime) -> datetime:
        """Return the first opening after that moment, never the moment itself."""
        moment = _kst(now)
        return next(
            market.opens for market in self._from(moment) if market.opens and market.opens > moment
        )

    def next_close(self, now: datetime) -> datetime | None:
        """Return the first close after that moment, today's or a later day's; None if never."""
        moment = _kst(now)
        return next(
            market.closes
            for market in self._from(moment)
            if market.closes and market.closes > moment
        )

    def link_expected(self, now: datetime) -> bool:
        """Say whether a lost link is an alarm: 07:30-20:30 KST of trading days."""
        moment = _kst(now)
        return LINK_FROM <= moment.time() < LINK_UNTIL and self.is_trading_day(moment.date())

    def explain(self, now: datetime) -> Explanation:
        """Return the phase, the day and its name, and the next opening."""
        moment = _kst(now)
        market = self.on(moment.date())
        return Explanation(
            self.phase(moment), market.day, market.note, self.next_open(moment), market.reason
        )

    def observe_state(self, code: str, at: datetime) -> None:
        """Take a 0s push: its FID 215 and when it arrived; it corrects that KST day and no other.

        "3" opens the market, "4", "8" and "9" close it, "0" from 08:40 proves a trading day; the
        rest is ignored. The order in which pushes are told does not matter.
        """
        moment = _kst(at)
        if not _counts(code, moment.time()):
            return
        if code == _COUNTDOWN:
            # Every countdown proves the same; one a day is kept.
            moment = _at(moment.date(), _COUNTDOWN_FROM)
        pushes = self._pushes.setdefault(moment.date(), [])
        if (moment, code) not in pushes:
            insort(pushes, (moment, code))
        if len(self._pushes) > _DAYS_REMEMBERED:
            del self._pushes[min(self._pushes)]

    def _from(self, moment: datetime) -> Iterator[MarketDay]:
        return (self.on(moment.date() + offset * _ONE_DAY) for offset in count())

    def _planned(self, day: date) -> MarketDay:
        rule = self._book.days.get(day)
        closure = self._closure(day)
        if closure is None:
            kind = self._kind_of(day)
            note = (rule and rule.note) or (kind.note if kind else "")
            return MarketDay(day, True, *self._regular_hours(day).on(day), None, note)
        reason, note = closure
        return MarketDay(day, False, None, None, reason, (rule and rule.note) or note)

    def _closure(self, day: date) -> tuple[ClosedReason, str] | None:
        """Return why a day is closed and what it is called; None on a trading day."""
        rule = self._book.days.get(day)
        says = rule.opens_the_day() if rule else None
        if says:
            return None
        name = _closures(day.year).get(day, "")
        note = self._spoken(name)
        if says is not None:
            return ClosedReason.DECLARED, note
        if day.isoweekday() > 5:
            return ClosedReason.WEEKEND, ""
        if name:
            return ClosedReason.YEAR_END if name == _YEAR_END else ClosedReason.HOLIDAY, note
        return None

    def _kind_of(self, day: date) -> _Kind | None:
        """Return what kind of trading day a file or the calendar makes of it."""
        rule = self._book.days.get(day)
        if rule and rule.kind:
            return self._book.kinds[rule.kind]
        if (rule and rule.hours) or day != self._first_trading_day(day.year):
            return None
        return self._book.kinds.get(_FIRST_DAY)

    def _regular_hours(self, day: date) -> _Hours:
        rule = self._book.days.get(day)
        if rule and rule.hours:
            return rule.hours
        kind = self._kind_of(day)
        changed = kind.sessions.get(_REGULAR) if kind else None
        return changed or self._book.sessions[_REGULAR].hours

    def _first_trading_day(self, year: int) -> date:
        if year not in self._first_days:
            day = date(year, 1, 1)
            while self._closure(day):
                day += _ONE_DAY
            self._first_days[year] = day
        return self._first_days[year]

    def _spoken(self, name: str) -> str:
        for theirs, ours in self._book.names.items():
            name = name.replace(theirs, ours)
        return name.replace("; ", "·")


class _AlwaysOpen(Calendar):
    """MARKET_HOURS=always; a trading day runs from 06:00 KST to the next 06:00."""

    def on(self, day: date) -> MarketDay:
        return MarketDay(day, True, self.day_began(day), self.day_began(day + _ONE_DAY), None, "")

    def sessions(self, day: date) -> tuple[Session, ...]:
        return (Session("always", "", self.day_began(day), self.day_began(day + _ONE_DAY)),)

    def phase(self, now: datetime) -> Phase:
        _kst(now)
        return Phase.OPEN

    def next_close(self, now: datetime) -> datetime | None:
        _kst(now)
        return None

    def link_expected(self, now: datetime) -> bool:
        _kst(now)
        return True

    def observe_state(self, code: str, at: datetime) -> None:
        """The market state of the broker is no news where the market never closes."""


def _kst(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a naive datetime: {moment}")
    return moment.astimezone(KST)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, KST)


def _counts(code: str, clock: time) -> bool:
    if code == _COUNTDOWN:
        return clock >= _COUNTDOWN_FROM
    if code == _OPENED:
        return clock >= _OPENED_FROM
    return code in _ENDED


@cache
def _closures(year: int) -> Mapping[date, str]:
    # Costs 170 ms the first time, which a start that asks for nothing of the sort need not pay.
    from holidays import financial_holidays  # noqa: PLC0415

    return dict(financial_holidays("XKRX", years=year, expand=False, language="ko"))


def _corrected(planned: MarketDay, hours: _Hours, pushes: list[tuple[datetime, str]]) -> MarketDay:
    """Return the day with what the market said about itself, in the order it was said."""
    opened = [at for at, code in pushes if code == _OPENED]
    if planned.opens is None or planned.closes is None:
        if not opened and all(code != _COUNTDOWN for _, code in pushes):
            return planned
        opens, closes = hours.on(planned.day)
        planned = MarketDay(planned.day, True, opens, closes, None, "")
    else:
        opens, closes = planned.opens, planned.closes
    if opened:
        closes += _moved_close(opened[0] - opens)
        opens = opened[0]
        if opened[-1] >= closes:
            # Opened after the planned close: open until the market says otherwise.
            closes = _at(planned.day + _ONE_DAY, time())
    began = opened[-1] if opened else opens
    # Only an end after the last opening counts, and it never lengthens the day: an "8" or "9"
    # comes minutes or hours after the close.
    ended = [at for at, code in pushes if code in _ENDED and began < at < closes]
    return replace(planned, opens=opens, closes=min(ended, default=closes))


def _moved_close(late: timedelta) -> timedelta:
    """Return how much later the close is, to the half hour, given how late the opening was.

    An hour on exam days. An "open" hours after the opening is a repetition and moves nothing. Where
    the guess is wrong, the push of the close mends it.
    """
    if not timedelta() < late <= _LATE_BY_PLAN:
        return timedelta()
    return round(late / timedelta(minutes=30)) * timedelta(minutes=30)


@cache
def _shipped() -> _Book:
    return _read(SHIPPED, _Book())


def _laid_over(overrides: Path | None) -> _Book:
    """Return the shipped book with the overrides laid over it, if there are any."""
    shipped = _shipped()
    if overrides is None or not overrides.exists():
        return shipped
    return _read(overrides, shipped)


def _read(path: Path, base: _Book) -> _Book:
    """Return the book with what the file says laid over it."""
    return _Reader(path).book(base)


class _Reader:
    """One calendar.toml, read so that every complaint names its line and field."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            # Notepad writes a byte order mark.
            self._text = path.read_text(encoding="utf-8-sig")
            self._data = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            # What is missing at the end of the document is reported without a line.
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else len(self._text.splitlines())
            raise CalendarFileWrong(path, f"not TOML: {error}", line=line) from error
        except UnicodeDecodeError as error:
            raise CalendarFileWrong(path, "not written in UTF-8") from error
        except OSError as error:
            raise CalendarFileWrong(path, f"cannot be read: {error.strerror}") from error

    def book(self, base: _Book) -> _Book:
        self._known((), self._data, {"sessions", "kinds", "days", "names"})
        sessions = {
            **base.sessions,
            **{key: self._session(key, table) for key, table in self._tables("sessions")},
        }
        kinds = {
            **base.kinds,
            **{key: self._kind(key, table, sessions) for key, table in self._tables("kinds")},
        }
        days = {
            **base.days,
            **dict(self._day(key, table, kinds) for key, table in self._tables("days")),
        }
        names = self._table(("names",), self._data.get("names", {}))
        spoken = {key: self._str(("names", key), value) for key, value in names.items()}
        return _Book(sessions, kinds, days, {**base.names, **spoken})

    def _session(self, key: str, table: dict[str, object]) -> _SessionRule:
        where = ("sessions", key)
        self._known(where, table, {"note", "opens", "closes", "since", "until"})
        return _SessionRule(
            self._str((*where, "note"), table.get("note", key)),
            self._hours(where, table),
            self._date((*where, "since"), table.get("since", date.min)),
            self._date((*where, "until"), table.get("until", date.max)),
        )

    def _kind(
        self, key: str, table: dict[str, object], sessions: Mapping[str, _SessionRule]
    ) -> _Kind:
        where = ("kinds", key)
        self._known(where, table, {"note", *sessions})
        changes: dict[str, _Hours | None] = {}
        for name, value in table.items():
            if name == "note":
                continue
            if value is False and name != _REGULAR:
                changes[name] = None
                continue
            hours = self._table((*where, name), value)
            self._known((*where, name), hours, {"opens", "closes"})
            changes[name] = self._hours((*where, name), hours)
        return _Kind(self._str((*where, "note"), table.get("note", "")), changes)

    def _day(
        self, key: str, table: dict[str, object], kinds: Mapping[str, _Kind]
    ) -> tuple[date, _DayRule]:
        where = ("days", key)
        try:
            day = date.fromisoformat(key)
        except ValueError:
            raise self._wrong(where, "is not a day; write it as 2027-01-04") from None
        self._known(where, table, {"open", "opens", "closes", "kind", "note"})
        opened, kind, note = (table.get(name) for name in ("open", "kind", "note"))
        if opened is not None and not isinstance(opened, bool):
            raise self._wrong((*where, "open"), f"must be true or false, not {opened!r}")
        if kind is not None and not (isinstance(kind, str) and kind in kinds):
            raise self._wrong((*where, "kind"), f"must be one of {', '.join(kinds)}, not {kind!r}")
        hours = self._hours(where, table) if table.keys() & {"opens", "closes"} else None
        if hours and kind:
            raise self._wrong(where, "has a kind and hours of its own; keep one of them")
        if opened is False and (hours or kind):
            raise self._wrong(where, "is closed and yet has hours; keep one of them")
        return day, _DayRule(
            opened,
            hours,
            kind,
            None if note is None else self._str((*where, "note"), note),
        )

    def _tables(self, section: str) -> Iterator[tuple[str, dict[str, object]]]:
        for key, value in self._table((section,), self._data.get(section, {})).items():
            yield key, self._table((section, key), value)

    def _hours(self, where: tuple[str, ...], table: dict[str, object]) -> _Hours:
        hours = _Hours(self._time(where, table, "opens"), self._time(where, table, "closes"))
        if hours.opens >= hours.closes:
            raise self._wrong((*where, "closes"), "must be later than opens")
        return hours

    def _time(self, where: tuple[str, ...], table: dict[str, object], name: str) -> time:
        if name not in table:
            raise self._wrong(where, f"needs {name}; opens and closes go together")
        value = table[name]
        if isinstance(value, time):
            return value
        if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d(:\d\d)?", value, re.ASCII):
            try:
                return time.fromisoformat(value)
            except ValueError:
                pass
        raise self._wrong((*where, name), f'must be a time like "09:00", not {value!r}')

    def _date(self, where: tuple[str, ...], value: object) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise self._wrong(where, f"must be a day like 2027-01-04, not {value!r}")

    def _str(self, where: tuple[str, ...], value: object) -> str:
        if isinstance(value, str):
            return value
        raise self._wrong(where, f"must be a text in quotes, not {value!r}")

    def _table(self, where: tuple[str, ...], value: object) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        raise self._wrong(where, f"must be a table in braces, not {value!r}")

    def _known(self, where: tuple[str, ...], table: dict[str, object], names: set[str]) -> None:
        for name in table:
            if name not in names:
                raise self._wrong(
                    (*where, name), f"is not known here; known are {', '.join(sorted(names))}"
                )

    def _wrong(self, where: tuple[str, ...], reason: str) -> CalendarFileWrong:
        return CalendarFileWrong(self._path, reason, line=self._line(where), where=".".join(where))

    def _line(self, where: tuple[str, ...]) -> int:
        """Return the line on which the innermost key stands, as far as it can be found."""
        text = re.sub(r"(?m)^[ \t]*#.*", lambda comment: " " * len(comment[0]), self._text)
        position = 0
        for key in where:
            match = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])").search(text, position)
            if match:
                position = match.end()
        return text.count("\n", 0, position) + 1
