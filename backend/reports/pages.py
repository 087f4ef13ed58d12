"""What the figures come to now: for the backbone, before anything is released."""

import re
from typing import Any
from uuid import UUID

from litestar import Request, Router, get
from litestar.response import Template

from backend.agreements import queries as agreement_queries
from backend.disclosure import queries as disclosure_queries
from backend.kit.db import today_in
from backend.kit.errors import NotFound
from backend.kit.languages import later, translated
from backend.kit.web import RESULTS, Entry, Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules

ENTRY = Entry(later("Figures"), "/figures", May.RELEASE, 30, RESULTS)


@get("/figures", opt={"may": May.RELEASE, "entry": ENTRY})
async def figures(request: Request[Any, Any, Any], session: Transaction, here: Here) -> Template:
    """Every indicator of a framework over its last collections, added up when the page is read."""
    today = today_in(here.time_zone)
    rounds = [one for one in await round_queries.all_rounds(session) if round_rules.state(one, today).begun]
    frameworks = {one.framework_id: one.framework for one in rounds}
    chosen = _chosen(request.query_params.get("of", ""), list(frameworks))
    of_it = [one for one in rounds if one.framework_id == chosen][: disclosure_queries.PERIODS]
    periods = sorted({one.period for one in of_it})
    bars = await agreement_queries.bars(session)
    rows = await disclosure_queries.live(session, chosen, last=periods[-1], bars=bars) if chosen else ()
    return page(
        "reports/figures.html",
        here=here,
        frameworks=frameworks,
        chosen=chosen,
        periods=periods,
        rows=rows,
        without=bars.without,
        reported=_reported,
    )


def _reported(coverage: str) -> str:
    """`7 of 10`, as the page's last line explains it."""
    short = coverage.replace(" members reported", "")
    counts = re.fullmatch(r"(\d+) of (\d+)", short)
    return translated("%(count)s of %(count2)s", count=counts[1], count2=counts[2]) if counts else short


def _chosen(wanted: str, known: list[UUID]) -> UUID | None:
    if not wanted:
        return known[0] if known else None
    found = next((id for id in known if str(id) == wanted), None)
    if found is None:
        raise NotFound(translated("There is nothing at this address."))
    return found


router = Router(path="/{slug:str}", route_handlers=[figures])
