"""Live figures as they were known at a moment, or as a correction would make them: for the backbone alone, like `live`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.queries import GUARDED, LiveRow, rows
from backend.indicators.queries import Tracked, elements_of
from backend.indicators.tables import Element
from backend.kit.periods import Period
from backend.rollups.queries import Span, Total, Vintage, totals_of

__all__ = ["Corrected", "Correction", "Span", "Told", "before", "corrected", "known", "reading"]


@dataclass(frozen=True, slots=True)
class Correction:
    """accepted_at: none when it is still to be accepted."""

    submission_id: UUID
    accepted_at: datetime | None

    @property
    def vintages(self) -> tuple[Vintage, Vintage]:
        """What counts without it and with it. Accepted, both are as of that moment: what others corrected then is in both,
        what anybody corrected later in neither."""
        if self.accepted_at is None:
            return Vintage(), Vintage(corrected=self.submission_id)
        return Vintage(self.accepted_at, without=self.submission_id), Vintage(self.accepted_at)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure beside what it is otherwise. kept_back: its numbers are in reports only. None: nobody gave it, or not yet."""

    tracked: Tracked
    period: Period
    was: Total | None
    becomes: Total | None
    kept_back: bool

    @property
    def differs(self) -> bool:
        return _said(self.was) != _said(self.becomes)


async def known(
    session: AsyncSession, framework_id: UUID, tracked: Sequence[Tracked], period: Period, at: datetime
) -> Sequence[Told]:
    """Every figure of one collection: as it was known at a moment, and as it is known now. session: under scope "all"."""
    [(then, now)] = await totals_of(
        session, [Vintage(at), Vintage()], [Span(tracked, period.start, period.end)], framework_id
    )
    return list(_told(tracked, [period], then, now))


@dataclass(frozen=True, slots=True)
class Corrected:
    """The indicators of a span without a correction and with it, whether it was accepted already or not."""

    tracked: Sequence[Tracked]
    was: Mapping[tuple[str, Period], Total]
    becomes: Mapping[tuple[str, Period], Total]

    @property
    def told(self) -> Sequence[Told]:
        """The figures that it changes."""
        periods = sorted({period for _, period in (*self.was, *self.becomes)})
        return [one for one in _told(self.tracked, periods, self.was, self.becomes) if one.differs]

    @property
    def rows(self) -> tuple[Sequence[LiveRow], Sequence[LiveRow]]:
        """As `live` has them."""
        return rows(self.tracked, self.was.values()), rows(self.tracked, self.becomes.values())


async def corrected(
    session: AsyncSession,
    framework_id: UUID,
    spans: Sequence[Span],
    of: Correction,
    *,
    elements: Mapping[str, Element] | None = None,
) -> Sequence[Corrected]:
    """Of each span; its indicators are those that read what the correction changes (`reading`). elements: as `totals`."""
    found = await totals_of(session, of.vintages, spans, framework_id, elements=elements)
    return [Corrected(span.tracked, *both) for span, both in zip(spans, found, strict=True)]


def before(moment: datetime) -> datetime:
    """The last one before it that the database can tell from it."""
    return moment - timedelta(microseconds=1)


def reading(tracked: Iterable[Tracked], changed: Iterable[str]) -> Sequence[Tracked]:
    """The indicators that read one of these elements by any of their definitions."""
    codes = set(changed)
    return [one for one in tracked if not codes.isdisjoint(elements_of(one))]


def _told(
    tracked: Iterable[Tracked],
    periods: Sequence[Period],
    was: Mapping[tuple[str, Period], Total],
    becomes: Mapping[tuple[str, Period], Total],
) -> Iterable[Told]:
    for one in tracked:
        kept_back = one.indicator.disclosure_class in GUARDED
        for period in periods:
            place = one.indicator.code, period
            if place in was or place in becomes:
                yield Told(one, period, was.get(place), becomes.get(place), kept_back)


def _said(total: Total | None) -> tuple[object, ...]:
    return () if total is None else (total.number, total.coverage.sentence)
