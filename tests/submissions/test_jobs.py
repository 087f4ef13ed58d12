"""Collections by the clock: opened, closed, planned and reminded of once, whatever clocks run and however long none did."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
import sqlalchemy as sa
import structlog
from litestar import Litestar

from backend.app import create_app
from backend.indicators.tables import Framework
from backend.kit import postgres
from backend.kit.claims import STOP, JobClaim
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import Collaborative, HeldRole
from backend.rounds import actions as round_actions
from backend.rounds.rules import Dates
from backend.rounds.tables import Reminder
from backend.submissions import jobs
from backend.submissions.tables import Submission
from tests.databases import own_database
from tests.makers import make_here
from tests.submissions.clocks import CLOSES, DAY, DUE, OPENS, Clock, at
from tests.worlds import FIRST, make_world

Site = tuple[Litestar, Database, Database]  # the site, its database as the owner and as the app


@pytest.fixture(scope="module")
async def site(server: postgres.Server, database_name: str, settings: Settings) -> AsyncIterator[Site]:
    """On a database of its own, as a clock runs every collaborative there is; each test has one of them."""
    async with own_database(server) as name:
        app, owner = create_app(settings, server.url("app", name)), Database(server.url("owner", name))
        app.state.database = Database(server.url("app", name))
        yield app, owner, app.state.database
        await app.state.database.close()
        await owner.close()


@pytest.fixture
async def clock(site: Site, settings: Settings) -> Clock:
    return Clock(await make_world(await make_here(*site)), settings)


async def state_of(clock: Clock, submission: Submission, state: str) -> None:
    async with clock.world.here.session() as session:
        await session.execute(sa.update(Submission).where(Submission.id == submission.id).values(state=state))


# ---- Opening and closing ---------------------------------------------------------------------------------------------


async def test_a_planned_collection_opens_at_seven_and_closes_when_its_last_day_is_over(clock: Clock):
    planned = await clock.planned()
    await clock.turn(at(OPENS, 6, 59))
    assert not (await clock.round(planned.id)).opened
    await clock.turn(at(OPENS, 7))
    opened = await clock.round(planned.id)
    assert (opened.opened_at, opened.opened_by) == (at(OPENS, 7), None)
    assert await clock.counted("is open") == {letter.recipient: 1 for letter in await clock.letters("is open")}
    assert len(await clock.letters("is open")) == 4
    body = (await clock.letters("is open"))[0].body
    assert "by 14 August 2025, end of day, London time." in body
    abbey = await clock.world.submission(opened)
    await state_of(clock, abbey, "accepted")
    await clock.turn(at(CLOSES, 23, 59))
    assert not (await clock.round(planned.id)).closed
    await clock.turn(at(CLOSES + DAY, 0))
    assert (await clock.round(planned.id)).closed_at == at(CLOSES + DAY, 0)
    assert await clock.world.state(abbey) == "locked"


async def test_one_that_was_taken_back_or_is_long_past_does_not_open(clock: Clock):
    past = await clock.planned()
    back = await clock.planned(FIRST.next(), Dates(CLOSES + DAY, CLOSES + 9 * DAY, CLOSES + 20 * DAY))
    async with clock.world.here.session() as session:
        session.add(back)
        by = clock.world.here.coordinator.person_id
        assert by
        round_actions.take_back(back, by=by, today=OPENS)
    await clock.turn(at(CLOSES + 2 * DAY))
    assert [one.opened for one in await clock.rounds()] == [False, False]
    page = await clock.world.here.coordinator.get(f"/{clock.world.here.slug}/rounds")
    assert "its days are over; it did not open" in page.text
    assert "<s>Quarterly return, 2025-26 Q2 collection</s>" in page.text
    assert await clock.letters("is open") == []
    one = await clock.world.here.coordinator.get(f"/{clock.world.here.slug}/rounds/{past.id}")
    assert "Its days are over, so it does not open by itself" in one.text


async def test_after_days_of_silence_what_was_missed_is_made_up_for_once(clock: Clock):
    first = await clock.planned()
    second = await clock.planned(FIRST.next(), Dates(OPENS + DAY, DUE, CLOSES))
    for _ in range(3):
        await clock.turn(at(OPENS + 4 * DAY, 3))
    assert (await clock.round(first.id)).opened
    assert (await clock.round(second.id)).opened
    assert len(await clock.letters("is open")) == 8
    for _ in range(2):
        await clock.turn(at(CLOSES + 3 * DAY, 3))
    assert all(one.closed for one in await clock.rounds())


async def test_many_clocks_at_once_open_a_collection_and_remind_once(clock: Clock):
    planned = await clock.planned()
    await asyncio.gather(*(clock.turn(at(OPENS, 7)) for _ in range(4)))
    assert len(await clock.letters("is open")) == 4
    async with clock.world.here.session() as session:
        laid = await session.scalar(sa.select(sa.func.count()).select_from(Submission))
    assert laid == 2
    await asyncio.gather(*(clock.turn(at(DUE - 7 * DAY)) for _ in range(4)))
    assert set((await clock.counted("is due")).values()) == {1}
    assert len(await clock.letters("is due")) == 2
    assert (await clock.round(planned.id)).opened


async def test_without_the_claim_everybody_would_be_written_to_again(clock: Clock):
    """The control: it is the claim's row, and nothing else, that keeps a reminder from being written twice."""
    await clock.planned()
    await clock.turn(at(OPENS, 7))
    await clock.turn(at(DUE - 7 * DAY))
    here = clock.world.here
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        await session.execute(sa.delete(Reminder))
    await clock.turn(at(DUE - 7 * DAY))
    assert set((await clock.counted("is due")).values()) == {2}


