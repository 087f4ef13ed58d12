"""Questions of the backbone about figures, and what was written on them."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from backend.kit.db import Base, OfMember, to
from backend.submissions.tables import of_its_member, of_submission


class FigureQuestion(OfMember, Base):
    """The backbone asks about one cell. Asking sends nothing back; the thread is in `QuestionNote`."""

    __tablename__ = "figure_questions"
    submission_id: Mapped[UUID]
    element_id: Mapped[UUID]
    category_id: Mapped[UUID | None]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]

    __table_args__ = (
        of_submission(),
        to("elements", "element_id"),
        to("categories", "category_id"),
        sa.UniqueConstraint("collaborative_id", "id", "member_id"),
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed"),
        Index("ix_figure_questions_submission_id", "collaborative_id", "submission_id"),
        Index(
            "uq_figure_questions_open",
            "collaborative_id",
            "submission_id",
            "element_id",
            "category_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("closed_at is null"),
        ),
    )


class QuestionNote(OfMember, Base):
    """What was written on a question about a figure, by the backbone or by the member's people."""

    __tablename__ = "question_notes"
    question_id: Mapped[UUID]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
    by_backbone: Mapped[bool]
    words: Mapped[str]

    __table_args__ = (
        of_its_member("figure_questions", "question_id"),
        to("members", "member_id"),
        Index("ix_question_notes_question_id", "collaborative_id", "question_id"),
    )
