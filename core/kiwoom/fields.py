"""Single values as Kiwoom writes them: signs that mean direction, padding, prefixes, codes in text.

Every function takes anything a JSON value can be and returns a value or None, never an error.
"""

import re

_NUMBER = re.compile(r"([+-]*)([0-9]{1,18})(?:\.[0-9]*)?")
_DECIMAL = re.compile(r"([+-]*)([0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})")
_CODE_IN_TEXT = re.compile(r"\[([0-9]{3,5})(?::|\](?!\())|CODE=([0-9]{3,5})")
_SEQ_IN_TEXT = re.compile(r"\(seq=\s*([^\s)]{1,8})\s*\)")
_PREFIXES = "AJQ"


def text(value: object) -> str:
    """Return a string or number as stripped text, anything else as nothing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value) if abs(value) < 10**18 else ""


def number(value: object) -> int | None:
    """Return a signed number: "+00123", " 67300", "--33" (a doubled sign is one), "" is None."""
    match = _NUMBER.fullmatch(text(value))
    if match is None:
        return None
    return -int(match[2]) if "-" in match[1] else int(match[2])


def price(value: object) -> int | None:
    """Return won: the sign of a price is only its direction, and nothing costs nothing."""
    return abs(number(value) or 0) or None


def rate(value: object) -> float | None:
    """Return the percent of a percent string: "+28.68", "-0.24"."""
    match = _DECIMAL.fullmatch(text(value))
    if match is None:
        return None
    return -float(match[2]) if "-" in match[1] else float(match[2])


def milli_rate(value: object) -> float | None:
    """Return the percent of a one-shot search's rate, which comes times 1000: "000001500"."""
    thousandths = number(value)
    return None if thousandths is None else thousandths / 1000


def stock_code(value: object) -> str | None:
    """Return the bare code: no A/J/Q in front, no venue (_NX, _AL) behind; letters may be in it."""
    code = value if type(value) is str else text(value)
    if len(code) == 6 and code.isascii() and code.isalnum():
        return code
    code = code.strip().partition("_")[0]
    if len(code) == 7 and code[0] in _PREFIXES:
        code = code[1:]
    return code if 0 < len(code) <= 12 and code.isascii() and code.isalnum() else None


def seq(value: object) -> str | None:
    """Return the number of a condition without padding or what follows it: "2  ", "2 extra"."""
    word = value if type(value) is str else text(value)
    if word.isdecimal():
        return word
    words = word.split(None, 1)
    return words[0] if words else None


def hhmmss(value: object) -> str | None:
    """Return a time of day as six digits, None where it is none."""
    digits = value if type(value) is str else text(value)
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return None
    return digits if digits < "240000" and digits[2] < "6" and digits[4] < "6" else None


def code_in(message: str) -> int | None:
    """Return the code a message carries in its text: `[8005:`, `[1634]` or `CODE=8005`."""
    match = _CODE_IN_TEXT.search(message)
    return int(match[1] or match[2]) if match else None


def seq_in(message: str) -> str | None:
    """Return the number of the condition an error speaks of: `(seq=3)`."""
    match = _SEQ_IN_TEXT.search(message)
    return match[1] if match else None
