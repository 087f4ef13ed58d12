"""Reads of series."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.kit.errors import NotFound
from backend.kit.languages import translated
from backend.series.tables import Point, Series, Vintage


@dataclass(frozen=True, slots=True)
class Known:
    """A series with its newest vintage. points: by the day they end; none when nothing was brought yet."""

    series: Series
    vintage: Vintage | None
    points: Sequence[Point] = field(default_factory=tuple)


async def all_series(
    session: AsyncSession, *, ids: Iterable[UUID] | None = None, retired: bool = False
) -> Sequence[Known]:
    """Every series, or those named, with what is known of it now. retired: those too, after the others."""
    query = sa.select(Series).select_from(Series).order_by(Series.retired_on.is_not(None), Series.position, Series.name)
    if ids is not None:
        query = query.where(Series.id.in_(list(ids)))
    elif not retired:
        query = query.where(Series.retired_on.is_(None))
    query = query.outerjoin(Vintage, sa.and_(Vintage.series_id == Series.id, Vintage.version == _newest()))
    query = query.outerjoin(Point, Point.vintage_id == Vintage.id)
    rows = await session.execute(query.add_columns(Vintage, Point).order_by(*_IN_TIME))
    found: dict[UUID, Known] = {}
    for series, vintage, point in rows:
        known = found.setdefault(series.id, Known(series, vintage, []))
        if point is not None:
            cast("list[Point]", known.points).append(point)
    return list(found.values())


_IN_TIME = (Point.last, Point.first.desc(), Point.id)


def _newest() -> sa.ScalarSelect[int]:
    """Of the series of the row."""
    other = aliased(Vintage)
    return (
        sa.select(sa.func.max(other.version))
        .where(other.series_id == Series.id, other.collaborative_id == Series.collaborative_id)
        .correlate(Series)
        .scalar_subquery()
    )


async def _points(session: AsyncSession, vintage_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Point]]:
    query = sa.select(Point).where(Point.vintage_id.in_(vintage_ids)).order_by(Point.last, Point.first.desc(), Point.id)
    found: dict[UUID, list[Point]] = {}
    for point in await session.scalars(query):
        found.setdefault(point.vintage_id, []).append(point)
    return found


@dataclass(frozen=True, slots=True)
class Brought:
    """A vintage with its points."""

    vintage: Vintage
    points: Sequence[Point]


async def vintages(session: AsyncSession, series_id: UUID) -> Sequence[Brought]:
    """All that was ever brought of a series, the newest first."""
    query = sa.select(Vintage).where(Vintage.series_id == series_id).order_by(Vintage.version.desc())
    found = (await session.scalars(query)).all()
    points = await _points(session, [one.id for one in found])
    return [Brought(one, points.get(one.id, ())) for one in found]


@dataclass(frozen=True, slots=True)
class PointOf:
    """A point that was ever brought of a series. visibility: as far as the series goes now. total: of the members, from
    before this site."""

    series_id: UUID
    indicator_id: UUID | None
    visibility: str
    total: bool
    first: date
    last: date
    value: Decimal


async def every_point(session: AsyncSession) -> Sequence[PointOf]:
    """Of every series and all that was ever brought of it, of those that are retired too."""
    query = (
        sa.select(
            Series.id,
            Series.indicator_id,
            Series.visibility,
            Vintage.brought_with.is_not(None),
            Point.first,
            Point.last,
            Point.value,
        )
        .join(Vintage, Vintage.series_id == Series.id)
        .join(Point, Point.vintage_id == Vintage.id)
    )
    return [PointOf(*row) for row in await session.execute(query)]


async def by_code(session: AsyncSession, code: str) -> Series:
    """Raises NotFound."""
    found = (await session.scalars(sa.select(Series).where(Series.code == code))).one_or_none()
    if found is None:
        raise NotFound(translated("There is nothing at this address."))
    return found
