"""`/SLUG/practice`: the form to try out. Each answer of the page carries what was typed so far; nothing is kept."""

from typing import Any

from litestar import Request, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import queries as indicator_queries
from backend.indicators.tables import Framework
from backend.kit.db import today_in
from backend.kit.errors import NotFound, Severity
from backend.kit.languages import translated
from backend.kit.web import Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.submissions import forms, practice
from backend.submissions.practice import Practised
from backend.submissions.rules import CHOICES

Asks = Request[Any, Any, Any]
CHECK, DONE, FILL = "then:check", "then:done", "then:fill"  # no section's code has a colon


@get("/", opt={"may": May.READ_SUBMISSIONS})
async def index(session: Transaction, here: Here) -> Redirect | Template:
    found = await indicator_queries.frameworks(session)
    if len(found) == 1:
        return Redirect(f"/{here.slug}/practice/{found[0].code}", status_code=303)
    return page("submissions/practices.html", here=here, frameworks=found)


@get("/{framework:str}", opt={"may": May.READ_SUBMISSIONS})
async def show(session: Transaction, here: Here, framework: FromPath[str], section: FromQuery[str] = "") -> Template:
    return await _page(session, here, framework, section, {})


@post("/{framework:str}", opt={"may": May.READ_SUBMISSIONS}, status_code=200)
async def go_on(request: Asks, session: Transaction, here: Here, framework: FromPath[str]) -> Template:
    """then: the code of the section to go to, or one of the steps above."""
    sent = {name: str(value) for name, value in (await request.form()).items()}
    return await _page(session, here, framework, sent.pop("then", ""), sent)


async def _page(session: AsyncSession, here: Collaborative, code: str, then: str, sent: dict[str, str]) -> Template:
    framework = await _framework(session, code)
    today = today_in(here.time_zone)  # what is asked now: the next collection will ask it, whatever was asked before
    period = practice.period_of(framework, here.calendar, today)
    asks = await indicator_queries.questionnaire(session, framework.id, today)
    if then == FILL:
        sent, then = practice.filled_in(asks), ""
    found = practice.practised(framework, asks, period, sent)
    if then in (CHECK, DONE) and asks.questions:
        return _checked(here, framework, found, done=then == DONE)
    return _form(here, framework, found, then)


async def _framework(session: AsyncSession, code: str) -> Framework:
    for one in await indicator_queries.frameworks(session):
        if one.code == code:
            return one
    raise NotFound(translated("There is nothing at this address."))


def _form(here: Collaborative, framework: Framework, found: Practised, section: str) -> Template:
    steps = forms.steps(found.papers)
    at = next((number for number, one in enumerate(steps) if one.section.code == section), 0)
    current = steps[at].section.code if steps else None
    hints = [one for one in found.papers.findings() if one.code != "answer.missing"]
    told = found.problems or hints
    return page(
        "submissions/practice.html",
        here=here,
        framework=framework,
        submission=found.papers.submission,
        year=found.papers.year,
        steps=steps,
        at=at,
        rows=forms.rows(found.papers, section=current, typed=found.typed, problems=told),
        elsewhere=list(found.elsewhere(current)),
        choices={status: translated(words) for status, words in CHOICES.items()},
        CHECK=CHECK,
        FILL=FILL,
    )


def _checked(here: Collaborative, framework: Framework, found: Practised, *, done: bool) -> Template:
    problems = [*found.problems, *found.papers.findings()]
    to_mend = [one for one in problems if one.severity is not Severity.NOTE]
    rows = forms.rows(found.papers)
    sections = {cell.where: row.question.section for row in rows for cell in row.cells}
    return page(
        "submissions/practised.html",
        here=here,
        framework=framework,
        submission=found.papers.submission,
        problems=problems,
        to_mend=to_mend,
        sections=sections | {split.where: row.question.section for row in rows for split in row.splits},
        rows=rows,
        first=found.papers.questionnaire.sections[0].code,
        typed=list(found.typed.items()),
        done=done and not to_mend,
        DONE=DONE,
    )


router = Router(path="/{slug:str}/practice", route_handlers=[index, show, go_on])
