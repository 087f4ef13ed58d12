"""Who belonged when: members by their terms, and the organizations at the top of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.members.tables import Member, MemberTerm


def in_term(on: date) -> sa.ColumnElement[bool]:
    """Condition on members: they belong on this day."""
    return sa.exists().where(
        MemberTerm.member_id == Member.id,
        MemberTerm.collaborative_id == Member.collaborative_id,
        MemberTerm.starts <= on,
        sa.or_(MemberTerm.ends.is_(None), MemberTerm.ends >= on),
    )


async def active_members(session: AsyncSession, on: date) -> Sequence[Member]:
    """Who belongs on a day, by name. A period asks those who belong on its last day (decision 0005)."""
    found = (await session.scalars(sa.select(Member).where(in_term(on)))).all()
    return sorted(found, key=lambda member: member.name.casefold())


async def terms(session: AsyncSession, on: date, *, since: date | None = None) -> Sequence[Any]:
    """Every term of every member. topmost: the organization at the top of its chain of parents on that day (itself, if it
    has none); the chain begins with what this collaborative says the member is part of. before: none, or what was topmost
    since a day: pairs of a last day and an organization, as texts, the oldest first."""
    return (await session.execute(_TERMS, {"on": on, "since": since or on})).all()


_TERMS = sa.text(
    """
    with recursive above as (
      select organization_id from members
      union select parent_id from member_parents
      union select p.parent_id from above join organization_parents p using (organization_id)
    ), links as (
      select starts, ends from member_parents
      union all select p.starts, p.ends from above join organization_parents p using (organization_id)
    ), days as (
      select cast(:on as date) as day
      union select ends from links where ends >= :since and ends < :on
      union select starts - 1 from links where starts > :since and starts <= :on
    ), up as (
      select m.id as member_id, days.day, coalesce(here.parent_id, m.organization_id) as organization_id, 0 as step,
             here.parent_id is not distinct from m.organization_id as alone
      from days cross join members m left join member_parents here on here.member_id = m.id
        and here.starts <= days.day and (here.ends is null or here.ends >= days.day)
      union all
      select up.member_id, up.day, p.parent_id, up.step + 1, false
      from up join organization_parents p on p.organization_id = up.organization_id
        and p.starts <= up.day and (p.ends is null or p.ends >= up.day)
      where up.step < 20 and not up.alone
    ), topmost as (
      select distinct on (member_id, day) member_id, day, organization_id from up order by member_id, day, step desc
    ), before as (
      select member_id, json_agg(json_build_array(day, organization_id) order by day) as days
      from topmost where day < :on group by member_id
    )
    select m.id, m.name, m.level, m.organization_id, t.starts, t.ends, m.size,
           topmost.organization_id as topmost, before.days as before
    from members m join member_terms t on t.member_id = m.id
      join topmost on topmost.member_id = m.id and topmost.day = :on
      left join before on before.member_id = m.id
    """
)
