"""Being heard: what people ask or say about a shared goal comes in, is looked over, and is published or declined.

waiting ──publish──► published, with an answer or without ──► taken back
   └──────decline──► declined, with a reason ──► taken back
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals.question_tables import GoalAnswer, GoalQuestion
from backend.goals.tables import Goal, GoalVersion
from backend.goals.taking_part import goes_as_far_as
from backend.kit.db import find, now, scope_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.languages import later, speech, translated
from backend.members.tables import Collaborative
from backend.submissions import persons
from backend.submissions.schemas import plain

MOST_WORDS, MOST_ANSWER = 1000, 2000
DAYS = 14  # in which an answer comes, where nothing else was said
SHOWN_AT_MOST = 50


class Asker(StrEnum):
    BACKBONE = "backbone"
    MEMBER = "member"
    PARTNER = "partner"
    RESIDENT = "resident"


ASKED: Mapping[Asker, str] = {
    Asker.BACKBONE: later("The backbone team asked"),
    Asker.MEMBER: later("Somebody of a member asked"),
    Asker.PARTNER: later("A community partner asked"),
    Asker.RESIDENT: later("A resident asked"),
}


@dataclass(frozen=True, slots=True)
class Openness:
    """Who may ask without an account, and what they are promised. answered_by: a work group or the backbone."""

    without_account: bool
    answered_by: str
    within_days: int


def openness(here: Collaborative) -> Openness:
    """As the settings have it. Without somebody named who answers, nobody is invited to ask without an account."""
    kept = here.policy.get("heard")
    settled = kept if isinstance(kept, Mapping) else {}
    by, days = str(settled.get("answered_by", "")), settled.get("within_days", DAYS)
    return Openness(bool(settled.get("without_account")) and bool(by), by, int(str(days)))


# ---- Coming in -------------------------------------------------------------------------------------------------------


async def ask(
    session: AsyncSession, code: str, words: str, *, by: UUID | None, asker: Asker, address: str = ""
) -> None:
    """Kept until somebody of the backbone has looked at it. address: to be told of an answer, and for nothing else.

    session: of whoever asks; they cannot read it back. Raises NotFound.
    """
    goal_id = await session.scalar(sa.select(Goal.id).where(Goal.code == code))
    if goal_id is None:
        raise NotFound(translated("There is nothing at this address."))
    facts = {"asked_as": asker.value, "asked_by": by, "asked_at": now(), "language": speech().language}
    here = scope_in(session).collaborative_id
    session.add(GoalQuestion(collaborative_id=here, goal_id=goal_id, words=plain(words), address=address, **facts))


# ---- Reading ---------------------------------------------------------------------------------------------------------


async def published(session: AsyncSession, code: str, audience: str) -> Sequence[GoalAnswer]:
    """What was asked of a goal and stands on its page for these readers, the newest first."""
    query = (
        sa.select(GoalAnswer)
        .join(Goal, Goal.id == GoalAnswer.goal_id)
        .where(
            Goal.code == code,
            GoalAnswer.ended_at.is_(None),
            GoalAnswer.visibility.in_(goes_as_far_as(audience)),
        )
        .order_by(GoalAnswer.asked_at.desc())
        .limit(SHOWN_AT_MOST)
    )
    return (await session.scalars(query)).all()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the backbone looks it over. answer: what is published of it. looks_like: what in it may be about one
    person. due: when an answer was promised."""

    question: GoalQuestion
    goal: str
    answer: GoalAnswer | None
    looks_like: Sequence[str]
    due: datetime


async def inbox(session: AsyncSession, here: Collaborative, *, closed: bool = False) -> Sequence[Asked]:
    """Those that wait, the oldest first; or those that were closed, the newest first. session: under scope "all"."""
    place = GoalQuestion.closed_at.is_not(None) if closed else GoalQuestion.closed_at.is_(None)
    order = GoalQuestion.closed_at.desc() if closed else GoalQuestion.asked_at
    return await _asked(session, here, sa.select(GoalQuestion.id).where(place).order_by(order).limit(SHOWN_AT_MOST))


async def asked(session: AsyncSession, here: Collaborative, id: UUID) -> Asked:
    """Raises NotFound."""
    found = await _asked(session, here, sa.select(GoalQuestion.id).where(GoalQuestion.id == id))
    if not found:
        raise NotFound(translated("There is nothing at this address."))
    return found[0]


