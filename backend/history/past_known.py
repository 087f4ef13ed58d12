"""What is here already, as earlier figures are held against it. Few reads, however many lines there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.sight import in_sight
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import elements_of
from backend.indicators.tables import Framework
from backend.kit.periods import Calendar, Period
from backend.members.roster import Term
from backend.members.tables import Collaborative, Member, MemberTerm
from backend.rounds.tables import Round
from backend.series import queries as series_queries
from backend.submissions.asked import Asked, Place
from backend.submissions.drafts import Asking
from backend.submissions.standings import asking

Owner = tuple[str, Period]  # a member's code, a period


@dataclass(slots=True)
class Answered:
    """itself: the member has begun to answer. values: of each place that counts, or None where it may not be read."""

    itself: bool = False
    values: dict[Place, Any] = field(default_factory=dict)


class Total(NamedTuple):
    """A figure of all members for a period, from before."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Known:
    """Of here. rounds: of the framework, by period. totals: what was brought of all members, by each element it counts."""

    calendar: Calendar
    framework: Framework
    today: date
    members: Mapping[str, Member]
    terms: Mapping[str, Sequence[Term]]
    asking: Asking
    by_name: Mapping[str, str]
    rounds: Mapping[Period, Round]
    answered: Mapping[Owner, Answered]
    totals: Mapping[str, Sequence[Total]]


async def known_here(session: AsyncSession, here: Collaborative, framework: Framework, today: date) -> Known:
    rows = (await session.execute(_MEMBERS)).all()
    members, spans = list(dict.fromkeys(row[0] for row in rows)), defaultdict(list)
    for member, starts, ends in rows:
        if starts:
            spans[member.code].append(Term(starts, ends))
    rounds = await session.scalars(sa.select(Round).where(Round.framework_id == framework.id))
    asked = asking((await indicator_queries.questionnaire(session, framework.id, today)).questions)
    return Known(
        here.calendar,
        framework,
        today,
        _named(members),
        spans,
        asked,
        _elements_by_name(asked.asked),
        {one.period: one for one in rounds},
        await _answered(session, framework.id, [one.element for one in asked.asked.values()]),
        await _totals(session, framework.id),
    )


_MEMBERS = sa.select(Member, MemberTerm.starts, MemberTerm.ends).outerjoin(
    MemberTerm, sa.and_(MemberTerm.member_id == Member.id, MemberTerm.collaborative_id == Member.collaborative_id)
)


async def brought_before(session: AsyncSession) -> Mapping[UUID, series_queries.Known]:
    """Of each indicator the series of totals that were brought in and stand."""
    found = await series_queries.all_series(session)
    return {
        one.series.indicator_id: one
        for one in found
        if one.series.indicator_id and one.vintage and one.vintage.brought_with
    }


async def _totals(session: AsyncSession, framework_id: UUID) -> Mapping[str, Sequence[Total]]:
    standing = await brought_before(session)
    if not standing:
        return {}
    found: dict[str, list[Total]] = defaultdict(list)
    for one in await indicator_queries.tracked(session, framework_id):
        if known := standing.get(one.indicator.id):
            for element in elements_of(one):
                found[element] += [Total(one.indicator.name, point.first, point.last) for point in known.points]
    return found


def _named(members: Sequence[Member]) -> Mapping[str, Member]:
    """By code and by name, as people write them; a name that two have is nobody's."""
    found: dict[str, Member | None] = {}
    for one in members:
        name = one.name.casefold()
        found[name] = None if name in found else one
    found |= {one.code.casefold(): one for one in members}
    return {name: one for name, one in found.items() if one is not None}


def _elements_by_name(asked: Mapping[str, Asked]) -> Mapping[str, str]:
    return {one.name.casefold(): code for code, one in asked.items()} | {code.casefold(): code for code in asked}


async def _answered(session: AsyncSession, framework_id: UUID, elements: Sequence[str]) -> Mapping[Owner, Answered]:
    found: dict[Owner, Answered] = defaultdict(Answered)
    for row in await session.execute(_STANDING, {"framework": framework_id, "elements": list(elements)}):
        owner = (row.member, Period(row.period_start, row.period_months))
        if row.element is None:
            found[owner].itself = True
        else:
            found[owner].values[row.element, row.category] = row if row.seen else None
    return found


# First who has begun to answer this collection, but for what was brought in for it and stands untouched; then what counts.
_STANDING = sa.text(
    f"""
    select m.code as member, r.period_start, r.period_months, null as element, null as category, null::numeric as number,
           null as words, null as status, true as seen
    from submissions s join rounds r on r.id = s.round_id join members m on m.id = s.member_id
    where r.framework_id = :framework and s.state <> 'not_started' and not (
      s.version = 1 and s.state = 'accepted'
      and not exists (
        select from submissions l where l.round_id = s.round_id and l.member_id = s.member_id and l.version > 1
      )
      and exists (select from acceptances a where a.submission_id = s.id and a.import_id is not null and a.undone_at is null)
      and not exists (select from acceptances a where a.submission_id = s.id and a.import_id is null)
    )
    union all
    select m.code, v.period_start, v.period_months, e.code, b.code || '.' || c.code,
           v.number, v.words, v.status, (true and {in_sight("v")})
    from accepted_values v join members m on m.id = v.member_id join elements e on e.id = v.element_id
      left join categories c on c.id = v.category_id left join breakdowns b on b.id = c.breakdown_id
    where v.retired_at is null and e.code = any(:elements)
    """  # noqa: S608
)
