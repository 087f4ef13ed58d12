"""The map of an area list: brought, looked at, used, taken away; nothing written where something is wrong."""

from datetime import date
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from backend.members.rules import Role
from backend.places.tables import Area, AreaList, AreaListArea, AreaListVersion
from tests.makers import Here
from tests.places.test_pages import west as west
from tests.places.test_shapes import feature, square, written

THREE = written(*(feature(square(-87.8 + number / 10), code=code) for number, code in enumerate(("25", "29", "30"))))
PATH = "/areas/lists/west/map"
BEFORE = "This is the map that waited here before."


async def bring(here: Here, content: bytes = THREE, **fields: str) -> httpx.Response:
    return await here.coordinator.post(
        f"/{here.slug}{PATH}",
        data={"_token": here.coordinator.csrf, "source": "The city, 2025", **fields},
        files={"file": ("areas.geojson", content)},
    )


async def kept(here: Here) -> int:
    async with here.session() as session:
        return await session.scalar(sa.text("select count(*) from area_maps")) or 0


async def test_it_is_looked_at_used_shown_to_everyone_and_taken_away(west: Here):
    you, path, public = west.coordinator, f"/{west.slug}{PATH}", f"/{west.slug}/places?q=austin"
    assert (await bring(west)).headers["location"] == path
    page = (await you.get(path)).text
    assert "As it would be" in page
    assert "There is no map." in page
    assert "<svg" not in (await west.anyone().get(public)).text
    assert (await you.send_form(f"{path}/use")).headers["location"] == f"{path}?done=map"
    assert (await you.send_form(f"{path}/use")).status_code == 409
    everyone = (await west.anyone().get(public)).text
    assert "Where Austin lies among “West Side”" in everyone
    assert "Shapes: The city, 2025." in everyone
    assert "<svg" in (await you.get(f"/{west.slug}/areas")).text
    assert (await bring(west, source="The county")).status_code == 303
    assert "The county" not in (await west.anyone().get(public)).text
    assert (await you.send_form(f"{path}/away", which="waiting")).headers["location"] == path
    assert "<svg" in (await west.anyone().get(public)).text
    assert (await you.send_form(f"{path}/away", which="used")).status_code == 303
    assert "<svg" not in (await west.anyone().get(public)).text


async def test_a_map_taken_away_waits_so_that_it_is_used_again_or_thrown_away(west: Here):
    you, path, public = west.coordinator, f"/{west.slug}{PATH}", f"/{west.slug}/places?q=austin"
    await bring(west)
    await you.send_form(f"{path}/use")
    told = (await you.send_form(f"{path}/away", which="used")).headers["location"]
    page = (await you.get(told)).text
    assert "The map waits on this page: use it again or throw it away." in page
    assert "As it would be" in page
    assert "There is no map." in page
    assert "<svg" not in (await west.anyone().get(public)).text
    assert (await you.send_form(f"{path}/use")).status_code == 303
    assert "<svg" in (await west.anyone().get(public)).text
    for _ in range(2):  # a second press of the button does nothing more
        assert (await you.send_form(f"{path}/away", which="used")).status_code == 303
    assert (await you.send_form(f"{path}/away", which="waiting")).status_code == 303
    assert "As it would be" not in (await you.get(path)).text
    assert (await you.send_form(f"{path}/use")).status_code == 409


async def test_while_another_waits_a_map_is_not_taken_away_as_it_could_not_wait_itself(west: Here):
    you, path = west.coordinator, f"/{west.slug}{PATH}"
    await bring(west)
    await you.send_form(f"{path}/use")
    assert "Take the map away" in (await you.get(path)).text
    await bring(west, source="The county")
    page = (await you.get(path)).text
    assert "Take the map away" not in page
    assert "To take this map away, first throw away the one that waits" in page
    refused = await you.send_form(f"{path}/away", which="used")
    assert refused.status_code == 409
    assert "Another map waits already." in refused.text
    assert BEFORE not in refused.text, "no file was sent"
    assert "<svg" in (await west.anyone().get(f"/{west.slug}/places?q=austin")).text


async def test_nothing_is_written_where_something_is_wrong_and_what_was_typed_stays(west: Here):
    wrong = await bring(
        west, written(feature(square(-87.8), code="25"), feature(square(0), code="99")), source="<Ours>"
    )
    assert wrong.status_code == 422
    for said in ("Shape 2 (99)", "North Lawndale", "South Lawndale", 'value="&lt;Ours&gt;"'):
        assert said in wrong.text
    assert (await bring(west, b"no", source="")).status_code == 422
    assert await kept(west) == 0
    assert (await bring(west)).status_code == 303
    assert await kept(west) == 1


async def test_under_the_faults_of_a_file_the_map_that_waited_before_says_so_and_can_be_used(west: Here):
    assert BEFORE not in (await bring(west, b"no")).text, "none waits"
    await bring(west)
    assert BEFORE not in (await west.coordinator.get(f"/{west.slug}{PATH}")).text
    wrong = await bring(west, written(feature(square(0), code="99")), source="The county")
    assert wrong.status_code == 422
    assert BEFORE in wrong.text
    assert (await west.coordinator.send_form(f"/{west.slug}{PATH}/use")).status_code == 303


@pytest.mark.parametrize("path", ["/areas/lists/west/map", "/areas/lists/other/map"])
async def test_members_bring_none_and_other_lists_have_no_page(west: Here, path: str):
    approver = await west.person(Role.APPROVER, await west.member())
    assert (await approver.get(f"/{west.slug}{path}")).status_code == 403
    assert (await west.coordinator.get(f"/{west.slug}{path}")).status_code == (200 if "west" in path else 404)


@pytest.mark.parametrize(
    ("areas", "said"),
    [(100, ""), (101, "draws 5 maps"), (301, "draws one map"), (601, "too many areas for a map in a report")],
)
async def test_of_many_areas_it_says_how_many_maps_a_report_draws(west: Here, areas: int, said: str):
    async with west.session() as session:
        of = (await session.scalars(sa.select(AreaList))).one()
        version = AreaListVersion(id=uuid4(), area_list_id=of.id, valid_from=date(2025, 1, 1), rationale="All of them.")
        many = [Area(id=uuid4(), kind="zip", code=f"Z{at}", name=f"Place {at}") for at in range(areas)]
        session.add_all([version, *many])
        await session.flush()
        session.add_all(AreaListArea(version_id=version.id, area_id=area.id) for area in many)
    page = (await west.coordinator.get(f"/{west.slug}{PATH}")).text
    assert said in page
    assert ("in a report" in page or "a report draws" in page) is bool(said)
