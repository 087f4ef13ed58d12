"""Somebody of the backbone whom a member employs: called so by all, and limited to progress and totals where so decided."""

import re
from typing import Any

import sqlalchemy as sa

from backend.kit.db import Scope, now
from backend.members import door
from backend.members.employment_tables import Employment
from backend.members.tables import HeldRole
from backend.releases.tables import Release, ReleaseBasis
from backend.submissions.tables import Submission
from tests.house.callers import Answer
from tests.makers import Here, Program, Visitor
from tests.worlds import FIRST, World, statements

FIGURES = ("1,200.50", "1200.50", "a word of Abbey")


async def role_id(here: Here, of: Visitor) -> Any:
    async with here.session() as session:
        held = sa.select(HeldRole.id).where(HeldRole.person_id == of.person_id, HeldRole.ended_at.is_(None))
        return (await session.scalars(held)).first()


async def said(world: World, of: Visitor, **form: str) -> Any:
    path = f"/{world.here.slug}/people/roles/{await role_id(world.here, of)}/employment"
    sent = {"member": str(world.birch.id), "since": str(world.today), **form}
    return await world.here.administrator.send_form(path, **sent)


async def roles(here: Here, of: Visitor) -> set[str]:
    async with here.session() as session:
        held = sa.select(HeldRole.role).where(HeldRole.person_id == of.person_id, HeldRole.ended_at.is_(None))
        return set(await session.scalars(held))


async def shown(who: Visitor, path: str) -> list[str]:
    """Of Abbey's figures and words."""
    answer = await who.get(path)
    return [one for one in FIGURES if one in Answer.of(answer).body]


async def answered(world: World) -> Submission:
    """With a figure and a word that nobody but Abbey and the backbone may read, submitted, and asked about."""
    of = await world.submission(await world.opened())
    await world.submitted(of)
    asked = await world.here.coordinator.send_form(world.path(of, "/queries"), cell="spend", words="Is that all?")
    assert asked.status_code == 303
    page = (await world.contributor.get(world.path(of))).text
    notes = re.search(rf"{world.path(of)}/queries/[0-9a-f-]+/notes", page)[0]
    assert (await world.contributor.send_form(notes, words="It is, a word of Abbey")).status_code == 303
    return of


async def test_members_read_who_employs_whom_on_pages_and_in_letters(world: World):
    here, of = world.here, await answered(world)
    assert (await said(world, here.coordinator)).status_code == 303
    people = (await here.coordinator.get(f"/{here.slug}/people")).text
    assert re.findall(r"(Coordinator [0-9a-f]+) \(works at Birch\)", people)
    assert people.count("(works at Birch)") == 1
    ending = f"/{here.slug}/people/roles/{await role_id(here, here.coordinator)}/end"
    for who, path in (
        (world.contributor, world.path(of)),
        (world.approver, f"/{here.slug}/roles"),
        (here.administrator, ending),
        (here.administrator, f"/{here.slug}/search?q=coordinator"),
    ):
        assert re.search(r"Coordinator [0-9a-f]+ \(works at Birch\)", (await who.get(path)).text), path
    returned = await here.coordinator.send_form(
        world.path(of, "/queries"), cell="hires", words="And these, are they all of the quarter?"
    )
    assert returned.status_code == 303
    spanish = (await world.contributor.get(f"{world.path(of)}?lang=es")).text
    assert "(trabaja en Birch)" in spanish
    assert (await said(world, here.coordinator, member="")).status_code == 303
    assert "(works at Birch)" not in (await world.contributor.get(world.path(of))).text


async def test_only_an_administrator_says_so_and_only_of_the_backbone(world: World):
    here = world.here
    path = f"/{here.slug}/people/roles/{await role_id(here, here.coordinator)}/employment"
    assert (await here.coordinator.get(path)).status_code == 403
    assert "Works at" in (await here.administrator.get(path)).text
    assert (await said(world, world.contributor)).status_code == 409
    assert (await said(world, here.coordinator, since="soon")).status_code == 422


async def test_a_letter_says_it_too(world: World):
    await said(world, world.here.coordinator)
    of = await world.submission(await world.opened())
    await world.submitted(of)
    await world.here.coordinator.send_form(world.path(of, "/queries"), cell="spend", words="Is that all?")
    assert any("(works at Birch) has a query" in one.body for one in await world.letters())


