"""`/SLUG/submissions/ID/acceptance/undoing`: an acceptance is taken back while nothing has used it.

Not in `submissions`, as what uses figures is above it: reports.
"""

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from backend.kit.db import now
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.releases import queries
from backend.submissions import queries as submission_queries
from backend.submissions import undoing


@get("/{id:uuid}/acceptance/undoing", opt={"may": May.REVIEW})
async def ask(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    """What it does, or why it cannot be done."""
    of = await submission_queries.submission(session, id)
    found = await undoing.accepted(session, of)
    reported_at = await queries.last_gathered_at(session)
    return page(
        "releases/undoing.html",
        here=here,
        submission=of,
        why_not=undoing.why_not(of, found, me, reported_at=reported_at, at=now()),
        until=undoing.until(found) if found else None,
    )


@post("/{id:uuid}/acceptance/undoing", opt={"may": May.REVIEW})
async def undo(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await queries.one_at_a_time(session)  # no report is drawn up meanwhile
    of = await submission_queries.submission(session, id, lock=True)
    await undoing.undo(session, of, by=me, reported_at=await queries.last_gathered_at(session))
    return Redirect(f"/{here.slug}/submissions/{id}?done=unaccepted", status_code=303)


router = Router(path="/{slug:str}/submissions", route_handlers=[ask, undo])
