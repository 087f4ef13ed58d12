"""Rows as tables of a blueprint: what it has a key for, unless that is what it takes anyway."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlalchemy.ext.asyncio import AsyncSession

from backend.provisioning.strictly import Strictly


async def all_of(session: AsyncSession, table: Any, order: Any, *conditions: Any) -> Sequence[Any]:
    """Every row that is not retired."""
    living = (table.retired_on.is_(None),) if hasattr(table, "retired_on") else ()
    return (await session.scalars(sa.select(table).where(*living, *conditions).order_by(order))).all()


def by(column: str, rows: Iterable[Any]) -> Mapping[Any, Sequence[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def facts(row: Any, shape: type[Strictly], *, without: Iterable[str] = ()) -> dict[str, Any]:
    """What the row holds under the names of the shape, in its order, but for what goes without saying."""
    found = {}
    for name, field in shape.model_fields.items():
        if name in without or not hasattr(row, name):
            continue
        value = getattr(row, name)
        default = field.default if field.default is not PydanticUndefined else None
        if value is not None and _plain(value) != _plain(default):
            found[name] = value
    return found


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
