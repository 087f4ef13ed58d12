"""The statements that adding up is read by, each one question. Core, and no more columns than the covering index has.

What `bars` name is read by none of them (docs/decisions/0015).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.queries import Bars
from backend.indicators.queries import Tracked
from backend.indicators.rules import Reckoning
from backend.kit.amounts import ZERO
from backend.kit.periods import Period
from backend.members import terms as member_terms
from backend.rollups.ledger import Given
from backend.rollups.reckonings import reckoned
from backend.rollups.rosters import Belonging, Roster
from backend.rollups.tallies import Tally
from backend.rollups.vintages import NOW, Vintage
from backend.submissions.rules import Status


@dataclass(frozen=True, slots=True)
class Version:
    """An indicator by one version of its definition. rules: over members, over quarters."""

    code: str
    unit: str
    rules: tuple[str, str]
    overlap_possible: bool
    formula: str
    valid_from: date
    valid_to: date | None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def reckoning(self, elements: Mapping[str, tuple[str, str]]) -> Reckoning:
        """elements: by code, each one's rule over quarters and its unit."""
        return reckoned(
            self.code, self.formula, self.rules, elements, unit=self.unit, overlap_possible=self.overlap_possible
        )


async def versions(session: AsyncSession, framework_id: UUID) -> Sequence[Version]:
    """Of every indicator the framework reports, in the order of its report, the latest version first."""
    return [
        Version(row.code, row.unit, (row.rule_members, row.rule_quarters), *row[4:])
        for row in await _rows(session, _VERSIONS, framework=framework_id)
    ]


def versions_in(tracked: Iterable[Tracked]) -> Sequence[Version]:
    """The same of indicators that have been read already."""
    return [
        Version(
            one.indicator.code,
            one.indicator.unit,
            (one.indicator.rule_members, one.indicator.rule_quarters),
            one.indicator.overlap_possible,
            definition.formula,
            definition.valid_from,
            definition.valid_to,
        )
        for one in tracked
        for definition in reversed(one.definitions)
    ]


@dataclass(frozen=True, slots=True)
class ElementRead:
    id: UUID
    code: str
    quarters_rule: str
    unit: str


async def elements(session: AsyncSession, framework_id: UUID, codes: Collection[str]) -> Mapping[UUID, ElementRead]:
    """Those named, and all the framework asks or once asked; but for texts."""
    rows = await _rows(session, _ELEMENTS, framework=framework_id, codes=sorted(codes))
    return {row.id: ElementRead(*row) for row in rows}


async def categories(session: AsyncSession, element_ids: Collection[UUID]) -> Mapping[UUID, tuple[str, str]]:
    """Of every breakdown of these elements: the codes of breakdown and category."""
    rows = await _rows(session, _CATEGORIES, elements=list(element_ids))
    return {row.id: (row.breakdown, row.category) for row in rows}


async def collections(session: AsyncSession, framework_id: UUID, since: date, last: date) -> Sequence[Period]:
    """What the framework has collected, or collects, that has a day between the two."""
    rows = await _rows(session, _COLLECTIONS, framework=framework_id, since=since, last=last)
    return [Period(*row) for row in rows]


async def roster(session: AsyncSession, periods: Sequence[Period], last: date) -> Roster:
    """Contributors are counted by the topmost parent on the last day of the newest period, and by those of before."""
    since = min((p.end for p in periods), default=last)
    rows = await member_terms.terms(session, max((p.end for p in periods), default=last), since=since)
    terms = [Belonging(*term) for *term, _, _ in rows]
    before = {row.id: [(date.fromisoformat(day), UUID(top)) for day, top in row.before] for row in rows if row.before}
    return Roster(periods, terms, {row.id: row.topmost for row in rows}, before)


