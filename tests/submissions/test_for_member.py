"""The coordinator enters what a member gave it; the member's approver confirms it, corrects it or sends it back."""

import re

import sqlalchemy as sa

from backend.kit.mail import Letter
from backend.members.rules import Role
from backend.members.tables import HeldRole, Member, Person
from backend.submissions.tables import Approval, Submission
from tests.makers import Visitor
from tests.worlds import ANSWERS, SECTIONS, World, statements


async def enter_for(world: World, of: Submission, **other: str) -> None:
    """Everything answered by the coordinator for the member."""
    for name, elements in SECTIONS.items():
        sent = {f"n.{code}": other.get(code, ANSWERS[code]) for code in elements}
        path = world.path(of, "/for-member/entries")
        assert (await world.here.coordinator.send_form(path, section=name, **sent)).status_code == 303


async def submitted_for(world: World, of: Submission, **other: str) -> None:
    await enter_for(world, of, **other)
    assert (await world.here.coordinator.send_form(world.path(of, "/for-member/submission"))).status_code == 303


async def name_of(world: World, visitor: Visitor) -> str:
    async with world.here.session() as session:
        return str(await session.scalar(sa.select(Person.name).where(Person.id == visitor.person_id)))


async def let_one_person(world: World, member: Member) -> None:
    path = f"/{world.here.slug}/members/{member.id}/one-person"
    assert (await world.here.coordinator.send_form(path, reason="One finance officer.")).status_code == 303


# ---- Entering --------------------------------------------------------------------------------------------------------


async def test_a_coordinator_enters_for_a_member_by_a_button_and_every_answer_says_so(world: World, mine: Submission):
    coordinator, name = world.here.coordinator, await name_of(world, world.here.coordinator)
    review = await coordinator.get(world.path(mine))
    assert "/entries" not in review.text
    link = re.search(r'href="([^"]+)">Enter for this member</a>', review.text)
    assert link
    form = await coordinator.get(link[1])
    assert "You are entering for Abbey." in form.text
    assert "Its approver will be asked to confirm." in form.text
    assert 'name="n.hires"' in form.text
    await enter_for(world, mine, hires="41")
    assert await world.state(mine) == "in_progress"
    answers = await world.answers(mine)
    assert answers["hires", None].number == 41
    assert {answer.for_member for answer in answers.values()} == {True}
    assert {answer.changed_by for answer in answers.values()} == {coordinator.person_id}
    await coordinator.send_form(world.path(mine, "/for-member/submission"))
    for reader in (coordinator, world.approver, world.contributor):
        page = await reader.get(world.path(mine))
        assert page.text.count(f"Entered by {name} for Abbey") == 4
        assert f"by {name} for Abbey</dd>" in page.text


async def test_only_a_coordinator_enters_for_a_member_and_only_by_those_doors(world: World, mine: Submission):
    viewer = await world.here.person(Role.VIEWER, world.abbey)
    for visitor in (world.contributor, world.approver, viewer, world.here.administrator):
        for then in ("", "/check"):
            assert (await visitor.get(world.path(mine, f"/for-member{then}"))).status_code == 403
        for then in ("/entries", "/submission"):
            sent = {"section": "work", "n.hires": "3"}
            assert (await visitor.send_form(world.path(mine, f"/for-member{then}"), **sent)).status_code == 403
    coordinator = world.here.coordinator
    assert (await world.save(mine, coordinator, n__hires="3")).status_code == 403
    assert await world.answers(mine) == {}
    assert (await coordinator.get(world.path(mine, "/for-member"))).status_code == 200
    path = world.path(mine, "/for-member/entries")
    assert (await coordinator.send_form(path, section="work", **{"n.hires": "3"})).status_code == 303


async def test_what_the_member_submitted_is_not_written_over_and_what_it_changed_meanwhile_is_shown(
    world: World, mine: Submission
):
    coordinator, path = world.here.coordinator, world.path(mine, "/for-member/entries")
    await world.save(mine, n__hires="40")
    stale = await coordinator.send_form(path, section="work", **{"n.hires": "4", "r.hires": "0"})
    assert stale.status_code == 409
    assert "Contributor of Abbey wrote “40”, you wrote “4”" in stale.text
    assert f'action="{path}"' in stale.text
    assert (await world.answers(mine))["hires", None].for_member is False
    await world.submitted(mine, hires="40")
    refused = await coordinator.send_form(path, section="work", **{"n.hires": "5", "r.hires": "1"})
    assert refused.status_code == 409
    assert "waiting for approval" in refused.text
    assert (await world.answers(mine))["hires", None].number == 40
    gone = await coordinator.get(world.path(mine, "/for-member"))
    assert gone.headers["location"] == world.path(mine)


