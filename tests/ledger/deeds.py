"""What the people of wishing chats say in a run: drawn from the seed before anything is played."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.ledger.chats import NAMES, Chat
from tests.ledger.wants import Range, Wish

PLAIN = Wish()
FOLDED = 10
"""minutes of folding, longer than any run of one stock"""
_RATES: tuple[Range, ...] = ((2.0, None), (None, -2.0), (-3.0, 3.0), (-8.0, 8.0))
_PRICES: tuple[Range, ...] = ((9_800.0, None), (None, 10_300.0), (9_500.0, 10_500.0))
_KINDS = {"entry": "편입만", "exit": "이탈만", "both": "모두"}
_LEAST = 4
_SPARSE = 300
"""so many events lie between two deeds of a chat"""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing said in a chat, when so many events have happened.

    `what` is options, subscribe, unsubscribe, mute, unmute, quiet or loud; `condition` -1: all.
    """

    after: int
    what: str
    condition: int = -1
    wish: Wish = PLAIN
    words: str = ""
    minutes: int = 0
    stock: bool = False


def opening(chat: Chat, seq: int, chance: random.Random, fold: int) -> Deed:
    """Return the first subscription of a chat to a condition; `fold` is what holds by itself."""
    before = Wish(fold=fold)
    wish = _changed(before, chat.part, chance)
    if chat.part not in ("folding", "moody"):
        wish = replace(wish, fold=0)
    return Deed(0, "subscribe", seq, wish, spelled(before, wish))


def draw(
    chat: Chat, wishes: dict[int, Wish], chance: random.Random, events: int, fold: int
) -> list[Deed]:
    """Draw what is said in a chat while `events` happen; `wishes` holds at first."""
    ways = _WAYS.get(chat.part, ())
    if not ways:
        return []
    drawn = max(_LEAST, events // _SPARSE)
    moments = sorted(chance.randrange(events // 10, events) for _ in range(drawn))
    now: dict[int, Wish | None] = dict(wishes)
    return [_next(chance.choice(ways), chat, now, after, chance, fold) for after in moments]


def spelled(before: Wish, after: Wish) -> str:
    """Return the difference as a person types it."""
    said = []
    if before.kinds != after.kinds:
        said.append(_KINDS[after.kinds])
    if before.rate != after.rate:
        said.append(_range("등락률", after.rate, "%"))
    if before.price != after.price:
        said.append(_range("가격", after.price, "원"))
    for name, word in (("cooldown", "쉬기"), ("digest", "모아보기"), ("fold", "접기")):
        minutes = getattr(after, name)
        if getattr(before, name) != minutes:
            said.append(f"{word} {minutes}분" if minutes else f"{word} 끔")
    return " ".join(said)


def _range(word: str, ends: Range, unit: str) -> str:
    low, high = ends
    if low is None and high is None:
        return f"{word} 전체"
    if high is None:
        return f"{word} {low:g}{unit} 이상"
    if low is None:
        return f"{word} {high:g}{unit} 이하"
    return f"{word} {low:g}~{high:g}{unit}"


# --- what may be wished for ---------------------------------------------------------------------

Change = Callable[[Wish, random.Random], Wish]


def _other_kinds(wish: Wish, chance: random.Random) -> Wish:
    return replace(wish, kinds=chance.choice([one for one in _KINDS if one != wish.kinds]))


def _other_rate(wish: Wish, chance: random.Random) -> Wish:
    return replace(wish, rate=chance.choice([one for one in _RATES if one != wish.rate]))


def _other_price(wish: Wish, chance: random.Random) -> Wish:
    return replace(wish, price=chance.choice([one for one in _PRICES if one != wish.price]))


def _no_range(wish: Wish, _: random.Random) -> Wish:
    return replace(wish, rate=(None, None), price=(None, None))


def _other_digest(wish: Wish, chance: random.Random) -> Wish:
    minutes = chance.choice([one for one in (0, 1, 1, 2, 5) if one != wish.digest])
    return replace(wish, digest=minutes)


def _other_cooldown(wish: Wish, chance: random.Random) -> Wish:
    minutes = chance.choice([one for one in (0, 1, 1, 2) if one != wish.cooldown])
    return replace(wish, cooldown=minutes)


def _other_fold(wish: Wish, _: random.Random) -> Wish:
    return replace(wish, fold=0 if wish.fold else FOLDED)


_CHANGES: dict[str, tuple[Change, ...]] = {
    "choosy": (_other_kinds, _other_rate, _other_price, _no_range),
    "gathering": (_other_digest, _other_cooldown),
    "folding": (_other_fold, _other_kinds),
    "moody": (_other_kinds, _other_rate, _other_digest, _other_cooldown, _other_fold),
}
_WAYS = {
    "choosy": ("options", "options", "subscribe", "unsubscribe"),
    "gathering": ("options", "options", "subscribe", "unsubscribe"),
    "hushed": ("mute", "mute", "mute", "unmute", "quiet", "loud"),
    "folding": ("options", "options", "options", "unsubscribe"),
    "moody": ("options", "subscribe", "unsubscribe", "mute", "unmute", "quiet", "loud"),
}


def _changed(wish: Wish, part: str, chance: random.Random) -> Wish:
    if part == "folding" and not wish.fold:
        return _other_fold(wish, chance)
    changes = _CHANGES.get(part, ())
    others = [one for change in changes if (one := change(wish, chance)) != wish]
    return chance.choice(others) if others else wish


def _next(
    way: str,
    chat: Chat,
    now: dict[int, Wish | None],
    after: int,
    chance: random.Random,
    fold: int,
) -> Deed:
    seq = chance.choice(chat.follows)
    if way == "mute":
        return _mute(seq, after, chance)
    if way in ("unmute", "loud"):
        return Deed(after, way)
    if way == "quiet":
        return Deed(after, way, minutes=chance.choice((2, 3)))
    before = now[seq]
    if before is None:
        now[seq] = wish = _changed(Wish(fold=fold), chat.part, chance)
        return Deed(after, "subscribe", seq, wish, spelled(Wish(fold=fold), wish))
    if way == "unsubscribe":
        now[seq] = None
        return Deed(after, way, seq)
    now[seq] = wish = _changed(before, chat.part, chance)
    return Deed(after, way, seq, wish, spelled(before, wish))


def _mute(seq: int, after: int, chance: random.Random) -> Deed:
    """Of everything, of a condition, or of the stock that is in it then."""
    minutes = chance.choice((1, 1, 2, 5))
    target = chance.choice(("all", "condition", "stock"))
    condition = -1 if target == "all" else seq
    return Deed(after, "mute", condition, minutes=minutes, stock=target == "stock")


def name_of(seq: int) -> str | None:
    """Return the name of a condition, None for all of them."""
    return None if seq < 0 else NAMES[seq]
