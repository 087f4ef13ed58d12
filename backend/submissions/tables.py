"""Submissions, their entries, the deeds done to them, and the values they became.

Entries and values carry their own who and when, so no trail is kept beside them.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.indicators.tables import Category, Element
from backend.kit.db import Base, OfMember, Walled, one, to, unique
from backend.members.tables import Member
from backend.rounds.tables import Round
from backend.submissions.rules import State

STATUSES = "'reported', 'not_available', 'not_applicable', 'withheld', 'reported_elsewhere', 'estimated'"


class Submission(OfMember, Base):
    """One member's answer to one round. version 2 and on are restatements.

    year_to_date: its flows are entered as counted since the member's year began, and kept as the period's own.
    for_member: the backbone has entered something of it for the member, so that the member's approver may put it right.
    discarded_at, discarded_by: when the correction was thrown away, and who did.
    """

    __tablename__ = "submissions"
    round_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(sa.SmallInteger, server_default="1")
    state: Mapped[str]
    prepared_by: Mapped[UUID | None]  # who submitted it; another person approves
    submitted_at: Mapped[datetime | None]
    restates_reason: Mapped[str | None]
    locked_at: Mapped[datetime | None]
    year_to_date: Mapped[bool] = mapped_column(server_default="false")
    for_member: Mapped[bool] = mapped_column(server_default="false")
    discarded_at: Mapped[datetime | None]
    discarded_by: Mapped[UUID | None]

    member: Mapped[Member] = one("Submission", "Member", "member_id")
    round: Mapped[Round] = one("Submission", "Round", "round_id")

    @property
    def figures_count(self) -> bool:
        """Of the latest version: the member's figures are in the totals, these or those it is to correct."""
        return self.version > 1 or State(self.state).counts

    __table_args__ = (
        to("members", "member_id"),
        to("rounds", "round_id"),
        unique("round_id", "member_id", "version"),
        sa.UniqueConstraint("collaborative_id", "id", "member_id"),
        CheckConstraint(
            "state in ('not_started', 'in_progress', 'submitted', 'returned', 'approved', 'accepted', 'locked',"
            " 'discarded')",
            name="state",
        ),
        CheckConstraint(
            "(state = 'discarded') = (discarded_at is not null) and (version > 1 or discarded_at is null)",
            name="discarded",
        ),
        CheckConstraint("(version > 1) = (restates_reason is not null)", name="restates"),
    )


def of_submission() -> sa.ForeignKeyConstraint:
    """To the submission and its member together, so that a row can never name another member than its submission."""
    return sa.ForeignKeyConstraint(
        ["collaborative_id", "submission_id", "member_id"],
        ["submissions.collaborative_id", "submissions.id", "submissions.member_id"],
    )


def of_its_member(table: str, column: str) -> sa.ForeignKeyConstraint:
    """To another row of the same member: key checks bypass the wall, so the member is part of the key."""
    return sa.ForeignKeyConstraint(
        ["collaborative_id", column, "member_id"],
        [f"{table}.collaborative_id", f"{table}.id", f"{table}.member_id"],
    )


class Entry(OfMember, Base):
    """A working cell, overwritten while it is written; `revision` lets a stale save be refused cell by cell.

    to_date: the number since the year began as it was typed, when `number` was worked out from it.
    for_member: the backbone entered it for the member.
    """

    __tablename__ = "entries"
    submission_id: Mapped[UUID]
    element_id: Mapped[UUID]
    category_id: Mapped[UUID | None]
    number: Mapped[Decimal | None]
    words: Mapped[str | None]  # the answer to an element of kind text
    status: Mapped[str | None]  # empty: not answered yet
    note: Mapped[str] = mapped_column(server_default="")
    revision: Mapped[int] = mapped_column(server_default="1")
    changed_by: Mapped[UUID | None]
    changed_at: Mapped[datetime]
    to_date: Mapped[Decimal | None]
    for_member: Mapped[bool] = mapped_column(server_default="false")

    __table_args__ = (
        of_submission(),
        to("elements", "element_id"),
        to("categories", "category_id"),
        unique("submission_id", "element_id", "category_id"),
        CheckConstraint(f"status in ({STATUSES})", name="status"),
        CheckConstraint("number is null or status in ('reported', 'estimated')", name="number_has_status"),
    )


class SectionOwner(OfMember, Base):
    """Who of the member's people sees to a section of its form; others may write in it too. section: its code.

    person_id: empty once it is nobody's again.
    done_at: when the owner said that it is done; empty again once it is handed on.
    """

    __tablename__ = "section_owners"
    submission_id: Mapped[UUID]
    section: Mapped[str]
    person_id: Mapped[UUID | None]
    given_by: Mapped[UUID]
    given_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (of_submission(), unique("submission_id", "section"))


class Approval(OfMember, Base):
    """The member stands by its submission. waiver: why the same person could enter and approve.

    outside_on, outside_by: the day of the letter by which the member confirmed outside this site, and who signed it.
    """

    __tablename__ = "approvals"
    submission_id: Mapped[UUID]
    approved_by: Mapped[UUID]
    approved_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(server_default="")
    waiver: Mapped[str | None]
    outside_on: Mapped[date | None]
    outside_by: Mapped[str | None]

    __table_args__ = (
        of_submission(),
        sa.UniqueConstraint("collaborative_id", "id", "member_id"),
        CheckConstraint("(outside_on is null) = (outside_by is null)", name="outside"),
    )


