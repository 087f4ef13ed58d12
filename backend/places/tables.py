"""Areas, versioned lists of them, and crosswalks between kinds."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
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


class AreaMap(Walled, Base):
    """Where a list's areas lie: a small drawing (`collab_reports.grounds.Ground`), made of shapes that were brought.

    source: whose shapes, printed below it. used_at: since when it is shown; while it waits to be looked at, or was taken
    away and may be used again, there is none. ended_at: thrown away, or another took its place.
    """

    __tablename__ = "area_maps"
    area_list_id: Mapped[UUID]
    source: Mapped[str]
    drawing: Mapped[dict[str, Any]] = mapped_column(JSONB)
    brought_by: Mapped[UUID]
    brought_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]

    __table_args__ = (
        to("area_lists", "area_list_id"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
        Index(
            "uq_area_maps_used",
            "collaborative_id",
            "area_list_id",
            unique=True,
            postgresql_where=text("used_at is not null and ended_at is null"),
        ),
        Index(
            "uq_area_maps_waiting",
            "collaborative_id",
            "area_list_id",
            unique=True,
            postgresql_where=text("used_at is null and ended_at is null"),
        ),
    )
