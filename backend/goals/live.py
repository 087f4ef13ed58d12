"""Where goals stand now, for the backbone: figures added up when the page is read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import past
from backend.disclosure import queries as disclosure_queries
from backend.disclosure.past import Corrected, Span
from backend.disclosure.queries import LiveRow
from backend.goals import each, figures, standing
from backend.goals.each_words import in_words
from backend.goals.queries import Drawn, Version
from backend.goals.rules import Standing
from backend.goals.standing import Judged, Measured
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Tracked
from backend.indicators.tables import Element, Indicator
from backend.kit.db import today_in
from backend.kit.periods import Period
from backend.members.tables import Collaborative
from backend.series import queries as series_queries
from backend.series.queries import Known

YEARS = 10  # how far back a goal's curve goes here


@dataclass(frozen=True, slots=True)
class Pursued:
    """A goal with its version in force, or its first where none has begun, and where it stands.

    unit: of baseline, target and figures. counted_by: what its figures are, in words. in_reports: they are told there alone.
    """

    drawn: Drawn
    version: Version
    unit: str
    counted_by: str
    figures: Sequence[Measured]
    judged: Judged
    by_path: Judged
    indicator: Indicator | None = None
    series: Known | None = None
    each_in_words: str = ""
    in_reports: bool = False


@dataclass(frozen=True, slots=True)
class Touched:
    """A goal whose figures read what a correction changes. was, becomes: where it stands without it and with it; none to
    readers who see no live figure."""

    drawn: Drawn
    version: Version
    was: Pursued | None = None
    becomes: Pursued | None = None


async def pursued(session: AsyncSession, here: Collaborative, found: Sequence[Drawn]) -> Sequence[Pursued]:
    """session: under scope "all"."""
    reading = await _reading(session, here, found)
    rows: dict[UUID, Sequence[LiveRow]] = {}
    for framework_id, measures in reading.measures(found).items():
        rows[framework_id] = await disclosure_queries.live(
            session,
            framework_id,
            last=reading.last,
            periods=YEARS,
            tracked=measures,
            elements=reading.elements or None,
        )
    return reading.of_each(found, rows)


async def concerned(
    session: AsyncSession,
    here: Collaborative,
    found: Sequence[Drawn],
    changed: Collection[str],
    *,
    known: Mapping[UUID, Sequence[Tracked]],
) -> "Concerned":
    """Of these goals those that read one of the elements changed.

    known: what frameworks report, as far as the caller has read it already.
    """
    reading = await _reading(session, here, found, known)
    found = [one for one in found if (of := reading.measure(one)) is not None and past.reading([of], changed)]
    return Concerned(found, reading)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Goals that read what a correction changes."""

    found: Sequence[Drawn]
    reading: "_Reading"

    @property
    def elements(self) -> Mapping[str, Element] | None:
        """Every one, where they were read."""
        return self.reading.elements or None

    @property
    def spans(self) -> Mapping[UUID, Span]:
        """What is to be known of it, by framework."""
        last = self.reading.last
        first = last.shift(-last.months * (YEARS - 1)).start
        return {id: Span(measures, first, last.end) for id, measures in self.reading.measures(self.found).items()}

    def touched(self, by: Mapping[UUID, Corrected] | None) -> Sequence[Touched]:
        """by: of each framework what its span came to; none to readers who see no live figure."""
        if by is None:
            return [Touched(one, version_on(one, self.reading.today)) for one in self.found]
        rows = {id: one.rows for id, one in by.items()}
        was, becomes = (self.reading.of_each(self.found, {id: of[n] for id, of in rows.items()}) for n in (0, 1))
        return [Touched(now.drawn, now.version, before, now) for before, now in zip(was, becomes, strict=True)]


def version_on(drawn: Drawn, day: date) -> Version:
    """The one in force, or the first where none has begun."""
    return drawn.on(day) or drawn.versions[0]


async def _reading(
    session: AsyncSession,
    here: Collaborative,
    found: Sequence[Drawn],
    reported: Mapping[UUID, Sequence[Tracked]] = MappingProxyType({}),
) -> "_Reading":
    by_series = {one.goal.series_id for one in found if one.goal.series_id}
    known = {one.series.id: one for one in await series_queries.all_series(session, ids=by_series)} if by_series else {}
    elements = (
        await indicator_queries.elements_by_code(session) if any(one.newest.drawing.each for one in found) else {}
    )
    tracked: dict[UUID, Mapping[UUID, Tracked]] = {}
    for framework_id in dict.fromkeys(one.goal.framework_id for one in found if one.goal.indicator_id):
        assert framework_id is not None
        every = reported.get(framework_id) or await indicator_queries.tracked(session, framework_id)
        tracked[framework_id] = {one.indicator.id: one for one in every}
    return _Reading(here, today_in(here.time_zone), known, elements, tracked)