async def test_the_backbone_submits_only_what_it_entered_and_what_passes_the_checks(world: World, mine: Submission):
    path = world.path(mine, "/for-member/submission")
    await world.fill(mine)
    refused = await world.here.coordinator.send_form(path)
    assert refused.status_code == 409
    assert "Its own people submit what they entered" in refused.text
    entries = world.path(mine, "/for-member/entries")
    sent = {"n.hires": "39", "r.hires": "1", "n.local_hires": "40", "r.local_hires": "1"}
    assert (await world.here.coordinator.send_form(entries, section="work", **sent)).status_code == 303
    wrong = await world.here.coordinator.send_form(path)
    assert wrong.status_code == 422
    assert f'href="{world.path(mine, "/for-member")}?section=work' in wrong.text
    sent = {"n.local_hires": "9", "r.local_hires": "2"}
    await world.here.coordinator.send_form(entries, section="work", **sent)
    assert (await world.here.coordinator.send_form(path)).status_code == 303
    assert await world.state(mine) == "submitted"


async def test_nothing_is_entered_for_a_member_once_the_collection_is_closed(world: World):
    opened = await world.opened()
    mine = await world.submission(opened)
    path = world.path(mine, "/for-member/entries")
    assert (await world.here.coordinator.send_form(path, section="work", **{"n.hires": "3"})).status_code == 303
    await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{opened.id}/closing")
    late = await world.here.coordinator.send_form(path, section="work", **{"n.hires": "4", "r.hires": "1"})
    assert late.status_code == 409
    assert "This collection is closed" in late.text
    assert (await world.answers(mine))["hires", None].number == 3


# ---- Confirm, correct, send back -------------------------------------------------------------------------------------


async def test_the_approver_gets_one_letter_and_confirms(world: World, mine: Submission):
    before = len(await world.letters())
    await submitted_for(world, mine)
    (letter,) = (await world.letters())[before:]
    assert letter.body.startswith("Dear Approver of Abbey,")
    assert letter.subject.endswith("please confirm the figures of Abbey")
    assert world.path(mine) in letter.body
    page = await world.approver.get(world.path(mine))
    assert "If they are right, confirm them" in page.text
    assert {"Confirm", "Correct these figures", "Send back"} <= set(re.findall(r"<button[^>]*>([^<]+)", page.text))
    assert (await world.approver.send_form(world.path(mine, "/approval"))).status_code == 303
    assert (await world.here.coordinator.send_form(world.path(mine, "/acceptance"))).status_code == 303
    assert len(await world.values(mine)) == 4


async def test_who_entered_for_a_member_does_not_confirm_it_even_as_its_approver(world: World, mine: Submission):
    async with world.here.session() as session:
        coordinator = world.here.coordinator.person_id
        session.add(HeldRole(person_id=coordinator, role=Role.APPROVER, member_id=world.abbey.id))
    await submitted_for(world, mine)
    assert (await world.here.coordinator.send_form(world.path(mine, "/approval"))).status_code == 403
    assert (await world.approver.send_form(world.path(mine, "/approval"))).status_code == 303


async def test_the_approver_corrects_what_was_entered_and_another_person_signs(world: World, mine: Submission):
    second = await world.here.person(Role.APPROVER, world.abbey)
    await submitted_for(world, mine)
    assert (await world.approver.send_form(world.path(mine, "/taking-back"))).status_code == 303
    assert await world.state(mine) == "in_progress"
    form = await world.approver.get(world.path(mine))
    assert 'name="n.hires"' in form.text
    assert (await world.save(mine, world.approver, n__hires="42", r__hires="1")).status_code == 303
    hires, spend = [(await world.answers(mine))[code, None] for code in ("hires", "spend")]
    assert (hires.number, hires.for_member, hires.changed_by) == (42, False, world.approver.person_id)
    assert spend.for_member
    assert (await world.approver.get(world.path(mine, "/check"))).status_code == 200
    assert (await world.approver.send_form(world.path(mine, "/submission"))).status_code == 303
    assert (await world.approver.send_form(world.path(mine, "/approval"))).status_code == 403
    assert (await second.send_form(world.path(mine, "/approval"))).status_code == 303
    page = await world.here.coordinator.get(world.path(mine))
    assert page.text.count("Entered by") == 3


async def test_with_a_reason_on_file_the_one_approver_corrects_and_signs(world: World, mine: Submission):
    await let_one_person(world, world.abbey)
    await submitted_for(world, mine)
    await world.approver.send_form(world.path(mine, "/taking-back"))
    await world.save(mine, world.approver, n__hires="42", r__hires="1")
    await world.approver.send_form(world.path(mine, "/submission"))
    assert (await world.approver.send_form(world.path(mine, "/approval"))).status_code == 303
    async with world.here.session() as session:
        (approval,) = (await session.scalars(sa.select(Approval))).all()
    assert approval.waiver == "One finance officer."


