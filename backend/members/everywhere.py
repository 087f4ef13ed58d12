"""What a timed job does in one collaborative after the other, so that none of them holds up its neighbours."""

from collections.abc import Awaitable, Callable

import sqlalchemy as sa
import structlog

from backend.kit.claims import stopping
from backend.kit.db import Database
from backend.members.tables import Collaborative

log = structlog.get_logger("anchorline.clock")


async def everywhere(database: Database, job: str, work: Callable[[Collaborative], Awaitable[None]]) -> None:
    """One that fails is logged, by the job's name, and tried again at the next tick; the others go on.

    What is left when the program is told to end waits for the next tick, too.
    """
    async with database.session(None) as session:
        places = (await session.scalars(sa.select(Collaborative).order_by(Collaborative.slug))).all()
    for here in places:
        if stopping():
            return
        try:
            await work(here)
        except Exception:
            log.exception("job failed", job=job, collaborative=here.slug)
