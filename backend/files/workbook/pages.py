"""The workbook to take away: of one submission, with what stands in it."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import upload_queries
from backend.files.workbook.out import Filling, file_name, workbook
from backend.files.zip_sheet import facts as zip_facts
from backend.kit.downloads import to_keep
from backend.kit.web import Transaction, settings_of
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.rounds import queries as round_queries
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
    return Response(content, media_type=XLSX, headers=to_keep(file_name(filling)))


async def filling_of(session: AsyncSession, here: Collaborative, of: Submission, address: str) -> Filling:
    more_time = await round_queries.extension(session, of.round_id, of.member_id)
    return Filling(
        here,
        of,
        await queries.questionnaire(session, of),
        (await standings(session, [of]))[of.id],
        await queries.history(session, of.member_id, of.round.period),
        more_time.until if more_time else of.round.due_on,
        address,
        await zip_facts.kept(session, of.id) if await upload_queries.asks_zip(session, of) else None,
    )


router = Router(path="/{slug:str}/submissions", route_handlers=[take])
