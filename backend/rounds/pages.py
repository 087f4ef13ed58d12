"""Planning collections. Opening and closing one is done in `submissions`, which knows whom it asks."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.tables import Framework
from backend.kit.db import find, today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.period_texts import parse_period
from backend.kit.periods import Period
from backend.kit.web import Entry, Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.rounds import actions, queries, rules
from backend.rounds.rules import Dates

ENTRY = Entry("Collections", "/rounds", May.MANAGE_ROUNDS, 30)
TOLD = {"planned": "Planned. Members see it once you open it."}


@get("/", opt={"may": May.MANAGE_ROUNDS})
async def index(session: Transaction, here: Here) -> Template:
    return await _index(session, here)


@post("/", opt={"may": May.MANAGE_ROUNDS})
async def plan(request: Request[Any, Any, Any], session: Transaction, here: Here) -> Response[Any] | Template:
    """Plans a round from a framework and a period as people write it ("2025-26", "2025-26 Q2")."""
    sent = {name: str(value) for name, value in (await request.form()).items()}
    try:
        framework = await find(session, Framework, _uuid(sent.get("framework", "")))
        period = parse_period(sent.get("period", ""), here.calendar, where="period")
        if period.months != framework.cadence_months:
            wanted = Period(period.start, framework.cadence_months).kind
            raise Invalid(f"{framework.name} is collected by the {wanted}, so name a {wanted}", where="period")
        await actions.plan(session, framework, period, calendar=here.calendar, on=_dates(sent))
    except Invalid as invalid:
        await session.rollback()
        return await _index(session, here, typed=sent, problems=invalid.problems, status_code=422)
    except Conflict as conflict:
        await session.rollback()
        problems = [Problem("period", str(conflict), "round.exists")]
        return await _index(session, here, typed=sent, problems=problems, status_code=409)
    return Redirect(f"/{here.slug}/rounds?done=planned", status_code=303)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("choose one of the list", where="framework") from None


def _dates(sent: dict[str, str]) -> Dates | None:
    """The three days, when they were changed; all empty: the framework's own."""
    typed = {name: sent.get(name, "").strip() for name in ("opens_on", "due_on", "closes_on")}
    if not any(typed.values()):
        return None
    days, problems = {}, []
    for name, text in typed.items():
        try:
            days[name] = date.fromisoformat(text)
        except ValueError:
            problems.append(Problem(name, "choose a day, or leave all three empty for the usual ones", "date"))
    if problems:
        raise Invalid(problems)
    return Dates(**days)


async def _index(
    session: AsyncSession,
    here: Collaborative,
    *,
    typed: dict[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    today = today_in(here.time_zone)
    rounds = await queries.all_rounds(session)
    return page(
        "rounds/index.html",
        status_code=status_code,
        here=here,
        rounds=[(one, rules.state(one, today)) for one in rounds],
        frameworks=await queries.frameworks(session),
        typed=typed or {},
        problems=problems,
    )


router = Router(path="/{slug:str}/rounds", route_handlers=[index, plan], opt={"entry": ENTRY})
