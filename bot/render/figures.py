"""Numbers and times as a trader in Korea reads them."""

from datetime import date, datetime

from core.clock import KST
from core.model import Quote

UP, DOWN, FLAT, UNKNOWN = "🔴", "🔵", "⚪", "▫️"
_KOREAN_UNITS = ((100_000_000, "억"), (10_000, "만"))
_ENGLISH_UNITS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))
_TOMORROW = {"ko": "내일", "en": "tomorrow"}
_WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_DURATIONS = {
    "ko": ((86_400, "일"), (3_600, "시간"), (60, "분"), (1, "초")),
    "en": ((86_400, " d"), (3_600, " h"), (60, " min"), (1, " s")),
}


def direction(quote: Quote | None) -> int:
    """Return 1 for a price above the last close, -1 below, 0 at it or not known."""
    if quote is None:
        return 0
    moved = round(quote.rate, 2) if quote.rate is not None else quote.change or 0
    return (moved > 0) - (moved < 0)


def colour(quote: Quote | None) -> str:
    """Return red for up, blue for down and white for flat, as Korean screens do."""
    if quote is None or (quote.rate is None and quote.change is None):
        return UNKNOWN
    return {1: UP, -1: DOWN, 0: FLAT}[direction(quote)]


def arrowed(rate: float | None) -> str:
    """Return `▲3.42%`, `▼0.50%`, `0.00%`, or nothing where it is not known."""
    if rate is None:
        return ""
    rounded = round(rate, 2)
    arrow = "▲" if rounded > 0 else "▼" if rounded < 0 else ""
    return f"{arrow}{abs(rounded):.2f}%"


def signed(rate: float | None) -> str:
    """Return `+3.42%` for a column of a table, `-` where it is not known."""
    if rate is None:
        return "-"
    rounded = round(rate, 2)
    return f"{rounded:+.2f}%" if rounded else "0.00%"


def change(quote: Quote) -> str:
    """Return `▲2,350`, the won since the last close; nothing where there is none."""
    if not quote.change:
        return ""
    return f"{'▲' if quote.change > 0 else '▼'}{abs(quote.change):,}"


def money(won: int | None) -> str:
    """Return `71,200` for a column of a table, `-` where it is not known."""
    return "-" if won is None else f"{won:,}"


def amount(shares: int, lang: str) -> str:
    """Return a volume in three or four digits: `1,234만`, `1.2억`; `12.3M` in English."""
    for unit, name in _KOREAN_UNITS if lang == "ko" else _ENGLISH_UNITS:
        if shares >= unit:
            whole = shares / unit
            return f"{whole:.1f}{name}" if whole < 10 else f"{int(whole):,}{name}"
    return f"{shares:,}"


def exactly(count: float, lang: str) -> str:
    """Return a round number as it is said, another one in full: `100만`, `1.5억`, `1,234,567`."""
    for unit, name in _KOREAN_UNITS if lang == "ko" else _ENGLISH_UNITS:
        whole = round(count / unit, 4)
        if whole >= 1 and round(whole * unit) == round(count) and whole == round(whole, 2):
            return f"{whole:,.2f}".rstrip("0").rstrip(".") + name
    return f"{count:,.0f}"


def clock_time(moment: datetime, today: date | None = None) -> str:
    """Return `09:00:12` KST, with the day before it where it is not today."""
    local = moment.astimezone(KST)
    day = f"{local:%m/%d} " if today is not None and local.date() != today else ""
    return f"{day}{local:%H:%M:%S}"


def clock_minute(moment: datetime, today: date | None = None) -> str:
    """Return `09:00` KST, with the day before it where it is not today."""
    return clock_time(moment, today).rpartition(":")[0]


def day_minute(moment: datetime, now: datetime, lang: str) -> str:
    """Return `15:30`, `내일 08:00`, `11/25(수) 08:00`: a time that a person waits for."""
    local = moment.astimezone(KST)
    days = (local.date() - now.astimezone(KST).date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"{_TOMORROW[lang]} {local:%H:%M}"
    return f"{local:%m/%d}({_WEEKDAYS[lang][local.weekday()]}) {local:%H:%M}"


def clock_span(since: datetime, until: datetime, today: date | None = None) -> str:
    """Return `10:02:11–10:03:40` KST, with the days where they are not one, or not today."""
    same = since.astimezone(KST).date() == until.astimezone(KST).date()
    return f"{clock_time(since, today)}–{clock_time(until, None if same else date.min)}"


def duration(seconds: float, lang: str) -> str:
    """Return `12초`, `3분 20초`, `2시간 5분`: the two largest units, rounded down."""
    left, parts = max(0, int(seconds)), []
    for size, name in _DURATIONS[lang]:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{name}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts) or f"0{_DURATIONS[lang][-1][1]}"


def lateness(seconds: float, lang: str) -> str:
    """Return `0.4초`, `4시간 4분`: to a tenth of a second below a minute."""
    if seconds < 60:
        return f"{seconds:.1f}{_DURATIONS[lang][-1][1]}"
    return duration(seconds, lang)
