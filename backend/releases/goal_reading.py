"""Which frozen Edition says what of a shared goal: the newest of an audience that has it, and the one before."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.figures import Audience
from backend.members.rules import Principal, Role
from backend.releases import queries
from backend.releases.goal_telling import Issue
from backend.releases.rules import SHOWN_TO
from backend.releases.tables import FrozenEdition, Release
from backend.rounds.tables import Round
from collab_reports.edition import Edition

_MOST_KEPT = 64
_KEPT: OrderedDict[str, Issue] = OrderedDict()  # by SHA-256: what is frozen always reads the same


@dataclass(frozen=True, slots=True)
class Issued:
    """A published edition of one audience, without its text."""

    id: UUID
    sha256: str
    framework_id: UUID


async def issued(session: AsyncSession, audience: Audience) -> Sequence[Issued]:
    """The newest period first, of one period the newest report. A collaborative publishes a few a year."""
    query = (
        sa.select(FrozenEdition.id, FrozenEdition.sha256, Round.framework_id)
        .join(Release, Release.id == FrozenEdition.release_id)
        .join(Round, Round.id == Release.round_id)
        .where(FrozenEdition.audience == audience.value, queries.OPEN)
        .order_by(Release.period_start.desc(), FrozenEdition.published_at.desc())
    )
    return [Issued(*row) for row in await session.execute(query)]


async def newest(session: AsyncSession, audience: Audience) -> Sequence[Issue]:
    """The newest of each framework: all the goals that are shown now."""
    found: dict[UUID, Issued] = {}
    for one in await issued(session, audience):
        found.setdefault(one.framework_id, one)
    return [await issue(session, one) for one in found.values()]


async def of_goal(session: AsyncSession, audience: Audience, code: str) -> tuple[Issue, Issue | None] | None:
    """The newest report that has it, and the report of the same framework before that. A goal that is in no newest report
    keeps its address: the last that had it is shown."""
    found = await issued(session, audience)
    for place, one in enumerate(found):
        here = await issue(session, one)
        if here.goal(code) is not None:
            earlier = next((other for other in found[place + 1 :] if other.framework_id == one.framework_id), None)
            return here, await issue(session, earlier) if earlier else None
    return None


async def issue(session: AsyncSession, of: Issued) -> Issue:
    """Read once while it is asked for now and then. The session has seen that it may be read."""
    if of.sha256 in _KEPT:
        _KEPT.move_to_end(of.sha256)
        return _KEPT[of.sha256]
    edition = Edition.from_json(await queries.text_of(session, of.id))
    found = Issue(
        sha256=of.sha256,
        title=f"{edition.title}, {edition.period.label}",
        locale=edition.collaborative.locale,
        members=tuple(one.name for one in edition.members),
        goals=edition.goals,
        figures=edition.figures,
    )
    _KEPT[of.sha256] = found
    if len(_KEPT) > _MOST_KEPT:
        _KEPT.popitem(last=False)
    return found


def mine(me: Principal) -> Sequence[Audience]:
    """Whose reports this person may read, their own first. The observer reads what all members read."""
    if me.of_backbone:
        return tuple(SHOWN_TO)
    own = [Audience.MEMBERS] if any(role.of_member or role is Role.OBSERVER for role in me.roles) else []
    own += [Audience.PARTNERS] if Role.PARTNER in me.roles else []
    return (*own, Audience.PUBLIC)
