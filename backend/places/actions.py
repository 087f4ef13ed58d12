"""Writes of areas."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.kit.bulk import staged
from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.kit.languages import translated
from backend.places import queries
from backend.places.area_lines import Named
from backend.places.areas import Weights
from backend.places.tables import Area, AreaList, AreaListArea, AreaListVersion, Crosswalk, CrosswalkWeight


async def hold(
    session: AsyncSession, of: AreaList, areas: Sequence[Named], *, kind: str, valid_from: date, rationale: str
) -> AreaListVersion:
    """What the list holds from a day on. Areas known by kind and code are those; others are new.

    Raises:
        Conflict: it was said already for this day or a later one, or the same areas are in it already.
    """
    # Held, so that of two who fill it in at once the second is told.
    await session.execute(sa.select(AreaList.id).where(AreaList.id == of.id).with_for_update())
    last = await queries.newest(session, of.code)
    if last.version and valid_from <= last.version.valid_from:
        raise Conflict(
            translated(
                "The list holds from %(isoformat)s already. Choose a later day.",
                isoformat=last.version.valid_from.isoformat(),
            )
        )
    wanted = [await _area(session, kind, one) for one in areas]
    if last.version and {area.id for area in wanted} == {area.id for area in last.areas}:
        raise Conflict(translated("These areas are in the list already."))
    version = AreaListVersion(area_list_id=of.id, valid_from=valid_from, rationale=rationale)
    session.add(version)
    await session.flush()  # its areas name it
    session.add_all(AreaListArea(version_id=version.id, area_id=area.id) for area in wanted)
    await session.flush()
    return version


async def _area(session: AsyncSession, kind: str, one: Named) -> Area:
    area = (await session.scalars(sa.select(Area).where(Area.kind == kind, Area.code == one.code))).one_or_none()
    if area is None:
        area = Area(id=uuid7(), kind=kind, code=one.code)
        session.add(area)
    area.name, area.aliases, area.retired_on = one.name, list(one.aliases), None
    await session.flush()
    return area


async def bring_crosswalk(
    session: AsyncSession, weights: Weights, *, from_kind: str, to_kind: str, valid_from: date, source: str, by: UUID
) -> Crosswalk:
    """A version of the crosswalk between two kinds, from a day on. What was worked out before stays as it was.

    Raises:
        Conflict: there is one from this day already.
    """
    values = {
        "id": uuid7(),
        "from_kind": from_kind,
        "to_kind": to_kind,
        "valid_from": valid_from,
        "source": source,
        "brought_by": by,
        "brought_at": now(),
    }
    statement = insert(Crosswalk).values(values).on_conflict_do_nothing().returning(Crosswalk)
    made: Crosswalk | None = await session.scalar(statement)
    if made is None:
        raise Conflict(
            translated(
                "There is a crosswalk from %(from_kind)s to %(to_kind)s from this day on. Choose a later day.",
                from_kind=from_kind,
                to_kind=to_kind,
            )
        )
    columns = [sa.Column(name, sa.Text()) for name in ("id", "from_code", "to_code", "weight")]
    rows = [(uuid7(), origin, area, w) for origin, shares in weights.items() for area, w in shares.items()]
    async with staged(session, "brought_weights", columns, rows) as brought:
        await session.execute(
            sa.insert(CrosswalkWeight).from_select(
                ["id", "crosswalk_id", "from_code", "to_code", "weight"],
                sa.select(
                    sa.cast(brought.c.id, sa.Uuid()),
                    sa.literal(made.id),
                    brought.c.from_code,
                    brought.c.to_code,
                    sa.cast(brought.c.weight, sa.Numeric()),
                ),
            )
        )
    return made
