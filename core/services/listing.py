"""What a new listing of the conditions means for the ones we know; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.model import Condition, Listed
from core.ports import ConditionUpdate


@dataclass(frozen=True, slots=True)
class Relisting:
    """Rows to write, and what people must be told.

    `moved` follow their name to another seq; `lost` cannot be followed and pause: another name
    stands at their seq (`renamed`), or nothing does (`gone`). Those listed again are `back`.
    """

    updates: tuple[ConditionUpdate, ...] = ()
    moved: tuple[tuple[Condition, str], ...] = ()
    renamed: tuple[tuple[Condition, str], ...] = ()
    gone: tuple[Condition, ...] = ()
    back: tuple[Condition, ...] = ()


def relist(known: Sequence[Condition], listed: Sequence[Listed]) -> Relisting:
    """Compare the conditions we know with those the broker lists now.

    A condition is its name: it is followed while its name stands in the list exactly once, or
    unmoved among several of the same name.
    """
    by_seq = {one.seq: one.name for one in listed}
    followed = _followed(known, by_seq)
    updates: list[ConditionUpdate] = []
    moved: list[tuple[Condition, str]] = []
    renamed: list[tuple[Condition, str]] = []
    gone: list[Condition] = []
    back: list[Condition] = []
    for condition in known:
        seq = followed.get(condition.id)
        if seq is not None:
            if seq != condition.seq and condition.listed:
                moved.append((condition, seq))
            if not condition.listed:
                back.append(condition)
            if seq != condition.seq or not condition.listed:
                updates.append(ConditionUpdate(condition.id, seq, condition.name, listed=True))
        elif condition.listed:
            updates.append(
                ConditionUpdate(condition.id, condition.seq, condition.name, listed=False)
            )
            if condition.seq in by_seq:
                renamed.append((condition, by_seq[condition.seq]))
            else:
                gone.append(condition)
    taken = set(followed.values())
    updates += [
        ConditionUpdate(None, seq, name, listed=True)
        for seq, name in by_seq.items()
        if seq not in taken
    ]
    return Relisting(tuple(updates), tuple(moved), tuple(renamed), tuple(gone), tuple(back))


def _followed(known: Sequence[Condition], by_seq: Mapping[str, str]) -> dict[int, str]:
    """Return where each condition stands now; whoever has not moved, and is listed, goes first."""
    names = Counter(by_seq.values())
    by_name = {name: seq for seq, name in by_seq.items()}
    found: dict[int, str] = {}
    taken: set[str] = set()

    def follow(condition: Condition, seq: str) -> None:
        if condition.id not in found and seq not in taken:
            found[condition.id] = seq
            taken.add(seq)

    for listed in (True, False):
        group = [one for one in known if one.listed is listed]
        for one in group:
            if by_seq.get(one.seq) == one.name:
                follow(one, one.seq)
        for one in group:
            if names[one.name] == 1:
                follow(one, by_name[one.name])
    return found
