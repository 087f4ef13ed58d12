"""What stands beside goals of what people asked and what community partners hear: as reports take it in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import hearings, questions
from backend.goals.hearing_tables import GoalHearing
from backend.goals.question_tables import GoalAnswer
from backend.goals.taking_part import goes_as_far_as

One = TypeVar("One", GoalAnswer, GoalHearing)


@dataclass(frozen=True, slots=True)
class Heard:
    """By goal, the newest first: what was asked, for whatever audience, and what was heard. As much as its page shows."""

    asked: Mapping[UUID, Sequence[GoalAnswer]] = field(default_factory=dict)
    hearings: Mapping[UUID, Sequence[GoalHearing]] = field(default_factory=dict)

    def asked_of(self, goal_id: UUID, audience: str) -> Sequence[GoalAnswer]:
        """For these readers: what goes as far as they are, or farther."""
        sees = goes_as_far_as(audience)
        return [one for one in self.asked.get(goal_id, ()) if one.visibility in sees][: questions.SHOWN_AT_MOST]

    def heard_of(self, goal_id: UUID) -> Sequence[GoalHearing]:
        return self.hearings.get(goal_id, ())[: hearings.SHOWN_AT_MOST]


async def standing(session: AsyncSession, goals: Collection[UUID]) -> Heard:
    """session: under scope "all"."""
    if not goals:
        return Heard()
    answers = sa.select(GoalAnswer).where(GoalAnswer.goal_id.in_(goals), GoalAnswer.ended_at.is_(None))
    taken = sa.select(GoalHearing).where(GoalHearing.goal_id.in_(goals), GoalHearing.taken.is_(True))
    asked = await session.scalars(answers.order_by(GoalAnswer.asked_at.desc(), GoalAnswer.id))
    heard = await session.scalars(taken.order_by(GoalHearing.written_at.desc(), GoalHearing.id))
    return Heard(_by_goal(asked.all()), _by_goal(heard.all()))


def _by_goal(rows: Sequence[One]) -> Mapping[UUID, Sequence[One]]:
    found: dict[UUID, list[One]] = {}
    for one in rows:
        found.setdefault(one.goal_id, []).append(one)
    return found


async def changed_since(session: AsyncSession, at: datetime) -> bool:
    """Whether something came to stand beside a goal, or stands there no longer."""
    answer = sa.exists().where(sa.or_(GoalAnswer.published_at > at, GoalAnswer.ended_at > at))
    # One that came since and was left out stood nowhere.
    stood = sa.or_(GoalHearing.taken.is_(True), GoalHearing.written_at < at)
    hearing = sa.exists().where(GoalHearing.decided_at > at, stood)
    return bool(await session.scalar(sa.select(sa.or_(answer, hearing))))
