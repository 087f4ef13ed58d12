"""Planning collections. Opening and closing one is done in `submissions`, which knows whom it asks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import queries as indicator_queries
from backend.indicators.tables import Framework
from backend.kit import forms
from backend.kit import lists as files
from backend.kit.db import find, today_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.period_texts import parse_period
from backend.kit.web import THE_QUARTER, Entry, Transaction, page
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.rounds import actions, lists, queries, rules
from backend.rounds.schemas import Clockwork, Planning
from backend.rounds.tables import Round

PAGE = "/rounds"
ENTRY = Entry(later("Collections"), PAGE, May.MANAGE_ROUNDS, 21, THE_QUARTER)
TOLD = {
    "planned": later("Planned. Members see it once it opens, by itself on its day or earlier by you."),
    "clockwork": later("Kept. It holds for collections planned from now on."),
}

Asks = Request[Any, Any, Any]


@get("/", opt={"may": May.MANAGE_ROUNDS})
async def index(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    return await _index(session, here, me, asked=request.query_params)


@post("/", opt={"may": May.MANAGE_ROUNDS})
async def plan(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    try:
        await _plan(session, here, await forms.read(request, Planning))
    except (Invalid, Conflict) as error:
        await session.rollback()
        problems = error.told(translated("Period"), "round.exists")
        typed = await forms.typed(request, Planning)
        return await _index(session, here, me, typed=typed, problems=problems, status_code=error.status_code)
    return Redirect(f"/{here.slug}/rounds?done=planned", status_code=303)


@post("/frameworks/{id:uuid}", opt={"may": May.MANAGE_ROUNDS})
async def set_clockwork(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    """Whether a framework's next collection is planned by itself, and its usual days."""
    framework = await find(session, Framework, id, lock=True)
    try:
        sent = await forms.read(request, Clockwork)
        rules.check_offsets(sent.opens_days, sent.due_days, sent.closes_days)
    except Invalid as invalid:
        await session.rollback()
        typed = await forms.typed(request, Clockwork)
        return await _index(session, here, me, setting=(id, typed), setting_problems=invalid.problems, status_code=422)
    framework.planned_by_clock = sent.by_clock
    framework.opens_days, framework.due_days, framework.closes_days = sent.opens_days, sent.due_days, sent.closes_days
    return Redirect(f"/{here.slug}/rounds?done=clockwork", status_code=303)


async def _plan(session: AsyncSession, here: Collaborative, wanted: Planning) -> Round:
    """Raises Invalid with what is wrong about the framework, the period and the days, at once."""
    problems: list[Problem] = []
    framework = period = days = None
    try:
        # Held, so that of two who plan the same one comes second and is told.
        framework = await find(session, Framework, wanted.framework, lock=True)
        if framework.retired_on:
            raise NotFound(translated("It is asked no longer."))
    except NotFound:
        problems.append(
            Problem(translated("What is asked"), translated("Choose one from the list."), "round.framework")
        )
    try:
        period = parse_period(wanted.period, here.calendar, where="Period")
        if framework:
            rules.check_cadence(period, months=framework.cadence_months, name=framework.name)
    except Invalid as invalid:
        problems += invalid.problems
    try:
        days = wanted.days()
        if days:
            rules.check_dates(days)
    except Invalid as invalid:
        problems += invalid.problems
    if problems or framework is None or period is None:
        raise Invalid(problems)
    return await actions.plan(session, framework, period, calendar=here.calendar, on=days)


async def _index(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    *,
    asked: Mapping[str, str] = MappingProxyType({}),
    typed: dict[str, str] | None = None,
    problems: Sequence[Problem] = (),
    setting: tuple[UUID | None, dict[str, str]] = (None, {}),
    setting_problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Response[bytes] | Template:
    """asked: how the list is wanted. typed, problems: of the form that plans. setting, setting_problems: of which
    framework's, and what was typed."""
    today = today_in(here.time_zone)
    listed = lists.listing(rounds := await queries.all_rounds(session), today).shown(rounds, asked)
    if listed.wanted.file:
        return files.as_file(f"{here.name}, {translated('Collections')}", listed.table(), listed.wanted.file)
    frameworks = await indicator_queries.frameworks(session)
    return page(
        "rounds/index.html",
        status_code=status_code,
        here=here,
        listed=listed,
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
        rounds=[(one, rules.state(one, today), rules.passed_by(one, today)) for one in listed.rows],
        today=today,
        frameworks=frameworks,
        examples=list(dict.fromkeys(_examples(here, frameworks, today))),
        typed=typed or {},
        problems=problems,
        anchors=forms.anchors(Planning),
        setting=setting,
        setting_problems=setting_problems,
    )


def _examples(here: Collaborative, frameworks: Sequence[Framework], today: date) -> Iterator[str]:
    """How a period is written here: the present one of each length that is collected."""
    for framework in frameworks:
        yield here.calendar.label(here.calendar.period(today, framework.cadence_months))


router = Router(path="/{slug:str}/rounds", route_handlers=[index, plan, set_clockwork], opt={"entry": ENTRY})
