"""The demonstration's made-up town on a map, by the same deeds a coordinator uses."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

import tenants
from backend.places import map_actions, queries
from backend.places.area_lines import Named
from backend.places.shapes import read_shapes
from backend.places.tables import AreaMap
from backend.provisioning import demo_days
from backend.provisioning.demo_people import Cast

LIST, SOURCE = "focus", "Millrace, made up for this demonstration"


async def draw(session: AsyncSession, cast: Cast, *, on: date) -> None:
    found = await queries.newest(session, LIST)
    content = tenants.shapes(cast.here.blueprint)
    assert content is not None
    read = read_shapes(content, [Named(area.code, area.name, tuple(area.aliases)) for area in found.areas])
    by = cast.coordinator.person_id
    await map_actions.bring(session, found.list, read.ground, source=SOURCE, by=by)
    await map_actions.use(session, found.list, by=by)
    deeds = (AreaMap.brought_at, AreaMap.used_at)
    await demo_days.set_back(session, on, [(column, AreaMap.area_list_id == found.list.id) for column in deeds])
