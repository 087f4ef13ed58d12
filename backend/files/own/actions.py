"""Keeping how a member's own file answers."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.files.own.schemas import Mapping
from backend.files.tables import MemberMapping
from backend.kit.db import now
from backend.kit.errors import Invalid
from backend.kit.languages import translated
from backend.members.rules import Principal

_MOST_NAME = 80


def a_name(typed: str) -> str:
    """Raises Invalid at `name` when there is none, or it is longer than 80 characters."""
    name = " ".join("".join(sign for sign in typed if sign.isprintable() or sign.isspace()).split())
    if not name or len(name) > _MOST_NAME:
        raise Invalid(
            translated(
                "Give it a name of at most %(most)s characters, by which you will know it next time.",
                most=_MOST_NAME,
            ),
            where="name",
            code="mapping.name",
        )
    return name


async def keep(
    session: AsyncSession, name: str, shape: Mapping, *, member_id: UUID, framework_id: UUID, by: Principal
) -> MemberMapping:
    """Under its name; an earlier one of the same name is used no longer."""
    at = now()
    await session.execute(
        sa.update(MemberMapping)
        .where(
            MemberMapping.member_id == member_id,
            MemberMapping.framework_id == framework_id,
            MemberMapping.name == name,
            MemberMapping.retired_at.is_(None),
        )
        .values(retired_at=at)
    )
    kept = MemberMapping(
        id=uuid7(),
        member_id=member_id,
        framework_id=framework_id,
        name=name,
        mapping=shape.model_dump(mode="json"),
        saved_by=by.person_id,
        saved_at=at,
    )
    session.add(kept)
    await session.flush()  # the upload names it in the same transaction
    return kept
