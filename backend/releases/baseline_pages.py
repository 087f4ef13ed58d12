"""`/SLUG/goals/ID/baseline`: a goal takes its baseline from an earlier figure, with one click and its source kept.

Not in `goals`, as what may be shown is held against the reports that are out.
"""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import actions, begun
from backend.goals import queries as goal_queries
from backend.goals.queries import Drawn
from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.releases import baselines

Asks = Request[Any, Any, Any]


class Taking(forms.Form):
    """figure: which is taken; without it members' figures up to a collection are added up, to choose from."""

    figure: Annotated[str, Field(title=later("Figure"), max_length=80)] = ""
    until: Annotated[str, Field(title=later("Quarters up to"), max_length=40)] = ""
    before: Annotated[int, Field(title=later("The version before"))]  # the one whose page this was


@get("/{id:uuid}/baseline", opt={"may": May.MANAGE_GOALS})
async def ask(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return await _page(session, here, await goal_queries.goal(session, id), "")


@post("/{id:uuid}/baseline", opt={"may": May.MANAGE_GOALS})
async def take(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    found = await goal_queries.goal(session, id)
    until = ""
    try:
        sent = await forms.read(request, Taking)
        until = sent.until
        if not sent.figure:
            return await _page(session, here, found, until)
        if sent.before != found.newest.row.version:
            raise Conflict(translated("Somebody else drew this goal anew meanwhile. Look at it as it is now."))
        today = today_in(here.time_zone)
        offered = await baselines.offers(session, here, found, today=today, until=until)
        one = next((one for one in offered.found if one.key == sent.figure), None)
        if one is None:
            raise Invalid(translated("Choose one from the list."), where=translated("Figure"))
        await actions.draw_anew(session, found, baselines.drawn_with(found, one, today=today), by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        found = await goal_queries.goal(session, id)
        return await _page(session, here, found, until, problems=error.told(), status_code=error.status_code)
    return Redirect(f"/{here.slug}/goals/{id}?done=goal-anew", status_code=303)


async def _page(
    session: AsyncSession,
    here: Collaborative,
    of: Drawn,
    until: str,
    *,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    return page(
        "releases/baseline.html",
        status_code=status_code,
        here=here,
        of=of,
        offered=await baselines.offers(session, here, of, today=today_in(here.time_zone), until=until),
        label=here.calendar.label,
        said=begun.said,
        problems=problems,
    )


router = Router(path="/{slug:str}/goals", route_handlers=[ask, take])
