"""Job claims: a due job is claimed by a row in the same transaction as its effect, so that it happens once.

Here also is the clock's pulse, by which the site can tell whether any clock runs, and the word to stop.
"""

import asyncio
from contextvars import ContextVar
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base

PULSE = "pulse"
STANDS_STILL_AFTER = timedelta(minutes=15)
KEPT = timedelta(days=90)  # what was claimed once is past doing long before

# Set by whoever runs the jobs; a job and all it calls run in a task that has inherited it.
STOP: ContextVar[asyncio.Event | None] = ContextVar("stop", default=None)


class JobClaim(Base):
    """Unwalled: the scheduler claims before it knows a collaborative."""

    __tablename__ = "job_claims"
    job: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[datetime] = mapped_column(primary_key=True)
    claimed_at: Mapped[datetime] = mapped_column(server_default=func.now())


async def once(session: AsyncSession, job: str, due: datetime) -> bool:
    """Claims this due moment of the job for the session's transaction; whether it was still to be had.

    The effect belongs into the same transaction: both happen or neither. Another process that claims it meanwhile waits
    for our commit, and then goes without; when we roll back, it goes ahead. A job of each collaborative claims under a
    name of its own, e.g. `remind:<id>`.
    """
    claim = insert(JobClaim).values(job=job, due=due).on_conflict_do_nothing().returning(JobClaim.job)
    return (await session.execute(claim)).scalar() is not None


def stopping() -> bool:
    """Whether the program was told to end. A long job asks between its units and leaves the rest to the next tick."""
    stop = STOP.get()
    return stop is not None and stop.is_set()


async def forget_old(session: AsyncSession, *, before: datetime) -> None:
    await session.execute(sa.delete(JobClaim).where(JobClaim.due < before, JobClaim.job != PULSE))


# ---- The clock's pulse -----------------------------------------------------------------------------------------------


async def beat(session: AsyncSession, due: datetime) -> None:
    """A clock runs. One row: the last beat."""
    if await once(session, PULSE, due):
        await session.execute(sa.delete(JobClaim).where(JobClaim.job == PULSE, JobClaim.due < due))


async def last_beat(session: AsyncSession) -> datetime | None:
    """When a clock was last seen running; None: never."""
    return (await session.execute(LAST_BEAT)).scalar()


LAST_BEAT = sa.select(func.max(JobClaim.due)).where(JobClaim.job == PULSE)


def stands_still(last: datetime | None, moment: datetime) -> bool:
    return last is None or moment - last > STANDS_STILL_AFTER
