"""`/SLUG/past/ID`: one import of earlier figures, and taking it back as a whole while no report rests on it.

Not in `history`, as what uses figures is above it: reports and goals.
"""

from collections.abc import Sequence
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import queries as goal_queries
from backend.history import bringing, totals_kept
from backend.history.totals_kept import BroughtTotals
from backend.kit.db import find, today_in
from backend.kit.errors import Conflict
from backend.kit.languages import translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.releases import queries
from backend.submissions import queries as submission_queries
from backend.submissions.tables import Import


@get("/{id:uuid}", opt={"may": May.REVIEW})
async def show(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    of = await find(session, Import, id)
    series = await totals_kept.brought(session, id)
    return page(
        "releases/past.html",
        here=here,
        of=of,
        quarters=await bringing.brought(session, id) if not series else (),
        series=series,
        names=await submission_queries.names(session, [of.imported_by, of.taken_back_by]),
        why_not=await _why_not(session, of, series),
        label=here.calendar.label,
    )


@post("/{id:uuid}/taking-back", opt={"may": May.REVIEW})
async def take_back(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await queries.one_at_a_time(session)  # no report is drawn up meanwhile
    of = await find(session, Import, id, lock=True)
    series = await totals_kept.brought(session, id)
    if reason := await _why_not(session, of, series):
        raise Conflict(reason)
    if series:
        await totals_kept.take_back(session, of, series, by=me.person_id, today=today_in(here.time_zone))
    else:
        await bringing.take_back(session, of, by=me.person_id)
    return Redirect(f"/{here.slug}/past/{id}?done=past-taken-back", status_code=303)


async def _why_not(session: AsyncSession, of: Import, series: Sequence[BroughtTotals]) -> str:
    """Why it cannot be taken back, in a sentence; empty when it can."""
    reported_at = await queries.last_gathered_at(session)
    if not series:
        return await bringing.why_not(session, of, reported_at=reported_at)
    if reason := totals_kept.why_not(series, of, reported_at=reported_at):
        return reason
    measured = {one.goal.series_id for one in await goal_queries.goals(session)}
    used = [one.series.name for one in series if one.before is None and one.series.id in measured]
    if used:
        return translated("A shared goal is measured by %(names)s.", names=", ".join(used))
    return ""


router = Router(path="/{slug:str}/past", route_handlers=[show, take_back])
