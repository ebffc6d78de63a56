"""The small parent of `kiwoom-bot run`: starts the bot again after a fault of its own."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

NEEDS_A_PERSON = 78
"""the exit code (EX_CONFIG) after which starting again would change nothing"""
_PATIENCE = 10.0
_STEADY = 300.0
_LONGEST_PAUSE = 60.0


class Supervisor:
    """Runs one child at a time; an end that was asked for ends it too."""

    def __init__(
        self, command: Sequence[str], *, first_pause: float = 1.0, patience: float = _PATIENCE
    ) -> None:
        self._command = command
        self._first_pause = first_pause
        self._patience = patience
        self._child: subprocess.Popen[bytes] | None = None
        self._ending = False

    def run(self) -> int:
        """Return the child's last exit code; 0 after an end that was asked for."""
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._end)
        pause = self._first_pause
        while True:
            began = time.monotonic()
            code = self._run_once()
            if self._ending:
                return 0
            if code in (0, NEEDS_A_PERSON):
                return code
            if time.monotonic() - began > _STEADY:
                pause = self._first_pause
            print(f"kiwoom-bot: exit {code}, restart in {pause:.0f} s", file=sys.stderr)  # noqa: T201
            self._wait(pause)
            if self._ending:
                return 0
            pause = min(_LONGEST_PAUSE, pause * 2)

    def _run_once(self) -> int:
        self._child = subprocess.Popen(self._command)  # noqa: S603 our own command
        if self._ending:  # it was asked for in this very moment
            self._child.terminate()
        ended_at = None
        while True:
            try:
                return self._child.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                if not self._ending:
                    continue
                ended_at = ended_at or time.monotonic()
                if time.monotonic() - ended_at > self._patience:
                    self._child.kill()

    def _end(self, number: int, _frame: FrameType | None) -> None:
        first = not self._ending
        self._ending = True
        if sys.platform == "win32" and number != signal.SIGTERM:
            return  # Ctrl-C reaches the child by itself there, and terminate() is a sudden end
        if first and self._child is not None and self._child.poll() is None:
            self._child.terminate()

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._ending and time.monotonic() < until:
            time.sleep(0.1)
