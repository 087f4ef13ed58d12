"""One collection's page: its days, more time for a member wherever it counts, and who owes what."""

import re
from datetime import date, timedelta

import sqlalchemy as sa

from backend.indicators.tables import Framework
from backend.members.rules import Role
from backend.rounds.tables import Extension, Round
from backend.submissions import actions
from tests.worlds import World, statements

DAY = timedelta(days=1)


def path(world: World, of: Round, then: str = "") -> str:
    return f"/{world.here.slug}/rounds/{of.id}{then}"


async def planned(world: World, **on: int) -> Round:
    days = {"opens_on": 3, "due_on": 10, "closes_on": 20, **on}
    fields = {name: str(world.today + count * DAY) for name, count in days.items()}
    answer = await world.here.coordinator.send_form(
        f"/{world.here.slug}/rounds", framework=str(world.framework.id), period="2025-26 Q1", **fields
    )
    assert answer.status_code == 303
    async with world.here.session() as session:
        return (await session.scalars(sa.select(Round))).one()


async def again(world: World, of: Round) -> Round:
    async with world.here.session() as session:
        return (await session.scalars(sa.select(Round).where(Round.id == of.id))).one()


async def give(world: World, of: Round, *, until: date, member=None, reason: str = "A new ledger"):
    member_id = str((member or world.abbey).id)
    return await world.here.coordinator.send_form(
        path(world, of, "/extensions"), member=member_id, until=str(until), reason=reason
    )


async def living(world: World) -> list[Extension]:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(Extension).where(Extension.taken_back_at.is_(None))))


# ---- Days ------------------------------------------------------------------------------------------------------------


async def test_a_planned_one_is_moved_and_taken_back_and_planned_again(world: World):
    coordinator, one = world.here.coordinator, await planned(world)
    page = await coordinator.get(path(world, one))
    assert "its members get a letter then" in page.text
    assert "07:00" in page.text
    later = {"opens_on": str(world.today + 5 * DAY), "due_on": str(world.today + 12 * DAY)}
    moved = await coordinator.send_form(path(world, one, "/dates"), **later, closes_on=str(world.today + 30 * DAY))
    assert moved.status_code == 303
    assert (await again(world, one)).opens_on == world.today + 5 * DAY
    assert await world.letters() == []  # nobody knows of it yet
    assert (await coordinator.send_form(path(world, one, "/taking-back"))).status_code == 303
    assert "It does not open" in (await coordinator.get(path(world, one))).text
    for then in ("/taking-back", "/opening"):
        assert (await coordinator.send_form(path(world, one, then))).status_code == 409
    assert (await planned(world)).id == one.id
    assert not (await again(world, one)).taken_back


async def test_an_open_one_is_moved_but_never_into_the_past_and_who_owes_hears_of_it(world: World):
    coordinator, opened = world.here.coordinator, await world.opened()
    await world.approved(await world.submission(opened))
    before = len(await world.letters())
    wrong = {"due_on": str(world.today - DAY), "closes_on": str(world.today - 2 * DAY)}
    refused = await coordinator.send_form(path(world, opened, "/dates"), **wrong)
    assert refused.status_code == 422
    assert refused.text.count("Choose today or a later day.") >= 2
    assert f'value="{wrong["due_on"]}"' in refused.text
    assert (await coordinator.send_form(path(world, opened, "/dates"), due_on="", closes_on="")).status_code == 422
    right = {"due_on": str(world.today + 15 * DAY), "closes_on": str(world.today + 30 * DAY)}
    assert (await coordinator.send_form(path(world, opened, "/dates"), **right)).status_code == 303
    letters = (await world.letters())[before:]
    assert {letter.recipient for letter in letters} == {
        letter.recipient for letter in await world.letters() if "Birch" in letter.body
    }
    assert "has another due day" in letters[0].subject
    assert "end of day, London time" in letters[0].body
    assert (await coordinator.send_form(path(world, opened, "/taking-back"))).status_code == 409


# ---- More time -------------------------------------------------------------------------------------------------------


async def test_more_time_is_honoured_after_the_close_for_that_member_alone_to_the_accepted_figure(world: World):
    here, opened = world.here, await world.opened()
    abbey, birch = await world.submission(opened), await world.submission(opened, world.birch)
    assert "more time" not in (await here.coordinator.get(path(world, opened, "/closing"))).text
    before = len(await world.letters())
    until = world.today + 40 * DAY
    assert (await give(world, opened, until=until)).status_code == 303
    letters = (await world.letters())[before:]
    assert len(letters) == 2
    assert {letter.subject.partition(": ")[2] for letter in letters} == {"Abbey has more time"}
    assert "A new ledger" not in letters[0].body  # it is read behind the sign-in
    closing = (await here.coordinator.get(path(world, opened, "/closing"))).text
    assert "nobody can answer any more, but for members that have more time, and" in closing
    assert closing.count("more time: ") == 1
    assert (await here.coordinator.send_form(path(world, opened, "/closing"))).status_code == 303
    form = await world.contributor.get(world.path(abbey))
    assert "(more time: A new ledger)" in form.text
    assert "end of day, London time" in form.text
    assert f">{world.abbey.name}</a>" in (await world.contributor.get(f"/{here.slug}/home")).text
    index = await world.contributor.get(f"/{here.slug}/submissions")
    assert "closed, open for who has more time" in index.text
    refused = await world.save(birch, world.people["Birch", Role.CONTRIBUTOR], n__hires="3")
    assert refused.status_code == 409
    assert (
        f">{world.birch.name}</a>" not in (await world.people["Birch", Role.CONTRIBUTOR].get(f"/{here.slug}/home")).text
    )
    await world.accepted(abbey)
    assert await world.state(abbey) == "accepted"
    async with here.session() as session:
        await actions.lock_late(session, until)
    assert await world.state(abbey) == "accepted"
    async with here.session() as session:
        await actions.lock_late(session, until + DAY)
    assert await world.state(abbey) == "locked"
    assert (await give(world, opened, until=until)).status_code == 409


