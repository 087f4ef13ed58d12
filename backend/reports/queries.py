"""What stands in a report beside the figures of its collection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import each
from backend.goals import queries as goal_queries
from backend.goals.begun import is_from_members
from backend.goals.heard import Heard
from backend.goals.queries import Drawn
from backend.indicators import queries as indicator_queries
from backend.indicators import yes_counts
from backend.indicators.queries import Tracked
from backend.indicators.tables import Element
from backend.places import queries as place_queries
from backend.places.areas import category_code
from backend.reports.baselines import Begun
from backend.series import queries as series_queries
from backend.series.queries import Known
from collab_reports.grounds import Ground, MappedArea, MappedList


@dataclass(frozen=True, slots=True)
class Beside:
    """tracked: what the framework reports. goals: those that its reports print. series: all that are known, printed or
    measured by.

    conditions: what goals count members by, and who says yes to what no indicator reads, to be added up in the same table
    as the figures of the report. heard: what people asked about the goals, and what community partners hear. grounds: area
    lists with their shapes. begun: what baselines are held against. ever: every goal there was.
    """

    tracked: Sequence[Tracked] = field(default_factory=tuple)
    goals: Sequence[Drawn] = field(default_factory=tuple)
    series: Sequence[Known] = field(default_factory=tuple)
    conditions: Sequence[Tracked] = field(default_factory=tuple)
    heard: Heard = field(default_factory=Heard)
    grounds: Sequence[MappedList] = field(default_factory=tuple)
    begun: Begun = field(default_factory=Begun)
    ever: Sequence[Drawn] = field(default_factory=tuple)


NOTHING = Beside()


async def beside(session: AsyncSession, framework_id: UUID, *, on: date, elements: Mapping[str, Element]) -> Beside:
    """on: the day the figures are added up; goals are as they were drawn then. elements: every one, by its code."""
    ever = await goal_queries.every(session)
    goals = goal_queries.printed(ever, framework_id, on=on)
    tracked = await indicator_queries.tracked(session, framework_id)
    asked = await indicator_queries.questions(session, framework_id, on, splits=False)
    answers = yes_counts.counted(asked, tracked)
    return Beside(
        tracked,
        goals,
        [
            one
            for one in await series_queries.all_series(session)
            if one.points and one.series.framework_id in (framework_id, None)
        ],
        [*answers, *_conditions(tracked, goals, on, elements)],
        ever=ever,
    )


def _conditions(
    tracked: Sequence[Tracked], goals: Sequence[Drawn], on: date, elements: Mapping[str, Element]
) -> Sequence[Tracked]:
    drawn = [(one.goal, version.drawing) for one in goals if (version := one.on(on)) and version.drawing.each]
    by_id = {one.indicator.id: one for one in tracked}
    return [
        each.condition(goal.code, drawing, of, elements)
        for goal, drawing in drawn
        if goal.indicator_id is not None and (of := by_id.get(goal.indicator_id)) is not None
    ]


async def begun(session: AsyncSession, ever: Sequence[Drawn]) -> Begun:
    """ever: those that were laid down too, for their baselines may have been said."""
    taken = [
        (version.row.set_at, (one.goal.indicator_id, version.drawing.baseline_on), version.drawing.baseline)
        for one in ever
        for version in one.versions
        if one.goal.indicator_id and version.drawing.baseline_on and is_from_members(one, version.drawing)
    ]
    latest_first = sorted(taken, key=lambda each: each[0], reverse=True)
    first = {(of, on): value for _, (of, on), value in latest_first if of and on and value is not None}
    return Begun(await series_queries.every_point(session), first)


async def grounds(session: AsyncSession, *, on: date) -> Sequence[MappedList]:
    """The lists that are shown on a map, as they held on this day; before the first of all, the newest, as in `listed`."""
    lists = await place_queries.lists_in_force(session, on) or await place_queries.lists_in_force(session, date.max)
    maps = await place_queries.maps_in_use(session)
    found = []
    for of in lists:
        if (map := maps.get(of.code)) is not None:
            ground = Ground.model_validate(map.drawing)
            areas = tuple(
                MappedArea(code=category_code(of.kind, code), name=name, shape=ground.shapes.get(code))
                for code, name in of.areas.items()
            )
            found.append(
                MappedList(code=of.code, source=map.source, width=ground.width, height=ground.height, areas=areas)
            )
    return found
