"""`/SLUG/places?q=`: what the published reports for everyone say of an area, found by a ZIP code or a name."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromQuery

from backend.disclosure.figures import Audience
from backend.kit.compression import COMPRESSED
from backend.kit.db import today_in
from backend.kit.errors import NotFound
from backend.kit.languages import translated
from backend.kit.web import Transaction
from backend.members.door import Here
from backend.members.rules import May
from backend.places import finding
from backend.places import queries as place_queries
from backend.places.areas import category_code
from backend.releases import area_view, goal_reading, public

Asks = Request[Any, Any, Any]


@get("/places", opt={"may": May.PUBLIC}, middleware=[COMPRESSED])
async def place(request: Asks, session: Transaction, here: Here, q: FromQuery[str] = "") -> Response[Any]:
    """Raises NotFound where nothing is public here."""
    if not here.public_page:
        raise NotFound(translated("There is nothing at this address."))
    said = public.said(request, here, "places")
    typed = q.strip()[: finding.LONGEST]
    lists = await place_queries.lists_in_force(session, today_in(here.time_zone))
    found = await finding.meant_by(session, typed, lists)
    issues = await goal_reading.newest(session, Audience.PUBLIC)
    return public.answered(
        request,
        "releases/area_public.html",
        here=here,
        said=said,
        typed=typed,
        lists=lists,
        found=[
            (
                one,
                [
                    (issue.title, list(area_view.lines(issue, category_code(one.list.kind, one.code))))
                    for issue in issues
                ],
            )
            for one in found
        ],
    )


router = Router(path="/{slug:str}", route_handlers=[place])
