"""The trail: who changed which row, from what to what. Written by a trigger, readable in scope, never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
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
