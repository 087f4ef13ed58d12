"""The trail: who changed which row, from what to what. Written by a trigger, readable in scope, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base


class TrailEntry(Base):
    """person is empty for the operator at the command line. was and became leave out bulky and secret columns."""

    __tablename__ = "trail"
    collaborative_id: Mapped[UUID] = mapped_column(
        primary_key=True, server_default=text("current_setting('app.collaborative_id')::uuid")
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    person_id: Mapped[UUID | None]
    table_name: Mapped[str]
    deed: Mapped[str]
    row_id: Mapped[UUID]
    member_id: Mapped[UUID | None]
    was: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    became: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    __table_args__ = (
        Index("ix_trail_row", "collaborative_id", "row_id"),
        Index("ix_trail_at", "collaborative_id", "at"),
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of one change; None where there was nothing before, or is nothing after."""

    name: str
    was: Any
    became: Any


def changes(entry: TrailEntry) -> list[Changed]:
    """What became different, field by field, without the ids every row carries."""
    was, became = entry.was or {}, entry.became or {}
    return [
        Changed(name, was.get(name), became.get(name))
        for name in {**was, **became}
        if name not in ("collaborative_id", "id") and was.get(name) != became.get(name)
    ]


async def latest(
    session: AsyncSession,
    *,
    limit: int,
    before: datetime | None = None,
    row_id: UUID | None = None,
    without: Sequence[str] = (),
) -> Sequence[TrailEntry]:
    """Newest first, as far as the scope may see. before: for the next page; row_id: of one row; without: tables left out."""
    query = sa.select(TrailEntry).order_by(TrailEntry.at.desc()).limit(limit)
    query = query.where(TrailEntry.table_name.not_in(without))
    if before is not None:
        query = query.where(TrailEntry.at < before)
    if row_id is not None:
        query = query.where(TrailEntry.row_id == row_id)
    return (await session.scalars(query)).all()
