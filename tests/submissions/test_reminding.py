"""Reminders by the clock: to whose turn it is, once, by day, with what is missing; and more time, which puts them off."""

import sqlalchemy as sa

from backend.members.rules import Role
from backend.members.tables import HeldRole
from backend.rounds import actions as round_actions
from backend.rounds.tables import Reminder
from tests.submissions.clocks import CLOSES, DAY, DUE, OPENS, Clock, at
from tests.worlds import statements


async def test_reminders_go_to_whose_turn_it_is_and_stop_when_it_is_done(clock: Clock):
    world = clock.world
    opened = await clock.planned()
    await clock.turn(at(OPENS, 7))
    abbey, birch = await world.submission(opened), await world.submission(opened, world.birch)
    await clock.turn(at(DUE - 14 * DAY, 7, 59))
    assert await clock.letters("is due") == []
    await clock.turn(at(DUE - 14 * DAY, 8))
    assert len(await clock.letters("is due in 14 days")) == 2
    await clock.put(abbey, "submitted")
    await clock.turn(at(DUE - 7 * DAY))
    week = await clock.letters("is due in 7 days")
    roles = {letter.recipient.partition(".")[0] for letter in week}
    assert roles == {"contributor", "approver"}
    [approver] = [letter for letter in week if letter.recipient.startswith("approver")]
    assert "Abbey" in approver.body
    assert "wait for your approval" in approver.body
    assert f"/submissions/{abbey.id}/signing" in approver.body
    assert "Birch" not in approver.body
    await clock.put(abbey, "accepted")
    await clock.put(birch, "approved")
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


async def test_a_clock_with_nothing_to_write_asks_no_more_than_whom(clock: Clock):
    await clock.planned()
    await clock.turn(at(OPENS, 7))
    found: list[bool] = []
    for hour in (9, 10):
        with statements(clock.world.here) as sent:
            await clock.turn(at(DUE - DAY, hour))
        found.append(any("element_definitions" in statement for statement in sent))
        assert len(await clock.letters("is due tomorrow")) == 2
    assert found == [True, False], "the questions are read for a letter, and not every five minutes"


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
    await clock.put(abbey, "accepted")
    await clock.turn(at(until, 23, 59))
    assert await world.state(abbey) == "accepted"
    await clock.turn(at(until + DAY, 0))
    assert await world.state(abbey) == "locked"
    assert await world.state(birch) == "not_started"
