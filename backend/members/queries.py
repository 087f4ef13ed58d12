"""What is read about who: each read named for its question. Run in the scope of whoever asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now, scope_in
from backend.members.naming import called
from backend.members.rules import Holding, Role
from backend.members.tables import Collaborative, HeldRole, Invitation, Member, MemberTerm, Person, SignIn


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


async def public_collaboratives(session: AsyncSession) -> Sequence[Collaborative]:
    """Those with a public page, by name."""
    found = (await session.scalars(sa.select(Collaborative).where(Collaborative.public_page))).all()
    return sorted(found, key=lambda one: one.name.casefold())


async def sign_ins_of(session: AsyncSession, person_id: UUID, *, used_since: datetime) -> Sequence[SignIn]:
    """A person's living sessions, the last used first."""
    living = sa.and_(SignIn.ended_at.is_(None), SignIn.expires_at > now(), SignIn.seen_at > used_since)
    query = sa.select(SignIn).where(SignIn.person_id == person_id, living).order_by(SignIn.seen_at.desc())
    return (await session.scalars(query)).all()


# ---- Roles -----------------------------------------------------------------------------------------------------------


def held_here(session: AsyncSession) -> sa.ColumnElement[bool]:
    """Roles held now in the session's collaborative; named, as one's own elsewhere are visible too."""
    return sa.and_(HeldRole.ended_at.is_(None), HeldRole.collaborative_id == scope_in(session).collaborative_id)


async def holdings_of(session: AsyncSession, person_id: UUID) -> frozenset[Holding]:
    """The roles a person holds now in the session's collaborative."""
    query = sa.select(HeldRole.role, HeldRole.member_id).where(HeldRole.person_id == person_id, held_here(session))
    return frozenset(Holding(Role(row.role), row.member_id) for row in (await session.execute(query)).all())


@dataclass(frozen=True, slots=True)
class RoleHere:
    id: UUID
    role: Role
    member: str  # its name; empty for roles of no member


@dataclass(frozen=True, slots=True)
class PersonHere:
    """called: the name with the member that employs them, if one does."""

    id: UUID
    name: str
    called: str
    email: str
    language: str
    roles: Sequence[RoleHere]


async def people_here(session: AsyncSession, *, of_members: Iterable[UUID] | None) -> Sequence[PersonHere]:
    """Who holds which roles here, by name. of_members: only roles for these; None: everyone's."""
    query = (
        sa.select(HeldRole.id, HeldRole.role, Person, called(Person), Member.name)
        .join(Person, Person.id == HeldRole.person_id)
        .outerjoin(Member, _member_of(HeldRole))
        .where(held_here(session))
    )
    if of_members is not None:
        query = query.where(HeldRole.member_id.in_(list(of_members)))
    people: dict[tuple[Person, str], list[RoleHere]] = {}
    for id, role, person, name, member in (await session.execute(query)).all():
        people.setdefault((person, name), []).append(RoleHere(id, Role(role), member or ""))
    listed = [
        PersonHere(one.id, one.name, name, one.email, one.language, sorted(roles, key=_by_role))
        for (one, name), roles in people.items()
    ]
    return sorted(listed, key=lambda person: (person.name.casefold(), person.email))


def _by_role(held: RoleHere) -> tuple[int, str]:
    return list(Role).index(held.role), held.member.casefold()


def _member_of(row: Any) -> sa.ColumnElement[bool]:
    return sa.and_(Member.id == row.member_id, Member.collaborative_id == row.collaborative_id)


# ---- Members ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MemberHere:
    """terms: oldest first. people: how many hold each role for it now."""

    member: Member
    terms: Sequence[MemberTerm]
    people: Mapping[Role, int]

    def belongs(self, on: date) -> bool:
        return any(term.starts <= on and (term.ends is None or on <= term.ends) for term in self.terms)


async def members_here(session: AsyncSession) -> Sequence[MemberHere]:
    """Every member there ever was, by name."""
    members = (await session.scalars(sa.select(Member))).all()
    terms: dict[UUID, list[MemberTerm]] = {member.id: [] for member in members}
    for term in await session.scalars(sa.select(MemberTerm).order_by(MemberTerm.starts)):
        terms[term.member_id].append(term)
    people: dict[UUID, dict[Role, int]] = {member.id: {} for member in members}
    counted = (
        sa.select(HeldRole.member_id, HeldRole.role, sa.func.count())
        .where(held_here(session))
        .group_by(HeldRole.member_id, HeldRole.role)
    )
    for member_id, role, count in (await session.execute(counted)).all():
        if member_id:
            people[member_id][Role(role)] = count
    found = [MemberHere(member, terms[member.id], people[member.id]) for member in members]
    return sorted(found, key=lambda one: one.member.name.casefold())


async def names(session: AsyncSession) -> Mapping[UUID, str]:
    """Of every member there ever was."""
    return {row.id: row.name for row in await session.execute(sa.select(Member.id, Member.name))}


# ---- Invitations -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as people see it. by: the inviter's name; empty for the operator."""

    id: UUID
    email: str
    role: Role
    member: str
    by: str
    expires_at: datetime


async def open_invitations(session: AsyncSession, *, of_members: Iterable[UUID] | None) -> Sequence[Invited]:
    """Not yet accepted, not taken back; those too old are listed too, to be sent again. The newest first."""
    query = (
        sa.select(Invitation, Member.name, called(Person))
        .outerjoin(Member, _member_of(Invitation))
        .outerjoin(Person, Person.id == Invitation.invited_by)
        .where(
            Invitation.collaborative_id == scope_in(session).collaborative_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.created_at.desc())
    )
    if of_members is not None:
        query = query.where(Invitation.member_id.in_(list(of_members)))
    rows = (await session.execute(query)).all()
    return [
        Invited(made.id, made.email, Role(made.role), member or "", by or "", made.expires_at)
        for made, member, by in rows
    ]
