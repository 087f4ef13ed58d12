"""Totals from before saved in their series, and taken out again as they came."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.history.bringing import Came, recorded
from backend.history.totals import LookAtTotals, TotalsOf
from backend.indicators.queries import Tracked
from backend.indicators.tables import Framework
from backend.kit.codes import code_of
from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.kit.languages import translated
from backend.series import actions as series_actions
from backend.series.actions import Source
from backend.series.rules import Given
from backend.series.tables import Point, Series, Vintage
from backend.submissions.tables import Import


async def bring(
    session: AsyncSession,
    framework: Framework,
    found: LookAtTotals,
    came: Came,
    *,
    published_on: date,
    visibility: str,
    by: UUID,
) -> Import:
    """Each figure's line with what is new in it; what was brought before stays readable.

    visibility: who may see these totals from now on. Raises Conflict: nothing is new.
    """
    if not found.figures:
        raise Conflict(translated("There is nothing new in it, so nothing was saved."))
    record = await recorded(session, came, rows=len(found.new), figures=found.figures, by=by, at=now())
    taken = set(await session.scalars(sa.select(Series.code)))
    for one in found.new:
        series = one.series.series if one.series else await _begun(session, one.tracked, framework, visibility, taken)
        series.visibility = visibility
        source = Source(published_on, came.said, translated("Totals only, brought in."))
        await series_actions.bring(session, series, _line(one, came.said), source, by=by, brought_with=record.id)
    return record


async def _begun(session: AsyncSession, of: Tracked, framework: Framework, visibility: str, taken: set[str]) -> Series:
    """One that was taken back is taken up again."""
    before = (
        sa.select(Series)
        .join(Vintage, Vintage.series_id == Series.id)
        .where(
            Series.indicator_id == of.indicator.id, Series.retired_on.is_not(None), Vintage.brought_with.is_not(None)
        )
        .limit(1)
    )
    if retired := (await session.scalars(before)).first():
        series_actions.take_up(retired)
        await session.flush()
        return retired
    direction = of.indicator.direction
    code = code_of(f"{of.indicator.code} totals", taken)
    taken.add(code)
    return await series_actions.add(
        session,
        Series(
            code=code,
            name=translated("%(figure)s (totals from before)", figure=of.indicator.name),
            plain=of.indicator.plain,
            unit=of.indicator.collective_unit,
            direction=direction if direction in ("higher", "lower") else "neutral",
            visibility=visibility,
            indicator_id=of.indicator.id,
            framework_id=framework.id,
            position=len(taken),
        ),
    )


def _line(one: TotalsOf, said: str) -> list[Given]:
    """The whole line anew: what stands, each with where it came from, and over it what is brought."""
    spans = {(each.first, each.last) for each in one.given}
    standing = [_given(point, one.series.vintage, said) for point in one.series.points] if one.series else []
    return [*(point for point in standing if (point.first, point.last) not in spans), *one.given]


def _given(point: Point, of: Vintage | None, said: str) -> Given:
    source = point.source or (of.source if of and of.source != said else "")
    return Given(point.first, point.last, point.value, point.low, point.high, point.breaks, point.note, source)


@dataclass(frozen=True, slots=True)
class BroughtTotals:
    """A series with what one import brought of it. newest: nothing was brought to it since."""

    series: Series
    vintage: Vintage
    newest: bool
    before: Vintage | None


async def brought(session: AsyncSession, id: UUID) -> Sequence[BroughtTotals]:
    """By name. before: what stood before it, without what was taken back meanwhile."""
    gone = set(await session.scalars(sa.select(Import.id).where(Import.taken_back_at.is_not(None)))) | {id}
    found: dict[UUID, list[tuple[Series, Vintage]]] = defaultdict(list)
    of_it = sa.select(Vintage.series_id).where(Vintage.brought_with == id)
    query = (
        sa.select(Series, Vintage)
        .join(Vintage, Vintage.series_id == Series.id)
        .where(Series.id.in_(of_it))
        .order_by(Series.name, Vintage.version.desc())
    )
    for series, vintage in await session.execute(query):
        found[series.id].append((series, vintage))
    return [one for rows in found.values() for one in _in_line(rows, id, gone)]


def _in_line(rows: Sequence[tuple[Series, Vintage]], id: UUID, gone: set[UUID]) -> Iterator[BroughtTotals]:
    series, newest = rows[0]
    its = next(vintage for _, vintage in rows if vintage.brought_with == id)
    earlier = [vintage for _, vintage in rows if vintage.version < its.version and vintage.brought_with not in gone]
    yield BroughtTotals(series, its, newest.brought_with == id, earlier[0] if earlier else None)


def why_not(found: Sequence[BroughtTotals], of: Import, *, reported_at: datetime | None) -> str:
    """Why these totals cannot be taken back, in a sentence; empty when they can."""
    if of.taken_back_at:
        return translated("It was taken back already.")
    if reported_at and reported_at >= of.imported_at:
        return translated("A report was drawn up with these figures meanwhile, so they stay.")
    later = [one.series.name for one in found if not one.newest]
    if later:
        return translated(
            "Other figures of %(names)s were brought since; take those back first.", names=", ".join(later)
        )
    return ""


async def take_back(
    session: AsyncSession, of: Import, found: Sequence[BroughtTotals], *, by: UUID, today: date
) -> None:
    """What stood before stands again; a series that had nothing before is retired."""
    of.taken_back_at, of.taken_back_by = now(), by
    points = await session.scalars(
        sa.select(Point).where(Point.vintage_id.in_([one.before.id for one in found if one.before]))
    )
    by_vintage: dict[UUID, list[Point]] = defaultdict(list)
    for point in points:
        by_vintage[point.vintage_id].append(point)
    for one in found:
        if one.before is None:
            series_actions.retire(one.series, on=today)
            continue
        source = Source(one.before.published_on, one.before.source, one.before.note)
        line = [_given(point, None, "") for point in by_vintage[one.before.id]]
        await series_actions.bring(session, one.series, line, source, by=by, brought_with=one.before.brought_with)
