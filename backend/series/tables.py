"""External series: what they are, each set of figures as it was published, and its points."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, to, unique

AUDIENCES = "'backbone', 'members', 'partners', 'public'"


class Series(Walled, Base):
    """One line of figures whose source is not the members.

    unit: as elements have it, “currency” for the collaborative's own. plain: one sentence for residents.
    place: whom or where it is about, such as “West Garfield Park”. indicator_id: the indicator of the catalogue whose
    figures it gives, where there is one. framework_id: the one in whose reports it is printed; none means in all.
    visibility: how far it goes; each audience includes the ones before it.
    """

    __tablename__ = "external_series"
    code: Mapped[str]
    name: Mapped[str]
    plain: Mapped[str]
    unit: Mapped[str]
    place: Mapped[str] = mapped_column(server_default="")
    direction: Mapped[str] = mapped_column(server_default="neutral")
    visibility: Mapped[str] = mapped_column(server_default="public")
    indicator_id: Mapped[UUID | None]
    framework_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(server_default="0")
    retired_on: Mapped[date | None]

    __table_args__ = (
        to("indicators", "indicator_id"),
        to("frameworks", "framework_id"),
        unique("code"),
        CheckConstraint("direction in ('higher', 'lower', 'neutral')", name="direction"),
        CheckConstraint(f"visibility in ({AUDIENCES})", name="visibility"),
    )


class Vintage(Walled, Base):
    """The figures of a series as one source gave them; a later version takes its place and leaves it as it was.

    published_on: when the source came out. source: who says so and where, to be printed beside the figures.
    brought_by: none when a starting set brought it. brought_with: the import by which it came, where it has totals of the
    members from before this site: such a series is a total only, and no member's figure is behind it.
    """

    __tablename__ = "series_vintages"
    series_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(sa.SmallInteger)
    published_on: Mapped[date]
    source: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    brought_by: Mapped[UUID | None]
    brought_at: Mapped[datetime]
    brought_with: Mapped[UUID | None]

    __table_args__ = (to("external_series", "series_id"), unique("series_id", "version"))


class Point(Walled, Base):
    """A number for a span of days, both included.

    low, high: the interval its source gives around it. source: where other than its vintage's.
    breaks: counted otherwise than the one before, so the two are not joined; note says how.
    """

    __tablename__ = "series_points"
    vintage_id: Mapped[UUID]
    first: Mapped[date]
    last: Mapped[date]
    value: Mapped[Decimal]
    low: Mapped[Decimal | None]
    high: Mapped[Decimal | None]
    breaks: Mapped[bool] = mapped_column(server_default="false")
    note: Mapped[str] = mapped_column(server_default="")
    source: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        to("series_vintages", "vintage_id"),
        unique("vintage_id", "first", "last"),
        CheckConstraint("first <= last", name="span"),
        CheckConstraint("low <= value and value <= high", name="interval"),
        CheckConstraint("(low is null) = (high is null)", name="both_ends"),
    )
