"""Areas, versioned lists of them, and crosswalks between kinds."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint
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


class Crosswalk(Walled, Base):
    """How one kind of area divides among another, from a day on, e.g. ZIP to community area. source: whose weights."""

    __tablename__ = "crosswalks"
    from_kind: Mapped[str]
    to_kind: Mapped[str]
    valid_from: Mapped[date]
    source: Mapped[str]
    brought_by: Mapped[UUID]
    brought_at: Mapped[datetime]

    __table_args__ = (unique("from_kind", "to_kind", "valid_from"),)


class CrosswalkWeight(Walled, Base):
    """The share of one area that lies in another. A code's weights may add up to less than one: the rest is outside."""

    __tablename__ = "crosswalk_weights"
    crosswalk_id: Mapped[UUID]
    from_code: Mapped[str]
    to_code: Mapped[str]
    weight: Mapped[Decimal]

    __table_args__ = (
        to("crosswalks", "crosswalk_id"),
        unique("crosswalk_id", "from_code", "to_code"),
        CheckConstraint("weight > 0 and weight <= 1", name="share"),
    )
