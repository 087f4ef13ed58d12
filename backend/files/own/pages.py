"""Pointing at what answers in a member's own file, once; keeping it, renaming it, letting it go."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import upload_queries, upload_rules, uploads
from backend.files.own import actions as mapping_actions
from backend.files.own import facts as mapped_facts
from backend.files.own.facts import MappedFacts
from backend.files.own.page import Look, mapping_page, unclear
from backend.files.own.pointed import Begun, begin
from backend.files.own.pointing import shape_from
from backend.files.own.schemas import Mapping as Shape
from backend.files.tables import MemberMapping, Upload
from backend.files.upload_rules import UploadState, state_of
from backend.files.upload_work import sender_of, turn_of, working
from backend.files.ways import Way
from backend.kit.db import find, now
from backend.kit.errors import Conflict, Invalid
from backend.kit.languages import translated
from backend.kit.sheets.apart import read as read_book
from backend.kit.sheets.book import Book
from backend.kit.web import Transaction, apart, let_go
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.submissions.tables import Submission

Asks = Request[Any, Any, Any]


@get("/{id:uuid}/mapping", opt={"may": May.READ_SUBMISSIONS})
async def point(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    upload, submission, book = await _opened(request, session, me, id)
    known = await mapped_facts.read(session, submission)
    begun = await asyncio.to_thread(begin, book, known, _hints(known))
    return mapping_page(here, upload, submission, book, known, begun)


@post("/{id:uuid}/mapping", opt={"may": May.READ_SUBMISSIONS})
async def save(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    """Kept under its name, and the file read by it; what keeps it from being saved comes back with everything typed."""
    upload, submission, book = await _opened(request, session, me, id)
    known = await mapped_facts.read(session, submission)
    fields = {name: str(value) for name, value in (await request.form()).items()}
    again = _Again(here, upload, submission, book, known, fields)
    if "look" in fields:
        return again.page(look=Look.of(fields["look"]))
    try:
        name = mapping_actions.a_name(fields.get("name", ""))
        shape = shape_from(fields, book, known)
        problems, words = await asyncio.to_thread(unclear, shape, book, known)
    except Invalid as invalid:
        return again.page(problems=invalid.problems, status_code=422)
    if problems and fields.get("anyway") != "yes":
        return again.page(problems=problems, words=words, status_code=422)
    return await _kept(request, here, me, upload, submission, name, shape)


class _Again:
    """The page once more, with everything that was typed."""

    def __init__(
        self,
        here: Collaborative,
        upload: Upload,
        submission: Submission,
        book: Book,
        known: MappedFacts,
        fields: Mapping[str, str],
    ) -> None:
        self._page = (here, upload, submission, book, known)
        self._begun = Begun(dict(fields))

    def page(self, **more: Any) -> Template:
        return mapping_page(*self._page, self._begun, **more)


async def _kept(
    request: Asks, here: Collaborative, me: Principal, upload: Upload, of: Submission, name: str, shape: Shape
) -> Redirect:
    sender = sender_of(request, here, me)

    async def keep(own: AsyncSession) -> None:
        again = await upload_queries.upload(own, upload.id, lock=True)
        _is_read(again)
        kept = mapping_actions.keep(own, name, shape, member_id=of.member_id, framework_id=of.round.framework_id, by=me)
        again.mapping_id = (await kept).id
        again.state, again.beat_at, again.draft, again.problems = UploadState.READING, now(), {}, []

    turn = turn_of(request, me)
    try:
        await apart(request, keep, scope=sender.scope)
    except BaseException:
        turn.end()
        raise
    return await working(request, here, upload.id, uploads.again(sender, upload.id), turn=turn)


async def _theirs(session: AsyncSession, me: Principal, id: UUID) -> tuple[Upload, Submission]:
    """Raises Refused for whoever did not send it or no longer may; Conflict when it is not waiting to be pointed at."""
    upload = await upload_queries.with_content(session, id)
    upload_rules.may_work_on(me, upload.sent_by)
    _is_read(upload)
    submission = await upload_queries.submission_of(session, upload)
    if submission is None:
        raise Conflict(translated("A list of many members' values has its own columns; nothing is pointed at in it."))
    upload_rules.sends_for(me, submission.member_id)
    return upload, submission


def _is_read(upload: Upload) -> None:
    state = state_of(upload.state, upload.beat_at, now())
    if state is not UploadState.READ or upload.way != Way.MAPPED:
        raise Conflict(
            translated(
                "This file is %(state)s. Only your own file, read and not saved yet, is pointed at.",
                state=translated(state.shown_as),
            )
        )


async def _opened(request: Asks, session: AsyncSession, me: Principal, id: UUID) -> tuple[Upload, Submission, Book]:
    """With no connection held while it is read: who waits for a file keeps nobody else waiting."""
    with turn_of(request, me):
        upload, submission = await _theirs(session, me, id)
        if upload.content is None:
            raise Conflict(translated("This file is no longer kept. Send it again."))
        await let_go(session)
        return upload, submission, await read_book(upload.content, upload.file_name)


def _hints(known: MappedFacts) -> dict[str, str]:
    return {one.code: one.hint for one in known.questionnaire.questions}


# ---- What was saved --------------------------------------------------------------------------------------------------


@post("/{id:uuid}/name", opt={"may": May.READ_SUBMISSIONS})
async def rename(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    saved = await _saved(session, me, id)
    sent = await request.form()
    saved.name = mapping_actions.a_name(str(sent.get("name", "")))
    return _back(here, str(sent.get("submission", "")))


@post("/{id:uuid}/retirement", opt={"may": May.READ_SUBMISSIONS})
async def retire(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """No file is read by it any more; what it read stays."""
    saved = await _saved(session, me, id)
    saved.retired_at = saved.retired_at or now()
    return _back(here, str((await request.form()).get("submission", "")))


async def _saved(session: AsyncSession, me: Principal, id: UUID) -> MemberMapping:
    saved = await find(session, MemberMapping, id, lock=True)
    upload_rules.sends_for(me, saved.member_id)
    return saved


def _back(here: Collaborative, submission: str) -> Redirect:
    try:
        address = f"/submissions/{UUID(submission)}/files#saved"
    except ValueError:
        address = "/submissions"
    return Redirect(f"/{here.slug}{address}", status_code=303)


router = Router(path="/{slug:str}/uploads", route_handlers=[point, save])
saved_router = Router(path="/{slug:str}/mappings", route_handlers=[rename, retire])
