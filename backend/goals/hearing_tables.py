"""What community partners hear about a shared goal, and whether it is printed beside it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, to


class GoalHearing(Walled, Base):
    """A short text of one organization's person, written while a report is on its way.

    taken: it stands on the goal's page, with the organization's name; none while nobody decided. reason: of that.
    """

    __tablename__ = "goal_hearings"
    goal_id: Mapped[UUID]
    organization: Mapped[str]
    words: Mapped[str]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
    taken: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(server_default="")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        to("goals", "goal_id"),
        CheckConstraint(
            "(taken is null) = (decided_at is null) and (taken is null) = (decided_by is null)", name="decided"
        ),
        Index("ix_goal_hearings_goal_id", "collaborative_id", "goal_id"),
    )
