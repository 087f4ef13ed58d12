"""Whether a report may say the baseline of a goal to its readers. Pure.

A baseline that was taken from a figure of members is one of them. Beside what the same period comes to now it would tell
what one of them corrected or who came later; beside a hidden figure it would tell that. So it is said where it is the
figure that the report shows itself, or one that a report has shown, and else only of a period no report tells anything of.
What was taken from a series is for the readers of that series.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.disclosure.figures import Audience, Visibility
from backend.disclosure.outcome import FigureShown
from backend.disclosure.policy import Policy
from backend.goals.begun import is_from_members, is_the_same
from backend.goals.queries import Drawn
from backend.goals.schemas import Drawing
from backend.indicators.tables import Indicator
from backend.kit.periods import Period
from backend.series.queries import PointOf

Place = tuple[str, Period]  # a figure's code, and of when


@dataclass(frozen=True, slots=True)
class Begun:
    """What baselines are held against. points: of series. first: of each figure of members and day, the baseline that was
    taken before all others. said: what reports that are out showed of a figure; nothing where they hid it."""

    points: Sequence[PointOf] = ()
    first: Mapping[tuple[UUID, date], Decimal] = field(default_factory=dict)
    said: Mapping[Place, Collection[Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readers:
    """shown: what their report shows them, by code."""

    audience: Audience
    policy: Policy
    shown: Mapping[str, FigureShown]

    def see(self, visibility: str) -> bool:
        return Visibility(visibility) in self.policy.sees[self.audience]


def for_readers(
    of: Drawn, drawing: Drawing, indicator: Indicator | None, months: int, readers: Readers, begun: Begun
) -> Drawing:
    """Without its baseline where they may not be told it: then nothing that follows from it is said either.

    months: of a period of the framework that collects the indicator.
    """
    if drawing.baseline is None or readers.audience is Audience.BACKBONE:
        return drawing
    brought = _brought(of, drawing, begun.points)
    seen = not brought or any(readers.see(one.visibility) for one in brought)
    period = taken_from(of, drawing, months, begun.points)
    if seen and (period is None or indicator is None or _may_be_said(drawing, indicator, period, readers, begun)):
        return drawing
    return replace(drawing, baseline=None, baseline_on=None)


def taken_from(of: Drawn, drawing: Drawing, months: int, points: Sequence[PointOf]) -> Period | None:
    """The period of whose figure of members the baseline is, or a total of all members was."""
    if drawing.baseline_on is None or of.goal.indicator_id is None:
        return None
    period = Period.ending(drawing.baseline_on, months)
    total = any(one.total and one.first == period.start for one in _brought(of, drawing, points))
    return period if total or is_from_members(of, drawing) else None


def _brought(of: Drawn, drawing: Drawing, points: Sequence[PointOf]) -> Sequence[PointOf]:
    """Points that say this very figure."""
    goal, baseline = of.goal, drawing.baseline
    return [
        one
        for one in points
        if (one.series_id == goal.series_id or one.indicator_id == goal.indicator_id is not None)
        and (one.last == drawing.baseline_on and baseline is not None and is_the_same(one.value, baseline))
    ]


def _may_be_said(drawing: Drawing, indicator: Indicator, period: Period, readers: Readers, begun: Begun) -> bool:
    place, baseline = (indicator.code, period), drawing.baseline
    if indicator.code not in readers.shown or baseline is None:
        return False
    points = readers.shown[indicator.code].points
    now = next((one.amount for one in points if one.period == period), None)
    if place not in begun.said and (now is None or (now.number is None and now.hidden is None)):
        return is_the_same(begun.first.get((indicator.id, period.end), baseline), baseline)
    told = [*begun.said.get(place, ()), *([now.number] if now and now.number is not None else [])]
    return any(is_the_same(one, baseline) for one in told)
