"""Files that came in: what is kept of them, and how they are read."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, OfMember, Walled, to, unique
from backend.submissions.tables import of_its_member, of_submission


class Upload(Walled, Base):
    """A file on its way in: read in a process of its own, shown as a preview, then saved or let go.

    member_id: empty when it holds several members' answers, which only the backbone sends.
    for_member: the backbone sends what the member gave it.
    way, file_name, sha256: empty until the file was found to hold no rows about persons; its name may be a person's too.
    content: kept from then on, so that it can be given back annotated.
    answers: as they were read, packed (`files.packing`). draft: what a page says of them.
    beat_at: the last sign of life of whoever works on it.
    """

    __tablename__ = "uploads"
    member_id: Mapped[UUID | None] = mapped_column(sort_order=-18)
    round_id: Mapped[UUID | None]
    mapping_id: Mapped[UUID | None]
    way: Mapped[str | None]
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    state: Mapped[str]
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")
    problems: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    draft: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    answers: Mapped[bytes | None]
    content: Mapped[bytes | None]
    for_member: Mapped[bool] = mapped_column(server_default="false")
    sent_by: Mapped[UUID]
    sent_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]

    __table_args__ = (
        to("members", "member_id"),
        to("rounds", "round_id"),
        of_its_member("member_mappings", "mapping_id"),
        CheckConstraint("way in ('workbook', 'mapped', 'tidy', 'zip_sheet')", name="way"),
        CheckConstraint(
            "state in ('reading', 'read', 'refused', 'saving', 'saved', 'cancelled', 'interrupted')", name="state"
        ),
        Index("ix_uploads_sent_at", "collaborative_id", "sent_at"),
    )


class MemberMapping(OfMember, Base):
    """How one member's own file answers a framework: pointed at once in the page, used again every period."""

    __tablename__ = "member_mappings"
    framework_id: Mapped[UUID]
    name: Mapped[str]
    mapping: Mapped[dict[str, Any]]
    saved_by: Mapped[UUID]
    saved_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    __table_args__ = (
        to("members", "member_id"),
        to("frameworks", "framework_id"),
        sa.UniqueConstraint("collaborative_id", "id", "member_id"),
    )


class ZipCount(OfMember, Base):
    """One line of a ZIP sheet. zip: empty for those whose ZIP is not known."""

    __tablename__ = "zip_counts"
    submission_id: Mapped[UUID]
    zip: Mapped[str]
    hires: Mapped[Decimal | None]
    payments: Mapped[Decimal | None]

    __table_args__ = (of_submission(), unique("submission_id", "zip"))


class Evidence(OfMember, Base):
    """A file that shows where figures come from, or the letter by which a member confirmed them outside.

    content: emptied when it is taken away or purged; that it was there stays known.
    """

    __tablename__ = "evidence"
    submission_id: Mapped[UUID]
    approval_id: Mapped[UUID | None]
    element_id: Mapped[UUID | None]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes | None]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]
    purge_on: Mapped[date]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        of_submission(),
        of_its_member("approvals", "approval_id"),
        to("elements", "element_id"),
        Index("ix_evidence_member_id", "collaborative_id", "member_id"),
    )


class EvidenceDecision(Walled, Base):
    """Whether evidence files are taken here, and how many megabytes of each member; the latest holds. None yet: not."""

    __tablename__ = "evidence_decisions"
    taken: Mapped[bool]
    quota_megabytes: Mapped[int]
    decided_by: Mapped[UUID | None]  # empty: the starting set
    decided_at: Mapped[datetime]
