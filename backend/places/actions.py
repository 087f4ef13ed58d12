"""Writes of areas."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.kit.bulk import staged
from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.places.areas import Weights
from backend.places.tables import Crosswalk, CrosswalkWeight


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
        raise Conflict(f"There is a crosswalk from {from_kind} to {to_kind} from this day on. Choose a later day.")
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
