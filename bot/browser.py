"""The browser of whoever started the program, where one would open a window of its own."""

import os
import sys
import threading
import webbrowser
from contextlib import suppress

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def can_open() -> bool:
    """Return whether it would be a window here: not afar, and not a browser in this terminal."""
    if "SSH_CONNECTION" in os.environ:
        return False
    windows = sys.platform in ("win32", "darwin")
    return windows or any(os.environ.get(name) for name in _SCREENS)


def show(url: str) -> None:
    """Open it, if a browser can be; one that does not come back keeps nothing alive."""
    if can_open():
        threading.Thread(target=_open, args=(url,), name="browser", daemon=True).start()


def _open(url: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(url)
