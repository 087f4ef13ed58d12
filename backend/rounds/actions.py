"""Planning, opening and closing a round. Who is asked follows in `submissions`."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.tables import Framework
from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.kit.periods import Calendar, Period
from backend.rounds import queries, rules
from backend.rounds.rules import Dates
from backend.rounds.tables import Round


async def plan(
    session: AsyncSession, framework: Framework, period: Period, *, calendar: Calendar, on: Dates | None = None
) -> Round:
    """A round in draft. on: its dates when not the framework's own.

    Raises:
        Invalid: the dates are out of order, or the period is not one of the collaborative's calendar, or not as long as
            those the framework is collected for.
        Conflict: the framework has a round for this period already.
    """
    calendar.check(period)
    rules.check_cadence(period, months=framework.cadence_months, name=framework.name)
    days = on or rules.dates(
        period,
        opens_days=framework.opens_days,
        due_days=framework.due_days,
        closes_days=framework.closes_days,
    )
    rules.check_dates(days)
    name = f"{calendar.label(period)} collection"
    if await queries.round_for(session, framework.id, period):
        raise Conflict(f"{framework.name} has its {name} already.")
    planned = Round(
        framework_id=framework.id,
        period_start=period.start,
        period_months=period.months,
        name=name,
        opens_on=days.opens_on,
        due_on=days.due_on,
        closes_on=days.closes_on,
    )
    session.add(planned)
    await session.flush()  # its id is in the address one goes to next
    return planned


def open_(planned: Round, *, by: UUID | None, today: date) -> None:
    """From here members may answer. Raises Conflict when it is open or closed already."""
    rules.may_open(rules.state(planned, today))
    planned.opened_at, planned.opened_by = now(), by


def close(open_round: Round, *, by: UUID | None, today: date) -> None:
    """No more answers. Raises Conflict when it is not open."""
    rules.may_close(rules.state(open_round, today))
    open_round.closed_at, open_round.closed_by = now(), by
