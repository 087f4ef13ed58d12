"""A correction begun by mistake is thrown away: what counted counts on, and another can be begun."""

import re

import pytest
import sqlalchemy as sa

from backend.kit.db import Scope
from backend.members.rules import Role
from backend.submissions import correcting, queries
from backend.submissions.tables import Entry, Submission
from tests.makers import Visitor
from tests.submissions.programs import Api
from tests.worlds import World


async def versions(world: World, of: Submission) -> list[tuple[int, str]]:
    async with world.here.session() as session:
        line = await correcting.versions(session, await queries.submission(session, of.id))
    return [(one.number, one.state) for one in line.versions]


async def thrown_away(world: World, of: Submission, by: Visitor | None = None) -> None:
    answer = await (by or world.contributor).send_form(world.path(of, "/discarding"))
    assert answer.status_code == 303, answer.text


async def test_what_would_be_lost_is_shown_first_and_what_counted_goes_on_counting(world: World, mine: Submission):
    await world.accepted(mine, hires="40")
    next = await world.corrected(mine)
    await world.save(next, n__hires="44", r__hires="1")
    before = [(value.id, value.number) for value in await world.values()]
    assert "/discarding" in (await world.contributor.get(world.path(next))).text
    asked = (await world.contributor.get(world.path(next, "/discarding"))).text
    asked = " ".join(re.sub(r"<[^>]+>", " ", asked).split())
    assert "New hires 40 people 44 people" in asked
    assert "Local hires" not in asked
    assert "A ward was missing." in asked
    assert await world.state(next) == "in_progress"  # asking does nothing
    await thrown_away(world, next)
    assert await versions(world, mine) == [(1, "accepted"), (2, "discarded")]
    assert [(value.id, value.number) for value in await world.values()] == before
    async with world.here.session() as session:  # no row is gone
        kept = await session.scalars(sa.select(Entry.number).where(Entry.submission_id == next.id))
        assert 44 in set(kept)


async def test_it_is_read_still_and_written_on_no_more(world: World, mine: Submission):
    await world.accepted(mine, hires="40")
    next = await world.corrected(mine)
    await thrown_away(world, next, world.approver)
    read = await world.contributor.get(world.path(next))
    assert "Thrown away by" in read.text
    assert "It was thrown away, and nothing of it counts." in read.text
    assert "/impact" not in read.text
    assert (await world.contributor.get(world.path(next, "/impact"))).status_code == 303
    section = {"section": "work", "n.hires": "41", "r.hires": "1"}
    assert (await world.contributor.send_form(world.path(next, "/entries"), **section)).status_code == 409
    assert (await world.contributor.send_form(world.path(next, "/submission"))).status_code == 409
    assert (await world.contributor.send_form(world.path(next, "/discarding"))).status_code == 409
    assert (await world.contributor.get(world.path(next, "/discarding"))).status_code == 303


async def test_another_is_begun_of_what_counts_and_takes_its_place(world: World, mine: Submission):
    await world.accepted(mine, hires="40")
    wrong = await world.corrected(mine)
    await world.save(wrong, n__hires="44", r__hires="1")
    await thrown_away(world, wrong, world.here.coordinator)
    assert "Correct these figures" in (await world.contributor.get(world.path(mine))).text
    listed = await world.contributor.get(f"/{world.here.slug}/submissions")
    assert f"/submissions/{mine.id}" in listed.text
    assert f"/submissions/{wrong.id}" not in listed.text
    right = await world.corrected(mine, reason="Now with reason.")
    assert right.version == 3
    assert re.search(r'id="n.hires"[^>]*value="40"', (await world.contributor.get(world.path(right))).text)
    await world.save(right, n__hires="42", r__hires="1")
    await world.contributor.send_form(world.path(right, "/submission"))
    assert re.search(r"42.*?was 40", (await world.approver.get(world.path(right))).text, re.DOTALL)
    await world.approver.send_form(world.path(right, "/approval"))
    await world.here.coordinator.send_form(world.path(right, "/acceptance"))
    assert {value.submission_id for value in await world.values()} == {right.id}
    assert await versions(world, mine) == [(1, "accepted"), (2, "discarded"), (3, "accepted")]
    async with world.here.session() as session:
        start = mine.round.period.start
        (one,) = await correcting.accepted_corrections(session, world.framework.id, start, start)
    assert (one.reason, one.elements) == ("Now with reason.", {"hires"})


