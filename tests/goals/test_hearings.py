"""Community partners say what they hear before a report comes out; what is taken stands beside the goal with their name."""

from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend.goals import questions
from backend.goals.hearing_tables import GoalHearing
from backend.goals.question_tables import GoalQuestion
from backend.members.rules import Role
from collab_reports import html
from tests.goals.aims import aim
from tests.makers import Here
from tests.releases.readers import address
from tests.releases.reporting import Q1, Q2, Reporting, make_reporting

HEARD = "People do not know that jobs are read out at the library."
SAID = {"organization": "Tenants of the Flats", "words": HEARD}


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


@pytest.fixture
async def goal(world: Reporting) -> UUID:
    """A report is out, the next one is gathered and not published."""
    id = await aim(world, "hiring", "WF-06", target=Decimal(25), name="One in four")
    await aim(world, "inside", "WF-04", target=Decimal(900), visibility="members", name="Among members")
    await world.released(await world.reported(Q1))
    return id


async def written(world: Reporting) -> list[GoalHearing]:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(GoalHearing)))


async def test_a_partner_writes_before_publication_and_reads_what_became_of_it(world: Reporting, goal: UUID):
    partner, path = await world.person(Role.PARTNER), address(world, "what-we-hear")
    closed = (await partner.get(path)).text
    assert "No report is on its way just now." in closed
    assert "the page of a goal</a>" in closed
    assert (await partner.send_form(path, goal=str(goal), **SAID)).status_code == 409
    release = await world.gathered(await world.reported(Q2))
    page = (await partner.get(path)).text
    assert "Wood report" in page
    assert "One in four" in page
    assert "Among members" not in page, "what members alone aim at is not theirs to know"
    assert (await partner.send_form(path, goal=str(goal), **SAID)).status_code == 303
    [heard] = await written(world)
    for visitor, then in ((world.here.anyone(), "shared-goals/hiring"), (partner, "our-goals/hiring")):
        assert HEARD not in (await visitor.get(address(world, then))).text, "before it is taken it stands nowhere"
    coordinator, decide = world.here.coordinator, address(world, f"goal-hearings/{heard.id}/decision")
    assert HEARD in (await coordinator.get(address(world, f"goals/{goal}/beside"))).text
    assert (await coordinator.send_form(decide, taken="yes", reason="")).status_code == 422
    refused = await coordinator.send_form(decide, taken="yes", reason="Call Ms. Hale, 212 555 0147.")
    assert (refused.status_code, "Hale, 212 555 0147." in refused.text) == (422, True), "what was typed is still there"
    assert all(f'{where}reason.{heard.id}"' in refused.text for where in ('href="#', 'id="'))
    assert (await coordinator.send_form(decide, taken="yes", reason="Others say so too.")).status_code == 303
    assert (await coordinator.send_form(decide, taken="yes", reason="Others say so too.")).status_code == 409
    release = await gathered_anew(world, release)
    for visitor, then in ((world.here.anyone(), "shared-goals/hiring"), (partner, "our-goals/hiring")):
        page = (await visitor.get(address(world, then))).text
        assert HEARD in page
        assert "<bdi>Tenants of the Flats</bdi>" in page
    assert "Others say so too." in (await partner.get(path)).text
    assert (await coordinator.send_form(decide, taken="no", reason="It is put right.")).status_code == 303
    assert HEARD not in (await world.here.anyone().get(address(world, "shared-goals/hiring"))).text
    for audience, asked in (("public", ["Where?"]), ("members", ["Where?", "Who pays?"])):
        edition = await world.edition(release, audience)
        goals = {one.code: one for one in edition.goals}
        assert [one.words for one in goals["hiring"].heard] == [HEARD], "what was printed stays"
        assert [one.words for one in goals["hiring"].asked] == asked, audience
        assert not [one for code, one in goals.items() if code != "hiring" and (one.heard or one.asked)]
        assert HEARD in html.print_edition(edition).decode()


async def gathered_anew(world: Reporting, release: UUID) -> UUID:
    """A report that was gathered before anything was heard, published as it is after that. Its id."""
    coordinator, page = world.here.coordinator, address(world, f"releases/{release}")
    assert not (await world.edition(release)).goals[0].heard
    await asked(world)
    assert "Gather it anew" in (await coordinator.get(page)).text
    assert (await (await world.person(Role.PARTNER)).send_form(f"{page}/anew")).status_code == 403
    await world.approved(release)
    answer = await coordinator.send_form(f"{page}/anew")
    assert answer.status_code == 303
    anew = UUID(answer.headers["location"].rpartition("/")[2].partition("?")[0])
    page = address(world, f"releases/{anew}")
    shown = (await coordinator.get(page)).text
    assert "Gather it anew" not in shown
    assert HEARD in shown
    await world.approved(anew)
    await world.publish(anew)
    assert (await coordinator.send_form(f"{page}/anew")).status_code == 409, "it is out"
    return anew


async def asked(world: Reporting) -> None:
    """Published for everyone: Where? For members alone: Who pays?"""
    async with world.here.session() as session:
        for words, visibility in (("Who pays?", "members"), ("Where?", "public")):
            await questions.ask(session, "hiring", words, by=None, asker=questions.Asker.RESIDENT)
            await session.flush()
            one = (await session.scalars(sa.select(GoalQuestion).where(GoalQuestion.words == words))).one()
            facts = {"answer": "At the library.", "answered_as": "Hiring group", "visibility": visibility}
            await questions.publish(session, one.id, words=words, **facts, by=world.by.person_id)


async def test_nobody_else_writes_and_nothing_about_one_person_is_kept(world: Reporting, goal: UUID):
    await world.gathered(await world.reported(Q2))
    path = address(world, "what-we-hear")
    for other in (world.here.coordinator, await world.person(Role.CONTRIBUTOR, "Ash")):
        assert (await other.send_form(path, goal=str(goal), **SAID)).status_code == 403
    partner = await world.person(Role.PARTNER)
    for wrong in ({"words": "Call Ms. Hale, 212 555 0147."}, {"goal": str(world.framework.id)}, {"words": "x" * 601}):
        answer = await partner.send_form(path, **{"goal": str(goal)} | SAID | wrong)
        assert answer.status_code == 422, wrong
        assert "Tenants of the Flats" in answer.text
    assert not await written(world)
    another = await world.here.person(Role.PARTNER)
    assert (await partner.send_form(path, goal=str(goal), **SAID)).status_code == 303
    assert HEARD not in (await another.get(path)).text, "what another organization hears is its own until it is taken"
