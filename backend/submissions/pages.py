"""What members and the backbone do with submissions, page by page."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import queries as indicator_queries
from backend.kit.db import today_in
from backend.kit.errors import Invalid, NotFound, Problem, Severity
from backend.kit.web import Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.submissions import actions, forms, queries, rules
from backend.submissions.checks import Place
from backend.submissions.rules import Deed, State
from backend.submissions.schemas import Saved
from backend.submissions.tables import Submission

ENTRY = Entry("Submissions", "/submissions", May.READ_SUBMISSIONS, 20)
TOLD = {
    "saved": "Saved.",
    "submitted": "Submitted. Your approver has been told.",
    "approved": "Approved. The coordinator has been told.",
    "returned": "Sent back with your reason.",
    "accepted": "Accepted. These figures count from now on.",
    "opened": "The collection is open and the members have been told.",
    "closed": "The collection is closed.",
}


@get("/", opt={"may": May.READ_SUBMISSIONS})
async def index(session: Transaction, here: Here, me: Me) -> Template:
    """By collection, newest first: for the backbone every member's, for a member its own."""
    rounds = await round_queries.all_rounds(session)
    today = today_in(here.time_zone)
    shown = [one for one in rounds if round_rules.state(one, today) is not round_rules.RoundState.DRAFT]
    found = await queries.of_rounds(session, [one.id for one in shown])
    return page(
        "submissions/index.html",
        here=here,
        me=me,
        rounds=[(one, round_rules.state(one, today), [s for s in found if s.round_id == one.id]) for one in shown],
        State=State,
    )


@get("/{id:uuid}", opt={"may": May.READ_SUBMISSIONS})
async def show(
    request: Request[Any, Any, Any],
    session: Transaction,
    here: Here,
    me: Me,
    id: FromPath[UUID],
    section: FromQuery[str] = "",
) -> Template:
    """The form of a section for whoever may write; else the answers to read, review and sign."""
    found = await queries.submission(session, id)
    at = await queries.situation(session, found, today_in(here.time_zone))
    possible = rules.possible(at, actions.actor(me, found))
    if Deed.SAVE in possible:
        return await _form(session, here, found, section)
    return await _review(session, here, me, found, possible)


