"""Signs of life of whoever works on an upload, and the end of work that was cancelled from elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from backend.files.packing import packed_problems
from backend.files.tables import Upload
from backend.files.upload_rules import BEATS_EVERY, UploadState
from backend.kit.db import Database, Scope, now
from backend.kit.errors import Problem
from backend.kit.languages import later, translated
from backend.members.rules import Principal

log = structlog.get_logger("anchorline.uploads")

UNDER_WAY = (UploadState.READING, UploadState.SAVING)
_OUR_FAULT = later(
    "Something went wrong on our side while we worked on this file. We have noted it; please send it again."
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a file, with all that work on it needs once the request is answered. time_zone: the collaborative's."""

    database: Database
    scope: Scope
    by: Principal
    time_zone: str


@dataclass(slots=True)
class Progress:
    """How far the work is, of how much; told with the next sign of life."""

    done: int = 0
    total: int = 0

    def set(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def written(self) -> dict[str, int]:
        return {"done": self.done, "total": self.total} if self.total else {}


async def write(sender: Sender, id: UUID, **values: Any) -> bool:
    """In a transaction of its own, as long as the work is under way; else False: somebody cancelled it."""
    async with sender.database.session(sender.scope) as session, session.begin():
        written = sa.update(Upload).where(Upload.id == id, Upload.state.in_(UNDER_WAY)).values(beat_at=now(), **values)
        return (await session.execute(written.returning(Upload.id))).scalar() is not None


@asynccontextmanager
async def watched(sender: Sender, id: UUID) -> AsyncIterator[Progress]:
    """While the block lasts the upload shows signs of life; whatever ends it otherwise than well is written there."""
    work = asyncio.current_task()
    assert work is not None
    progress = Progress()
    beating = asyncio.create_task(_beat(sender, id, work, progress))
    try:
        yield progress
    except asyncio.CancelledError:
        await write(sender, id, state=UploadState.INTERRUPTED, finished_at=now())  # nothing, if it was cancelled
        raise
    except Exception:
        log.exception("an upload failed", upload=str(id))
        problems = packed_problems([Problem("", translated(_OUR_FAULT), "file.ours")])
        await write(sender, id, state=UploadState.INTERRUPTED, finished_at=now(), problems=problems)
    finally:
        beating.cancel()


async def _beat(sender: Sender, id: UUID, work: asyncio.Task[Any], progress: Progress) -> None:
    while True:
        await asyncio.sleep(BEATS_EVERY.total_seconds())
        try:
            goes_on = await write(sender, id, **progress.written())
        except Exception:
            log.warning("an upload could not show a sign of life", upload=str(id))
            continue
        if not goes_on:
            if await _cancelled(sender, id):
                work.cancel()
            return


async def _cancelled(sender: Sender, id: UUID) -> bool:
    """Or it is well done: then its last transaction is just ending, and is let end."""
    async with sender.database.session(sender.scope) as session:
        return await session.scalar(sa.select(Upload.state).where(Upload.id == id)) == UploadState.CANCELLED
