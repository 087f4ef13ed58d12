"""Reads of rounds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from backend.indicators.tables import Framework
from backend.kit.db import find
from backend.kit.periods import Period
from backend.rounds.tables import Extension, Reminder, Round


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


async def unsettled(session: AsyncSession) -> Sequence[Round]:
    """What the clock may have to open or to close: planned or open, the oldest first. History is neither."""
    query = (
        sa.select(Round)
        .options(joinedload(Round.framework))
        .where(Round.closed_at.is_(None), Round.taken_back_at.is_(None), Round.backfilled.is_(False))
        .order_by(Round.period_start, Round.period_months, Round.name)
    )
    return (await session.scalars(query)).all()


async def asked_now(session: AsyncSession, today: date) -> Sequence[Round]:
    """Open ones, and closed ones in which some member still has more time."""
    more_time = sa.exists().where(
        Extension.round_id == Round.id, Extension.taken_back_at.is_(None), Extension.until >= today
    )
    open_now = sa.and_(Round.closed_at.is_(None), Round.closes_on >= today)
    query = (
        sa.select(Round)
        .options(joinedload(Round.framework))
        .where(Round.opened_at.is_not(None), sa.or_(open_now, more_time))
        .order_by(Round.period_start, Round.name)
    )
    return (await session.scalars(query)).all()


async def planned_by_clock(session: AsyncSession) -> Sequence[Framework]:
    """Held, so that of two clocks one plans and the other then finds it planned."""
    query = sa.select(Framework).where(Framework.planned_by_clock, Framework.retired_on.is_(None))
    return (await session.scalars(query.order_by(Framework.id).with_for_update())).all()


async def last_opened(session: AsyncSession, framework_id: UUID) -> Round | None:
    """That of the latest period; history that was filled in does not count."""
    query = (
        sa.select(Round)
        .where(Round.framework_id == framework_id, Round.opened_at.is_not(None), Round.backfilled.is_(False))
        .order_by(Round.period_start.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def extension(session: AsyncSession, round_id: UUID, member_id: UUID) -> Extension | None:
    """The one a member has in a round, over or not; those taken back are no longer had."""
    query = sa.select(Extension).where(
        Extension.round_id == round_id, Extension.member_id == member_id, Extension.taken_back_at.is_(None)
    )
    return (await session.scalars(query)).one_or_none()


async def extensions(session: AsyncSession, round_ids: Iterable[UUID]) -> Mapping[tuple[UUID, UUID], date]:
    """The last day of every extension that was not taken back, by round and member, as far as one may see."""
    query = sa.select(Extension.round_id, Extension.member_id, Extension.until).where(
        Extension.round_id.in_(list(round_ids)), Extension.taken_back_at.is_(None)
    )
    return {(row.round_id, row.member_id): row.until for row in await session.execute(query)}


async def extensions_of(session: AsyncSession, round_id: UUID) -> Sequence[Extension]:
    """Those of a round that were not taken back, in the order they were given."""
    query = (
        sa.select(Extension)
        .where(Extension.round_id == round_id, Extension.taken_back_at.is_(None))
        .order_by(Extension.given_at)
    )
    return (await session.scalars(query)).all()


async def reminders(session: AsyncSession, round_id: UUID) -> Sequence[Reminder]:
    """Newest first."""
    query = sa.select(Reminder).where(Reminder.round_id == round_id).order_by(Reminder.sent_at.desc(), Reminder.id)
    return (await session.scalars(query)).all()
