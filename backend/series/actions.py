"""Writes of series: what a series is, and the figures a source gave of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid
from backend.kit.languages import translated
from backend.series import rules
from backend.series.rules import Given
from backend.series.tables import Point, Series, Vintage


@dataclass(frozen=True, slots=True)
class Source:
    """published_on: when the source came out. said: who says so and where, as it is printed beside the figures."""

    published_on: date
    said: str
    note: str = ""


async def add(session: AsyncSession, series: Series) -> Series:
    """A series without figures yet. Raises Conflict when the code is taken."""
    taken = await session.scalar(sa.select(Series.id).where(Series.code == series.code))
    if taken is not None:
        raise Conflict(
            translated(
                "There is a series “%(code)s” already. Choose another code, or bring figures to that one.",
                code=series.code,
            )
        )
    session.add(series)
    await session.flush()  # its vintages and goals name it
    return series


async def bring(
    session: AsyncSession,
    series: Series,
    points: Sequence[Given],
    source: Source,
    *,
    by: UUID | None,
    brought_with: UUID | None = None,
) -> Vintage:
    """The whole line anew, as one source gave it; what was brought before stays readable.

    by: none for a starting set. brought_with: as the vintage has it.

    Raises:
        Invalid: every fault of the points, each at its place.
        Conflict: the series is retired.
    """
    if problems := list(rules.faults(points)):
        raise Invalid(problems)
    # Held, so that of two who bring figures at once the second becomes a version after the first.
    held = await session.scalar(sa.select(Series.retired_on).where(Series.id == series.id).with_for_update())
    if held is not None:
        raise Conflict(
            translated("%(series)s is retired. Take it up again before bringing figures.", series=series.name)
        )
    last = await session.scalar(sa.select(sa.func.max(Vintage.version)).where(Vintage.series_id == series.id))
    vintage = Vintage(
        series_id=series.id,
        version=(last or 0) + 1,
        published_on=source.published_on,
        source=source.said,
        note=source.note,
        brought_by=by,
        brought_at=now(),
        brought_with=brought_with,
    )
    session.add(vintage)
    await session.flush()  # its points name it
    session.add_all(
        Point(
            vintage_id=vintage.id,
            first=one.first,
            last=one.last,
            value=one.value,
            low=one.low,
            high=one.high,
            breaks=one.breaks,
            note=one.note,
            source=one.source,
        )
        for one in rules.in_order(points)
    )
    return vintage


def retire(series: Series, *, on: date) -> None:
    """No longer printed and no longer measured by; all that was brought stays. Raises Conflict when it is already."""
    if series.retired_on:
        raise Conflict(translated("%(series)s is retired already.", series=series.name))
    series.retired_on = on


def take_up(series: Series) -> None:
    """It counts again. Raises Conflict when it was not retired."""
    if not series.retired_on:
        raise Conflict(translated("%(series)s is not retired.", series=series.name))
    series.retired_on = None
