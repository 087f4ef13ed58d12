"""The invitation to begin a collaborative. Without a wall, as it is needed before there is one to be in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from backend.kit.db import Base


class Beginning(Base):
    """A letter by which one person may set up one collaborative.

    invited_by: the operator who invited; empty: whoever set the installation up. collaborative_id: which one came of it.
    """

    __tablename__ = "beginnings"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    collaborative_id: Mapped[UUID | None] = mapped_column(ForeignKey("collaboratives.id"))

    __table_args__ = (CheckConstraint("(used_at is null) = (collaborative_id is null)", name="used"),)
