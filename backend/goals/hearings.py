"""“What we hear”: written by community partners before a report comes out, taken beside a goal or left, with the reason."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import queries
from backend.goals.hearing_tables import GoalHearing
from backend.goals.tables import Goal
from backend.goals.taking_part import goes_as_far_as
from backend.kit.db import find, now
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import translated
from backend.submissions import persons
from backend.submissions.schemas import plain

MOST_WORDS = 600
SHOWN_AT_MOST = 30


async def goals(session: AsyncSession, on: date) -> Sequence[tuple[UUID, str]]:
    """Those that community partners see, as they are drawn on a day: id and name."""
    drawn = [(one.goal.id, one.on(on)) for one in await queries.goals(session)]
    seen = goes_as_far_as("partners")
    return [(id, version.row.name) for id, version in drawn if version and version.row.visibility in seen]


async def of_person(session: AsyncSession, person: UUID) -> Sequence[GoalHearing]:
    """The newest first."""
    return await _some(session, GoalHearing.written_by == person)


async def of_goal(session: AsyncSession, goal_id: UUID) -> Sequence[GoalHearing]:
    """The newest first, decided or not: for the backbone."""
    return await _some(session, GoalHearing.goal_id == goal_id)


async def taken(session: AsyncSession, code: str) -> Sequence[GoalHearing]:
    """What stands beside a goal, for whoever sees the goal."""
    goal_id = sa.select(Goal.id).where(Goal.code == code).scalar_subquery()
    return await _some(session, sa.and_(GoalHearing.goal_id == goal_id, GoalHearing.taken.is_(True)))


async def _some(session: AsyncSession, which: sa.ColumnElement[bool]) -> Sequence[GoalHearing]:
    query = sa.select(GoalHearing).where(which).order_by(GoalHearing.written_at.desc()).limit(SHOWN_AT_MOST)
    return (await session.scalars(query)).all()


async def write(
    session: AsyncSession, goal_id: UUID, *, organization: str, words: str, on_its_way: bool, today: date, by: UUID
) -> GoalHearing:
    """on_its_way: a report is gathered and not published yet.

    Raises:
        Conflict: none is.
        Invalid: it is about one person, or no goal that partners see.
    """
    if not on_its_way:
        raise Conflict(translated("No report is on its way just now. Write again once one is being prepared."))
    problems = [
        *persons.problems(translated("For which organization you speak"), organization),
        *persons.problems(translated("What we hear"), words),
    ]
    if goal_id not in {id for id, _ in await goals(session, today)}:
        problems.append(Problem(translated("Goal"), translated("Choose one from the list.")))
    if problems:
        raise Invalid(problems)
    made = GoalHearing(goal_id=goal_id, organization=organization, words=plain(words), written_by=by, written_at=now())
    session.add(made)
    return made


async def decide(session: AsyncSession, id: UUID, *, taken: bool, reason: str, by: UUID) -> GoalHearing:
    """May be decided anew: the trail keeps what was decided before. Raises Invalid without a reason, Conflict where
    nothing would be different."""
    of = await find(session, GoalHearing, id, lock=True)
    if problems := persons.problems(translated("Why"), reason):
        raise Invalid(problems)
    if not reason:
        raise Invalid(translated("Say in a sentence why."), where=translated("Why"))
    if (of.taken, of.reason) == (taken, reason):
        raise Conflict(translated("This was decided so already."))
    of.taken, of.reason, of.decided_by, of.decided_at = taken, reason, by, now()
    return of
