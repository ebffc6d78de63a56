"""What of a claim is told now, what is filtered out, and what waits to be summed up: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import KST
from core.model import (
    PLAIN,
    Delivery,
    Event,
    EventKind,
    Hold,
    Kinds,
    Mute,
    Options,
    Quiet,
    Quote,
    Source,
    Stock,
)
from core.model.lookout import OVER, TOLD
from core.ports import Behind, Claim, Held

_RING = 2
"""so many events of a stock ring within the window; the next is folded"""
SILENT_AT_HOME = "silent_at_home"
_UNSIFTED = (None, Hold.DIVERTED)
"""what was held back for another reason went through the filters before"""
_WANTED = {Kinds.ENTRY: EventKind.ENTRY, Kinds.EXIT: EventKind.EXIT}

Key = tuple[int | None, str]


@dataclass(slots=True)
class Sifted:
    """The verdicts on a claim: what to tell, and why the rest is not told now.

    `turns` says, by delivery, how many times its stock went in and out, where that is folded.
    """

    tell: list[Delivery] = field(default_factory=list)
    filtered: dict[int, str] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    turns: dict[int, int] = field(default_factory=dict)

    @property
    def folds(self) -> bool:
        """Return whether something waits to be written into an earlier message."""
        return any(one.hold is Hold.FOLDED for one in self.held)


@dataclass(slots=True)
class _Past:
    """What a destination was told of one condition's stock."""

    times: list[datetime] = field(default_factory=list)
    folded: bool = False
    """whether the last one was folded"""
    message_id: str | None = None
    telling: list[int] = field(default_factory=list)
    """the deliveries of this very message that tell it"""
    catching_up: list[int] = field(default_factory=list)
    """those of them that were to be written into an earlier message, which cannot be edited"""

    def add(self, at: datetime, *, folded: bool) -> None:
        self.times.append(at)
        self.folded = folded


def sift(
    claim: Claim,
    quotes: Mapping[str, Quote],
    stocks: Mapping[str, Stock],
    now: datetime,
    window: timedelta,
) -> Sifted:
    """Return what becomes of each alert of a claim; `window` is the default of folding."""
    sifted = Sifted()
    past = _past(claim)
    behind = _Behind(claim)
    for one in claim.deliveries:
        if one.event is None:
            sifted.tell.append(one)
            continue
        event, options = one.event, one.options or PLAIN
        quote = one.quote if one.resend else one.quote or quotes.get(event.code)
        its_past = past.setdefault((event.condition_id, event.code), _Past())
        if one.resend and its_past.telling:
            # repeated alone, the earlier one it may have stood with would be the last word
            _tell(sifted, one, event, its_past, _window(options, window))
        elif why := _kept_out(one, event, options, quote, stocks, claim, now):
            sifted.filtered[one.id] = why
        elif held := behind.held(one, event) or _held_back(one, event, options, claim, now):
            sifted.held.append(held)
        else:
            _follow(sifted, one, event, its_past, options, window, now)
        behind.note(sifted, one, event)
    if all(one.folded for one in sifted.tell):
        _wait_on(sifted, window)
    return sifted


def _kept_out(
    one: Delivery,
    event: Event,
    options: Options,
    quote: Quote | None,
    stocks: Mapping[str, Stock],
    claim: Claim,
    now: datetime,
) -> str:
    """Return why an alert is not told at all here, nothing where it is.

    One of another chat is not told here while that chat is silent: it is summed up there.
    """
    if one.diverted and (
        muted_until(claim.home.mutes, event, now) or _quiet(claim.home.quiets, now)
    ):
        return SILENT_AT_HOME
    if one.hold in _UNSIFTED and not one.tried:
        return filtered(event, options, quote, stocks.get(event.code))
    return ""


def _quiet(quiets: Sequence[Quiet], now: datetime) -> datetime | None:
    """Return when the last of the quiet hours ends that it is in now, None where it is in none."""
    return max(filter(None, (quiet_until(one, now) for one in quiets)), default=None)


