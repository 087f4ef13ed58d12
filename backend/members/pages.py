"""`/SLUG/people`: who takes part, invitations under way, ending a role, leaving."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit import lists as files
from backend.kit.db import find, now, today_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem, Refused
from backend.kit.languages import later, translated
from backend.kit.listing import Shown
from backend.kit.web import TAKING_PART, Entry, Transaction, page, settings_of
from backend.members import actions, limits, lists, queries, rules, views
from backend.members.door import Here, Me
from backend.members.naming import called
from backend.members.queries import PersonHere
from backend.members.rules import May, Principal, Role
from backend.members.schemas import Inviting, Nothing
from backend.members.tables import Collaborative, HeldRole, Member, Person
from backend.members.terms import active_members

PAGE = "/people"
ENTRY = Entry(later("People"), PAGE, May.MANAGE_PEOPLE, 41, TAKING_PART)
TOLD = {
    "invited": later("Invited. The letter is on its way."),
    "invited-again": later("Invited again. The link in the earlier letter opens nothing any more."),
    "taken-back": later("Taken back. The link opens nothing any more."),
    "role-ended": later("Ended. It has no effect any more."),
    "left": later("You have left."),
    "joined": later("Welcome. Your role counts from now on."),
}

Asks = Request[Any, Any, Any]


@get("/people")
async def index(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    found = await _people(session, me, request.query_params)
    if found.wanted.file:
        return files.as_file(f"{here.name}, {translated('People')}", found.table(), found.wanted.file)
    return await _people_page(session, here, me, found)


@post("/people/invitations", status_code=303)
async def invite(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any]:
    await limits.keep_to(request, [(limits.INVITE_BY_PERSON, str(me.person_id))])
    try:
        wanted = await forms.read(request, Inviting)
        lives = timedelta(days=settings_of(request).invitation_days)
        await actions.invite(
            session, here, email=wanted.email, role=wanted.role, member_id=wanted.member, by=me, lives=lives
        )
    except (Invalid, Conflict, Refused) as error:
        await session.rollback()
        return await _people_page(
            session,
            here,
            me,
            typed=await forms.typed(request, Inviting),
            problems=error.told(translated("E-mail")),
            status_code=error.status_code,
        )
    return Redirect(f"/{here.slug}/people?done=invited", status_code=303)


@post("/people/invitations/{id:uuid}/send", status_code=303)
async def send_again(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await forms.read(request, Nothing)
    await limits.keep_to(request, [(limits.INVITE_BY_PERSON, str(me.person_id))])
    lives = timedelta(days=settings_of(request).invitation_days)
    await actions.send_again(session, here, id, by=me, lives=lives)
    return Redirect(f"/{here.slug}/people?done=invited-again", status_code=303)


@post("/people/invitations/{id:uuid}/take-back", status_code=303)
async def take_back(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await forms.read(request, Nothing)
    await actions.take_back(session, here, id, by=me)
    return Redirect(f"/{here.slug}/people?done=taken-back", status_code=303)


# ---- Ending ----------------------------------------------------------------------------------------------------------


@get("/people/roles/{id:uuid}/end")
async def ask_to_end(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    held = await find(session, HeldRole, id)
    mine = held.person_id == me.person_id
    if held.collaborative_id != here.id or not (mine or rules.may_end(me, Role(held.role), held.member_id)):
        raise NotFound(translated("There is nothing at this address."))
    person = (await session.scalars(sa.select(called(Person)).where(Person.id == held.person_id))).one()
    member = await find(session, Member, held.member_id) if held.member_id else None
    return page("members/end_role.html", here=here, held=held, person=person, member=member, shown=rules.SHOWN)


@post("/people/roles/{id:uuid}/end", status_code=303)
async def end_role(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await forms.read(request, Nothing)
    held = await actions.end_role(session, id, by=me)
    own = held.person_id == me.person_id
    return Redirect("/account?done=role-ended" if own else f"/{here.slug}/people?done=role-ended", status_code=303)


@get("/leave", opt={"may": May.BELONG})
async def ask_to_leave(session: Transaction, here: Here, me: Me) -> Template:
    roles = await actions.own_roles(session, me.person_id)
    reasons = await actions.why_not(session, roles)
    return page("members/leave.html", here=here, roles=_in_words(me), reasons=reasons)


@post("/leave", opt={"may": May.BELONG}, status_code=303)
async def leave(request: Asks, session: Transaction, here: Here, me: Me) -> Redirect:
    await forms.read(request, Nothing)
    await actions.leave(session, me=me)
    return Redirect("/account?done=left", status_code=303)


def _in_words(me: Principal) -> str:
    return ", ".join(translated(rules.SHOWN[role]) for role in Role if role in me.roles)


# ---- The page --------------------------------------------------------------------------------------------------------


async def _people(session: AsyncSession, me: Principal, asked: Mapping[str, str]) -> Shown[PersonHere]:
    """The backbone sees everybody; an approver the people of the members signed for."""
    found = await queries.people_here(session, of_members=None if me.of_backbone else me.members(Role.APPROVER))
    return lists.people(found).shown(found, asked)


async def _people_page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    listed: Shown[PersonHere] | None = None,
    *,
    typed: dict[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    """listed: everybody, where nothing else was asked for."""
    mine = None if me.of_backbone else me.members(Role.APPROVER)
    members = [m for m in await active_members(session, today_in(here.time_zone)) if mine is None or m.id in mine]
    return page(
        "members/people.html",
        status_code=status_code,
        here=here,
        now=now(),
        listed=listed or await _people(session, me, {}),
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
        invitations=await queries.open_invitations(session, of_members=mine),
        members=members,
        roles=rules.givable(me.holdings),
        shown=rules.SHOWN,
        does=rules.DOES,
        states=May.KEEP_SETTINGS in me.permissions,
        OF_THE_BACKBONE=rules.OF_THE_BACKBONE,
        typed=typed or {},
        problems=problems,
        anchors=forms.anchors(Inviting),
    )


router = Router(
    path="/{slug:str}",
    route_handlers=[index, invite, send_again, take_back, ask_to_end, end_role, ask_to_leave, leave],
    opt={"may": May.MANAGE_PEOPLE, "entry": ENTRY},
)
