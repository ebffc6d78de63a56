"""Pictures are drawn in a process of their own, so that the engine never waits for one.

The process begins with the first picture, yields the processor to the engine, and ends when
nobody has asked for a picture for a while; then its memory is free again.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib import import_module

import structlog

log = structlog.get_logger(__name__)

_IDLE = 120.0
_NICE = 10


def a_process() -> Executor:
    """Return a process for drawing, or a thread on a machine that can have none."""
    try:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, mp_context=context, initializer=_settle)
    except (ImportError, NotImplementedError, OSError) as error:  # no semaphores here
        log.warning("drawing_process_refused", error=str(error))
        return ThreadPoolExecutor(1, "drawing")


def _settle() -> None:
    """Leave Ctrl-C to the bot, go behind it on the processor, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    threading.Thread(target=_leave_with_the_bot, daemon=True).start()


def _leave_with_the_bot() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _work(work: str, args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
    module, _, name = work.partition(":")
    drawn: bytes = getattr(import_module(module), name)(*args, **kwargs)
    return drawn


class Studio:
    """Draws one picture after the other, away from the loop; `begin` makes what draws them."""

    def __init__(self, begin: Callable[[], Executor] = a_process, idle: float = _IDLE) -> None:
        self._begin = begin
        self._idle = idle
        self._executor: Executor | None = None
        self._waiting = 0
        self._end: asyncio.TimerHandle | None = None

    @property
    def open(self) -> bool:
        """Return whether there is something that draws."""
        return self._executor is not None

    async def draw(self, work: str, /, *args: object, **kwargs: object) -> bytes:
        """Run `module:function` elsewhere, which alone loads it; if that is killed, once more."""
        job = partial(_work, work, args, kwargs)
        self._waiting += 1
        try:
            try:
                return await self._run(job)
            except BrokenProcessPool:
                log.warning("drawing_process_died")
                return await self._run(job)
        finally:
            self._waiting -= 1
            self._rest_later()

    async def _run(self, job: Callable[[], bytes]) -> bytes:
        executor = self._executor or self._begin()
        self._executor = executor
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, job)
        except BrokenProcessPool:
            if self._executor is executor:
                self.close()
            raise

    def _rest_later(self) -> None:
        if self._end is not None:
            self._end.cancel()
        self._end = asyncio.get_running_loop().call_later(self._idle, self._rest)

    def _rest(self) -> None:
        if not self._waiting:
            self.close()

    def close(self) -> None:
        """Let go of what draws; the next picture makes it anew."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)


STUDIO = Studio()
"""the one of this program; a process is begun only when a picture is asked for"""
