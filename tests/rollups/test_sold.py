"""A hospital sold in the middle of a quarter: each of its figures is in one total once, whoever reports for it."""

from datetime import date
from decimal import Decimal

import pytest

from backend.kit.periods import Period
from backend.members.tables import OrganizationParent
from backend.rollups.queries import books
from backend.rollups.rules import roll_up
from tests.makers import Here
from tests.rollups.ledgers import HIRES
from tests.rollups.test_totals import both
from tests.rollups.worlds import LONG_AGO, World

YEAR = Period(date(2025, 1, 1), 12)
Q1, Q2, Q3, Q4 = YEAR.quarters()
SOLD = date(2025, 5, 15)


@pytest.fixture
async def world(here: Here) -> World:
    """Two systems that report for all their sites, and one site; nobody's yet."""
    world = await World.begun(here)
    await world.element("hires")
    await world.indicator("WF-04", "hires")
    await world.collects(*YEAR.quarters())
    for name, level in (("East", "system"), ("West", "system"), ("Site", "site")):
        await world.member(name, level=level)
    return world


async def belongs(world: World, name: str, parent: str, starts: date, ends: date | None = None) -> None:
    """A site's link to the organization of a system, with its days."""
    link = OrganizationParent(
        organization_id=world.organizations[name], parent_id=world.organizations[parent], starts=starts, ends=ends
    )
    await world.add([link])


async def quarters(world: World, *, until: Period) -> list[Decimal | None]:
    """Every quarter up to this one, as one reads them after it; the same by both readers."""
    found, expected = await both(world, Q1.start, until.end)
    assert found == expected
    return [one.number for one in sorted(found, key=lambda one: one.period)]


async def year(world: World) -> tuple[Decimal | None, str, int]:
    """The number, of how many members, and how many contributors they are."""
    async with world.here.session() as session:
        kept = await books(session, world.framework, first=YEAR.start, last=YEAR.end)
    found = roll_up(HIRES, YEAR, kept.ledger)
    assert found.number == sum(part["hires"] for one in found.contributors for part in [one.parts])
    return found.number, found.coverage.sentence, len(found.contributors)


async def give(world: World, **by_quarter: tuple[int, ...]) -> None:
    for name, numbers in by_quarter.items():
        for quarter, number in zip(YEAR.quarters(), numbers, strict=False):
            await world.gives(name, quarter, hires=number)


async def test_sold_from_one_system_to_another_it_is_counted_with_neither_twice(world: World):
    await belongs(world, "Site", "East", LONG_AGO, date(2025, 5, 14))
    await belongs(world, "Site", "West", SOLD)
    await give(world, East=(110, 100, 100, 100), West=(200, 220, 230, 240), Site=(10, 10, 10, 10))
    assert await quarters(world, until=Q1) == [310]
    assert await quarters(world, until=Q4) == [310, 320, 330, 340]
    assert await year(world) == (1300, "3 of 3 members reported", 2)


async def test_sold_while_it_stood_alone_what_it_gave_before_still_counts(world: World):
    await belongs(world, "Site", "West", SOLD)
    await give(world, East=(100, 100, 100, 100), West=(200, 220, 230, 240), Site=(10, 10, 10, 10))
    assert await quarters(world, until=Q1) == [310]
    assert await quarters(world, until=Q4) == [310, 320, 330, 340]
    assert await year(world) == (1300, "3 of 3 members reported", 2)


async def test_made_independent_what_its_system_reported_of_it_is_not_added_twice(world: World):
    await belongs(world, "Site", "East", LONG_AGO, date(2025, 5, 14))
    await give(world, East=(110, 100, 100, 100), West=(200, 200, 200, 200), Site=(10, 10, 10, 10))
    assert await quarters(world, until=Q1) == [310]
    assert await quarters(world, until=Q4) == [310, 310, 310, 310]
    assert await year(world) == (1240, "3 of 3 members reported", 3)


async def test_a_value_for_the_whole_year_is_counted_by_who_has_it_at_the_end(world: World):
    await belongs(world, "Site", "West", SOLD)
    await give(world, East=(100, 100, 100, 100))
    await world.gives("West", YEAR, hires=890)
    await world.gives("Site", YEAR, hires=40)
    assert await year(world) == (1290, "3 of 3 members reported", 2)
