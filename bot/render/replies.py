"""What the commands answer: a Doc and its buttons from what the engine said."""

from collections.abc import Sequence
from datetime import date

from bot.messages import Button, Doc, Line, Reply, Table, Text, bold
from bot.render import figures
from bot.render.measure import clip
from bot.render.voice import Voice
from core.engine import ConditionState
from core.errors import (
    AmbiguousStock,
    BotError,
    NotSubscribed,
    PassingError,
    SessionTaken,
    UnknownCondition,
)
from core.model import Condition, SessionState, SessionStatus, Watch
from core.services.hangul import typed

CONDITIONS_ON_A_PAGE = 10
MOST_CHOICES = 30
WIDEST = 34
LONGEST_COMMAND = 64
"""bytes of UTF-8 that platforms carry for a button"""
_NAME = 40
LABEL = 24
"""characters of a button that a phone shows"""

Rows = tuple[tuple[Button, ...], ...]


def said(voice: Voice, key: str, **params: object) -> Reply:
    """Return one sentence."""
    return Reply(Doc(voice.lines(key, **params)))


def refused(voice: Voice, key: str, **params: object) -> Reply:
    """Return one sentence that refuses: who pressed a button hears it, and its message stays."""
    return Reply(Doc(voice.lines(key, **params)), aside=True)


def failed(voice: Voice, error: BotError, command: str) -> Reply:
    """Return an error's sentence and, where there is one, the button that leads on."""
    rows: Rows = ()
    if isinstance(error, PassingError):
        rows = _rows(button(voice, "retry", command))
    elif isinstance(error, UnknownCondition):
        rows = _rows(button(voice, "conditions", "/conditions"))
    elif isinstance(error, NotSubscribed):
        rows = _rows(button(voice, "subscriptions", "/subscriptions"))
    elif isinstance(error, SessionTaken):
        rows = _rows(_takeover_button(voice))
    elif isinstance(error, AmbiguousStock):
        rows = _stock_buttons(error, command)
    return Reply(Doc(voice.error(error)), rows)


def halted(voice: Voice, session: SessionStatus) -> Reply | None:
    """Return that the session waits for a person, and how it goes on; None where it does not."""
    if session.state is SessionState.TAKEN:
        since = figures.clock_minute(session.since, date.min)
        lines = voice.lines("answer.halted_taken", since=since)
    elif session.state is SessionState.STOPPED:
        lines = voice.lines("answer.halted_stopped")
        if session.error:
            reason = voice.reason(session.error)
            lines = (*lines, voice.line("answer.halted_reason", reason=reason))
    else:
        return None
    return Reply(Doc(lines), _rows(_takeover_button(voice), button(voice, "status", "/status")))


def started(voice: Voice, resumed: int, session: SessionStatus) -> Reply:
    """Greet in three lines, and say what was woken up; promise nothing while nothing is watched."""
    stop = halted(voice, session)
    lines: tuple[Line | Table, ...]
    lines = voice.lines("answer.start_halted" if stop else "answer.start")
    rows = _rows(button(voice, "conditions", "/conditions"), _help_button(voice))
    if stop:
        lines, rows = (*lines, *stop.doc.parts), (*stop.buttons, *rows)
    if resumed:
        key = "resumed_halted" if stop else "resumed"
        lines = (*lines, voice.line(f"answer.{key}", count=resumed))
    return Reply(Doc(lines), rows)


def condition_list(
    voice: Voice, states: Sequence[ConditionState], mine: set[int], page: int, requery: int
) -> Reply:
    """List one page of conditions, each with a search and a subscription button."""
    pages = page_count(len(states), CONDITIONS_ON_A_PAGE)
    shown = states[(page - 1) * CONDITIONS_ON_A_PAGE : page * CONDITIONS_ON_A_PAGE]
    head = (*voice.line("answer.conditions", count=len(states)), *page_mark(voice, page, pages))
    lines: list[Line] = [head, (), *(condition_line(voice, one, mine, requery) for one in shown)]
    lines += [(), voice.line("answer.conditions_legend")]
    rows = [_condition_buttons(voice, one.condition, one.condition.id in mine) for one in shown]
    return Reply(Doc(tuple(lines)), (*rows, *page_buttons(voice, "/conditions", page, pages)))


def nothing_listed(voice: Voice, *, connected: bool) -> Reply:
    """Say why there is no condition to choose."""
    if connected:
        return Reply(
            Doc(voice.lines("answer.no_conditions")),
            _rows(button(voice, "refresh", "/conditions")),
        )
    return Reply(
        Doc(voice.lines("answer.not_listed_yet")),
        _rows(button(voice, "refresh", "/conditions"), button(voice, "status", "/status")),
    )


def choice(voice: Voice, command: str, conditions: Sequence[Condition]) -> Reply:
    """Ask which condition is meant, with a button for each of the first thirty."""
    lines = voice.lines(f"answer.choose_{command}")
    if len(conditions) > MOST_CHOICES:
        example = f"{voice.spell(command)} {conditions[-1].seq}"
        lines = (*lines, *voice.lines("answer.choose_more", example=example))
    return Reply(Doc(lines), choice_buttons(command, conditions))


