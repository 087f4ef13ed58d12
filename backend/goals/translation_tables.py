"""Human translations of what a collaborative wrote itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from backend.kit.db import Base, Walled, unique


class Translation(Walled, Base):
    """what: the SHA-256 of the original, in hexadecimal. So a text that is worded anew has none yet, and one in a frozen
    report keeps its own."""

    __tablename__ = "translations"
    what: Mapped[str]
    language: Mapped[str]
    words: Mapped[str]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]

    __table_args__ = (unique("what", "language"),)
