"""From submitting to what counts: who may, what it leads to, what each deed leaves behind."""

import asyncio
import html
import re

import sqlalchemy as sa

from backend.members.rules import Role
from backend.members.tables import HeldRole, Member
from backend.rounds.tables import Round
from backend.submissions.rules import Status
from backend.submissions.tables import Acceptance, Approval, Return, Submission, Value
from tests.makers import Visitor
from tests.worlds import FIRST, World, statements


async def rows(world: World, table: type) -> list:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(table)))


async def gives(world: World, visitor: Visitor, role: Role, member: Member) -> None:
    """One more role."""
    async with world.here.session() as session:
        session.add(HeldRole(person_id=visitor.person_id, role=role, member_id=member.id))


async def let_one_person(world: World, reason: str, member: Member | None = None) -> None:
    path = f"/{world.here.slug}/members/{(member or world.abbey).id}/one-person"
    assert (await world.here.coordinator.send_form(path, reason=reason)).status_code == 303


# ---- Submit ----------------------------------------------------------------------------------------------------------


async def test_submitting_lists_everything_to_put_right_with_a_link_to_each_field(world: World, mine: Submission):
    await world.save(mine, n__hires="10", n__local_hires="11", n__hires__gender__women="9", n__hires__gender__men="9")
    await world.save(mine, section="money", n__spend="", s__spend="estimated")
    refused = await world.contributor.send_form(world.path(mine, "/submission"))
    assert refused.status_code == 422
    assert await world.state(mine) == "in_progress"
    assert "4 things to put right" in refused.text
    for place, section, anchor in (
        ("New hires, by Gender", "work", "b.hires.gender"),
        ("Local hires", "work", "n.local_hires"),
        ("Spend", "money", "n.spend"),
        ("Living wage paid", "money", "n.policy"),
    ):
        link = re.search(rf'<a href="([^"]+)">{place}</a>', refused.text)
        assert link, place
        address, _, fragment = html.unescape(link[1]).partition("#")
        assert fragment == anchor
        form = await world.contributor.get(address)
        assert f'id="{anchor}"' in form.text
        assert f'value="{section}"' in form.text
    missing = await world.contributor.get(world.path(mine, "?section=money&checked=yes"))
    assert "Answer this, or choose why there is no answer" in missing.text
    assert "Answer this" not in (await world.contributor.get(world.path(mine, "?section=money"))).text
    await world.save(mine, n__local_hires="5", r__local_hires="1", n__hires__gender__men="1", r__hires__gender__men="1")
    await world.save(mine, section="money", n__spend="3", s__spend="estimated", r__spend="1", n__policy="no")
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 303
    assert await world.state(mine) == "submitted"


async def test_what_looks_unusual_is_settled_by_a_note(world: World):
    await world.accepted(await world.submission(await world.opened(FIRST.previous())), hires="40")
    mine = await world.submission(await world.opened())
    await world.fill(mine, hires="400")
    refused = await world.contributor.send_form(world.path(mine, "/submission"))
    assert refused.status_code == 422
    assert "1 to explain" in refused.text
    assert "about 10 times what was usual" in refused.text
    form = await world.contributor.get(world.path(mine))
    assert "400 is about 10 times what was usual (40)" in form.text
    assert re.search(r'<details class="note" open>.*?id="t.hires"', form.text, re.DOTALL)
    await world.save(mine, n__hires="400", t__hires="A new building opened.", r__hires="1")
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 303


async def test_nothing_begun_is_not_submitted(world: World, mine: Submission):
    refused = await world.contributor.send_form(world.path(mine, "/submission"))
    assert refused.status_code == 409
    assert "not started" in refused.text
    check = await world.contributor.get(world.path(mine, "/check"))
    assert "4 things to put right" in check.text
    assert "Submit for approval" not in check.text


# ---- Approve ---------------------------------------------------------------------------------------------------------


async def test_another_person_approves_and_whoever_entered_does_not(world: World, mine: Submission):
    await gives(world, world.approver, Role.CONTRIBUTOR, world.abbey)
    second = await world.here.person(Role.APPROVER, world.abbey)
    await world.fill(mine)
    await world.save(mine, world.approver, n__hires="41", r__hires="1")  # enters one cell, and submits nothing
    await world.contributor.send_form(world.path(mine, "/submission"))
    page = await world.approver.get(world.path(mine))
    assert "another person of your organisation approves them" in page.text
    assert ">Approve</button>" not in page.text
    refused = await world.approver.send_form(world.path(mine, "/approval"))
    assert refused.status_code == 403
    assert await world.state(mine) == "submitted"
    assert ">Approve</button>" in (await second.get(world.path(mine))).text
    assert (await second.send_form(world.path(mine, "/approval"), note="Agreed with finance.")).status_code == 303
    (approval,) = await rows(world, Approval)
    assert (approval.approved_by, approval.note, approval.waiver) == (second.person_id, "Agreed with finance.", None)
    assert await world.state(mine) == "approved"
    assert "Agreed with finance." in (await world.here.coordinator.get(world.path(mine))).text


