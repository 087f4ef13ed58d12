"""A member without an approver here confirms by letter, which the coordinator records with its day, its name and itself."""

import re
from datetime import date, timedelta

import httpx
import pytest
import sqlalchemy as sa

from backend.files.tables import Evidence
from backend.kit.db import now
from backend.members.employment_tables import Employment
from backend.members.rules import Role
from backend.members.tables import HeldRole
from backend.submissions.tables import Approval, Submission
from tests.makers import Visitor
from tests.worlds import ANSWERS, FIRST, SECTIONS, World

EMAIL = b"From: cfo@abbey.example\nTo: us@example.org\nSubject: Re: your figures\nDate: today\n\nThey are right.\n"


@pytest.fixture
async def mine(world: World) -> Submission:
    """Entered and submitted for Abbey, where nobody approves any more."""
    found = await world.submission(await world.opened())
    await nobody_approves(world)
    await submitted_for(world, found)
    return found


async def nobody_approves(world: World) -> None:
    async with world.here.session() as session:
        of_abbey = sa.and_(HeldRole.member_id == world.abbey.id, HeldRole.role == Role.APPROVER)
        await session.execute(sa.update(HeldRole).where(of_abbey).values(ended_at=now()))


async def submitted_for(world: World, of: Submission) -> None:
    for name, elements in SECTIONS.items():
        sent = {f"n.{code}": ANSWERS[code] for code in elements}
        await world.here.coordinator.send_form(world.path(of, "/for-member/entries"), section=name, **sent)
    assert (await world.here.coordinator.send_form(world.path(of, "/for-member/submission"))).status_code == 303


async def record(
    world: World,
    of: Submission,
    *,
    by: Visitor | None = None,
    on: str = "",
    signed_by: str = "A. Smith, director of finance",
    letter: bytes = EMAIL,
) -> httpx.Response:
    by = by or world.here.coordinator
    sent = {"_token": by.csrf, "on": on or str(world.today), "signed_by": signed_by}
    return await by.post(world.path(of, "/outside"), data=sent, files={"file": ("Re figures.eml", letter)})


async def rows(world: World, table: type) -> list:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(table)))


async def test_a_letter_is_recorded_where_nobody_approves_and_every_reader_sees_it(world: World, mine: Submission):
    review = await world.here.coordinator.get(world.path(mine))
    link = re.search(r'href="([^"]+)">Record the letter[^<]*</a>', review.text)
    assert link
    assert ">Ask again</button>" not in review.text
    assert 'type="file"' in (await world.here.coordinator.get(link[1])).text
    assert (await record(world, mine, on="2025-07-03")).status_code == 303
    assert await world.state(mine) == "approved"
    (approval,) = await rows(world, Approval)
    assert (approval.outside_on, approval.outside_by) == (date(2025, 7, 3), "A. Smith, director of finance")
    assert approval.approved_by == world.here.coordinator.person_id
    (letter,) = await rows(world, Evidence)
    assert (letter.approval_id, letter.content, letter.media_type) == (approval.id, EMAIL, "message/rfc822")
    said = "Confirmed outside, by A. Smith, director of finance, letter of 3 July 2025"
    for reader in (world.contributor, world.here.coordinator, await world.here.person(Role.VIEWER, world.abbey)):
        assert said in (await reader.get(world.path(mine))).text
        assert (await reader.get(f"/{world.here.slug}/evidence/{letter.id}")).content == EMAIL
    for listed in ("submissions", f"rounds/{mine.round_id}", f"rounds/{mine.round_id}/closing"):
        page = (await world.here.coordinator.get(f"/{world.here.slug}/{listed}")).text
        assert "confirmed outside" in page, listed
        assert "approved by the member" not in page, listed
    assert (await world.here.coordinator.send_form(world.path(mine, "/acceptance"))).status_code == 303
    assert len(await world.values(mine)) == 4
    assert said in (await world.here.coordinator.get(world.path(mine))).text
    facts = {"person_id": approval.approved_by, "since": world.today, "said_by": approval.approved_by, "said_at": now()}
    async with world.here.session() as session:
        session.add(Employment(employer_id=world.birch.id, **facts))
    page = (await world.contributor.get(world.path(mine))).text
    assert re.search(r"Recorded by Coordinator [0-9a-f]+ \(works at Birch\)", page), (
        "who records it is said as elsewhere"
    )


