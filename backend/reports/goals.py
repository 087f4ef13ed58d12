"""Shared goals and other sources' figures, as one audience's report says them. Pure.

A standing is worked out from the figures this audience is shown, and from no other: were it from a hidden one, it would
tell on which side of the path that lies.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.disclosure.figures import Audience, Visibility
from backend.disclosure.outcome import FigureShown
from backend.disclosure.policy import Policy
from backend.goals import each, figures, standing
from backend.goals.queries import Drawn, Version
from backend.goals.rules import Standing
from backend.goals.schemas import Drawing
from backend.goals.standing import Judged, Measured
from backend.indicators.queries import Tracked
from backend.indicators.tables import Indicator
from backend.kit import days
from backend.members.tables import Collaborative
from backend.reports.queries import Beside
from backend.series.queries import Known
from collab_reports import goals as paper
from collab_reports import numbers, parts

NOT_SHARED = "The figures it is measured by are not part of what is shared with the readers of this report."

Decimals = Callable[[str, Iterable[Decimal | None]], int | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose report it is, and what they are shown. names: of elements, by code. on: the day of the report."""

    here: Collaborative
    audience: Audience
    policy: Policy
    on: date
    shown: Mapping[str, FigureShown]
    tracked: Mapping[str, Tracked]
    names: Mapping[str, str]
    decimals: Decimals

    def sees(self, visibility: str) -> bool:
        return Visibility(visibility) in self.policy.sees[self.audience]


def goals(beside: Beside, reader: Reader) -> Iterator[paper.Goal]:
    by_id = {one.indicator.id: one.indicator for one in reader.tracked.values()}
    series = {one.series.id: one for one in beside.series}
    for drawn in beside.goals:
        version = drawn.on(reader.on)
        if version is None or not reader.sees(version.drawing.visibility):
            continue
        indicator = by_id.get(drawn.goal.indicator_id) if drawn.goal.indicator_id else None
        known = series.get(drawn.goal.series_id) if drawn.goal.series_id else None
        if indicator or known:
            yield _goal(drawn, version, indicator, known, reader)


def context(beside: Beside, reader: Reader, printed: Iterable[paper.Goal]) -> Iterator[paper.ContextSeries]:
    """The series this audience may see, but for those whose curve a goal of this report shows already."""
    codes = {one.code for one in printed}
    with_goals = {drawn.goal.series_id for drawn in beside.goals if drawn.goal.code in codes}
    for known in beside.series:
        if known.vintage is not None and reader.sees(known.series.visibility) and known.series.id not in with_goals:
            yield _context(known, reader)


def _goal(
    drawn: Drawn, version: Version, indicator: Indicator | None, known: Known | None, reader: Reader
) -> paper.Goal:
    drawing, here = version.drawing, reader.here
    unit = figures.unit_of(drawing, indicator, known, here.currency)
    found = _figures(drawn, drawing, indicator, known, reader)
    decimals = reader.decimals(unit, [drawing.target, *(one.value for one in found or ())])
    say = figures.say(here, unit, decimals)
    judged = _judged(drawn, drawing, found, say)
    counting = figures.counts_members(drawing, indicator)
    return paper.Goal(
        code=drawn.goal.code,
        name=drawing.name,
        aim=drawing.aim,
        level=paper.Level(drawn.goal.level),
        measured_by=indicator.name if indicator else known.series.name if known else "",
        figure_code=indicator.code if indicator and not counting else "",
        unit=unit,
        decimals=decimals,
        direction=parts.Direction(drawing.direction.value),
        each=each.in_words(drawing, reader.names) if drawing.each else "",
        marks=tuple(_marks(drawing)),
        figures=tuple(_reached(one, drawing) for one in found or ()),
        standing=paper.Standing(judged.standing.value),
        sentence=judged.sentence,
        overridden=judged.overridden,
        would_change=drawing.would_change,
        source=_source(known, here) if known else drawing.source,
        versions=tuple(_versions(drawn, unit, decimals, reader)),
    )


