"""What a contributor does: fill in, section by section, check, hand in; and what a coordinator does so for a member.

A coordinator has doors of their own below `…/for-member`, so that nobody enters another's figures unawares.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem, Severity
from backend.kit.languages import translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.submissions import actions, forms, queries, questioning, saving
from backend.submissions.checks import name_of
from backend.submissions.papers import Papers, papers
from backend.submissions.questions import Thread
from backend.submissions.rules import CHOICES, Deed, possible, why_not
from backend.submissions.saying import said
from backend.submissions.schemas import Saved, Stale
from backend.submissions.tables import Submission
from backend.submissions.withheld import fault_unseen, seen

Asks = Request[Any, Any, Any]


@post("/{id:uuid}/entries", opt={"may": May.READ_SUBMISSIONS})
async def save(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    """By the member's contributor, or its approver where the backbone entered for it; the rule says which."""
    return await save_section(request, session, here, me, id)


@post("/{id:uuid}/for-member/entries", opt={"may": May.ENTER_FOR})
async def save_for(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    return await save_section(request, session, here, me, id, for_member=True)


async def save_section(
    request: Asks,
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    id: UUID,
    *,
    for_member: bool = False,
    answers: UUID | None = None,
) -> Response[Any] | Template:
    """Saves one section's cells. Whatever keeps them from being saved, the page comes back with everything typed.

    answers: a query about a figure, whose answer is sent with them: both or neither.
    """
    today = today_in(here.time_zone)
    found = await queries.submission(session, id, lock=True)
    sent = {name: str(value) for name, value in (await request.form()).items()}
    section = sent.get("section", "")
    try:
        draft = forms.draft_from(sent)
        saved = await saving.save_draft(session, found, draft, by=me, today=today, for_member=for_member)
        answered = await _answer(session, found, answers, me, sent) if answers else None
    except (Invalid, Conflict) as error:
        await session.rollback()
        again = await papers(session, await queries.submission(session, id), today)
        faults: Mapping[str, Any] = (
            {"problems": error.problems} if isinstance(error, Invalid) else {"refusal": str(error)}
        )
        return form_page(
            here,
            me,
            again,
            section,
            typed=sent,
            answers=answers,
            for_member=for_member,
            status_code=error.status_code,
            **faults,
        )
    if saved.stale:
        now_stands = await papers(session, found, today)
        return await _stale_page(session, here, me, now_stands, section, sent, saved, for_member=for_member)
    if unsent := _unsent(sent):
        return form_page(here, me, await papers(session, found, today), section, typed=unsent, for_member=for_member)
    if answered:
        at = f"section={quote(section, safe='')}&done=answered#q.{quote(name_of(answered.place))}"
        return Redirect(f"{_address(here, id, for_member)}?{at}", status_code=303)
    return Redirect(_onward(_address(here, id, for_member), sent.get("then") or section), status_code=303)


async def _answer(session: AsyncSession, of: Submission, query: UUID, me: Principal, sent: dict[str, str]) -> Thread:
    """Takes what was typed to it out of what was sent. Raises Invalid: it cannot be written, whyever."""
    try:
        thread = await questioning.write(session, of, query, by=me, words=sent.get(f"words.{query}", ""))
    except Conflict as closed:
        raise Invalid(str(closed), where=translated("Your answer"), code="question.closed") from closed
    del sent[f"words.{query}"]
    return thread


def _unsent(sent: Mapping[str, str]) -> dict[str, str]:
    """Answers to queries that were typed, and not sent with this."""
    return {name: words for name, words in sent.items() if name.startswith("words.") and words.strip()}


def _address(here: Collaborative, id: UUID, for_member: bool) -> str:
    """Of the form."""
    return f"/{here.slug}/submissions/{id}" + ("/for-member" if for_member else "")


def _onward(address: str, then: str) -> str:
    return f"{address}/check?done=saved" if then == "check" else f"{address}?section={quote(then, safe='')}&done=saved"


async def _stale_page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    found: Papers,
    section: str,
    sent: Mapping[str, str],
    saved: Saved,
    *,
    for_member: bool,
) -> Template:
    """The refused cells with what was typed into them; the others were saved and are shown as they stand."""
    refused = {name_of(one.place) for one in saved.stale}
    typed = {name: value for name, value in sent.items() if name[2:] in refused} | _unsent(sent)
    names = await queries.names(session, [one.changed_by for one in saved.stale])
    names = {**names, me.person_id: translated("you, in another window,")}
    saved = replace(saved, stale=[_said(one, found, here.locale) for one in saved.stale])
    return form_page(
        here, me, found, section, typed=typed, saved=saved, names=names, for_member=for_member, status_code=409
    )


def _said(one: Stale, found: Papers, locale: str) -> Stale:
    kind = found.asked[one.place[0]].kind
    return replace(one, theirs=said(one.theirs, kind, locale), yours=said(one.yours, kind, locale))


