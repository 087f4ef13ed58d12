"""Planning, opening and closing a collection, by the pages."""

import asyncio
import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from backend.indicators.tables import Framework
from backend.kit.db import Scope
from backend.kit.periods import Period
from backend.members.rules import Role
from backend.members.tables import Collaborative, HeldRole, MemberTerm
from backend.rounds.tables import Round
from tests.worlds import FIRST, World, statements


async def rounds(world: World) -> list[Round]:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(Round).order_by(Round.period_start)))


async def plan(world: World, **sent: str):
    fields = {"framework": str(world.framework.id), "period": "2025-26 Q1", **sent}
    return await world.here.coordinator.send_form(f"/{world.here.slug}/rounds", **fields)


async def test_a_planned_collection_has_the_usual_dates_and_asks_nobody_yet(world: World):
    answer = await plan(world)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{world.here.slug}/rounds?done=planned")
    (planned,) = await rounds(world)
    assert planned.period == FIRST
    assert (planned.opens_on, planned.due_on, planned.closes_on) == (
        date(2025, 6, 16),
        date(2025, 8, 14),
        date(2025, 8, 29),
    )
    page = await world.here.coordinator.get(f"/{world.here.slug}/rounds")
    assert "2025-26 Q1 collection" in page.text
    assert "planned" in page.text
    assert "within minutes" not in page.text, "it is left to the coordinator: its days are over"
    assert "2025-26 Q1 collection" not in (await world.contributor.get(f"/{world.here.slug}/submissions")).text
    assert await world.letters() == []


async def test_one_whose_day_is_here_says_that_it_opens_within_minutes(world: World):
    yesterday, tomorrow = (str(world.today + timedelta(days=by)) for by in (-1, 1))
    await plan(world, opens_on=yesterday, due_on=yesterday, closes_on=tomorrow)
    page = await world.here.coordinator.get(f"/{world.here.slug}/rounds")
    assert "within minutes, and members get a letter" in page.text
    assert "answers would be due on a day that is over" in page.text


async def test_own_dates_are_kept(world: World):
    assert (await plan(world, opens_on="2025-07-01", due_on="2025-07-02", closes_on="2025-07-02")).status_code == 303
    (planned,) = await rounds(world)
    assert (planned.opens_on, planned.due_on, planned.closes_on) == (
        date(2025, 7, 1),
        date(2025, 7, 2),
        date(2025, 7, 2),
    )


