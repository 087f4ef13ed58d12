"""Handing a section of the form to a colleague, and saying that one's own is done."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import BeforeValidator, Field

from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.languages import later
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.submissions import actions, queries, rules, section_owners
from backend.submissions import forms as cells
from backend.submissions.hands import SectionState
from backend.submissions.papers import papers

Asks = Request[Any, Any, Any]


class HandingOver(forms.Form):
    """person: empty for nobody."""

    section: Annotated[str, Field(title=later("Section"), max_length=80)]
    person: Annotated[UUID | None, Field(title=later("Person")), BeforeValidator(lambda sent: sent or None)] = None


class Done(forms.Form):
    section: Annotated[str, Field(title=later("Section"), max_length=80)]
    done: Annotated[bool, Field(title=later("Done"))] = True


@get("/{id:uuid}/sections", opt={"may": May.READ_SUBMISSIONS})
async def show(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    """Who sees to which section, and how far each has come."""
    found = await papers(session, await queries.submission(session, id), today_in(here.time_zone))
    return page(
        "submissions/sections.html",
        here=here,
        me=me,
        submission=found.submission,
        lines=[(step, found.deeds.hands.state(step.section.code, step.answered)) for step in cells.steps(found)],
        hands=found.deeds.hands,
        why_not=rules.why_no_handing_over(found.situation, actions.actor(me, found.submission)),
        SectionState=SectionState,
        May=May,
    )


@post("/{id:uuid}/sections/owner", opt={"may": May.READ_SUBMISSIONS})
async def hand_over(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """By whoever enters or signs for the member; the rule says which."""
    sent = await forms.read(request, HandingOver)
    found = await queries.submission(session, id, lock=True)
    today = today_in(here.time_zone)
    await section_owners.hand_over(session, found, sent.section, sent.person, by=me, today=today)
    done = "handed-over" if sent.person else "handed-back"
    return Redirect(f"/{here.slug}/submissions/{id}/sections?done={done}", status_code=303)


@post("/{id:uuid}/sections/done", opt={"may": May.READ_SUBMISSIONS})
async def say_done(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """By its owner; the rule says so."""
    sent = await forms.read(request, Done)
    found = await queries.submission(session, id, lock=True)
    today = today_in(here.time_zone)
    await section_owners.say_done(session, found, sent.section, done=sent.done, by=me, today=today)
    done = "section-done" if sent.done else "section-undone"
    section = quote(sent.section, safe="")
    return Redirect(f"/{here.slug}/submissions/{id}?section={section}&done={done}", status_code=303)
