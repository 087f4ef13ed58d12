"""`/SLUG/progress`: how collections go, for the observer."""

from uuid import UUID

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Template

from backend.home.progress import progress
from backend.kit.db import ALL_AUDIENCES
from backend.kit.errors import NotFound
from backend.kit.languages import later, translated
from backend.kit.web import THE_QUARTER, Entry, Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.releases import queries as release_queries
from backend.releases.rules import SHOWN_TO
from backend.rounds import queries as round_queries

ENTRY = Entry(later("How collections go"), "/progress", May.SEE_PROGRESS, 20, THE_QUARTER)


@get("/progress")
async def show(session: Transaction, here: Here, round: FromQuery[UUID | None] = None) -> Template:
    """round: of those that were opened; the newest where none is asked for."""
    rounds = [one for one in await round_queries.all_rounds(session) if one.opened_at]
    of = next((one for one in rounds if round in (one.id, None)), None)
    if round and of is None:
        raise NotFound(translated("There is nothing at this address."))
    reports = await release_queries.published(session, ALL_AUDIENCES)
    return page(
        "home/progress.html",
        here=here,
        rounds=rounds,
        of=of,
        lines=await progress(session, here, of) if of else (),
        reports=reports,
        shown_to=SHOWN_TO if release_queries.several_audiences(reports) else {},
    )


router = Router(path="/{slug:str}", route_handlers=[show], opt={"may": May.SEE_PROGRESS, "entry": ENTRY})
