"""Lists as one person wants to find them again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, unique


class SavedView(Walled, Base):
    """The address of a list under a name, for whoever keeps it alone. page: below the collaborative's address."""

    __tablename__ = "saved_views"
    person_id: Mapped[UUID]
    page: Mapped[str]
    query: Mapped[str]
    name: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (unique("person_id", "page", "name"),)
