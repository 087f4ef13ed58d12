"""`/SLUG/series`: figures of other sources, for the backbone: what there is, as it was published, and bringing more."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import queries as indicator_queries
from backend.kit import forms, units
from backend.kit import lists as files
from backend.kit.codes import code_of
from backend.kit.db import find, today_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.languages import later, locale_of, translated
from backend.kit.sheets import apart
from backend.kit.web import Transaction, page
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.series import actions, lists, papers, queries
from backend.series.actions import Source
from backend.series.lines import HEADINGS, read_lines
from backend.series.rules import Given, span_label
from backend.series.tables import Point, Series
from collab_reports import html

PAGE = "/series"
TOLD = {
    "series-added": later("Added. Now bring its figures."),
    "figures-brought": later("Here they are. Reports gathered from now on print them; earlier ones stay as they were."),
    "series-retired": later("Retired. Reports gathered from now on leave it out; what was brought stays here."),
    "series-back": later("It is printed again."),
}
VISIBILITIES = ("public", "partners", "members", "backbone")

Asks = Request[Any, Any, Any]


class Adding(forms.Form):
    name: Annotated[str, Field(title=later("Name"), min_length=2, max_length=120)]
    plain: Annotated[str, Field(title=later("What it says"), min_length=3, max_length=300)]
    unit: Annotated[str, Field(title=later("Unit"), min_length=1, max_length=60)]
    place: Annotated[str, Field(title=later("Whom or where it is about"), max_length=120)] = ""
    direction: Annotated[str, Field(title=later("What is better"), pattern="^(higher|lower|neutral)$")] = "neutral"
    visibility: Annotated[str, Field(title=later("Who may see it"), pattern="^(public|partners|members|backbone)$")] = (
        "public"
    )
    framework: Annotated[str, Field(title=later("In which reports"))] = ""


class Bringing(forms.Form):
    """file is read apart from these."""

    published_on: Annotated[forms.Day, Field(title=later("Published on"))]
    source: Annotated[str, Field(title=later("Source"), min_length=3, max_length=300)]
    note: Annotated[str, Field(title=later("Note"), max_length=1000)] = ""
    lines: Annotated[str, Field(title=later("Figures"), max_length=200_000)] = ""


@get("/", opt={"may": May.MANAGE_GOALS})
async def index(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    return await _index(session, here, me, request.query_params)


@post("/", opt={"may": May.MANAGE_GOALS})
async def add(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    try:
        made = await _add(session, await forms.read(request, Adding))
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = await forms.typed(request, Adding)
        return await _index(session, here, me, {}, typed=typed, problems=error.told(), status_code=error.status_code)
    return Redirect(f"/{here.slug}/series/{made.id}?done=series-added", status_code=303)


async def _add(session: AsyncSession, wanted: Adding) -> Series:
    units.unit(wanted.unit, where="Unit")
    taken = {one.series.code for one in await queries.all_series(session)}
    made = Series(
        code=code_of(wanted.name, taken),
        name=wanted.name,
        plain=wanted.plain,
        unit=wanted.unit,
        place=wanted.place,
        direction=wanted.direction,
        visibility=wanted.visibility,
        framework_id=await _framework(session, wanted.framework),
        position=len(taken),
    )
    return await actions.add(session, made)


async def _framework(session: AsyncSession, wanted: str) -> UUID | None:
    known = {str(one.id): one.id for one in await indicator_queries.frameworks(session)}
    if wanted and wanted not in known:
        raise Invalid(translated("Choose one from the list."), where=translated("In which reports"))
    return known.get(wanted)


@get("/{id:uuid}", opt={"may": May.MANAGE_GOALS})
async def show(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return await _show(session, here, id)


@post("/{id:uuid}/vintages", opt={"may": May.MANAGE_GOALS})
async def bring(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    try:
        wanted = await forms.read(request, Bringing, besides=frozenset({"file"}))
        # Before anything is asked of the database, so that no connection waits with it.
        points = await _points(wanted, await forms.file(request), here)
        series = await find(session, Series, id)
        source = Source(wanted.published_on, wanted.source, wanted.note)
        await actions.bring(session, series, points, source, by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = await forms.typed(request, Bringing)
        return await _show(session, here, id, typed=typed, problems=error.told(), status_code=error.status_code)
    return Redirect(f"/{here.slug}/series/{id}?done=figures-brought", status_code=303)


async def _points(wanted: Bringing, file: tuple[bytes, str] | None, here: Collaborative) -> list[Given]:
    """From the file, or else from what was pasted."""
    if file is None and not wanted.lines:
        raise Invalid(
            translated("Paste the figures with their headings, or choose a file."), where=translated("Figures")
        )
    book = await apart.read(*(file or (wanted.lines.encode(), "figures.csv")))
    return read_lines(book.tabs[0], here.calendar)


@post("/{id:uuid}/retirement", opt={"may": May.MANAGE_GOALS})
async def retire(session: Transaction, here: Here, id: FromPath[UUID]) -> Redirect:
    actions.retire(await find(session, Series, id, lock=True), on=today_in(here.time_zone))
    return Redirect(f"/{here.slug}/series/{id}?done=series-retired", status_code=303)


@post("/{id:uuid}/return", opt={"may": May.MANAGE_GOALS})
async def take_up(session: Transaction, here: Here, id: FromPath[UUID]) -> Redirect:
    actions.take_up(await find(session, Series, id, lock=True))
    return Redirect(f"/{here.slug}/series/{id}?done=series-back", status_code=303)


async def _index(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    asked: Mapping[str, str],
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Response[bytes] | Template:
    """asked: of the list, by the address."""

    def label(point: Point) -> str:
        return span_label(point.first, point.last, here.calendar)

    listed = lists.listing(here, label).shown(await queries.all_series(session, retired=True), asked)
    if listed.wanted.file:
        return files.as_file(
            f"{here.name}, {translated('Figures of other sources')}", listed.table(), listed.wanted.file
        )
    return page(
        "series/index.html",
        status_code=status_code,
        here=here,
        listed=listed,
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
        SEEN_BY=lists.SEEN_BY,
        frameworks={one.id: one.name for one in await indicator_queries.frameworks(session)},
        unit=papers.unit,
        label=label,
        typed=typed or {},
        problems=problems,
        anchors=forms.anchors(Adding),
        visibilities=VISIBILITIES,
    )


async def _show(
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    known = next(iter(await queries.all_series(session, ids=[id])), None)
    if known is None:
        raise NotFound(translated("There is nothing at this address."))
    return page(
        "series/show.html",
        status_code=status_code,
        here=here,
        known=known,
        unit=papers.unit(known, here),
        curve=html.series_curve(papers.paper_of(known, here), locale=locale_of(here.locale)) if known.vintage else "",
        vintages=await queries.vintages(session, id),
        label=lambda point: span_label(point.first, point.last, here.calendar),
        headings=", ".join(HEADINGS),
        typed=typed or {},
        problems=problems,
        anchors=forms.anchors(Bringing) | {"File": "file"},
    )


router = Router(path="/{slug:str}/series", route_handlers=[index, add, show, bring, retire, take_up])
