"""Reads for adding up. Under scope `all` only: a sum over the members one may see would pass for everyone's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import scope_in
from backend.kit.periods import Period
from backend.members.terms import topmost_parents
from backend.rollups.ledger import Given, Ledger
from backend.rollups.reckonings import elements_of, reads_since, reckoning
from backend.rollups.rosters import Belonging, Roster
from backend.submissions.rules import Status

__all__ = ["Books", "books", "reckoning"]


@dataclass(frozen=True)
class Books:
    """All that one framework's figures between two days are reckoned from.

    ledger: the totals (no category) of all members the framework asked.
    by_category: by breakdown code, then category code: the same members' values of that category alone, under the plain
    element code. (A category's code is unique in its breakdown only: `unknown` is in every one.)
    members: names of those asked for a period that has a day between the two.
    accepted: of each collection whose period lies between the two, from how many of its members something is accepted,
    and on which day, there, the last of it was.
    """

    ledger: Ledger
    by_category: Mapping[str, Mapping[str, Ledger]]
    members: Mapping[UUID, str]
    accepted: Mapping[Period, tuple[int, date | None]]


async def books(session: AsyncSession, framework_id: UUID, *, first: date, last: date) -> Books:
    """Everything accepted that figures for periods between two days, both included, can read.

    Contributors are counted by the topmost parent on the last day of the newest period asked for.
    Raises RuntimeError unless the session sees all members.
    """
    _check_scope(session)
    formulas = await _rows(session, _FORMULAS, framework=framework_id)
    since = reads_since(first, [(row.formula, row.rule_quarters) for row in formulas])
    roster = await _roster(session, framework_id, since, last)
    codes = {code for row in formulas for code in elements_of(row.formula)}
    elements = {
        row.id: row.code for row in await _rows(session, _ELEMENTS, framework=framework_id, codes=sorted(codes))
    }
    categories = {
        row.id: (row.breakdown, row.category) for row in await _rows(session, _CATEGORIES, elements=list(elements))
    }
    values = await _rows(session, _VALUES, elements=list(elements), since=since, last=last)
    given: dict[UUID | None, list[Given]] = {None: [], **{category: [] for category in categories}}
    for row, period in _belonging(roster, values):
        value = Given(row.member_id, elements[row.element_id], period, Status(row.status), row.number)
        given[row.category_id].append(value)
    by_category: dict[str, dict[str, Ledger]] = {}
    for id, (breakdown, category) in categories.items():
        by_category.setdefault(breakdown, {})[category] = Ledger(roster.asked, given[id])
    return Books(
        Ledger(roster.asked, given[None]),
        by_category,
        roster.names(first, last),
        await _accepted(session, framework_id, roster, first, last),
    )


def _check_scope(session: AsyncSession) -> None:
    if scope_in(session).members != "all":
        raise RuntimeError("roll-ups are read under scope all only: open a session with Scope.everything_in(…)")


async def _rows(session: AsyncSession, query: sa.TextClause, **values: Any) -> Sequence[Any]:
    return (await session.execute(query, values)).all()


async def _roster(session: AsyncSession, framework_id: UUID, since: date, last: date) -> Roster:
    rounds = await _rows(session, _ROUNDS, framework=framework_id, since=since, last=last)
    periods = [Period(row.period_start, row.period_months) for row in rounds]
    terms = [Belonging(*row) for row in await _rows(session, _TERMS)]
    newest = max((period.end for period in periods), default=last)
    return Roster(periods, terms, await topmost_parents(session, newest))


def _belonging(roster: Roster, rows: Iterable[Any]) -> Iterable[tuple[Any, Period]]:
    """The values of members on periods they belonged in."""
    periods: dict[tuple[date, int], Period] = {}
    for row in rows:
        when = row.period_start, row.period_months
        period = periods.get(when) or periods.setdefault(when, Period(*when))
        if roster.belonged(row.member_id, period):
            yield row, period


async def _accepted(
    session: AsyncSession, framework_id: UUID, roster: Roster, first: date, last: date
) -> Mapping[Period, tuple[int, date | None]]:
    days: dict[Period, list[date]] = {}
    for row in await _rows(session, _ACCEPTED, framework=framework_id, first=first, last=last):
        period = Period(row.period_start, row.period_months)
        found = days.setdefault(period, [])
        if row.day is not None and roster.belonged(row.member_id, period):
            found.append(row.day)
    return {period: (len(found), max(found, default=None)) for period, found in days.items()}


_FORMULAS = sa.text(
    """
    select distinct d.formula, i.rule_quarters
    from framework_indicators f
      join indicators i on i.id = f.indicator_id
      join indicator_definitions d on d.indicator_id = i.id
    where f.framework_id = :framework and f.retired_on is null and i.retired_on is null
    """
)
# Those it asked once as well: what they were given then still counts then.
_ELEMENTS = sa.text(
    """
    select e.id, e.code
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
_ROUNDS = sa.text(
    """
    select r.period_start, r.period_months
    from rounds r
    where r.framework_id = :framework and (r.opened_at is not null or r.backfilled)
      and r.period_start <= :last and r.period_start + make_interval(months => r.period_months) > :since
    order by r.period_start, r.period_months
    """
)
_TERMS = sa.text(
    """
    select m.id, m.name, m.level, m.organization_id, t.starts, t.ends
    from members m join member_terms t on t.member_id = m.id
    """
)
_VALUES = sa.text(
    """
    select v.element_id, v.category_id, v.period_start, v.period_months, v.member_id, v.number, v.status
    from accepted_values v
    where v.retired_at is null and v.element_id = any(:elements) and v.period_start between :since and :last
      and v.period_start + make_interval(months => v.period_months) <= cast(:last as date) + 1
    """
)
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
