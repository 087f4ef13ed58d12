"""Figures of one collection as they were first published, as they were published by a day, and as they were known then.

What was published is read from its frozen copies, which any reader may set side by side; what was known is added up anew
from the values that counted then, for the backbone alone.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import past
from backend.disclosure.past import Told
from backend.indicators import queries as indicator_queries
from backend.indicators.tables import Framework
from backend.kit import days
from backend.kit.db import scope_in
from backend.kit.languages import speech
from backend.kit.periods import Period
from backend.releases.rules import SHOWN_TO
from backend.releases.tables import FrozenEdition, Publication, Release
from backend.rounds.tables import Round
from collab_reports.parts import Status
from collab_reports.statuses import READINGS


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as a report printed it. words: why there is no number."""

    value: Decimal | None
    words: str
    version: int
    title: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. first, by_then: printed first, and last by the day asked about. told: as it was known then and is now."""

    code: str
    name: str
    unit: str
    first: Said | None
    by_then: Said | None
    told: Told | None = None

    @property
    def corrected(self) -> bool:
        """Whether what was printed became another number."""
        return self.first is not None and self.by_then is not None and self.first.value != self.by_then.value


@dataclass(frozen=True, slots=True)
class Printed:
    """A published report of one audience. published_at: when it opened to them."""

    framework_id: UUID
    framework: str
    title: str
    published_at: datetime
    edition: Mapping[str, Any]

    @property
    def periods(self) -> Iterator[Period]:
        return (
            Period(date.fromisoformat(point["period"]["start"]), point["period"]["months"])
            for figure in self.figures
            for point in figure["series"]
        )

    @property
    def figures(self) -> Iterator[Mapping[str, Any]]:
        return (figure for section in self.edition["sections"] for figure in section["figures"])


async def printed(session: AsyncSession) -> Sequence[Printed]:
    """Every published report of the narrowest audience this reader belongs to that any was published for, in their order."""
    mine = set(scope_in(session).audiences)
    query = (
        sa.select(
            FrozenEdition.audience,
            Framework.id,
            Framework.name,
            Release.title,
            FrozenEdition.published_at,
            FrozenEdition.text,
        )
        .join(Release, Release.id == FrozenEdition.release_id)
        .join(Publication, Publication.release_id == Release.id)
        .join(Round, Round.id == Release.round_id)
        .join(Framework, Framework.id == Round.framework_id)
        .where(FrozenEdition.published_at.is_not(None))
        .order_by(FrozenEdition.published_at, Publication.published_at)  # several may open on one day
    )
    rows = (await session.execute(query)).all()
    there = {row[0] for row in rows}
    audience = next((one.value for one in SHOWN_TO if one.value in mine & there), None)
    return [
        Printed(id, of, title, at, json.loads(text)) for who, id, of, title, at, text in rows if at and who == audience
    ]


def periods_of(found: Iterable[Printed], framework_id: UUID) -> Sequence[Period]:
    """That reports of a framework show, the newest first."""
    shown = {period for one in found if one.framework_id == framework_id for period in one.periods}
    return sorted(shown, reverse=True)


def lines(found: Sequence[Printed], framework_id: UUID, period: Period, until: datetime) -> list[Line]:
    """Each figure that any report printed for the period. until: the end of the day asked about."""
    first: dict[str, Said] = {}
    by_then: dict[str, Said] = {}
    names: dict[str, tuple[str, str]] = {}
    for report in (one for one in found if one.framework_id == framework_id):
        for figure, said in _said(report, period):
            names[figure["code"]] = figure["name"], figure["unit"]
            first.setdefault(figure["code"], said)
            if report.published_at < until:
                by_then[figure["code"]] = said
    return [Line(code, *named, first.get(code), by_then.get(code)) for code, named in names.items()]


def _said(report: Printed, period: Period) -> Iterator[tuple[Mapping[str, Any], Said]]:
    place = period.start.isoformat(), period.months
    for figure in report.figures:
        for point in figure["series"]:
            if (point["period"]["start"], point["period"]["months"]) == place:
                value = None if point["value"] is None else Decimal(point["value"])
                words = READINGS[Status(point["status"])].said(speech().locale)
                yield figure, Said(value, words, point["definition_version"], report.title, report.published_at)


def usual(said: Iterable[Said | None]) -> datetime | None:
    """When most of these were published, to be said once."""
    times = Counter(one.published_at for one in said if one is not None)
    return max(times, key=lambda at: (times[at], at), default=None)


async def with_live(
    session: AsyncSession, found: Sequence[Line], framework_id: UUID, period: Period, until: datetime
) -> list[Line]:
    """The same with what was known by then and is known now; also figures no report has printed. Under scope "all" only."""
    tracked = await indicator_queries.tracked(session, framework_id)
    told = {
        one.tracked.indicator.code: one
        for one in await past.known(session, framework_id, tracked, period, past.before(until))
    }
    by_code = {line.code: line for line in found}
    every = [
        by_code.get(code) or Line(code, one.tracked.indicator.name, one.tracked.indicator.collective_unit, None, None)
        for code, one in told.items()
    ]
    return [Line(one.code, one.name, one.unit, one.first, one.by_then, told[one.code]) for one in every]


def until(day: date, zone: str) -> datetime:
    return days.ends(day, zone)