async def test_with_a_reason_on_file_one_person_may_do_both_and_the_approval_says_why(world: World, mine: Submission):
    await gives(world, world.contributor, Role.APPROVER, world.abbey)
    await world.submitted(mine)
    assert (await world.contributor.send_form(world.path(mine, "/approval"))).status_code == 403
    await let_one_person(world, "Abbey has one finance officer.")
    page = await world.contributor.get(world.path(mine))
    assert "You may approve them, because: Abbey has one finance officer." in page.text
    assert (await world.contributor.send_form(world.path(mine, "/approval"))).status_code == 303
    (approval,) = await rows(world, Approval)
    assert approval.waiver == "Abbey has one finance officer."
    review = await world.here.coordinator.get(world.path(mine))
    assert "One person entered and approved: Abbey has one finance officer." in review.text


async def test_a_reason_on_file_is_not_used_when_another_person_approves(world: World, mine: Submission):
    await let_one_person(world, "Abbey has one finance officer.")
    await world.approved(mine)
    (approval,) = await rows(world, Approval)
    assert approval.waiver is None


async def test_a_reason_taken_away_is_gone(world: World, mine: Submission):
    await gives(world, world.contributor, Role.APPROVER, world.abbey)
    await let_one_person(world, "For now.")
    await let_one_person(world, " ")
    await world.submitted(mine)
    assert (await world.contributor.send_form(world.path(mine, "/approval"))).status_code == 403
    assert (await world.approver.send_form(world.path(mine, "/approval"))).status_code == 303


# ---- Return ----------------------------------------------------------------------------------------------------------


async def test_a_return_has_a_reason_and_marks_its_cells_in_the_form(world: World, mine: Submission):
    await world.submitted(mine, hires="44")
    sent = {"cell": ["hires", "spend"]}
    refused = await world.approver.send_form(world.path(mine, "/return"), reason=" ", **sent)
    assert refused.status_code == 422
    assert await world.state(mine) == "submitted"
    assert re.search(r'id="reason-wrong">Say why', refused.text)
    assert 'value="hires" checked' in refused.text
    assert 'value="local_hires" checked' not in refused.text
    reason = "Please count <leavers> again."
    assert (await world.approver.send_form(world.path(mine, "/return"), reason=reason, **sent)).status_code == 303
    assert await world.state(mine) == "returned"
    for section, marked in (("work", {"hires"}), ("money", {"spend"})):
        form = await world.contributor.get(world.path(mine, f"?section={section}"))
        assert "Please count &lt;leavers&gt; again." in form.text
        assert set(re.findall(r'id="a\.([^"]+)"', form.text)) == marked
    await world.save(mine, n__hires="43", r__hires="1")
    assert 'id="a.hires"' in (await world.contributor.get(world.path(mine))).text  # still to be submitted anew
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 303
    review = await world.approver.get(world.path(mine))
    assert "leavers" not in review.text


async def test_the_coordinator_sends_back_what_the_member_approved(world: World, mine: Submission):
    await world.approved(mine)
    path = world.path(mine, "/return")
    answer = await world.here.coordinator.send_form(
        path, reason="Spend looks gross, not net.", cell=["spend", "spend", "nil"]
    )
    assert answer.status_code == 303
    assert await world.state(mine) == "returned"
    (returned,) = await rows(world, Return)
    assert returned.returned_by == world.here.coordinator.person_id
    assert (await world.here.coordinator.send_form(path, reason="Again.")).status_code == 409
    assert (await world.contributor.send_form(path, reason="No.")).status_code == 403


# ---- Accept ----------------------------------------------------------------------------------------------------------


