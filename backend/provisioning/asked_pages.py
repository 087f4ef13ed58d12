"""`/SLUG/setup/questions` and `/SLUG/setup/calendar`: what is asked, with switches; and when, for the next periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import queries as indicator_queries
from backend.indicators.tables import Framework
from backend.kit.db import today_in
from backend.kit.errors import AnchorlineError, Invalid, Problem
from backend.kit.languages import translated
from backend.kit.periods import Period
from backend.kit.web import Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.provisioning import actions, switching
from backend.provisioning.rules import Changed, Plan, Retired
from backend.provisioning.state import Kind
from backend.rounds import actions as round_actions
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.rules import Dates
from backend.rounds.tables import Round

Asks = Request[Any, Any, Any]


async def _sent(request: Asks) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.form()).multi_items() if name != "_token"}


# ---- What is asked ---------------------------------------------------------------------------------------------------


@get("/questions")
async def questions(session: Transaction, here: Here) -> Template:
    found = await switching.forms(session)
    on = {switch.field for form in found for section in form.sections for switch in section.switches if switch.on}
    on |= {section.field for form in found for section in form.sections if section.on}
    return page("provisioning/setup_questions.html", here=here, found=found, on=on, todo=None, names={}, problems=())


@post("/questions", status_code=303)
async def switch(request: Asks, session: Transaction, here: Here) -> Response[Any] | Template:
    sent = await _sent(request)
    found = await switching.forms(session)
    chosen = switching.turned(found, sent)
    todo, standing = await switching.planned(session, found, chosen)
    if sent.get("then") == "do" and chosen:
        await actions.apply(session, here, todo, standing)
        return Redirect(f"/{here.slug}/setup?done=asked-changed", status_code=303)
    problems = [] if chosen else [Problem("", translated("Leave at least one question on."), "asked.none")]
    return page(
        "provisioning/setup_questions.html",
        status_code=422 if problems else 200,
        here=here,
        found=found,
        on={*sent, *(one.field for one in chosen)},
        todo=_in_words(todo),
        names=_names(found),
        problems=problems,
    )


@dataclass(frozen=True, slots=True)
class Turned:
    """Keys of what goes and what comes back: questions and figures."""

    questions_off: Sequence[tuple[str, ...]]
    questions_on: Sequence[tuple[str, ...]]
    figures_off: Sequence[tuple[str, ...]]
    figures_on: Sequence[tuple[str, ...]]


def _in_words(todo: Plan) -> Turned:
    def keys(items: Sequence[Retired] | Sequence[Changed], kind: Kind) -> list[tuple[str, ...]]:
        return [item.key for item in items if item.kind is kind]

    return Turned(
        keys(todo.retired, Kind.FRAMEWORK_ELEMENT),
        keys(todo.changed, Kind.FRAMEWORK_ELEMENT),
        keys(todo.retired, Kind.FRAMEWORK_INDICATOR),
        keys(todo.changed, Kind.FRAMEWORK_INDICATOR),
    )


def _names(found: Sequence[switching.Form]) -> Mapping[tuple[str, ...], str]:
    """Of questions and figures, by key; no code of one is another's."""
    names: dict[tuple[str, ...], str] = {}
    for form in found:
        for section in form.sections:
            for one in section.switches:
                names |= {(one.key[0], code): said for code, said in one.reads.items()} | {one.key: one.name}
    return names


# ---- The calendar ----------------------------------------------------------------------------------------------------

TIME_TO_ANSWER = timedelta(days=14)
PERIODS = 4


@dataclass(frozen=True, slots=True)
class Proposed:
    """The next collection of a framework. periods: to choose from; of the first are the days."""

    framework: Framework
    periods: Sequence[tuple[Period, str]]
    days: Dates
    planned: Sequence[Round]


@get("/calendar", opt={"may": May.MANAGE_ROUNDS})
async def calendar(session: Transaction, here: Here) -> Template:
    return await _calendar_page(session, here, {})


@post("/calendar", opt={"may": May.MANAGE_ROUNDS}, status_code=303)
async def plan_calendar(request: Asks, session: Transaction, here: Here) -> Response[Any] | Template:
    """Every one that is ticked, or none where one is faulty."""
    sent = await _sent(request)
    problems: list[Problem] = []
    ticked = [one for one in await _proposed(session, here) if f"plan.{one.framework.id}" in sent]
    for one in ticked:
        try:
            async with session.begin_nested():
                await _plan(session, here, one, sent)
        except Invalid as fault:
            problems += [
                Problem(f"{one.framework.name}, {each.where}", each.message, each.code) for each in fault.problems
            ]
        except AnchorlineError as refused:
            problems.append(Problem(one.framework.name, str(refused), "calendar.refused"))
    if not ticked:
        problems.append(Problem("", translated("Tick at least one collection."), "calendar.none"))
    if problems:
        await session.rollback()
        return await _calendar_page(session, here, sent, problems=problems)
    return Redirect(f"/{here.slug}/setup?done=calendar-planned", status_code=303)


async def _plan(session: AsyncSession, here: Collaborative, one: Proposed, sent: Mapping[str, str]) -> None:
    """Raises Invalid and Conflict. Days that were left as proposed move with the period."""
    start = _day(sent, f"period.{one.framework.id}", translated("Period"))
    period = Period(start, one.framework.cadence_months)
    days = Dates(
        _day(sent, f"opens.{one.framework.id}", translated("Opens")),
        _day(sent, f"due.{one.framework.id}", translated("Due")),
        _day(sent, f"closes.{one.framework.id}", translated("Closes")),
    )
    if days == one.days and period != one.periods[0][0]:
        days = round_rules.usual_dates(one.framework, period)
    await round_actions.plan(session, one.framework, period, calendar=here.calendar, on=days)


def _day(sent: Mapping[str, str], field: str, where: str) -> date:
    try:
        return date.fromisoformat(sent.get(field, ""))
    except ValueError:
        raise Invalid(translated("Choose a day."), where=where) from None


async def _proposed(session: AsyncSession, here: Collaborative) -> list[Proposed]:
    """The first period that leaves time to answer, for each form; those planned already are passed over."""
    today, found = today_in(here.time_zone), []
    rounds = [one for one in await round_queries.all_rounds(session) if not one.taken_back]
    for framework in await indicator_queries.frameworks(session):
        own = [one for one in rounds if one.framework_id == framework.id]
        taken = {one.period for one in own}
        period: Period = here.calendar.period(today, framework.cadence_months).previous()
        while period in taken or round_rules.usual_dates(framework, period).due_on < today + TIME_TO_ANSWER:
            period = period.next()
        periods = [period]
        while len(periods) < PERIODS:
            periods.append(periods[-1].next())
        shown = [(one, f"{here.calendar.label(one)}: {one.spoken}") for one in periods if one not in taken]
        days = round_rules.usual_dates(framework, period)
        found.append(Proposed(framework, shown, Dates(max(days.opens_on, today), days.due_on, days.closes_on), own))
    return found


async def _calendar_page(
    session: AsyncSession, here: Collaborative, typed: Mapping[str, str], *, problems: Sequence[Problem] = ()
) -> Template:
    return page(
        "provisioning/setup_calendar.html",
        status_code=422 if problems else 200,
        here=here,
        proposed=await _proposed(session, here),
        typed=typed,
        problems=problems,
    )


router = Router(
    path="/{slug:str}/setup",
    route_handlers=[questions, switch, calendar, plan_calendar],
    opt={"may": May.MANAGE_MEMBERS},
)
