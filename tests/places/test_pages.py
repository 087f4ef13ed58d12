"""Areas: shown as they hold today, and led to by a crosswalk the backbone brings as a file."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from backend.members.rules import Role
from backend.places import queries
from backend.places.tables import Area, AreaList, AreaListArea, AreaListVersion
from tests.makers import Here

GOOD = "from,to,weight\n60624,29,0.35\n60624,99,0.65\n"


@pytest.fixture
async def west(here: Here) -> Here:
    """A list of two community areas since 2020, of one more since 2024."""
    async with here.session() as session:
        ids = {code: uuid4() for code in ("25", "29", "30")}
        names = {"25": "Austin", "29": "North Lawndale", "30": "South Lawndale"}
        session.add_all(Area(id=ids[code], kind="community_area", code=code, name=names[code]) for code in ids)
        west = AreaList(id=uuid4(), code="west", name="West Side")
        session.add(west)
        await session.flush()
        for since, codes in ((date(2020, 1, 1), ("25", "29")), (date(2024, 1, 1), ("25", "29", "30"))):
            version = AreaListVersion(id=uuid4(), area_list_id=west.id, valid_from=since, rationale="Hardship.")
            session.add(version)
            await session.flush()
            session.add_all(AreaListArea(version_id=version.id, area_id=ids[code]) for code in codes)
    return here


async def bring(here: Here, content: str = GOOD, **fields: str):
    sent = {"to_kind": "community_area", "valid_from": "2026-01-01", "source": "HUD, 2026 Q1", **fields}
    return await here.coordinator.post(
        f"/{here.slug}/areas/crosswalks",
        data={"_token": here.coordinator.csrf, **sent},
        files={"file": ("weights.csv", content.encode())} if content else None,
    )


async def test_a_list_holds_as_of_its_day(west: Here):
    async with west.session() as session:
        then = await queries.lists_in_force(session, date(2023, 12, 31))
        now = await queries.lists_in_force(session, date(2024, 1, 1))
        before = await queries.lists_in_force(session, date(2019, 12, 31))
    assert [sorted(one.areas) for one in then] == [["25", "29"]]
    assert [sorted(one.areas) for one in now] == [["25", "29", "30"]]
    assert list(before) == []


async def test_a_crosswalk_is_brought_once_and_holds_from_its_day(west: Here):
    page = (await west.coordinator.get(f"/{west.slug}/areas")).text
    assert "ZIP codes cannot be told apart by this list yet" in page
    assert (await bring(west)).status_code == 303
    page = (await west.coordinator.get(f"/{west.slug}/areas")).text
    assert "HUD, 2026 Q1" in page
    assert "cannot be told apart" not in page
    async with west.session() as session:
        held = await queries.crosswalk(session, "zip", "community_area", date(2026, 3, 31))
        assert await queries.crosswalk(session, "zip", "community_area", date(2025, 12, 31)) is None
    assert held is not None
    assert held.weights == {"60624": {"29": Decimal("0.35"), "99": Decimal("0.65")}}
    again = await bring(west)
    assert again.status_code == 409
    assert "Choose a later day" in again.text


async def test_what_is_wrong_is_told_and_what_was_typed_stays(west: Here):
    answer = await bring(west, "from,to,weight\n60624,29,2\n", source="My own estimate")
    assert answer.status_code == 422
    assert "between 0 and 1" in answer.text
    assert 'value="My own estimate"' in answer.text
    assert (await bring(west, "")).status_code == 422
    assert (await bring(west, to_kind="ward")).status_code == 422
    assert (await bring(west, valid_from="soon")).status_code == 422
    async with west.session() as session:
        assert await queries.crosswalks(session) == []
    assert (await bring(west)).status_code == 303


async def test_members_bring_none(west: Here):
    approver = await west.person(Role.APPROVER, await west.member())
    assert (await approver.get(f"/{west.slug}/areas")).status_code == 403
    assert (await west.administrator.get(f"/{west.slug}/areas")).status_code == 200
