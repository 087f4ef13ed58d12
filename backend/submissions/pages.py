"""The list of submissions, and one of them: the form for whoever may write now, else the answers to read."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from backend.kit.db import today_in
from backend.kit.languages import later
from backend.kit.web import THE_QUARTER, Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.submissions import (
    actions,
    cockpit_pages,
    correction_pages,
    form_pages,
    list_pages,
    live_pages,
    queries,
    question_pages,
    receipt_pages,
    review_pages,
    round_pages,
    section_pages,
    timing_pages,
)
from backend.submissions.correcting import lineage
from backend.submissions.papers import papers
from backend.submissions.rules import Deed, State, possible
from backend.submissions.withheld import as_seen

ENTRY = Entry(later("Submissions"), "/submissions", May.READ_SUBMISSIONS, 20, THE_QUARTER)
TOLD = {
    **question_pages.TOLD,
    **cockpit_pages.TOLD,
    "saved": "Saved.",
    "submitted": later("Submitted. Your approver has been told."),
    "submitted-for": later("Submitted for the member. Its approver, where it has one here, has been asked to confirm."),
    "handed-over": later("Handed over. Whoever sees to it now has a letter."),
    "handed-back": later("Nobody in particular sees to this section now."),
    "section-done": later("Noted: this section is done."),
    "section-undone": later("Noted: this section is not done yet."),
    "taken-back": later("Taken back. You can write on; it waits for nobody until it is submitted again."),
    "asked-again": later("The approver has been asked again."),
    "approved": later("Approved. The coordinator has been told."),
    "returned": later("Sent back with your reason."),
    "accepted": later("Accepted. These figures count from now on."),
    "unaccepted": later("The acceptance is taken back. These figures wait for review again."),
    "correcting": later("The correction is begun. Change what is wrong, then submit it."),
    "discarded": later("The correction is thrown away. These figures count as before."),
    "opened": later("The collection is open and the members have been told."),
    "opened-to-some": later("The collection is open. Whoever is here has been told; the invited find it on accepting."),
    "closed": later("The collection is closed."),
    "moved": later("The dates are changed."),
    "round-taken-back": later("Taken back. It does not open."),
    "extended": later("More time is given, and the member has been told."),
    "extension-ended": later("The extra time is taken back, and the member has been told."),
}


@get("/", opt={"may": May.READ_SUBMISSIONS})
async def index(session: Transaction, here: Here, me: Me) -> Template:
    """By collection, newest first: for the backbone every member's, for a member its own."""
    rounds = await round_queries.all_rounds(session)
    today = today_in(here.time_zone)
    states = {one.id: round_rules.state(one, today) for one in rounds}
    more_time = await round_queries.extensions(session, states)
    extended = {round_id for (round_id, _), until in more_time.items() if today <= until}
    shown = [one for one in rounds if states[one.id].begun]
    found = await queries.of_rounds(session, [one.id for one in shown])
    lines = [(one, states[one.id], [s for s in found if s.round_id == one.id]) for one in shown]
    return page(
        "submissions/index.html",
        here=here,
        me=me,
        open=[line for line in lines if line[1].takes_answers or line[0].id in extended],
        closed=[line for line in lines if not line[1].takes_answers and line[0].id not in extended],
        outside=await queries.confirmed_outside(session, found),
        more_time={key: until for key, until in more_time.items() if today <= until},
        State=State,
        May=May,
    )


@get("/{id:uuid}", opt={"may": May.READ_SUBMISSIONS})
async def show(
    session: Transaction,
    here: Here,
    me: Me,
    id: FromPath[UUID],
    section: FromQuery[str] = "",
    checked: FromQuery[str] = "",
) -> Template:
    found = await papers(session, await queries.submission(session, id), today_in(here.time_zone))
    may_write = Deed.SAVE in possible(found.situation, actions.actor(me, found.submission))
    if may_write and found.questionnaire.questions:
        return form_pages.form_page(here, me, found, section, checked=bool(checked))
    return review_pages.review_page(here, me, *as_seen(found, await lineage(session, found)))


@post("/{id:uuid}/queries/{question:uuid}/notes", opt={"may": May.READ_SUBMISSIONS})
async def write_on_query(
    request: Request[Any, Any, Any],
    session: Transaction,
    here: Here,
    me: Me,
    id: FromPath[UUID],
    question: FromPath[UUID],
) -> Response[Any] | Template:
    """Sent from the form of figures it comes with all of them, and they are saved with it."""
    if any(name.startswith("n.") for name in await request.form()):
        return await form_pages.save_section(request, session, here, me, id, answers=question)
    return await question_pages.write(request, session, here, me, id, question)


router = Router(
    path="/{slug:str}/submissions",
    route_handlers=[
        index,
        list_pages.show,
        show,
        form_pages.save,
        live_pages.check_typing,
        form_pages.check,
        form_pages.submit,
        receipt_pages.show,
        section_pages.show,
        section_pages.hand_over,
        section_pages.say_done,
        form_pages.show_for,
        form_pages.save_for,
        form_pages.check_for,
        form_pages.submit_for,
        review_pages.approve,
        review_pages.accept,
        review_pages.send_back,
        review_pages.take_back,
        review_pages.ask_again,
        question_pages.ask_about,
        question_pages.ask,
        write_on_query,
        question_pages.close,
        correction_pages.ask,
        correction_pages.restate,
        correction_pages.ask_to_discard,
        correction_pages.discard,
    ],
    opt={"entry": ENTRY},
)
round_router = Router(
    path="/{slug:str}/rounds",
    route_handlers=[
        round_pages.ask_to_open,
        round_pages.open_round,
        cockpit_pages.take,
        cockpit_pages.ask_to_nudge,
        cockpit_pages.nudge,
        timing_pages.show,
        timing_pages.move,
        timing_pages.take_back,
        timing_pages.extend,
        timing_pages.end_extension,
    ],
)
