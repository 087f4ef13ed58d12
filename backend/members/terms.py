"""Who belonged when: members by their terms, and the organizations at the top of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

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


async def topmost_parents(session: AsyncSession, on: date) -> Mapping[UUID, UUID]:
    """Of every member, the organization at the top of its chain of parents on that day (itself, if it has none)."""
    walk = sa.text(
        """
        with recursive up as (
          select m.id as member_id, m.organization_id as organization_id, 0 as step
          from members m
          union all
          select up.member_id, p.parent_id, up.step + 1
          from up join organization_parents p on p.organization_id = up.organization_id
            and p.starts <= :on and (p.ends is null or p.ends >= :on)
          where up.step < 20
        )
        select distinct on (member_id) member_id, organization_id from up order by member_id, step desc
        """
    )
    return {row.member_id: row.organization_id for row in await session.execute(walk, {"on": on})}
