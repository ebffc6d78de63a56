"""What is wrong with a request that has the wrong shape, in one sentence; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.render.measure import clip
from bot.render.voice import Voice

_KINDS = {
    "missing": "missing",
    "json_invalid": "no_json",
    "int_parsing": "whole",
    "int_type": "whole",
    "int_from_float": "whole",
    "float_parsing": "number",
    "float_type": "number",
    "finite_number": "number",
    "bool_parsing": "yes_no",
    "bool_type": "yes_no",
    "string_type": "words",
    "string_pattern_mismatch": "shape",
    "extra_forbidden": "unknown",
    "datetime_from_date_parsing": "moment",
    "datetime_parsing": "moment",
    "datetime_type": "moment",
    "timezone_aware": "moment",
    "date_from_datetime_parsing": "day",
    "date_parsing": "day",
    "list_type": "list",
    "dict_type": "object",
    "model_attributes_type": "object",
    "model_type": "object",
    "one_of_two": "one_of_two",
}
_BOUNDS = {
    "greater_than_equal": ("at_least", "ge"),
    "greater_than": ("more_than", "gt"),
    "less_than_equal": ("at_most", "le"),
    "less_than": ("less_than", "lt"),
    "string_too_long": ("no_longer", "max_length"),
    "string_too_short": ("no_shorter", "min_length"),
    "too_long": ("no_more", "max_length"),
    "too_short": ("no_fewer", "min_length"),
    "literal_error": ("one_of", "expected"),
    "enum": ("one_of", "expected"),
}


def sentence(errors: Sequence[Any], voice: Voice) -> str:
    """Return what is wrong with the first thing that is."""
    first: Mapping[str, Any] = errors[0] if errors else {}
    kind, name = str(first.get("type", "")), _name(first.get("loc", ()))
    if kind in _BOUNDS:
        key, bound = _BOUNDS[kind]
        right = _listed(str(first.get("ctx", {}).get(bound, "")), voice)
        return voice.text(f"problem.{key}", name=name, right=right)
    if isinstance(first.get("input"), bytes):  # the body was not even taken for JSON
        return voice.text("problem.no_json_type")
    key = _KINDS.get(kind, "invalid")
    return voice.text(f"problem.{key}", name=name, said=_said(first.get("input")))


def _name(where: Sequence[Any]) -> str:
    """Return `limit`, or `options.kinds`; what a browser calls its parts is left out."""
    parts = [str(one) for one in where if one not in ("query", "path", "body", "header", "cookie")]
    return clip(".".join(parts), 60) or "body"


def _said(value: Any) -> str:
    return clip(str(value), 40) if isinstance(value, str | int | float | bool) else "…"


def _listed(expected: str, voice: Voice) -> str:
    """Return `'a', 'b' or 'c'` as a list of plain words."""
    plain = expected.replace("'", "").replace(" or ", ", ")
    return clip(plain, 120 if voice.lang == "ko" else 160)
