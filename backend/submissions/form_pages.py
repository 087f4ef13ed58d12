"""What a contributor does: fill in, section by section, check, hand in."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem, Severity
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.submissions import actions, forms, queries
from backend.submissions.checks import name_of
from backend.submissions.papers import Papers, papers
from backend.submissions.rules import CHOICES, Deed, possible, why_not
from backend.submissions.schemas import Saved

Asks = Request[Any, Any, Any]


@post("/{id:uuid}/entries", opt={"may": May.ENTER})
async def save(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    """Saves one section's cells. Whatever keeps them from being saved, the page comes back with everything typed."""
    today = today_in(here.time_zone)
    found = await queries.submission(session, id, lock=True)
    sent = {name: str(value) for name, value in (await request.form()).items()}
    section = sent.get("section", "")
    try:
        saved = await actions.save_draft(session, found, forms.draft_from(sent), by=me, today=today)
    except (Invalid, Conflict) as error:
        await session.rollback()
        again = await papers(session, await queries.submission(session, id), today)
        faults: Mapping[str, Any] = (
            {"problems": error.problems} if isinstance(error, Invalid) else {"refusal": str(error)}
        )
        return form_page(here, again, section, typed=sent, status_code=error.status_code, **faults)
    if saved.stale:
        return await _stale_page(session, here, me, await papers(session, found, today), section, sent, saved)
    return Redirect(_onward(here, id, sent.get("then") or section), status_code=303)


def _onward(here: Collaborative, id: UUID, then: str) -> str:
    address = f"/{here.slug}/submissions/{id}"
    return f"{address}/check?done=saved" if then == "check" else f"{address}?section={quote(then, safe='')}&done=saved"


async def _stale_page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    found: Papers,
    section: str,
    sent: Mapping[str, str],
    saved: Saved,
) -> Template:
    """The refused cells with what was typed into them; the others were saved and are shown as they stand."""
    refused = {name_of(one.place) for one in saved.stale}
    typed = {name: value for name, value in sent.items() if name[2:] in refused}
    names = await queries.names(session, [one.changed_by for one in saved.stale])
    names = {**names, me.person_id: "you, in another window,"}
    return form_page(here, found, section, typed=typed, saved=saved, names=names, status_code=409)


def form_page(
    here: Collaborative,
    found: Papers,
    section: str,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    saved: Saved | None = None,
    names: Mapping[UUID, str] | None = None,
    refusal: str = "",
    checked: bool = False,
    status_code: int = 200,
) -> Template:
    """One section, or the first. problems: what could not be saved; without any, what the checks say stands beside it.

    checked: also say what is missing, for whoever comes from the list of what to put right.
    refusal: why nothing can be saved any more.
    """
    steps = forms.steps(found)
    at = next((number for number, step in enumerate(steps) if step.section.code == section or not section), None)
    if at is None:
        raise NotFound("There is nothing at this address.")
    hints = [one for one in found.findings() if checked or one.code != "answer.missing"]
    rows = forms.rows(
        found,
        section=steps[at].section.code,
        typed=typed,
        problems=problems or hints,
        stale=saved.stale if saved else (),
    )
    return page(
        "submissions/form.html",
        status_code=status_code,
        here=here,
        submission=found.submission,
        deeds=found.deeds,
        asked_again=forms.asked_again(found),
        steps=steps,
        at=at,
        rows=rows,
        anchors=forms.anchors(rows),
        choices=CHOICES,
        problems=problems,
        saved=saved,
        names=names or {},
        refusal=refusal,
    )


@get("/{id:uuid}/check", opt={"may": May.ENTER})
async def check(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    """Everything still to put right, before it is submitted."""
    found = await papers(session, await queries.submission(session, id), today_in(here.time_zone))
    if Deed.SAVE not in possible(found.situation, actions.actor(me, found.submission)):
        return Redirect(f"/{here.slug}/submissions/{id}", status_code=303)
    return _check_page(here, me, found)


@post("/{id:uuid}/submission", opt={"may": May.ENTER})
async def submit(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    today = today_in(here.time_zone)
    found = await queries.submission(session, id, lock=True)
    try:
        await actions.submit(session, found, by=me, today=today)
    except Invalid:
        await session.rollback()
        again = await papers(session, await queries.submission(session, id), today)
        return _check_page(here, me, again, status_code=422)
    return Redirect(f"/{here.slug}/submissions/{id}?done=submitted", status_code=303)


def _check_page(here: Collaborative, me: Principal, found: Papers, *, status_code: int = 200) -> Template:
    problems = found.findings()
    links = {
        where: f"?section={row.question.section}&checked=yes#{anchor}"
        for row in forms.rows(found)
        for where, anchor in forms.anchors([row]).items()
    }
    return page(
        "submissions/check.html",
        status_code=status_code,
        here=here,
        submission=found.submission,
        steps=forms.steps(found),
        blocking=[problem for problem in problems if problem.severity is Severity.BLOCK],
        explain=[problem for problem in problems if problem.severity is Severity.EXPLAIN],
        notes=[problem for problem in problems if problem.severity is Severity.NOTE],
        why_not=why_not(Deed.SUBMIT, found.situation, actions.actor(me, found.submission)),
        links=links,
    )
