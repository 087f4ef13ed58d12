"""Areas in the lists asked by are parts of every split by area; without any, nothing is asked by area."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import queries
from backend.indicators.actions import follow_areas
from backend.indicators.tables import Breakdown, Category, Framework
from backend.kit.db import Database
from backend.places.tables import Area, AreaList, AreaListArea, AreaListVersion
from tests.provisioning.starting_sets import SINCE, Made, entered, starting_set

BY_AREA = {
    "name": "Area", "splits": "area", "areas": True,
    "categories": [{"code": "outside", "name": "Outside"}, {"code": "unknown", "name": "Unknown", "unknown": True}],
}  # fmt: skip


def by_area(*, versions: bool = True) -> dict[str, Any]:
    described = starting_set()
    described["breakdowns"]["area"] = BY_AREA
    described["elements"]["local_hires"]["breakdowns"] = ["area"]
    described["frameworks"]["quarterly"]["area_list"] = "focus"
    if not versions:
        described["area_lists"]["focus"]["versions"] = []
    return described


async def parts(made: Made) -> list[str]:
    """Of the split by area, as the form asks them."""
    async with entered(made) as session:
        framework = (await session.scalars(sa.select(Framework.id))).one()
        questions = await queries.questions(session, framework, SINCE.replace(year=2025))
        splits = next(question.splits for question in questions if question.code == "local_hires")
    return [part.code for split in splits for part in split.parts]


async def test_areas_come_before_what_is_outside(owner: Database):
    made = Made(owner)
    await made.apply(by_area())
    assert await parts(made) == ["area.ward_n", "area.ward_s", "area.outside", "area.unknown"]
    assert (await made.apply(by_area())).is_empty


async def test_what_the_collaborative_enters_itself_is_followed_and_left_alone(owner: Database):
    made = Made(owner)
    await made.apply(by_area(versions=False))
    assert await parts(made) == [], "nothing is asked by areas nobody has named"
    async with entered(made) as session:
        list_id = (await session.scalars(sa.select(AreaList.id))).one()
        await _version(session, list_id, 2021, ("N", "S"))
        await follow_areas(session, today=SINCE)
        await session.commit()
    assert await parts(made) == ["area.ward_n", "area.ward_s", "area.outside", "area.unknown"]
    assert (await made.apply(by_area(versions=False))).is_empty
    assert len(await parts(made)) == 4


async def test_an_area_no_longer_asked_about_is_kept_for_old_figures_and_comes_back_as_it_was(owner: Database):
    made = Made(owner)
    await made.apply(by_area())
    before = {one.code: one.id for one in await made.rows(Category)}
    for year, codes, wanted in ((2022, ("S",), False), (2023, ("N", "S"), True)):
        async with entered(made) as session:
            list_id = (await session.scalars(sa.select(AreaList.id))).one()
            await _version(session, list_id, year, codes)
            await follow_areas(session, today=SINCE)
            await session.commit()
        assert ("area.ward_n" in await parts(made)) is wanted
    assert {one.code: one.id for one in await made.rows(Category)} == before
    assert [one.areas for one in await made.rows(Breakdown) if one.code == "area"] == [True]


async def _version(session: AsyncSession, list_id: UUID, year: int, codes: tuple[str, ...]) -> None:
    version = AreaListVersion(area_list_id=list_id, valid_from=SINCE.replace(year=year))
    session.add(version)
    await session.flush()
    for area in await session.scalars(sa.select(Area).where(Area.code.in_(codes))):
        session.add(AreaListArea(version_id=version.id, area_id=area.id))
    await session.flush()
