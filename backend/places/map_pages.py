"""`/SLUG/areas/lists/CODE/map`: where a list's areas lie, from shapes the backbone brings as GeoJSON and looks at first."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.schemas import Nothing
from backend.members.tables import Collaborative
from backend.places import map_actions, queries
from backend.places.area_lines import Named
from backend.places.drawing import Drawn, where_they_are
from backend.places.queries import Newest
from backend.places.shape_names import MOST_BYTES
from backend.places.tables import AreaMap
from collab_reports.area_maps import MOST, most_maps
from collab_reports.grounds import Ground

TOLD = {
    "map": later("The map is shown from now on, wherever these areas are told apart."),
    "no-map": later(
        "The map is taken away. The areas stand in their tables alone. The map waits on this page: use it again or throw it"
        " away."
    ),
}
Asks = Request[Any, Any, Any]


class Bringing(forms.Form):
    """The file is read apart from these."""

    source: Annotated[str, Field(title=later("Source"), min_length=3, max_length=200)]
    by: Annotated[str, Field(title=later("Property that names the areas"), max_length=200)] = ""
    others: Annotated[Literal["", "true"], Field(title=later("Other places"))] = ""


class Which(forms.Form):
    which: Annotated[Literal["used", "waiting"], Field(title=later("Which map"))]


@get("/")
async def show(session: Transaction, here: Here, code: FromPath[str]) -> Template:
    return await _page(session, here, code)


@post("/")
async def bring(
    request: Asks, session: Transaction, here: Here, me: Me, code: FromPath[str]
) -> Response[Any] | Template:
    """To be looked at first. Where there is a fault nothing is written, and what waited before still does."""
    found = await _filled(session, code)
    try:
        wanted = await forms.read(request, Bringing, besides=frozenset({"file"}))
        file = await forms.file(request)
        if file is None:
            raise Invalid(translated("Choose the file."), where=translated("File"))
        areas = [Named(area.code, area.name, tuple(area.aliases)) for area in found.areas]
        # In a thread: a large file takes a second or two, in which others ask too.
        ground = await asyncio.to_thread(_read, file[0], areas, wanted)
        await map_actions.bring(session, found.list, ground, source=wanted.source, by=me.person_id)
    except Invalid as error:
        await session.rollback()
        typed = await forms.typed(request, Bringing)
        return await _page(
            session, here, code, typed=typed, problems=error.problems, refused=True, status_code=error.status_code
        )
    return _back(here, code)


@post("/use")
async def use(request: Asks, session: Transaction, here: Here, me: Me, code: FromPath[str]) -> Response[Any] | Template:
    try:
        await forms.read(request, Nothing)
        await map_actions.use(session, (await _filled(session, code)).list, by=me.person_id)
    except Conflict as error:
        await session.rollback()
        return await _page(session, here, code, problems=error.told(), status_code=error.status_code)
    return _back(here, code, "map")


@post("/away")
async def take_away(
    request: Asks, session: Transaction, here: Here, me: Me, code: FromPath[str]
) -> Response[Any] | Template:
    waiting = (await forms.read(request, Which)).which == "waiting"
    try:
        await map_actions.take_away(session, (await _filled(session, code)).list, waiting=waiting, by=me.person_id)
    except Conflict as error:
        await session.rollback()
        return await _page(session, here, code, problems=error.told(), status_code=error.status_code)
    return _back(here, code, "" if waiting else "no-map")


def _back(here: Collaborative, code: str, done: str = "") -> Redirect:
    return Redirect(f"/{here.slug}/areas/lists/{code}/map{f'?done={done}' if done else ''}", status_code=303)


async def _filled(session: AsyncSession, code: str) -> Newest:
    """Raises NotFound: there is no such list, or nobody has said what is in it."""
    found = await queries.newest(session, code)
    if found.version is None:
        raise NotFound(translated("There is nothing at this address."))
    return found


async def _page(
    session: AsyncSession,
    here: Collaborative,
    code: str,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    refused: bool = False,
    status_code: int = 200,
) -> Template:
    """refused: a file was sent and nothing of it kept, so that what waits is another."""
    found = await _filled(session, code)
    used, waiting = await queries.maps_of(session, found.list)
    return page(
        "places/map.html",
        status_code=status_code,
        here=here,
        found=found,
        used=_drawn(found, used, "used"),
        waiting=_drawn(found, waiting, "waiting"),
        typed=typed or {},
        problems=problems,
        refused=refused,
        anchors=forms.anchors(Bringing) | {translated("File"): "file"},
        most_megabytes=MOST_BYTES // 1_000_000,
        in_a_report=fits if (fits := most_maps(len(found.areas))) < MOST else None,
    )


def _read(content: bytes, areas: Sequence[Named], wanted: Bringing) -> Ground:
    from backend.places.shapes import read_shapes  # 16 MB, and few processes ever read a map

    return read_shapes(content, areas, by=wanted.by, others=bool(wanted.others)).ground


def _drawn(found: Newest, one: AreaMap | None, key: str) -> Drawn | None:
    if one is None:
        return None
    areas = {area.code: area.name for area in sorted(found.areas, key=lambda area: area.code)}
    ground = Ground.model_validate(one.drawing)
    return where_they_are(ground, areas, key=key, called=found.list.name, source=one.source)


router = Router(
    path="/{slug:str}/areas/lists/{code:str}/map",
    route_handlers=[show, bring, use, take_away],
    opt={"may": May.MANAGE_MEMBERS},
)
