"""A goal as it is printed: in reports, and on the backbone's own page of it. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backend.goals.queries import Drawn, Version
from backend.goals.schemas import Drawing
from backend.goals.standing import Judged, Measured
from backend.kit import days
from backend.members.tables import Collaborative
from backend.series.queries import Known
from collab_reports import goals as paper
from collab_reports import numbers, parts


@dataclass(frozen=True, slots=True)
class Telling:
    """How a goal is told to its readers. measured_by: the name of its indicator or series. figure_code: of the figure it is
    measured by, where the report prints that too. source: of figures that are not members'. knows: which versions these
    readers may know of."""

    here: Collaborative
    unit: str
    decimals: int | None
    measured_by: str
    figure_code: str = ""
    each: str = ""
    source: str = ""
    on: date = date.max
    knows: Callable[[str], bool] = lambda visibility: True


def goal(drawn: Drawn, version: Version, found: Sequence[Measured], judged: Judged, telling: Telling) -> paper.Goal:
    drawing = version.drawing
    return paper.Goal(
        code=drawn.goal.code,
        name=drawing.name,
        aim=drawing.aim,
        level=paper.Level(drawn.goal.level),
        measured_by=telling.measured_by,
        figure_code=telling.figure_code,
        unit=telling.unit,
        decimals=telling.decimals,
        direction=parts.Direction(drawing.direction.value),
        each=telling.each,
        marks=tuple(_marks(drawing)),
        figures=tuple(reached(one, drawing) for one in found),
        standing=paper.Standing(judged.standing.value),
        sentence=judged.sentence,
        overridden=judged.overridden,
        would_change=drawing.would_change,
        source=telling.source,
        versions=tuple(_versions(drawn, telling)),
    )


def reached(one: Measured, drawing: Drawing | None) -> paper.Reached:
    """drawing: whose path asks for something on its last day."""
    status = _status(one)
    return paper.Reached(
        status=status,
        value=one.value,
        hidden_reason=one.why if status is parts.Status.SUPPRESSED else "",
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


def source(known: Known, here: Collaborative) -> str:
    if known.vintage is None:
        return ""
    return f"{known.vintage.source}, published {days.written(known.vintage.published_on, here.locale)}"


def _marks(drawing: Drawing) -> Iterator[paper.GoalMark]:
    path = drawing.path
    if path.baseline:
        yield paper.GoalMark(on=path.baseline.on, value=path.baseline.value, role="baseline", note=drawing.source)
    for mark in path.milestones:
        yield paper.GoalMark(on=mark.on, value=mark.value, role="milestone", note=mark.note)
    yield paper.GoalMark(on=path.target.on, value=path.target.value, role="target")


def _status(one: Measured) -> parts.Status:
    if one.value is not None:
        return parts.Status.ESTIMATED if one.estimated else parts.Status.REPORTED
    if one.hidden:
        return parts.Status.SUPPRESSED
    return parts.Status.NOT_AVAILABLE if one.asked else parts.Status.NOT_APPLICABLE


def _versions(drawn: Drawn, telling: Telling) -> Iterator[paper.GoalVersion]:
    """Those that had begun by the day, as far as these readers may know of them."""
    locale = telling.here.locale
    for one in (version.row for version in drawn.versions):
        if one.valid_from <= telling.on and telling.knows(one.visibility):
            target = numbers.written(one.target, telling.unit, locale=locale, decimals=telling.decimals)
            yield paper.GoalVersion(
                version=one.version,
                valid_from=one.valid_from,
                says=f"{one.aim} The target is {target} by {days.written(one.target_on, locale)}.",
                reason=one.reason,
            )