async def values(
    session: AsyncSession,
    bars: Bars,
    codes: Mapping[UUID, str],
    since: date,
    last: date,
    *,
    splits: bool = True,
    vintage: Vintage = NOW,
) -> Iterator[tuple[UUID | None, Given]]:
    """Every counting value of these elements on periods between the two days, with its category.

    codes: of the elements, by id. splits: False leaves only the totals, without a category.
    """
    query = _but(bars, _of(vintage, _VALUES if splits else _UNSPLIT))
    asked = {"elements": list(codes), "since": since, "last": last}
    return _given(await _rows(session, query, **asked, **bars.parameters, **vintage.parameters), codes)


def _given(rows: Iterable[Any], codes: Mapping[UUID, str]) -> Iterator[tuple[UUID | None, Given]]:
    periods: dict[tuple[date, int], Period] = {}
    statuses = {status.value: status for status in Status}
    for element, category, start, months, member, number, status in rows:
        period = periods.get((start, months)) or periods.setdefault((start, months), Period(start, months))
        yield category, Given(member, codes[element], period, statuses[status], number)


async def tallies(
    session: AsyncSession, bars: Bars, codes: Mapping[UUID, str], members: Sequence[UUID], since: date, last: date
) -> Mapping[Period, Mapping[str, Tally]]:
    """What these members gave of these elements in each period that has values: one pass over the covering index.

    members: sorted; the first has the lowest bit.
    """
    if not members:
        return {}
    who = list(members)
    query = _but(bars, _TALLIES)
    rows = await _rows(session, query, elements=list(codes), members=who, since=since, last=last, **bars.parameters)
    found: dict[tuple[date, int], dict[str, Tally]] = {}
    for element, start, months, added, *sets in rows:
        found.setdefault((start, months), {})[codes[element]] = Tally(added or ZERO, *map(_bits, sets))
    return {Period(*when): row for when, row in found.items()}


async def figures(
    session: AsyncSession, wanted: Collection[tuple[UUID, Period, UUID]]
) -> Mapping[tuple[UUID, Period, UUID], Decimal]:
    """The numbers members gave, by element, period and member, of those that `tallies` counted; one look-up each."""
    if not wanted:
        return {}
    periods = {(period.start, period.months): period for _, period, _ in wanted}
    rows = await _rows(
        session,
        _FIGURES,
        elements=[element for element, _, _ in wanted],
        starts=[period.start for _, period, _ in wanted],
        months=[period.months for _, period, _ in wanted],
        members=[member for _, _, member in wanted],
    )
    return {(element, periods[start, months], member): number for element, start, months, member, number in rows}


async def accepted(
    session: AsyncSession, framework_id: UUID, first: date, last: date
) -> Sequence[tuple[Period, UUID | None, date | None]]:
    """Of each collection whose period lies between the two: its accepted members and the day, there, of the latest."""
    rows = await _rows(session, _ACCEPTED, framework=framework_id, first=first, last=last)
    return [(Period(row.period_start, row.period_months), row.member_id, row.day) for row in rows]


async def _rows(session: AsyncSession, query: sa.TextClause, **values: Any) -> Sequence[Any]:
    return (await session.execute(query, values)).all()


def _but(bars: Bars, query: sa.TextClause) -> sa.TextClause:
    """The statement without what is barred; as it stands where nothing is."""
    return sa.text(query.text.replace(_HERE_BARS, bars.condition)) if bars.rows else query


def _of(vintage: Vintage, query: sa.TextClause) -> sa.TextClause:
    return query if vintage == NOW else sa.text(query.text.replace(NOW.source, vintage.source))


def _bits(written: str | None) -> int:
    """PostgreSQL writes the first bit first."""
    return int(written[::-1], 2) if written else 0


