"""Pictures a collaborative shows of itself."""

from sqlalchemy.orm import Mapped

from backend.kit.db import Base, Walled, unique


class Logo(Walled, Base):
    """A picture a collaborative shows or showed, known by its content: which one it is now, says `brand`."""

    __tablename__ = "logos"
    sha256: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes]

    __table_args__ = (unique("sha256"),)
