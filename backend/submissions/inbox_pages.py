"""`/SLUG/review`: what waits for the backbone, oldest first."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from backend.kit import lists
from backend.kit.days import day_at
from backend.kit.db import today_in
from backend.kit.languages import later, translated
from backend.kit.web import THE_QUARTER, Entry, Transaction, page
from backend.members import covering, views
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.submissions import inbox, queries, standing_out

PAGE = "/review"
ENTRY = Entry(later("Review"), PAGE, May.REVIEW, 21, THE_QUARTER)


@get("/review", opt={"may": May.REVIEW, "entry": ENTRY})
async def index(
    request: Request[Any, Any, Any], session: Transaction, here: Here, me: Me, accepted: FromQuery[UUID | None] = None
) -> Response[bytes] | Template:
    """accepted: what was just accepted from here, and may be taken back."""
    today = today_in(here.time_zone)
    how = standing_out.listing(here.time_zone, today)
    listed = how.shown(await inbox.waiting(session), request.query_params)
    if listed.wanted.file:
        return lists.as_file(f"{here.name}, {translated('Review')}", listed.table(), listed.wanted.file)
    return page(
        "submissions/inbox.html",
        here=here,
        listed=listed,
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
        marks=standing_out.marks,
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
