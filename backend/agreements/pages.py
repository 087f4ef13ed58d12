"""`/SLUG/agreements`: where every member stands, the agreement that is offered, and what is switched off for everybody."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import actions, keeping_back, lists, queries, standings
from backend.agreements.rules import Afterwards
from backend.agreements.schemas import Ending, Offering, SwitchingOff
from backend.agreements.texts import AFTERWARDS, READERS, SHOWN, TOLD, readers_of
from backend.indicators.tables import SwitchOff
from backend.kit import forms
from backend.kit import lists as files
from backend.kit.db import find, today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import TAKING_PART, Entry, Transaction, page
from backend.members import terms, views
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative

__all__ = ["TOLD", "router"]

PAGE = "/agreements"
ENTRY = Entry(later("Agreements"), PAGE, May.READ_AGREEMENTS, 42, TAKING_PART)
Asks = Request[Any, Any, Any]


@get("/", opt={"may": May.READ_AGREEMENTS})
async def index(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    return await _index(session, here, me, request.query_params)


async def _index(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    asked: Mapping[str, str],
    *,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Response[bytes] | Template:
    """The backbone sees every member; a member's people their own. asked: of the list, by the address."""
    today = today_in(here.time_zone)
    known, withheld = await standings.agreements(session), await standings.kept_back(session)
    mine = await (terms.active_members(session, today) if me.of_backbone else standings.members(session, me.members()))
    lines = [
        lists.Line(one, standings.where(known.get(one.id, ()), today), len(withheld.get(one.id, ()))) for one in mine
    ]
    listed = lists.listing().shown(lines, asked)
    if listed.wanted.file:
        return files.as_file(f"{here.name}, {translated('Agreements')}", listed.table(), listed.wanted.file)
    return page(
        "agreements/index.html",
        status_code=status_code,
        here=here,
        me=me,
        May=May,
        listed=listed,
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
        without=[one.member for one in lines if not one.where.standing.in_force],
        shown=SHOWN,
        splits=await standings.splits(session),
        once=await standings.once_off(session),
        problems=problems,
        anchors=forms.anchors(SwitchingOff),
    )


# ---- What is offered -------------------------------------------------------------------------------------------------


@get("/model", opt={"may": May.READ_AGREEMENTS})
async def model(session: Transaction, here: Here, me: Me) -> Template:
    return await _model(session, here, me)


@post("/model", opt={"may": May.MANAGE_AGREEMENTS})
async def offer(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    try:
        sent = await forms.read(request, Offering)
        await actions.offer(session, sent.terms(today_in(here.time_zone)), months=sent.months, by=me)
    except Invalid as invalid:
        await session.rollback()
        typed = await forms.typed(request, Offering)
        return await _model(session, here, me, typed=typed, problems=invalid.problems, status_code=422)
    return Redirect(f"/{here.slug}/agreements/model?done=agreement-offered", status_code=303)


async def _model(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    *,
    typed: dict[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    offered = await queries.model(session, here)
    return page(
        "agreements/model.html",
        status_code=status_code,
        here=here,
        me=me,
        May=May,
        model=offered,
        typed=typed
        or {
            "title": offered.title,
            "document": offered.document,
            "months": str(offered.months or ""),
            "retention": offered.retention,
            "afterwards": offered.afterwards,
            **{f"for_{one}": "true" for one in offered.audiences},
        },
        afterwards=AFTERWARDS,
        default=Afterwards.PAST_STAYS,
        readers=READERS,
        readers_of=readers_of,
        problems=problems,
        anchors=forms.anchors(Offering),
    )


# ---- For everybody ---------------------------------------------------------------------------------------------------


@post("/switch-offs", opt={"may": May.MANAGE_AGREEMENTS})
async def switch_off(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    async def deed() -> None:
        sent = await forms.read(request, SwitchingOff)
        await keeping_back.switch_off(session, sent.breakdown, reason=sent.reason, by=me)

    return await _done(session, here, me, deed, "split-off")


@post("/switch-offs/{id:uuid}/ending", opt={"may": May.MANAGE_AGREEMENTS})
async def switch_on(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    row = await find(session, SwitchOff, id, lock=True)

    async def deed() -> None:
        keeping_back.switch_on(row, by=me, reason=(await forms.read(request, Ending)).reason)

    return await _done(session, here, me, deed, "split-on")


async def _done(
    session: AsyncSession, here: Collaborative, me: Principal, deed: Callable[[], Awaitable[None]], done: str
) -> Response[Any] | Template:
    try:
        await deed()
    except (Invalid, Conflict) as error:
        await session.rollback()
        told = error.told(code="agreement.state")
        return await _index(session, here, me, {}, problems=told, status_code=error.status_code)
    return Redirect(f"/{here.slug}/agreements?done={done}", status_code=303)


router = Router(
    path="/{slug:str}/agreements",
    route_handlers=[index, model, offer, switch_off, switch_on],
    opt={"entry": ENTRY},
)
