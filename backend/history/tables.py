"""History that was let in: how a source's files are read, and what was read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, to, unique


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
