"""The next collection, planned by the clock for frameworks that want it so."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.tables import Framework
from backend.kit.periods import Period
from backend.members.tables import Collaborative
from backend.rounds import actions, queries, rules


async def plan_next(session: AsyncSession, here: Collaborative, today: date) -> None:
    """Once a period's collection has been opened, the next one stands planned, so that its dates can be looked at.

    Periods nobody can answer any more are passed over. What was taken back is not planned again.
    """
    for framework in await queries.planned_by_clock(session):
        if period := await _next(session, framework, today):
            await actions.plan(session, framework, period, calendar=here.calendar)


async def _next(session: AsyncSession, framework: Framework, today: date) -> Period | None:
    last = await queries.last_opened(session, framework.id)
    if last is None or last.period_months != framework.cadence_months:
        return None
    period = last.period.next()
    while rules.usual_dates(framework, period).closes_on < today:
        period = period.next()
    return None if await queries.round_for(session, framework.id, period) else period
