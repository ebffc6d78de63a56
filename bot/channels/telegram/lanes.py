"""Chats side by side, each chat in order."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class Lanes:
    """One lane a chat; at most `most` of them work at the same time. Jobs raise nothing."""

    def __init__(self, group: asyncio.TaskGroup, most: int) -> None:
        self._group = group
        self._places = asyncio.Semaphore(most)
        self._lanes: dict[str, deque[Job]] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, chat: str, job: Job) -> None:
        """Do a job once everything before it in the same chat is done."""
        if chat in self._lanes:
            self._lanes[chat].append(job)
            return
        self._lanes[chat] = deque([job])
        self._idle.clear()
        self._group.create_task(self._work(chat))

    async def idle(self) -> None:
        """Wait until no chat has anything left."""
        await self._idle.wait()

    async def _work(self, chat: str) -> None:
        jobs = self._lanes[chat]
        while jobs:
            async with self._places:
                await jobs.popleft()()
        del self._lanes[chat]
        if not self._lanes:
            self._idle.set()
