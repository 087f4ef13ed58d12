"""Joining, leaving, coming back, merging, by the page: who is asked then, and whose figures are where."""

import re
from datetime import date, timedelta

import sqlalchemy as sa

from backend.members.membership import terms_of
from backend.members.rules import Role
from backend.members.tables import Member, MemberName, MemberParent, Organization
from backend.members.terms import terms
from backend.rollups.queries import books
from backend.rounds.tables import Round
from backend.submissions import queries
from backend.submissions.reminding import owing_in
from backend.submissions.tables import Submission
from tests.makers import Here
from tests.worlds import FIRST, World

NEW = {
    "name": "Cedar Clinic", "code": "cedar_clinic", "level": "site", "organization": "", "official": "", "part_of": "",
    "fiscal_year_starts_in": "7", "reason": "Signed the charter.",
}  # fmt: skip


def path(here: Here, member: Member | None = None, deed: str = "") -> str:
    return f"/{here.slug}/members" + (f"/{member.id}" if member else "/new") + (f"/{deed}" if deed else "")


async def of_round(world: World, of: Round) -> dict[str, Submission]:
    async with world.here.session() as session:
        return {one.member.name: one for one in await queries.of_rounds(session, [of.id])}


async def asked(world: World) -> set[str]:
    """Whom a figure of the first period counts as asked."""
    async with world.here.session() as session:
        return set((await books(session, world.framework.id, first=FIRST.start, last=FIRST.end)).members.values())


async def member(world: World, code: str) -> Member:
    async with world.here.session() as session:
        return (await session.scalars(sa.select(Member).where(Member.code == code))).one()


async def test_a_member_that_joins_is_asked_in_what_is_open_and_told_before(world: World, opened: Round):
    who = world.here.coordinator
    seen = await who.send_form(path(world.here), **NEW, since="2025-06-01", then="look")
    assert "is asked: a form is laid before it" in seen.text
    assert "Nothing is done yet" in seen.text
    assert "Cedar Clinic" not in await of_round(world, opened)
    assert (await who.send_form(path(world.here), **NEW, since="2025-06-01")).status_code == 303
    assert (await of_round(world, opened))["Cedar Clinic"].state == "not_started"
    cedar = await member(world, "cedar_clinic")
    assert (cedar.fiscal_year_starts_in, cedar.level) == (7, "site")
    page = await who.get(path(world.here, cedar))
    assert "since 1 June 2025" in page.text
    assert "Signed the charter." in page.text


async def test_who_joins_after_the_period_s_last_day_is_not_asked_for_it(world: World, opened: Round):
    await world.here.coordinator.send_form(path(world.here), **NEW, since=str(FIRST.end + timedelta(days=1)))
    assert "Cedar Clinic" not in await of_round(world, opened)


async def test_what_is_wrong_with_a_new_member_is_told_at_once(world: World):
    faulty = {**NEW, "name": "", "code": "Cedar Clinic", "fiscal_year_starts_in": "13", "reason": ""}
    refused = await world.here.coordinator.send_form(path(world.here), **faulty, since="soon")
    assert refused.status_code == 422
    assert "5 things to put right" in refused.text
    await world.here.coordinator.send_form(path(world.here), **NEW, since="2025-06-01")
    taken = {**NEW, "organization": str(world.abbey.organization_id)}
    refused = await world.here.coordinator.send_form(path(world.here), **taken, since="2025-06-01")
    assert "Another member has this code" in refused.text
    assert "It is a member at this level already" in refused.text


async def test_the_same_institution_is_one_organization_by_its_code_and_nobody_else_s_is_changed(
    world: World, elsewhere: Here
):
    sent = {**NEW, "official": "RXZ99", "since": "2025-06-01"}
    await world.here.coordinator.send_form(path(world.here), **sent)
    await elsewhere.coordinator.send_form(path(elsewhere), **{**sent, "name": "Another name of it"})
    async with world.here.owner.session(None) as session:
        found = (await session.scalars(sa.select(Organization).where(Organization.ods_code == "RXZ99"))).all()
    assert [one.name for one in found] == ["Cedar Clinic"]
    again = await world.here.coordinator.send_form(path(world.here), **{**sent, "code": "cedar_2"})
    assert "is a member at this level already" in again.text


