"""Making somebody an operator, and ending it. At the command line alone: the site's own role may not write who is one."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid
from backend.members.addresses import normalised
from backend.members.tables import Operator, Person


async def give(session: AsyncSession, address: str) -> Person:
    """Whoever signs in by this address; a person of that address is made if there is none yet.

    session: the owner's.

    Raises:
        Invalid: this is no address.
        Conflict: they are an operator already.
    """
    email = _address(address)
    person = await _person(session, email)
    if person is None:
        person = Person(email=email, name=email.partition("@")[0])
        session.add(person)
        await session.flush()  # the operator's row names it
    if await _held(session, person):
        raise Conflict(f"{email} is an operator already.")
    session.add(Operator(person_id=person.id))
    return person


async def take(session: AsyncSession, address: str) -> None:
    """Ends it; that it was so stays known. session: the owner's. Raises Conflict: they are none."""
    email = _address(address)
    person = await _person(session, email)
    held = person and await _held(session, person)
    if not held:
        raise Conflict(f"{email} is no operator.")
    held.ended_at = now()


def _address(typed: str) -> str:
    try:
        return normalised(typed)
    except ValueError as fault:
        raise Invalid(str(fault)) from None


async def _person(session: AsyncSession, email: str) -> Person | None:
    return (await session.scalars(sa.select(Person).where(Person.email == email))).one_or_none()


async def _held(session: AsyncSession, person: Person) -> Operator | None:
    now_held = sa.and_(Operator.person_id == person.id, Operator.ended_at.is_(None))
    return (await session.scalars(sa.select(Operator).where(now_held))).one_or_none()
