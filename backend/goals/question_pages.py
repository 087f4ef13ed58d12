"""`/SLUG/goals/questions`: what people asked or said about shared goals, to be published, answered or declined."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import letters, questions
from backend.goals.tables import Goal
from backend.kit import forms
from backend.kit.db import find, now
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later
from backend.kit.web import RESULTS, Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.submissions import queries as submission_queries

ENTRY = Entry(later("What people ask"), "/goals/questions", May.MANAGE_GOALS, 35, RESULTS)
TOLD = {
    "question-published": later("It stands on the goal’s page."),
    "question-declined": later("Declined. It stands nowhere."),
    "question-reopened": later("Taken back. It waits again, and stands nowhere."),
}

Asks = Request[Any, Any, Any]


class Publishing(forms.Form):
    words: Annotated[str, Field(title=later("As it will stand"), max_length=questions.MOST_WORDS)] = ""
    answer: Annotated[str, Field(title=later("Answer"), max_length=questions.MOST_ANSWER)] = ""
    answered_as: Annotated[str, Field(title=later("Who answers"), max_length=120)] = ""
    shown_to: Annotated[str, Field(title=later("Who may see this"), pattern="^(public|partners|members|backbone)$")]


class Declining(forms.Form):
    reason: Annotated[str, Field(title=later("Why not"), max_length=500)] = ""


@get("/")
async def index(session: Transaction, here: Here, show: FromQuery[str] = "") -> Template:
    """show: `closed` for what was looked over."""
    closed = show == "closed"
    found = await questions.inbox(session, here, closed=closed)
    return page(
        "goals/questions.html",
        here=here,
        found=reversed(found) if closed else found,
        closed=closed,
        names=await submission_queries.names(session, {one.question.closed_by for one in found}),
        now=now(),
        ASKED=questions.ASKED,
    )


@get("/{id:uuid}")
async def one(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return await _one(session, here, id)


@post("/{id:uuid}/publishing")
async def publish(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    """Whoever asked is told of an answer once, with the first."""
    try:
        sent = await forms.read(request, Publishing)
        before = (await questions.asked(session, here, id)).answer
        facts = {"words": sent.words, "answer": sent.answer, "answered_as": sent.answered_as}
        question, made = await questions.publish(session, id, visibility=sent.shown_to, by=me.person_id, **facts)
    except (Invalid, Conflict) as error:
        return await _again(request, session, here, id, Publishing, error)
    if made.answer and not (before and before.answer):
        await letters.heard(session, here, question, (await find(session, Goal, question.goal_id)).code, made)
    return _back(here, id, "question-published")


@post("/{id:uuid}/declining")
async def decline(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    try:
        sent = await forms.read(request, Declining)
        question = await questions.decline(session, id, reason=sent.reason, by=me.person_id)
    except (Invalid, Conflict) as error:
        return await _again(request, session, here, id, Declining, error)
    await letters.heard(session, here, question, (await find(session, Goal, question.goal_id)).code, None)
    return _back(here, id, "question-declined")


@post("/{id:uuid}/reopening")
async def reopen(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await questions.reopen(session, id, by=me.person_id)
    return _back(here, id, "question-reopened")


async def _again(
    request: Asks,
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    shape: type[forms.Form],
    error: Invalid | Conflict,
) -> Template:
    await session.rollback()
    typed = await forms.typed(request, shape)
    return await _one(session, here, id, typed=typed, problems=error.told(), status_code=error.status_code)


def _back(here: Collaborative, id: UUID, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/goals/questions/{id}?done={done}", status_code=303)


async def _one(
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    found = await questions.asked(session, here, id)
    return page(
        "goals/question.html",
        status_code=status_code,
        here=here,
        found=found,
        names=await submission_queries.names(session, {found.question.closed_by}),
        open=questions.openness(here),
        now=now(),
        ASKED=questions.ASKED,
        typed=typed or {},
        problems=problems,
        anchors={**forms.anchors(Publishing), **forms.anchors(Declining)},
    )


router = Router(
    path="/{slug:str}/goals/questions",
    route_handlers=[index, one, publish, decline, reopen],
    opt={"may": May.MANAGE_GOALS, "entry": ENTRY},
)
