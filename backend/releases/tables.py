"""Releases, their editions and printed files, and the two deeds that lead to publication."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, one, to, unique
from backend.rounds.tables import Round

AUDIENCES = "'own_member', 'members', 'backbone', 'partners', 'public'"


class Release(Walled, Base):
    """Gathered once; approved and published are rows of their own."""

    __tablename__ = "releases"
    round_id: Mapped[UUID]
    number: Mapped[int]  # 1, 2, … within the round: a later one is a correction
    title: Mapped[str]
    period_start: Mapped[date]
    period_months: Mapped[int] = mapped_column(sa.SmallInteger)
    gathered_at: Mapped[datetime]
    gathered_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]  # gathered and thrown away before it was published
    withdrawn_by: Mapped[UUID | None]

    round: Mapped[Round] = one("Release", "Round", "round_id")

    __table_args__ = (to("rounds", "round_id"), unique("round_id", "number"))


class ReleaseApproval(Walled, Base):
    __tablename__ = "release_approvals"
    release_id: Mapped[UUID]
    approved_by: Mapped[UUID]
    approved_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (to("releases", "release_id"), unique("release_id"))


class Publication(Walled, Base):
    __tablename__ = "publications"
    release_id: Mapped[UUID]
    published_by: Mapped[UUID]
    published_at: Mapped[datetime]

    __table_args__ = (to("releases", "release_id"), unique("release_id"))


class FrozenEdition(Walled, Base):
    """One audience's Edition as text. Walled by audience too; before it opens only the backbone sees it.

    published_at: from when its audience may read it; of what is published later than promised, when it was.
    """

    __tablename__ = "editions"
    release_id: Mapped[UUID]
    audience: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str]
    published_at: Mapped[datetime | None]

    __table_args__ = (
        to("releases", "release_id"),
        unique("release_id", "audience"),
        CheckConstraint(f"audience in ({AUDIENCES})", name="audience"),
        Index(
            "ix_editions_latest",
            "collaborative_id",
            "audience",
            "published_at",
            postgresql_where=sa.text("published_at is not null"),
        ),
    )


class EditionFile(Walled, Base):
    """A file printed from an edition at release and served unchanged ever after.

    replaced: characters the report font lacked and what stood in for them.
    """

    __tablename__ = "edition_files"
    edition_id: Mapped[UUID]
    audience: Mapped[str]
    kind: Mapped[str]
    content: Mapped[bytes]
    sha256: Mapped[str]
    printer: Mapped[str]
    replaced: Mapped[list[str]] = mapped_column(server_default="{}")
    published_at: Mapped[datetime | None]

    __table_args__ = (
        to("editions", "edition_id"),
        unique("edition_id", "kind"),
        CheckConstraint("kind in ('html', 'json', 'pdf', 'xlsx')", name="kind"),
        CheckConstraint(f"audience in ({AUDIENCES})", name="audience"),
    )


class ReleaseBasis(Walled, Base):
    """What the members were shown, with what each contributor put in: a later release is held against it.

    For the backbone alone; the wall lets nobody else read it.
    """

    __tablename__ = "release_bases"
    release_id: Mapped[UUID]
    cells: Mapped[dict[str, Any]]

    __table_args__ = (to("releases", "release_id"), unique("release_id"))
