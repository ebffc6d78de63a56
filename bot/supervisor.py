"""The small parent of `kiwoom-bot run`: starts the bot again after a fault of its own."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

NEEDS_A_PERSON = 78
"""the exit code (EX_CONFIG) after which starting again would change nothing"""
PARENT = "KIWOOM_BOT_PARENT"
"""the environment variable that names the parent to its child"""
_PATIENCE = 10.0
_STEADY = 300.0
_LONGEST_PAUSE = 60.0


class Supervisor:
    """Runs one child at a time; an end that was asked for ends it too.

    `first` follows the command the first time, and never again.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        first: Sequence[str] = (),
        first_pause: float = 1.0,
        patience: float = _PATIENCE,
    ) -> None:
        self._command = command
        self._first = first
        self._first_pause = first_pause
        self._patience = patience
        self._child: subprocess.Popen[bytes] | None = None
        self._ending = False

    def run(self) -> int:
        """Return the child's last exit code; 0 after an end that was asked for."""
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._end)
        if hasattr(signal, "SIGHUP"):
            at_a_terminal = sys.stdin is not None and sys.stdin.isatty()
            signal.signal(signal.SIGHUP, self._end if at_a_terminal else self._pass_on)
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
        known = {**os.environ, PARENT: str(os.getpid())}
        command, self._first = [*self._command, *self._first], ()
        self._child = subprocess.Popen(command, env=known)  # noqa: S603 our own command
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

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        """Let the child read its settings again; at a terminal SIGHUP says it was closed."""
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(number)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._ending and time.monotonic() < until:
            time.sleep(0.1)


async def end_with_parent(stop: asyncio.Event, every: float = 1.0) -> None:
    """Set `stop` once the parent is gone (killed, even); return at once where there is none.

    Without it the bot of a killed parent would go on unseen, and hold DATA_DIR and the session.
    """
    named = os.environ.pop(PARENT, "")
    if not named.isdecimal():
        return
    gone = _watch(int(named))
    while not gone():  # noqa: ASYNC110 nothing tells it
        await asyncio.sleep(every)
    stop.set()


def _watch(parent: int) -> Callable[[], bool]:
    if sys.platform != "win32":
        return lambda: os.getppid() != parent
    import ctypes  # noqa: PLC0415 Windows only

    # The parent may be our grandparent there (a venv's python.exe starts the real one), and no
    # orphan is given to another parent; an open handle keeps its number from being used again.
    synchronize, signalled = 0x0010_0000, 0
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.WaitForSingleObject.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    handle = kernel.OpenProcess(synchronize, False, parent)
    if not handle:  # who cannot be watched is believed to live
        return lambda: False
    return lambda: bool(kernel.WaitForSingleObject(handle, 0) == signalled)
