"""Whoever signs finds on one page what changed, what is explained and who will see it, and signs there."""

import re

import pytest

from backend.members.rules import Role
from backend.submissions.tables import Submission
from tests.makers import Here, Visitor
from tests.worlds import FIRST, World, make_world, statements


@pytest.fixture
async def world(here: Here) -> World:
    return await make_world(here)


async def read(by: Visitor, path: str) -> str:
    answer = await by.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def test_the_letter_leads_to_one_page_on_which_one_signs(world: World, mine: Submission):
    await world.submitted(mine)
    letter = next(one for one in await world.letters() if "please approve" in one.subject)
    assert letter.body.strip().endswith(world.path(mine, "/signing"))
    with statements(world.here) as sent:
        page = await world.approver.get(world.path(mine, "/signing"))
    assert 0 < len(sent) <= 12, sent
    assert page.status_code == 200
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)
    assert seen
    signed = await world.approver.send_form(world.path(mine, "/approval"), seen=seen[1], note="Looked over")
    assert signed.status_code == 303
    assert await world.state(mine) == "approved"
    assert (await world.approver.get(world.path(mine, "/signing"))).status_code == 303  # there is nothing left to sign


async def test_what_changed_most_comes_first_and_what_is_explained_is_said(world: World):
    first, second = [await world.submission(await world.opened(period)) for period in (FIRST, FIRST.next())]
    await world.accepted(first, hires="40", local_hires="10", spend="100")
    await world.save(second, n__hires="44", n__hires__gender__women="44")
    await world.submitted(second, hires="44", local_hires="30", spend="100")
    said = await read(world.approver, world.path(second, "/signing"))
    assert "4 answers, 2 of them other than last time, 0 with an explanation" in said
    assert "1 number of a split comes with them: read it with every answer" in said
    assert said.index("Local hires +200 %") < said.index("New hires +10 %")
    assert "30 people before: 10 people" in said
    assert "Nothing looked unusual" in said


async def test_only_whoever_may_sign_it_finds_the_page(world: World, mine: Submission):
    await world.submitted(mine)
    path = world.path(mine, "/signing")
    assert (await world.people["Birch", Role.APPROVER].get(path)).status_code == 404
    for other in (world.contributor, world.here.coordinator):
        assert (await other.get(path)).headers["location"] == world.path(mine)
    assert (await world.approver.get(path)).status_code == 200


async def test_a_correction_says_that_it_is_one_and_first_why_and_what_it_changes(world: World):
    first, second = [await world.submission(await world.opened(period)) for period in (FIRST, FIRST.next())]
    await world.accepted(first, hires="50", local_hires="10", spend="100")
    await world.accepted(second, hires="44", local_hires="30", spend="100")
    correction = await world.corrected(second, reason="Ward 7 was missing.")
    await world.save(correction, n__hires="48", r__hires="1")
    await world.contributor.send_form(world.path(correction, "/submission"))
    with statements(world.here) as sent:
        said = await read(world.approver, world.path(correction, "/signing"))
    assert 0 < len(sent) <= 12, sent
    for sentence in (
        "A correction of the",
        "Ward 7 was missing.",
        "Until you sign it and the coordinator accepts it, the figures before it count.",
        "What the correction changes Question Was Is New hires 44 people 48 people Which reports used them",
    ):
        assert sentence in said
        assert said.index(sentence) < said.index("All its answers, beside last time") < said.index("before: 50 people")
    assert "Until then the figures before them count." in said


async def test_what_is_no_correction_says_nothing_of_one(world: World, mine: Submission):
    await world.submitted(mine)
    said = await read(world.approver, world.path(mine, "/signing"))
    assert "correction" not in said
    assert "the figures before" not in said
    assert "What changed" in said


async def test_the_letter_about_a_correction_says_what_counts_until_it_is_in(world: World, mine: Submission):
    await world.accepted(mine)
    for by, door in ((world.contributor, ""), (world.here.coordinator, "/for-member")):
        correction = await world.corrected(mine, by)
        assert (await by.send_form(world.path(correction, f"{door}/submission"))).status_code == 303
        letter = (await world.letters())[-1]
        said = " ".join(letter.body.split())
        assert "please" in letter.subject
        assert "a correction of the figures of Abbey" in said
        assert "The figures before it count until" in said
        assert "count only once" not in said
        await world.contributor.send_form(world.path(correction, "/discarding"))
