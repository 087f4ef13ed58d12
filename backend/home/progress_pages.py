"""`/SLUG/progress`: how collections go, for the observer."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get
from litestar.params import FromQuery
from litestar.response import Template

from backend.home.progress import progress
from backend.kit.errors import NotFound
from backend.kit.languages import later, translated
from backend.kit.web import THE_QUARTER, Entry, Transaction, database_of, page
from backend.members.door import Here
from backend.members.rules import May
from backend.rounds import queries as round_queries

ENTRY = Entry(later("How collections go"), "/progress", May.SEE_PROGRESS, 20, THE_QUARTER)


@get("/progress")
async def show(
    request: Request[Any, Any, Any], session: Transaction, here: Here, round: FromQuery[UUID | None] = None
) -> Template:
    """round: of those that were opened; the newest where none is asked for."""
    rounds = [one for one in await round_queries.all_rounds(session) if one.opened_at]
    of = next((one for one in rounds if round in (one.id, None)), None)
    if round and of is None:
        raise NotFound(translated("There is nothing at this address."))
    return page(
        "home/progress.html",
        here=here,
        rounds=rounds,
        of=of,
        lines=await progress(database_of(request), here, of) if of else (),
    )


router = Router(path="/{slug:str}", route_handlers=[show], opt={"may": May.SEE_PROGRESS, "entry": ENTRY})