async def test_one_collaborative_that_fails_holds_up_no_other_and_is_logged(
    clock: Clock, site: Site, settings: Settings
):
    other, owner = await make_here(*site), site[1]
    theirs = Clock(await make_world(other), settings)
    mine, hers = await clock.planned(), await theirs.planned()
    async with owner.session(None) as session, session.begin():
        await session.execute(
            sa.update(Collaborative).where(Collaborative.id == other.id).values(time_zone="Nowhere/At_All")
        )
    with structlog.testing.capture_logs() as logged:
        await clock.turn(at(OPENS, 7))
    assert (await clock.round(mine.id)).opened
    failed = [line for line in logged if line["event"] == "job failed" and line["collaborative"] == other.slug]
    assert {line["job"] for line in failed} == {"run collections", "remind"}
    async with owner.session(None) as session, session.begin():
        await session.execute(sa.update(Collaborative).where(Collaborative.id == other.id).values(time_zone="UTC"))
    await clock.turn(at(OPENS, 8))
    assert (await theirs.round(hers.id)).opened


async def test_a_clock_that_was_told_to_stop_leaves_the_rest_to_the_next(clock: Clock):
    planned = await clock.planned()
    stop = asyncio.Event()
    stop.set()
    token = STOP.set(stop)
    try:
        await clock.turn(at(OPENS, 7))
    finally:
        STOP.reset(token)
    assert not (await clock.round(planned.id)).opened
    await clock.turn(at(OPENS, 7))
    assert (await clock.round(planned.id)).opened


async def test_what_a_coordinator_did_by_hand_the_clock_leaves_alone(clock: Clock):
    opened = await clock.world.opened()
    before = len(await clock.world.letters())
    await jobs.run_rounds(clock.database, clock.settings, at(opened.opens_on + DAY))
    assert len(await clock.world.letters()) == before
    async with clock.database.session(None) as session:
        claims = await session.scalars(sa.select(JobClaim.job).where(JobClaim.job.contains(str(opened.id))))
        assert list(claims) == []


# ---- The next one ----------------------------------------------------------------------------------------------------


async def by_clock(clock: Clock) -> None:
    async with clock.world.here.session() as session:
        await session.execute(sa.update(Framework).values(planned_by_clock=True))


