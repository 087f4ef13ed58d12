"""Members see what those of their own size came to, in their report and beside their own figures; nobody else does."""

import re

import pytest
import sqlalchemy as sa

from backend.disclosure.size_bands import SIZE
from backend.kit.db import Scope
from backend.members.rules import Role
from backend.members.tables import Collaborative, Member
from tests.makers import Here
from tests.releases.readers import address
from tests.releases.reporting import Q2, Reporting, figure, make_reporting

SIZES = {"Ash": 100, "Birch": 90, "Cedar": 210, "Dogwood": 200, "Elm": 700, "Fir": 800, "Gorse": 900}


@pytest.fixture
async def sized(here: Here) -> Reporting:
    return await make_sized(here)


async def make_sized(here: Here, **spend: int) -> Reporting:
    """Six owners, three of them under 500 beds; everybody hired, and the large ones more. spend: by name, of some."""
    world = await make_reporting(here)
    for name in ("Fir", "Gorse"):
        world.members[name] = await here.member(name)
    await world.acts_for_all()
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        collaborative = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        collaborative.policy = {**collaborative.policy, "sizes": {"of": "staffed beds", "bounds": [500]}}
        for name, size in SIZES.items():
            change = sa.update(Member).where(Member.id == world.members[name].id).values(size=size)
            await session.execute(change)
        world.collaborative = collaborative
    of = await world.opened(Q2)
    for place, (name, size) in enumerate(SIZES.items()):
        await world.answered(of, name, hires=size + place, local_hires=size // 2, spend=spend.get(name, 100 * size))
    await world.released(of)
    return world


async def test_a_member_reads_what_those_of_its_size_came_to(sized: Reporting):
    for name, band, hires in (("Elm", "500 staffed beds and more", 2415), ("Birch", "Under 500 staffed beds", 606)):
        answer = await (await sized.person(Role.VIEWER, name)).get(address(sized, "our-figures"))
        said = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
        members = 3 if name == "Elm" else 4
        assert f"Members of our size {hires:,} people {band} {members} members" in said


async def test_of_a_figure_that_is_not_told_by_size_that_is_said_to_members_and_to_the_backbone(here: Here):
    """Elm spends less than half of what the largest of its band does: all but the two largest are too little."""
    world = await make_sized(here, Elm=30_000)
    page = (await (await world.person(Role.VIEWER, "Elm")).get(address(world, "our-figures"))).text
    cards = re.split(r'<section class="card stack"', page)[1:]
    [spend] = [card for card in cards if "Spend</h3>" in card]
    assert ["Not told by size" in card for card in cards] == [card is spend for card in cards]
    assert "Members of our size" not in spend
    [release] = await world.releases()
    hidden = await here.coordinator.get(address(world, f"releases/{release.id}/hidden"))
    said = " ".join(re.sub(r"<[^>]+>", " ", hidden.text).split())
    assert "Of 4 figures that members are shown, they read 3 by size, too. Not told by size Spend" in said
    assert "fewer than 3 gave something" in said


async def test_it_stands_in_the_report_for_members_and_in_no_other(sized: Reporting):
    [release] = await sized.releases()
    for audience in ("members", "backbone", "partners", "public"):
        edition = await sized.edition(release.id, audience)
        splits = [split for one in edition.figures for split in one.splits if split.code == SIZE]
        notes = {one.note for one in edition.members}
        if audience == "members":
            [local] = (split for split in figure(edition, "WF-05").splits if split.code == SIZE)
            assert {row.name: row.value for row in local.rows} == {
                "Under 500 staffed beds": 300,
                "500 staffed beds and more": 1200,
            }
            assert notes == {"Under 500 staffed beds", "500 staffed beds and more"}
        else:
            assert (splits, notes) == ([], {""})


async def test_in_spanish_the_band_is_said_in_spanish(sized: Reporting):
    elm = await sized.person(Role.VIEWER, "Elm")
    await elm.send_form("/language", language="es")
    answer = await elm.get(address(sized, "our-figures"))
    assert "500 staffed beds o más" in answer.text
