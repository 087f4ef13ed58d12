"""Who is written to at each step, and that a letter carries no figure."""

import re

import pytest
import sqlalchemy as sa

from backend.kit.db import now
from backend.members.rules import Role
from backend.members.tables import HeldRole
from backend.submissions.tables import Submission
from tests.makers import Here
from tests.worlds import World, make_world

HIRES, SPEND = "8675309", "31337.77"


@pytest.fixture
async def world(here: Here) -> World:
    """With people whom no letter about Abbey's figures concerns."""
    made = await make_world(here)
    for role, member in ((Role.VIEWER, made.abbey), (Role.PARTNER, None), (Role.CONTRIBUTOR, made.birch)):
        await here.person(role, member)
    left = await here.person(Role.APPROVER, made.abbey, name="Has left")
    async with here.session() as session:
        await session.execute(sa.update(HeldRole).where(HeldRole.person_id == left.person_id).values(ended_at=now()))
    return made


async def written_since(world: World, before: int) -> set[tuple[str, str]]:
    """To whom, about what, leaving out the collaborative's name."""
    letters = (await world.letters())[before:]
    assert all("/submissions/" in letter.body for letter in letters)
    return {(letter.body.splitlines()[0], letter.subject.split(": ", 1)[1]) for letter in letters}


async def test_each_step_writes_to_who_acts_next_and_to_nobody_else(world: World, mine: Submission):
    contributor, approver = "Dear Contributor of Abbey,", "Dear Approver of Abbey,"
    async with world.here.session() as session:
        name = "select name from people where id = :id"
        coordinator = await session.scalar(sa.text(name), {"id": world.here.coordinator.person_id})
    before = len(await world.letters())
    await world.submitted(mine, hires=HIRES, spend=SPEND)
    assert await written_since(world, before) == {(approver, "please approve the figures of Abbey")}
    assert re.search(r"is due \d+ \w+ \d{4}, end of day", (await world.letters())[-1].body)
    before += 1
    reason = f"{HIRES} is too much."
    await world.approver.send_form(world.path(mine, "/return"), reason=reason, cell="hires")
    assert await written_since(world, before) == {(contributor, "the figures of Abbey were sent back")}
    before += 1
    await world.contributor.send_form(world.path(mine, "/submission"))
    before += 1
    await world.approver.send_form(world.path(mine, "/approval"), note=HIRES)
    assert await written_since(world, before) == {(f"Dear {coordinator},", "Abbey has approved its figures")}
    before += 1
    await world.here.coordinator.send_form(world.path(mine, "/return"), reason=reason)
    returned = "the figures of Abbey were sent back"
    assert await written_since(world, before) == {(contributor, returned), (approver, returned)}
    await world.contributor.send_form(world.path(mine, "/submission"))
    await world.approver.send_form(world.path(mine, "/approval"))
    before = len(await world.letters())
    await world.here.coordinator.send_form(world.path(mine, "/acceptance"))
    accepted = "the figures of Abbey are accepted"
    assert await written_since(world, before) == {(contributor, accepted), (approver, accepted)}
    everything = "".join(letter.subject + letter.body for letter in await world.letters())
    assert "Abbey" in everything
    for figure in (HIRES, SPEND, "8,675,309", "31,337"):
        assert figure not in everything


async def test_who_holds_two_roles_gets_one_letter(world: World, mine: Submission):
    async with world.here.session() as session:
        session.add(HeldRole(person_id=world.approver.person_id, role=Role.CONTRIBUTOR, member_id=world.abbey.id))
    await world.approved(mine)
    before = len(await world.letters())
    await world.here.coordinator.send_form(world.path(mine, "/acceptance"))
    assert len((await world.letters())[before:]) == 2


async def test_a_deed_that_is_refused_writes_nothing(world: World, mine: Submission):
    await world.fill(mine, hires="4", local_hires="5")
    before = len(await world.letters())
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 422
    assert (await world.approver.send_form(world.path(mine, "/approval"))).status_code == 409
    assert len(await world.letters()) == before
    await world.save(mine, n__local_hires="4", r__local_hires="1")
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 303
    assert len(await world.letters()) == before + 1
