"""Deeds on invitations to begin a collaborative: invite, take back, become somebody, begin.

The site's own role may write neither these invitations nor collaboratives: two functions of the database do (migration
0009). One lets only an operator invite; the other makes one collaborative for one invitation, for whoever it is to.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import mail
from backend.kit.db import NOWHERE, Scope, enter, now
from backend.kit.errors import Conflict, NotFound
from backend.kit.languages import translated
from backend.members import actions, letters, tokens
from backend.members.beginning_tables import Beginning
from backend.members.rules import Principal, Role
from backend.members.tables import HeldRole, Person


async def invite(session: AsyncSession, email: str, *, by: Principal, lives: timedelta) -> str:
    """Put the letter; returns its token, known only now. Raises Conflict: they have such a letter already."""
    waiting = sa.select(Beginning.id).where(Beginning.email == email, *_living())
    if (await session.execute(waiting)).first():
        raise Conflict(translated("%(email)s has such an invitation already. Take that one back first.", email=email))
    token = tokens.new()
    made = sa.select(sa.func.invited_to_begin(email, tokens.hashed(token), now() + lives))
    if (await session.execute(made)).scalar_one() is None:
        raise NotFound(translated("There is nothing at this address."))
    mail.put(session, letters.to_begin(email, token=token, by=by.name, lives=lives))
    return token


def invited_by_the_owner(session: AsyncSession, email: str, *, lives: timedelta) -> str:
    """At the command line, where somebody hands the link over. session: the owner's. Returns the token."""
    token, at = tokens.new(), now()
    session.add(Beginning(email=email, token_hash=tokens.hashed(token), created_at=at, expires_at=at + lives))
    mail.put(session, letters.to_begin(email, token=token, by="", lives=lives))
    return token


async def waiting(session: AsyncSession) -> Sequence[Beginning]:
    """Those that can still be followed, the newest first."""
    return (await session.scalars(sa.select(Beginning).where(*_living()).order_by(Beginning.created_at.desc()))).all()


async def take_back(session: AsyncSession, id: UUID) -> None:
    """Its link opens nothing any more. Raises Conflict: it was used, or taken back before."""
    ending = sa.update(Beginning).where(Beginning.id == id, *_living()).values(revoked_at=now()).returning(Beginning.id)
    if (await session.execute(ending)).one_or_none() is None:
        raise Conflict(translated("This invitation was used or taken back meanwhile."))


# ---- Following the link ----------------------------------------------------------------------------------------------


def _living() -> tuple[sa.ColumnElement[bool], ...]:
    return Beginning.used_at.is_(None), Beginning.revoked_at.is_(None), Beginning.expires_at > now()


async def living(session: AsyncSession, token: str) -> Beginning | None:
    query = sa.select(Beginning).where(Beginning.token_hash == tokens.hashed(token), *_living())
    return (await session.scalars(query)).one_or_none()


async def become(session: AsyncSession, made: Beginning, *, name: str, me: Principal | None) -> UUID:
    """Somebody new, whose address the letter proves. Raises Refused: the address has an account, and it is another's."""
    person_id, known = await actions.whose(session, made.email, me=me)
    await enter(session, Scope(person_id=person_id))
    if not known:
        session.add(Person(id=person_id, email=made.email, name=name))
        await session.flush()  # whoever is signed in refers to it
    return person_id


async def begin(session: AsyncSession, token: str, facts: Mapping[str, Any], *, me: Principal) -> UUID:
    """The collaborative of these columns, and this person its administrator and coordinator.

    The session goes on in it, as its backbone. Raises Conflict: the invitation or the address is gone meanwhile.
    """
    begun = sa.select(sa.func.begun_collaborative(tokens.hashed(token), sa.cast(dict(facts), JSONB)))
    await enter(session, Scope(NOWHERE, person_id=me.person_id))
    id = (await session.execute(begun)).scalar_one()
    if id is None:
        raise Conflict(translated("Somebody took this address, or this invitation was used, just before you."))
    await enter(session, Scope.everything_in(id, person_id=me.person_id))
    session.add_all(HeldRole(person_id=me.person_id, role=role) for role in (Role.ADMINISTRATOR, Role.COORDINATOR))
    await session.flush()
    return UUID(str(id))
