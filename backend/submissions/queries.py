"""Reads of submissions, each named for its question."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Question, Questionnaire, category_code
from backend.indicators.tables import Breakdown, Category, Element
from backend.kit.db import find
from backend.kit.periods import Period
from backend.members.naming import called
from backend.members.tables import Member, Person
from backend.members.terms import in_term
from backend.rounds.tables import Round
from backend.submissions.checks import Asked, Kind, Place, Split
from backend.submissions.rules import State, Status
from backend.submissions.schemas import Answer
from backend.submissions.tables import Approval, Entry, Submission, Value

HISTORY = 4  # periods shown beside a cell


# What is thrown away is no version any more, but to whoever looks at it.
NOT_DISCARDED = Submission.state != State.DISCARDED
LATER = """exists (select from submissions later where later.round_id = s.round_id and later.member_id = s.member_id
                   and later.version > s.version and later.state <> 'discarded')"""

# A correction begins when what counts has no later version, so on its way it is the latest.
_ON_ITS_WAY = sa.and_(Submission.version > 1, Submission.state.not_in([State.ACCEPTED, State.LOCKED]))

_WITH_BOTH = (joinedload(Submission.member), joinedload(Submission.round))


async def submission(session: AsyncSession, id: UUID, *, lock: bool = False) -> Submission:
    """With its member, round and framework. Raises NotFound, also for a member one does not act for."""
    framework = joinedload(Submission.round).joinedload(Round.framework)
    return await find(session, Submission, id, options=[*_WITH_BOTH, framework], lock=lock)


async def submissions(session: AsyncSession, ids: Iterable[UUID], *, lock: bool = False) -> Sequence[Submission]:
    """With their members and rounds, in the order of their ids, so that two who lock many wait and never deadlock.

    One that is not there, or not one's to see, is left out.
    """
    query = sa.select(Submission).where(Submission.id.in_(list(ids))).order_by(Submission.id)
    query = query.options(*_WITH_BOTH)
    if lock:
        query = query.with_for_update(of=Submission).execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def of_rounds(session: AsyncSession, round_ids: Iterable[UUID]) -> Sequence[Submission]:
    """The latest version of every submission one may see, by the member's name."""
    found = (await session.scalars(_latest(round_ids))).all()
    return sorted(found, key=lambda one: one.member.name.casefold())


async def at_hand(session: AsyncSession, round_ids: Iterable[UUID]) -> Sequence[Submission]:
    """As `of_rounds`, and every correction that is on its way in whichever round, closed ones too; with its framework."""
    framework = joinedload(Submission.round).joinedload(Round.framework)
    found = (await session.scalars(_latest(round_ids, _ON_ITS_WAY).options(framework))).all()
    return sorted(found, key=lambda one: one.member.name.casefold())


async def next_version(session: AsyncSession, of: Submission) -> int:
    """The number after every version of it, also those thrown away."""
    query = sa.select(sa.func.max(Submission.version)).where(
        Submission.round_id == of.round_id, Submission.member_id == of.member_id
    )
    return (await session.scalars(query)).one() + 1


async def answers(session: AsyncSession, submission_id: UUID) -> Mapping[Place, Answer]:
    query = (
        sa.select(Element.code, category_code(), Entry)
        .join(Element, Element.id == Entry.element_id)
        .outerjoin(Category, Category.id == Entry.category_id)
        .outerjoin(Breakdown, Breakdown.id == Category.breakdown_id)
        .where(Entry.submission_id == submission_id)
    )
    return {
        (element, category): Answer(
            entry.number,
            entry.words,
            Status(entry.status) if entry.status else None,
            entry.note,
            entry.revision,
            entry.changed_by,
            entry.changed_at,
            entry.to_date,
            entry.for_member,
        )
        for element, category, entry in (await session.execute(query)).all()
    }


def _latest(round_ids: Iterable[UUID], *others: sa.ColumnElement[bool]) -> sa.Select[Submission]:
    """others: what is found besides those of the rounds."""
    return (
        sa.select(Submission)
        .ext(distinct_on(Submission.round_id, Submission.member_id))
        .where(sa.or_(Submission.round_id.in_(list(round_ids)), *others), NOT_DISCARDED)
        .options(*_WITH_BOTH)
        .order_by(Submission.round_id, Submission.member_id, Submission.version.desc())
    )


