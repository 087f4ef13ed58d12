"""What a tidy list is held against: whose submissions it names, and what each asks. Few reads, however long it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from backend.indicators import queries as indicator_queries
from backend.kit.db import scope_in
from backend.kit.errors import Invalid
from backend.kit.languages import translated
from backend.kit.period_texts import parse_period
from backend.kit.periods import Calendar, Period
from backend.members.tables import Collaborative, Member
from backend.rounds.tables import Round
from backend.submissions import queries
from backend.submissions.checks import Asked
from backend.submissions.tables import Submission

Named = tuple[str, str]  # a member and a period as they are written


@dataclass(frozen=True, slots=True)
class Asking:
    """A submission with what it asks. name: the collection's."""

    submission_id: UUID
    name: str
    asked: Mapping[str, Asked]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a row is: the submissions it may belong to, or what is wrong with its member or its period.

    stranger: it was sent for one submission and is another's.
    """

    asking: Sequence[Asking] = ()
    fault: str = ""
    column: str = ""
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class TidyFacts:
    owners: Mapping[Named, Owner]

    def owner(self, member: str, period: str) -> Owner:
        return self.owners[member, period]


async def read(session: AsyncSession, submission: Submission | None, named: Iterable[Named]) -> TidyFacts:
    """submission: the one it was sent for; None when it may hold any member's and period's."""
    wanted = list(named)
    calendar = await _calendar(session)
    periods = {text: _period(text, calendar) for text in {period for _, period in wanted}}
    if submission is not None:
        asking = await _asking(session, [submission])
        owners = {one: _of_one(submission, asking[submission.id], one, periods[one[1]], calendar) for one in wanted}
        return TidyFacts(owners)
    return TidyFacts(await _of_many(session, wanted, periods, calendar))


async def _calendar(session: AsyncSession) -> Calendar:
    here = sa.select(Collaborative).where(Collaborative.id == scope_in(session).collaborative_id)
    return (await session.scalars(here)).one().calendar


def _period(text: str, calendar: Calendar) -> Period | str:
    """What is meant, or what is wrong with it."""
    try:
        return calendar.check(parse_period(text, calendar))
    except Invalid as invalid:
        return invalid.problems[0].message


def _of_one(submission: Submission, asking: Asking, named: Named, period: Period | str, calendar: Calendar) -> Owner:
    member, _ = named
    if isinstance(period, str):
        return Owner(fault=period, column="period")
    if member != submission.member.code:
        mine = f"“{submission.member.code}” ({submission.member.name})"
        return Owner(
            fault=translated(
                "this row is for member “%(member)s”; here only %(mine)s is taken", member=member[:60], mine=mine
            ),
            stranger=True,
        )
    if period != submission.round.period:
        mine, theirs = calendar.label(submission.round.period), calendar.label(period)
        return Owner(
            fault=translated("this row is for %(theirs)s; here only %(mine)s is taken", theirs=theirs, mine=mine),
            stranger=True,
        )
    return Owner([asking])


async def _of_many(
    session: AsyncSession, wanted: Sequence[Named], periods: Mapping[str, Period | str], calendar: Calendar
) -> Mapping[Named, Owner]:
    codes = {member for member, _ in wanted}
    members = {one.code: one for one in await session.scalars(sa.select(Member).where(Member.code.in_(codes)))}
    real = {period for period in periods.values() if isinstance(period, Period)}
    found = await _submissions(session, {one.id for one in members.values()}, real)
    asking = await _asking(session, found)
    by_owner: dict[tuple[UUID, Period], list[Asking]] = {}
    for one in found:
        by_owner.setdefault((one.member_id, one.round.period), []).append(asking[one.id])
    return {(code, text): _owner(members.get(code), code, periods[text], by_owner, calendar) for code, text in wanted}


def _owner(
    member: Member | None,
    code: str,
    period: Period | str,
    by_owner: Mapping[tuple[UUID, Period], Sequence[Asking]],
    calendar: Calendar,
) -> Owner:
    if member is None:
        return Owner(
            fault=translated("there is no member with the code “%(code)s” here", code=code[:60]), column="member"
        )
    if isinstance(period, str):
        return Owner(fault=period, column="period")
    if asking := by_owner.get((member.id, period)):
        return Owner(asking)
    return Owner(
        fault=translated("%(name)s was asked nothing for %(label)s", name=member.name, label=calendar.label(period)),
        column="period",
    )


async def _submissions(session: AsyncSession, members: set[UUID], periods: set[Period]) -> Sequence[Submission]:
    """The latest version of each, of any collection of these periods."""
    asked_for = sa.tuple_(Round.period_start, Round.period_months).in_([(p.start, p.months) for p in periods])
    query = (
        sa.select(Submission)
        .ext(distinct_on(Submission.round_id, Submission.member_id))
        .join(Round, sa.and_(Round.id == Submission.round_id, Round.collaborative_id == Submission.collaborative_id))
        .where(Submission.member_id.in_(members), asked_for, queries.NOT_DISCARDED)
        .options(joinedload(Submission.member), joinedload(Submission.round))
        .order_by(Submission.round_id, Submission.member_id, Submission.version.desc())
    )
    return (await session.scalars(query)).all()


async def _asking(session: AsyncSession, found: Sequence[Submission]) -> Mapping[UUID, Asking]:
    """Of each submission; what a collection asks is read once."""
    asked: dict[UUID, Mapping[str, Asked]] = {}
    for one in found:
        if one.round_id not in asked:
            asks = await indicator_queries.questionnaire(session, one.round.framework_id, one.round.period.end)
            asked[one.round_id] = queries.asked(asks.questions)
    return {one.id: Asking(one.id, one.round.name, asked[one.round_id]) for one in found}
