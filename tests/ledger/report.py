"""The figures of a run as a table, and its faults as sentences."""

from tests.ledger.books import Books

_MOST = 40


def table(books: Books) -> str:
    """Return the figures as a Markdown table, followed by what was wrong, if anything."""
    size, played, verdict = books.size, books.played, books.verdict
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
        ("lost", len(verdict.lost)),
        ("doubled unmarked", len(verdict.doubled)),
        ("out of order", len(verdict.disordered)),
        ("otherwise wrong", len(verdict.wrong)),
        ("minutes", f"{played.seconds / 60:.1f}"),
    ]
    lines = ["| | |", "|---|---:|", *(f"| {name} | {_number(value)} |" for name, value in rows)]
    kinds = ", ".join(f"{name} {number}" for name, number in played.faults.most_common())
    lines += ["", f"Faults: {kinds}."]
    if played.skipped:
        lines.append(f"Not met in time, not counted: {dict(played.skipped)}")
    lines.append(f"Given up by the bot: {dict(books.failed)}")
    return "\n".join([*lines, *faults(books)])


def faults(books: Books) -> list[str]:
    """Return what was wrong, the first sentences of each sort, and the seed."""
    verdict = books.verdict
    sorts = {
        "LOST": verdict.lost,
        "DOUBLED": verdict.doubled,
        "DISORDERED": verdict.disordered,
        "WRONG": verdict.wrong,
    }
    said = [f"{name} {one}" for name, found in sorts.items() for one in found[:_MOST]]
    return [f"seed {books.size.seed}", *said] if said else []


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
