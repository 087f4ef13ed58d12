"""Writes of what is asked."""

from collections.abc import Sequence
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

    Each list's newest version counts. The part of an area that is asked about no longer is retired, for the quarters of its
    time (`listed`), and comes back with it.
    """
    asked = await session.scalars(sa.select(Framework.area_list_code).where(Framework.retired_on.is_(None)))
    codes = {code for code in asked if code}
    newest, ever = await place_queries.newest_areas(session, codes), await place_queries.ever_listed(session, codes)
    by_areas = sa.select(Breakdown.id).where(Breakdown.areas, Breakdown.retired_on.is_(None))
    for breakdown_id in await session.scalars(by_areas):
        await _follow(session, breakdown_id, newest, ever, today)


async def _follow(
    session: AsyncSession, breakdown_id: UUID, newest: Sequence[Area], ever: Sequence[Area], today: date
) -> None:
    known = await _parts(session, breakdown_id)
    places = {area.id: place for place, area in enumerate(newest, 1 - len(newest))}  # the others begin at 1
    for area in ever:
        part = known.pop(area.id, None)
        if part is None:
            part = Category(id=uuid7(), breakdown_id=breakdown_id, area_id=area.id, unknown=False, position=0)
            part.code = category_code(area.kind, area.code)
            session.add(part)
        part.name, part.position = area.name, places.get(area.id, part.position)
        part.retired_on = None if area.id in places else part.retired_on or today
    for gone in known.values():
        gone.retired_on = gone.retired_on or today
    await session.flush()


async def _parts(session: AsyncSession, breakdown_id: UUID) -> dict[UUID, Category]:
    query = sa.select(Category).where(Category.breakdown_id == breakdown_id, Category.area_id.is_not(None))
    return {part.area_id: part for part in await session.scalars(query) if part.area_id}