@get("/{id:uuid}/for-member", opt={"may": May.ENTER_FOR})
async def show_for(
    session: Transaction,
    here: Here,
    me: Me,
    id: FromPath[UUID],
    section: FromQuery[str] = "",
    checked: FromQuery[str] = "",
) -> Response[Any] | Template:
    """The member's form, for a coordinator to enter what the member gave them."""
    found = await papers(session, await queries.submission(session, id), today_in(here.time_zone))
    may_write = Deed.ENTER_FOR in possible(found.situation, actions.actor(me, found.submission))
    if not may_write or not found.questionnaire.questions:
        return Redirect(_address(here, id, False), status_code=303)
    return form_page(here, me, found, section, checked=bool(checked), for_member=True)


def form_page(
    here: Collaborative,
    me: Principal,
    found: Papers,
    section: str,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    saved: Saved | None = None,
    names: Mapping[UUID, str] | None = None,
    refusal: str = "",
    checked: bool = False,
    answers: UUID | None = None,
    for_member: bool = False,
    status_code: int = 200,
) -> Template:
    """One section, or the first. problems: what could not be saved; without any, what the checks say stands beside it.

    answers: the query whose answer was sent with it, where a fault in that leads.
    checked: also say what is missing, for whoever comes from the list of what to put right.
    refusal: why nothing can be saved any more.
    """
    found, written = seen(found), typed or {}
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
        me=me,
        submission=found.submission,
        hands=found.deeds.hands,
        address=_address(here, found.submission.id, for_member),
        for_member=for_member,
        deeds=found.deeds,
        asked_about=forms.figures_asked_about(found, _address(here, found.submission.id, for_member)),
        asked_again=forms.asked_again(found),
        steps=steps,
        at=at,
        rows=rows,
        anchors=forms.anchors(rows) | _to_answer(found, answers),
        choices={status: translated(words) for status, words in CHOICES.items()},
        problems=problems,
        saved=saved,
        names=names or {},
        refusal=refusal,
        year=found.year,
        offers_to_date=forms.offers_to_date(found),
        answers_to="" if for_member or refusal else f"{_address(here, found.submission.id, False)}/queries",
        written=written,
        unsent=bool(_unsent(written)) and not (problems or refusal or saved),
        to_date="to_date" in typed if typed and "has_to_date" in typed else found.submission.year_to_date,
    )


def _to_answer(found: Papers, query: UUID | None) -> dict[str, str]:
    threads = [one for several in found.deeds.threads.values() for one in several]
    return {translated("Your answer"): f"q.{name_of(one.place)}" for one in threads if one.id == query}


@get("/{id:uuid}/check", opt={"may": May.READ_SUBMISSIONS})
async def check(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    return await check_all(session, here, me, id)


@get("/{id:uuid}/for-member/check", opt={"may": May.ENTER_FOR})
async def check_for(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    return await check_all(session, here, me, id, for_member=True)


async def check_all(
    session: AsyncSession, here: Collaborative, me: Principal, id: UUID, *, for_member: bool = False
) -> Response[Any] | Template:
    """Everything still to put right, before it is submitted."""
    found = await papers(session, await queries.submission(session, id), today_in(here.time_zone))
    deed = Deed.ENTER_FOR if for_member else Deed.SAVE
    if deed not in possible(found.situation, actions.actor(me, found.submission)):
        return Redirect(_address(here, id, False), status_code=303)
    return _check_page(here, me, found, for_member=for_member)


@post("/{id:uuid}/submission", opt={"may": May.READ_SUBMISSIONS})
async def submit(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    return await hand_in(session, here, me, id)


@post("/{id:uuid}/for-member/submission", opt={"may": May.ENTER_FOR})
async def submit_for(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    return await hand_in(session, here, me, id, for_member=True)


async def hand_in(
    session: AsyncSession, here: Collaborative, me: Principal, id: UUID, *, for_member: bool = False
) -> Response[Any] | Template:
    today = today_in(here.time_zone)
    found = await queries.submission(session, id, lock=True)
    try:
        await actions.submit(session, found, by=me, today=today, for_member=for_member)
    except Invalid:
        await session.rollback()
        again = await papers(session, await queries.submission(session, id), today)
        return _check_page(here, me, again, for_member=for_member, status_code=422)
    done = "submitted-for" if for_member else "submitted"
    return Redirect(f"{_address(here, id, False)}?done={done}", status_code=303)


def _check_page(
    here: Collaborative, me: Principal, found: Papers, *, for_member: bool = False, status_code: int = 200
) -> Template:
    deed = Deed.SUBMIT_FOR if for_member else Deed.SUBMIT
    unseen, found = fault_unseen(found), seen(found)
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
        address=_address(here, found.submission.id, for_member),
        for_member=for_member,
        deeds=found.deeds,
        asked_about=forms.figures_asked_about(found, _address(here, found.submission.id, for_member)),
        steps=forms.steps(found),
        blocking=[problem for problem in problems if problem.severity is Severity.BLOCK],
        explain=[problem for problem in problems if problem.severity is Severity.EXPLAIN],
        notes=[problem for problem in problems if problem.severity is Severity.NOTE],
        why_not=why_not(deed, found.situation, actions.actor(me, found.submission)) or unseen,
        links=links,
    )
