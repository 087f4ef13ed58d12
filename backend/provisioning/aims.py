"""How series and goals of a starting set are written. Given once, as a start; afterwards the collaborative's own."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import actions as goal_actions
from backend.goals import queries as goal_queries
from backend.goals.tables import Goal
from backend.kit.db import find
from backend.provisioning.aim_checks import drawing_of, points_of
from backend.provisioning.state import Fields, Key, Kind
from backend.series import actions as series_actions
from backend.series.actions import Source
from backend.series.tables import Series

Ids = Mapping[tuple[Kind, Key], UUID]


async def add_series(session: AsyncSession, key: Key, fields: Fields, ids: Ids) -> None:
    own = {name: value for name, value in fields.items() if name not in ("indicator", "framework")}
    series = Series(id=ids[Kind.SERIES, key], code=key[0], **own, **_measures(fields, ids))
    await series_actions.add(session, series)


async def add_vintage(session: AsyncSession, key: Key, fields: Fields, ids: Ids) -> None:
    series = await find(session, Series, ids[Kind.SERIES, key[:1]])
    source = Source(fields["published_on"], fields["source"], fields["note"])
    await series_actions.bring(session, series, points_of(fields["points"]), source, by=None)


async def add_goal_version(session: AsyncSession, key: Key, goal: Fields, fields: Fields, ids: Ids) -> None:
    """The first makes the goal itself. goal: its own fields."""
    id, drawing = ids[Kind.GOAL, key[:1]], drawing_of(fields)
    if key[1] == "1":
        measures = _measures(goal, ids)
        made = Goal(id=id, code=key[0], level=goal["level"], position=goal["position"], **measures)
        await goal_actions.set_goal(session, made, drawing, by=None)
    else:
        await goal_actions.draw_anew(session, await goal_queries.goal(session, id), drawing, by=None)


def _measures(fields: Fields, ids: Ids) -> dict[str, UUID | None]:
    kinds = {"indicator": Kind.INDICATOR, "series": Kind.SERIES, "framework": Kind.FRAMEWORK}
    return {
        f"{name}_id": ids[kind, (fields[name],)] if fields[name] is not None else None
        for name, kind in kinds.items()
        if name in fields
    }
