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


async def terms(session: AsyncSession, on: date) -> Sequence[Any]:
    """Every term of every member. topmost: the organization at the top of its chain of parents on that day (itself, if it
    has none); the chain begins with what this collaborative says the member is part of."""
    return (await session.execute(_TERMS, {"on": on})).all()


_TERMS = sa.text(
    """
    with recursive up as (
      select m.id as member_id, coalesce(here.parent_id, m.organization_id) as organization_id, 0 as step,
             here.parent_id is not distinct from m.organization_id as alone
      from members m left join member_parents here on here.member_id = m.id
        and here.starts <= :on and (here.ends is null or here.ends >= :on)
      union all
      select up.member_id, p.parent_id, up.step + 1, false
      from up join organization_parents p on p.organization_id = up.organization_id
        and p.starts <= :on and (p.ends is null or p.ends >= :on)
      where up.step < 20 and not up.alone
    ), topmost as (
      select distinct on (member_id) member_id, organization_id from up order by member_id, step desc
    )
    select m.id, m.name, m.level, m.organization_id, t.starts, t.ends, topmost.organization_id as topmost
    from members m join member_terms t on t.member_id = m.id join topmost on topmost.member_id = m.id
    """
)
