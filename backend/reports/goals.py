"""Shared goals and other sources' figures, as one audience's report says them. Pure.

A standing is worked out from the figures this audience is shown, and from no other: were it from a hidden one, it would
tell on which side of the path that lies.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.disclosure.figures import Audience, Visibility
from backend.disclosure.outcome import FigureShown
from backend.disclosure.policy import Policy
from backend.goals import each, figures, papers, standing
from backend.goals.each_words import in_words
from backend.goals.heard import Heard
from backend.goals.queries import Drawn, Version
from backend.goals.rules import Standing
from backend.goals.schemas import Drawing
from backend.goals.standing import NOT_SHARED, Judged, Measured
from backend.indicators.queries import Tracked
from backend.indicators.tables import Element, Indicator
from backend.kit.days import day_at
from backend.members.tables import Collaborative
from backend.reports.baselines import Begun, Readers, for_readers
from backend.reports.queries import Beside
from backend.series.papers import paper_of, unit
from backend.series.queries import Known
from collab_reports import goals as paper

Decimals = Callable[[str, Iterable[Decimal | None]], int | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose report it is, and what they are shown. elements: by code. on: the day of the report. months: of its period.
    begun: what baselines are held against."""

    here: Collaborative
    audience: Audience
    policy: Policy
    on: date
    shown: Mapping[str, FigureShown]
    tracked: Mapping[str, Tracked]
    elements: Mapping[str, Element]
    decimals: Decimals
    months: int
    begun: Begun

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
            printed = _goal(drawn, version, indicator, known, reader)
            yield printed.model_copy(update=_said(beside.heard, drawn.goal.id, reader))


def context(beside: Beside, reader: Reader, printed: Iterable[paper.Goal]) -> Iterator[paper.ContextSeries]:
    """The series this audience may see, but for those whose curve a goal of this report shows already."""
    codes = {one.code for one in printed}
    with_goals = {drawn.goal.series_id for drawn in beside.goals if drawn.goal.code in codes}
    for known in beside.series:
        if known.vintage is not None and reader.sees(known.series.visibility) and known.series.id not in with_goals:
            numbers = [point.value for point in known.points]
            yield paper_of(known, reader.here, reader.decimals(unit(known, reader.here), numbers))


def _goal(
    drawn: Drawn, version: Version, indicator: Indicator | None, known: Known | None, reader: Reader
) -> paper.Goal:
    here, months = reader.here, reader.months
    readers = Readers(reader.audience, reader.policy, reader.shown)
    drawing = for_readers(drawn, version.drawing, indicator, months, readers, reader.begun)
    version = replace(version, drawing=drawing)
    measured_in = figures.unit_of(drawing, indicator, known, here.currency)
    found = _figures(drawn, drawing, indicator, known, reader)
    decimals = reader.decimals(measured_in, [drawing.target, *(one.value for one in found or ())])
    say = figures.say(here, measured_in, decimals)
    judged = _judged(drawn, drawing, found, say)
    telling = papers.Telling(
        here,
        measured_in,
        decimals,
        measured_by=indicator.name if indicator else known.series.name if known else "",
        figure_code=indicator.code if indicator and not figures.counts_members(drawing, indicator) else "",
        each=_each(drawing, indicator, reader),
        source=papers.source(known, here) if known else "",
        on=reader.on,
        knows=reader.sees,
    )
    return papers.goal(drawn, version, found or (), judged, telling)


def _said(heard: Heard, goal_id: UUID, reader: Reader) -> dict[str, object]:
    """What stands beside the goal for these readers: from now on it stands in their report too."""
    audience = Audience.MEMBERS if reader.audience is Audience.OWN_MEMBER else reader.audience
    zone = reader.here.time_zone
    return {
        "asked": tuple(
            paper.Asked(
                asked_by=one.asked_as,  # type: ignore[arg-type]
                asked_on=day_at(one.asked_at, zone),
                words=one.words,
                answer=one.answer,
                answered_by=one.answered_as,
            )
            for one in heard.asked_of(goal_id, audience.value)
        ),
        "heard": tuple(
            paper.Heard(organization=one.organization, written_on=day_at(one.written_at, zone), words=one.words)
            for one in heard.heard_of(goal_id)
        ),
    }


def _each(drawing: Drawing, indicator: Indicator | None, reader: Reader) -> str:
    if not drawing.each or indicator is None:
        return ""
    return in_words(drawing, reader.elements, indicator.unit.replace("currency", reader.here.currency), reader.here)


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
