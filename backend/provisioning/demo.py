"""The demonstration: a collaborative with three years of quarters, made through the same deeds people use.

Who takes part is in `demo_people`, what they answer is made up in `demo_answers`, how in `demo_files`. The oldest quarters
were let in from the books of the years before (`demo_archive`); the others were answered here (`demo_quarters`).
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

import tenants
from backend.indicators.tables import Framework
from backend.kit.db import Database, Scope, enter, today_in
from backend.kit.periods import Period
from backend.provisioning import actions, demo_agreements, demo_archive, demo_days, demo_people, demo_quarters, schemas
from backend.provisioning.demo_people import Cast
from backend.rounds import actions as round_actions
from backend.submissions.rules import State

SLUG, BLUEPRINT = "millrace", "demo"
QUARTERS, PUBLISHED = 12, 4
FIRST_HERE = QUARTERS - 1 - PUBLISHED  # the number of the first quarter that was answered on this site
NEWEST = {
    "riverside_clinics": State.NOT_STARTED,
    "ben_song": State.NOT_STARTED,
    "town_of_millrace": State.IN_PROGRESS,
    "st_odile": State.SUBMITTED,
    "san_telmo": State.SUBMITTED,
    "ferry_institute": State.RETURNED,
    "millrace_college": State.APPROVED,
}  # how far the others have come in the open quarter; the rest is accepted


async def fill(database: Database) -> bool:
    """Makes Millrace with its history, all or nothing, unless it is there. Returns whether it was made.

    database: as the owner role.
    """
    blueprint = schemas.read(tenants.load(BLUEPRINT))
    wanted = actions.Wanted(SLUG, blueprint.collaborative.title, BLUEPRINT, blueprint)
    async with database.session(Scope()) as session, session.begin():
        here = await actions.collaborative(session, wanted)
        if here in session:
            return False
        session.add(here)
        await enter(session, Scope.everything_in(here.id))
        # All in one transaction: a plan kept from when the tables were empty would read them whole ever after.
        await session.execute(sa.text("set local plan_cache_mode = force_custom_plan"))
        await actions.align(session, here, blueprint)
        await _history(session, await demo_people.cast(session, here))
    return True


async def _history(session: AsyncSession, cast: Cast) -> None:
    """The oldest quarters from books, later ones published, the newest open with members on every step of the way."""
    here = cast.here
    framework = (await session.scalars(sa.select(Framework))).one()
    framework.planned_by_clock = True
    newest = here.calendar.period(today_in(here.time_zone), 3).previous()
    quarters = [newest.shift(-3 * back) for back in reversed(range(QUARTERS))]
    await demo_people.come_and_go(session, cast, quarters[0])
    await demo_agreements.sign(session, cast, quarters[0])
    began = quarters[FIRST_HERE].start + timedelta(days=20)
    for number, quarter in enumerate(quarters):
        if number < FIRST_HERE:
            await demo_archive.let_in(session, cast, framework, quarter, number, on=began)
        elif quarter == newest:
            await _open(session, cast, framework, quarter, number)
        else:
            await _published(session, cast, framework, quarter, number)


async def _published(session: AsyncSession, cast: Cast, framework: Framework, quarter: Period, number: int) -> None:
    planned = await round_actions.plan(session, framework, quarter, calendar=cast.here.calendar)
    await demo_quarters.answered(session, cast, planned, number, {}, today=planned.opens_on)
    await demo_days.set_back(session, planned, planned.due_on - timedelta(days=6), demo_days.answering)
    await demo_quarters.published(session, cast, planned)
    await session.execute(sa.text("update letters set sent_at = now(), body = '' where sent_at is null"))


async def _open(session: AsyncSession, cast: Cast, framework: Framework, quarter: Period, number: int) -> None:
    planned = await round_actions.plan(session, framework, quarter, calendar=cast.here.calendar)
    today = today_in(cast.here.time_zone)
    planned.due_on, planned.closes_on = today + timedelta(days=9), today + timedelta(days=24)
    await demo_quarters.answered(session, cast, planned, number, NEWEST, today=today)
