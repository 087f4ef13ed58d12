"""Goals, their versions with milestones, and what a person said otherwise about where one stands."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, to, unique

AUDIENCES = "'backbone', 'members', 'partners', 'public'"


class Goal(Walled, Base):
    """What stays the same from version to version: at which level it is, and by what it is measured.

    level: `population`, measured by a series alone, or `performance`. Measured by an indicator as a framework collects it,
    or by a series. framework_id: in whose reports it is printed; for a goal on a series none means in all.
    """

    __tablename__ = "goals"
    code: Mapped[str]
    level: Mapped[str]
    indicator_id: Mapped[UUID | None]
    series_id: Mapped[UUID | None]
    framework_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(server_default="0")
    retired_on: Mapped[date | None]
    retired_by: Mapped[UUID | None]
    retired_because: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        to("indicators", "indicator_id"),
        to("external_series", "series_id"),
        to("frameworks", "framework_id"),
        unique("code"),
        CheckConstraint("level in ('population', 'performance')", name="level"),
        CheckConstraint("(indicator_id is null) <> (series_id is null)", name="measured_once"),
        CheckConstraint("indicator_id is null or framework_id is not null", name="collected_by"),
        CheckConstraint("level = 'performance' or series_id is not null", name="population_by_series"),
    )


class GoalVersion(Walled, Base):
    """How the goal was worded and drawn from a day on, and why it was drawn so.

    each: what every member is to reach by itself, a formula over elements such as `min(0.01 * reserves, 50000000)`; then
    baseline and target are per cents of the members that answered. Empty where the figure itself is held to the target.
    leeway: how far behind its path the figure may be and still be at risk only, in per cent of the whole way.
    visibility: how far the goal goes; each audience includes the ones before it.
    set_by: none when a starting set brought it.
    """

    __tablename__ = "goal_versions"
    goal_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(sa.SmallInteger)
    valid_from: Mapped[date]
    reason: Mapped[str]
    name: Mapped[str]
    aim: Mapped[str]
    direction: Mapped[str]
    each: Mapped[str] = mapped_column(server_default="")
    baseline: Mapped[Decimal | None]
    baseline_on: Mapped[date | None]
    target: Mapped[Decimal]
    target_on: Mapped[date]
    leeway: Mapped[Decimal] = mapped_column(server_default="10")
    source: Mapped[str] = mapped_column(server_default="")
    would_change: Mapped[str] = mapped_column(server_default="")
    visibility: Mapped[str] = mapped_column(server_default="public")
    set_by: Mapped[UUID | None]
    set_at: Mapped[datetime]

    __table_args__ = (
        to("goals", "goal_id"),
        unique("goal_id", "version"),
        CheckConstraint("direction in ('higher', 'lower')", name="direction"),
        CheckConstraint("(baseline is null) = (baseline_on is null)", name="baseline"),
        CheckConstraint("baseline_on < target_on", name="dates"),
        CheckConstraint("leeway >= 0 and leeway <= 100", name="leeway"),
        CheckConstraint(f"visibility in ({AUDIENCES})", name="visibility"),
    )


class Milestone(Walled, Base):
    """Where the figure is to be on a day between baseline and target."""

    __tablename__ = "goal_milestones"
    version_id: Mapped[UUID]
    due_on: Mapped[date]
    value: Mapped[Decimal]
    note: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (to("goal_versions", "version_id"), unique("version_id", "due_on"))


class Override(Walled, Base):
    """What a person says about where the goal stands, instead of what its path says, and why.

    about: the last day of the figure it was said about; a newer figure is judged by the path again. None: said before
    there was any figure.
    """

    __tablename__ = "goal_overrides"
    goal_id: Mapped[UUID]
    standing: Mapped[str]
    reason: Mapped[str]
    about: Mapped[date | None]
    set_by: Mapped[UUID]
    set_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[UUID | None]

    __table_args__ = (
        to("goals", "goal_id"),
        CheckConstraint("standing in ('met', 'on_track', 'at_risk', 'off_track', 'not_yet_known')", name="standing"),
        Index(
            "uq_goal_overrides_living",
            "collaborative_id",
            "goal_id",
            unique=True,
            postgresql_where=sa.text("taken_back_at is null"),
        ),
    )


class GoalLink(Walled, Base):
    """Where one may take part in a goal: an address elsewhere, shown to whoever is shown the goal."""

    __tablename__ = "goal_links"
    goal_id: Mapped[UUID]
    kind: Mapped[str]
    title: Mapped[str]
    address: Mapped[str]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]

    __table_args__ = (
        to("goals", "goal_id"),
        CheckConstraint("kind in ('jobs', 'suppliers', 'meeting', 'other')", name="kind"),
        CheckConstraint("address like 'https://%'", name="address"),
        Index("ix_goal_links_goal_id", "collaborative_id", "goal_id"),
    )


class GoalNarrative(Walled, Base):
    """What would change this: what helps, what stands in the way, what will be done, and who does it. The newest holds."""

    __tablename__ = "goal_narratives"
    goal_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(sa.SmallInteger)
    visibility: Mapped[str]
    helps: Mapped[str] = mapped_column(server_default="")
    hinders: Mapped[str] = mapped_column(server_default="")
    will_do: Mapped[str] = mapped_column(server_default="")
    who: Mapped[str] = mapped_column(server_default="")
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]

    __table_args__ = (
        to("goals", "goal_id"),
        unique("goal_id", "version"),
        CheckConstraint(f"visibility in ({AUDIENCES})", name="visibility"),
    )
