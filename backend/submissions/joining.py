"""Laying open collections before a member that belongs on their last day since a moment ago."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.members.tables import Member
from backend.members.terms import active_members
from backend.submissions import letters
from backend.submissions.belonging import Effect, lays_before
from backend.submissions.rules import State
from backend.submissions.tables import Submission


async def lay(session: AsyncSession, member: Member, effects: Iterable[Effect]) -> None:
    """One submission for each collection that takes answers and asks it now; one that is there already is kept."""
    there = set(await session.scalars(sa.select(Submission.round_id).where(Submission.member_id == member.id)))
    for effect in effects:
        if lays_before(effect) and effect.round.id not in there:
            session.add(Submission(member_id=member.id, round_id=effect.round.id, version=1, state=State.NOT_STARTED))
            await letters.opened(session, effect.round, [member])


async def others(session: AsyncSession, id: UUID, today: date) -> Sequence[Member]:
    """Who else belongs today, by name."""
    return [one for one in await active_members(session, today) if one.id != id]