async def test_once_a_collection_has_opened_the_next_stands_planned(clock: Clock):
    await clock.planned()
    await clock.turn(at(OPENS, 7))
    assert len(await clock.rounds()) == 1
    await by_clock(clock)
    await clock.turn(at(OPENS, 7, 1))
    await asyncio.gather(*(clock.turn(at(OPENS + DAY)) for _ in range(3)))
    _, following = await clock.rounds()
    assert (following.period, following.opened, following.name) == (FIRST.next(), False, "2025-26 Q2 collection")
    assert (following.opens_on, following.due_on, following.closes_on) == (
        date(2025, 9, 16),
        date(2025, 11, 14),
        date(2025, 11, 29),
    )
    await clock.turn(at(date(2025, 9, 16), 7))
    assert [one.opened for one in await clock.rounds()] == [True, True, False]


async def test_periods_nobody_can_answer_are_passed_over_and_what_was_taken_back_stays_so(clock: Clock):
    await by_clock(clock)
    await clock.planned()
    await clock.turn(at(OPENS, 7))
    await clock.turn(at(date(2026, 6, 1)))
    spring, summer, planned = await clock.rounds()
    assert (spring.opened, summer.opened) == (True, False)  # nobody was there to open the second while it could be
    assert (planned.name, planned.opens_on, planned.opened) == ("2026-27 Q1 collection", date(2026, 6, 16), False)
    by = clock.world.here.coordinator.person_id
    assert by
    async with clock.world.here.session() as session:
        session.add(planned)
        round_actions.take_back(planned, by=by, today=date(2026, 6, 1))
    await clock.turn(at(date(2026, 6, 20)))
    assert len(await clock.rounds()) == 3


# ---- Reminders -------------------------------------------------------------------------------------------------------


async def test_reminders_go_to_whose_turn_it_is_and_stop_when_it_is_done(clock: Clock):
    world = clock.world
    opened = await clock.planned()
    await clock.turn(at(OPENS, 7))
    abbey, birch = await world.submission(opened), await world.submission(opened, world.birch)
    await clock.turn(at(DUE - 14 * DAY, 7, 59))
    assert await clock.letters("is due") == []
    await clock.turn(at(DUE - 14 * DAY, 8))
    assert len(await clock.letters("is due in 14 days")) == 2
    await state_of(clock, abbey, "submitted")
    await clock.turn(at(DUE - 7 * DAY))
    week = await clock.letters("is due in 7 days")
    roles = {letter.recipient.partition(".")[0] for letter in week}
    assert roles == {"contributor", "approver"}
    [approver] = [letter for letter in week if letter.recipient.startswith("approver")]
    assert "Abbey" in approver.body
    assert "wait for your approval" in approver.body
    assert "Birch" not in approver.body
    await state_of(clock, abbey, "accepted")
    await state_of(clock, birch, "approved")
    for offset in (-1, 1, 7):
        await clock.turn(at(DUE + offset * DAY))
    assert len(await clock.letters(" due ")) == 4


async def test_a_reminder_says_what_is_missing_until_when_and_where(clock: Clock):
    world = clock.world
    opened = await clock.planned()
    await clock.turn(at(OPENS, 7))
    abbey = await world.submission(opened)
    async with world.here.session() as session:
        await session.execute(
            sa.text(
                "insert into entries (id, member_id, submission_id, element_id, number, status, changed_at)"
                " select gen_random_uuid(), :member, :id, id, 4, 'reported', now() from elements where code = 'hires'"
            ),
            {"member": world.abbey.id, "id": abbey.id},
        )
    await clock.turn(at(DUE - DAY))
    [letter] = [one for one in await clock.letters("is due tomorrow") if "Abbey" in one.body]
    assert "due tomorrow: 14 August 2025, end of day, London time" in letter.body
    assert "Without an answer: Work (1), Money (2)." in letter.body
    assert f"anchorline:/{world.here.slug}/submissions/{abbey.id}" in letter.body
    assert "You get this letter because" in letter.body
    assert "4" not in letter.body.replace("14", "").partition("anchorline:")[0]  # no figure of anybody


