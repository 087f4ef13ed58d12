"""Where goals stand now, for the backbone: figures added up when the page is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import queries as disclosure_queries
from backend.disclosure.queries import LiveRow
from backend.goals import each, figures, standing
from backend.goals.queries import Drawn, Version
from backend.goals.standing import Judged, Measured
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Tracked
from backend.indicators.tables import Element, Indicator
from backend.kit.db import today_in
from backend.members.tables import Collaborative
from backend.series import queries as series_queries
from backend.series.queries import Known

YEARS = 10  # how far back a goal's curve goes here


@dataclass(frozen=True, slots=True)
class Pursued:
    """A goal with its version in force, or its first where none has begun, and where it stands.

    unit: of baseline, target and figures. counted_by: what its figures are, in words.
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


async def pursued(session: AsyncSession, here: Collaborative, found: Sequence[Drawn]) -> Sequence[Pursued]:
    """session: under scope "all"."""
    today = today_in(here.time_zone)
    this_year = here.calendar.period(today, 12)
    by_series = {one.goal.series_id for one in found if one.goal.series_id}
    known = {one.series.id: one for one in await series_queries.all_series(session, ids=by_series)} if by_series else {}
    elements = (
        await indicator_queries.elements_by_code(session) if any(one.newest.drawing.each for one in found) else {}
    )
    rows: dict[UUID, Mapping[str, LiveRow]] = {}
    tracked: dict[UUID, Mapping[UUID, Tracked]] = {}
    for framework_id in dict.fromkeys(one.goal.framework_id for one in found if one.goal.indicator_id):
        assert framework_id is not None
        every = await indicator_queries.tracked(session, framework_id)
        tracked[framework_id] = {one.indicator.id: one for one in every}
        own = [one for one in found if one.goal.framework_id == framework_id and one.goal.indicator_id]
        wanted = _wanted(own, tracked[framework_id], elements, today)
        live = await disclosure_queries.live(session, framework_id, last=this_year, periods=YEARS, tracked=wanted)
        rows[framework_id] = {one.tracked.indicator.code: one for one in live}
    reading = _Reading(here, today, known, elements, tracked, rows)
    return [reading.of(one) for one in found]


def version_on(drawn: Drawn, day: date) -> Version:
    """The one in force, or the first where none has begun."""
    return drawn.on(day) or drawn.versions[0]


def _wanted(
    found: Iterable[Drawn], tracked: Mapping[UUID, Tracked], elements: Mapping[str, Element], today: date
) -> list[Tracked]:
    wanted: dict[str, Tracked] = {}
    for one in found:
        assert one.goal.indicator_id is not None
        of, drawing = tracked.get(one.goal.indicator_id), version_on(one, today).drawing
        if of is not None:
            measure = each.condition(one.goal.code, drawing, of, elements) if drawing.each else of
            wanted[measure.indicator.code] = measure
    return list(wanted.values())


@dataclass(frozen=True, slots=True)
class _Reading:
    here: Collaborative
    today: date
    known: Mapping[UUID, Known]
    elements: Mapping[str, Element]
    tracked: Mapping[UUID, Mapping[UUID, Tracked]]
    rows: Mapping[UUID, Mapping[str, LiveRow]]

    def of(self, drawn: Drawn) -> Pursued:
        version = version_on(drawn, self.today)
        series = self.known.get(drawn.goal.series_id) if drawn.goal.series_id else None
        indicator = self._indicator(drawn)
        unit = figures.unit_of(version.drawing, indicator, series, self.here.currency)
        found = self._by_series(series) if series else self._by_members(drawn, version, indicator)
        by_path = standing.judged(version.drawing.path, found, figures.say(self.here, unit))
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
            self._each(version),
        )

    def _indicator(self, drawn: Drawn) -> Indicator | None:
        """None of one that its framework reports no longer."""
        if drawn.goal.framework_id is None or drawn.goal.indicator_id is None:
            return None
        found = self.tracked.get(drawn.goal.framework_id, {}).get(drawn.goal.indicator_id)
        return found.indicator if found else None

    def _by_series(self, series: Known) -> list[Measured]:
        return figures.of_series(series, self.here.calendar)

    def _by_members(self, drawn: Drawn, version: Version, indicator: Indicator | None) -> list[Measured]:
        if indicator is None or drawn.goal.framework_id is None:
            return []
        code = each.code_of(drawn.goal.code) if version.drawing.each else indicator.code
        row = self.rows.get(drawn.goal.framework_id, {}).get(code)
        if row is None:
            return []
        counting = figures.counts_members(version.drawing, indicator)
        return figures.of_cells(row.cells, self.here.calendar, counting=counting)

    def _each(self, version: Version) -> str:
        names = {code: element.name for code, element in self.elements.items()}
        return each.in_words(version.drawing, names) if version.drawing.each else ""
