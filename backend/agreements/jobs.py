"""What the clock does: warns that an agreement ends, in time to renew it. A warning is a mark on the agreement, in the
transaction of its letters, so any number of clocks write them once."""

from datetime import datetime, time

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import letters, standings
from backend.agreements.rules import Standing
from backend.agreements.tables import Agreement
from backend.kit import days
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members.everywhere import everywhere
from backend.members.tables import Collaborative
from backend.members.terms import active_members

log = structlog.get_logger("anchorline.clock")
FROM = time(7)  # nobody is written to in the night


async def warn(database: Database, _settings: Settings, moment: datetime) -> None:
    """Of every agreement that ends within sixty days with none after it, of a member that belongs today."""

    async def work(here: Collaborative) -> None:
        if moment < days.reaches(days.day_at(moment, here.time_zone), FROM, here.time_zone):
            return
        async with database.session(Scope.everything_in(here.id)) as session, session.begin():
            await _warn(session, here, moment)

    await everywhere(database, "warn of agreements", work)


async def _warn(session: AsyncSession, here: Collaborative, moment: datetime) -> None:
    today = days.day_at(moment, here.time_zone)
    due = sa.select(Agreement.id).where(
        Agreement.ends >= today, Agreement.warned_at.is_(None), Agreement.ended_at.is_(None)
    )
    # Held until the letters are written: another clock that comes meanwhile passes them by.
    waiting = set(await session.scalars(due.with_for_update(skip_locked=True)))
    if not waiting:
        return
    known = await standings.agreements(session)
    for member in await active_members(session, today):
        where = standings.where(known.get(member.id, ()), today)
        last = next((one for one in known.get(member.id, ()) if one.id in waiting and one.ends == where.last), None)
        if where.standing is Standing.ENDING and last is not None and last.ends is not None:
            last.warned_at = moment
            written = await letters.ending(session, here, member, last, last.ends)
            log.info("agreement ends", member=str(member.id), letters=written)
