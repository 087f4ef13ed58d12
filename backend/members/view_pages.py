"""`/SLUG/views`: lists that a person keeps under a name."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later
from backend.kit.web import Transaction, page
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.schemas import Nothing
from backend.members.tables import Collaborative

Asks = Request[Any, Any, Any]
TOLD = {
    "view-kept": later("Kept. You find it again above this list."),
    "view-renamed": later("Renamed."),
    "view-deleted": later("Deleted. What it listed is untouched."),
}
Name = Annotated[str, Field(title=views.NAME, min_length=1, max_length=80)]


class Keeping(forms.Form):
    name: Name
    page: Annotated[str, Field(max_length=200)]
    query: Annotated[str, Field(max_length=1000)] = ""


class Renaming(forms.Form):
    name: Name


@get("/views", opt={"may": May.BELONG})
async def index(session: Transaction, here: Here, me: Me) -> Template:
    return await _page(session, here, me)


@post("/views", opt={"may": May.BELONG})
async def keep(request: Asks, session: Transaction, here: Here, me: Me) -> Redirect | Template:
    try:
        sent = await forms.read(request, Keeping)
        row = await views.keep(session, here, me, page=sent.page, query=sent.query, name=sent.name)
    except (Invalid, Conflict) as error:
        await session.rollback()
        return await _page(session, here, me, error.told(), status_code=error.status_code)
    to = views.address(here, row.page, row.query)
    return Redirect(f"{to}{'&' if row.query else '?'}done=view-kept", status_code=303)


@post("/views/{id:uuid}", opt={"may": May.BELONG})
async def rename(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    try:
        await views.rename(session, here, me, id, name=(await forms.read(request, Renaming)).name)
    except Invalid as invalid:
        await session.rollback()
        return await _page(session, here, me, invalid.problems, status_code=422)
    return Redirect(f"/{here.slug}/views?done=view-renamed", status_code=303)


@post("/views/{id:uuid}/deletion", opt={"may": May.BELONG})
async def delete(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await forms.read(request, Nothing)
    await views.delete(session, me, id)
    return Redirect(f"/{here.slug}/views?done=view-deleted", status_code=303)


async def _page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    problems: Sequence[Problem] = (),
    *,
    status_code: int = 200,
) -> Template:
    return page(
        "members/views.html",
        status_code=status_code,
        here=here,
        kept=await views.views(session, here, me),
        problems=problems,
    )


router = Router(path="/{slug:str}", route_handlers=[index, keep, rename, delete])
