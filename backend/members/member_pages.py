"""`/SLUG/members`: who belongs since when, who acts for them, and where one person may enter and approve."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from backend.kit import forms
from backend.kit import lists as files
from backend.kit.db import find, today_in
from backend.kit.languages import later, translated
from backend.kit.periods import FiscalLabel, fiscal_label
from backend.kit.web import TAKING_PART, Entry, Transaction, page
from backend.members import lists, queries, rules, views
from backend.members.door import Here, Me
from backend.members.rules import May, Role
from backend.members.schemas import OnePerson
from backend.members.tables import Collaborative, Member

PAGE = "/members"
ENTRY = Entry(later("Members"), PAGE, May.MANAGE_MEMBERS, 40, TAKING_PART)
TOLD = {
    "one-person": later("Saved. One person may enter and approve there; the reason is recorded with each approval."),
    "two-persons": later("Saved. Another person approves there from now on."),
}


@get("/")
async def index(
    request: Request[Any, Any, Any], session: Transaction, here: Here, me: Me
) -> Response[bytes] | Template:
    today = today_in(here.time_zone)
    found = lists.members(today).shown(await queries.members_here(session), request.query_params)
    if found.wanted.file:
        return files.as_file(f"{here.name}, {translated('Members')}", found.table(), found.wanted.file)
    return page(
        "members/members.html",
        here=here,
        listed=found,
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
        members=[one for one in found.rows if one.belongs(today)],
        others=[one for one in found.rows if not one.belongs(today)],
        fiscal={one.member.id: _fiscal(here, one.member, today) for one in found.rows},
        levels=lists.LEVELS,
        roles=[role for role in Role if role.of_member],
        many=rules.MANY,
    )


def _fiscal(here: Collaborative, member: Member, today: date) -> FiscalLabel:
    """What the member calls the present quarter."""
    quarter = here.calendar.period(today, 3)
    return fiscal_label(quarter, year_starts_in=member.fiscal_year_starts_in, calendar=here.calendar)


@post("/{id:uuid}/one-person", status_code=303)
async def one_person(request: Request[Any, Any, Any], session: Transaction, here: Here, id: FromPath[UUID]) -> Redirect:
    """Allows it with a reason, or with an empty one no longer. Who did it, and when, is in the trail."""
    sent = await forms.read(request, OnePerson)
    member = await find(session, Member, id, lock=True)
    member.one_person_reason = sent.reason or None
    done = "one-person" if sent.reason else "two-persons"
    return Redirect(f"/{here.slug}/members?done={done}", status_code=303)


router = Router(
    path="/{slug:str}/members",
    route_handlers=[index, one_person],
    opt={"may": May.MANAGE_MEMBERS, "entry": ENTRY},
)
