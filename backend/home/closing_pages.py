"""`/SLUG/rounds/ID/closing`: what closing a collection by hand would leave out, said before it is done.

Not in `submissions`, as what a report would hide is worked out above it. Adding up asks the database
more often than a page may, so it is done when it is asked for, by a form, and nothing of it is kept.
"""

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.home import closing
from backend.kit.db import today_in
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.submissions import actions
from backend.submissions import queries as submission_queries
from backend.submissions.rules import State


@get("/{id:uuid}/closing", opt={"may": May.MANAGE_ROUNDS})
async def ask_to_close(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    """Who would be left out."""
    return await _page(session, here, id, worked_out=False)


@post("/{id:uuid}/closing/preview", opt={"may": May.MANAGE_ROUNDS})
async def work_out(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    """And which figures a report would hide."""
    return await _page(session, here, id, worked_out=True)


@post("/{id:uuid}/closing", opt={"may": May.MANAGE_ROUNDS})
async def close_round(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await round_queries.round_named(session, id, lock=True)
    await actions.close_round(session, found, by=me.person_id, today=today_in(here.time_zone))
    return Redirect(f"/{here.slug}/rounds?done=closed", status_code=303)


async def _page(session: AsyncSession, here: Collaborative, id: UUID, *, worked_out: bool) -> Template:
    found, today = await round_queries.round_named(session, id), today_in(here.time_zone)
    round_rules.may_close(round_rules.state(found, today))
    everybody, belonging = await submission_queries.of_round(session, found)
    asked = [one for one in everybody if one.member_id in belonging]
    accepted = [one for one in asked if one.figures_count]
    given = await round_queries.extensions(session, [found.id])
    return page(
        "home/closing.html",
        here=here,
        round=found,
        accepted=accepted,
        waiting=[one for one in asked if not one.figures_count],
        more_time={member_id: until for (_, member_id), until in given.items() if today <= until},
        outside=await submission_queries.confirmed_outside(session, asked),
        preview=await closing.preview(session, here, found) if accepted and worked_out else None,
        State=State,
    )


router = Router(path="/{slug:str}/rounds", route_handlers=[ask_to_close, work_out, close_round])
