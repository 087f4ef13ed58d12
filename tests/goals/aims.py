"""Goals and series of the collaborative that reports (tests/releases/reporting.py)."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from backend.goals import actions
from backend.goals.rules import Direction
from backend.goals.tables import Goal
from backend.indicators.tables import Indicator
from backend.series import actions as series_actions
from backend.series.actions import Source
from backend.series.rules import Given
from backend.series.tables import Series
from tests.goals.drawings import drawing
from tests.releases.reporting import Reporting

D = Decimal


async def aim(world: Reporting, code: str, indicator: str, **drawn: Any) -> UUID:
    """A performance goal on an indicator."""
    async with world.here.session() as session:
        query = sa.select(Indicator.id).where(Indicator.code == indicator)
        id = (await session.scalars(query)).one()
        goal = Goal(code=code, level="performance", indicator_id=id, framework_id=world.framework.id)
        await actions.set_goal(session, goal, drawing(**{"name": f"Goal {code}"} | drawn), by=world.by.person_id)
    return goal.id


async def gap(world: Reporting, *, visibility: str = "public", goal: bool = True, **drawn: Any) -> UUID:
    """A series with two figures and an interval, and a population goal on it."""
    made = Series(
        code="gap",
        name="Life-expectancy gap",
        plain="Years lost.",
        unit="years",
        direction="lower",
        visibility=visibility,
    )
    points = [
        Given(date(2017, 1, 1), date(2020, 12, 31), D(16), D(15), D(17)),
        Given(date(2024, 1, 1), date(2024, 12, 31), D(14), D(13), D(15), breaks=True, note="Another life table."),
    ]
    async with world.here.session() as session:
        await series_actions.add(session, made)
        await series_actions.bring(session, made, points, Source(date(2025, 5, 1), "City Health Atlas"), by=None)
        if goal:
            halved: dict[str, Any] = {
                "name": "Halve the gap", "direction": Direction.LOWER, "baseline": D(16),
                "baseline_on": date(2020, 12, 31), "target": D(8), "target_on": date(2030, 12, 31),
            }  # fmt: skip
            of = Goal(code="gap", level="population", series_id=made.id)
            await actions.set_goal(session, of, drawing(**halved | drawn), by=None)
    return made.id
