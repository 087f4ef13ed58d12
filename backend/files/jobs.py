"""What the clock and the start of the site do to files. Running twice changes nothing, so no moment is claimed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from backend.files import evidence
from backend.files.tables import Upload
from backend.files.upload_rules import SILENT, UploadState
from backend.files.watching import UNDER_WAY
from backend.kit.db import Database, Scope, now
from backend.kit.settings import Settings
from backend.members.tables import Collaborative


async def mark_interrupted(database: Database) -> None:
    """Files whose work gives no sign of life any more: the process it ran in was killed."""
    async with database.session(None) as session, session.begin():
        places = (await session.scalars(sa.select(Collaborative.id))).all()
    for id in places:
        async with database.session(Scope.everything_in(id)) as session, session.begin():
            at = now()
            await session.execute(
                sa.update(Upload)
                .where(Upload.state.in_(UNDER_WAY), Upload.beat_at < at - SILENT)
                .values(state=UploadState.INTERRUPTED, finished_at=at)
                .execution_options(synchronize_session=False)
            )


async def purge_evidence(database: Database, _settings: Settings, due: datetime) -> None:
    """Deletes the content of files whose time is over where they were kept."""
    async with database.session(None) as session, session.begin():
        places = (await session.execute(sa.select(Collaborative.id, Collaborative.time_zone))).all()
    for id, zone in places:
        async with database.session(Scope.everything_in(id)) as session, session.begin():
            await evidence.purge(session, today=due.astimezone(ZoneInfo(zone)).date())
