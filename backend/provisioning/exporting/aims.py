"""Series and goals of a live collaborative, as a blueprint writes them, with every vintage and version."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import queries as goal_queries
from backend.goals.queries import Version
from backend.indicators.tables import Framework, Indicator
from backend.provisioning import aims_written as shapes
from backend.provisioning.exporting.rows import all_of, facts
from backend.series import queries as series_queries
from backend.series.queries import Brought
from backend.series.tables import Series

Raw = dict[str, Any]


async def aims(session: AsyncSession) -> Raw:
    living = await all_of(session, Series, Series.position)
    codes = {one.id: one.code for table in (Indicator, Framework) for one in await all_of(session, table, table.id)}
    codes |= {one.id: one.code for one in living}
    series = {}
    for one in living:
        vintages = [_vintage(brought) for brought in reversed(await series_queries.vintages(session, one.id))]
        series[one.code] = (
            facts(one, shapes.Series) | _measures(one, codes) | ({"vintages": vintages} if vintages else {})
        )
    goals = {
        drawn.goal.code: {
            "level": drawn.goal.level,
            **_measures(drawn.goal, codes),
            "versions": [_version(version) for version in drawn.versions],
        }
        for drawn in await goal_queries.goals(session)
    }
    return {"series": series, "goals": goals}


def _measures(row: Any, codes: Any) -> Raw:
    ids = {name: getattr(row, f"{name}_id", None) for name in ("indicator", "series", "framework")}
    return {name: codes[id] for name, id in ids.items() if id in codes}


def _vintage(brought: Brought) -> Raw:
    points = [facts(point, shapes.Given) for point in brought.points]
    return facts(brought.vintage, shapes.Vintage) | {"points": points}


def _version(version: Version) -> Raw:
    marks = [facts(mark, shapes.Milestone) for mark in version.drawing.milestones]
    return facts(version.row, shapes.GoalVersion) | ({"milestones": marks} if marks else {})
