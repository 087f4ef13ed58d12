"""What stands in a report beside the figures of its collection."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import each
from backend.goals import queries as goal_queries
from backend.goals.heard import Heard
from backend.goals.queries import Drawn
from backend.indicators import queries as indicator_queries
from backend.indicators import yes_counts
from backend.indicators.queries import Tracked
from backend.series import queries as series_queries
from backend.series.queries import Known


@dataclass(frozen=True, slots=True)
class Beside:
    """goals: those that reports of this framework print. series: all that are known, printed or measured by.

    conditions: what goals count members by, and who says yes to what no indicator reads, to be added up in the same table
    as the figures of the report. heard: what people asked about the goals, and what community partners hear.
    """

    goals: Sequence[Drawn] = field(default_factory=tuple)
    series: Sequence[Known] = field(default_factory=tuple)
    conditions: Sequence[Tracked] = field(default_factory=tuple)
    heard: Heard = field(default_factory=Heard)


NOTHING = Beside()


async def beside(session: AsyncSession, framework_id: UUID, *, on: date) -> Beside:
    """on: the day the figures are added up; goals are as they were drawn then."""
    goals = await goal_queries.printed_with(session, framework_id, on=on)
    tracked = await indicator_queries.tracked(session, framework_id)
    answers = yes_counts.counted(await indicator_queries.questions(session, framework_id, on), tracked)
    return Beside(
        goals,
        [
            one
            for one in await series_queries.all_series(session)
            if one.points and one.series.framework_id in (framework_id, None)
        ],
        [*answers, *await _conditions(session, tracked, goals, on)],
    )


async def _conditions(
    session: AsyncSession, tracked: Sequence[Tracked], goals: Sequence[Drawn], on: date
) -> Sequence[Tracked]:
    drawn = [(one.goal, version.drawing) for one in goals if (version := one.on(on)) and version.drawing.each]
    if not drawn:
        return ()
    by_id = {one.indicator.id: one for one in tracked}
    elements = await indicator_queries.elements_by_code(session)
    return [
        each.condition(goal.code, drawing, of, elements)
        for goal, drawing in drawn
        if goal.indicator_id is not None and (of := by_id.get(goal.indicator_id)) is not None
    ]
