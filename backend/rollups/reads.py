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
from backend.indicators.rules import Reckoning
from backend.kit.amounts import ZERO
from backend.kit.periods import Period
from backend.members import terms as member_terms
from backend.rollups.ledger import Given
from backend.rollups.reckonings import reckoned
from backend.rollups.rosters import Belonging, Roster, parents
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


async def rosters(session: AsyncSession, asked: Sequence[tuple[Sequence[Period], date]]) -> Sequence[Roster]:
    """Of each of these periods, or of a day where there is none: contributors are counted by the topmost parent on the last
    day of the newest period, and by those of before."""
    ends = [[period.end for period in periods] or [last] for periods, last in asked]
    rows = await member_terms.terms(session, max(map(max, ends)), since=min(map(min, ends)))
    terms = [Belonging(*term) for *term, _, _ in rows]
    tops = {
        row.id: [*((date.fromisoformat(day), UUID(top)) for day, top in row.before or ()), (date.max, row.topmost)]
        for row in rows
    }
    return [
        Roster(periods, terms, *parents(tops, min(of), max(of))) for (periods, _), of in zip(asked, ends, strict=True)
    ]


async def values(
    session: AsyncSession,
    bars: Bars,
    codes: Mapping[UUID, str],
    since: date,
    last: date,
    *,
    splits: bool = True,
) -> Iterator[tuple[UUID | None, Given]]:
    """Every counting value of these elements on periods between the two days, with its category.

    codes: of the elements, by id. splits: False leaves only the totals, without a category.
    """
    query = _but(bars, _VALUES if splits else _UNSPLIT)
    asked = {"elements": list(codes), "since": since, "last": last}
    return _given(await _rows(session, query, **asked, **bars.parameters), codes)


async def values_of(
    session: AsyncSession,
    vintages: Sequence[Vintage],
    bars: Bars,
    codes: Mapping[UUID, str],
    since: date,
    last: date,
) -> Sequence[Sequence[Given]]:
    """Of each vintage the totals that `values` would find, in one statement."""
    parts, asked = [], {"elements": list(codes), "since": since, "last": last, **bars.parameters}
    for number, vintage in enumerate(vintages):
        source, parameters = vintage.numbered(number)
        parts.append(_UNSPLIT.text.replace(NOW.source, source))
        asked |= parameters
    found = await _together(session, bars, parts, asked)
    return [[value for _, value in _given(rows, codes)] for rows in found]


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


async def left_open(
    session: AsyncSession,
    bars: Bars,
    single: Collection[tuple[UUID, Period, UUID]],
    codes: Mapping[UUID, str],
    since: date,
    last: date,
) -> tuple[Mapping[tuple[UUID, Period, UUID], Decimal], Iterable[Given]]:
    """What `tallies` did not tell: the numbers members gave, by element, period and member, one look-up each; and of the
    elements `codes` names the totals that `values` would find. One statement, if any."""
    asked: dict[str, Any] = {"elements": list(codes), "since": since, "last": last, **bars.parameters} if codes else {}
    periods = {(period.start, period.months): period for _, period, _ in single}
    if single:
        asked |= {
            "single_elements": [element for element, _, _ in single],
            "single_starts": [period.start for _, period, _ in single],
            "single_months": [period.months for _, period, _ in single],
            "single_members": [member for _, _, member in single],
        }
    found, rows = await _together(session, bars, [_SINGLE if single else "", _UNSPLIT.text if codes else ""], asked)
    numbers = {(element, periods[start, months], member): n for element, _, start, months, member, n, _ in found}
    return numbers, [value for _, value in _given(rows, codes)]


async def accepted(
    session: AsyncSession, framework_id: UUID, first: date, last: date
) -> Sequence[tuple[Period, UUID | None, date | None]]:
    """Of each collection whose period lies between the two: its accepted members and the day, there, of the latest."""
    rows = await _rows(session, _ACCEPTED, framework=framework_id, first=first, last=last)
    return [(Period(row.period_start, row.period_months), row.member_id, row.day) for row in rows]


async def _rows(session: AsyncSession, query: sa.TextClause, **values: Any) -> Sequence[Any]:
    return (await session.execute(query, values)).all()


async def _together(
    session: AsyncSession, bars: Bars, parts: Sequence[str], asked: Mapping[str, Any]
) -> list[list[Sequence[Any]]]:
    """The rows of each, in one statement; none of an empty one."""
    found: list[list[Sequence[Any]]] = [[] for _ in parts]
    queries = [f"select {number} as part, v.* from ({part}) v" for number, part in enumerate(parts) if part]  # noqa: S608
    if queries:
        for number, *row in await _rows(session, _but(bars, sa.text(" union all ".join(queries))), **asked):
            found[number].append(row)
    return found


def _but(bars: Bars, query: sa.TextClause) -> sa.TextClause:
    """The statement without what is barred; as it stands where nothing is."""
    return sa.text(query.text.replace(_HERE_BARS, bars.condition)) if bars.rows else query


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
_SINGLE = """
    select v.element_id, v.category_id, v.period_start, v.period_months, v.member_id, v.number, v.status
    from unnest(cast(:single_elements as uuid[]), cast(:single_starts as date[]), cast(:single_months as smallint[]),
                cast(:single_members as uuid[])) as w(element_id, period_start, period_months, member_id)
      join accepted_values v using (element_id, period_start, period_months, member_id)
    where v.retired_at is null and v.category_id is null
"""
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
