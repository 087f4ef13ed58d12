"""Saving what was read of a file: held once more against what stands, in the transaction that writes it. All or nothing.

What somebody changed since the preview is left as theirs. It stays in the upload with both answers, to be decided.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import known_ways, upload_queries
from backend.files.packing import packed, packed_problems
from backend.files.tables import Upload
from backend.files.upload_rules import AT_ONCE, UploadState
from backend.files.upload_weighing import lots
from backend.files.watching import Progress, Sender, watched, write
from backend.files.ways import Answers
from backend.kit.db import now, today_in
from backend.kit.errors import AnchorlineError, Invalid, Problem
from backend.submissions import queries
from backend.submissions.saving import save_drafts
from backend.submissions.schemas import Draft, Stale
from backend.submissions.tables import Submission


class Cancelled(Exception):
    """Somebody cancelled while it was saved: the transaction goes back."""


def at_once(upload: Upload) -> bool:
    """Few enough to be saved while one waits."""
    return upload.total <= AT_ONCE


async def save(sender: Sender, id: UUID) -> None:
    """For the background; the caller has set its state to saving."""
    async with watched(sender, id) as progress:
        try:
            async with sender.database.session(sender.scope) as session, session.begin():
                await _save(session, sender, id, progress)
        except Cancelled:
            return
        except AnchorlineError as why:
            problems = why.problems if isinstance(why, Invalid) else [Problem("", str(why), "file.not_saved")]
            # Read as it is, so that it can be saved once what kept it from that is settled.
            await write(sender, id, state=UploadState.READ, problems=packed_problems(problems), done=0)


async def _save(session: AsyncSession, sender: Sender, id: UUID, progress: Progress) -> None:
    upload = await upload_queries.upload(session, id)
    answers = await upload_queries.answers_of(session, upload)
    # All of them in the order of their ids before anything is written, so that two files wait and never deadlock.
    of = {one.id: one for one in await queries.submissions(session, [a.submission_id for a in answers], lock=True)}
    today, changed = today_in(sender.time_zone), 0
    left: list[tuple[Answers, Sequence[Stale]]] = []
    for lot in lots(answers):
        sent = [(of[one.submission_id], one.draft) for one in lot]
        saved = await save_drafts(session, sent, by=sender.by, today=today, for_member=upload.for_member)
        changed += sum(one.changed for one in saved)
        left += [(one, result.stale) for one, result in zip(lot, saved, strict=True) if result.stale]
        progress.set(progress.done + sum(len(one.draft.cells) for one in lot), upload.total)
        await asyncio.sleep(0)  # others have their turn, and so has a cancelling
    await _save_what_else(session, upload, of)
    await _finish(session, upload, changed, left)


async def _save_what_else(session: AsyncSession, upload: Upload, of: Mapping[UUID, Submission]) -> None:
    way = known_ways.known(upload.way or "")
    if way.also_save and upload.draft["kept"]:
        for submission in of.values():
            await way.also_save(session, submission, upload.draft["kept"])


async def _finish(
    session: AsyncSession, upload: Upload, changed: int, left: Sequence[tuple[Answers, Sequence[Stale]]]
) -> None:
    """Saved; or, where others were faster, read: with what is left of it, seen now as it stands.

    Raises Cancelled when that was asked for meanwhile.
    """
    kept = {
        **upload.draft,
        "changed": upload.draft.get("changed", 0) + changed,
        "stale": [_told(one) for _, stale in left for one in stale],
    }
    values: dict[str, Any] = {"state": UploadState.SAVED, "saved_at": now(), "answers": None}
    if left:
        theirs = {(one.submission_id, s.place): s.their_revision for one, stale in left for s in stale}
        still = (Answers(one.submission_id, _only(one.draft, stale)) for one, stale in left)
        values = {"state": UploadState.READ, "answers": packed(still, lambda id, place: theirs[id, place])}
    written = (
        sa.update(Upload)
        .where(Upload.id == upload.id, Upload.state == UploadState.SAVING)
        .values(**values, draft=kept, problems=[], beat_at=now(), finished_at=now())
        .returning(Upload.id)
    )
    if (await session.execute(written)).scalar() is None:
        raise Cancelled


def _only(draft: Draft, stale: Sequence[Stale]) -> Draft:
    return draft.without({cell.place for cell in draft.cells} - {one.place for one in stale})


def _told(one: Stale) -> dict[str, Any]:
    return {
        "element": one.place[0],
        "where": one.where,
        "theirs": one.theirs,
        "yours": one.yours,
        "by": str(one.changed_by) if one.changed_by else "",
        "at": one.changed_at.isoformat(),
    }