FAULTS: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "dates out of order": (
        {"opens_on": "2025-08-03", "due_on": "2025-08-02", "closes_on": "2025-08-01"},
        {"due_on": "on or after the day it opens", "closes_on": "on or after the day it is due"},
    ),
    "one day of three": (
        {"due_on": "2025-08-02"},
        {"opens_on": "leave all three empty", "closes_on": "leave all three"},
    ),
    "no day": ({"opens_on": "soon"}, {"opens_on": "Choose a day"}),
    "no period": ({"period": ""}, {"period": "Fill this in"}),
    "not a period": ({"period": "last spring"}, {"period": "is not a period"}),
    "two readings": ({"period": "2025 Q3"}, {"period": "2024-25 Q3 or 2025-26 Q3"}),
    "not on the calendar": ({"period": "2024-26"}, {"period": "is not a year"}),
    "another length": ({"period": "2025-26"}, {"period": "collected by the quarter"}),
    "another framework": (
        {"framework": "00000000-0000-0000-0000-000000000000"},
        {"framework": "Choose one from the list"},
    ),
    "no framework": ({"framework": "x"}, {"framework": "Choose one from the list"}),
    "all at once": (
        {"period": "2025-26", "due_on": "2025-08-02"},
        {"period": "collected by the quarter", "opens_on": "leave all", "closes_on": "leave all"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_stands_beside_its_field_and_the_typing_stays(world: World, fault: str):
    sent, beside = FAULTS[fault]
    refused = await plan(world, **sent)
    assert refused.status_code == 422
    assert await rounds(world) == []
    for name, message in beside.items():
        field = re.search(rf'<label for="{name}">.*?</div>', refused.text, re.DOTALL)
        assert field
        assert message in field[0]
        assert 'aria-invalid="true"' in field[0]
        assert f'<a href="#{name}">' in refused.text
    for name, typed in sent.items():
        if name != "framework" and typed:
            assert f'value="{typed}"' in refused.text
    assert (await plan(world)).status_code == 303


async def test_what_is_asked_no_longer_is_not_planned(world: World):
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        await session.execute(sa.update(Framework).values(retired_on=world.today))
    refused = await plan(world)
    assert refused.status_code == 422
    assert "Choose one from the list" in refused.text


async def test_a_collection_is_planned_once_even_by_two_at_once(world: World):
    second_coordinator = await world.here.person(Role.COORDINATOR)
    fields = {"framework": str(world.framework.id), "period": "2025-26 Q1"}
    path = f"/{world.here.slug}/rounds"
    both = [world.here.coordinator, second_coordinator] * 4
    answers = await asyncio.gather(*(visitor.send_form(path, **fields) for visitor in both))
    assert sorted(answer.status_code for answer in answers) == [303, *[409] * 7]
    second = next(answer for answer in answers if answer.status_code == 409)
    assert "Quarterly return has its 2025-26 Q1 collection already" in second.text
    assert 'value="2025-26 Q1"' in second.text
    assert len(await rounds(world)) == 1
    assert (await plan(world, period="2025-26 Q2")).status_code == 303


async def test_opening_asks_those_who_belong_on_the_last_day_and_writes_once_to_each_who_acts(world: World):
    here = world.here
    left, late, last_day = [await here.member(name) for name in ("Left", "Late", "Last day")]
    async with here.session() as session:
        for member, starts, ends in (
            (left, date(2010, 4, 1), date(2025, 6, 29)),
            (late, date(2025, 7, 1), None),
            (last_day, date(2025, 6, 30), date(2025, 6, 30)),
        ):
            await session.execute(
                sa.update(MemberTerm).where(MemberTerm.member_id == member.id).values(starts=starts, ends=ends)
            )
    await here.person(Role.CONTRIBUTOR, left)
    await here.person(Role.VIEWER, world.abbey)
    await here.person(Role.PARTNER)
    both = await here.person(Role.APPROVER, last_day)
    async with here.session() as session:
        session.add(HeldRole(person_id=both.person_id, role=Role.CONTRIBUTOR, member_id=world.birch.id))
    await plan(world)
    (planned,) = await rounds(world)
    asks = await here.coordinator.get(f"/{here.slug}/rounds/{planned.id}/opening")
    assert "3 members are asked" in asks.text
    warned = re.search(r"Nobody to answer.*?</div>", asks.text, re.DOTALL)
    assert warned
    assert re.findall(r"<li>(.*?)</li>", warned[0]) == ["Last day"]  # it has an approver alone
    assert (await here.coordinator.send_form(f"/{here.slug}/rounds/{planned.id}/opening")).status_code == 303
    page = await here.coordinator.get(f"/{here.slug}/submissions")
    assert [name for name in ("Abbey", "Birch", "Last day", "Left", "Late") if f">{name}</a>" in page.text] == [
        "Abbey",
        "Birch",
        "Last day",
    ]
    letters = await world.letters()
    assert len(letters) == len({letter.recipient for letter in letters}) == 5
    assert {letter.subject for letter in letters} == {
        f"{(await world.collaborative()).name}: the 2025-26 Q1 collection is open"
    }
    (theirs,) = [letter.body for letter in letters if "Birch and Last day" in letter.body]
    assert f"anchorline:/{here.slug}/submissions" in theirs
    again = await here.coordinator.send_form(f"/{here.slug}/rounds/{planned.id}/opening")
    assert again.status_code == 409
    assert len(await world.letters()) == 5


async def test_closing_says_first_who_is_left_out_then_takes_no_more_answers_and_locks(world: World):
    here, opened = world.here, await world.opened()
    abbey, birch = await world.submission(opened), await world.submission(opened, world.birch)
    await world.accepted(abbey)
    asks = await here.coordinator.get(f"/{here.slug}/rounds/{opened.id}/closing")
    assert "1 of 2 members are accepted" in asks.text
    assert "Birch" in asks.text
    assert await world.state(abbey) == "accepted"
    assert (await here.coordinator.send_form(f"/{here.slug}/rounds/{opened.id}/closing")).status_code == 303
    assert await world.state(abbey) == "locked"
    assert await world.state(birch) == "not_started"
    refused = await world.save(birch, world.people["Birch", Role.CONTRIBUTOR], n__hires="3")
    assert refused.status_code == 409
    assert await world.answers(birch) == {}
    for deed in ("opening", "closing"):
        assert (await here.coordinator.get(f"/{here.slug}/rounds/{opened.id}/{deed}")).status_code == 409
        assert (await here.coordinator.send_form(f"/{here.slug}/rounds/{opened.id}/{deed}")).status_code == 409


async def test_only_the_coordinator_plans_opens_and_closes(world: World):
    here, opened = world.here, await world.opened()
    paths = [f"/{here.slug}/rounds", *(f"/{here.slug}/rounds/{opened.id}/{deed}" for deed in ("opening", "closing"))]
    for visitor in (world.contributor, world.approver, here.administrator, await here.person(Role.PARTNER)):
        for path in paths:
            assert (await visitor.get(path)).status_code == 403
            assert (await visitor.send_form(path)).status_code == 403
    assert (await here.coordinator.get(paths[0])).status_code == 200


async def test_the_pages_take_at_most_twelve_queries(world: World):
    here = world.here
    for start in (FIRST, FIRST.next(), Period(date(2024, 4, 1), 3)):
        opened = await world.opened(start)
    await plan(world, period="2026-27 Q1")
    planned = (await rounds(world))[-1]
    for path in ("", f"/{planned.id}/opening", f"/{opened.id}/closing"):
        with statements(here) as sent:
            assert (await here.coordinator.get(f"/{here.slug}/rounds{path}")).status_code == 200
        assert 0 < len(sent) <= 12, sent


async def test_the_pages_call_a_zone_as_deadlines_do(world: World):
    """In the locale's words for its city, which are not always the zone's own: Center, North Dakota."""
    async with world.here.owner.session(Scope()) as session, session.begin():
        zone = {"time_zone": "America/North_Dakota/Center", "locale": "en_US"}
        await session.execute(sa.update(Collaborative).where(Collaborative.id == world.here.id).values(**zone))
    of = await world.opened()
    for path in ("rounds", f"rounds/{of.id}"):
        page = (await world.here.coordinator.get(f"/{world.here.slug}/{path}")).text
        assert "Center, North Dakota time" in " ".join(page.split())
        assert "Center time" not in page
