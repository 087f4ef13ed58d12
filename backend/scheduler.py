"""Every timed job in one table: what, and how often.

APScheduler only ticks, and any number of these processes may: what must happen once is claimed by a row in the transaction
of its effect (`kit.claims.once`). A job brings things up to the present from what the database says, so one run after a
stand-still makes up for all that were missed (docs/decisions/0010).
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from backend.agreements import jobs as agreement_jobs
from backend.files import jobs as file_jobs
from backend.goals import jobs as goal_jobs
from backend.kit import claims, outbox
from backend.kit.db import Database, now
from backend.kit.settings import Settings
from backend.kit.smtp import Smtp
from backend.members import jobs as member_jobs
from backend.submissions import jobs as submission_jobs

log = structlog.get_logger("anchorline.scheduler")

GRACE_SECONDS = 20.0  # from the word to stop to the end of the process
_UNDOING_SECONDS = 2.0  # of these, for what is cut short to be rolled back

Work = Callable[[Database, Settings, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """due, for `work`: the last multiple of `every`, the same in every process, so claims are made for it."""

    name: str
    every: timedelta
    work: Work


async def _deliver_letters(database: Database, settings: Settings, _due: datetime) -> None:
    await outbox.deliver(database, Smtp.of(settings), settings.base_url)


async def _beat(database: Database, _settings: Settings, due: datetime) -> None:
    async with database.session(None) as session, session.begin():
        await claims.beat(session, due)


async def _sweep_claims(database: Database, _settings: Settings, due: datetime) -> None:
    async with database.session(None) as session, session.begin():
        await claims.forget_old(session, before=due - claims.KEPT)


DELIVERING = Job("deliver letters", timedelta(seconds=5), _deliver_letters)
JOBS: tuple[Job, ...] = (
    DELIVERING,
    Job("beat", timedelta(minutes=1), _beat),
    Job("run collections", timedelta(minutes=1), submission_jobs.run_rounds),
    Job("remind", timedelta(minutes=5), submission_jobs.remind),
    Job("warn of agreements", timedelta(hours=1), agreement_jobs.warn),
    Job("hear questions", timedelta(minutes=5), goal_jobs.hear),
    Job("sweep uploads", timedelta(minutes=5), file_jobs.sweep_uploads),
    Job("forget uploads", timedelta(hours=24), file_jobs.forget_uploads),
    Job("purge evidence", timedelta(hours=1), file_jobs.purge_evidence),
    Job("sweep sign-ins", timedelta(hours=1), member_jobs.sweep),
    Job("sweep claims", timedelta(hours=24), _sweep_claims),
)
# The demonstration sends its letters itself, to its own catcher.
IN_DEMONSTRATION = tuple(job for job in JOBS if job is not DELIVERING)


async def run(
    settings: Settings, database_url: str, *, jobs: Sequence[Job] = JOBS, stop: asyncio.Event | None = None
) -> None:
    """Until SIGINT or SIGTERM, or until `stop` is set. database_url: as the app role.

    At the word to stop no job begins; those under way are let finish, and cut short when their time is over: what such
    a one had not committed has not happened, and the next tick does it.
    """
    stop = stop or _told_to_stop()
    claims.STOP.set(stop)
    database = Database(database_url, pool_size=settings.pool_size, behind_pooler=settings.behind_pooler)
    under_way: set[asyncio.Task[None]] = set()
    ticker = AsyncIOScheduler(timezone=UTC)

    async def tick(job: Job) -> None:
        # A task of ours: the ticker drops its own when it is shut down.
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
        await _finish(under_way)
        await database.close()


async def _finish(under_way: set[asyncio.Task[None]]) -> None:
    if not under_way:
        return
    _, late = await asyncio.wait(under_way, timeout=GRACE_SECONDS - _UNDOING_SECONDS)
    for task in late:
        task.cancel()
    if late:
        log.warning("jobs cut short", jobs=len(late))
        await asyncio.wait(late, timeout=_UNDOING_SECONDS)


@asynccontextmanager
async def beside(settings: Settings, database_url: str, *, jobs: Sequence[Job]) -> AsyncIterator[None]:
    """The clock in the process of something else, for as long as that lasts."""
    stop = asyncio.Event()
    task = asyncio.create_task(run(settings, database_url, jobs=jobs, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await task


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
