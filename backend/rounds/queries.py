"""Reads of rounds."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from backend.indicators.tables import Framework
from backend.kit.db import find
from backend.kit.periods import Period
from backend.rounds.tables import Round


async def all_rounds(session: AsyncSession) -> Sequence[Round]:
    """Newest period first."""
    query = (
        sa.select(Round)
        .options(joinedload(Round.framework))
        .order_by(Round.period_start.desc(), Round.period_months.desc(), Round.name)
    )
    return (await session.scalars(query)).all()


async def round_named(session: AsyncSession, id: UUID, *, lock: bool = False) -> Round:
    return await find(session, Round, id, options=[joinedload(Round.framework)], lock=lock)


async def round_for(session: AsyncSession, framework_id: UUID, period: Period) -> Round | None:
    query = sa.select(Round).where(
        Round.framework_id == framework_id,
        Round.period_start == period.start,
        Round.period_months == period.months,
    )
    return (await session.scalars(query)).one_or_none()


async def frameworks(session: AsyncSession) -> Sequence[Framework]:
    """Those in use, by name."""
    query = sa.select(Framework).where(Framework.retired_on.is_(None)).order_by(Framework.name)
    return (await session.scalars(query)).all()
