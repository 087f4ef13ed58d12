"""`/SLUG/what-we-hear`: community partners write a few sentences about a goal while a report is on its way; and what of it
is printed, decided on the goal's own page."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from litestar import Request, Response, Router, get, post
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import hearings
from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later
from backend.kit.web import RESULTS, Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.releases.tables import Publication, Release

ENTRY = Entry(later("What we hear"), "/what-we-hear", May.SAY_WHAT_IS_HEARD, 36, RESULTS)
TOLD = {"heard-said": later("Kept. The coordinator decides whether it stands beside the goal, and says why.")}

Asks = Request[Any, Any, Any]


class Saying(forms.Form):
    goal: Annotated[UUID, Field(title=later("Goal"))]
    organization: Annotated[str, Field(title=later("For which organization you speak"), min_length=2, max_length=120)]
    words: Annotated[str, Field(title=later("What we hear"), min_length=10, max_length=hearings.MOST_WORDS)]


@get("/")
async def show(session: Transaction, here: Here, me: Me) -> Template:
    return await _page(session, here, me)


@post("/")
async def say(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    try:
        sent = await forms.read(request, Saying)
        coming = await on_its_way(session)
        facts = {"organization": sent.organization, "words": sent.words}
        today = today_in(here.time_zone)
        await hearings.write(session, sent.goal, **facts, on_its_way=bool(coming), today=today, by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = await forms.typed(request, Saying)
        return await _page(session, here, me, typed=typed, problems=error.told(), status_code=error.status_code)
    return Redirect(f"/{here.slug}/what-we-hear?done=heard-said", status_code=303)


async def on_its_way(session: AsyncSession) -> Sequence[str]:
    """The titles of reports that are gathered and not published yet; no figure of theirs is read."""
    published = sa.exists().where(Publication.release_id == Release.id)
    query = sa.select(Release.title).where(Release.withdrawn_at.is_(None), ~published).order_by(Release.gathered_at)
    return (await session.scalars(query)).all()


async def _page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    said = await hearings.of_person(session, me.person_id)
    goals = await hearings.goals(session, today_in(here.time_zone))
    return page(
        "releases/what_we_hear.html",
        status_code=status_code,
        here=here,
        coming=await on_its_way(session),
        goals=goals,
        names=dict(goals),
        said=said,
        typed=typed or {"organization": said[0].organization if said else ""},
        problems=problems,
        anchors=forms.anchors(Saying),
        MOST=hearings.MOST_WORDS,
    )


router = Router(
    path="/{slug:str}/what-we-hear",
    route_handlers=[show, say],
    opt={"may": May.SAY_WHAT_IS_HEARD, "entry": ENTRY},
)
