"""What a run came to: the chats and the rows held against what the simulator did."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tests.ledger.accounts import Audit, audit
from tests.ledger.chats import NAMES, Chat
from tests.ledger.ledger import Happened, Place, Told, Verdict, judge
from tests.ledger.pages import Account
from tests.ledger.rows import Dropped, Rows
from tests.ledger.stage import Stage
from tests.ledger.wants import Wants

_LONG_WAITED = 300.0
"""seconds that an alert may have waited for a chat that is then found closed"""
_LAST = 10_000_000
"""what waits for a chat that must be left alone for hours stands behind all its messages"""


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; the same seed draws the same events and faults."""

    seed: int
    events: int
    kills: int
    faults: int
    rate: float = 150.0
    pace: float = 10.0
    groups: int = 8
    patience: float = 0.0
    """seconds that mutes get to end by themselves"""


@dataclass(frozen=True, slots=True)
class Case:
    """What was judged, to be judged again."""

    happened: list[Happened]
    told: list[Told]
    places: list[Place]
    ended: dict[int, float]
    deaths: tuple[float, ...]

    def verdict(self) -> Verdict:
        """Hold the chats against the broker."""
        return judge(self.happened, self.told, self.places, self.ended, self.deaths)


@dataclass(frozen=True, slots=True)
class Played:
    """What was done to the bot; faults that no message met in time were skipped."""

    deaths: tuple[float, ...]
    faults: Counter[str]
    skipped: Counter[str]
    said: Counter[str]
    seconds: float

    @property
    def kills(self) -> int:
        """Return how often it was killed in the middle, not for time to pass or at the end."""
        return len(self.deaths) - 3


@dataclass(frozen=True, slots=True)
class Books:
    """What a run came to."""

    size: Size
    played: Played
    case: Case
    verdict: Verdict
    events: int
    heard: int
    sessions: int
    messages: int
    waiting: int
    knocks: int
    failed: Counter[tuple[str, str]]
    accounts: list[Account]
    audit: Audit

    @property
    def clean(self) -> bool:
        return self.verdict.clean and self.audit.clean


def close(
    stage: Stage,
    size: Size,
    happened: list[Happened],
    rows: Rows,
    played: Played,
    wants: Mapping[str, Wants],
) -> Books:
    """Read every chat and the rows, and judge."""
    names = {f"{chat.channel}:{one}": chat.name for chat in stage.chats for one in chat.ids}
    told = stage.told()
    held = {chat.name for chat in stage.chats if chat.part == "held"}
    kept = {at: name for at, name in names.items() if name in held}
    waiting = rows.waiting(kept, _LAST)
    dropped = rows.dropped(names)
    places = [_place(chat, dropped) for chat in stage.chats if not chat.wishes]
    wishing = [chat for chat in stage.chats if chat.wishes]
    accounts = [_account(stage, chat, rows, wants[chat.name]) for chat in wishing]
    case = Case(happened, [*told, *waiting], places, stage.hearing.ended, played.deaths)
    verdict = case.verdict()
    verdict.wrong += stage.unreadable
    plain = {at: name for at, name in names.items() if name not in wants}
    verdict.lost += _believed(rows.sent(plain), told)
    verdict.lost += _not_inside(stage, happened)
    return Books(
        size=size,
        played=played,
        case=case,
        verdict=verdict,
        events=len(happened),
        heard=sum(one.session > 0 for one in happened),
        sessions=len(stage.hearing.ended) + 1,
        messages=sum(len(stage.said(chat)) for chat in stage.chats),
        waiting=len(waiting),
        knocks=_knocks(stage),
        failed=rows.failed(),
        accounts=accounts,
        audit=audited(accounts),
    )


def audited(accounts: Iterable[Account]) -> Audit:
    """Judge the wishing chats."""
    found = Audit()
    for one in accounts:
        found.take(audit(one))
    return found


def _account(stage: Stage, chat: Chat, rows: Rows, wants: Wants) -> Account:
    follows = frozenset(NAMES[seq] for seq in chat.follows)
    entries = rows.entries(chat.address, follows)
    return Account(chat.name, entries, stage.pages(chat), wants, away=chat.part == "phone")


def _place(chat: Chat, dropped: Iterable[Dropped]) -> Place:
    """What waited for a chat may be dropped only while it is closed."""
    follows = frozenset(NAMES[seq] for seq in chat.follows)
    here = [one for one in dropped if one.told.place == chat.name]
    refused = [one for one in here if one.refused]
    closed = Place(
        chat.name,
        follows,
        tuple(
            (
                min([since, *(one.written for one in refused if since <= one.settled <= until)]),
                until,
            )
            for since, until in chat.closed
        ),
    )
    lines = (
        one.told.line
        for one in here
        if any(since - _LONG_WAITED <= one.settled <= until for since, until in closed.closed)
    )
    return replace(closed, dropped=tuple(lines))


def _believed(sent: Counter[tuple[str, str, str, str, bool]], told: list[Told]) -> list[str]:
    """Return what the bot's rows call told and no chat shows."""
    shown: set[tuple[str, str, str, str, bool, float, float]] = {
        (one.place, one.line.condition, one.line.code, one.line.kind, one.line.loose,
         one.line.since, one.line.until)
        for one in told
    }  # fmt: skip
    counts: Counter[tuple[str, str, str, str, bool]] = Counter(key[:5] for key in shown)
    return [f"believed told: {key}" for key, number in sent.items() if number > counts[key]]


def _not_inside(stage: Stage, happened: list[Happened]) -> list[str]:
    """The simulator's own lists agree with the events written down."""
    found = []
    for condition in stage.conditions:
        inside: dict[str, None] = {}
        for one in happened:
            if one.condition == condition.name:
                inside.pop(one.code, None)
                if one.kind == "entry":
                    inside[one.code] = None
        if set(inside) != set(condition.members):
            found.append(f"the list of {condition.name} is not what happened")
    return found


def _knocks(stage: Stage) -> int:
    """How often a chat was tried that had said to wait for hours, after the first time."""
    held = {one for chat in stage.chats if chat.part in ("held", "phone") for one in chat.ids}
    calls = [*stage.telegram.calls, *stage.slack.calls]
    refused = Counter(one.where for one in calls if one.status == 429 and one.where in held)
    return sum(number - 1 for number in refused.values())