@post("/{id:uuid}/entries", opt={"may": May.ENTER})
async def save(
    request: Request[Any, Any, Any], session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    """Saves one section's cells; on a fault shows the form again with everything typed."""
    found = await queries.submission(session, id, lock=True)
    sent = {name: str(value) for name, value in (await request.form()).items()}
    section = sent.get("section", "")
    try:
        saved = await actions.save_draft(session, found, forms.draft_from(sent), by=me, today=today_in(here.time_zone))
    except Invalid as invalid:
        await session.rollback()
        found = await queries.submission(session, id)
        return await _form(session, here, found, section, typed=sent, problems=invalid.problems, status_code=422)
    if saved.stale:
        await session.flush()
        return await _form(session, here, found, section, typed=_only_stale(sent, saved), saved=saved, status_code=409)
    onward = sent.get("then") or f"section={section}"
    return Redirect(
        f"/{here.slug}/submissions/{id}{'/check' if onward == 'check' else f'?{onward}&done=saved'}", status_code=303
    )


def _only_stale(sent: Mapping[str, str], saved: Saved) -> dict[str, str]:
    """What was typed into the refused cells; the others were saved and are shown as they stand."""
    kept = {forms.key(one.place) for one in saved.stale}
    return {name: value for name, value in sent.items() if name[2:] in kept}


@get("/{id:uuid}/check", opt={"may": May.ENTER})
async def check(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    """Everything still to put right, before it is submitted."""
    return await _check_page(session, here, id)


@post("/{id:uuid}/submission", opt={"may": May.ENTER})
async def submit(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    found = await queries.submission(session, id, lock=True)
    try:
        await actions.submit(session, found, by=me, today=today_in(here.time_zone))
    except Invalid:
        await session.rollback()
        return await _check_page(session, here, id, status_code=422)
    return _back(here, found, "submitted")


@post("/{id:uuid}/approval", opt={"may": May.APPROVE})
async def approve(
    request: Request[Any, Any, Any], session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Redirect:
    found = await queries.submission(session, id, lock=True)
    note = str((await request.form()).get("note", ""))
    await actions.approve(session, found, by=me, today=today_in(here.time_zone), note=note)
    return _back(here, found, "approved")


@post("/{id:uuid}/acceptance", opt={"may": May.REVIEW})
async def accept(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await queries.submission(session, id, lock=True)
    await actions.accept(session, found, by=me, today=today_in(here.time_zone))
    return _back(here, found, "accepted")


@post("/{id:uuid}/opening", opt={"may": May.MANAGE_ROUNDS})
async def open_round(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    planned = await round_queries.round_named(session, id, lock=True)
    await actions.open_round(session, planned, by=me.person_id, today=today_in(here.time_zone))
    return Redirect(f"/{here.slug}/rounds?done=opened", status_code=303)


@post("/{id:uuid}/closing", opt={"may": May.MANAGE_ROUNDS})
async def close_round(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await round_queries.round_named(session, id, lock=True)
    await actions.close_round(session, found, by=me.person_id, today=today_in(here.time_zone))
    return Redirect(f"/{here.slug}/rounds?done=closed", status_code=303)


@post("/{id:uuid}/return", opt={"may": May.READ_SUBMISSIONS})
async def send_back(
    request: Request[Any, Any, Any], session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    """By the member's approver or the coordinator; the rule says which."""
    found = await queries.submission(session, id, lock=True)
    form = await request.form()
    reason, places = str(form.get("reason", "")), [_place(str(name)) for name in form.getall("cell", [])]
    try:
        await actions.send_back(session, found, by=me, today=today_in(here.time_zone), reason=reason, places=places)
    except Invalid as invalid:
        await session.rollback()
        found = await queries.submission(session, id)
        at = await queries.situation(session, found, today_in(here.time_zone))
        possible = rules.possible(at, actions.actor(me, found))
        return await _review(
            session, here, me, found, possible, problems=invalid.problems, chosen=places, status_code=422
        )
    return _back(here, found, "returned")


def _place(name: str) -> Place:
    element, _, category = name.partition(".")
    return element, category or None


def _back(here: Collaborative, found: Submission, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/submissions/{found.id}?done={done}", status_code=303)


async def _form(
    session: AsyncSession,
    here: Collaborative,
    found: Submission,
    section: str,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    saved: Saved | None = None,
    status_code: int = 200,
) -> Template:
    questions = await actions.questions_of(session, found)
    sections = await indicator_queries.sections(session, found.round.framework_id)
    current = next((one for one in sections if one.code == section), sections[0])
    if section and current.code != section:
        raise NotFound("There is nothing at this address.")
    deeds = await queries.deeds(session, found)
    asked = queries.asked(questions)
    rows = forms.rows(
        [q for q in questions if q.section == current.code],
        asked,
        await queries.answers(session, found.id),
        history=await queries.history(session, found.member_id, found.round.period),
        typed=typed,
        problems=problems,
        stale=saved.stale if saved else (),
        returned=deeds.returned_places if found.state in (State.RETURNED, State.IN_PROGRESS) else frozenset(),
    )
    place = [one.code for one in sections].index(current.code)
    return page(
        "submissions/form.html",
        status_code=status_code,
        here=here,
        submission=found,
        sections=sections,
        current=current,
        next_section=sections[place + 1] if place + 1 < len(sections) else None,
        rows=rows,
        problems=problems,
        saved=saved,
        anchors=forms.anchors(rows, asked),
        choices=forms.CHOICES,
        deeds=deeds,
        calendar=here.calendar,
        names=await queries.names(session, [one.changed_by for one in saved.stale]) if saved else {},
    )


async def _check_page(session: AsyncSession, here: Collaborative, id: UUID, *, status_code: int = 200) -> Template:
    found = await queries.submission(session, id)
    questions = await actions.questions_of(session, found)
    problems = await actions.problems_of(session, found)
    section_of = {q.code: q.section for q in questions}
    asked = queries.asked(questions)
    rows = forms.rows(questions, asked, {}, history={})
    links = {
        where: f"?section={section_of[anchor[2:].partition('.')[0]]}#{anchor}"
        for where, anchor in forms.anchors(rows, asked).items()
    }
    return page(
        "submissions/check.html",
        status_code=status_code,
        here=here,
        submission=found,
        sections=await indicator_queries.sections(session, found.round.framework_id),
        blocking=[p for p in problems if p.severity is not Severity.NOTE],
        notes=[p for p in problems if p.severity is Severity.NOTE],
        links=links,
    )


async def _review(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    found: Submission,
    possible: frozenset[Deed],
    *,
    problems: Sequence[Problem] = (),
    chosen: Sequence[Place] = (),
    status_code: int = 200,
) -> Template:
    questions = await actions.questions_of(session, found)
    asked = queries.asked(questions)
    rows = forms.rows(
        questions,
        asked,
        await queries.answers(session, found.id),
        history=await queries.history(session, found.member_id, found.round.period),
    )
    return page(
        "submissions/review.html",
        status_code=status_code,
        here=here,
        me=me,
        submission=found,
        sections=await indicator_queries.sections(session, found.round.framework_id),
        rows=rows,
        possible=possible,
        Deed=Deed,
        State=State,
        deeds=await queries.deeds(session, found),
        problems=problems,
        chosen={forms.key(place) for place in chosen},
        calendar=here.calendar,
    )


router = Router(
    path="/{slug:str}/submissions",
    route_handlers=[index, show, save, check, submit, approve, accept, send_back],
    opt={"entry": ENTRY},
)

# Opening lays submissions before the members and closing locks them, so both live here and not in `rounds`.
round_router = Router(path="/{slug:str}/rounds", route_handlers=[open_round, close_round])