async def of_round(session: AsyncSession, of: Round) -> tuple[Sequence[Submission], frozenset[UUID]]:
    """As `of_rounds`, and the ids of the members among them that belong on the period's last day: the others left before
    it, owe nothing, and what they gave counts nowhere."""
    belongs = in_term(of.period.end).label("belongs")
    rows = (
        await session.execute(_latest([of.id]).add_columns(belongs).join(Member, Submission.member_id == Member.id))
    ).all()
    found = sorted((row[0] for row in rows), key=lambda one: one.member.name.casefold())
    return found, frozenset(row[0].member_id for row in rows if row.belongs)


@dataclass(frozen=True, slots=True)
class Past:
    """An accepted value of an earlier period."""

    period: Period
    number: Decimal | None
    words: str | None
    status: Status


async def history(session: AsyncSession, member_id: UUID, period: Period) -> Mapping[Place, Sequence[Past]]:
    """Of each cell, what this member reported in up to four earlier periods of the same length, latest first."""
    earliest = period.shift(-period.months * HISTORY).start
    query = (
        sa.select(Element.code, category_code(), Value.period_start, Value.number, Value.words, Value.status)
        .join(Element, Element.id == Value.element_id)
        .outerjoin(Category, Category.id == Value.category_id)
        .outerjoin(Breakdown, Breakdown.id == Category.breakdown_id)
        .where(
            Value.member_id == member_id,
            Value.period_months == period.months,
            Value.period_start >= earliest,
            Value.period_start < period.start,
            Value.retired_at.is_(None),
        )
        .order_by(Value.period_start.desc())
    )
    found: dict[Place, list[Past]] = defaultdict(list)
    for element, category, start, number, words, status in (await session.execute(query)).all():
        found[element, category].append(Past(Period(start, period.months), number, words, Status(status)))
    return found


_BY_BACKBONE = sa.text(
    """
    with counted as (
      select distinct on (s.member_id) s.id from submissions s join rounds r on r.id = s.round_id
      where r.framework_id = :framework and r.period_start = :start and r.period_months = :months
        and s.state in ('accepted', 'locked')
      order by s.member_id, s.version desc)
    select count(*) filter (where exists (
             select from entries e where e.submission_id = counted.id and e.for_member and e.status is not null)) as entered,
           count(*) filter (where (
             select a.outside_on from approvals a where a.submission_id = counted.id
             order by a.approved_at desc limit 1) is not null) as outside
    from counted
    """
)


async def by_backbone(session: AsyncSession, framework_id: UUID, period: Period) -> tuple[int, int]:
    """Of how many members the backbone entered something that counts, and how many confirmed by a letter outside."""
    asked = {"framework": framework_id, "start": period.start, "months": period.months}
    row = (await session.execute(_BY_BACKBONE, asked)).one()
    return row.entered, row.outside


async def confirmed_outside(session: AsyncSession, submissions: Iterable[Submission]) -> frozenset[UUID]:
    """Those a member confirmed by a letter, not on the site."""
    signed = sa.select(Approval.submission_id).where(
        Approval.submission_id.in_([of.id for of in submissions]), Approval.outside_on.is_not(None)
    )
    return frozenset(await session.scalars(signed))


async def names(session: AsyncSession, people: Iterable[UUID | None]) -> Mapping[UUID, str]:
    wanted = [person for person in people if person]
    rows = await session.execute(sa.select(Person.id, called(Person).label("name")).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


async def questionnaire(session: AsyncSession, of: Submission) -> Questionnaire:
    """What its round asks, by the definitions in force on the period's last day."""
    return await indicator_queries.questionnaire(session, of.round.framework_id, of.round.period.end)


def asked(questions: Iterable[Question]) -> Mapping[str, Asked]:
    """The questions as the checks take them."""
    return {
        question.code: Asked(
            element=question.code,
            name=question.name,
            unit=question.unit,
            kind=Kind(question.kind),
            required=question.required,
            minimum=question.minimum,
            maximum=question.maximum,
            part_of=question.part_of,
            adds=question.adds,
            splits=tuple(
                Split(by.name, {part.code: part.name for part in by.parts}, by.multi_select) for by in question.splits
            ),
        )
        for question in questions
    }
