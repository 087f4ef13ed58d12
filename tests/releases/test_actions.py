"""What is gathered stays as it was; what is published stays for good, once, and is held against what came before."""

import asyncio
import hashlib

import pytest
import sqlalchemy as sa

from backend.disclosure.figures import Audience
from backend.kit.db import Scope
from backend.kit.errors import Conflict
from backend.kit.mail import Letter
from backend.members.door import scope_of
from backend.members.queries import holdings_of
from backend.members.rules import Principal, Role
from backend.members.tables import Collaborative
from backend.releases import actions, queries
from backend.releases.rules import ReleaseState
from backend.releases.tables import EditionFile, Publication, ReleaseBasis
from backend.rounds import queries as round_queries
from backend.rounds.tables import Round
from backend.submissions import queries as submission_queries
from collab_reports.edition import Edition, sha256
from collab_reports.parts import Status
from tests.makers import Here, Visitor
from tests.releases.reporting import Q1, Q2, Reporting, codes, figure, make_reporting


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


async def state(world: Reporting, id) -> ReleaseState:
    async with world.here.session() as session:
        return (await queries.release(session, id)).state


async def submission_states(world: Reporting, of) -> set[str]:
    async with world.here.session() as session:
        return {one.state for one in await submission_queries.of_rounds(session, [of.id])}


async def test_what_is_gathered_is_frozen_and_values_accepted_later_do_not_change_it(world: Reporting):
    of = await world.reported(Q1, "Elm")
    id = await world.gathered(of)
    before = await world.frozen(id)
    await world.answered(of, "Elm")
    after = await world.frozen(id)
    assert (after.text, after.sha256) == (before.text, before.sha256)
    assert before.sha256 == sha256(before.text) == hashlib.sha256(before.text.encode()).hexdigest()
    assert figure(Edition.from_json(after.text), "WF-05").value == 80
    await world.approved(id)
    await world.publish(id)
    assert (await world.frozen(id)).text == before.text, "published is what was read and approved"


async def test_each_audience_gets_its_own_edition_with_no_indicator_meant_for_others(world: Reporting):
    id = await world.gathered(await world.reported(Q1))
    found = {who: codes(await world.edition(id, who)) for who in ("backbone", "members", "partners", "public")}
    assert found == {
        "backbone": ["WF-04", "WF-05", "WF-06", "SC-01", "SU-04"],
        "members": ["WF-04", "WF-05", "WF-06", "SC-01"],
        "partners": ["WF-05", "WF-06", "SC-01"],
        "public": ["WF-05", "WF-06"],
    }
    texts = {who: (await world.frozen(id, who)).text for who in found}
    assert '"15000"' in texts["partners"]
    assert '"15000"' not in texts["public"]


async def test_approved_first_then_published_once_and_never_taken_back(world: Reporting):
    id = await world.gathered(await world.reported(Q1))
    with pytest.raises(Conflict, match="approve it first"):
        await world.publish(id)
    await world.approved(id)
    with pytest.raises(Conflict, match="only one that is to be approved"):
        await world.approved(id)
    await world.publish(id)
    with pytest.raises(Conflict, match="published"):
        await world.publish(id)
    async with world.here.session() as session:
        with pytest.raises(Conflict, match="a correction is a new report"):
            await actions.withdraw(session, await queries.release(session, id, lock=True), by=world.by)
    assert await state(world, id) is ReleaseState.PUBLISHED


async def test_publishing_closes_the_collection_and_locks_what_was_accepted(world: Reporting):
    of = await world.reported(Q1, "Elm")
    await world.released(of)
    async with world.here.session() as session:
        assert (await round_queries.round_named(session, of.id)).closed
    assert await submission_states(world, of) == {"locked", "not_started"}


async def test_two_who_publish_at_once_publish_once(world: Reporting):
    id = await world.gathered(await world.reported(Q1))
    await world.approved(id)
    results = await asyncio.gather(world.publish(id), world.publish(id), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "NoneType"]
    async with world.here.session() as session:
        assert len((await session.scalars(sa.select(Publication))).all()) == 1
        assert len((await session.scalars(sa.select(EditionFile.id))).all()) == 4 * 4, (
            "four audiences, four kinds of file"
        )


async def test_two_who_gather_at_once_gather_once(world: Reporting):
    of = await world.reported(Q1)
    results = await asyncio.gather(world.gathered(of), world.gathered(of), return_exceptions=True)
    refused = [result for result in results if isinstance(result, Conflict)]
    assert len(refused) == 1
    assert "waits already" in str(refused[0])


async def test_a_report_thrown_away_makes_room_for_another_and_is_no_correction(world: Reporting):
    of = await world.reported(Q1)
    id = await world.gathered(of)
    async with world.here.session() as session:
        await actions.withdraw(session, await queries.release(session, id, lock=True), by=world.by)
    assert await state(world, id) is ReleaseState.WITHDRAWN
    with pytest.raises(Conflict):
        await world.approved(id)
    again = await world.released(of)
    assert (await world.edition(again)).title == "Wood report"


