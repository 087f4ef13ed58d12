"""Job claims: a due job is claimed by a row in the same transaction as its effect, so that it happens once."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base


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
