"""Rounds."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.indicators.tables import Framework
from backend.kit.db import Base, OfMember, Walled, one, to, unique
from backend.kit.periods import Period


class Round(Walled, Base):
    """One collection. Dates are days in the collaborative's time zone; due and closing days count to their end."""

    __tablename__ = "rounds"
    framework_id: Mapped[UUID]
    period_start: Mapped[date]
    period_months: Mapped[int] = mapped_column(sa.SmallInteger)
    name: Mapped[str]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[UUID | None]
    backfilled: Mapped[bool] = mapped_column(server_default="false")

    @property
    def opened(self) -> bool:
        return self.opened_at is not None

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    @property
    def taken_back(self) -> bool:
        return self.taken_back_at is not None

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_months)

    framework: Mapped[Framework] = one("Round", "Framework", "framework_id")

    __table_args__ = (
        to("frameworks", "framework_id"),
        unique("framework_id", "period_start", "period_months"),
        CheckConstraint("period_months in (1, 3, 6, 12)", name="months"),
        CheckConstraint("extract(day from period_start) = 1", name="first_day"),
        CheckConstraint("opens_on <= due_on and due_on <= closes_on", name="dates"),
        Index("ix_rounds_period", "collaborative_id", "period_start"),
    )


class Extension(OfMember, Base):
    """More time for one member, to the end of a day, with why. One that was taken back holds no longer."""

    __tablename__ = "extensions"
    round_id: Mapped[UUID]
    until: Mapped[date]
    reason: Mapped[str]
    given_by: Mapped[UUID]
    given_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[UUID | None]

    __table_args__ = (
        to("rounds", "round_id"),
        to("members", "member_id"),
        Index("ix_extensions_round_id", "collaborative_id", "round_id"),
        Index(
            "uq_extensions_living",
            "collaborative_id",
            "round_id",
            "member_id",
            unique=True,
            postgresql_where=sa.text("taken_back_at is null"),
        ),
    )


class Reminder(Walled, Base):
    """One letter to one person about a round, and what keeps it from being written twice.

    day: the day it is for, in the collaborative's zone; it may be written some days later, after a stand-still.
    about: the members it speaks of, as they were called then.
    """

    __tablename__ = "reminders"
    round_id: Mapped[UUID]
    person_id: Mapped[UUID]
    day: Mapped[date]
    about: Mapped[list[str]]
    sent_at: Mapped[datetime]

    __table_args__ = (
        to("rounds", "round_id"),
        unique("round_id", "person_id", "day"),
    )