async def test_a_second_report_of_a_collection_is_a_correction_and_says_what_changed(world: Reporting):
    of = await world.reported(Q1, "Cedar", "Dogwood", "Elm")
    await world.answered(of, "Cedar")
    first = await world.released(of)
    assert figure(await world.edition(first), "WF-05").status is Status.SUPPRESSED, "two contributors"
    await reopened(world, of)
    for member in ("Dogwood", "Elm"):
        await world.answered(of, member)
    second = await world.released(of)
    edition = await world.edition(second)
    assert edition.title == "Wood report (corrected)"
    assert [one.title for one in await world.releases()] == [
        "Wood report (corrected), 2024-25 Q4",
        "Wood report, 2024-25 Q4",
    ]
    assert figure(edition, "WF-05").value == 100
    assert edition.corrections == (), "nobody was shown another number before"


async def test_numbers_that_changed_since_the_report_before_are_listed_with_both(here: Here):
    world = await make_reporting(here, fewest_contributors=2)
    of = await world.reported(Q1, "Dogwood", "Elm")
    await world.released(of)
    await reopened(world, of)
    for member in ("Dogwood", "Elm"):
        await world.answered(of, member)
    edition = await world.edition(await world.released(of))
    assert [(one.figure_code, one.period_label, one.text) for one in edition.corrections] == [
        ("WF-05", "2024-25 Q4", "was 60 people (3 of 5 members reported), is 100 people (5 of 5 members reported)"),
        ("WF-06", "2024-25 Q4", "was 20.0% (3 of 5 members reported), is 20.0% (5 of 5 members reported)"),
    ]
    assert {one.corrected_on for one in edition.corrections} == {world.today}


async def reopened(world: Reporting, of: Round) -> None:
    """As the owner: a closed collection takes answers again, as an extension will let it."""
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        await session.execute(sa.update(Round).where(Round.id == of.id).values(closed_at=None))


async def test_one_late_member_is_held_back_in_the_next_report_and_three_are_a_correction(world: Reporting):
    of = await world.reported(Q1, "Elm")
    await world.released(of)
    await reopened(world, of)
    await world.answered(of, "Elm", local_hires=33)
    id = await world.gathered(of)
    held = figure(await world.edition(id), "WF-05")
    assert held.status is Status.SUPPRESSED
    assert "Held until the next release" in held.hidden_reason
    assert figure(await world.edition(id, "backbone"), "WF-05").value == 113


async def test_a_report_gathered_before_another_came_out_is_not_published(world: Reporting):
    """Q2's report shows Q1 with the late member and Q1's without: side by side they would tell its figure."""
    of = await world.reported(Q1, "Elm")
    first = await world.gathered(of)
    await world.approved(first)
    await world.answered(of, "Elm", local_hires=33)
    second = await world.gathered(await world.reported(Q2))
    await world.approved(second)
    assert figure(await world.edition(second), "WF-05").series[0].value == 113
    await world.publish(first)
    with pytest.raises(Conflict, match="gather it again"):
        await world.publish(second)
    async with world.here.session() as session:
        await actions.withdraw(session, await queries.release(session, second, lock=True), by=world.by)
        again = await round_queries.round_for(session, world.framework.id, Q2)
    third = await world.released(again)
    assert figure(await world.edition(third), "WF-05").series[0].status is Status.SUPPRESSED


async def test_when_it_is_out_everyone_who_takes_part_is_told_but_who_published_it(world: Reporting):
    partner = await world.person(Role.PARTNER)
    viewer = await world.person(Role.VIEWER, "Ash")
    async with world.here.owner.session(None) as session:
        emails = dict((await session.execute(sa.text("select id, email from people"))).all())  # type: ignore[arg-type]
    await world.released(await world.reported(Q1))
    async with world.here.session() as session:
        told = {
            letter.recipient: letter
            for letter in await session.scalars(sa.select(Letter).where(Letter.subject.like("%Wood report%")))
        }
    assert {emails[partner.person_id], emails[viewer.person_id], emails[world.contributor.person_id]} <= set(told)
    assert emails[world.here.administrator.person_id] in told
    assert emails[world.here.coordinator.person_id] not in told
    body = told[emails[partner.person_id]].body
    assert f"/{world.here.slug}/reports" in body
    assert "100" not in body, "no figure is in a letter"


async def test_what_members_put_in_is_kept_for_the_backbone_alone(world: Reporting):
    """The control first: there is something to be read."""
    await world.released(await world.reported(Q1))
    read = sa.select(ReleaseBasis.cells)
    async with world.here.session() as session:
        [cells] = (await session.scalars(read)).all()
        assert len(cells["shown"]["SC-01|2025-01-01/3|"]["figure"]["contributors"]) == 4
    for visitor in (await world.person(Role.APPROVER, "Ash"), await world.person(Role.PARTNER), world.here.anyone()):
        async with world.here.session(await scope_of_visitor(world, visitor)) as session:
            assert (await session.scalars(read)).all() == []


async def scope_of_visitor(world: Reporting, visitor: Visitor) -> Scope:
    if visitor.person_id is None:
        return Scope(world.here.id)
    async with world.here.session() as session:
        holdings = await holdings_of(session, visitor.person_id)
    return scope_of(
        Principal(visitor.person_id, "", "", collaborative_id=world.here.id, holdings=holdings), world.here.id
    )


@pytest.mark.parametrize(
    ("settled", "expected"),
    [
        ({}, ["backbone"]),
        ({"release": None}, ["backbone"]),
        ({"release": {}}, ["backbone"]),
        ({"release": {"audiences": ["public", "own_member"]}}, ["backbone", "public"]),
    ],
)
def test_the_backbone_always_gets_an_edition_and_others_as_settled(settled: dict, expected: list[str]):
    assert [Audience(one).value for one in actions.audiences_of(Collaborative(policy=settled))] == expected
