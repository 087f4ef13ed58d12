"""From a starting set to rows in a real database, and again, and again with something else in it."""

from datetime import date

import pytest
import sqlalchemy as sa
from litestar import Litestar

from backend.indicators.tables import Element, ElementDefinition, Framework, FrameworkElement, Indicator
from backend.kit.db import Database, Scope
from backend.kit.errors import Invalid
from backend.members.tables import Collaborative, Member, MemberTerm, Organization, OrganizationParent
from backend.places.tables import Area, AreaListArea, AreaListVersion
from backend.provisioning import addresses, schemas
from tests.provisioning.starting_sets import Made, starting_set


@pytest.fixture
def made(owner: Database) -> Made:
    return Made(owner)


async def test_what_is_written_is_what_the_starting_set_says(made: Made):
    wanted = starting_set()
    done = await made.apply(wanted)
    assert not done.refused
    assert {row.code: (row.unit, row.measure_class) for row in await made.rows(Element)} == {
        "hires": ("people", "people"),
        "local_hires": ("people", "people"),
        "spend": ("currency", "money"),
        "kwh": ("kWh", "other"),
        "story": ("words", "other"),
    }
    assert {row.code for row in await made.rows(Indicator)} == set(wanted["indicators"])
    [framework] = await made.rows(Framework)
    assert (framework.name, framework.cadence_months) == ("Wood report", 3)
    assert {row.name for row in await made.rows(Area)} == {"North", "South"}
    assert len(await made.rows(AreaListArea)) == 2
    assert [row.valid_from for row in await made.rows(AreaListVersion)] == [date(2020, 4, 1)]
    [member] = await made.rows(Member)
    assert (member.code, member.name, member.level) == ("site", "Oak House", "site")
    assert [(row.starts, row.ends) for row in await made.rows(MemberTerm)] == [(date(2020, 4, 1), None)]


async def test_applied_twice_the_second_time_changes_nothing(made: Made):
    wanted = starting_set()
    assert not (await made.apply(wanted)).is_empty
    before = await snapshot(made)
    again = await made.apply(wanted)
    assert again.is_empty
    assert await snapshot(made) == before


async def snapshot(made: Made) -> dict[str, list]:
    """Every row of the collaborative, and how often anything was done to one."""
    tables = (
        "elements",
        "element_definitions",
        "indicators",
        "frameworks",
        "framework_elements",
        "members",
        "areas",
        "trail",
    )
    async with made.owner.session(None) as session:
        id = (await session.scalars(sa.select(Collaborative.id).where(Collaborative.slug == made.slug))).one()
    async with made.owner.session(Scope.everything_in(id)) as session:
        return {
            table: sorted(map(str, (await session.execute(sa.text(f"select t.*::text from {table} t"))).scalars()))
            for table in tables
        }


async def test_what_is_no_longer_wanted_is_retired_not_deleted_and_comes_back(made: Made):
    wanted = starting_set()
    await made.apply(wanted)
    ids = {row.code: row.id for row in await made.rows(Element)}
    without = starting_set() | {"organizations": wanted["organizations"]}
    del without["elements"]["kwh"], without["indicators"]["SU-04"]
    without["frameworks"]["quarterly"]["sections"][1] |= {"elements": ["spend"], "indicators": ["SC-01"]}
    plan = await made.apply(without)
    assert {item.key[-1] for item in plan.retired} >= {"kwh", "SU-04"}
    rows = {row.code: row for row in await made.rows(Element)}
    assert rows["kwh"].retired_on is not None
    assert rows["kwh"].id == ids["kwh"]
    assert rows["spend"].retired_on is None
    assert len(await made.rows(ElementDefinition)) == 5, "what it meant is kept"
    assert sum(row.retired_on is not None for row in await made.rows(FrameworkElement)) == 1
    await made.apply(wanted)
    back = {row.code: row for row in await made.rows(Element)}
    assert (back["kwh"].id, back["kwh"].retired_on) == (ids["kwh"], None)
    assert (await made.apply(wanted)).is_empty


async def test_what_may_change_is_changed_in_place(made: Made):
    wanted = starting_set()
    await made.apply(wanted)
    wanted["elements"]["hires"]["hint"] = "Count heads."
    wanted["collaborative"]["strapline"] = "Many oaks."
    plan = await made.apply(wanted)
    assert {(item.key, change.field) for item in plan.changed for change in item.changes} == {
        (("hires",), "hint"),
        ((), "strapline"),
    }
    assert {row.code: row.hint for row in await made.rows(Element)}["hires"] == "Count heads."