WAYS = (
    "{of}",
    "{of}/values.csv",
    "{of}/receipt",
    "{round}/values.csv",
)  # a coordinator reads the figures there


async def test_who_is_limited_reads_no_figure_anywhere_and_the_progress_without(world: World):
    """tests/house/test_doors.py sends an observer through every door; here stand those a coordinator was shown it by."""
    here, of = world.here, await answered(world)
    person, slug = here.coordinator, here.slug
    program = Program(here.app, await here.token(person))
    paths = [one.format(of=f"/submissions/{of.id}", round=f"/rounds/{of.round_id}") for one in WAYS]
    entries = f"/api/v1/{slug}/submissions/{of.id}/entries"
    assert [path for path in paths if await shown(person, f"/{slug}{path}")] == paths
    assert "1200.5" in (await program.get(entries)).text
    assert (await said(world, person, limited="true")).status_code == 303
    assert await roles(here, person) == {"observer"}
    for path in [*paths, "/trail", "/home", "/progress", "/search?q=1200", "/people", "/roles"]:
        assert not await shown(person, f"/{slug}{path}"), path
    assert (await program.get(entries)).status_code == 403
    with statements(here) as sent:
        progress = (await person.get(f"/{slug}/progress")).text
    assert len(sent) <= 12
    assert "Abbey" in progress
    assert "waiting for approval" in progress
    assert "one query answered" in progress
    assert (await here.administrator.get(f"/{slug}/progress")).status_code == 403


async def test_the_wall_gives_the_limited_no_row_of_a_member(world: World):
    """Whatever page forgot to ask for a permission: their scope has no member in it."""
    await published(world, await answered(world))
    await said(world, world.here.coordinator, limited="true")
    place, person = await world.collaborative(), world.here.coordinator.person_id
    async with world.here.database.session(Scope(place.id, person_id=person)) as session, session.begin():
        me = await door.known_as(session, person, place)
    scope = door.scope_of(me, place.id)
    assert scope == Scope(place.id, frozenset(), ("members", "public"), me.person_id)
    for table in ("submissions", "entries", "accepted_values", "figure_questions", "letters", "release_bases"):
        assert await rows(world, table, Scope.everything_in(place.id)) > 0, f"no row of {table} could be seen"
        assert await rows(world, table, scope) == 0, table


async def rows(world: World, table: str, seen_by: Scope) -> int:
    async with world.here.database.session(seen_by) as session:
        return await session.scalar(sa.text(f"select count(*) from {table}")) or 0


async def published(world: World, of: Submission) -> None:
    """Approved, accepted, and what members gave kept beside a report."""
    here, at = world.here, {"period_start": FIRST.start, "period_months": FIRST.months, "gathered_at": now()}
    assert (await world.approver.send_form(world.path(of, "/approval"))).status_code == 303
    assert (await here.coordinator.send_form(world.path(of, "/acceptance"))).status_code == 303
    async with here.session() as session:
        facts = {"round_id": of.round_id, "number": 1, "title": "Report", "gathered_by": here.coordinator.person_id}
        release = Release(**facts, **at)
        session.add(release)
        await session.flush()
        session.add(ReleaseBasis(release_id=release.id, cells={}))


async def test_the_limit_is_lifted_by_who_is_left_and_letters_stay_away(world: World):
    here, person = world.here, world.here.coordinator
    assert (await said(world, person, limited="true")).status_code == 303
    of = await world.submission(await world.opened())
    await world.approved(of)
    assert not [one for one in await world.letters() if "has approved" in one.subject]
    last = await said(world, here.administrator, limited="true")
    assert last.status_code == 422
    assert "last administrator" in last.text
    assert (await said(world, person)).status_code == 303
    assert await roles(here, person) == {"coordinator"}
    assert (await person.get(world.path(of))).status_code == 200
    async with here.session() as session:
        assert [one.ended_at is None for one in await session.scalars(sa.select(Employment))].count(True) == 1


async def test_it_is_said_from_its_day_on(world: World):
    await said(world, world.here.coordinator, since=str(now().date().replace(year=2099)))
    assert "(works at" not in (await world.approver.get(f"/{world.here.slug}/roles")).text
