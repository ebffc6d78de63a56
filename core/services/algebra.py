"""Expressions over conditions: `0&3`, `(0|3)-5`, `"급등 초입" 그리고 2`; pure.

    expression = all { ("|" | "-") all }     what either has; what the first has without the second
    all        = one { "&" one }             what both have
    one        = number | name | quoted name | "(" expression ")"

`|` and `-` go from left to right and `&` binds tighter, as + and - and times do. A name that holds
one of these characters stands in quotes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from core.errors import FormulaWrong

T = TypeVar("T")
U = TypeVar("U")

MOST = 8
"""conditions in one expression: each is a search of its own"""
_DEEPEST = 20


class Join(StrEnum):
    """How two sides are combined."""

    BOTH = "&"
    EITHER = "|"
    WITHOUT = "-"


@dataclass(frozen=True, slots=True)
class One(Generic[T]):
    """One condition, in whatever form."""

    value: T


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """Two sides and how they are combined."""

    join: Join
    left: "Formula[T]"
    right: "Formula[T]"


Formula = One[T] | Pair[T]


@dataclass(frozen=True, slots=True)
class Named:
    """A condition as it was said, and where: it begins at character `at` and ends before `end`."""

    said: str
    at: int
    end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind` is `name`, a Join, `(` or `)`."""

    kind: str
    at: int
    end: int
    said: str = ""
    quoted: bool = False


_WORDS = {
    "그리고": Join.BOTH, "이면서": Join.BOTH, "and": Join.BOTH,
    "또는": Join.EITHER, "이거나": Join.EITHER, "or": Join.EITHER,
    "빼기": Join.WITHOUT, "minus": Join.WITHOUT, "without": Join.WITHOUT,
}  # fmt: skip
_UNCLEAR = ("제외", "not", "except")
"""words whose order people read both ways"""
_SIGNS = {"&": Join.BOTH, "|": Join.EITHER, "-": Join.WITHOUT}
_SIGNS |= dict.fromkeys("−–—", Join.WITHOUT)
_CLOSING = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_STRANGE = "+,*/!~^;=<>"
_PLAIN = re.compile(r"""[^\s&|()"'“”‘’+,*/!~^;=<>−–—-]+""")


def looks_like(said: str) -> bool:
    """Tell whether a text is more than the name of one condition can be."""
    if any(one in said for one in (*_SIGNS, *_CLOSING, "(", ")", *_STRANGE)):
        return True
    return any(word.casefold() in (*_WORDS, *_UNCLEAR) for word in said.split())


def goes_on(rest: str) -> bool:
    """Tell whether what follows a condition joins another one to it."""
    word = rest.split(maxsplit=1)[0].casefold() if rest.strip() else ""
    return bool(word) and (word[0] in _SIGNS or word in (*_WORDS, *_UNCLEAR))


def parse(said: str) -> Formula[Named]:
    """Read an expression; raises FormulaWrong with the place of the mistake."""
    tokens = _tokens(said)
    if sum(one.kind == "name" for one in tokens) > MOST:
        extra = [one for one in tokens if one.kind == "name"][MOST]
        raise wrong("too_many", said, extra.at, extra.end, most=str(MOST))
    return _Parser(said, tokens).whole()


def wrong(problem: str, said: str, at: int, end: int = 0, **params: str) -> FormulaWrong:
    """Return the error of a place in an expression: the characters from `at` until `end`."""
    place = {"at": str(at), "end": str(max(end, at + 1))}
    return FormulaWrong("", problem=problem, said=said, **place, **params)


