"""Questions about single figures, asked and answered beside the figure: on the review, and on the member's form."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.submissions import forms as forms_of
from backend.submissions import queries, questioning
from backend.submissions.checks import Place, name_of, place_named
from backend.submissions.papers import papers
from backend.submissions.questions import Turn
from backend.submissions.withheld import seen

Asks = Request[Any, Any, Any]
TOLD = {
    "asked-about": later("Your query stands beside the figure, and the member has been told."),
    "answered": later("Your answer stands beside the figure, and the coordinator has been told."),
    "query-closed": later("The query is closed. What was written stays to be read."),
}


class Asked(forms.Form):
    cell: Annotated[str, Field(title=later("Figure"), min_length=1, max_length=200)]
    words: Annotated[str, Field(title=later("Your query"), max_length=4000)] = ""


class Written(forms.Form):
    """section: of the form it was written on, to come back there; empty on the review."""

    words: Annotated[str, Field(title=later("Your answer"), max_length=4000)] = ""
    section: Annotated[str, Field(max_length=100)] = ""


@get("/{id:uuid}/queries/new", opt={"may": May.REVIEW})
async def ask_about(session: Transaction, here: Here, id: FromPath[UUID], cell: FromQuery[str] = "") -> Template:
    return await _page(session, here, id, place_named(cell))


@post("/{id:uuid}/queries", opt={"may": May.REVIEW})
async def ask(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    found = await queries.submission(session, id, lock=True)
    sent = await forms.read(request, Asked)
    place = place_named(sent.cell)
    try:
        await questioning.ask(session, found, by=me, place=place, words=sent.words)
    except Invalid as invalid:
        await session.rollback()
        return await _page(session, here, id, place, typed=sent.words, problems=invalid.problems)
    return _back(here, id, place, "asked-about")


async def write(
    request: Asks, session: AsyncSession, here: Collaborative, me: Principal, id: UUID, question: UUID
) -> Redirect | Template:
    """By the member's contributor or approver, or further by the coordinator; the rule says which.

    From the page of the query, or the review; beside the figures, it is saved with them.
    """
    found = await queries.submission(session, id, lock=True)
    sent = await forms.read(request, Written)
    try:
        thread = await questioning.write(session, found, question, by=me, words=sent.words)
    except Invalid as invalid:
        await session.rollback()
        return await _page(session, here, id, question, typed=sent.words, problems=invalid.problems, sent=sent)
    done = "asked-about" if me.of_backbone else "answered"
    return _back(here, id, thread.place, done, sent.section)


@post("/{id:uuid}/queries/{question:uuid}/closing", opt={"may": May.REVIEW})
async def close(session: Transaction, here: Here, me: Me, id: FromPath[UUID], question: FromPath[UUID]) -> Redirect:
    found = await queries.submission(session, id, lock=True)
    thread = await questioning.close(session, found, question, by=me)
    return _back(here, id, thread.place, "query-closed")


async def _page(
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    about: Place | UUID,
    *,
    typed: str = "",
    problems: Sequence[Problem] = (),
    sent: Written | None = None,
) -> Template:
    """The figure with what was said about it so far, to be asked or answered. about: the figure, or the question on it."""
    found = seen(await papers(session, await queries.submission(session, id), today_in(here.time_zone)))
    threads = [one for several in found.deeds.threads.values() for one in several]
    thread = next((one for one in threads if one.id == about or (one.place == about and one.turn != Turn.CLOSED)), None)
    place = thread.place if thread else about
    rows = forms_of.rows(found)
    cell = next(((row, one) for row in rows for one in row.cells if one.place == place), None)
    if cell is None:
        raise NotFound(translated("There is nothing at this address."))
    return page(
        "submissions/query.html",
        status_code=422 if problems else 200,
        here=here,
        submission=found.submission,
        row=cell[0],
        cell=cell[1],
        thread=thread,
        typed=typed,
        problems=problems,
        sent=sent,
        answers=sent is not None,
        label=translated("Your answer") if sent else translated("Your query"),
    )


def _back(here: Collaborative, id: UUID, place: Place, done: str, section: str = "") -> Redirect:
    """To the figure it is about."""
    at = f"section={quote(section, safe='')}&" if section else ""
    return Redirect(f"/{here.slug}/submissions/{id}?{at}done={done}#q.{quote(name_of(place))}", status_code=303)
