"""`/SLUG/members`: who belongs, who acts for them, and where one person may enter and approve."""

import re
from datetime import date

import httpx
import sqlalchemy as sa

from backend.kit.trail import TrailEntry
from backend.members.rules import Role
from backend.members.tables import Member, MemberTerm
from tests.makers import Here
from tests.worlds import statements


async def reason_of(here: Here, member: Member) -> str | None:
    async with here.session() as session:
        return await session.scalar(sa.select(Member.one_person_reason).where(Member.id == member.id))


def card(page: httpx.Response, member: Member) -> str:
    """What the page says of one member, as people read it."""
    found = re.search(rf'id="m\.{member.code}">(.*?)</li>', page.text, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


async def test_members_are_listed_with_terms_level_year_and_people(here: Here) -> None:
    keck = await here.member("Keck", level="system", fiscal_year_starts_in=7)
    cedars = await here.member("Cedars", fiscal_year_starts_in=2, starts=date(2100, 1, 1))
    async with here.session() as session:
        session.add(MemberTerm(member_id=keck.id, starts=date(2005, 4, 1), ends=date(2008, 3, 31)))
    for role in (Role.CONTRIBUTOR, Role.CONTRIBUTOR, Role.APPROVER):
        await here.person(role, keck)
    page = await here.coordinator.get(f"/{here.slug}/members")
    said = card(page, keck)
    assert "since 1 April 2005 until 31 March 2008 since 1 April 2010" in said
    assert "the whole system" in said
    assert re.search(r"Calls this quarter FY\d\d Q\d", said)
    assert "Contributors 2 Approvers 1 Viewers none" in said
    assert "A year that starts in February has quarters that are not calendar quarters" in card(page, cedars)
    assert page.text.index("Belonged before, or will") < page.text.index(">Cedars<")
    assert ">Members</a>" in page.text


async def test_the_backbone_says_why_one_person_may_enter_and_approve_and_takes_it_back(here: Here) -> None:
    keck, cedars = await here.member("Keck"), await here.member("Cedars")
    path = f"/{here.slug}/members/{keck.id}/one-person"
    contributor, approver = await here.person(Role.CONTRIBUTOR, keck), await here.person(Role.APPROVER, keck)
    for visitor in (contributor, approver, await here.person(Role.PARTNER)):
        assert (await visitor.get(f"/{here.slug}/members")).status_code == 403
        assert (await visitor.send_form(path, reason="Trust me.")).status_code == 403
    assert await reason_of(here, keck) is None
    for visitor, reason in ((here.administrator, "One finance officer."), (here.coordinator, "Two, one of them ill.")):
        assert (await visitor.send_form(path, reason=f" {reason} ")).status_code == 303
        assert await reason_of(here, keck) == reason
        assert reason in card(await here.coordinator.get(f"/{here.slug}/members"), keck)
    too_long = await here.coordinator.send_form(path, reason="x" * 501)
    assert too_long.status_code == 422
    assert (await here.coordinator.send_form(path, reason="a\0b")).status_code == 422
    assert await reason_of(here, keck) == "Two, one of them ill."
    assert (await here.coordinator.send_form(path, reason="  ")).status_code == 303
    assert await reason_of(here, keck) is None
    assert await reason_of(here, cedars) is None
    async with here.session() as session:
        changes = (
            await session.scalars(
                sa.select(TrailEntry)
                .where(TrailEntry.row_id == keck.id, TrailEntry.deed == "update")
                .order_by(TrailEntry.at)
            )
        ).all()
    assert [(one.person_id, one.became["one_person_reason"]) for one in changes] == [
        (here.administrator.person_id, "One finance officer."),
        (here.coordinator.person_id, "Two, one of them ill."),
        (here.coordinator.person_id, None),
    ]


async def test_another_collaboratives_member_is_not_there(here: Here, elsewhere: Here) -> None:
    theirs = await elsewhere.member("Theirs")
    refused = await here.coordinator.send_form(f"/{here.slug}/members/{theirs.id}/one-person", reason="Mine now.")
    assert refused.status_code == 404
    assert await reason_of(elsewhere, theirs) is None
    assert "Theirs" not in (await here.coordinator.get(f"/{here.slug}/members")).text


async def test_the_page_takes_at_most_twelve_queries(here: Here) -> None:
    for _ in range(3):
        await here.person(Role.CONTRIBUTOR, await here.member())
    with statements(here) as sent:
        assert (await here.coordinator.get(f"/{here.slug}/members")).status_code == 200
    assert 0 < len(sent) <= 12, sent