class Acceptance(OfMember, Base):
    """The backbone takes it; from here it counts. import_id: history brought in by a backfill, with its reason.

    undone_at, undone_by: taken back by who accepted it, before anything used it; its values were retired then.
    """

    __tablename__ = "acceptances"
    submission_id: Mapped[UUID]
    accepted_by: Mapped[UUID | None]  # empty: the operator, from the command line
    accepted_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(server_default="")
    import_id: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]

    __table_args__ = (
        of_submission(),
        to("imports", "import_id"),
        sa.UniqueConstraint("collaborative_id", "id", "submission_id", "member_id"),
    )


class Return(OfMember, Base):
    """Sent back by the approver or the backbone, with why and which cells.

    rest_ready: the other answers were looked over and are as they should be; who looks again need not begin anew.
    """

    __tablename__ = "returns"
    submission_id: Mapped[UUID]
    returned_by: Mapped[UUID]
    returned_at: Mapped[datetime]
    reason: Mapped[str]
    rest_ready: Mapped[bool] = mapped_column(server_default="false")

    __table_args__ = (of_submission(), sa.UniqueConstraint("collaborative_id", "id", "member_id"))


class ReturnedCell(OfMember, Base):
    """One cell a return names."""

    __tablename__ = "returned_cells"
    return_id: Mapped[UUID]
    element_id: Mapped[UUID]
    category_id: Mapped[UUID | None]

    __table_args__ = (
        of_its_member("returns", "return_id"),
        to("elements", "element_id"),
        to("categories", "category_id"),
        to("members", "member_id"),
        unique("return_id", "element_id", "category_id"),
    )


class Value(OfMember, Base):
    """element x category x period x member: an accepted number with a status; appended, retired, never changed."""

    __tablename__ = "accepted_values"
    element_id: Mapped[UUID]
    category_id: Mapped[UUID | None]
    period_start: Mapped[date]
    period_months: Mapped[int] = mapped_column(sa.SmallInteger)
    number: Mapped[Decimal | None]
    words: Mapped[str | None]
    status: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    submission_id: Mapped[UUID]
    acceptance_id: Mapped[UUID]
    accepted_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]  # a later acceptance took its place

    element: Mapped[Element] = one("Value", "Element", "element_id")
    category: Mapped[Category | None] = one("Value", "Category", "category_id")

    __table_args__ = (
        to("elements", "element_id"),
        to("categories", "category_id"),
        # By its acceptance to its submission and member: keys are checked row by row, and one says what two would.
        sa.ForeignKeyConstraint(
            ["collaborative_id", "acceptance_id", "submission_id", "member_id"],
            [f"acceptances.{key}" for key in ("collaborative_id", "id", "submission_id", "member_id")],
        ),
        CheckConstraint(f"status in ({STATUSES})", name="status"),
        CheckConstraint(
            "(number is not null or words is not null) = (status in ('reported', 'estimated'))", name="number"
        ),
        # One counting value a cell; covering, so that a roll-up reads the index alone.
        Index(
            "uq_accepted_values_counting",
            "collaborative_id",
            "element_id",
            "period_start",
            "period_months",
            "category_id",
            "member_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_include=["number", "status"],
            postgresql_where=text("retired_at is null"),
        ),
        Index("ix_accepted_values_submission_id", "collaborative_id", "submission_id"),
        Index(
            "ix_accepted_values_retired",
            "collaborative_id",
            "element_id",
            "period_start",
            "retired_at",
            postgresql_where=text("retired_at is not null"),
        ),
    )


class ColumnMapping(Walled, Base):
    """How one source's file is read: saved once, used every year (`history.columns`)."""

    __tablename__ = "column_mappings"
    name: Mapped[str]  # source, edition and year, e.g. "eric-2013-14"
    member_id: Mapped[UUID | None]  # empty: the file holds many members
    mapping: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    __table_args__ = (to("members", "member_id"), unique("name", "member_id"))


class Import(Walled, Base):
    """A file that was read: what it was, what was found in it, why it was let straight to accepted."""

    __tablename__ = "imports"
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    mapping_id: Mapped[UUID]
    reason: Mapped[str]
    imported_by: Mapped[UUID | None]
    imported_at: Mapped[datetime]
    rows_read: Mapped[int]
    rows_taken: Mapped[int]
    rows_refused: Mapped[int]
    values_taken: Mapped[int]
    values_changed: Mapped[int]
    taken_back_at: Mapped[datetime | None]  # since when the whole of it counts no longer
    taken_back_by: Mapped[UUID | None]

    __table_args__ = (to("column_mappings", "mapping_id"),)


class ImportFinding(Walled, Base):
    """A repair made or a fault refused, by row and column of the file."""

    __tablename__ = "import_findings"
    import_id: Mapped[UUID]
    kind: Mapped[str]
    row: Mapped[int]
    column: Mapped[str]
    was: Mapped[str] = mapped_column(server_default="")
    became: Mapped[str] = mapped_column(server_default="")
    message: Mapped[str]

    __table_args__ = (
        to("imports", "import_id"),
        CheckConstraint("kind in ('repair', 'fault', 'note', 'leaver')", name="kind"),
    )
