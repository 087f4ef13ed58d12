"""`/SLUG/places?q=`: what the published reports for everyone say of an area, found by a ZIP code or a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromQuery

from backend.disclosure.figures import Audience
from backend.goals import translating
from backend.goals.translating import Spoken
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
from backend.places.drawing import Drawn, where_they_are
from backend.places.finding import Found
from backend.places.queries import ListInForce
from backend.places.tables import AreaMap
from backend.releases import area_maps, area_view, goal_reading, public, retelling
from backend.releases.area_maps import On
from backend.releases.area_view import Line
from backend.releases.goal_telling import Issue
from collab_reports.grounds import Ground

Asks = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class About:
    """An area that was found. drawn: where it lies. reports: of each its title, its lines and its maps."""

    found: Found
    drawn: Drawn | None
    reports: Sequence[tuple[str, Sequence[Line], Sequence[Drawn]]]


@get("/places", opt={"may": May.PUBLIC}, middleware=[COMPRESSED])
async def place(request: Asks, session: Transaction, here: Here, q: FromQuery[str] = "") -> Response[Any]:
    """Raises NotFound where nothing is public here."""
    if not here.public_page:
        raise NotFound(translated("There is nothing at this address."))
    said = public.said(request, here, "places")
    typed = q.replace("\0", " ").strip()[: finding.LONGEST]  # the one character PostgreSQL cannot read
    lists = await place_queries.lists_in_force(session, today_in(here.time_zone))
    found = await finding.meant_by(session, typed, lists)
    issues = await goal_reading.newest(session, Audience.PUBLIC)
    maps = await place_queries.maps_in_use(session)
    spoken = await translating.spoken(session, here)
    return public.answered(
        request,
        "releases/area_public.html",
        here=here,
        said=said,
        typed=typed,
        lists=[] if found else [(one, _where(one, maps, f"list{n}")) for n, one in enumerate(lists, 1)],
        found=[_about(one, issues, maps, f"area{number}", spoken) for number, one in enumerate(found, 1)],
        spoken=spoken,
    )


def _about(found: Found, issues: Sequence[Issue], maps: Mapping[str, AreaMap], key: str, spoken: Spoken) -> About:
    of, on = found.list, maps.get(found.list.code)
    drawn = _where(of, maps, f"{key}-map", chosen=found.code)
    code = category_code(of.kind, found.code)
    called = partial(retelling.named, spoken=spoken)
    reports: list[tuple[str, Sequence[Line], Sequence[Drawn]]] = []
    for number, issue in enumerate(issues, 1):
        lines = list(area_view.lines(issue, code))
        charts: Sequence[Drawn] = ()
        if on is not None and lines:
            ground = On(Ground.model_validate(on.drawing), of.kind, of.areas, on.source, like=f"{key}-map")
            made = area_maps.by_area(issue, ground, chosen=found.code, key=f"{key}-{number}", called=called)
            charts = list(made)
        reports.append((issue.title, lines, charts))
    return About(found, drawn, reports)


def _where(of: ListInForce, maps: Mapping[str, AreaMap], key: str, *, chosen: str = "") -> Drawn | None:
    on = maps.get(of.code)
    if on is None:
        return None
    ground = Ground.model_validate(on.drawing)
    return where_they_are(ground, of.areas, key=key, called=of.name, source=on.source, chosen=chosen)


router = Router(path="/{slug:str}", route_handlers=[place])
