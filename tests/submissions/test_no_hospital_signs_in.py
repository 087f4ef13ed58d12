"""A whole quarter, from opening to release, in which nobody of any hospital ever signs in."""

import pytest
import sqlalchemy as sa

from backend.disclosure import queries as disclosure_queries
from backend.disclosure.figures import Audience
from backend.members.tables import HeldRole
from backend.submissions.tables import Approval, Entry
from tests.makers import Here
from tests.worlds import ANSWERS, FIRST, SECTIONS, World, make_world


@pytest.fixture
async def world(here: Here) -> World:
    """Abbey and Birch, without their people."""
    made = await make_world(here)
    async with here.session() as session:
        await session.execute(sa.update(HeldRole).where(HeldRole.member_id.is_not(None)).values(ended_at=sa.func.now()))
    return made


async def test_a_quarter_is_complete_with_no_hospital_ever_signing_in(world: World):
    coordinator = world.here.coordinator
    opened = await world.opened()
    before = len(await world.letters())
    for member in (world.abbey, world.birch):
        of = await world.submission(opened, member)
        for section, elements in SECTIONS.items():
            sent = {f"n.{code}": ANSWERS[code] for code in elements}
            path = world.path(of, "/for-member/entries")
            assert (await coordinator.send_form(path, section=section, **sent)).status_code == 303
        assert (await coordinator.send_form(world.path(of, "/for-member/submission"))).status_code == 303
        assert (await coordinator.send_form(world.path(of, "/acceptance"))).status_code == 409
        letter = {"_token": coordinator.csrf, "on": str(FIRST.end), "signed_by": f"The director of {member.name}"}
        file = {"file": ("letter.pdf", b"%PDF-1.7\n")}
        assert (await coordinator.post(world.path(of, "/outside"), data=letter, files=file)).status_code == 303
        assert (await coordinator.send_form(world.path(of, "/acceptance"))).status_code == 303
    assert len(await world.letters()) == before
    assert (await coordinator.send_form(f"/{world.here.slug}/rounds/{opened.id}/closing")).status_code == 303
    assert [await world.state(await world.submission(opened, one)) for one in (world.abbey, world.birch)] == [
        "locked"
    ] * 2
    values = await world.values()
    assert len(values) == 8
    assert sorted(value.number for value in values) == [1, 1, 10, 10, 40, 40, 1200.5, 1200.5]
    async with world.here.session() as session:
        people = set(await session.scalars(sa.select(Entry.changed_by)))
        signed = set(await session.scalars(sa.select(Approval.outside_by)))
    assert people == {coordinator.person_id}
    assert signed == {"The director of Abbey", "The director of Birch"}
    async with world.here.session() as session:
        figures = await disclosure_queries.collective(
            session, await world.collaborative(), world.framework.id, FIRST, audiences=Audience, today=world.today
        )
    assert (figures.signed, figures.entered_for, figures.outside) == (2, 2, 2)
    page = await coordinator.get(world.path(await world.submission(opened)))
    assert "Confirmed outside, by The director of Abbey, letter of 30 June 2025" in page.text
