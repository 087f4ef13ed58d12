"""To whom letters about a member or the backbone go."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.kit import languages
from backend.kit.db import today_in
from backend.kit.languages import Speech
from backend.members.cover_tables import Cover
from backend.members.rules import BACKBONE_ROLES, Role
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
    """Who holds one of these roles for one of these members, or for the backbone; by address. Who stands in for one of the
    backbone today is told beside them.

    One who holds several is there once for each.
    """
    asked = {"here": of.id, "members": list(members), "roles": list(roles), "today": today_in(of.time_zone)}
    return [
        Reader(row.email, row.name, row.member_id, speech(of, row.language))
        for row in await session.execute(_PEOPLE, asked)
    ]


_theirs = aliased(HeldRole)
# Somebody of the backbone still, for another of it who is away.
_STANDS_IN = sa.and_(
    HeldRole.member_id.is_(None),
    HeldRole.role.in_(BACKBONE_ROLES),
    sa.exists().where(
        Cover.collaborative_id == HeldRole.collaborative_id,
        Cover.person_id == HeldRole.person_id,
        Cover.cover_id == Person.id,
        Cover.ended_at.is_(None),
        sa.bindparam("today", type_=sa.Date()).between(Cover.starts_on, Cover.ends_on),
        _theirs.collaborative_id == Cover.collaborative_id,
        _theirs.person_id == Cover.cover_id,
        _theirs.role.in_(BACKBONE_ROLES),
        _theirs.ended_at.is_(None),
    ),
)
# Made once, as nearly every deed asks it.
_PEOPLE = (
    sa.select(Person.email, Person.name, Person.language, HeldRole.member_id)
    .join(HeldRole, sa.or_(HeldRole.person_id == Person.id, _STANDS_IN))
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
