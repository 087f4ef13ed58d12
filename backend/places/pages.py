"""`/SLUG/areas`: what “local” means here, list by list, and the crosswalks that lead from ZIP codes to them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.sheets import apart
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.places import actions, queries
from backend.places.crosswalks import read_crosswalk
from backend.places.drawing import Drawn, where_they_are
from backend.places.queries import ListInForce
from backend.places.tables import AreaMap
from collab_reports.grounds import Ground

ENTRY = Entry(later("Areas"), "/areas", May.MANAGE_MEMBERS, 51, HOW_IT_WORKS)
TOLD = {
    "crosswalk": later("The crosswalk is here. ZIP sheets use it from its day on."),
    "list": later("The list holds from the day you chose. Questions are asked by its areas from then on."),
}
FROM = "zip"

Asks = Request[Any, Any, Any]


class Bringing(forms.Form):
    """file is read apart from these."""

    to_kind: Annotated[str, Field(title=later("Leads to"), min_length=1, max_length=60)]
    valid_from: Annotated[forms.Day, Field(title=later("Holds from"))]
    source: Annotated[str, Field(title=later("Source"), min_length=3, max_length=200)]


@get("/", opt={"may": May.MANAGE_MEMBERS})
async def index(session: Transaction, here: Here) -> Template:
    return await _index(session, here)


@post("/crosswalks", opt={"may": May.MANAGE_MEMBERS})
async def bring(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    try:
        wanted = await forms.read(request, Bringing, besides=frozenset({"file"}))
        # Before anything is asked of the database, so that no connection waits with it.
        file = await forms.file(request)
        if file is None:
            raise Invalid(translated("Choose the file."), where=translated("File"))
        book = await apart.read(*file)
        known = await queries.kinds(session)
        if wanted.to_kind not in known:
            raise Invalid(translated("Choose a kind of area from the list."), where=translated("Leads to"))
        # In a thread: of two hundred thousand lines it takes the better part of a second, in which others ask too.
        weights = await asyncio.to_thread(read_crosswalk, book.tabs[0], areas=known[wanted.to_kind])
        await actions.bring_crosswalk(
            session,
            weights,
            from_kind=FROM,
            to_kind=wanted.to_kind,
            valid_from=wanted.valid_from,
            source=wanted.source,
            by=me.person_id,
        )
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed, told = await forms.typed(request, Bringing), error.told(translated("Holds from"))
        return await _index(session, here, typed=typed, problems=told, status_code=error.status_code)
    return Redirect(f"/{here.slug}/areas?done=crosswalk", status_code=303)


async def _index(
    session: AsyncSession,
    here: Collaborative,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    lists = await queries.lists_in_force(session, today_in(here.time_zone))
    crosswalks = await queries.crosswalks(session)
    maps = await queries.maps_in_use(session)
    return page(
        "places/areas.html",
        status_code=status_code,
        here=here,
        lists=[(one, _drawn(one, maps.get(one.code), f"map{number}")) for number, one in enumerate(lists)],
        unfilled=await queries.unfilled(session),
        crosswalks=crosswalks,
        kinds=sorted({one.kind for one in lists} - {FROM}),
        led_to={one.to_kind for one, _ in crosswalks} | {FROM},
        typed=typed or {},
        problems=problems,
        anchors=forms.anchors(Bringing) | {"File": "file"},
    )


def _drawn(of: ListInForce, one: AreaMap | None, key: str) -> Drawn | None:
    if one is None:
        return None
    ground = Ground.model_validate(one.drawing)
    return where_they_are(ground, of.areas, key=key, called=of.name, source=one.source)


router = Router(path="/{slug:str}/areas", route_handlers=[index, bring], opt={"entry": ENTRY})