class _Behind:
    """What is held back of each stock: whatever comes later is held with it, so as to stay later.

    What is to be written into an earlier message takes it along there.
    """

    def __init__(self, claim: Claim) -> None:
        self._held: dict[Key, list[Behind]] = {}
        for one in claim.held:
            self._held.setdefault((one.condition_id, one.code), []).append(one)

    def held(self, one: Delivery, event: Event) -> Held | None:
        """Return that an event waits as an earlier one of its stock does."""
        held = self._held.get((event.condition_id, event.code), ())
        before = [earlier for earlier in held if earlier.event_id < event.id]
        if not before or one.hold is Hold.FOLDED:
            return None
        last = before[-1]
        if last.hold is Hold.FOLDED and (one.resend or event.source is Source.MISSED):
            return None  # nothing of its own sort goes with what is only taken along
        return Held(one.id, last.hold, last.until, last.message_id)

    def note(self, sifted: Sifted, one: Delivery, event: Event) -> None:
        """Remember an event that has just been held back."""
        last = sifted.held[-1] if sifted.held else None
        if last is not None and last.delivery_id == one.id:
            key = (event.condition_id, event.code)
            behind = Behind(event.id, *key, last.hold, last.until, last.message_id)
            self._held.setdefault(key, []).append(behind)


def hushed(claim: Claim, now: datetime) -> list[Held]:
    """Return which price alerts of a claim of notices wait until silence is over.

    A mute of everything or of the stock holds them back, and quiet hours do.
    """
    quiet = _quiet(claim.here.quiets, now)
    held = []
    for one in claim.deliveries:
        if one.notice is None or one.notice.key not in (TOLD, OVER):
            continue
        code = one.notice.params.get("code")
        mutes = [mute for mute in claim.here.mutes if mute.condition is None]
        untils = [mute.until for mute in mutes if mute.until > now and mute.code in (None, code)]
        if untils:
            held.append(Held(one.id, Hold.MUTED, max(untils)))
        elif quiet:
            held.append(Held(one.id, Hold.QUIET, quiet))
    return held


def filtered(event: Event, options: Options, quote: Quote | None, stock: Stock | None) -> str:
    """Return the name of the filter that keeps an event out, nothing where none does.

    What is not known (a price that did not come) keeps nothing out.
    """
    wanted = _WANTED.get(options.kinds)
    if wanted is not None and event.kind is not wanted:
        return "kinds"
    if stock is not None:
        if options.markets and stock.market not in options.markets:
            return "markets"
        if options.name and options.name.casefold() not in stock.name.casefold():
            return "name"
    for name in ("price", "rate", "volume", "value"):
        value = getattr(quote, name, None)
        if value is not None and value not in getattr(options, name):
            return name
    return ""


def chain(times: Sequence[datetime], window: timedelta) -> int:
    """Return how many events, counted from the last, followed each other within the window."""
    count = min(1, len(times))
    for at in range(len(times) - 1, 0, -1):
        if times[at] - times[at - 1] >= window:
            break
        count += 1
    return count


def quiet_until(quiet: Quiet | None, now: datetime) -> datetime | None:
    """Return when the quiet hours end that it is in now, None where it is in none."""
    if quiet is None or quiet.start == quiet.end:
        return None
    local = now.astimezone(KST)
    start = local.replace(hour=quiet.start.hour, minute=quiet.start.minute, second=0, microsecond=0)
    end = local.replace(hour=quiet.end.hour, minute=quiet.end.minute, second=0, microsecond=0)
    if start < end:
        return end if start <= local < end else None
    if local >= start:
        return end + timedelta(days=1)
    return end if local < end else None


def muted_until(mutes: Sequence[Mute], event: Event, now: datetime) -> datetime | None:
    """Return until when an event's alert is muted, None where it is not."""
    untils = [
        mute.until
        for mute in mutes
        if mute.until > now
        and (mute.condition is None or mute.condition.id == event.condition_id)
        and (mute.code is None or mute.code == event.code)
    ]
    return max(untils, default=None)


def _past(claim: Claim) -> dict[Key, _Past]:
    found: dict[Key, _Past] = {}
    for told in claim.earlier:
        past = found.setdefault((told.condition_id, told.code), _Past())
        past.add(told.received_at, folded=told.folded)
        past.message_id = told.message_id
    return found


