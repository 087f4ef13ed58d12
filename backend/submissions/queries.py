"""Reads of submissions, each named for its question."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from backend.indicators.queries import Question, category_code
from backend.indicators.tables import Breakdown, Category, Element
from backend.kit.db import find
from backend.kit.periods import Period
from backend.members.tables import Member, Person
from backend.rounds import rules as round_rules
from backend.rounds.tables import Round
from backend.submissions.checks import Asked, Kind, Place, Split
from backend.submissions.rules import Situation, State, Status
from backend.submissions.schemas import Answer
from backend.submissions.tables import Approval, Entry, Return, ReturnedCell, Submission, Value

HISTORY = 4  # periods shown beside a cell


async def submission(session: AsyncSession, id: UUID, *, lock: bool = False) -> Submission:
    """With its member and round. Raises NotFound, also for a member one does not act for."""
    return await find(
        session, Submission, id, options=[joinedload(Submission.member), joinedload(Submission.round)], lock=lock
    )


async def of_rounds(session: AsyncSession, round_ids: Iterable[UUID]) -> Sequence[Submission]:
    """The latest version of every submission one may see, by the member's name."""
    query = (
        sa.select(Submission)
        .distinct(Submission.round_id, Submission.member_id)
        .where(Submission.round_id.in_(list(round_ids)))
        .options(joinedload(Submission.member), joinedload(Submission.round))
        .order_by(Submission.round_id, Submission.member_id, Submission.version.desc())
    )
    found = (await session.scalars(query)).all()
    return sorted(found, key=lambda one: one.member.name.casefold())


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
        )
        for element, category, entry in (await session.execute(query)).all()
    }


@dataclass(frozen=True, slots=True)
class Past:
    """An accepted value of an earlier period."""

    period: Period
    number: Decimal | None
    status: Status
    note: str


async def history(session: AsyncSession, member_id: UUID, period: Period) -> Mapping[Place, Sequence[Past]]:
    """Of each cell, what this member reported in up to four earlier periods of the same length, latest first."""
    earliest = period.shift(-period.months * HISTORY).start
    query = (
        sa.select(Element.code, category_code(), Value.period_start, Value.number, Value.status, Value.note)
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
    for element, category, start, number, status, note in (await session.execute(query)).all():
        found[element, category].append(Past(Period(start, period.months), number, Status(status), note))
    return found


async def situation(session: AsyncSession, of: Submission, today: date) -> Situation:
    """All that decides what may be done to it now."""
    wrote = sa.select(Entry.changed_by).where(Entry.submission_id == of.id, Entry.changed_by.is_not(None)).distinct()
    prepared = set(await session.scalars(wrote))
    if of.prepared_by:
        prepared.add(of.prepared_by)
    later = sa.select(sa.exists().where(
        Submission.round_id == of.round_id,
        Submission.member_id == of.member_id,
        Submission.version > of.version,
    ))  # fmt: skip
    return Situation(
        state=State(of.state),
        round_open=round_rules.state(of.round, today).takes_answers,
        prepared_by=frozenset(p for p in prepared if p),
        restating=of.version > 1,
        restated=bool(await session.scalar(later)),
        one_person_reason=of.member.one_person_reason or "",
    )


@dataclass(frozen=True, slots=True)
class Deeds:
    """What was done to a submission by whom: the last return, with its cells, and the approval."""

    returned: Return | None
    returned_places: frozenset[Place]
    approval: Approval | None
    names: Mapping[UUID, str]


async def deeds(session: AsyncSession, of: Submission) -> Deeds:
    returned = (
        await session.scalars(
            sa.select(Return).where(Return.submission_id == of.id).order_by(Return.returned_at.desc()).limit(1)
        )
    ).one_or_none()
    cells = (
        sa.select(Element.code, category_code())
        .select_from(ReturnedCell)
        .join(Element, Element.id == ReturnedCell.element_id)
        .outerjoin(Category, Category.id == ReturnedCell.category_id)
        .outerjoin(Breakdown, Breakdown.id == Category.breakdown_id)
        .where(ReturnedCell.return_id == (returned.id if returned else None))
    )
    places = {(row[0], row[1]) for row in await session.execute(cells)} if returned else set()
    approval = (
        await session.scalars(
            sa.select(Approval).where(Approval.submission_id == of.id).order_by(Approval.approved_at.desc()).limit(1)
        )
    ).one_or_none()
    people = {of.prepared_by, approval.approved_by if approval else None, returned.returned_by if returned else None}
    return Deeds(returned, frozenset(places), approval, await names(session, people))


async def names(session: AsyncSession, people: Iterable[UUID | None]) -> Mapping[UUID, str]:
    wanted = [person for person in people if person]
    rows = await session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round has come."""

    round: Round
    asked: int
    by_state: Mapping[State, int]

    @property
    def accepted(self) -> int:
        return sum(count for state, count in self.by_state.items() if state.counts)


async def progress(session: AsyncSession, rounds: Sequence[Round]) -> Sequence[Progress]:
    """For the backbone: of each round, how many members stand where."""
    latest = await of_rounds(session, [one.id for one in rounds])
    by_round: dict[UUID, dict[State, int]] = defaultdict(lambda: defaultdict(int))
    for one in latest:
        by_round[one.round_id][State(one.state)] += 1
    return [Progress(one, sum(by_round[one.id].values()), by_round[one.id]) for one in rounds]


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
            part_of=question.part_of,
            splits=tuple(
                Split(by.name, {part.code: part.name for part in by.parts}, by.multi_select) for by in question.splits
            ),
        )
        for question in questions
    }


async def members_of(session: AsyncSession, ids: Iterable[UUID]) -> Sequence[Member]:
    return (await session.scalars(sa.select(Member).where(Member.id.in_(list(ids))))).all()
