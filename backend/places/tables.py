"""Areas and versioned area lists."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, to, unique


class Area(Walled, Base):
    """A typed place, e.g. kind "community_area", code "25", name "Austin"; aliases are other spellings people write."""

    __tablename__ = "areas"
    kind: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(server_default="{}")
    retired_on: Mapped[date | None]

    __table_args__ = (unique("kind", "code"),)


class AreaList(Walled, Base):
    """A named set of areas, e.g. "West Side"; what is in it, its versions say."""

    __tablename__ = "area_lists"
    code: Mapped[str]
    name: Mapped[str]
    retired_on: Mapped[date | None]

    __table_args__ = (unique("code"),)


class AreaListVersion(Walled, Base):
    """What the list held from a day on, until the next version's day."""

    __tablename__ = "area_list_versions"
    area_list_id: Mapped[UUID]
    valid_from: Mapped[date]
    rationale: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (to("area_lists", "area_list_id"), unique("area_list_id", "valid_from"))


class AreaListArea(Walled, Base):
    """One area in one version of a list."""

    __tablename__ = "area_list_areas"
    version_id: Mapped[UUID]
    area_id: Mapped[UUID]

    __table_args__ = (
        to("area_list_versions", "version_id"),
        to("areas", "area_id"),
        unique("version_id", "area_id"),
    )