_VERSIONS = sa.text(
    """
    select i.code, i.unit, i.rule_members, i.rule_quarters, i.overlap_possible, d.formula, d.valid_from, d.valid_to
    from framework_indicators f
      join framework_sections s on s.id = f.section_id
      join indicators i on i.id = f.indicator_id
      join indicator_definitions d on d.indicator_id = i.id
    where f.framework_id = :framework and f.retired_on is null and i.retired_on is null
    order by s.position, f.position, i.code, d.valid_from desc
    """
)
_ELEMENTS = sa.text(
    """
    select e.id, e.code, e.quarters_rule, e.unit
    from elements e
    where e.kind <> 'text' and (e.code = any(:codes)
      or e.id in (select f.element_id from framework_elements f where f.framework_id = :framework))
    """
)
_CATEGORIES = sa.text(
    """
    select c.id, b.code as breakdown, c.code as category
    from categories c join breakdowns b on b.id = c.breakdown_id
    where b.id in (select s.breakdown_id from element_breakdowns s where s.element_id = any(:elements))
    order by b.code, c.position
    """
)
_COLLECTIONS = sa.text(
    """
    select r.period_start, r.period_months
    from rounds r
    where r.framework_id = :framework and (r.opened_at is not null or r.backfilled)
      and r.period_start <= :last and r.period_start + make_interval(months => r.period_months) > :since
    order by r.period_start, r.period_months
    """
)
_HERE_BARS = "/* bars */"
_COUNTING = f"""
    from {NOW.source} and v.element_id = any(:elements) and v.period_start between :since and :last
      and v.period_start + make_interval(months => v.period_months) <= cast(:last as date) + 1 /* bars */
"""
_VALUES = sa.text(
    "select v.element_id, v.category_id, v.period_start, v.period_months, v.member_id, v.number, v.status" + _COUNTING
)
_UNSPLIT = sa.text(_VALUES.text + " and v.category_id is null")
# A member's bit is its place among the sorted ids, found by bisection and without a join: once a plan is kept for any
# collaborative, the planner takes the values for few and would join them in a loop (measured: 170 ms against 33).
_TALLIES = sa.text(
    """
    select element_id, period_start, period_months, sum(number),
           bit_or(bit) filter (where number is not null)::text,
           bit_or(bit) filter (where number is null and status = 'not_applicable')::text,
           bit_or(bit) filter (where number is null and status = 'reported_elsewhere')::text
    from (
      select v.*, set_bit((select repeat('0', cardinality(cast(:members as uuid[])))::bit varying), at - 1, 1) as bit
      from (
        select v.element_id, v.period_start, v.period_months, v.member_id, v.number, v.status,
               width_bucket(v.member_id, cast(:members as uuid[])) as at
        from accepted_values v
        where v.retired_at is null and v.category_id is null and v.element_id = any(:elements)
          and v.period_start between :since and :last /* bars */
        offset 0
      ) v
      where at > 0 and (cast(:members as uuid[]))[at] = member_id
    ) v
    group by element_id, period_start, period_months
    """
)
_FIGURES = sa.text(
    """
    select v.element_id, v.period_start, v.period_months, v.member_id, v.number
    from unnest(cast(:elements as uuid[]), cast(:starts as date[]), cast(:months as smallint[]),
                cast(:members as uuid[])) as w(element_id, period_start, period_months, member_id)
      join accepted_values v using (element_id, period_start, period_months, member_id)
    where v.retired_at is null and v.category_id is null
    """
)
# The last of a collection's acceptances, by the collaborative's own calendar day.
_ACCEPTED = sa.text(
    """
    select r.period_start, r.period_months, s.member_id,
           (max(a.accepted_at) at time zone c.time_zone)::date as day
    from rounds r
      join collaboratives c on c.id = r.collaborative_id
      left join submissions s on s.round_id = r.id and s.state in ('accepted', 'locked')
      left join acceptances a on a.submission_id = s.id
    where r.framework_id = :framework and (r.opened_at is not null or r.backfilled) and r.period_start >= :first
      and r.period_start + make_interval(months => r.period_months) <= cast(:last as date) + 1
    group by r.period_start, r.period_months, s.member_id, c.time_zone
    order by r.period_start, r.period_months
    """
)
