"""Who of the backbone is employed by a member: said beside the name, and, where so decided, limited.

Limited is a role of its own, the observer's: whoever has it holds no other role of the backbone, so that doors, wall and
letters treat them as what they are, and nothing has to remember an exception.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import find, now, scope_in
from backend.kit.errors import Conflict
from backend.kit.languages import translated
from backend.members import actions, queries
from backend.members.employment_tables import Employment
from backend.members.naming import called
from backend.members.rules import BACKBONE_ROLES, OF_THE_BACKBONE, Principal, Role
from backend.members.tables import HeldRole, Invitation, Member, Person


@dataclass(frozen=True, slots=True)
class OfBackbone:
    """Somebody who runs the collaborative. name: with the member that employs them."""

    person_id: UUID
    name: str
    roles: Sequence[Role]


async def backbone(session: AsyncSession) -> Sequence[OfBackbone]:
    """By name."""
    query = (
        sa.select(Person.id, called(Person), sa.func.array_agg(HeldRole.role))
        .join(HeldRole, HeldRole.person_id == Person.id)
        .where(queries.held_here(session), HeldRole.role.in_(OF_THE_BACKBONE), Person.forgotten_at.is_(None))
        .group_by(Person.id, Person.name)
        .order_by(Person.name, Person.id)
    )
    return [
        OfBackbone(id, name, [role for role in Role if role in roles])
        for id, name, roles in await session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of somebody. employment: None while nothing is. limited: they are an observer."""

    person: Person
    employment: Employment | None
    limited: bool


async def stated(session: AsyncSession, role_id: UUID) -> Stated:
    """Of whoever holds this role.

    Raises:
        NotFound: there is none here. Conflict: it is none of the backbone's, or it has ended.
    """
    held = await find(session, HeldRole, role_id)
    ours = await session.scalars(
        sa.select(HeldRole.role).where(HeldRole.person_id == held.person_id, queries.held_here(session))
    )
    roles = frozenset(map(Role, ours))
    if not roles & OF_THE_BACKBONE:
        raise Conflict(translated("Only for people of the backbone it is said which member employs them."))
    person = (await session.scalars(sa.select(Person).where(Person.id == held.person_id))).one()
    found = (await session.scalars(_now(held.person_id))).one_or_none()
    return Stated(person, found, not roles & BACKBONE_ROLES)


def _now(person_id: UUID) -> sa.Select[Employment]:
    return sa.select(Employment).where(Employment.person_id == person_id, Employment.ended_at.is_(None))


async def state(
    session: AsyncSession, of: Stated, *, member_id: UUID | None, since: date, limited: bool, by: Principal
) -> None:
    """member_id: None for nobody any more, which lifts the limit too. What was said before stays on record.

    Raises:
        NotFound: there is no such member here.
        Conflict: they are the last administrator, whom nobody could give back what is taken.
    """
    before = of.employment
    if before:
        before.ended_at, before.ended_by = now(), by.person_id
        await session.flush()  # one at a time holds now
    if member_id:
        member = await find(session, Member, member_id)
        session.add(
            Employment(person_id=of.person.id, employer_id=member.id, since=since, said_by=by.person_id, said_at=now())
        )
    limited = limited and member_id is not None
    if limited and not of.limited:
        await _limit(session, of.person, by=by)
    elif of.limited and not limited:
        await _lift(session, of.person.id, by=by)


async def _limit(session: AsyncSession, person: Person, *, by: Principal) -> None:
    """From here on they are an observer; what is under way to make them more leads nowhere."""
    taken = [one for one in await actions.own_roles(session, person.id) if one.role in BACKBONE_ROLES]
    at = await actions.end_together(session, taken, by=by.person_id)
    session.add(HeldRole(person_id=person.id, role=Role.OBSERVER, given_by=by.person_id, given_at=at))
    waiting = sa.update(Invitation).where(
        Invitation.collaborative_id == scope_in(session).collaborative_id,
        Invitation.email == person.email,
        Invitation.role.in_(BACKBONE_ROLES),
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    await session.execute(waiting.values(revoked_at=at))


async def _lift(session: AsyncSession, person_id: UUID, *, by: Principal) -> None:
    """They hold again what the limit took from them; whoever was invited as an observer is a coordinator now."""
    observes = [one for one in await actions.own_roles(session, person_id) if one.role == Role.OBSERVER]
    taken = sa.select(HeldRole.role).where(
        HeldRole.collaborative_id == scope_in(session).collaborative_id,
        HeldRole.person_id == person_id,
        HeldRole.role.in_(BACKBONE_ROLES),
        HeldRole.ended_at.in_([one.given_at for one in observes]),
    )
    roles = set((await session.scalars(taken)).all()) or {Role.COORDINATOR}
    await actions.end_together(session, observes, by=by.person_id)
    session.add_all(HeldRole(person_id=person_id, role=role, given_by=by.person_id) for role in sorted(roles))
