"""How long and how much is kept of the files that came. That one was sent, when and by whom stays known: first by its row,
then by the trail.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.tables import Upload
from backend.files.upload_rules import MOST_KEPT, UploadState
from backend.files.watching import UNDER_WAY


async def let_go(session: AsyncSession, which: sa.ColumnElement[bool]) -> None:
    """The content, and the answers that were never saved."""
    unsaved = sa.case((Upload.state == UploadState.READ, UploadState.CANCELLED), else_=Upload.state)
    old = sa.update(Upload).where(Upload.content.is_not(None), which).execution_options(synchronize_session=False)
    await session.execute(old.values(content=None, answers=None, draft={}, state=unsaved))


async def forget_old(session: AsyncSession, *, before: datetime) -> None:
    """Whatever became of them: no figure rests on an upload, only on what was saved of it."""
    old = sa.delete(Upload).where(Upload.sent_at < before, Upload.state.not_in(UNDER_WAY))
    await session.execute(old.execution_options(synchronize_session=False))


async def let_older_go(session: AsyncSession, latest: UUID, *, most: int = MOST_KEPT) -> None:
    """Of the same member, where all of them together take more than `most` bytes; not what is worked on just now."""
    of = sa.select(Upload.member_id).where(Upload.id == latest).scalar_subquery()
    newer = sa.func.sum(Upload.size).over(order_by=(Upload.sent_at.desc(), Upload.id.desc())).label("up_to_it")
    kept = sa.select(Upload.id, newer).where(Upload.content.is_not(None), Upload.member_id.is_not_distinct_from(of))
    too_much = kept.subquery()
    older = sa.select(too_much.c.id).where(too_much.c.up_to_it > most)
    await let_go(session, sa.and_(Upload.id.in_(older), Upload.id != latest, Upload.state.not_in(UNDER_WAY)))
