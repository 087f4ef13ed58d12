"""A system's report and the remainders its hospitals report add up; a system's report and full reports never do."""

import sqlalchemy as sa

from backend.members.tables import Member
from backend.submissions.rules import Status
from tests.releases.reporting import Q1, Reporting, figure


async def joins(world: Reporting, name: str, level: str, part_of: Member | None = None) -> None:
    """By the page, as a coordinator makes it."""
    code = name.lower().replace(" ", "_")
    sent = {
        "name": name, "code": code, "level": level, "organization": "", "official": "", "fiscal_year_starts_in": "4",
        "part_of": str(part_of.organization_id) if part_of else "", "since": "2020-01-01", "reason": "A system.",
    }  # fmt: skip
    answer = await world.here.coordinator.send_form(f"/{world.here.slug}/members/new", **sent)
    assert answer.status_code == 303, answer.text
    async with world.here.session() as session:
        world.members[name] = (await session.scalars(sa.select(Member).where(Member.code == code))).one()
    await world.agrees(name)
    await world.acts_for_all()


async def system(world: Reporting, *, level: str) -> None:
    await joins(world, "Oak System", "system")
    for name in ("Oak North", "Oak South"):
        await joins(world, name, level, world.members["Oak System"])


async def test_remainders_are_added_to_their_system_s_report(world: Reporting):
    await system(world, level="remainder")
    of = await world.reported(Q1)
    for name, spend in (("Oak System", 10_000), ("Oak North", 300), ("Oak South", 200)):
        await world.answered(of, name, spend=spend)
    spent = figure(await world.edition(await world.gathered(of), "backbone"), "SC-01")
    assert spent.value == sum((1000, 2000, 3000, 4000, 5000)) + 10_000 + 300 + 200
    assert spent.coverage is not None
    assert (spent.coverage.reported, spent.coverage.asked) == (8, 8)


async def test_full_reports_of_its_sites_are_in_it_already_and_are_covered(world: Reporting):
    await system(world, level="site")
    of = await world.reported(Q1)
    for name, spend in (("Oak System", 10_000), ("Oak North", 6_000), ("Oak South", 4_000)):
        await world.answered(of, name, spend=spend)
    spent = figure(await world.edition(await world.gathered(of), "backbone"), "SC-01")
    assert spent.value == sum((1000, 2000, 3000, 4000, 5000)) + 10_000
    assert spent.coverage is not None
    assert (spent.coverage.reported, spent.coverage.asked) == (8, 8)


async def test_until_the_system_reports_its_sites_count(world: Reporting):
    await system(world, level="site")
    of = await world.reported(Q1)
    for name, spend in (("Oak North", 6_000), ("Oak South", 4_000)):
        await world.answered(of, name, spend=spend)
    spent = figure(await world.edition(await world.gathered(of), "backbone"), "SC-01")
    assert spent.value == sum((1000, 2000, 3000, 4000, 5000)) + 10_000
    assert spent.coverage is not None
    assert (spent.coverage.reported, spent.coverage.asked) == (7, 8)


async def test_one_answer_may_be_the_system_s_and_the_others_a_remainder(world: Reporting):
    """“Reported by our parent organization” is covered, and adds nothing."""
    await system(world, level="remainder")
    of = await world.reported(Q1)
    await world.answered(of, "Oak System", spend=10_000)
    await world.answered(of, "Oak North", spend=300)
    await world.answered(of, "Oak South", spend=Status.REPORTED_ELSEWHERE)
    edition = await world.edition(await world.gathered(of), "backbone")
    spent, hires = figure(edition, "SC-01"), figure(edition, "WF-04")
    assert spent.value == sum((1000, 2000, 3000, 4000, 5000)) + 10_000 + 300
    assert spent.coverage is not None
    assert spent.coverage.reported == 8
    assert hires.value == 800
    assert Status.REPORTED_ELSEWHERE.shown_as == "reported by the parent organization"
