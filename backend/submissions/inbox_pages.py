"""`/SLUG/review`: what waits for the backbone, oldest first."""

from uuid import UUID

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from backend.kit.days import day_at
from backend.kit.db import today_in
from backend.kit.languages import later
from backend.kit.web import THE_QUARTER, Entry, Transaction, page
from backend.members import covering
from backend.members.door import Here
from backend.members.rules import May
from backend.submissions import inbox, queries

ENTRY = Entry(later("Review"), "/review", May.REVIEW, 21, THE_QUARTER)


@get("/review", opt={"may": May.REVIEW, "entry": ENTRY})
async def index(session: Transaction, here: Here, accepted: FromQuery[UUID | None] = None) -> Template:
    """accepted: what was just accepted from here, and may be taken back."""
    today = today_in(here.time_zone)
    return page(
        "submissions/inbox.html",
        here=here,
        waiting=await inbox.waiting(session),
        asked_about=await inbox.asked_about(session),
        accepted=next(iter(await queries.submissions(session, [accepted] if accepted else [])), None),
        covers=[one for one in await covering.covers(session, since=today) if one.cover.starts_on <= today],
        days=lambda at: (today - day_at(at, here.time_zone)).days,
    )


@get("/review/next", opt={"may": May.REVIEW})
async def onward(session: Transaction, here: Here, after: FromQuery[UUID | None] = None) -> Redirect:
    """To what waits after this one; from the end, the longest waiting; where nothing else does, to the list."""
    waits = await inbox.in_line(session)
    at = waits.index(after) if after in waits else -1
    others = [*waits[at + 1 :], *waits[: max(at, 0)]]
    to = f"/{here.slug}/submissions/{others[0]}" if others else f"/{here.slug}/review"
    return Redirect(to, status_code=303)


router = Router(path="/{slug:str}", route_handlers=[index, onward])
