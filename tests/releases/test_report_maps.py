"""A published report holds the shapes it was drawn on, whatever its areas are drawn on later."""

import copy
from datetime import date
from uuid import UUID

import pytest

from backend.places import map_actions, queries
from backend.places.area_lines import Named
from backend.places.shapes import read_shapes
from backend.reports import queries as report_queries
from tests.indicators.test_following_areas import BY_AREA
from tests.makers import Here
from tests.places.test_shapes import feature, square, written
from tests.releases.reporting import BLUEPRINT, Q1, Q2, Reporting, codes, make_reporting

WARDS = {"n": "North", "s": "South", "e": "East"}


def described() -> dict[str, object]:
    """Local hires by the wards of the town, of which East joined in the second quarter."""
    wood = copy.deepcopy(BLUEPRINT)
    wood["breakdowns"]["area"] = BY_AREA
    wood["elements"]["local_hires"]["breakdowns"] = ["area"]
    wood["frameworks"]["quarterly"]["area_list"] = "town"
    wood["areas"] = {f"ward_{code}": {"kind": "ward", "code": code, "name": name} for code, name in WARDS.items()}
    versions = [
        {"valid_from": since, "rationale": "As it is.", "areas": [f"ward_{code}" for code in those]}
        for since, those in ((date(2020, 1, 1), "ns"), (Q2.start, "nse"))
    ]
    wood["area_lists"] = {"town": {"name": "The town", "versions": versions}}
    return wood


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here, described())


async def brought(world: Reporting, source: str) -> None:
    async with world.here.session() as session:
        of = (await queries.newest(session, "town")).list
        shapes = written(*(feature(square(place), code=code) for place, code in enumerate(WARDS)))
        ground = read_shapes(shapes, [Named(code, name) for code, name in WARDS.items()]).ground
        await map_actions.bring(session, of, ground, source=source, by=world.by.person_id)
        await map_actions.use(session, of, by=world.by.person_id)


async def split_by_area(world: Reporting) -> UUID:
    of = await world.reported(Q1, local_hires__area__ward_n=15, local_hires__area__ward_s=5)
    return await world.gathered(of)


async def test_a_report_keeps_the_shapes_of_its_day_and_shows_them_in_every_print(world: Reporting):
    await brought(world, "The old survey")
    id = await split_by_area(world)
    await brought(world, "The new survey")
    edition = await world.edition(id)
    [ground] = edition.grounds
    assert (ground.code, ground.source) == ("town", "The old survey")
    # East is shaped, and joined later.
    assert [(area.code, area.name, area.shape is not None) for area in ground.areas] == [
        ("ward_n", "North", True), ("ward_s", "South", True),
    ]  # fmt: skip
    await world.approved(id)
    await world.publish(id)
    slug, frozen = world.here.slug, await world.frozen(id)
    for page in (f"/{slug}/", f"/{slug}/editions/{frozen.id}/html"):
        text = (await world.here.anyone().get(page)).text
        assert "Local hires: highest in North, 75 people</strong>" in text
        assert "Shapes: The old survey. Borders are simplified." in text
    assert frozen.text == (await world.frozen(id)).text


async def test_an_audience_whose_report_is_split_by_no_area_is_given_no_shapes(world: Reporting):
    """Nobody is told by shapes that a figure of somebody else's report is split so."""
    await brought(world, "The survey")
    of = await world.reported(Q1)
    assert "WF-05" in codes(edition := await world.edition(await world.gathered(of)))
    assert edition.grounds == ()
    assert '"grounds"' not in edition.to_json()


async def test_without_shapes_a_report_is_as_it_was(world: Reporting):
    edition = await world.edition(await split_by_area(world))
    assert [split.code for figure in edition.figures for split in figure.splits] == ["area"]
    assert '"grounds"' not in edition.to_json()


async def test_a_list_is_as_it_held_and_before_its_first_as_it_is_newest(world: Reporting):
    await brought(world, "The survey")
    async with world.here.session() as session:
        found = [
            [area.name for one in await report_queries.grounds(session, on=day) for area in one.areas]
            for day in (Q1.end, Q2.end, date(2001, 1, 1))
        ]
    assert found == [["North", "South"], ["East", "North", "South"], ["East", "North", "South"]]
