"""A section of the form is given to a colleague, who is told and says when it is done; nobody is kept from writing."""

import re

import pytest

from backend.members.rules import Role
from backend.submissions.tables import Submission
from tests.makers import Visitor
from tests.worlds import World


@pytest.fixture
async def grace(world: World) -> Visitor:
    """A second one who enters figures for Abbey."""
    return await world.here.person(Role.CONTRIBUTOR, world.abbey, name="Grace Whitfield")


async def gives(world: World, of: Submission, by: Visitor, to: Visitor | None, section: str = "work"):
    person = str(to.person_id) if to else ""
    return await by.send_form(world.path(of, "/sections/owner"), section=section, person=person)


async def shown(world: World, of: Submission, by: Visitor, section: str = "work") -> str:
    text = (await by.get(world.path(of, f"?section={section}"))).text
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


async def test_a_section_is_handed_over_with_a_letter_and_its_owner_says_when_it_is_done(
    world: World, mine: Submission, grace: Visitor
):
    assert "Nobody in particular sees to this section. not begun" in await shown(world, mine, grace)
    assert (await gives(world, mine, world.contributor, grace)).status_code == 303
    letter = (await world.letters())[-1]
    assert letter.body.startswith("Dear Grace Whitfield,\n\nContributor of Abbey asks you")
    assert letter.subject.endswith("Contributor of Abbey asks you to fill in Work")
    assert f"/submissions/{mine.id}" in letter.body
    assert "You see to this section. not begun" in await shown(world, mine, grace)
    assert "Grace Whitfield sees to this section." in await shown(world, mine, world.contributor)
    assert (await world.save(mine, world.contributor, n__hires="4", r__hires="0")).status_code == 303
    assert "begun" in await shown(world, mine, grace)
    done = world.path(mine, "/sections/done")
    assert (await world.contributor.send_form(done, section="work", done="yes")).status_code == 403
    assert (await grace.send_form(done, section="work", done="yes")).status_code == 303
    assert "Grace Whitfield sees to this section. done" in await shown(world, mine, world.contributor)
    assert (await gives(world, mine, world.approver, world.contributor)).status_code == 303
    assert "You see to this section. begun" in await shown(world, mine, world.contributor)
    assert (await gives(world, mine, world.contributor, None)).status_code == 303
    assert "Nobody in particular sees to this section." in await shown(world, mine, grace)


async def test_only_by_the_members_people_to_its_contributors_while_it_is_written(
    world: World, mine: Submission, grace: Visitor
):
    elsewhere = world.people["Birch", Role.CONTRIBUTOR]
    viewer = await world.here.person(Role.VIEWER, world.abbey)
    assert (await gives(world, mine, viewer, grace)).status_code == 403
    assert (await gives(world, mine, world.here.coordinator, grace)).status_code == 403
    assert (await gives(world, mine, elsewhere, elsewhere)).status_code == 404
    assert (await gives(world, mine, world.contributor, elsewhere)).status_code == 422
    assert (await gives(world, mine, world.contributor, world.approver)).status_code == 422
    assert (await gives(world, mine, world.contributor, grace, section="garden")).status_code == 404
    assert (await gives(world, mine, world.contributor, grace)).status_code == 303
    await world.submitted(mine)
    assert (await gives(world, mine, world.contributor, world.contributor)).status_code == 409


async def test_one_page_says_who_does_what(world: World, mine: Submission, grace: Visitor):
    await gives(world, mine, world.approver, grace)
    page = (await world.approver.get(world.path(mine, "/sections"))).text
    assert re.search(rf'<option value="{grace.person_id}" selected>Grace Whitfield</option>', page)
    read = (await world.here.coordinator.get(world.path(mine, "/sections"))).text
    assert "Grace Whitfield" in read
    assert "<select" not in read
