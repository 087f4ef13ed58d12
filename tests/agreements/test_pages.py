"""Agreements by their pages: accepted, recorded, ended, kept back, done without, switched off; by whom, to what effect."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend.agreements import queries
from backend.agreements.queries import Bars
from backend.agreements.tables import Agreement, ModelAgreement, Waiver, Withholding
from backend.indicators.tables import Breakdown, Element, SwitchOff
from backend.members.rules import Role
from tests.makers import Visitor, agreement
from tests.worlds import World


@pytest.fixture
async def new(world: World) -> UUID:
    """A member that has agreed to nothing yet; Abbey and Birch have to everything."""
    return (await world.here.member("Cedar", agreed=False)).id


@pytest.fixture
async def approver(world: World, new: UUID) -> Visitor:
    return await world.here.person(Role.APPROVER, new, name="Ada Approver")


def at(world: World, *then: object) -> str:
    return "/".join([f"/{world.here.slug}/agreements", *map(str, then)])


async def bars(world: World) -> Bars:
    async with world.here.session() as session:
        return await queries.bars(session)


async def rows(world: World, table: type) -> list:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(table)))


async def id_of(world: World, table: type, code: str) -> UUID:
    async with world.here.session() as session:
        return (await session.scalars(sa.select(table.id).where(table.code == code))).one()


async def test_the_backbone_sees_who_is_in_no_total_and_a_member_itself_alone(
    world: World, new: UUID, approver: Visitor
) -> None:
    shown = (await world.here.coordinator.get(at(world))).text
    assert "<strong>Cedar</strong> has no agreement in force: its figures are in no total." in shown
    assert "Abbey" in shown
    own = (await approver.get(at(world))).text
    assert "Cedar" in own
    assert "Abbey" not in own
    assert (await approver.get(at(world, "members", world.abbey.id))).status_code == 404
    assert (await approver.get(at(world, "members", new))).status_code == 200


async def test_an_approver_accepts_the_standard_text_and_its_words_are_kept(
    world: World, new: UUID, approver: Visitor
) -> None:
    assert new in (await bars(world)).members
    page = (await approver.get(at(world, "members", new))).text
    assert "What it covers." in page
    unread = await approver.send_form(at(world, "members", new, "acceptance"), version="0")
    assert unread.status_code == 422
    assert "Tick this once you have read it." in unread.text
    assert (
        await approver.send_form(at(world, "members", new, "acceptance"), version="0", read="true")
    ).status_code == 303
    [kept] = [one for one in await rows(world, Agreement) if one.member_id == new]
    assert (kept.way, kept.signer, kept.starts) == ("on_site", "Ada Approver", world.today)
    assert kept.document.startswith("This is an agreement between one member")
    assert (await bars(world)).rows == []
    again = await approver.send_form(at(world, "members", new, "acceptance"), version="0", read="true")
    assert again.status_code == 409
    assert "does not end within the next 60 days" in again.text


async def test_a_contributor_may_read_and_not_accept_and_an_approver_of_another_may_neither(
    world: World, new: UUID, approver: Visitor
) -> None:
    contributor = await world.here.person(Role.CONTRIBUTOR, new)
    assert (await contributor.get(at(world, "members", new))).status_code == 200
    assert (
        await contributor.send_form(at(world, "members", new, "acceptance"), version="0", read="true")
    ).status_code == 403
    assert (
        await world.approver.send_form(at(world, "members", new, "acceptance"), version="0", read="true")
    ).status_code == 404
    assert (
        await approver.send_form(at(world, "members", new, "acceptance"), version="0", read="true")
    ).status_code == 303


async def test_another_text_is_offered_and_the_one_that_was_read_is_accepted_no_more(
    world: World, new: UUID, approver: Visitor
) -> None:
    sent = {
        "title": "Ours",
        "document": "We agree.",
        "months": "12",
        "for_members": "true",
        "afterwards": "nothing_stays",
    }
    assert (await approver.send_form(at(world, "model"), **sent)).status_code == 403
    empty = await world.here.coordinator.send_form(at(world, "model"), **sent | {"document": ""})
    assert empty.status_code == 422
    assert (await world.here.coordinator.send_form(at(world, "model"), **sent)).status_code == 303
    old = await approver.send_form(at(world, "members", new, "acceptance"), version="0", read="true")
    assert old.status_code == 409
    assert "Another version of the agreement is offered now." in old.text
    assert "We agree." in old.text
    assert (
        await approver.send_form(at(world, "members", new, "acceptance"), version="1", read="true")
    ).status_code == 303
    [kept] = [one for one in await rows(world, Agreement) if one.member_id == new]
    assert (kept.title, kept.audiences, kept.afterwards) == ("Ours", ["members"], "nothing_stays")
    assert kept.ends is not None
    assert 364 <= (kept.ends - kept.starts).days <= 365
    assert [one.version for one in await rows(world, ModelAgreement)] == [1]


async def test_the_backbone_records_a_paper_with_its_file_and_what_it_covers(world: World, new: UUID) -> None:
    by, address = world.here.coordinator, at(world, "members", new, "paper")
    sent = {
        "_token": by.csrf, "title": "Paper", "signer": "Dr Chief", "signed_on": "2024-05-01", "starts": "", "ends": "",
        "document": "", "covers": "some", "element.hires": "true", "breakdown.gender": "true", "for_public": "true",
        "afterwards": "past_stays", "retention": "Seven years.",
    }  # fmt: skip
    wrong = await by.post(address, data=sent, files={"file": ("signed.pdf", b"no pdf", "application/pdf")})
    assert wrong.status_code == 422
    assert "Choose a PDF." in wrong.text
    content = b"%PDF-1.7 signed"
    assert (
        await by.post(address, data=sent, files={"file": ("signed.pdf", content, "application/pdf")})
    ).status_code == 303
    [kept] = [one for one in await rows(world, Agreement) if one.member_id == new]
    assert (kept.way, kept.starts, kept.ends, kept.elements, kept.breakdowns) == (
        "on_paper", date(2024, 5, 1), None, ["hires"], ["gender"],
    )  # fmt: skip
    found = await bars(world)
    assert new not in found.members
    spend, origin = await id_of(world, Element, "spend"), await id_of(world, Breakdown, "origin")
    assert {(bar.element, bar.breakdown) for bar in found.rows} >= {(spend, None), (None, origin)}
    assert found.unreached["members"] == {new}
    assert found.unreached["public"] == frozenset()
    assert (await by.get(at(world, kept.id, "document"))).content == content
    assert (await world.approver.get(at(world, kept.id, "document"))).status_code == 404


async def test_all_that_is_wrong_about_a_paper_is_said_at_once(world: World, new: UUID) -> None:
    tomorrow = world.today + timedelta(days=1)
    answer = await world.here.coordinator.send_form(
        at(world, "members", new, "paper"), title="", document="", signer="", signed_on=str(tomorrow), starts="2025-01-01",
        ends="2024-01-01", covers="everything", afterwards="past_stays",
    )  # fmt: skip
    assert answer.status_code == 422
    for said in ("5 things to put right", "This day is still to come.", "It cannot be before the first day."):
        assert said in answer.text
    assert new in (await bars(world)).members


async def test_an_agreement_is_ended_with_a_reason_by_either_side(world: World) -> None:
    [kept] = [one for one in await rows(world, Agreement) if one.member_id == world.abbey.id]
    assert (await world.contributor.send_form(at(world, kept.id, "ending"), reason="x")).status_code == 403
    other = world.people["Birch", Role.APPROVER]
    assert (await other.send_form(at(world, kept.id, "ending"), reason="x")).status_code == 404
    assert (await world.approver.send_form(at(world, kept.id, "ending"), reason=" ")).status_code == 422
    assert (await bars(world)).rows == []
    assert (await world.approver.send_form(at(world, kept.id, "ending"), reason="We leave")).status_code == 303
    assert (await bars(world)).members == {world.abbey.id}
    shown = (await world.here.coordinator.get(at(world, "members", world.abbey.id))).text
    assert "We leave" in shown
    assert "Abbey has no agreement in force" in shown


async def test_a_member_withholds_at_once_and_only_it_gives_back_what_it_withheld(world: World) -> None:
    origin = await id_of(world, Breakdown, "origin")
    sent = {"element": "", "breakdown": str(origin), "reason": "Counsel's advice"}
    address = at(world, "members", world.abbey.id, "withholdings")
    nothing = await world.approver.send_form(address, **sent | {"breakdown": ""})
    assert nothing.status_code == 422
    assert "Choose a question, a split, or both." in nothing.text
    assert (await world.contributor.send_form(address, **sent)).status_code == 403
    assert (await world.approver.send_form(address, **sent)).status_code == 303
    assert (await world.approver.send_form(address, **sent)).status_code == 409
    assert [(bar.member, bar.breakdown) for bar in (await bars(world)).rows] == [(world.abbey.id, origin)]
    [row] = await rows(world, Withholding)
    ending = at(world, "withholdings", row.id, "ending")
    assert (await world.here.coordinator.send_form(ending, reason="We need it")).status_code == 403
    assert (await world.approver.send_form(ending, reason="Cleared")).status_code == 303
    assert (await bars(world)).rows == []
    shown = (await world.approver.get(at(world, "members", world.abbey.id))).text
    assert "Cleared" in shown
    # What the backbone records for a member, it may also end for it.
    assert (await world.here.coordinator.send_form(address, **sent)).status_code == 303
    row = next(one for one in await rows(world, Withholding) if one.ended_at is None)
    assert row.by_backbone
    ending = at(world, "withholdings", row.id, "ending")
    assert (await world.here.coordinator.send_form(ending, reason="They wrote again")).status_code == 303


async def test_a_protection_is_done_without_in_writing_and_counts_only_under_an_agreement(
    world: World, new: UUID, approver: Visitor
) -> None:
    spend = await id_of(world, Element, "spend")
    sent = {"element": str(spend), "rule": "dominance", "document": "Our spend is public anyway."}
    assert (await world.approver.send_form(at(world, "members", world.abbey.id, "waivers"), **sent)).status_code == 303
    assert (await approver.send_form(at(world, "members", new, "waivers"), **sent)).status_code == 303
    async with world.here.session() as session:
        found = await queries.waivers(session)
    assert [(one.member, one.element, one.rule.value) for one in found] == [(world.abbey.id, "spend", "dominance")]
    [mine] = [one for one in await rows(world, Waiver) if one.member_id == world.abbey.id]
    assert (mine.way, mine.signer) == ("on_site", "Approver of Abbey")
    unsigned = await world.here.coordinator.send_form(at(world, "members", world.birch.id, "waivers"), **sent)
    assert unsigned.status_code == 422
    signed = {"signer": "Dr Chief", "signed_on": "2025-01-01"}
    assert (
        await world.here.coordinator.send_form(at(world, "members", world.birch.id, "waivers"), **sent | signed)
    ).status_code == 303
    assert (
        await world.approver.send_form(at(world, "waivers", mine.id, "ending"), reason="No longer")
    ).status_code == 303
    async with world.here.session() as session:
        assert [one.member for one in await queries.waivers(session)] == [world.birch.id]


async def test_a_split_is_switched_off_for_everybody_and_on_again(world: World) -> None:
    gender = await id_of(world, Breakdown, "gender")
    sent = {"breakdown": str(gender), "reason": "The law of 1 July"}
    assert (await world.approver.send_form(at(world, "switch-offs"), **sent)).status_code == 403
    assert (
        await world.here.administrator.send_form(at(world, "switch-offs"), **sent | {"reason": ""})
    ).status_code == 422
    assert (await world.here.administrator.send_form(at(world, "switch-offs"), **sent)).status_code == 303
    assert (await world.here.coordinator.send_form(at(world, "switch-offs"), **sent)).status_code == 409
    assert {(bar.member, bar.breakdown) for bar in (await bars(world)).rows} == {
        (world.abbey.id, gender),
        (world.birch.id, gender),
    }
    assert "The law of 1 July" in (await world.approver.get(at(world))).text
    [row] = await rows(world, SwitchOff)
    assert (
        await world.here.coordinator.send_form(at(world, "switch-offs", row.id, "ending"), reason="Struck down")
    ).status_code == 303
    assert (await bars(world)).rows == []
    assert "Struck down" in (await world.here.coordinator.get(at(world))).text


async def test_every_deed_is_in_the_trail(world: World) -> None:
    origin = await id_of(world, Breakdown, "origin")
    await world.approver.send_form(
        at(world, "members", world.abbey.id, "withholdings"), element="", breakdown=str(origin), reason="Advice"
    )
    [row] = await rows(world, Withholding)
    await world.approver.send_form(at(world, "withholdings", row.id, "ending"), reason="Cleared")
    async with world.here.session() as session:
        told = (
            await session.execute(
                sa.text("select deed, person_id from trail where table_name = 'withholdings' order by at, deed")
            )
        ).all()
    assert {one.deed for one in told} == {"insert", "update"}
    assert {one.person_id for one in told} == {world.approver.person_id}


async def test_an_agreement_that_ends_soon_is_renewed_from_the_day_after(
    world: World, new: UUID, approver: Visitor
) -> None:
    last = world.today + timedelta(days=59)
    async with world.here.session() as session:
        session.add(agreement(new, ends=last))
    assert "ends on <strong>" in (await approver.get(at(world, "members", new))).text
    assert "ends soon" in (await world.here.coordinator.get(at(world))).text
    assert (
        await approver.send_form(at(world, "members", new, "acceptance"), version="0", read="true")
    ).status_code == 303
    newest = max((one for one in await rows(world, Agreement) if one.member_id == new), key=lambda one: one.starts)
    assert newest.starts == last + timedelta(days=1)
    assert "in force until" in (await approver.get(at(world, "members", new))).text


async def test_home_tells_whose_figures_are_in_no_total(world: World, new: UUID, approver: Visitor) -> None:
    home = f"/{world.here.slug}/home"
    told = "<strong>Cedar</strong> has no agreement in force"
    for by in (world.here.coordinator, world.here.administrator, approver):
        assert told in (await by.get(home)).text
    assert f"/agreements/members/{new}" in (await approver.get(home)).text
    partner = await world.here.person(Role.PARTNER)
    for by in (world.approver, partner):
        assert "no agreement" not in (await by.get(home)).text
    await approver.send_form(at(world, "members", new, "acceptance"), version="0", read="true")
    assert "no agreement" not in (await world.here.coordinator.get(home)).text
