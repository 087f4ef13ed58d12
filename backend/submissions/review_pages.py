"""What is read, signed, sent back and accepted."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field

from backend.kit import forms as kit_forms
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal, Role
from backend.members.tables import Collaborative
from backend.submissions import actions, confirmations, forms, queries
from backend.submissions.checks import place_named
from backend.submissions.correcting import Lineage, lineage
from backend.submissions.papers import Papers, papers
from backend.submissions.questions import ANSWERS
from backend.submissions.reviewing import lines
from backend.submissions.rules import Deed, State, possible, why_not
from backend.submissions.tables import Submission
from backend.submissions.withheld import as_seen

Asks = Request[Any, Any, Any]


class Seen(kit_forms.Form):
    """seen: when what was on the page had been submitted; another moment means other figures."""

    seen: Annotated[str, Field(title="What was seen", max_length=40)] = ""

    def check(self, found: Submission) -> None:
        """Raises Conflict when the figures were submitted anew since the page was opened."""
        if self.seen and (found.submitted_at is None or self.seen != found.submitted_at.isoformat()):
            raise Conflict(
                translated("These figures were changed since you opened the page. Open it again and read them first.")
            )


class Accepting(Seen):
    """then: where to go on; from the review, to what waits next."""

    then: Annotated[Literal["", "review"], Field(title="Then")] = ""


class Approving(Seen):
    note: Annotated[str, Field(title="Note", max_length=2000)] = ""


@post("/{id:uuid}/approval", opt={"may": May.APPROVE})
async def approve(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await queries.submission(session, id, lock=True)
    sent = await kit_forms.read(request, Approving)
    sent.check(found)
    await actions.approve(session, found, by=me, today=today_in(here.time_zone), note=sent.note)
    return _back(here, found, "approved")


@post("/{id:uuid}/acceptance", opt={"may": May.REVIEW})
async def accept(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await queries.submission(session, id, lock=True)
    sent = await kit_forms.read(request, Accepting)
    sent.check(found)
    await actions.accept(session, found, by=me, today=today_in(here.time_zone))
    if sent.then:
        return Redirect(f"/{here.slug}/review?accepted={id}", status_code=303)
    return _back(here, found, "accepted")


@post("/{id:uuid}/return", opt={"may": May.READ_SUBMISSIONS})
async def send_back(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    """By the member's approver or the coordinator; the rule says which."""
    today = today_in(here.time_zone)
    found = await queries.submission(session, id, lock=True)
    form = await request.form()
    reason, chosen = str(form.get("reason", "")), [str(name) for name in form.getall("cell", [])]
    rest_ready = form.get("rest") == "ready"
    try:
        places = [place_named(name) for name in chosen]
        await actions.send_back(session, found, by=me, today=today, reason=reason, places=places, rest_ready=rest_ready)
    except Invalid as invalid:
        await session.rollback()
        again = await papers(session, await queries.submission(session, id), today)
        again, line = as_seen(again, await lineage(session, again))
        return review_page(
            here,
            me,
            again,
            line,
            problems=invalid.problems,
            reason=reason,
            chosen=chosen,
            rest_ready=rest_ready,
            status_code=422,
        )
    return _back(here, found, "returned")


@post("/{id:uuid}/taking-back", opt={"may": May.READ_SUBMISSIONS})
async def take_back(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """By the member's contributor, or its approver where the backbone entered for it; the rule says which."""
    found = await queries.submission(session, id, lock=True)
    await actions.take_back(session, found, by=me, today=today_in(here.time_zone))
    return _back(here, found, "taken-back")


@post("/{id:uuid}/reminder", opt={"may": May.ENTER_FOR})
async def ask_again(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await queries.submission(session, id, lock=True)
    await confirmations.ask_again(session, found, by=me, today=today_in(here.time_zone))
    return _back(here, found, "asked-again")


def _back(here: Collaborative, found: Submission, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/submissions/{found.id}?done={done}", status_code=303)


def review_page(
    here: Collaborative,
    me: Principal,
    found: Papers,
    line: Lineage,
    *,
    problems: Sequence[Problem] = (),
    reason: str = "",
    chosen: Sequence[str] = (),
    rest_ready: bool = False,
    status_code: int = 200,
) -> Template:
    """All answers beside those of the period before, with what this person may do about them."""
    by = actions.actor(me, found.submission)
    would_sign = Role.APPROVER in by.roles and found.situation.state is State.SUBMITTED
    reviewing = Role.COORDINATOR in by.roles and not {Deed.APPROVE, Deed.TAKE_BACK} & possible(found.situation, by)
    rows = forms.rows(found)
    first, rest = lines(found, rows) if reviewing else ((), ())
    return page(
        "submissions/reviewing.html" if reviewing else "submissions/review.html",
        status_code=status_code,
        first=first,
        rest=rest,
        rest_ready=rest_ready,
        here=here,
        submission=found.submission,
        state=found.situation.state,
        sections=found.questionnaire.sections,
        rows=rows,
        year=found.year,
        deeds=found.deeds,
        lineage=line,
        asked_again=forms.asked_again(found),
        asked_about=forms.figures_asked_about(found),
        asks=Role.COORDINATOR in by.roles and found.situation.state is not State.DISCARDED,
        answers=bool(ANSWERS & by.roles),
        possible=possible(found.situation, by),
        why_not=why_not(Deed.APPROVE, found.situation, by) if would_sign else "",
        waiver=found.situation.one_person_reason if me.person_id in found.situation.prepared_by else "",
        problems=problems,
        reason=reason,
        chosen=chosen,
        Deed=Deed,
        State=State,
    )