async def test_the_list_of_values_has_what_counts_again(world: World, mine: Submission):
    await world.accepted(mine, hires="40")
    next = await world.corrected(mine)
    await world.save(next, n__hires="44", r__hires="1")
    values = f"/{world.here.slug}/rounds/{mine.round_id}/values.csv"
    assert ",hires,,44," in (await world.here.coordinator.get(values)).text
    await thrown_away(world, next)
    assert ",hires,,40," in (await world.here.coordinator.get(values)).text


@pytest.mark.parametrize("until", ["submission", "approval"])
async def test_submitted_or_approved_it_can_be_thrown_away_still_and_accepted_no_more(
    world: World, mine: Submission, until: str
):
    await world.accepted(mine)
    next = await world.corrected(mine)
    await world.contributor.send_form(world.path(next, "/submission"))
    if until == "approval":
        await world.approver.send_form(world.path(next, "/approval"))
    assert "/discarding" in (await world.approver.get(world.path(next))).text
    await thrown_away(world, next, world.approver)
    assert (await world.here.coordinator.send_form(world.path(next, "/acceptance"))).status_code == 409


async def test_after_the_close_too(world: World, mine: Submission):
    await world.accepted(mine)
    await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{mine.round_id}/closing")
    await thrown_away(world, await world.corrected(mine))
    assert await world.state(mine) == "locked"


async def test_what_is_no_correction_is_not_thrown_away(world: World, mine: Submission):
    assert (await world.contributor.send_form(world.path(mine, "/discarding"))).status_code == 409
    await world.save(mine, n__hires="40")
    assert (await world.contributor.send_form(world.path(mine, "/discarding"))).status_code == 409


async def test_others_do_not_throw_it_away(world: World, mine: Submission):
    await world.accepted(mine)
    assert (await world.contributor.send_form(world.path(mine, "/discarding"))).status_code == 409
    next = await world.corrected(mine)
    viewer = await world.here.person(Role.VIEWER, world.abbey)
    for other, refused in ((viewer, 403), (world.people["Birch", Role.APPROVER], 404)):
        assert (await other.send_form(world.path(next, "/discarding"))).status_code == refused
    assert await world.state(next) == "in_progress"
    await thrown_away(world, next)


async def test_who_was_told_of_it_is_told_and_the_trail_keeps_it(world: World, mine: Submission):
    await world.accepted(mine)
    next = await world.corrected(mine, reason="Ward 8675309 was missing.")
    begun = len(await world.letters())
    await thrown_away(world, next)
    letters = (await world.letters())[begun:]
    assert len(letters) == 2  # the approver and the coordinator
    assert all("was thrown away" in one.subject and "8675309" not in one.body for one in letters)
    trail = "select person_id, was, became from trail where became->>'state' = 'discarded'"
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        (kept,) = (await session.execute(sa.text(trail))).all()
    assert (kept.person_id, kept.was["state"]) == (world.contributor.person_id, "in_progress")


async def test_a_program_throws_one_away_and_reads_that_it_is(api: Api, mine: Submission):
    await api.world.accepted(mine)
    tag = (await api.contributor.get(api.path(mine))).headers["etag"]
    assert (await api.do(api.contributor, mine, "discarding", tag)).status_code == 409  # it counts
    next = await api.world.corrected(mine)
    tag = (await api.contributor.get(api.path(next))).headers["etag"]
    done = await api.do(api.contributor, next, "discarding", tag)
    assert (done.status_code, done.json()["state"]) == (200, "discarded")
    assert (await api.do(api.contributor, next, "discarding", tag)).status_code == 412
    listed = await api.coordinator.get(f"{api.root}/submissions?state=discarded")
    assert [one["id"] for one in listed.json()["items"]] == [str(next.id)]
