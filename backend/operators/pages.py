"""`/operator`: every collaborative of the installation, and whether it is well; inviting somebody to begin another."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import claims, forms
from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page, settings_of
from backend.members import beginnings, limits
from backend.members.door import Me
from backend.members.rules import May
from backend.members.schemas import InvitingToBegin, Nothing
from backend.operators import queries

Asks = Request[Any, Any, Any]
TOLD = {
    "begin-invited": later("Invited. The letter is on its way."),
    "begin-taken-back": later("Taken back. The link opens nothing any more."),
}


@get("/")
async def overview(session: Transaction) -> Template:
    """Counts, days and domains; nothing that was answered, and nobody's name."""
    return await _page(session)


@post("/beginnings", status_code=303)
async def invite(request: Asks, session: Transaction, me: Me) -> Response[Any] | Template:
    """A letter by which somebody sets up one more collaborative, in the browser."""
    await limits.keep_to(request, [(limits.INVITE_BY_PERSON, str(me.person_id))])
    try:
        sent = await forms.read(request, InvitingToBegin)
        lives = timedelta(days=settings_of(request).invitation_days)
        await beginnings.invite(session, sent.email, by=me, lives=lives)
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = (await forms.typed(request, InvitingToBegin))["email"]
        problems = error.told(translated("E-mail"))
        return await _page(session, typed=typed, problems=problems, status_code=error.status_code)
    return Redirect("/operator?done=begin-invited", status_code=303)


@post("/beginnings/{id:uuid}/take-back", status_code=303)
async def take_back(request: Asks, session: Transaction, id: FromPath[UUID]) -> Redirect:
    await forms.read(request, Nothing)
    await beginnings.take_back(session, id)
    return Redirect("/operator?done=begin-taken-back", status_code=303)


async def _page(
    session: AsyncSession, *, typed: str = "", problems: Sequence[Problem] = (), status_code: int = 200
) -> Template:
    found = await queries.overview(session)
    last = await claims.last_beat(session)
    return page(
        "operators/overview.html",
        status_code=status_code,
        found=found,
        sign_ins=await queries.refused_sign_ins(session),
        database=await queries.database_bytes(session),
        clock=last,
        stands_still=claims.stands_still(last, now()),
        waiting=await beginnings.waiting(session),
        typed=typed,
        problems=problems,
        anchors=forms.anchors(InvitingToBegin),
    )


router = Router(path="/operator", route_handlers=[overview, invite, take_back], opt={"may": May.OPERATE})