def _held_back(
    one: Delivery, event: Event, options: Options, claim: Claim, now: datetime
) -> Held | None:
    """Return that silence is wanted, or that it is to be gathered."""
    if until := muted_until(claim.here.mutes, event, now):
        return Held(one.id, Hold.MUTED, until)
    if until := _quiet(claim.here.quiets, now):
        return Held(one.id, Hold.QUIET, until)
    if options.digest and one.hold is None and not one.diverted:
        return Held(one.id, Hold.DIGEST, _next_full(now, options.digest))
    return None


def _next_full(now: datetime, minutes: int) -> datetime:
    """Return the next full N minutes of the day, and the end of the day at the latest."""
    local = now.astimezone(KST)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = int((local - day).total_seconds()) // (minutes * 60)
    return min(day + timedelta(minutes=(passed + 1) * minutes), day + timedelta(days=1))


def _follow(
    sifted: Sifted,
    one: Delivery,
    event: Event,
    past: _Past,
    options: Options,
    window: timedelta,
    now: datetime,
) -> None:
    """Tell it, or hold it for what the same stock was told before."""
    default, window = window, _window(options, window)
    if one.hold is Hold.FOLDED:
        _catch_up(sifted, one, event, past, window or default)  # folding was switched off since
    elif one.hold is not None or event.source is Source.MISSED or event.condition_id is None:
        sifted.tell.append(one)
    elif until := _cooling_until(past, event, options, now):
        sifted.held.append(Held(one.id, Hold.COOLDOWN, until))
    else:
        _ring_or_fold(sifted, one, event, past, window, now)


def _cooling_until(past: _Past, event: Event, options: Options, now: datetime) -> datetime | None:
    """Return when the stock may be told again, None where that is now."""
    cooldown = timedelta(minutes=options.cooldown)
    if not cooldown or not past.times or event.received_at - past.times[-1] >= cooldown:
        return None
    until = past.times[-1] + cooldown
    return until if until > now else None


def _window(options: Options, default: timedelta) -> timedelta:
    return default if options.fold is None else timedelta(minutes=options.fold)


def _catch_up(sifted: Sifted, one: Delivery, event: Event, past: _Past, window: timedelta) -> None:
    """Tell what could not be written into its message, with all that the stock did until then."""
    so_far = [time for time in past.times if time <= event.received_at]
    past.add(event.received_at, folded=True)
    past.catching_up.append(one.id)
    sifted.tell.append(one)
    turns = chain([*so_far, event.received_at], window)
    sifted.turns.update(dict.fromkeys(past.catching_up, turns if turns > 1 else 0))


def _wait_on(sifted: Sifted, window: timedelta) -> None:
    """Hold what is only taken along where nothing goes that it could be taken along with."""
    for one in sifted.tell:
        if one.event is not None:
            until = one.event.received_at + _window(one.options or PLAIN, window)
            sifted.held.append(Held(one.id, Hold.FOLDED, until))
    sifted.tell.clear()
    sifted.turns.clear()


def _ring_or_fold(
    sifted: Sifted, one: Delivery, event: Event, past: _Past, window: timedelta, now: datetime
) -> None:
    folds = _folds(past, event.received_at, window)
    if folds and not past.telling and not one.resend:
        sifted.held.append(Held(one.id, Hold.FOLDED, now + window, past.message_id))
        past.add(event.received_at, folded=True)
    else:
        _tell(sifted, one, event, past, window)


def _tell(sifted: Sifted, one: Delivery, event: Event, past: _Past, window: timedelta) -> None:
    folds = _folds(past, event.received_at, window)
    past.add(event.received_at, folded=folds)
    past.telling.append(one.id)
    sifted.tell.append(one)
    if folds:
        sifted.turns.update(dict.fromkeys(past.telling, chain(past.times, window)))


def _folds(past: _Past, at: datetime, window: timedelta) -> bool:
    """Return whether an event at this time is the third within the window, or goes on so."""
    if not window:
        return False
    recent = [time for time in past.times if at - time < window]
    if not recent:
        return False
    return past.folded or len(recent) >= _RING
