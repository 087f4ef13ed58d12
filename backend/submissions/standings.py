"""What many drafts are held against, read set by set: as many queries for a hundred submissions as for one.

Cells come by ids and are named through the questions, so nothing is joined that is not keyed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.sight import KEPT, NOTHING, OutOfSight, out_of_sight
from backend.indicators.queries import Question
from backend.kit.db import scope_in
from backend.kit.periods import Period
from backend.rounds.tables import Round
from backend.submissions import queries
from backend.submissions.checks import Place
from backend.submissions.drafts import Asking, Standing
from backend.submissions.queries import Past
from backend.submissions.rules import Status
from backend.submissions.schemas import Answer
from backend.submissions.tables import Entry, Submission, Value
from backend.submissions.to_date import Year

Earlier = Mapping[Place, Sequence[Decimal]]
History = Mapping[Place, Sequence[Past]]
_Ids = tuple[UUID, UUID | None]


async def standings(
    session: AsyncSession,
    submissions: Sequence[Submission],
    *,
    hidden: Mapping[UUID, OutOfSight] | None = None,
    with_year: bool = True,
) -> Mapping[UUID, Standing]:
    """Of each submission, by its id. Two queries for each collection among them, and two for all, or one that is all a
    member's people need; with_year: the earlier periods of the members' years too, which only figures to date need. Where
    such a figure stands they are read anyway. hidden: what of each whoever asks is not shown, where that was read already.
    """
    asking = {of.round_id: await _asking(session, of) for of in {one.round_id: one for one in submissions}.values()}
    answers = await _answers(session, submissions, asking)
    if hidden is None:
        hidden = await _hidden(session, submissions)
    with_year = with_year or any(one.to_date is not None for found in answers.values() for one in found.values())
    years = await _years(session, submissions, asking) if with_year else {}
    return {
        of.id: Standing(
            asking[of.round_id],
            answers[of.id],
            years.get(of.id) or Year(of.round.period, of.member.fiscal_year_starts_in),
            of.year_to_date,
            hidden.get(of.id, NOTHING),
        )
        for of in submissions
    }


async def _hidden(session: AsyncSession, submissions: Sequence[Submission]) -> Mapping[UUID, OutOfSight]:
    if shown_all(session):
        return {}
    rows = await session.execute(_KEPT, {"ids": [of.id for of in submissions]})
    return {row.id: out_of_sight(row.kept) for row in rows}


def shown_all(session: AsyncSession) -> bool:
    """A member's people see all that is asked of them; what is switched off is not asked."""
    return scope_in(session).members != "all"


_KEPT = sa.text(f"select s.id, {KEPT} as kept from submissions s where s.id = any(:ids)").bindparams(  # noqa: S608
    sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid()))
)


async def _asking(session: AsyncSession, of: Submission) -> Asking:
    return asking((await queries.questionnaire(session, of)).questions)


def asking(questions: Sequence[Question]) -> Asking:
    """The questions, ready for many cells to be looked up."""
    ids: dict[Place, _Ids] = {}
    for question in questions:
        ids[question.code, None] = (question.id, None)
        for by in question.splits:
            ids.update({(question.code, part.code): (question.id, part.id) for part in by.parts})
    asked = queries.asked(questions)
    return Asking(asked, ids, {place: asked[place[0]].where(place[1]) for place in ids})


def _places(asking: Asking) -> dict[_Ids, Place]:
    return {ids: place for place, ids in asking.ids.items()}


async def _answers(
    session: AsyncSession, submissions: Sequence[Submission], asking: Mapping[UUID, Asking]
) -> Mapping[UUID, Mapping[Place, Answer]]:
    """What is no longer asked is left out."""
    query = sa.select(
        Entry.submission_id, Entry.element_id, Entry.category_id, Entry.number, Entry.words, Entry.status, Entry.note,
        Entry.revision, Entry.changed_by, Entry.changed_at, Entry.to_date, Entry.for_member,
    ).where(Entry.submission_id.in_([of.id for of in submissions]))  # fmt: skip
    named = {round_id: _places(one) for round_id, one in asking.items()}
    places = {of.id: named[of.round_id] for of in submissions}
    statuses = {str(status): status for status in Status}
    found: dict[UUID, dict[Place, Answer]] = {of.id: {} for of in submissions}
    for submission, element, category, number, words, status, *rest in await session.execute(query):
        if place := places[submission].get((element, category)):
            found[submission][place] = Answer(number, words, statuses[status] if status else None, *rest)
    return found


