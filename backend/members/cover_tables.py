"""Who stands in for whom."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from backend.kit.db import Base, Walled


class Cover(Walled, Base):
    """Somebody of the backbone is away from one day to another, both included; letters to them go to the cover too."""

    __tablename__ = "covers"
    person_id: Mapped[UUID]
    cover_id: Mapped[UUID]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # taken back
    ended_by: Mapped[UUID | None]

    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint("person_id <> cover_id", name="another"),
    )
