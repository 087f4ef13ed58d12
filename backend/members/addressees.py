"""To whom letters about a member or the backbone go."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import languages
from backend.kit.languages import Speech
from backend.members.rules import Role
from backend.members.tables import Collaborative, HeldRole, Person


class Reader(NamedTuple):
    """Of a letter. member_id: for whom they hold the role; None for the backbone's roles."""

    email: str
    name: str
    member_id: UUID | None
    speech: Speech


def speech(here: Collaborative, language: str) -> Speech:
    """How somebody is spoken to in letters of a collaborative. language: as they chose; empty for none."""
    return languages.speech_for(language, here.locale, here.words)


async def here(session: AsyncSession, id: UUID) -> Collaborative:
    """As the door has it, where one came in by the door."""
    known: Collaborative | None = session.info.get("here")
    return known if known and known.id == id else await session.get_one(Collaborative, id)


async def people(
    session: AsyncSession, of: Collaborative, members: Iterable[UUID], roles: Iterable[Role]
) -> Sequence[Reader]:
    """Who holds one of these roles for one of these members, or for the backbone; by address.

    One who holds several is there once for each.
    """
    asked = {"here": of.id, "members": list(members), "roles": list(roles)}
    return [
        Reader(row.email, row.name, row.member_id, speech(of, row.language))
        for row in await session.execute(_PEOPLE, asked)
    ]


# Made once, as nearly every deed asks it.
_PEOPLE = (
    sa.select(Person.email, Person.name, Person.language, HeldRole.member_id)
    .join(HeldRole, HeldRole.person_id == Person.id)
    .where(
        HeldRole.collaborative_id == sa.bindparam("here"),
        HeldRole.ended_at.is_(None),
        HeldRole.role == sa.any_(sa.bindparam("roles", type_=sa.ARRAY(sa.Text()))),
        sa.or_(
            HeldRole.member_id == sa.any_(sa.bindparam("members", type_=sa.ARRAY(sa.Uuid()))),
            HeldRole.member_id.is_(None),
        ),
        Person.forgotten_at.is_(None),
    )
    .order_by(Person.email)
)