@dataclass(frozen=True, slots=True)
class _Reading:
    """tracked: by framework, then by indicator, of the goals that are measured by indicators."""

    here: Collaborative
    today: date
    known: Mapping[UUID, Known]
    elements: Mapping[str, Element]
    tracked: Mapping[UUID, Mapping[UUID, Tracked]]

    @property
    def last(self) -> Period:
        return self.here.calendar.period(self.today, 12)

    def measure(self, drawn: Drawn) -> Tracked | None:
        """What its figures are added up by; None where no member reports them, or its framework does no longer."""
        of, drawing = self._tracked(drawn), version_on(drawn, self.today).drawing
        return each.condition(drawn.goal.code, drawing, of, self.elements) if of and drawing.each else of

    def measures(self, found: Iterable[Drawn]) -> Mapping[UUID, Sequence[Tracked]]:
        """Of these goals, each once, by framework."""
        wanted: dict[UUID, dict[str, Tracked]] = {framework_id: {} for framework_id in self.tracked}
        for one in found:
            if one.goal.framework_id is not None and (measure := self.measure(one)) is not None:
                wanted[one.goal.framework_id][measure.indicator.code] = measure
        return {framework_id: list(measures.values()) for framework_id, measures in wanted.items() if measures}

    def of_each(self, found: Iterable[Drawn], rows: Mapping[UUID, Sequence[LiveRow]]) -> Sequence[Pursued]:
        """rows: by framework."""
        by_code = {(id, row.tracked.indicator.code): row for id, those in rows.items() for row in those}
        return [self._of(one, by_code) for one in found]

    def _of(self, drawn: Drawn, rows: Mapping[tuple[UUID, str], LiveRow]) -> Pursued:
        version = version_on(drawn, self.today)
        series = self.known.get(drawn.goal.series_id) if drawn.goal.series_id else None
        tracked = self._tracked(drawn)
        indicator = tracked.indicator if tracked else None
        unit = figures.unit_of(version.drawing, indicator, series, self.here.currency)
        row = self._row(drawn, version, indicator, rows)
        found = self._by_series(series) if series else self._by_members(row, version, indicator)
        by_path = standing.judged(version.drawing.path, found, figures.say(self.here, unit))
        in_reports = row is not None and row.kept_back
        if in_reports:
            by_path = Judged(Standing.NOT_YET_KNOWN, figures.IN_REPORTS)
        return Pursued(
            drawn,
            version,
            unit,
            series.series.name if series else indicator.name if indicator else "",
            found,
            standing.with_override(by_path, drawn.said_otherwise),
            by_path,
            indicator,
            series,
            self._each(version, indicator),
            in_reports,
        )

    def _tracked(self, drawn: Drawn) -> Tracked | None:
        """None of one that its framework reports no longer."""
        if drawn.goal.framework_id is None or drawn.goal.indicator_id is None:
            return None
        return self.tracked.get(drawn.goal.framework_id, {}).get(drawn.goal.indicator_id)

    def _row(
        self, drawn: Drawn, version: Version, indicator: Indicator | None, rows: Mapping[tuple[UUID, str], LiveRow]
    ) -> LiveRow | None:
        if indicator is None or drawn.goal.framework_id is None:
            return None
        code = each.code_of(drawn.goal.code) if version.drawing.each else indicator.code
        return rows.get((drawn.goal.framework_id, code))

    def _by_series(self, series: Known) -> list[Measured]:
        return figures.of_series(series, self.here.calendar)

    def _by_members(self, row: LiveRow | None, version: Version, indicator: Indicator | None) -> list[Measured]:
        if row is None:
            return []
        counting = figures.counts_members(version.drawing, indicator)
        return figures.of_row(row, self.here.calendar, counting=counting)

    def _each(self, version: Version, indicator: Indicator | None) -> str:
        if indicator is None or not version.drawing.each:
            return ""
        unit = indicator.unit.replace("currency", self.here.currency)
        return in_words(version.drawing, self.elements, unit, self.here)