async def test_a_plan_that_is_refused_writes_nothing_of_itself(made: Made):
    wanted = starting_set()
    await made.apply(wanted)
    before = await snapshot(made)
    wanted["elements"]["kwh"]["unit"] = "MWh"
    wanted["elements"]["hires"]["definitions"][0]["text"] = "Something else."
    wanted["elements"]["hires"]["hint"] = "This alone would be fine."
    with pytest.raises(Invalid) as refused:
        await made.apply(wanted)
    assert {problem.where for problem in refused.value.problems} == {
        "elements.kwh.unit",
        "elements.hires.definitions.1.text",
    }
    assert await snapshot(made) == before


async def test_a_faulty_starting_set_is_refused_with_every_fault_and_its_place(made: Made):
    wanted = starting_set()
    wanted["elements"]["hires"]["unit"] = "parsecs of people"
    wanted["indicators"]["WF-05"]["formula"] = "local_hires / nothing"
    wanted["indicators"]["WF-06"]["formula"] = "1 - local_hires / hires"
    wanted["frameworks"]["quarterly"]["cadence"] = "weekly"
    with pytest.raises(Invalid) as refused:
        await made.apply(wanted)
    assert "frameworks.quarterly.cadence" in {problem.where for problem in refused.value.problems}
    assert await made.rows(Element) == []
    wanted["frameworks"]["quarterly"]["cadence"] = "quarterly"
    with pytest.raises(Invalid) as refused:
        await made.apply(wanted)
    places = {problem.where for problem in refused.value.problems}
    assert {"elements.hires.unit", "indicators.WF-05.formula", "indicators.WF-06.formula"} <= places
    assert await made.rows(Element) == []


def test_a_rate_that_cannot_be_taken_apart_is_refused_and_one_sum_over_another_is_not():
    wanted = starting_set()
    for formula, refused in (("1 - local_hires / hires", True), ("(hires - local_hires) / hires", False)):
        wanted["indicators"]["WF-06"]["formula"] = formula
        if refused:
            with pytest.raises(Invalid, match="one sum divided by another"):
                schemas.read(wanted)
        else:
            schemas.read(wanted)


async def test_any_number_of_collaboratives_come_from_one_starting_set_and_share_its_organizations(owner: Database):
    wanted = starting_set()
    one = Made(owner)
    two = Made(owner, name=one.name)
    await one.apply(wanted)
    await two.apply(wanted)
    [here], [there] = await one.rows(Member), await two.rows(Member)
    assert here.id != there.id
    assert here.organization_id == there.organization_id
    assert {row.id for row in await one.rows(Element)}.isdisjoint(row.id for row in await two.rows(Element))
    assert (await one.apply(wanted)).is_empty
    assert (await two.apply(wanted)).is_empty


async def test_an_organization_another_starting_set_brought_is_known_by_its_official_code(owner: Database):
    wanted = starting_set()
    one, two = Made(owner), Made(owner)
    await one.apply(wanted)
    del wanted["organizations"]["site"]["parent"], wanted["organizations"]["trust"]
    await two.apply(wanted)
    [here], [there] = await one.rows(Member), await two.rows(Member)
    assert here.organization_id == there.organization_id
    assert (await two.apply(wanted)).is_empty
    code = wanted["organizations"]["site"]["ods_code"]
    async with owner.session(None) as session:
        found = (await session.scalars(sa.select(Organization).where(Organization.ods_code == code))).all()
        parents = await session.scalars(
            sa.select(OrganizationParent).where(OrganizationParent.organization_id == here.organization_id)
        )
        assert len(parents.all()) == 1
    assert len(found) == 1


async def test_members_are_the_collaboratives_own_after_the_first_time(made: Made):
    wanted = starting_set()
    await made.apply(wanted)
    wanted["members"] = {}
    plan = await made.apply(wanted)
    assert plan.is_empty
    assert len(await made.rows(Member)) == 1


async def test_an_address_the_site_needs_or_of_another_starting_set_is_refused(made: Made, owner: Database):
    await made.apply(starting_set())
    other = Made(owner)
    other.slug = made.slug
    with pytest.raises(Invalid, match=f"was made from the starting set {made.name}"):
        await other.apply(starting_set())
    for slug in addresses.RESERVED:
        other.slug = slug
        with pytest.raises(Invalid, match="an address the site needs itself"):
            await other.apply(starting_set())


def test_every_address_the_site_has_of_its_own_is_reserved(app: Litestar):
    """A collaborative of that name would never be reached."""
    firsts = {route.path.split("/")[1] for route in app.routes if not route.path.startswith("/{")}
    could_be_a_slug = {first for first in firsts if first and "." not in first}
    assert could_be_a_slug
    assert could_be_a_slug <= addresses.RESERVED
