"""Areas and area lists of a live collaborative, as a blueprint writes them."""

import re
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.places.areas import category_code
from backend.places.tables import Area, AreaList, AreaListArea, AreaListVersion
from backend.provisioning import blueprint as shapes
from backend.provisioning.exporting.rows import all_of, by, facts

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")


async def places(session: AsyncSession) -> dict[str, Any]:
    areas = await all_of(session, Area, Area.id)
    names: dict[Any, str] = {}
    for number, area in enumerate(areas, 1):
        names[area.id] = key_of(category_code(area.kind, area.code), names.values(), f"area_{number}")
    versions = by("area_list_id", await all_of(session, AreaListVersion, AreaListVersion.valid_from))
    held = by("version_id", await all_of(session, AreaListArea, AreaListArea.id))
    return {
        "areas": {names[area.id]: facts(area, shapes.Area) for area in areas},
        "area_lists": {
            one.code: {
                "name": one.name,
                "versions": [
                    {
                        **facts(version, shapes.AreaListVersion),
                        "areas": [names[row.area_id] for row in held[version.id] if row.area_id in names],
                    }
                    for version in versions[one.id]
                ],
            }
            for one in await all_of(session, AreaList, AreaList.id)
        },
    }


def key_of(wanted: str, taken: Any, otherwise: str) -> str:
    """A key for a table of a blueprint: what is wanted, if it is a code and free."""
    return wanted if _CODE.fullmatch(wanted) and wanted not in set(taken) else otherwise
