"""The parent of `kiwoom-bot run`: starts again after a fault, and ends when asked to."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.supervisor import NEEDS_A_PERSON, Supervisor

BEGIN = "import os, signal, sys, time; lives = open({path!r}, 'a+'); print(time.monotonic(), file=lives, flush=True); lives.seek(0); life = len(lives.readlines()); "  # noqa: E501


ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Give the handlers back."""
    kept = {number: signal.getsignal(number) for number in ENDS}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


class Child:
    """A program that notes each of its lives."""

    def __init__(self, path: Path, then: str) -> None:
        self._path = path / "lives"
        self.command = [sys.executable, "-c", BEGIN.format(path=str(self._path)) + then]

    @property
    def lives(self) -> list[float]:
        if not self._path.exists():
            return []
        return [float(line) for line in self._path.read_text().splitlines()]

    def signal_when_alive(self, number: int = signal.SIGTERM) -> None:
        """Signal the parent, which is this process, as soon as the child lives."""

        def work() -> None:
            while not self.lives:
                time.sleep(0.01)
            os.kill(os.getpid(), number)

        threading.Thread(target=work, daemon=True).start()


def test_an_end_without_a_fault_is_the_end(tmp_path: Path) -> None:
    child = Child(tmp_path, "sys.exit(0)")
    assert Supervisor(child.command).run() == 0
    assert len(child.lives) == 1


def test_what_a_person_must_mend_is_not_tried_again(tmp_path: Path) -> None:
    child = Child(tmp_path, f"sys.exit({NEEDS_A_PERSON})")
    assert Supervisor(child.command).run() == NEEDS_A_PERSON
    assert len(child.lives) == 1


def test_after_a_fault_or_a_kill_it_starts_again_with_growing_pauses(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    then = "os.kill(os.getpid(), signal.SIGKILL) if life == 1 else sys.exit(life < 4)"
    child = Child(tmp_path, then)
    assert Supervisor(child.command, first_pause=0.1).run() == 0
    lives = child.lives
    assert len(lives) == 4
    for number, pause in enumerate((0.1, 0.2, 0.4)):
        assert lives[number + 1] - lives[number] >= pause
    told = capfd.readouterr().err
    assert told.count("restart in") == 3
    assert "exit -9" in told


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_end_that_was_asked_for_ends_the_child_too(tmp_path: Path, number: int) -> None:
    child = Child(tmp_path, "time.sleep(30)")
    child.signal_when_alive(number)
    began = time.monotonic()
    assert Supervisor(child.command).run() == 0
    assert time.monotonic() - began < 10
    assert len(child.lives) == 1


def test_a_child_that_does_not_listen_is_ended_after_a_while(tmp_path: Path) -> None:
    child = Child(tmp_path, "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(30)")
    child.signal_when_alive()
    began = time.monotonic()
    assert Supervisor(child.command, patience=0.2).run() == 0
    assert time.monotonic() - began < 10


def test_an_end_asked_for_during_a_pause_ends_the_pause(tmp_path: Path) -> None:
    child = Child(tmp_path, "sys.exit(1)")

    def end() -> None:
        while not child.lives:
            time.sleep(0.01)
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end, daemon=True).start()
    began = time.monotonic()
    assert Supervisor(child.command, first_pause=30.0).run() == 0
    assert time.monotonic() - began < 10
    assert len(child.lives) == 1


def test_a_hang_up_is_the_childs_to_read_its_settings_again(tmp_path: Path) -> None:
    child = Child(tmp_path, "time.sleep(30)")
    heeding = "import signal, sys; signal.signal(signal.SIGHUP, lambda *_: sys.exit(0)); "
    child.command[-1] = heeding + child.command[-1]
    child.signal_when_alive(signal.SIGHUP)
    began = time.monotonic()
    assert Supervisor(child.command).run() == 0
    assert time.monotonic() - began < 20
    assert len(child.lives) == 1