async def test_more_time_is_changed_and_taken_back_and_both_are_kept(world: World):
    here, opened = world.here, await world.opened()
    await give(world, opened, until=world.today + 30 * DAY)
    await give(world, opened, until=world.today + 50 * DAY, reason="Still ill")
    [one] = await living(world)
    assert (one.until, one.reason) == (world.today + 50 * DAY, "Still ill")
    assert "Still ill" in (await here.coordinator.get(path(world, opened))).text
    back = path(world, opened, f"/extensions/{one.id}/taking-back")
    assert (await here.coordinator.send_form(back)).status_code == 303
    assert (await here.coordinator.send_form(back)).status_code == 409
    assert await living(world) == []
    assert "no longer has more time" in (await world.letters())[-1].subject
    async with here.session() as session:
        kept = await session.scalar(sa.select(sa.func.count()).select_from(Extension))
    assert kept == 2
    abbey = await world.submission(opened)
    await here.coordinator.send_form(path(world, opened, "/closing"))
    assert (await world.save(abbey, n__hires="3")).status_code == 409


async def test_more_time_without_a_reason_or_a_later_day_is_refused_with_what_was_typed(world: World):
    opened = await world.opened()
    for until, reason, said in (
        (world.today - DAY, "Ill", "Choose today or a later day."),
        (opened.due_on, "Ill", "Choose a day after the day it is due."),
        (opened.due_on + DAY, " ", "Say why"),
    ):
        refused = await give(world, opened, until=until, reason=reason)
        assert refused.status_code == 422
        assert said in refused.text
        assert f'value="{until}"' in refused.text
    stranger = await world.here.member("Late")
    assert (await give(world, opened, until=opened.due_on + DAY, member=stranger)).status_code == 422
    assert (await give(world, opened, until=opened.due_on + DAY)).status_code == 303


# ---- Who owes what ---------------------------------------------------------------------------------------------------


async def test_the_page_says_whose_turn_it_is_and_who_is_late(world: World):
    here, opened = world.here, await world.opened()
    await here.member("Cedar")
    abbey = await world.submission(opened)
    await world.submitted(abbey)
    page = (await here.coordinator.get(path(world, opened))).text
    rows = dict(re.findall(r'<tr>\s*<th scope="row"><a[^>]*>(\w+)</a></th>(.*?)</tr>', page, re.DOTALL))
    assert rows.keys() == {"Abbey", "Birch"}
    assert "Approver of Abbey" in rows["Abbey"]
    assert "Contributor of Birch" in rows["Birch"]
    async with here.session() as session:
        dates = {"opens_on": world.today - 9 * DAY, "due_on": world.today - DAY}
        await session.execute(sa.update(Round).values(**dates))
    page = (await here.coordinator.get(path(world, opened))).text
    assert page.count(">late</span>") == 2  # the one was submitted a day late, the other not at all
    await give(world, opened, until=world.today, member=world.birch)
    assert (await here.coordinator.get(path(world, opened))).text.count(">late</span>") == 1


async def test_a_framework_says_on_the_page_whether_its_next_one_plans_itself(world: World):
    address = f"/{world.here.slug}/rounds/frameworks/{world.framework.id}"
    days = {"opens_days": "-7", "due_days": "30", "closes_days": "40"}
    refused = await world.here.coordinator.send_form(address, by_clock="true", **(days | {"due_days": "50"}))
    assert refused.status_code == 422
    assert "Give a day on or after the day it is due." in refused.text
    assert (
        await world.here.coordinator.send_form(address, by_clock="true", **(days | {"due_days": "x"}))
    ).status_code == 422
    assert (await world.here.coordinator.send_form(address, by_clock="true", **days)).status_code == 303
    async with world.here.session() as session:
        kept = (await session.scalars(sa.select(Framework))).one()
    assert (kept.planned_by_clock, kept.opens_days, kept.due_days, kept.closes_days) == (True, -7, 30, 40)
    assert "the next one is planned by itself" in (await world.here.coordinator.get(f"/{world.here.slug}/rounds")).text
    assert (await world.here.coordinator.send_form(address, **days)).status_code == 303
    async with world.here.session() as session:
        assert not (await session.scalars(sa.select(Framework))).one().planned_by_clock


async def test_the_page_takes_at_most_twelve_queries(world: World):
    opened = await world.opened()
    await give(world, opened, until=world.today + 30 * DAY)
    for visitor, address in (
        (world.here.coordinator, path(world, opened)),
        (world.here.coordinator, f"/{world.here.slug}/rounds"),
        (world.contributor, f"/{world.here.slug}/submissions"),
        (world.here.coordinator, f"/{world.here.slug}/home"),
    ):
        with statements(world.here) as sent:
            assert (await visitor.get(address)).status_code == 200
        assert 0 < len(sent) <= 12, (address, len(sent))
