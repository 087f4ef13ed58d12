"""Reads of who: members and their terms, people and their roles."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now, scope_in
from backend.members.rules import Holding, Role
from backend.members.tables import Collaborative, HeldRole, Member, MemberTerm, SignIn


async def collaborative(session: AsyncSession, slug: str) -> Collaborative | None:
    return (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == slug))).one_or_none()


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


async def my_collaboratives(session: AsyncSession) -> Sequence[Any]:
    """Where the person of this session holds roles now: id, slug, name, roles; by name."""
    held = sa.and_(HeldRole.person_id == scope_in(session).person_id, HeldRole.ended_at.is_(None))
    rows = (
        await session.execute(
            sa.select(
                Collaborative.id,
                Collaborative.slug,
                Collaborative.name,
                sa.func.array_agg(HeldRole.role.distinct()).label("roles"),
            )
            .join(HeldRole, HeldRole.collaborative_id == Collaborative.id)
            .where(held)
            .group_by(Collaborative.id)
        )
    ).all()
    return sorted(rows, key=lambda row: (row.name.casefold(), row.slug))


async def sign_ins_of(session: AsyncSession, person_id: UUID, *, idle_since: datetime) -> Sequence[SignIn]:
    """A person's living sessions, the last used first."""
    living = sa.and_(SignIn.ended_at.is_(None), SignIn.expires_at > now(), SignIn.seen_at > idle_since)
    query = sa.select(SignIn).where(SignIn.person_id == person_id, living).order_by(SignIn.seen_at.desc())
    return (await session.scalars(query)).all()


async def holdings_of(session: AsyncSession, person_id: UUID) -> frozenset[Holding]:
    """The roles a person holds now in the session's collaborative."""
    query = sa.select(HeldRole.role, HeldRole.member_id).where(
        HeldRole.person_id == person_id,
        HeldRole.ended_at.is_(None),
        HeldRole.collaborative_id == scope_in(session).collaborative_id,
    )
    return frozenset(Holding(Role(row.role), row.member_id) for row in (await session.execute(query)).all())
