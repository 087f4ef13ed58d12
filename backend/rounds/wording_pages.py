"""`/SLUG/definitions`: what is counted, by which wording since when; and the next wording, from a day on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms, languages, lists
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, page
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.rounds import catalogue, wording
from backend.rounds.schemas import Wording
from backend.rounds.wording import Kind, Worded

PAGE = "/definitions"
ENTRY = Entry(later("What is counted"), PAGE, May.MANAGE_ROUNDS, 50, HOW_IT_WORKS)
TOLD = {"worded": later("Kept. It holds from its day on; series break there, in charts and tables.")}
Asks = Request[Any, Any, Any]


@get("/")
async def index(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    found = await catalogue.counted(session, today_in(here.time_zone))
    listed = catalogue.listing(found).shown(found, request.query_params)
    if listed.wanted.file:
        return lists.as_file(f"{here.name}, {translated('What is counted')}", listed.table(), listed.wanted.file)
    return page(
        "rounds/definitions.html",
        here=here,
        listed=listed,
        kinds=catalogue.KINDS,
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
    )


@get("/indicators/{id:uuid}")
async def figure(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return _page(here, await wording.worded(session, Kind.FIGURE, id))


@get("/elements/{id:uuid}")
async def question(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return _page(here, await wording.worded(session, Kind.QUESTION, id))


@post("/indicators/{id:uuid}")
async def reword_figure(
    request: Asks, session: Transaction, here: Here, id: FromPath[UUID]
) -> Response[Any] | Template:
    return await _reword(request, session, here, Kind.FIGURE, id)


@post("/elements/{id:uuid}")
async def reword_question(
    request: Asks, session: Transaction, here: Here, id: FromPath[UUID]
) -> Response[Any] | Template:
    return await _reword(request, session, here, Kind.QUESTION, id)


async def _reword(
    request: Asks, session: AsyncSession, here: Collaborative, kind: Kind, id: UUID
) -> Response[Any] | Template:
    of = await wording.worded(session, kind, id, lock=True)
    try:
        await wording.reword(session, of, await forms.read(request, Wording))
    except (Invalid, Conflict) as error:
        typed = await forms.typed(request, Wording)
        await session.rollback()
        return _page(here, await wording.worded(session, kind, id), error.told(), typed, status_code=error.status_code)
    return Redirect(f"/{here.slug}/definitions/{kind}/{id}?done=worded", status_code=303)


def _page(
    here: Collaborative,
    of: Worded,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
    *,
    status_code: int = 200,
) -> Template:
    return page(
        "rounds/definition.html",
        status_code=status_code,
        here=here,
        of=of,
        problems=problems,
        typed=typed or {},
        anchors=forms.anchors(Wording),
        languages=languages.others(here.locale) if of.kind is Kind.FIGURE else {},
    )


router = Router(
    path="/{slug:str}/definitions",
    route_handlers=[index, figure, question, reword_figure, reword_question],
    opt={"may": May.MANAGE_ROUNDS, "entry": ENTRY},
)
