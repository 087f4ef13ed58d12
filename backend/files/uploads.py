"""A file on its way in: from the bytes that arrived to a preview of what saving them would do.

Nothing of a file is stored, not even its name, before it was read in a process of its own and found to hold no rows about
persons. Then the first way that knows it makes answers of it (`ways`), and these are held against what stands.
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.files import known_ways, persons
from backend.files.keeping import let_older_go
from backend.files.packing import packed, packed_problems
from backend.files.tables import Upload
from backend.files.upload_queries import submission_of
from backend.files.upload_rules import UploadState
from backend.files.upload_weighing import weigh
from backend.files.watching import UNDER_WAY, Sender, watched, write
from backend.files.ways import Interpreted, Unpointed, Way, WayIn
from backend.kit.db import find, now, today_in
from backend.kit.errors import AnchorlineError, Conflict, Invalid, Problem, Refused
from backend.kit.languages import translated
from backend.kit.sheets import apart
from backend.kit.sheets.book import Book
from backend.submissions import queries
from backend.submissions.tables import Submission

IN_A_THREAD = 5_000  # cells of a book
_reading: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def _few() -> asyncio.Semaphore:
    """Of all that was read of files, no more is in memory at once than are opened at once."""
    return _reading.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(apart.AT_ONCE))


def begin(session: AsyncSession, submission: Submission | None, *, by: UUID, size: int, for_member: bool) -> Upload:
    """The row of a file that has just arrived. submission: None when it may hold many members' answers."""
    at = now()
    upload = Upload(
        id=uuid7(),
        member_id=submission.member_id if submission else None,
        round_id=submission.round_id if submission else None,
        file_name="",
        sha256="",
        size=size,
        state=UploadState.READING,
        for_member=for_member,
        sent_by=by,
        sent_at=at,
        beat_at=at,
    )
    session.add(upload)
    return upload


async def read(sender: Sender, id: UUID, content: bytes, file_name: str) -> None:
    """All of it, to the preview or to the refusal; for the background."""
    async with watched(sender, id) as progress, _few():
        try:
            book = await apart.read(content, file_name, progress=progress.set)
            if about_persons := await asyncio.to_thread(persons.in_book, book):
                raise Invalid(about_persons)
        except AnchorlineError as why:
            await refuse(sender, id, why)
            return
        kept = {"content": content, "file_name": file_name, "sha256": book.sha256}
        await _make_answers(sender, id, book, kept)


async def again(sender: Sender, id: UUID) -> None:
    """Once more from what is kept of it, after somebody pointed at its columns; for the background.

    The caller has set its state to reading.
    """
    async with watched(sender, id) as progress, _few():
        async with sender.database.session(sender.scope) as session:
            upload = await find(session, Upload, id)
        try:
            if upload.content is None:
                raise Conflict(translated("This file is no longer kept. Send it again."))
            book = await apart.read(upload.content, upload.file_name, progress=progress.set)
        except AnchorlineError as why:
            await refuse(sender, id, why)
            return
        await _make_answers(sender, id, book, {})


async def refuse(sender: Sender, id: UUID, why: AnchorlineError, **kept: Any) -> None:
    problems = why.problems if isinstance(why, Invalid) else [Problem("", str(why), "file.refused")]
    told = packed_problems(problems)
    await write(sender, id, state=UploadState.REFUSED, problems=told, finished_at=now(), **kept)


async def _make_answers(sender: Sender, id: UUID, book: Book, kept: Mapping[str, Any]) -> None:
    """Answers of the whole book and what saving them would do, written in one transaction."""
    try:
        async with sender.database.session(sender.scope) as session, session.begin():
            found = await _found(session, id, book, sender)
            values = {**kept, **found, "state": UploadState.READ, "finished_at": now(), "beat_at": now()}
            still = sa.update(Upload).where(Upload.id == id, Upload.state.in_(UNDER_WAY))
            await session.execute(still.values(**values))
            await let_older_go(session, id)
    except AnchorlineError as why:
        # The name tells people which of their files it was; it held nothing about persons.
        name = {"file_name": kept["file_name"]} if kept else {"content": None}
        await refuse(sender, id, why, **name)


async def _found(session: AsyncSession, id: UUID, book: Book, sender: Sender) -> dict[str, Any]:
    submission = await submission_of(session, await find(session, Upload, id))
    way = known_ways.way_of(book, many=submission is None)
    try:
        read = await _interpreted(session, way, submission, book)
    except Unpointed:
        return {"way": Way.MAPPED, "draft": {}}
    of = {one.id: one for one in await queries.submissions(session, [one.submission_id for one in read.answers])}
    if submission is not None and of.keys() - {submission.id}:
        raise Refused(
            translated("This file holds answers of another submission than %(name)s’s.", name=submission.member.name)
        )
    weighed = [one async for one in weigh(session, read.answers, of, today=today_in(sender.time_zone))]
    problems = [*read.problems, *(problem for one in weighed for problem in one.problems)]
    seen = {one.good.submission_id: one.revisions for one in weighed}
    good = [one.good for one in weighed]
    return {
        "way": way.way,
        "problems": packed_problems(problems),
        "total": sum(len(one.draft.cells) for one in good),
        "answers": await asyncio.to_thread(packed, good, lambda id, place: seen[id].get(place, 0)),
        "draft": {
            "notes": list(read.notes),
            "kept": dict(read.kept),
            "wrong": len(problems),
            "summary": [] if submission else [one.summary for one in weighed],
        },
    }


async def _interpreted(session: AsyncSession, way: WayIn, submission: Submission | None, book: Book) -> Interpreted:
    known = await way.facts(session, submission, book)
    if sum(len(tab.cells) for tab in book.tabs) > IN_A_THREAD:
        return await asyncio.to_thread(way.interpret, book, known)
    return way.interpret(book, known)
