"""Every timed job in one table: what, and how often.

APScheduler only ticks, and any number of these processes may: what must happen once is claimed by a row in the transaction
of its effect (`kit.claims.once`). A job brings things up to the present from what the database says, so one run after a
stand-still makes up for all that were missed.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from backend.kit import outbox
from backend.kit.db import Database, now
from backend.kit.settings import Settings
from backend.kit.smtp import Smtp
from backend.members import jobs as member_jobs

log = structlog.get_logger("anchorline.scheduler")

GRACE_SECONDS = 10.0  # for jobs under way when the stop comes

Work = Callable[[Database, Settings, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """due, for `work`: the last multiple of `every`, the same in every process, so claims are made for it."""

    name: str
    every: timedelta
    work: Work


async def _deliver_letters(database: Database, settings: Settings, _due: datetime) -> None:
    await outbox.deliver(database, Smtp.of(settings), settings.base_url)


JOBS: tuple[Job, ...] = (
    Job("deliver letters", timedelta(seconds=5), _deliver_letters),
    Job("sweep sign-ins", timedelta(hours=1), member_jobs.sweep),
)


async def run(
    settings: Settings, database_url: str, *, jobs: Sequence[Job] = JOBS, stop: asyncio.Event | None = None
) -> None:
    """Until SIGINT or SIGTERM, or until `stop` is set; jobs under way are let finish. database_url: as the app role."""
    stop = stop or _told_to_stop()
    database = Database(database_url, pool_size=settings.pool_size, behind_pooler=settings.behind_pooler)
    under_way: set[asyncio.Task[None]] = set()
    ticker = AsyncIOScheduler(timezone=UTC)

    async def tick(job: Job) -> None:
        task = asyncio.ensure_future(perform(job, database, settings))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        await asyncio.shield(task)

    for job in jobs:
        ticker.add_job(
            tick, "interval", [job], seconds=job.every.total_seconds(), next_run_time=now(),
            max_instances=1, coalesce=True, misfire_grace_time=None,
        )  # fmt: skip
    ticker.start()
    log.info("scheduler started", jobs=[job.name for job in jobs])
    try:
        await stop.wait()
    finally:
        ticker.shutdown(wait=False)
        if under_way:
            await asyncio.wait(under_way, timeout=GRACE_SECONDS)
        await database.close()


async def perform(job: Job, database: Database, settings: Settings) -> None:
    """One run. A failure is logged and the next tick tries again: nothing was claimed that did not happen."""
    due = last_due(job.every, now())
    try:
        await job.work(database, settings, due)
    except Exception:
        log.exception("job failed", job=job.name)


def last_due(every: timedelta, moment: datetime) -> datetime:
    """The last multiple of `every` since 1970 in UTC, at or before the moment."""
    beginning = datetime(1970, 1, 1, tzinfo=UTC)
    return moment - (moment - beginning) % every


def _told_to_stop() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
