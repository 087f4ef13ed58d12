"""Correcting what counts: it goes on counting until the correction is in, and who wrote what is kept."""

import asyncio
import re

from backend.members.rules import Role
from backend.members.tables import HeldRole
from backend.submissions.tables import Submission
from tests.submissions.programs import Api
from tests.worlds import World


async def test_a_correction_begins_with_what_stands_and_asks_why(world: World, mine: Submission):
    await world.accepted(mine, hires="40")
    assert "Correct these figures" in (await world.contributor.get(world.path(mine))).text
    assert "Why are they corrected?" in (await world.contributor.get(world.path(mine, "/correction"))).text
    refused = await world.contributor.send_form(world.path(mine, "/correction"), reason="  ")
    assert refused.status_code == 422
    assert "Say why" in refused.text
    for other in (world.people["Birch", Role.CONTRIBUTOR], world.approver):
        answer = await other.send_form(world.path(mine, "/correction"), reason="No.")
        assert answer.status_code in (403, 404)
    form = await world.contributor.get(world.path(await world.corrected(mine)))
    assert re.search(r'id="n.hires"[^>]*value="40"', form.text)
    assert "A ward was missing." in form.text
    assert len(await world.values(mine)) == 4  # goes on counting


async def test_it_is_approved_by_another_and_then_takes_the_place(world: World, mine: Submission):
    await world.accepted(mine, hires="40")
    next = await world.corrected(mine)
    await world.save(next, n__hires="42", r__hires="1", n__local_hires="10", r__local_hires="1")
    assert (await world.contributor.send_form(world.path(next, "/submission"))).status_code == 303
    review = await world.approver.get(world.path(next))
    assert re.search(r"42.*?was 40", review.text, re.DOTALL)
    assert len(re.findall(r"\bwas 40\b", review.text)) == 1
    assert (await world.approver.send_form(world.path(next, "/approval"))).status_code == 303
    assert {v.submission_id for v in await world.values()} == {mine.id}
    assert (await world.here.coordinator.send_form(world.path(next, "/acceptance"))).status_code == 303
    assert {v.submission_id for v in await world.values()} == {next.id}
    old = await world.here.coordinator.get(world.path(mine))
    assert "counted until they were corrected" in old.text
    assert "A ward was missing." in old.text


async def test_whoever_wrote_a_figure_before_does_not_approve_its_correction(world: World, mine: Submission):
    both = await world.here.person(Role.CONTRIBUTOR, world.abbey)
    await world.save(mine, both, n__hires="40")
    await world.save(mine, n__local_hires="10")
    await world.save(mine, section="money", n__spend="1", n__policy="yes")
    await world.contributor.send_form(world.path(mine, "/submission"))
    await world.approver.send_form(world.path(mine, "/approval"))
    await world.here.coordinator.send_form(world.path(mine, "/acceptance"))
    next = await world.corrected(mine)
    async with world.here.session() as session:
        session.add(HeldRole(person_id=both.person_id, role=Role.APPROVER, member_id=world.abbey.id))
    await world.save(next, n__local_hires="11", r__local_hires="1")
    await world.contributor.send_form(world.path(next, "/submission"))
    assert (await both.send_form(world.path(next, "/approval"))).status_code == 403
    assert (await world.approver.send_form(world.path(next, "/approval"))).status_code == 303


async def test_of_two_who_begin_at_once_one_does(world: World, mine: Submission):
    await world.accepted(mine)
    path = world.path(mine, "/correction")
    answers = await asyncio.gather(*[world.contributor.send_form(path, reason="A ward.") for _ in range(2)])
    assert sorted(one.status_code for one in answers) == [303, 409]


async def test_after_the_close_it_is_corrected_still_and_locked_at_once(world: World, mine: Submission):
    await world.accepted(mine)
    await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{mine.round_id}/closing")
    assert await world.state(mine) == "locked"
    next = await world.corrected(mine)
    listed = await world.here.coordinator.get(f"/{world.here.slug}/submissions")
    assert "1 of 2 accepted" in listed.text
    await world.save(next, n__hires="44", r__hires="1")
    await world.contributor.send_form(world.path(next, "/submission"))
    await world.approver.send_form(world.path(next, "/approval"))
    await world.here.coordinator.send_form(world.path(next, "/acceptance"))
    assert await world.state(next) == "locked"
    again = await world.corrected(next, reason="Counted once more.")
    assert (await world.contributor.send_form(world.path(mine, "/correction"), reason="No.")).status_code == 409
    assert again.version == 3


async def test_the_backbone_corrects_at_the_member_s_word_and_the_approver_confirms(world: World, mine: Submission):
    await world.accepted(mine)
    next = await world.corrected(mine, world.here.coordinator, "Told us by telephone.")
    await world.here.coordinator.send_form(
        world.path(next, "/for-member/entries"), section="work", **{"n.hires": "39", "r.hires": "1"}
    )
    assert (await world.here.coordinator.send_form(world.path(next, "/for-member/submission"))).status_code == 303
    review = await world.approver.get(world.path(next))
    assert "Please read these figures" in review.text
    assert "Told us by telephone." in review.text


async def test_people_are_told_without_figures_or_reasons(world: World, mine: Submission):
    await world.accepted(mine)
    before = len(await world.letters())
    await world.corrected(mine, reason="Ward 8675309 was missing.")
    letters = (await world.letters())[before:]
    assert len(letters) == 2  # the approver and the coordinator
    assert all("corrects its figures" in one.subject and "8675309" not in one.body for one in letters)


async def test_a_program_begins_one_and_writes_on_the_next_version(api: Api, mine: Submission):
    await api.world.accepted(mine)
    tag = (await api.contributor.get(api.path(mine))).headers["etag"]
    made = await api.do(api.contributor, mine, "correction", tag, reason="A ward was missing.")
    assert (made.json()["version"], made.json()["state"]) == (2, "in_progress")
    stale = await api.do(api.contributor, mine, "correction", tag, reason="Again.")
    assert stale.status_code == 409  # a later version exists
    next = (await api.contributor.get(f"{api.root}/submissions/{made.json()['id']}")).json()
    assert next["id"] != str(mine.id)
    put = f"{api.root}/submissions/{next['id']}/values"
    sent = await api.contributor.put(f"{put}?submit=true", json={"values": [{"element": "hires", "value": "41"}]})
    assert sent.json()["submission"]["state"] == "submitted"


async def test_it_is_submitted_from_whichever_section_was_changed(world: World, mine: Submission):
    check = re.compile(r'<button name="then" value="check">')
    first = await world.contributor.get(world.path(mine, "?section=work"))
    assert "Save, then Money" in first.text
    assert not check.search(first.text)
    await world.accepted(mine)
    next = await world.corrected(mine)
    for section in ("work", "money"):
        form = await world.contributor.get(world.path(next, f"?section={section}"))
        assert len(check.findall(form.text)) == 1
    saved = await world.save(next, n__hires="42", r__hires="1", then="check")
    checked = await world.contributor.get(saved.headers["location"])
    assert 'action="' + world.path(next, "/submission") in checked.text