async def _asked(session: AsyncSession, here: Collaborative, which: sa.Select[UUID]) -> Sequence[Asked]:
    name = (
        sa.select(GoalVersion.name)
        .where(GoalVersion.goal_id == GoalQuestion.goal_id)
        .order_by(GoalVersion.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    standing = sa.and_(GoalAnswer.question_id == GoalQuestion.id, GoalAnswer.ended_at.is_(None))
    query = sa.select(GoalQuestion, name, GoalAnswer).outerjoin(GoalAnswer, standing)
    rows = (await session.execute(query.where(GoalQuestion.id.in_(which)))).all()
    days = timedelta(days=openness(here).within_days)
    found = [
        Asked(one, called, answer, [it.what for it in persons.in_words(one.words)], one.asked_at + days)
        for one, called, answer in rows
    ]
    return sorted(found, key=lambda one: (one.question.closed_at or one.question.asked_at, one.question.id))


# ---- Looking over ----------------------------------------------------------------------------------------------------


async def publish(
    session: AsyncSession, id: UUID, *, words: str, answer: str, answered_as: str, visibility: str, by: UUID
) -> tuple[GoalQuestion, GoalAnswer]:
    """Puts it on the goal's page, or puts another answer in the place of the one that stands there.

    words: what was asked, as it will stand: whatever is about one person is taken out. Returns the question too.

    Raises:
        Invalid: something about one person is in it, or nothing is left of it, or an answer is nobody's.
        Conflict: it was declined; or what stands there is the same.
    """
    question = await find(session, GoalQuestion, id, lock=True)
    standing = await _standing(session, id)
    if question.closed_at is not None and standing is None:
        raise Conflict(translated("This was declined. Take that back first."))
    problems = [
        *persons.problems(translated("As it will stand"), words),
        *persons.problems(translated("Answer"), answer),
    ]
    if not words:
        problems.append(Problem(translated("As it will stand"), translated("Fill this in.")))
    if answer and not answered_as:
        problems.append(Problem(translated("Who answers"), translated("Name the work group or team that answers.")))
    if problems:
        raise Invalid(problems)
    facts = {"words": words, "answer": answer, "answered_as": answered_as if answer else "", "visibility": visibility}
    if standing is not None:
        if all(getattr(standing, name) == said for name, said in facts.items()):
            raise Conflict(translated("Nothing is different from what stands there."))
        standing.ended_at, standing.ended_by = now(), by
    made = GoalAnswer(
        question_id=id,
        goal_id=question.goal_id,
        asked_as=question.asked_as,
        asked_at=question.asked_at,
        published_at=now(),
        published_by=by,
        **facts,
    )
    session.add(made)
    question.closed_at, question.closed_by = now(), by
    return question, made


async def decline(session: AsyncSession, id: UUID, *, reason: str, by: UUID) -> GoalQuestion:
    """Raises Conflict where it is closed already, Invalid without a reason or with something about one person in it."""
    question = await find(session, GoalQuestion, id, lock=True)
    if question.closed_at is not None:
        raise Conflict(translated("This was looked over already."))
    if problems := persons.problems(translated("Why not"), reason):
        raise Invalid(problems)
    if not reason:
        raise Invalid(translated("Say in a sentence why it is not published."), where=translated("Why not"))
    question.closed_at, question.closed_by, question.reason = now(), by, reason
    return question


async def reopen(session: AsyncSession, id: UUID, *, by: UUID) -> None:
    """It waits again, and stands nowhere. Raises Conflict where it waits."""
    question = await find(session, GoalQuestion, id, lock=True)
    if question.closed_at is None:
        raise Conflict(translated("This waits to be looked over."))
    standing = await _standing(session, id)
    if standing is not None:
        standing.ended_at, standing.ended_by = now(), by
    question.closed_at, question.closed_by, question.reason = None, None, ""


async def _standing(session: AsyncSession, id: UUID) -> GoalAnswer | None:
    query = sa.select(GoalAnswer).where(GoalAnswer.question_id == id, GoalAnswer.ended_at.is_(None))
    return (await session.scalars(query)).one_or_none()
