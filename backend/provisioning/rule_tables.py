"""Rules of what is shown that somebody would like to be looser, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled


class RuleProposal(Walled, Base):
    """becomes: the rules as they would be. taken: whether a second person agreed; empty while it waits."""

    __tablename__ = "rule_proposals"
    becomes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    taken: Mapped[bool | None]

    __table_args__ = (
        CheckConstraint(
            "(taken is null) = (decided_at is null) and (taken is null) = (decided_by is null)", name="decided"
        ),
    )
