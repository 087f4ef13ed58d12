"""Sending a file, looking at what saving it would do, saving it or letting it go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import upload_queries, upload_rules, uploads
from backend.files.evidence.rules import harmless
from backend.files.packing import unpacked_problems
from backend.files.remarks import remarks
from backend.files.tables import Upload
from backend.files.upload_page import upload_page
from backend.files.upload_rules import MOST_BYTES, UploadState
from backend.files.upload_saving import at_once, save
from backend.files.upload_work import WAITS, sender_of, to_upload, turn_of, working
from backend.files.ways_page import many_page, ways_page
from backend.kit.background import Background
from backend.kit.db import now, today_in
from backend.kit.downloads import to_keep
from backend.kit.errors import Conflict, Invalid, Refused, TooLarge, TooMany
from backend.kit.languages import later, translated
from backend.kit.sheets.apart import annotate
from backend.kit.turns import Turn
from backend.kit.web import Transaction, apart, let_go
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.submissions import queries, rules
from backend.submissions.papers import situations
from backend.submissions.rules import Actor
from backend.submissions.tables import Submission

Asks = Request[Any, Any, Any]

WAITS_TO_SAVE = 10.0  # seconds


@get("/{id:uuid}/files", opt={"may": May.READ_SUBMISSIONS})
async def ways(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    """All ways in, side by side, and what was sent before."""
    return await ways_page(session, here, me, await queries.submission(session, id))


@post("/{id:uuid}/uploads", opt={"may": May.READ_SUBMISSIONS})
async def send(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    found = await queries.submission(session, id)
    try:
        for_member = upload_rules.sends_for(me, found.member_id)
        await _may_be_written(session, here, me, found, for_member)
        return await _taken(request, session, here, me, found, for_member)
    except (Refused, Conflict, Invalid, TooLarge, TooMany) as why:
        return await ways_page(session, here, me, found, refusal=str(why), status_code=why.status_code)


@get("/", opt={"may": May.ENTER_FOR})
async def many(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    """Where the backbone sends a list of many members' values, with every file that was sent."""
    return await many_page(session, here, me, request.query_params)


@post("/", opt={"may": May.ENTER_FOR})
async def send_many(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    try:
        return await _taken(request, session, here, me, None, True)
    except (Invalid, TooLarge, TooMany) as why:
        return await many_page(session, here, me, {}, refusal=str(why), status_code=why.status_code)


async def _may_be_written(
    session: AsyncSession, here: Collaborative, me: Principal, found: Submission, for_member: bool
) -> None:
    """Raises Conflict or Refused at once, rather than after a file was looked through for nothing."""
    at = (await situations(session, [found], today_in(here.time_zone)))[found.id]
    rules.may_save(at, Actor(me.person_id, me.roles_for(found.member_id)), for_member=for_member)


async def _file(request: Asks) -> tuple[bytes, str]:
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Invalid(translated("Choose a file first."), code="file.none")
    content = await sent.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge(translated(_TOO_LARGE, most=MOST_BYTES // 1_000_000))
    if not content:
        raise Invalid(
            translated("This file is empty. Look whether it was saved, and choose it again."), code="file.empty"
        )
    return content, harmless(sent.filename) or "file"


_TOO_LARGE = later(
    "This file is larger than %(most)s MB, and nothing of it was kept. Send only the sheets that hold the figures, without"
    " pictures; save a list of values as CSV."
)


async def _taken(
    request: Asks, session: AsyncSession, here: Collaborative, me: Principal, of: Submission | None, for_member: bool
) -> Redirect:
    """Written down as arrived, begun to be read, and waited for a moment; the turn ends with the reading."""
    turn = turn_of(request, me)
    try:
        content, name = await _file(request)
        await let_go(session)
        return await _begun(request, here, me, of, content, name, for_member, turn)
    except BaseException:
        turn.end()
        raise


async def _begun(
    request: Asks,
    here: Collaborative,
    me: Principal,
    of: Submission | None,
    content: bytes,
    name: str,
    for_member: bool,
    turn: Turn,
) -> Redirect:
    sender = sender_of(request, here, me)

    async def begin(session: AsyncSession) -> UUID:
        return uploads.begin(session, of, by=me.person_id, size=len(content), for_member=for_member).id

    id: UUID = await apart(request, begin, scope=sender.scope)
    return await working(request, here, id, uploads.read(sender, id, content, name), turn=turn)


# ---- One of them -----------------------------------------------------------------------------------------------------


@get("/{id:uuid}", opt={"may": May.READ_SUBMISSIONS})
async def show(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    upload = await upload_queries.upload(session, id, answers=True)
    if upload.state == UploadState.READ and not upload.draft:
        return Redirect(f"/{here.slug}/uploads/{id}/mapping", status_code=303)
    return await upload_page(session, here, me, upload)


@post("/{id:uuid}/saving", opt={"may": May.READ_SUBMISSIONS})
async def save_it(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """All that is good of it. What is wrong was told, and is left out."""
    sender = sender_of(request, here, me)

    async def claim(own: AsyncSession) -> Upload:
        upload = await _mine(own, me, id)
        upload_rules.may_save(_state(upload, now()))
        upload.state, upload.done, upload.beat_at = UploadState.SAVING, 0, now()
        return upload

    await let_go(session)
    upload: Upload = await apart(request, claim, scope=sender.scope)
    return await working(request, here, id, save(sender, id), seconds=WAITS_TO_SAVE if at_once(upload) else WAITS)


@post("/{id:uuid}/cancelling", opt={"may": May.READ_SUBMISSIONS})
async def cancel(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """Reading or saving ends, and nothing of it is saved; what was read is let go, with its content."""

    async def let_go(own: AsyncSession) -> None:
        upload = await _mine(own, me, id)
        upload_rules.may_cancel(_state(upload, now()))
        upload.state, upload.finished_at, upload.content, upload.problems = UploadState.CANCELLED, now(), None, []
        upload.answers = None
        upload.draft = {"changed": upload.draft.get("changed", 0)}  # what was saved before others were faster stays

    await apart(request, let_go, scope=sender_of(request, here, me).scope)
    background: Background = request.app.state.background
    background.cancel(id)
    await background.wait(id, seconds=WAITS)
    return to_upload(here, id)


async def _mine(session: AsyncSession, me: Principal, id: UUID) -> Upload:
    upload = await upload_queries.upload(session, id, lock=True)
    upload_rules.may_work_on(me, upload.sent_by)
    return upload


def _state(upload: Upload, at: datetime) -> UploadState:
    return upload_rules.state_of(upload.state, upload.beat_at, at)


@get("/{id:uuid}/annotated", opt={"may": May.READ_SUBMISSIONS})
async def annotated(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    """The same file, with what is wrong said at its cells."""
    with turn_of(request, me):
        upload = await upload_queries.with_content(session, id)
        if await upload_queries.keeps_back(session, me, upload):
            raise Refused(
                translated("The member keeps some of its answers back, so only its own people get a file that it sent.")
            )
        if upload.content is None:
            raise Conflict(
                translated("This file is no longer kept: files are let go after thirty days, or for newer ones.")
            )
        await let_go(session)
        given = await annotate(upload.content, upload.file_name, list(remarks(unpacked_problems(upload.problems))))
    headers = to_keep(f"with remarks, {upload.file_name}")
    return Response(given, media_type="application/octet-stream", headers=headers)


submission_router = Router(path="/{slug:str}/submissions", route_handlers=[ways, send])
router = Router(path="/{slug:str}/uploads", route_handlers=[many, send_many, show, save_it, cancel, annotated])
