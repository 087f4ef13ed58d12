"""What becomes of files with time. Running twice changes nothing, so no moment is claimed."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import keeping
from backend.files.evidence import actions as evidence
from backend.files.tables import Upload
from backend.files.upload_rules import CONTENT_KEPT, ROW_KEPT, SILENT, UploadState
from backend.files.watching import UNDER_WAY
from backend.kit import days
from backend.kit.db import Database, Scope, now
from backend.kit.settings import Settings
from backend.members.everywhere import everywhere
from backend.members.tables import Collaborative


async def sweep_uploads(database: Database, _settings: Settings, due: datetime) -> None:
    """Work that gives no sign of life is marked as interrupted, and files of thirty days ago are let go."""
    await mark_interrupted(database)
    await _everywhere(database, "sweep uploads", due, _let_go)


async def mark_interrupted(database: Database) -> None:
    """Of a process that was killed nobody else would say so."""
    await _everywhere(database, "mark interrupted uploads", now(), _mark_interrupted)


async def forget_uploads(database: Database, _settings: Settings, due: datetime) -> None:
    """Deletes what is known of files sent two years ago."""
    await _everywhere(database, "forget uploads", due, _forget)


async def purge_evidence(database: Database, _settings: Settings, due: datetime) -> None:
    """Deletes the content of files whose time is over where they were kept."""
    await _everywhere(database, "purge evidence", due, _purge_evidence)


async def _mark_interrupted(session: AsyncSession, _today: date) -> None:
    silent = sa.update(Upload).where(Upload.state.in_(UNDER_WAY), Upload.beat_at < now() - SILENT)
    await session.execute(silent.values(state=UploadState.INTERRUPTED, finished_at=now()))


async def _let_go(session: AsyncSession, _today: date) -> None:
    """The content, and the answers that were never saved; that a file was sent, when and by whom stays known."""
    await keeping.let_go(session, Upload.sent_at < now() - CONTENT_KEPT)


async def _forget(session: AsyncSession, _today: date) -> None:
    await keeping.forget_old(session, before=now() - ROW_KEPT)


async def _purge_evidence(session: AsyncSession, today: date) -> None:
    await evidence.purge(session, today=today)


async def _everywhere(
    database: Database, job: str, due: datetime, work: Callable[[AsyncSession, date], Awaitable[None]]
) -> None:
    """Each in a transaction of its own; with the day it is there."""

    async def there(here: Collaborative) -> None:
        async with database.session(Scope.everything_in(here.id)) as session, session.begin():
            await work(session, days.day_at(due, here.time_zone))

    await everywhere(database, job, there)
