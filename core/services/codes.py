"""One-time codes: twelve letters that can be typed on a phone and cannot be guessed; pure."""

import hashlib
import secrets

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""none that is taken for another; 32 of them, so twelve hold 60 bits"""
_LENGTH = 12
_GROUP = 4
_BETWEEN = str.maketrans("", "", " -‐‑–—")


def make() -> str:
    """Return a new code."""
    return "".join(secrets.choice(LETTERS) for _ in range(_LENGTH))


def shown(code: str) -> str:
    """Return a code as a person reads it: `k7m2-9xqa-wd4t`."""
    return "-".join(code[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def read(said: str) -> str | None:
    """Return the code a person typed, None where it cannot be one."""
    code = said.translate(_BETWEEN).casefold()
    return code if len(code) == _LENGTH and set(code) <= set(LETTERS) else None


def digest(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()