async def test_nothing_counts_before_acceptance_and_then_exactly_what_was_answered(world: World, mine: Submission):
    await world.save(mine, n__hires__gender__women="30", n__hires__gender__men="", t__hires__gender__men="only a note")
    await world.fill(mine, local_hires="0")
    await world.save(mine, n__hires__gender__women="", r__hires__gender__women="1")  # blank again
    await world.save(mine, section="money", n__spend="", s__spend="withheld", r__spend="1")
    assert await world.values() == []
    assert (await world.here.coordinator.send_form(world.path(mine, "/acceptance"))).status_code == 409
    await world.contributor.send_form(world.path(mine, "/submission"))
    await world.approver.send_form(world.path(mine, "/approval"))
    assert await world.values() == []
    assert (await world.here.coordinator.send_form(world.path(mine, "/acceptance"))).status_code == 303
    values = {value.status: value.number for value in await world.values()}
    assert len(await world.values()) == 4
    assert values[Status.WITHHELD] is None
    assert sorted(v.number for v in await world.values() if v.number is not None) == [0, 1, 40]
    assert {(v.period_start, v.period_months) for v in await world.values()} == {(FIRST.start, 3)}
    (acceptance,) = await rows(world, Acceptance)
    assert acceptance.accepted_by == world.here.coordinator.person_id


async def test_accepting_writes_its_values_in_one_statement_however_many(world: World, mine: Submission):
    parts = {f"n__hires__gender__{part}": number for part, number in (("women", "20"), ("men", "15"), ("unknown", "5"))}
    await world.save(mine, **parts)
    await world.approved(mine)
    with statements(world.here) as sent:
        assert (await world.here.coordinator.send_form(world.path(mine, "/acceptance"))).status_code == 303
    assert len([one for one in sent if "accepted_values" in one.lower() and "insert" in one.lower()]) == 1
    assert len([one for one in sent if "accepted_values" in one.lower() and "update" in one.lower()]) == 1
    assert len(await world.values(mine)) == 7


async def test_a_correction_takes_the_place_of_what_counted_once_it_is_accepted(world: World, mine: Submission):
    await world.accepted(mine)
    before = {value.id for value in await world.values(mine)}
    async with world.here.session() as session:
        corrected = Submission(
            member_id=world.abbey.id,
            round_id=mine.round_id,
            version=2,
            state="in_progress",
            restates_reason="Two left out.",
        )
        session.add(corrected)
    await world.approved(corrected, hires="42")
    assert {value.id for value in await world.values()} == before
    assert (await world.here.coordinator.send_form(world.path(corrected, "/acceptance"))).status_code == 303
    assert {value.submission_id for value in await world.values()} == {corrected.id}
    everything = await rows(world, Value)
    assert {value.id for value in everything if value.retired_at} == before
    assert sorted(str(value.number) for value in everything) == ["1", "1", "10", "10", "1200.50", "1200.50", "40", "42"]


async def test_of_two_who_accept_at_once_one_does(world: World, mine: Submission):
    await world.approved(mine)
    second = await world.here.person(Role.COORDINATOR)
    path = world.path(mine, "/acceptance")
    answers = await asyncio.gather(world.here.coordinator.send_form(path), second.send_form(path))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(await rows(world, Acceptance)) == 1


async def test_after_the_close_what_was_approved_is_still_accepted_and_nothing_is_sent_back(
    world: World, opened: Round
):
    abbey = await world.submission(opened)
    await world.approved(abbey)
    await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{opened.id}/closing")
    assert (await world.here.coordinator.send_form(world.path(abbey, "/return"), reason="Late.")).status_code == 409
    assert (await world.here.coordinator.send_form(world.path(abbey, "/acceptance"))).status_code == 303
    assert len(await world.values(abbey)) == 4


# ---- What was seen ---------------------------------------------------------------------------------------------------


def seen_on(page: str, deed: str) -> str:
    form = page[page.index(f'{deed}"') :]
    return html.unescape(form.split('name="seen" value="')[1].split('"')[0])


async def test_nobody_signs_figures_changed_since_the_page_was_opened(world: World, mine: Submission):
    await world.submitted(mine, n__hires="40")
    seen = seen_on((await world.approver.get(world.path(mine))).text, "/approval")
    returned = await world.here.coordinator.send_form(world.path(mine, "/return"), reason="Count again.")
    assert returned.status_code == 303
    await world.save(mine, n__hires="41")
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 303
    stale = await world.approver.send_form(world.path(mine, "/approval"), seen=seen)
    assert stale.status_code == 409
    assert "changed since you opened the page" in stale.text
    assert await world.state(mine) == "submitted"
    seen = seen_on((await world.approver.get(world.path(mine))).text, "/approval")
    assert (await world.approver.send_form(world.path(mine, "/approval"), seen=seen)).status_code == 303
    coordinator = world.here.coordinator
    to_accept = seen_on((await coordinator.get(world.path(mine))).text, "/acceptance")
    other = to_accept.replace("20", "19", 1)
    assert (await coordinator.send_form(world.path(mine, "/acceptance"), seen=other)).status_code == 409
    assert (await coordinator.send_form(world.path(mine, "/acceptance"), seen=to_accept)).status_code == 303
