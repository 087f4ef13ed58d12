"""What the clock does to files. Running twice changes nothing, so no moment is claimed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from backend.files import evidence
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members.tables import Collaborative


async def purge_evidence(database: Database, _settings: Settings, due: datetime) -> None:
    """Deletes the content of files whose time is over where they were kept."""
    async with database.session(None) as session, session.begin():
        places = (await session.execute(sa.select(Collaborative.id, Collaborative.time_zone))).all()
    for id, zone in places:
        async with database.session(Scope.everything_in(id)) as session, session.begin():
            await evidence.purge(session, today=due.astimezone(ZoneInfo(zone)).date())
