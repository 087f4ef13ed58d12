"""`/SLUG/areas/lists/CODE`: which areas a list holds from a day on, in people's own words.

Not in `places`, as the areas of a list are parts of every split by area.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import actions
from backend.kit import forms
from backend.kit import lists as files
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.places import actions as place_actions
from backend.places import area_lines, lists
from backend.places import queries as place_queries
from backend.places.area_lines import Named
from backend.places.queries import Newest

KINDS = ("zip", "neighborhood", "community_area", "county", "ward", "lsoa", "postcode_sector", "place")
Asks = Request[Any, Any, Any]


class Filling(forms.Form):
    """areas: as `area_lines` reads them."""

    kind: Annotated[str, Field(title=later("Kind of area"), pattern="^[a-z][a-z0-9_]{0,59}$")]
    areas: Annotated[str, Field(title=area_lines.WHERE, max_length=200_000)]
    valid_from: Annotated[forms.Day, Field(title=later("Holds from"))]
    rationale: Annotated[str, Field(title=later("Why these"), max_length=2000)] = ""


@get("/{code:str}")
async def show(
    request: Asks, session: Transaction, here: Here, me: Me, code: FromPath[str]
) -> Response[bytes] | Template:
    return await _page(session, here, me, await place_queries.newest(session, code), request.query_params)


@post("/{code:str}")
async def fill(
    request: Asks, session: Transaction, here: Here, me: Me, code: FromPath[str]
) -> Response[Any] | Template:
    found = await place_queries.newest(session, code)
    try:
        sent, areas = await _sent(request)
        await place_actions.hold(
            session, found.list, areas, kind=sent.kind, valid_from=sent.valid_from, rationale=sent.rationale
        )
        await actions.follow_areas(session, today=today_in(here.time_zone))
    except (Invalid, Conflict) as error:
        return await _again(request, session, here, me, code, error)
    return Redirect(f"/{here.slug}/areas?done=list", status_code=303)


async def _sent(request: Asks) -> tuple[Filling, Sequence[Named]]:
    """Raises Invalid with every fault of the fields and of the lines."""
    problems: list[Problem] = []
    areas: Sequence[Named] = ()
    try:
        areas = area_lines.read_areas((await forms.typed(request, Filling))["areas"])
    except Invalid as invalid:
        problems += invalid.problems
    try:
        sent = await forms.read(request, Filling)
    except Invalid as invalid:
        raise Invalid([*invalid.problems, *problems]) from None
    if problems:
        raise Invalid(problems)
    return sent, areas


async def _again(
    request: Asks, session: AsyncSession, here: Collaborative, me: Principal, code: str, error: Invalid | Conflict
) -> Response[bytes] | Template:
    await session.rollback()
    typed, told = await forms.typed(request, Filling), error.told(translated("Holds from"))
    found = await place_queries.newest(session, code)
    return await _page(session, here, me, found, {}, typed=typed, problems=told, status_code=error.status_code)


async def _page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    found: Newest,
    asked: Mapping[str, str],
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Response[bytes] | Template:
    """asked: of the list of its areas, by the address."""
    listed = lists.listing().shown(found.areas, asked)
    if listed.wanted.file:
        return files.as_file(f"{here.name}, {found.list.name}", listed.table(), listed.wanted.file)
    at = f"/areas/lists/{found.list.code}"
    standing = [Named(area.code, area.name, tuple(area.aliases)) for area in found.areas]
    kind = found.areas[0].kind if found.areas else KINDS[0]
    return page(
        "indicators/area_list.html",
        status_code=status_code,
        here=here,
        found=found,
        listed=listed,
        page=at,
        views=await views.views(session, here, me, at) if found.areas else (),
        kinds=KINDS if kind in KINDS else (kind, *KINDS),
        typed=typed or {"kind": kind, "areas": area_lines.written(standing)},
        problems=problems,
        anchors=forms.anchors(Filling),
    )


router = Router(path="/{slug:str}/areas/lists", route_handlers=[show, fill], opt={"may": May.MANAGE_MEMBERS})