async def test_who_acts_for_several_members_gets_one_letter_naming_them_all(clock: Clock):
    world = clock.world
    planned = await clock.planned()
    both = world.contributor
    async with world.here.session() as session:
        session.add(HeldRole(person_id=both.person_id, role=Role.CONTRIBUTOR, member_id=world.birch.id))
    await clock.turn(at(OPENS, 7))
    opened, by = await clock.round(planned.id), world.here.coordinator
    async with world.here.session() as session:
        given = await round_actions.extend(
            session, opened, world.birch.id, until=DUE + 2 * DAY, reason="Ill", by=by.person_id, today=OPENS
        )
        given.given_at = at(OPENS + DAY)
    for number in range(12):
        await clock.turn(at(DUE - 8 * DAY + number * DAY))
    letters = [one for one in await clock.letters(" due ") if "Abbey" in one.body and "Birch" in one.body]
    days = [letter.body.index("Abbey") < letter.body.index("Birch") for letter in letters]
    assert all(days)
    # Abbey's days and Birch's, two days later: never two letters on one day.
    async with world.here.session() as session:
        rows = (await session.scalars(sa.select(Reminder).where(Reminder.person_id == both.person_id))).all()
    assert len({row.day for row in rows}) == len(rows) == len(letters)
    assert {tuple(row.about) for row in rows} == {("Abbey", "Birch")}


async def test_after_a_stand_still_people_get_the_latest_reminder_alone_or_none_that_is_old(clock: Clock):
    await clock.planned()
    await clock.turn(at(OPENS, 7))
    await clock.turn(at(DUE + 2 * DAY))  # silence over -14, -7, -1 and +1
    await clock.turn(at(DUE + 3 * DAY))
    assert len(await clock.letters("was due")) == 2
    assert len(await clock.letters("is due")) == 0
    await clock.turn(at(DUE + 12 * DAY))  # and over +7, five days ago
    assert len(await clock.letters("was due")) == 2


async def test_in_the_night_nobody_is_written_to(clock: Clock):
    await clock.planned()
    await clock.turn(at(OPENS, 7))
    await clock.turn(at(DUE - 7 * DAY, 21))
    assert await clock.letters("is due") == []
    await clock.turn(at(DUE - 6 * DAY, 8))
    assert len(await clock.letters("is due in 6 days")) == 2


# ---- More time -------------------------------------------------------------------------------------------------------


async def test_more_time_shifts_reminders_and_the_lock_and_outlives_the_close(clock: Clock):
    world, coordinator = clock.world, clock.world.here.coordinator
    planned = await clock.planned()
    await clock.turn(at(OPENS, 7))
    opened = await clock.round(planned.id)
    until = CLOSES + 10 * DAY
    async with world.here.session() as session:
        given = await round_actions.extend(
            session, opened, world.abbey.id, until=until, reason="A new ledger", by=coordinator.person_id, today=DUE
        )
        given.given_at = at(DUE)
    await clock.turn(at(DUE + DAY))
    assert {letter.body.count("Abbey") for letter in await clock.letters("was due")} == {0}
    await clock.turn(at(CLOSES + DAY, 0))
    assert (await clock.round(opened.id)).closed
    await clock.turn(at(until - 7 * DAY))
    [letter] = await clock.letters("is due in 7 days")
    assert "Abbey" in letter.body
    assert "Birch" not in letter.body
    abbey, birch = await world.submission(opened), await world.submission(opened, world.birch)
    await state_of(clock, abbey, "accepted")
    await clock.turn(at(until, 23, 59))
    assert await world.state(abbey) == "accepted"
    await clock.turn(at(until + DAY, 0))
    assert await world.state(abbey) == "locked"
    assert await world.state(birch) == "not_started"
