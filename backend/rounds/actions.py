"""Planning, opening and closing a round, its dates, and more time for one member. Who is asked follows in `submissions`.

by: the person, or None for the clock.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.tables import Framework
from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid
from backend.kit.languages import translated
from backend.kit.periods import Calendar, Period
from backend.rounds import queries, rules
from backend.rounds.rules import Dates
from backend.rounds.tables import Extension, Round


async def plan(
    session: AsyncSession, framework: Framework, period: Period, *, calendar: Calendar, on: Dates | None = None
) -> Round:
    """A round in draft; one that was taken back is planned anew. on: its dates when not the framework's own.

    Raises:
        Invalid: the dates are out of order, or the period is not one of the collaborative's calendar, or not as long as
            those the framework is collected for.
        Conflict: the framework has a round for this period already.
    """
    calendar.check(period)
    rules.check_cadence(period, months=framework.cadence_months, name=framework.name)
    days = on or rules.usual_dates(framework, period)
    rules.check_dates(days)
    name = f"{calendar.label(period)} collection"
    planned = await queries.round_for(session, framework.id, period)
    if planned and not planned.taken_back:
        raise Conflict(translated("%(framework)s has its %(name)s already.", framework=framework.name, name=name))
    planned = planned or Round(framework_id=framework.id, period_start=period.start, period_months=period.months)
    planned.name = name
    planned.taken_back_at = planned.taken_back_by = None
    put(planned, days)
    session.add(planned)
    await session.flush()  # its id is in the address one goes to next
    return planned


def put(planned: Round, on: Dates) -> None:
    planned.opens_on, planned.due_on, planned.closes_on = on.opens_on, on.due_on, on.closes_on


def move(of: Round, to: Dates, *, today: date) -> None:
    """Other dates. Raises Conflict and Invalid as `rules.check_change` says."""
    rules.check_change(of, to, today)
    put(of, to)


def take_back(planned: Round, *, by: UUID, today: date) -> None:
    """It will not open; the row stays, and can be planned anew. Raises Conflict when it is not merely planned."""
    rules.may_take_back(rules.state(planned, today))
    planned.taken_back_at, planned.taken_back_by = now(), by


def open_(planned: Round, *, by: UUID | None, today: date, at: datetime | None = None) -> None:
    """From here members may answer. at: when, if not now. Raises Conflict when it is open or closed already."""
    rules.may_open(rules.state(planned, today))
    planned.opened_at, planned.opened_by = at or now(), by


def close(open_round: Round, *, by: UUID | None, today: date) -> None:
    """No more answers. Raises Conflict when it is not open."""
    rules.may_close(rules.state(open_round, today))
    open_round.closed_at, open_round.closed_by = now(), by


def seal(of: Round, *, at: datetime) -> None:
    """The clock's close: its closing day is over, so it takes no answers already."""
    of.closed_at = at


# ---- More time -------------------------------------------------------------------------------------------------------


async def extend(
    session: AsyncSession, of: Round, member_id: UUID, *, until: date, reason: str, by: UUID, today: date
) -> Extension:
    """More time for one member, in place of what it had.

    Raises:
        Conflict: the round is not open yet.
        Invalid: the day will not do, or no reason is given.
    """
    if not reason.strip():
        raise Invalid(
            translated("Say why, in a sentence the member will read."), where=translated("Why"), code="extension.reason"
        )
    rules.check_extension(of, until, today)
    if standing := await queries.extension(session, of.id, member_id):
        end(standing, by=by)
        await session.flush()  # one of a member lives at a time
    given = Extension(
        round_id=of.id, member_id=member_id, until=until, reason=reason.strip(), given_by=by, given_at=now()
    )
    session.add(given)
    return given


def end(extension: Extension, *, by: UUID) -> None:
    """Taken back. Raises Conflict when it was before."""
    if extension.taken_back_at:
        raise Conflict(translated("This extension was taken back already."))
    extension.taken_back_at, extension.taken_back_by = now(), by
