"""Who may use the set-up page: whoever has seen the terminal, with one browser at a time."""

import hmac
from collections.abc import Callable
from secrets import token_urlsafe

COOKIE = "kiwoom_bot_setup"


class Latch:
    """A code is good once; a browser that brings it is known by a cookie from then on.

    `say` is given each new code, to be shown at the terminal.
    """

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._code = token_urlsafe(18)
        self._key = ""
        say(self._code)

    def open(self, code: str) -> str | None:
        """Return the cookie for a code; None where it is wrong or used, and a new one is shown."""
        good = bool(self._code) and hmac.compare_digest(code.encode(), self._code.encode())
        self._code = "" if good else token_urlsafe(18)
        if not good:
            self._say(self._code)
            return None
        self._key = token_urlsafe(24)
        return self._key

    def fits(self, cookie: str) -> bool:
        """Return whether a browser is the one that brought the last code."""
        return bool(self._key) and hmac.compare_digest(cookie.encode(), self._key.encode())
