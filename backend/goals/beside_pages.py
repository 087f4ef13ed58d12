"""`/SLUG/goals/ID/beside`: what stands beside a goal for its readers; a page of its own, for a page has few queries."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import hearings, queries, taking_part
from backend.goals.forms import Deciding, Linking, Telling
from backend.goals.hearing_tables import GoalHearing
from backend.kit import forms, languages
from backend.kit.db import find
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.submissions import queries as submission_queries

TOLD = {
    "goal-link": later("Added. It stands on the goal’s page, for whoever sees the goal."),
    "goal-link-ended": later("Taken away."),
    "goal-hearing-decided": later("Decided. The organization reads what you chose, and why."),
    "goal-told": later("Kept. It stands on the goal’s page, for those you chose."),
}

Asks = Request[Any, Any, Any]


@get("/{id:uuid}/beside", opt={"may": May.MANAGE_GOALS})
async def show(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return await _beside(session, here, id)


@post("/{id:uuid}/links", opt={"may": May.MANAGE_GOALS})
async def add_link(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    try:
        sent = await forms.read(request, Linking)
        await taking_part.add_link(session, id, kind=sent.kind, title=sent.title, address=sent.address, by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = await forms.typed(request, Linking)
        return await _beside(session, here, id, typed=typed, problems=error.told(), status_code=error.status_code)
    return _back(here, id, "goal-link")


@post("/{slug:str}/goal-links/{id:uuid}/ending", opt={"may": May.MANAGE_GOALS})
async def end_link(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    link = await taking_part.end_link(session, id, by=me.person_id)
    return _back(here, link.goal_id, "goal-link-ended")


@post("/{id:uuid}/narratives", opt={"may": May.MANAGE_GOALS})
async def tell(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    try:
        sent = await forms.read(request, Telling)
        said = {name: getattr(sent, name) for name in taking_part.PARTS}
        await taking_part.tell(session, id, said, visibility=sent.shown_to, before=sent.before, by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = await forms.typed(request, Telling)
        return await _beside(session, here, id, typed=typed, problems=error.told(), status_code=error.status_code)
    return _back(here, id, "goal-told")


@post("/{slug:str}/goal-hearings/{id:uuid}/decision", opt={"may": May.MANAGE_GOALS})
async def decide(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    """Whether what a partner hears stands on the goal's page."""
    of = await find(session, GoalHearing, id)
    try:
        sent = await forms.read(request, Deciding)
        await hearings.decide(session, id, taken=sent.taken == "yes", reason=sent.reason, by=me.person_id)
    except (Invalid, Conflict) as error:
        goal_id = of.goal_id
        await session.rollback()
        typed = {**await forms.typed(request, Deciding), "hearing": str(id)}
        return await _beside(session, here, goal_id, typed=typed, problems=error.told(), status_code=error.status_code)
    return _back(here, of.goal_id, "goal-hearing-decided")


def _back(here: Collaborative, id: UUID, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/goals/{id}/beside?done={done}", status_code=303)


async def _beside(
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    found = await queries.goal(session, id)
    told = await taking_part.narratives(session, id)
    return page(
        "goals/beside.html",
        status_code=status_code,
        here=here,
        goal=found.goal,
        called=found.newest.drawing.name,
        links=await taking_part.links(session, id),
        narratives=told,
        hearings=await hearings.of_goal(session, id),
        languages=languages.others(here.locale),
        names=await submission_queries.names(session, {one.written_by for one in told}),
        KINDS=taking_part.KINDS,
        PARTS=taking_part.PARTS,
        typed=typed or {},
        problems=problems,
        anchors={**forms.anchors(Telling), **forms.anchors(Linking), **_reason_of((typed or {}).get("hearing", ""))},
    )


def _reason_of(hearing: str) -> Mapping[str, str]:
    """Each has a field of its own for why."""
    return {title: f"{field}.{hearing}" for title, field in forms.anchors(Deciding).items()}


router = Router(path="/{slug:str}/goals", route_handlers=[show, add_link, tell])
links = Router(path="/", route_handlers=[end_link, decide])
