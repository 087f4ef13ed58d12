"""`/SLUG/cover`: who stands in for whom of the backbone."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later
from backend.kit.web import Transaction, page
from backend.members import covering
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative

Asks = Request[Any, Any, Any]
TOLD = {
    "covered": later("It is noted. Letters to you go to both of you in these days."),
    "cover-ended": later("Nobody stands in any more."),
}


class Naming(forms.Form):
    cover: Annotated[UUID, Field(title=later("Who stands in"))]
    starts_on: Annotated[forms.Day, Field(title=later("From"))]
    ends_on: Annotated[forms.Day, Field(title=later("To"))]


@get("/cover", opt={"may": May.REVIEW})
async def show(session: Transaction, here: Here, me: Me) -> Template:
    return await _page(session, here, me)


@post("/cover", opt={"may": May.REVIEW})
async def name_cover(request: Asks, session: Transaction, here: Here, me: Me) -> Redirect | Template:
    try:
        sent = await forms.read(request, Naming)
        await covering.name_cover(
            session,
            sent.cover,
            by=me,
            starts_on=sent.starts_on,
            ends_on=sent.ends_on,
            today=today_in(here.time_zone),
        )
    except Invalid as invalid:
        await session.rollback()
        return await _page(session, here, me, problems=invalid.problems, typed=await forms.typed(request, Naming))
    return Redirect(f"/{here.slug}/cover?done=covered", status_code=303)


@post("/cover/{id:uuid}/ending", opt={"may": May.BELONG})
async def end_cover(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """By who is away or who stands in, who may be no coordinator."""
    await covering.end_cover(session, id, by=me)
    to = "cover" if May.REVIEW in me.permissions else "home"
    return Redirect(f"/{here.slug}/{to}?done=cover-ended", status_code=303)


async def _page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    *,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
) -> Template:
    today = today_in(here.time_zone)
    return page(
        "members/cover.html",
        status_code=422 if problems else 200,
        here=here,
        me=me,
        today=today,
        covers=await covering.covers(session, since=today),
        colleagues=[one for one in await covering.colleagues(session) if one.person_id != me.person_id],
        problems=problems,
        typed=typed or {},
        anchors=forms.anchors(Naming),
    )


router = Router(path="/{slug:str}", route_handlers=[show, name_cover, end_cover])