def choice_buttons(command: str, conditions: Sequence[Condition], rest: str = "") -> Rows:
    """Return one button a condition; pressing it gives the command that condition, and `rest`."""
    rows: list[tuple[Button, ...]] = []
    for one in conditions[:MOST_CHOICES]:
        said = f"/{command} #{one.id} {rest}".rstrip()
        if len(said.encode()) > LONGEST_COMMAND:
            said = f"/{command} #{one.id}"
        rows.append((Button(label(f"{one.tag} {one.name}"), said),))
    return tuple(rows)


def taken_over(voice: Voice, *, needed: bool) -> Reply:
    """Say that the session is being taken back, or that it is ours already."""
    key = "answer.taking_over" if needed else "answer.nothing_to_take"
    return Reply(Doc(voice.lines(key)), _rows(button(voice, "status", "/status")))


def page_count(count: int, on_a_page: int) -> int:
    """Return how many pages that many take, at least one."""
    return max(1, -(-count // on_a_page))


# --- lines --------------------------------------------------------------------------------------


def condition_line(voice: Voice, state: ConditionState, mine: set[int], requery: int) -> Line:
    """Return `★ 0. 급등 초입 · 12종목 · 실시간`."""
    condition = state.condition
    star = "★ " if condition.id in mine else ""
    known = [_stocks(voice, state.inside)] if state.inside is not None else []
    watch = [_watch(voice, state, requery)] if state.watch else []
    tail = "".join(f" · {part}" for part in (*known, *watch))
    return Text(f"{star}{condition.tag}. "), bold(clip(condition.name, _NAME)), Text(tail)


def _watch(voice: Voice, state: ConditionState, requery: int) -> str:
    return voice.text(f"answer.watch_{state.watch}", seconds=requery)


def how_told(
    voice: Voice, state: ConditionState, requery: int, *, at_once: bool = True
) -> tuple[Line, ...]:
    """Say how many are inside and how what enters and leaves will be told.

    Not `at_once`: only a part of it is told, or later, so that only the watching is in real time.
    """
    if state.watch is Watch.ASKED:
        return (voice.line("answer.told_asked"),)
    if state.watch in (None, Watch.WAITING):
        waits = "told_waiting" if state.condition.listed else "told_unlisted"
        return (voice.line(f"answer.{waits}"),)
    inside = "inside_unknown" if state.inside is None else "inside_now"
    first = voice.line(f"answer.{inside}", count=state.inside)
    if state.watch is Watch.REALTIME:
        return first, voice.line("answer.told_realtime" if at_once else "answer.told_watched")
    why = voice.text(f"answer.why_{state.polled}") if state.polled else ""
    return first, voice.line("answer.told_polled", why=why, seconds=requery)


def _stocks(voice: Voice, count: int) -> str:
    return voice.text("answer.stocks", count=count)


def page_mark(voice: Voice, page: int, pages: int) -> Line:
    """Return ` · 2/3쪽`, nothing where there is one page."""
    if pages == 1:
        return ()
    return (Text(f" · {voice.text('answer.page', page=page, pages=pages)}"),)


# --- buttons ------------------------------------------------------------------------------------


def _stock_buttons(error: AmbiguousStock, command: str) -> Rows:
    """Offer the stocks that begin as was said: the same command, with a code in its place."""
    said, codes = error.params.get("said", ""), error.params.get("codes", "").split(",")
    words = " ".join(typed(command).split())
    before, found, after = words.rpartition(said)
    if not (said and found):
        return ()
    names = error.params.get("names", "").split(",")
    return tuple(
        row
        for name, code in zip(names, codes, strict=False)
        for row in _rows(Button(label(f"{name} {code}"), f"{before}{code.strip()}{after}"))
    )


def button(voice: Voice, key: str, command: str) -> Button:
    """Return a button by the key of its label."""
    return Button(voice.text(f"button.{key}"), command)


def _takeover_button(voice: Voice) -> Button:
    return button(voice, "takeover", "/takeover")


def _help_button(voice: Voice) -> Button:
    return button(voice, "help", "/help")


def _rows(*buttons: Button) -> Rows:
    """Put buttons in one row, without those whose command is longer than platforms take."""
    row = tuple(one for one in buttons if len(one.data.encode()) <= LONGEST_COMMAND)
    return (row,) if row else ()


def label(text: str) -> str:
    """Return a text as long as a button takes."""
    return clip(text, LABEL)


def _condition_buttons(
    voice: Voice, condition: Condition, subscribed_here: bool
) -> tuple[Button, ...]:
    search = Button(label(f"{condition.seq} {condition.name}"), f"/search #{condition.id}")
    return search, _follow_button(voice, condition, subscribed=subscribed_here)


def _follow_button(voice: Voice, condition: Condition, *, subscribed: bool) -> Button:
    command = "unsubscribe" if subscribed else "subscribe"
    return button(voice, command, f"/{command} #{condition.id}")


def page_buttons(voice: Voice, command: str, page: int, pages: int) -> Rows:
    """Return the buttons to the pages before and after."""
    before = (button(voice, "previous", f"{command} {page - 1}"),) if page > 1 else ()
    after = (button(voice, "next", f"{command} {page + 1}"),) if page < pages else ()
    return ((*before, *after),) if before or after else ()