async def test_an_approver_writes_only_where_the_backbone_entered(world: World, mine: Submission):
    await world.submitted(mine)
    assert (await world.approver.send_form(world.path(mine, "/taking-back"))).status_code == 403
    await world.contributor.send_form(world.path(mine, "/taking-back"))
    assert (await world.save(mine, world.approver, n__hires="42", r__hires="1")).status_code == 403
    assert 'name="n.hires"' not in (await world.approver.get(world.path(mine))).text
    path = world.path(mine, "/for-member/entries")
    await world.here.coordinator.send_form(path, section="work", **{"n.hires": "41", "r.hires": "1"})
    assert (await world.save(mine, world.approver, n__hires="42", r__hires="2")).status_code == 303


async def test_what_the_approver_sends_back_the_coordinator_hears_of_and_enters_again(world: World, mine: Submission):
    await submitted_for(world, mine)
    before = len(await world.letters())
    sent = {"reason": "Spend is net of tax.", "cell": "spend"}
    assert (await world.approver.send_form(world.path(mine, "/return"), **sent)).status_code == 303
    told = {letter.body.splitlines()[0] for letter in (await world.letters())[before:]}
    name = await name_of(world, world.here.coordinator)
    assert told == {f"Dear {name},", "Dear Contributor of Abbey,"}
    form = await world.here.coordinator.get(world.path(mine, "/for-member?section=money"))
    assert "Spend is net of tax." in form.text
    assert 'id="a.spend"' in form.text
    path = world.path(mine, "/for-member/entries")
    await world.here.coordinator.send_form(path, section="money", **{"n.spend": "1000", "r.spend": "1"})
    assert (await world.here.coordinator.send_form(world.path(mine, "/for-member/submission"))).status_code == 303


# ---- Taking back, asking again ---------------------------------------------------------------------------------------


async def test_a_contributor_takes_back_what_is_submitted_until_it_is_approved(world: World, mine: Submission):
    path = world.path(mine, "/taking-back")
    assert (await world.contributor.send_form(path)).status_code == 409
    await world.submitted(mine)
    viewer = await world.here.person(Role.VIEWER, world.abbey)
    for visitor in (viewer, world.here.coordinator, world.approver):
        assert (await visitor.send_form(path)).status_code == 403
        assert "/taking-back" not in (await visitor.get(world.path(mine))).text
    assert "Take it back" in (await world.contributor.get(world.path(mine))).text
    assert (await world.contributor.send_form(path)).status_code == 303
    assert await world.state(mine) == "in_progress"
    await world.save(mine, n__hires="44", r__hires="1")
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 303
    await world.approver.send_form(world.path(mine, "/approval"))
    assert (await world.contributor.send_form(path)).status_code == 409
    assert await world.state(mine) == "approved"


async def test_an_approver_is_asked_again_once_a_day(world: World, mine: Submission):
    path = world.path(mine, "/reminder")
    assert (await world.here.coordinator.send_form(path)).status_code == 409
    await submitted_for(world, mine)
    before = len(await world.letters())
    assert (await world.contributor.send_form(path)).status_code == 403
    assert (await world.here.coordinator.send_form(path)).status_code == 303
    again = await world.here.coordinator.send_form(path)
    assert again.status_code == 409
    assert "within the last day" in again.text
    (letter,) = (await world.letters())[before:]
    assert letter.body.startswith("Dear Approver of Abbey,")
    assert "still wait for you" in letter.subject
    async with world.here.session() as session:
        long_ago = sa.func.now() - sa.text("interval '25 hours'")
        await session.execute(sa.update(Letter).where(Letter.id == letter.id).values(put_at=long_ago))
    assert (await world.here.coordinator.send_form(path)).status_code == 303


async def test_these_pages_take_at_most_twelve_queries(world: World, mine: Submission):
    await submitted_for(world, mine)
    for visitor, path in (
        (world.approver, world.path(mine)),
        (world.here.coordinator, world.path(mine)),
        (world.contributor, world.path(mine)),
    ):
        with statements(world.here) as sent:
            assert (await visitor.get(path)).status_code == 200
        assert 0 < len(sent) <= 12, sent
    await world.approver.send_form(world.path(mine, "/taking-back"))
    for then in ("/for-member", "/for-member/check"):
        with statements(world.here) as sent:
            assert (await world.here.coordinator.get(world.path(mine, then))).status_code == 200
        assert 0 < len(sent) <= 12, sent
