"""Collections by the clock: opened, closed, planned and reminded of once, whatever clocks run and however long none did."""

import asyncio
from datetime import date

import sqlalchemy as sa
import structlog

from backend.indicators.tables import Framework
from backend.kit.claims import STOP, JobClaim
from backend.kit.db import Scope
from backend.kit.settings import Settings
from backend.members.tables import Collaborative
from backend.rounds import actions as round_actions
from backend.rounds.rules import Dates
from backend.rounds.tables import Reminder
from backend.submissions import jobs
from backend.submissions.tables import Submission
from tests.makers import make_here
from tests.submissions.clocks import CLOSES, DAY, DUE, OPENS, Clock, Site, at
from tests.worlds import FIRST, make_world

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
    await clock.put(abbey, "accepted")
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
