"""The workbook to take away: of one submission, with what stands in it."""

import asyncio
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, Router, get
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.workbook_out import Filling, file_name, workbook
from backend.kit.web import Transaction, settings_of
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.submissions import queries
from backend.submissions.standings import standings
from backend.submissions.tables import Submission

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/{id:uuid}/workbook", opt={"may": May.READ_SUBMISSIONS})
async def take(
    request: Request[Any, Any, Any], session: Transaction, here: Here, id: FromPath[UUID]
) -> Response[bytes]:
    """Written anew each time, in a thread: some tenths of a second for thousands of cells."""
    of = await queries.submission(session, id)
    address = f"{settings_of(request).base_url}/{here.slug}/submissions/{id}/files"
    filling = await filling_of(session, here, of, address)
    content = await asyncio.to_thread(workbook, filling)
    headers = {"Content-Disposition": disposition(file_name(filling)), "Cache-Control": "private, no-store"}
    return Response(content, media_type=XLSX, headers=headers)


async def filling_of(session: AsyncSession, here: Collaborative, of: Submission, address: str) -> Filling:
    return Filling(
        here,
        of,
        await queries.questionnaire(session, of),
        (await standings(session, [of]))[of.id],
        await queries.history(session, of.member_id, of.round.period),
        of.round.due_on,
        address,
    )


def disposition(name: str) -> str:
    """For every browser: the name in plain letters, and as it is (RFC 6266)."""
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " .-_") else "_" for sign in name)
    return f"attachment; filename=\"{kept}\"; filename*=UTF-8''{quote(name, safe='')}"


router = Router(path="/{slug:str}/submissions", route_handlers=[take])