async def test_a_member_that_closes_within_the_quarter_does_not_report_it(world: World, opened: Round):
    who, birch = world.here.coordinator, world.birch
    mine = await world.submission(opened)
    await world.accepted(mine)
    seen = await who.send_form(path(world.here, birch, "ending"), last="2025-05-15", reason="Closed.", then="look")
    assert re.search(r"Birch is not asked\. What it entered there stays on record and counts nowhere", seen.text)
    assert (
        await who.send_form(path(world.here, birch, "ending"), last="2025-05-15", reason="Closed.")
    ).status_code == 303
    assert await asked(world) == {"Abbey"}
    assert "left before its last day" in (await who.get(f"/{world.here.slug}/rounds/{opened.id}")).text
    closing = await who.get(f"/{world.here.slug}/rounds/{opened.id}/closing")
    assert "1 of 1 members are accepted" in closing.text
    async with world.here.session() as session:
        assert await owing_in(session, await world.collaborative(), opened, world.today) == []
    kept = await who.send_form(path(world.here, birch, "ending"), last=str(FIRST.end), reason="Reports it whole.")
    assert kept.status_code == 303
    assert await asked(world) == {"Abbey", "Birch"}


async def test_a_member_comes_back_on_its_own_line(world: World):
    who, birch = world.here.coordinator, world.birch
    await who.send_form(path(world.here, birch, "ending"), last="2024-03-31", reason="Left.")
    opened = await world.opened()
    assert "Birch" not in await of_round(world, opened)
    refused = await who.send_form(path(world.here, birch, "return"), since="2020-01-01", reason="No.")
    assert refused.status_code == 422
    assert "belongs on that day already" in refused.text
    assert (
        await who.send_form(path(world.here, birch, "return"), since="2025-04-01", reason="Back.")
    ).status_code == 303
    assert "Birch" in await of_round(world, opened)
    async with world.here.session() as session:
        terms = await terms_of(session, birch.id)
    assert [(term.starts, term.ends) for term in terms] == [
        (date(2010, 4, 1), date(2024, 3, 31)), (date(2025, 4, 1), None)
    ]  # fmt: skip


async def test_of_two_that_merge_one_goes_on_and_reports_for_both(world: World, opened: Round):
    who = world.here.coordinator
    itself = await who.send_form(
        path(world.here, world.birch, "merger"),
        into=str(world.birch.id),
        since="2025-06-01",
        name="",
        reason="One board.",
    )
    assert itself.status_code == 422
    done = await who.send_form(
        path(world.here, world.birch, "merger"),
        into=str(world.abbey.id), since="2025-06-01", name="Abbey and Birch", reason="One board.",
    )  # fmt: skip
    assert done.status_code == 303
    async with world.here.session() as session:
        assert [term.ends for term in await terms_of(session, world.birch.id)] == [date(2025, 5, 31)]
        assert (await session.scalars(sa.select(MemberName.name))).all() == ["Abbey and Birch"]
    await world.accepted(await world.submission(opened, world.abbey))
    assert await asked(world) == {"Abbey and Birch"}
    page = await who.get(path(world.here, world.birch))
    assert "Merged into Abbey. One board." in page.text


async def test_a_member_sold_to_another_system_is_counted_with_it_from_that_day(world: World):
    who, abbey, birch = world.here.coordinator, world.abbey, world.birch
    strange = await who.send_form(
        path(world.here, abbey, "system"),
        part_of="00000000-0000-7000-8000-000000000000",
        since="2025-05-01",
        reason="No.",
    )
    assert strange.status_code == 422
    sent = {"part_of": str(birch.organization_id), "since": "2025-05-01", "reason": "Sold."}
    assert (await who.send_form(path(world.here, abbey, "system"), **sent)).status_code == 303
    again = await who.send_form(path(world.here, abbey, "system"), **{**sent, "since": "2025-04-01"})
    assert "later change is on record" in again.text
    assert await who.send_form(path(world.here, abbey, "system"), part_of="", since="2026-01-01", reason="Alone.")
    async with world.here.session() as session:
        links = (await session.scalars(sa.select(MemberParent).order_by(MemberParent.starts))).all()
    assert [(one.parent_id, one.starts, one.ends) for one in links] == [
        (birch.organization_id, date(2025, 5, 1), date(2025, 12, 31)),
        (abbey.organization_id, date(2026, 1, 1), None),
    ]


async def test_contributors_are_counted_by_the_system_a_member_is_part_of_here(world: World):
    abbey, birch = world.abbey, world.birch
    sent = {"part_of": str(birch.organization_id), "since": "2025-05-01", "reason": "Sold."}
    await world.here.coordinator.send_form(path(world.here, abbey, "system"), **sent)
    async with world.here.session() as session:
        before = {row.id: row.topmost for row in await terms(session, date(2025, 4, 30))}
        after = {row.id: row.topmost for row in await terms(session, date(2025, 6, 30))}
    assert (before[abbey.id], after[abbey.id]) == (abbey.organization_id, birch.organization_id)


async def test_only_who_manages_members_comes_in(world: World):
    for visitor in (world.contributor, world.approver, await world.here.person(Role.PARTNER)):
        assert (await visitor.get(path(world.here, world.birch))).status_code == 403
        assert (await visitor.send_form(path(world.here), **NEW, since="2025-06-01")).status_code == 403
