"""The figures of a run as a table, and its faults as sentences."""

from tests.ledger.books import Books

_MOST = 40
_FIGURES = {
    "wanted": "events that had a row",
    "live": "told live",
    "missed": "told in missed reports",
    "summary": "told in summaries",
    "edit": "told by edits of an earlier message",
    "folded": "told as to and fro in a message of their own",
    "elsewhere": "told here for the chat that had to wait for hours",
    "filtered": "filtered by options in force",
    "dropped": "dropped, as the subscription ended",
    "told before it was dropped": "told, though the subscription ended meanwhile",
    "repeated": "repeated with the mark",
    "raced": "verdicts that a race left open",
    "slow": "messages that took over three seconds",
}


def table(books: Books) -> str:
    """Return the figures as a Markdown table, followed by what was wrong, if anything."""
    size, played, verdict, audit = books.size, books.played, books.verdict, books.audit
    figures = audit.figures
    rows: list[tuple[str, object]] = [
        ("seed", size.seed),
        ("events made by the simulator", books.events),
        ("of these pushed to a session", books.heard),
        ("sessions with Kiwoom", books.sessions),
        ("kills (SIGKILL)", played.kills),
        ("faults", played.faults.total()),
        ("messages shown in all chats", books.messages),
        ("tellings wanted (event × chat)", verdict.wanted),
        ("told live, each by itself", verdict.live),
        ("differences told in missed reports", verdict.missed),
        ("unheard: in a missed report, or in and out again while away", verdict.unheard),
        ("for a chat that had blocked the bot", verdict.excused),
        ("repeated with the mark (재전송)", verdict.repeated),
        ("still kept for chats that must wait 12 hours", books.waiting),
        ("attempts at those chats meanwhile", books.knocks),
        *((f"wishing chats: {name}", figures[key]) for key, name in _FIGURES.items()),
        ("lost", len(verdict.lost) + len(audit.lost)),
        ("doubled unmarked", len(verdict.doubled) + len(audit.doubled)),
        ("out of order", len(verdict.disordered) + len(audit.disordered)),
        ("otherwise wrong", len(verdict.wrong) + len(audit.wrong)),
        ("minutes", f"{played.seconds / 60:.1f}"),
    ]
    lines = ["| | |", "|---|---:|", *(f"| {name} | {_number(value)} |" for name, value in rows)]
    kinds = ", ".join(f"{name} {number}" for name, number in played.faults.most_common())
    said = ", ".join(f"{name} {number}" for name, number in played.said.most_common())
    lines += ["", f"Faults: {kinds}.", f"Said by people: {said}."]
    if played.skipped:
        lines.append(f"Not met in time, not counted: {dict(played.skipped)}")
    lines.append(f"Given up by the bot: {dict(books.failed)}")
    return "\n".join([*lines, *faults(books)])


def faults(books: Books, most: int | None = _MOST) -> list[str]:
    """Return what was wrong, so many sentences of each sort, and the seed."""
    verdict, audit = books.verdict, books.audit
    sorts = {
        "LOST": verdict.lost + audit.lost,
        "DOUBLED": verdict.doubled + audit.doubled,
        "DISORDERED": verdict.disordered + audit.disordered,
        "WRONG": verdict.wrong + audit.wrong,
    }
    said = [f"{name} {one}" for name, found in sorts.items() for one in found[:most]]
    more = {name: len(found[most:]) for name, found in sorts.items() if most}
    said += [f"{name} and {number} more" for name, number in more.items() if number]
    return [f"seed {books.size.seed}", *said] if said else []


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