async def histories(
    session: AsyncSession, submissions: Sequence[Submission], asking: Mapping[UUID, Asking]
) -> Mapping[UUID, Earlier]:
    """Of each submission the accepted numbers of the four periods before, latest first; one query a collection."""
    found: dict[UUID, dict[Place, list[Decimal]]] = {of.id: {} for of in submissions}
    for round_id, together in _by_round(submissions).items():
        period, named = together[0].round.period, _places(asking[round_id])
        by_member = {of.member_id: found[of.id] for of in together}
        # By their submissions: the index of values begins with what was asked, of everybody.
        earlier = (
            sa.select(Submission.id)
            .join(Round, Round.id == Submission.round_id)
            .where(
                Submission.member_id.in_(by_member),
                Round.period_months == period.months,
                Round.period_start >= period.shift(-period.months * queries.HISTORY).start,
                Round.period_start < period.start,
            )
        )
        # A row a cell, not a row a number: a thousand rows take longer to pass on than to find.
        latest_first = aggregate_order_by(Value.number, Value.period_start.desc())
        query = (
            sa.select(Value.member_id, Value.element_id, Value.category_id, sa.func.array_agg(latest_first))
            .where(Value.submission_id.in_(earlier), Value.retired_at.is_(None), Value.number.is_not(None))
            .group_by(Value.member_id, Value.element_id, Value.category_id)
        )
        for member, element, category, numbers in await session.execute(query):
            if place := named.get((element, category)):
                by_member[member][place] = [number for number in numbers if number is not None]
    return found


def _by_round(submissions: Iterable[Submission]) -> Mapping[UUID, Sequence[Submission]]:
    found: dict[UUID, list[Submission]] = defaultdict(list)
    for of in submissions:
        found[of.round_id].append(of)
    return found


# ---- The member's year -----------------------------------------------------------------------------------------------

# What is accepted; where nothing is yet, what stands in the latest version of a submission for that period.
_BEFORE = sa.text(
    f"""
    select e.member_id, e.element_id, e.category_id, r.period_start, e.number, e.words, e.status, false as accepted
    from submissions s
      join rounds r on r.id = s.round_id
      join entries e on e.submission_id = s.id
    where s.member_id = any(:members) and r.period_months = :months and r.period_start >= :first
      and r.period_start < :start and e.status is not null and s.state <> 'discarded' and not {queries.LATER}
    union all
    select v.member_id, v.element_id, v.category_id, v.period_start, v.number, v.words, v.status, true
    from accepted_values v
    where v.member_id = any(:members) and v.period_months = :months and v.period_start >= :first
      and v.period_start < :start and v.retired_at is null
    order by accepted, period_start desc
    """  # noqa: S608 - of our own words
).bindparams(sa.bindparam("members", type_=sa.ARRAY(sa.Uuid())))


async def past_of(session: AsyncSession, of: Submission, asking: Asking) -> tuple[History, Year]:
    """What `queries.history` tells, and the member's year, in one query: a page has few to spend."""
    period, named = of.round.period, _places(asking)
    year = Year(period, of.member.fiscal_year_starts_in)
    shown = period.shift(-period.months * queries.HISTORY).start
    first = min(shown, *(one.start for one in year.before)) if year.before else shown
    asks = {"members": [of.member_id], "months": period.months, "first": first, "start": period.start}
    history: dict[Place, list[Past]] = defaultdict(list)
    numbers: dict[Place, dict[date, Decimal]] = defaultdict(dict)
    for _, element, category, start, number, words, status, accepted in await session.execute(_BEFORE, asks):
        if place := named.get((element, category)):
            _put(numbers[place], start, number)
            if accepted and start >= shown:
                history[place].append(Past(Period(start, period.months), number, words, Status(status)))
    return history, Year(period, year.starts_in, numbers)


def _put(known: dict[date, Decimal], start: date, number: Decimal | None) -> None:
    """What comes later counts: what is accepted, after what is entered."""
    known.pop(start, None)
    if number is not None:
        known[start] = number


async def _years(
    session: AsyncSession, submissions: Sequence[Submission], asking: Mapping[UUID, Asking]
) -> Mapping[UUID, Year]:
    found: dict[UUID, Year] = {}
    for round_id, together in _by_round(submissions).items():
        bare = {of.id: Year(of.round.period, of.member.fiscal_year_starts_in) for of in together}
        numbers = await _before(session, together, bare, _places(asking[round_id]))
        for of in together:
            found[of.id] = Year(of.round.period, of.member.fiscal_year_starts_in, numbers[of.member_id])
    return found


async def _before(
    session: AsyncSession, together: Sequence[Submission], years: Mapping[UUID, Year], named: Mapping[_Ids, Place]
) -> Mapping[UUID, Mapping[Place, Mapping[date, Decimal]]]:
    found: dict[UUID, dict[Place, dict[date, Decimal]]] = {of.member_id: defaultdict(dict) for of in together}
    period: Period = together[0].round.period
    first = min((year.before[0].start for year in years.values() if year.before), default=None)
    if first is None:
        return found
    asks = {"members": list(found), "months": period.months, "first": first, "start": period.start}
    for member, element, category, start, number, *_ in await session.execute(_BEFORE, asks):
        if place := named.get((element, category)):
            _put(found[member][place], start, number)
    return found
