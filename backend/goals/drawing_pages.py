"""Setting a goal, and drawing one anew with a reason."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import actions, live, queries
from backend.goals.forms import Anew, Setting, drawing, measure, shown
from backend.goals.queries import Drawn
from backend.goals.rules import LEVELS, Level
from backend.goals.tables import Goal
from backend.indicators import queries as indicator_queries
from backend.indicators.rules import OverMembers
from backend.kit import forms
from backend.kit.codes import code_of
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.series import queries as series_queries

Asks = Request[Any, Any, Any]
Offers = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@get("/new", opt={"may": May.MANAGE_GOALS})
async def new(session: Transaction, here: Here) -> Template:
    return await _new(session, here, {"valid_from": today_in(here.time_zone).isoformat(), "leeway": "10"})


@post("/new", opt={"may": May.MANAGE_GOALS})
async def set_goal(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    try:
        goal = await _set(session, await forms.read(request, Setting), by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = await forms.typed(request, Setting)
        return await _new(session, here, typed, problems=error.told(), status_code=error.status_code)
    return Redirect(f"/{here.slug}/goals/{goal.id}?done=goal-set", status_code=303)


async def _set(session: AsyncSession, sent: Setting, *, by: UUID) -> Goal:
    """Raises Invalid with every fault."""
    offered = {value for _, options in await offers(session) for value, _ in options}
    indicator, framework, series = measure(sent.measured_by)
    if sent.measured_by not in offered:
        raise Invalid(translated("Choose one from the list."), where=translated("Measured by"))
    taken = {one.goal.code for one in (*await queries.goals(session), *await queries.goals(session, retired=True))}
    goal = Goal(
        code=code_of(sent.name, taken),
        level=sent.level.value,
        indicator_id=indicator,
        framework_id=framework,
        series_id=series,
        position=len(taken),
    )
    await actions.set_goal(session, goal, drawing(sent), by=by)
    return goal


@get("/{id:uuid}/anew", opt={"may": May.MANAGE_GOALS})
async def anew(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    found = await queries.goal(session, id)
    typed = shown(found.newest.drawing) | {
        "valid_from": max(today_in(here.time_zone), found.newest.row.valid_from).isoformat(),
        "before": str(found.newest.row.version),
    }
    return await _anew(session, here, found, typed)


@post("/{id:uuid}/versions", opt={"may": May.MANAGE_GOALS})
async def draw_anew(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    found = await queries.goal(session, id)
    try:
        sent = await forms.read(request, Anew)
        if sent.before != found.newest.row.version:
            raise Conflict(translated("Somebody else drew this goal anew meanwhile. Look at it as it is now."))
        await actions.draw_anew(session, found, drawing(sent), by=me.person_id)
    except (Invalid, Conflict) as error:
        await session.rollback()
        found = await queries.goal(session, id)
        typed = await forms.typed(request, Anew)
        return await _anew(session, here, found, typed, problems=error.told(), status_code=error.status_code)
    return Redirect(f"/{here.slug}/goals/{id}?done=goal-anew", status_code=303)


async def offers(session: AsyncSession) -> Offers:
    """What a goal can be measured by, in groups: what each collection's members report, and other sources' series."""
    groups: list[tuple[str, Sequence[tuple[str, str]]]] = []
    for framework in await indicator_queries.frameworks(session):
        options = [
            (f"indicator:{framework.id}:{one.indicator.id}", one.indicator.name)
            for one in await indicator_queries.tracked(session, framework.id)
            if one.indicator.rule_members not in (OverMembers.NONE, OverMembers.EXTERNAL)
        ]
        if options:
            groups.append((translated("What members report: %(name)s", name=framework.name), options))
    series = [(f"series:{one.series.id}", one.series.name) for one in await series_queries.all_series(session)]
    return [*groups, (translated("Figures of other sources"), series)] if series else groups


async def _new(
    session: AsyncSession,
    here: Collaborative,
    typed: Mapping[str, str],
    *,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    return page(
        "goals/new.html",
        status_code=status_code,
        here=here,
        offers=await offers(session),
        levels=[(level.value, LEVELS[level]) for level in reversed(Level)],
        typed=typed,
        problems=problems,
        anchors=forms.anchors(Setting),
    )


async def _anew(
    session: AsyncSession,
    here: Collaborative,
    found: Drawn,
    typed: Mapping[str, str],
    *,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    (now,) = await live.pursued(session, here, [found])
    return page(
        "goals/anew.html",
        status_code=status_code,
        here=here,
        now=now,
        typed=typed,
        problems=problems,
        anchors=forms.anchors(Anew),
    )


router = Router(path="/{slug:str}/goals", route_handlers=[new, set_goal, anew, draw_anew])
