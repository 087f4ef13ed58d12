"""Writes of maps: brought to be looked at, used, taken away, thrown away. One of a list is shown, and one waits at most."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.kit.languages import translated
from backend.places import queries
from backend.places.tables import AreaList, AreaMap
from collab_reports.grounds import Ground


async def bring(session: AsyncSession, of: AreaList, ground: Ground, *, source: str, by: UUID) -> AreaMap:
    """To be looked at first, instead of one that waited."""
    _, waiting = await _held(session, of)
    await _end(session, waiting, by=by)
    made = AreaMap(
        id=uuid7(),
        area_list_id=of.id,
        source=source,
        drawing=ground.model_dump(mode="json"),
        brought_by=by,
        brought_at=now(),
    )
    session.add(made)
    await session.flush()
    return made


async def use(session: AsyncSession, of: AreaList, *, by: UUID) -> None:
    """What waits is shown from now on, instead of what was shown.

    Raises:
        Conflict: none waits.
    """
    used, waiting = await _held(session, of)
    if waiting is None:
        raise Conflict(translated("No map waits to be used any more. Reload this page."))
    await _end(session, used, by=by)
    waiting.used_at = now()
    await session.flush()


async def take_away(session: AsyncSession, of: AreaList, *, waiting: bool, by: UUID) -> None:
    """The one that waits is thrown away; the one that is shown waits from now on, so that it can be used again.

    Nothing where there is none.

    Raises:
        Conflict: the one that is shown cannot wait, as another does.
    """
    used, other = await _held(session, of)
    if waiting:
        await _end(session, other, by=by)
    elif used is not None:
        if other is not None:
            raise Conflict(translated("Another map waits already. Use it instead of this one, or throw it away first."))
        used.used_at = None
        await session.flush()


async def _held(session: AsyncSession, of: AreaList) -> tuple[AreaMap | None, AreaMap | None]:
    """Held, so that two who do it at once do it one after the other."""
    await session.execute(sa.select(AreaList.id).where(AreaList.id == of.id).with_for_update())
    return await queries.maps_of(session, of)


async def _end(session: AsyncSession, one: AreaMap | None, *, by: UUID) -> None:
    if one is not None:
        one.ended_at, one.ended_by = now(), by
        await session.flush()  # before another takes its place