class _Parser:
    """Reads tokens one after the other."""

    def __init__(self, said: str, tokens: list[_Token]) -> None:
        self._said = said
        self._tokens = tokens
        self._at = 0
        self._open: list[_Token] = []

    def whole(self) -> Formula[Named]:
        formula = self._expression()
        if (token := self._next()) is not None:
            raise self._after_a_condition(token)
        return formula

    def _expression(self) -> Formula[Named]:
        formula = self._all()
        while (token := self._next()) and token.kind in (Join.EITHER, Join.WITHOUT):
            self._at += 1
            formula = Pair(Join(token.kind), formula, self._all())
        return formula

    def _all(self) -> Formula[Named]:
        formula = self._one()
        while (token := self._next()) and token.kind == Join.BOTH:
            self._at += 1
            formula = Pair(Join.BOTH, formula, self._one())
        return formula

    def _one(self) -> Formula[Named]:
        token = self._next()
        if token is None:
            raise self._ended()
        self._at += 1
        if token.kind == "name":
            return One(Named(token.said, token.at, token.end, token.quoted))
        if token.kind != "(":
            raise self._no_condition(token)
        if len(self._open) == _DEEPEST:
            raise wrong("too_deep", self._said, token.at)
        self._open.append(token)
        formula = self._expression()
        closing = self._next()
        if closing is None:
            raise wrong("never_closed", self._said, token.at)
        if closing.kind != ")":
            raise self._after_a_condition(closing)
        self._at += 1
        self._open.pop()
        return formula

    def _next(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _ended(self) -> FormulaWrong:
        if not self._tokens:
            return wrong("empty", self._said, 0)
        return wrong("ends", self._said, len(self._said))

    def _no_condition(self, token: _Token) -> FormulaWrong:
        """Return what is wrong where a condition had to stand."""
        if token.kind == ")":
            problem = "empty_brackets" if self._open else "never_opened"
            before = self._tokens[self._at - 2] if self._at > 1 else None
            if before is not None and before.kind != "(":
                problem = "no_condition"
            return wrong(problem, self._said, token.at)
        problem = "begins" if self._at == 1 else "no_condition"
        return wrong(problem, self._said, token.at, token.end)

    def _after_a_condition(self, token: _Token) -> FormulaWrong:
        """Return what is wrong where a condition ended and something else than a join follows."""
        problem = "never_opened" if token.kind == ")" else "no_join"
        return wrong(problem, self._said, token.at, token.end)


def _tokens(said: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(said):
        if said[at].isspace():
            at += 1
            continue
        token = _token(said, at)
        before = tokens[-1] if tokens else None
        if before and _goes_on(before, token):  # `급등 초입` is one name of two words
            tokens[-1] = _Token("name", before.at, token.end, said[before.at : token.end])
        else:
            tokens.append(token)
        at = token.end
    return tokens


def _goes_on(before: _Token, token: _Token) -> bool:
    return before.kind == token.kind == "name" and not (before.quoted or token.quoted)


def _token(said: str, at: int) -> _Token:
    sign = said[at]
    if sign in "()":
        return _Token(sign, at, at + 1)
    if join := _SIGNS.get(sign):
        doubled = sign in "&|" and said[at : at + 2] == sign * 2
        return _Token(join, at, at + 2 if doubled else at + 1)
    if sign in _CLOSING:
        return _quoted(said, at)
    found = _PLAIN.match(said, at)
    if found is None:
        raise wrong("strange", said, at, sign=sign)
    word = found[0].casefold()
    if word in _UNCLEAR:
        raise wrong("unclear", said, at, found.end(), word=found[0])
    if join := _WORDS.get(word):
        return _Token(join, at, found.end())
    return _Token("name", at, found.end(), found[0])


def _quoted(said: str, at: int) -> _Token:
    end = said.find(_CLOSING[said[at]], at + 1)
    if end < 0:
        raise wrong("quote_open", said, at)
    name = said[at + 1 : end].strip()
    if not name:
        raise wrong("quote_empty", said, at, end + 1)
    return _Token("name", at, end + 1, name, quoted=True)


def values(formula: Formula[T]) -> Iterator[T]:
    """Yield what stands in a formula, from left to right."""
    if isinstance(formula, One):
        yield formula.value
    else:
        yield from values(formula.left)
        yield from values(formula.right)


def changed(formula: Formula[T], change: Callable[[T], U]) -> Formula[U]:
    """Return the same formula over other values."""
    return spread(formula, lambda value: One(change(value)))


def spread(formula: Formula[T], part: Callable[[T], Formula[U]]) -> Formula[U]:
    """Return the formula with another in the place of each value."""
    if isinstance(formula, One):
        return part(formula.value)
    return Pair(formula.join, spread(formula.left, part), spread(formula.right, part))


def write(formula: Formula[T], name: Callable[[T], str], blank: str = "") -> str:
    """Return the expression, with no more brackets than it needs and `blank` around the joins."""
    if isinstance(formula, One):
        return name(formula.value)
    left, right = (write(one, name, blank) for one in (formula.left, formula.right))
    if _weaker(formula.left, formula.join):
        left = f"({left})"
    if isinstance(formula.right, Pair) and not _tighter(formula.right, formula.join):
        right = f"({right})"
    return f"{left}{blank}{formula.join}{blank}{right}"


def _weaker(formula: Formula[T], join: Join) -> bool:
    return isinstance(formula, Pair) and join is Join.BOTH and formula.join is not Join.BOTH


def _tighter(formula: Pair[T], join: Join) -> bool:
    return formula.join is Join.BOTH and join is not Join.BOTH


def inside(formula: Formula[T], sets: Mapping[T, frozenset[str]]) -> frozenset[str]:
    """Return what is inside a formula, given what is inside each of its values."""
    if isinstance(formula, One):
        return sets[formula.value]
    left, right = inside(formula.left, sets), inside(formula.right, sets)
    match formula.join:
        case Join.BOTH:
            return left & right
        case Join.EITHER:
            return left | right
        case Join.WITHOUT:
            return left - right
