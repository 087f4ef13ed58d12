"""`/SLUG/goals`: shared goals for the backbone, with where each stands now, and saying otherwise about it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import actions, lists, live, papers, queries
from backend.goals.begun import said
from backend.goals.forms import LayingDown, Otherwise
from backend.goals.live import Pursued
from backend.goals.rules import LEVELS, SHOWN, Standing
from backend.kit import forms
from backend.kit import lists as files
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, locale_of, translated
from backend.kit.web import RESULTS, Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from collab_reports import html
from collab_reports.goals import Goal

PAGE = "/goals"
ENTRY = Entry(later("Shared goals"), PAGE, May.MANAGE_GOALS, 31, RESULTS)
TOLD = {
    "goal-set": later("Set. Reports gathered from now on show it to those who may see it."),
    "goal-anew": later("Drawn anew. Reports gathered from now on say why; earlier ones stay as they were."),
    "goal-otherwise": later("Kept. It holds for this figure; the next one is judged by its path again."),
    "goal-by-path": later("Taken back. The path says where it stands."),
    "goal-down": later("Laid down. It stays here with all its versions, and in the reports that printed it."),
    "goal-up": later("Taken up again."),
}

Asks = Request[Any, Any, Any]


@get("/", opt={"may": May.MANAGE_GOALS})
async def index(request: Asks, session: Transaction, here: Here, of: FromQuery[str] = "") -> Response[bytes] | Template:
    """of: `laid-down` for those pursued no longer."""
    laid_down = of == "laid-down"
    found = await live.pursued(session, here, await queries.goals(session, retired=laid_down))
    listed = lists.listing().shown(found, request.query_params, {"of": of} if laid_down else {})
    if listed.wanted.file:
        return files.as_file(f"{here.name}, {translated('Shared goals')}", listed.table(), listed.wanted.file)
    return page(
        "goals/index.html",
        here=here,
        listed=listed,
        page=PAGE,
        found=listed.rows,
        laid_down=laid_down,
        SHOWN=SHOWN,
        LEVELS=LEVELS,
    )


@get("/{id:uuid}", opt={"may": May.MANAGE_GOALS})
async def show(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return await _show(session, here, id)


@post("/{id:uuid}/standing", opt={"may": May.MANAGE_GOALS})
async def say_otherwise(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    try:
        sent = await forms.read(request, Otherwise)
        found = await queries.goal(session, id)
        (now,) = await live.pursued(session, here, [found])
        said = Standing(sent.standing)
        await actions.say_otherwise(session, found, said, reason=sent.reason, by_path=now.by_path, by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = await forms.typed(request, Otherwise)
        return await _show(session, here, id, typed=typed, problems=error.told(), status_code=error.status_code)
    return _back(here, id, "goal-otherwise")


@post("/{id:uuid}/standing/end", opt={"may": May.MANAGE_GOALS})
async def take_back(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    actions.take_back(await queries.goal(session, id), by=me.person_id)
    return _back(here, id, "goal-by-path")


@post("/{id:uuid}/laying-down", opt={"may": May.MANAGE_GOALS})
async def lay_down(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    try:
        sent = await forms.read(request, LayingDown)
        goal = (await queries.goal(session, id)).goal
        actions.lay_down(goal, reason=sent.reason, on=today_in(here.time_zone), by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        return await _show(session, here, id, problems=error.told(), status_code=error.status_code)
    return _back(here, id, "goal-down")


@post("/{id:uuid}/taking-up", opt={"may": May.MANAGE_GOALS})
async def take_up(session: Transaction, here: Here, id: FromPath[UUID]) -> Redirect:
    actions.take_up((await queries.goal(session, id)).goal)
    return _back(here, id, "goal-up")


def _back(here: Collaborative, id: UUID, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/goals/{id}?done={done}", status_code=303)


async def _show(
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    found = await queries.goal(session, id)
    (now,) = await live.pursued(session, here, [found])
    return page(
        "goals/show.html",
        status_code=status_code,
        here=here,
        now=now,
        curve=html.goal_curve(_paper(now, here), locale=locale_of(here.locale)),
        begun=now.version.row.valid_from <= today_in(here.time_zone),
        typed=typed or {},
        problems=problems,
        anchors=_anchors(),
        SHOWN=SHOWN,
        LEVELS=LEVELS,
        Standing=Standing,
        said=said,
    )


def _anchors() -> Mapping[str, str]:
    return {
        **forms.anchors(Otherwise),
        translated("Why it is laid down"): "laying-down",
    }


def _paper(now: Pursued, here: Collaborative) -> Goal:
    """The goal as a report for the backbone would print it."""
    source = papers.source(now.series, here) if now.series else ""
    telling = papers.Telling(here, now.unit, None, now.counted_by, each=now.each_in_words, source=source)
    return papers.goal(now.drawn, now.version, now.figures, now.judged, telling)


router = Router(
    path="/{slug:str}/goals",
    route_handlers=[index, show, say_otherwise, take_back, lay_down, take_up],
    opt={"entry": ENTRY},
)
