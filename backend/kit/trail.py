"""The trail: who changed which row, from what to what. Written by a trigger, readable in scope, never changed."""

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True, slots=True)
class Which:
    """Which changes. table, deed, person_id, member_id: of these alone. by_nobody: by no person. since, until: moments."""

    table: str = ""
    deed: str = ""
    person_id: UUID | None = None
    by_nobody: bool = False
    member_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


ALL = Which()


async def latest(
    session: AsyncSession,
    *,
    limit: int,
    before: datetime | None = None,
    row_id: UUID | None = None,
    without: Sequence[str] = (),
    which: Which = ALL,
    oldest_first: bool = False,
) -> Sequence[TrailEntry]:
    """Newest first, as far as the scope may see. before: for the next page, the other way round that after which;
    row_id: of one row; without: tables left out."""
    query = sa.select(TrailEntry).order_by(TrailEntry.at if oldest_first else TrailEntry.at.desc()).limit(limit)
    query = query.where(TrailEntry.table_name.not_in(without), *_only(which))
    if before is not None:
        query = query.where(TrailEntry.at > before if oldest_first else TrailEntry.at < before)
    if row_id is not None:
        query = query.where(TrailEntry.row_id == row_id)
    return (await session.scalars(query)).all()


def _only(which: Which) -> Iterator[sa.ColumnElement[bool]]:
    if which.table:
        yield TrailEntry.table_name == which.table
    if which.deed:
        yield TrailEntry.deed == which.deed
    if which.by_nobody:
        yield TrailEntry.person_id.is_(None)
    if which.person_id:
        yield TrailEntry.person_id == which.person_id
    if which.member_id:
        yield TrailEntry.member_id == which.member_id
    if which.since:
        yield TrailEntry.at >= which.since
    if which.until:
        yield TrailEntry.at < which.until


async def people(session: AsyncSession) -> frozenset[UUID]:
    """Who changed anything, as far as the scope may see."""
    found = await session.scalars(sa.select(TrailEntry.person_id).distinct())
    return frozenset(person for person in found if person)
