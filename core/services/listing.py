"""What a new listing of the conditions means for the ones we know; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.model import Condition, Listed
from core.ports import ConditionUpdate


@dataclass(frozen=True, slots=True)
class Relisting:
    """Rows to write, and what people must be told.

    `moved` follow their name to another seq. The others cannot be followed and pause: their name
    stands at `several` new seqs, a new name stands at their seq (`renamed`), or neither is so
    (`gone`). Those listed again are `back`.
    """

    updates: tuple[ConditionUpdate, ...] = ()
    moved: tuple[tuple[Condition, str], ...] = ()
    renamed: tuple[tuple[Condition, str], ...] = ()
    several: tuple[tuple[Condition, tuple[str, ...]], ...] = ()
    gone: tuple[Condition, ...] = ()
    back: tuple[Condition, ...] = ()


def relist(known: Sequence[Condition], listed: Sequence[Listed]) -> Relisting:
    """Compare the conditions we know with those the broker lists now.

    A condition is its name: it is followed while its name stands in the list exactly once, or
    unmoved among several of the same name.
    """
    by_seq = {one.seq: one.name for one in listed}
    followed = _followed(known, by_seq)
    new = {seq: name for seq, name in by_seq.items() if seq not in followed.values()}
    updates: list[ConditionUpdate] = []
    moved: list[tuple[Condition, str]] = []
    back: list[Condition] = []
    lost: list[Condition] = []
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
            lost.append(condition)
            updates.append(
                ConditionUpdate(condition.id, condition.seq, condition.name, listed=False)
            )
    updates += [ConditionUpdate(None, seq, name, listed=True) for seq, name in new.items()]
    return _pausing(lost, new, Relisting(tuple(updates), tuple(moved), back=tuple(back)))


def _pausing(lost: Sequence[Condition], new: Mapping[str, str], found: Relisting) -> Relisting:
    """Tell apart why those that cannot be followed pause; `new` are those nobody stood for."""
    twins = {one.id: tuple(seq for seq in new if new[seq] == one.name) for one in lost}
    single = [one for one in lost if not twins[one.id]]
    return replace(
        found,
        several=tuple((one, twins[one.id]) for one in lost if twins[one.id]),
        renamed=tuple((one, new[one.seq]) for one in single if one.seq in new),
        gone=tuple(one for one in single if one.seq not in new),
    )


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