async def test_an_approver_who_is_there_is_asked_instead(world: World):
    mine = await world.submission(await world.opened())
    await submitted_for(world, mine)
    refused = await record(world, mine)
    assert refused.status_code == 403
    assert "has an approver on this site, who is asked to confirm" in refused.text
    assert "has an approver on this site" in (await world.here.coordinator.get(world.path(mine, "/outside"))).text
    assert "Record the letter" not in (await world.here.coordinator.get(world.path(mine))).text
    assert (await rows(world, Approval), await rows(world, Evidence)) == ([], [])
    await nobody_approves(world)
    assert (await record(world, mine)).status_code == 303


async def test_only_a_coordinator_records_a_letter_and_only_of_what_waits(world: World, mine: Submission):
    for visitor in (world.contributor, world.here.administrator, world.people["Birch", Role.APPROVER]):
        assert (await record(world, mine, by=visitor)).status_code == 403
        assert (await visitor.get(world.path(mine, "/outside"))).status_code == 403
    assert (await record(world, mine)).status_code == 303
    assert (await record(world, mine)).status_code == 409
    assert len(await rows(world, Evidence)) == 1


async def test_all_that_is_wrong_about_a_letter_is_said_at_once(world: World, mine: Submission):
    wrong = await record(world, mine, on=str(world.today + timedelta(days=1)), signed_by=" ", letter=b"MZ\x90\0\x03")
    assert wrong.status_code == 422
    for said in ("3 things to put right", "This day lies ahead", "Write the name of who signed it", "none of: PDF"):
        assert said in wrong.text
    early = str(FIRST.start - timedelta(days=1))
    for on, said in (("soon", "Write the day the letter bears"), (early, "before the period")):
        refused = await record(world, mine, on=on)
        assert refused.status_code == 422
        assert said in refused.text
        assert 'value="A. Smith, director of finance"' in refused.text
    assert (await rows(world, Approval), await rows(world, Evidence)) == ([], [])
    assert await world.state(mine) == "submitted"
    assert (await record(world, mine, on=str(FIRST.start))).status_code == 303


async def test_the_letter_is_not_taken_away_as_the_confirmation_rests_on_it(world: World, mine: Submission):
    await record(world, mine)
    (letter,) = await rows(world, Evidence)
    refused = await world.here.coordinator.send_form(f"/{world.here.slug}/evidence/{letter.id}/removal")
    assert refused.status_code == 409
    assert "rests on this letter" in refused.text
    page = await world.contributor.get(world.path(mine, "/evidence"))
    assert "Letter of confirmation" in page.text
    assert "Take away" not in page.text


async def test_what_the_letter_confirmed_can_still_be_sent_back_and_is_confirmed_anew(world: World, mine: Submission):
    await record(world, mine)
    await world.here.coordinator.send_form(world.path(mine, "/return"), reason="The letter names other figures.")
    assert "Confirmed outside" not in (await world.here.coordinator.get(world.path(mine))).text
    await submitted_for(world, mine)
    assert "Confirmed outside" not in (await world.here.coordinator.get(world.path(mine))).text
    assert (await record(world, mine, signed_by="B. Jones")).status_code == 303
    assert "Confirmed outside, by B. Jones" in (await world.here.coordinator.get(world.path(mine))).text


async def test_the_members_own_people_are_told_that_a_letter_stands_in(world: World, mine: Submission):
    assert (await record(world, mine)).status_code == 303
    told = [one for one in await world.letters() if "a letter of Abbey confirms" in one.subject]
    assert len(told) == 1
    assert told[0].recipient.startswith("contributor.")
    assert "ask" in told[0].body
    assert "A. Smith" not in told[0].body
