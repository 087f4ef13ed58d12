"""Writes of what is asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.indicators.tables import Breakdown, Category, Framework
from backend.places import queries as place_queries
from backend.places.areas import category_code
from backend.places.tables import Area


async def follow_areas(session: AsyncSession, *, today: date) -> None:
    """Makes the areas of the lists asked by parts of every split by area, before its other parts, by name.

    Each list's newest version counts. The part of an area that is no longer asked about is retired, for the figures that
    use it, and comes back with it.
    """
    asked = await session.scalars(sa.select(Framework.area_list_code).where(Framework.retired_on.is_(None)))
    areas = await place_queries.newest_areas(session, {code for code in asked if code})
    by_areas = sa.select(Breakdown.id).where(Breakdown.areas, Breakdown.retired_on.is_(None))
    for breakdown_id in await session.scalars(by_areas):
        await _follow(session, breakdown_id, areas, today)


async def _follow(session: AsyncSession, breakdown_id: UUID, areas: Sequence[Area], today: date) -> None:
    known = dict(await _parts(session, breakdown_id))
    for position, area in enumerate(areas, 1 - len(areas)):  # the others begin at 1
        part = known.pop(area.id, None)
        if part is None:
            part = Category(id=uuid7(), breakdown_id=breakdown_id, area_id=area.id, unknown=False)
            part.code = category_code(area.kind, area.code)
            session.add(part)
        part.name, part.position, part.retired_on = area.name, position, None
    for gone in known.values():
        gone.retired_on = gone.retired_on or today
    await session.flush()


async def _parts(session: AsyncSession, breakdown_id: UUID) -> Mapping[UUID, Category]:
    query = sa.select(Category).where(Category.breakdown_id == breakdown_id, Category.area_id.is_not(None))
    return {part.area_id: part for part in await session.scalars(query) if part.area_id}
