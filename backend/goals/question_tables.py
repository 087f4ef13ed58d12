"""What people ask or say about a shared goal, and what of it is published."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.goals.tables import AUDIENCES
from backend.kit.db import Base, Walled, to

ASKERS = "'backbone', 'member', 'partner', 'resident'"


class GoalQuestion(Walled, Base):
    """As it came in, read by the backbone alone.

    address: told of the answer and then empty; language: of that letter. asked_by: none for whoever has no account.
    told_at: when the coordinators were written to about it. closed_at: published (there is a `GoalAnswer`) or declined,
    with the reason. The words of what was declined go after a while; neither they nor the address are in the trail.
    """

    __tablename__ = "goal_questions"
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012  an INSERT that returns nothing: the writer may not read
    goal_id: Mapped[UUID]
    words: Mapped[str]
    address: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="")
    asked_as: Mapped[str]
    asked_by: Mapped[UUID | None]
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        to("goals", "goal_id"),
        CheckConstraint(f"asked_as in ({ASKERS})", name="asked_as"),
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed"),
        Index("ix_goal_questions_asked_at", "collaborative_id", "asked_at"),
    )


class GoalAnswer(Walled, Base):
    """A question as it stands on the goal's page, and the answer, if there is one; until it is taken back.

    answered_as: a work group or the backbone, never a person.
    """

    __tablename__ = "goal_answers"
    question_id: Mapped[UUID]
    goal_id: Mapped[UUID]
    words: Mapped[str]
    asked_as: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(server_default="")
    answered_as: Mapped[str] = mapped_column(server_default="")
    visibility: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]

    __table_args__ = (
        to("goal_questions", "question_id"),
        to("goals", "goal_id"),
        CheckConstraint(f"asked_as in ({ASKERS})", name="asked_as"),
        CheckConstraint(f"visibility in ({AUDIENCES})", name="visibility"),
        CheckConstraint("(answer = '') = (answered_as = '')", name="answered"),
        Index("ix_goal_answers_goal_id", "collaborative_id", "goal_id"),
    )
