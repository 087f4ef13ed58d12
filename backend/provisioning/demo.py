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
from backend.provisioning import (
    actions,
    demo_agreements,
    demo_archive,
    demo_corrections,
    demo_days,
    demo_goals,
    demo_keeping,
    demo_people,
    demo_places,
    demo_quarters,
    demo_voices,
    schemas,
)
from backend.provisioning.demo_people import Cast
from backend.rounds import actions as round_actions
from backend.rounds.tables import Round
from backend.submissions.rules import State

SLUG, BLUEPRINT = "millrace", "demo"
QUARTERS, PUBLISHED = 12, 4
FIRST_HERE = QUARTERS - 1 - PUBLISHED  # the number of the first quarter that was answered on this site
NEWEST = {
    "riverside_clinics": State.NOT_STARTED,
    "ben_song": State.NOT_STARTED,
    "valley_transit": State.IN_PROGRESS,
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
    first = quarters[0]
    await demo_people.come_and_go(session, cast, first)
    await demo_agreements.sign(session, cast, first)
    await demo_goals.set_out(session, cast, framework, first)
    began = quarters[FIRST_HERE].start + timedelta(days=20)
    await demo_places.draw(session, cast, on=began)  # before the first report, which is drawn on these shapes
    before: Round | None = None
    for number, quarter in enumerate(quarters):
        if number < FIRST_HERE:
            await demo_archive.let_in(session, cast, framework, quarter, number, on=began)
            continue
        if number == FIRST_HERE:
            await demo_keeping.count_sole_traders(session, quarter.start)
        planned = await round_actions.plan(session, framework, quarter, calendar=here.calendar)
        if quarter == newest:
            await _open(session, cast, planned, number)
        else:
            await _answered(session, cast, planned, number)
            await _meanwhile(session, cast, planned, number, before)
            await demo_quarters.published(session, cast, planned)
            await session.execute(sa.text("update letters set sent_at = now(), body = '' where sent_at is null"))
        before = planned
    await demo_voices.people_ask(session, cast)


async def _answered(session: AsyncSession, cast: Cast, planned: Round, number: int) -> None:
    await demo_quarters.answered(session, cast, planned, number, {}, today=planned.opens_on)
    await demo_days.set_back(session, planned.due_on - timedelta(days=6), demo_days.answering(planned))


async def _meanwhile(session: AsyncSession, cast: Cast, planned: Round, number: int, before: Round | None) -> None:
    """What else happened before this quarter was published."""
    if number == demo_corrections.NUMBER + 1 and before is not None:
        await demo_corrections.correct(session, cast, before, while_open=planned)
        await demo_goals.raise_local_hiring(session, cast, planned.period.start)
    if number == QUARTERS - 2:
        await demo_keeping.keep_back(session, cast, planned.due_on)
        await demo_goals.say_otherwise(session, cast, planned.due_on)
        await demo_voices.partners_hear(session, cast, planned.due_on)
        await demo_voices.in_spanish(session, cast, planned.due_on)


async def _open(session: AsyncSession, cast: Cast, planned: Round, number: int) -> None:
    today = today_in(cast.here.time_zone)
    planned.due_on, planned.closes_on = today + timedelta(days=9), today + timedelta(days=24)
    await demo_quarters.answered(session, cast, planned, number, NEWEST, today=today)
