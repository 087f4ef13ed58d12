"""Which member employs somebody of the backbone."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from backend.kit.db import Base, Walled, to


class Employment(Walled, Base):
    """Somebody of the backbone is employed by a member: known to all members, so named otherwise than what is a member's.

    since: the first day on which it is said beside the name.
    """

    __tablename__ = "employments"
    person_id: Mapped[UUID]
    employer_id: Mapped[UUID]
    since: Mapped[date]
    said_by: Mapped[UUID]
    said_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]

    __table_args__ = (
        to("members", "employer_id"),
        Index(
            "uq_employments_now",
            "collaborative_id",
            "person_id",
            unique=True,
            postgresql_where=sa.text("ended_at is null"),
        ),
    )
