"""Work that outlives its request, owned by the site: begun by key, waited for, cancelled, and ended with the site."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import structlog

log = structlog.get_logger("anchorline.background")


class Background:
    """Tasks of this process by key. What they write must tell another process how far they came: this one may die."""

    def __init__(self) -> None:
        self._tasks: dict[UUID, asyncio.Task[None]] = {}

    def start(self, key: UUID, work: Coroutine[Any, Any, None], *, then: Callable[[], None] | None = None) -> None:
        """then: called when it has ended, even if it was cancelled before it began."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[key] = task
        if then:
            task.add_done_callback(lambda _: then())
        task.add_done_callback(lambda done: self._ended(key, done))

    def _ended(self, key: UUID, task: asyncio.Task[None]) -> None:
        if self._tasks.get(key) is task:
            del self._tasks[key]
        if not task.cancelled() and (fault := task.exception()):
            log.error("work in the background failed", exc_info=fault)

    async def wait(self, key: UUID, *, seconds: float) -> bool:
        """Whether it ended within so many seconds, or is none of this process's."""
        task = self._tasks.get(key)
        if task is None:
            return True
        done, _ = await asyncio.wait({task}, timeout=seconds)
        return bool(done)

    def cancel(self, key: UUID) -> None:
        """Nothing when it ended already or runs in another process, which finds out by what was written."""
        if task := self._tasks.get(key):
            task.cancel()

    async def end(self, *, within: float) -> None:
        """What is under way may finish within so many seconds; the rest is cancelled, and waited for."""
        tasks = set(self._tasks.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