def _figures(
    drawn: Drawn, drawing: Drawing, indicator: Indicator | None, known: Known | None, reader: Reader
) -> list[Measured] | None:
    """None where they are not shared with these readers at all."""
    calendar = reader.here.calendar
    if known is not None:
        return figures.of_series(known, calendar) if reader.sees(known.series.visibility) else None
    assert indicator is not None
    shown = reader.shown.get(each.code_of(drawn.goal.code) if drawing.each else indicator.code)
    if shown is None:
        return [] if reader.sees(indicator.visibility) else None
    counting = figures.counts_members(drawing, indicator)
    return figures.of_points(shown.points, calendar, counting=counting)


def _judged(drawn: Drawn, drawing: Drawing, found: Sequence[Measured] | None, say: standing.Say) -> Judged:
    if found is None:
        return Judged(Standing.NOT_YET_KNOWN, NOT_SHARED)
    by_path = standing.judged(drawing.path, found, say)
    if by_path.figure is None and any(one.hidden for one in found):
        return by_path  # what a person said of a hidden figure would tell of it
    return standing.with_override(by_path, drawn.said_otherwise)


def _marks(drawing: Drawing) -> Iterator[paper.GoalMark]:
    path = drawing.path
    if path.baseline:
        yield paper.GoalMark(on=path.baseline.on, value=path.baseline.value, role="baseline", note=drawing.source)
    for mark in path.milestones:
        yield paper.GoalMark(on=mark.on, value=mark.value, role="milestone", note=mark.note)
    yield paper.GoalMark(on=path.target.on, value=path.target.value, role="target")


def _reached(one: Measured, drawing: Drawing | None) -> paper.Reached:
    return paper.Reached(
        status=_status(one),
        value=one.value,
        hidden_reason=one.why if _status(one) is parts.Status.SUPPRESSED else "",
        label=one.label,
        first=one.first,
        last=one.last,
        low=one.low,
        high=one.high,
        expected=drawing.path.expected(one.last) if drawing else None,
        breaks=one.breaks,
        counted=one.counted,
        coverage=one.coverage,
        note=one.note,
    )


def _status(one: Measured) -> parts.Status:
    if one.value is not None:
        return parts.Status.ESTIMATED if one.estimated else parts.Status.REPORTED
    if one.hidden:
        return parts.Status.SUPPRESSED
    return parts.Status.NOT_AVAILABLE if one.asked else parts.Status.NOT_APPLICABLE


def _versions(drawn: Drawn, unit: str, decimals: int | None, reader: Reader) -> Iterator[paper.GoalVersion]:
    """Those that had begun by the day of the report, as far as these readers may know of them."""
    for one in drawn.versions:
        if one.row.valid_from <= reader.on and reader.sees(one.row.visibility):
            target = numbers.written(one.row.target, unit, locale=reader.here.locale, decimals=decimals)
            by = days.written(one.row.target_on, reader.here.locale)
            yield paper.GoalVersion(
                version=one.row.version,
                valid_from=one.row.valid_from,
                says=f"{one.row.aim} The target is {target} by {by}.",
                reason=one.row.reason,
            )


def _source(known: Known, here: Collaborative) -> str:
    assert known.vintage is not None
    return f"{known.vintage.source}, published {days.written(known.vintage.published_on, here.locale)}"


def _context(known: Known, reader: Reader) -> paper.ContextSeries:
    series, vintage, here = known.series, known.vintage, reader.here
    assert vintage is not None
    found = figures.of_series(known, here.calendar)
    unit = series.unit.replace("currency", here.currency)
    return paper.ContextSeries(
        code=series.code,
        name=series.name,
        sentence=series.plain,
        place=series.place,
        unit=unit,
        decimals=reader.decimals(unit, [one.value for one in found]),
        direction=parts.Direction(series.direction),
        source=vintage.source,
        published_on=vintage.published_on,
        note=vintage.note,
        points=tuple(_reached(one, None) for one in found),
    )
