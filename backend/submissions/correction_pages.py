"""Beginning a correction of figures that count: what it does is said first, then why is asked, then the form opens.

And throwing one away that is not accepted: what would be lost is shown first.
"""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field

from backend.kit import forms as kit_forms
from backend.kit.db import today_in
from backend.kit.errors import Invalid, Problem
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal, Role
from backend.members.tables import Collaborative
from backend.submissions import actions, correcting, forms, queries
from backend.submissions.papers import papers, situations
from backend.submissions.rules import RESTATEMENTS, Deed, possible
from backend.submissions.tables import Submission
from backend.submissions.withheld import as_seen

Asks = Request[Any, Any, Any]
MOST_REASON = 2000


class Correcting(kit_forms.Form):
    reason: Annotated[str, Field(title="Why it is corrected", max_length=MOST_REASON)] = ""


def for_member(me: Principal, of: Submission) -> bool:
    """Whether this person would begin it as the backbone; who also enters for the member acts as the member."""
    return me.roles_for(of.member_id) & {Role.CONTRIBUTOR, Role.COORDINATOR} == {Role.COORDINATOR}


@get("/{id:uuid}/correction", opt={"may": May.READ_SUBMISSIONS})
async def ask(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    found = await queries.submission(session, id)
    at = (await situations(session, [found], today_in(here.time_zone)))[id]
    if not possible(at, actions.actor(me, found)) & RESTATEMENTS:
        return Redirect(f"/{here.slug}/submissions/{id}", status_code=303)
    return _page(here, found)


@post("/{id:uuid}/correction", opt={"may": May.READ_SUBMISSIONS})
async def restate(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    """By the member's contributor, or the coordinator for it; the rule says which."""
    today = today_in(here.time_zone)
    found = await queries.submission(session, id, lock=True)
    by_backbone = for_member(me, found)
    try:
        reason = (await kit_forms.read(request, Correcting)).reason
        made = await correcting.restate(session, found, by=me, today=today, reason=reason, for_member=by_backbone)
    except Invalid as invalid:
        typed = (await kit_forms.typed(request, Correcting)).get("reason", "")
        await session.rollback()
        return _page(here, await queries.submission(session, id), invalid.problems, typed, status_code=422)
    then = "/for-member" if by_backbone else ""
    return Redirect(f"/{here.slug}/submissions/{made.id}{then}?done=correcting", status_code=303)


@get("/{id:uuid}/discarding", opt={"may": May.READ_SUBMISSIONS})
async def ask_to_discard(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    found = await papers(session, await queries.submission(session, id), today_in(here.time_zone))
    if Deed.DISCARD not in possible(found.situation, actions.actor(me, found.submission)):
        return Redirect(f"/{here.slug}/submissions/{id}", status_code=303)
    found, line = as_seen(found, await correcting.lineage(session, found))
    return page(
        "submissions/discarding.html",
        here=here,
        submission=found.submission,
        state=found.situation.state,
        rows=forms.rows(found),
        lineage=line,
    )


@post("/{id:uuid}/discarding", opt={"may": May.READ_SUBMISSIONS})
async def discard(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """By whoever enters or approves for the member, or the coordinator; the rule says which."""
    found = await queries.submission(session, id, lock=True)
    await correcting.discard(session, found, by=me, today=today_in(here.time_zone))
    counting = (await correcting.versions(session, found)).counting
    return Redirect(f"/{here.slug}/submissions/{counting.id if counting else id}?done=discarded", status_code=303)


def _page(
    here: Collaborative, of: Submission, problems: Sequence[Problem] = (), reason: str = "", *, status_code: int = 200
) -> Template:
    return page(
        "submissions/correction.html",
        status_code=status_code,
        here=here,
        submission=of,
        problems=problems,
        reason=reason,
        most=MOST_REASON,
    )
