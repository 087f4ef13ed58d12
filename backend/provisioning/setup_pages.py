"""`/SLUG/setup`: what is still to do before the first collection opens; members and their people as pasted lists.

Each step is left and taken up again at will: how far it is, is read from what there is.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from babel.dates import get_month_names
from litestar import Request, Response, Router, get, post
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import AnchorlineError, Invalid, Problem
from backend.kit.forms import Day, Form
from backend.kit.languages import later, speech, translated
from backend.kit.web import Entry, Transaction, page, settings_of
from backend.members import actions as member_actions
from backend.members import limits, membership, pasted
from backend.members import queries as member_queries
from backend.members.addresses import bare, normalised
from backend.members.door import Here, Me
from backend.members.lists import LEVELS
from backend.members.queries import MemberHere
from backend.members.roster import Term
from backend.members.rules import May, Principal, Role
from backend.members.schemas import Joining
from backend.members.tables import Collaborative
from backend.provisioning import setting_up
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.submissions import belonging, joining

Asks = Request[Any, Any, Any]
ENTRY = Entry(later("Set up"), "/setup", May.MANAGE_MEMBERS, 11, while_setting_up=True)
TOLD = {
    "members-joined": later("They are members now. Next, invite their people."),
    "people-invited": later("Invited. The letters are on their way."),
    "calendar-planned": later("Planned. Members see nothing of it before it opens."),
    "asked-changed": later("Changed. The form asks it so from now on."),
}
INVITED = (Role.CONTRIBUTOR, Role.APPROVER)


@get("/")
async def index(session: Transaction, here: Here, me: Me) -> Template:
    found = await setting_up.progress(session, today_in(here.time_zone))
    return page("provisioning/setup.html", here=here, found=found, brings=May.REVIEW in me.permissions)


# ---- Members ---------------------------------------------------------------------------------------------------------


class Pasting(Form):
    """since: the first day they all belong. year: the month in which their own years begin. looked: `pasted.mark`."""

    members: Annotated[str, Field(title=later("Members"), max_length=20_000)]
    since: Annotated[Day, Field(title=later("Since"))]
    year: Annotated[int, Field(title=later("Their year begins in"), ge=1, le=12)]
    looked: Annotated[str, Field(title=later("Looked at"), max_length=40)] = ""
    then: Annotated[Literal["look", "do"], Field(title=later("Then"))] = "look"


@get("/members")
async def ask_for_members(session: Transaction, here: Here) -> Template:
    since = here.calendar.period(today_in(here.time_zone), 12).start
    typed = {"members": "", "since": since.isoformat(), "year": str(here.year_starts_in)}
    return await _members_page(session, here, typed)


@post("/members", status_code=303)
async def add_members(request: Asks, session: Transaction, here: Here) -> Response[Any] | Template:
    """All of them or none, and only what was looked at; looked at, it is done and undone again: every fault is found."""
    typed = await forms.typed(request, Pasting)
    try:
        sent = await forms.read(request, Pasting)
        known = await member_queries.members_here(session)
        taken = [one.member.code for one in known]
        listed = pasted.members_of(sent.members, country=here.country, taken=taken)
        await _join_all(session, here, sent, listed, {one.member.name.casefold() for one in known})
    except Invalid as error:
        await session.rollback()
        return await _members_page(session, here, typed, problems=error.problems, status_code=422)
    typed["looked"] = pasted.mark(listed)
    if sent.then == "look" or sent.looked != typed["looked"]:
        await session.rollback()
        return await _members_page(session, here, typed, looked=listed, changed=sent.then == "do")
    return Redirect(f"/{here.slug}/setup?done=members-joined", status_code=303)


async def _join_all(
    session: AsyncSession, here: Collaborative, sent: Pasting, listed: Sequence[pasted.Pasted], known: set[str]
) -> None:
    """Raises Invalid with every line that cannot be."""
    today, problems = today_in(here.time_zone), []
    rounds = [(one, round_rules.state(one, today)) for one in await round_queries.all_rounds(session)]
    for one in listed:
        if one.name.casefold() in known:
            message = translated("%(name)s is a member already.", name=one.name)
            problems.append(Problem(pasted.place(one.line), message, "paste.known"))
            continue
        try:
            async with session.begin_nested():
                member = await membership.join(session, here, _joining(one, sent))
                member.contact = one.email
                await joining.lay(session, member, belonging.effects(rounds, [], [Term(sent.since)]))
        except Invalid as fault:
            problems += [Problem(pasted.place(one.line), each.message, each.code) for each in fault.problems]
    if problems:
        raise Invalid(problems)


def _joining(one: pasted.Pasted, sent: Pasting) -> Joining:
    return Joining(
        name=one.name,
        code=one.code,
        level=one.level,  # type: ignore[arg-type]  # one of the three, by `pasted.KINDS`
        official=one.official,
        fiscal_year_starts_in=sent.year,
        since=sent.since,
        reason=translated("Named when the collaborative was set up."),
    )


async def _members_page(
    session: AsyncSession,
    here: Collaborative,
    typed: dict[str, str],
    *,
    problems: Sequence[Problem] = (),
    looked: Sequence[pasted.Pasted] = (),
    changed: bool = False,
    status_code: int = 200,
) -> Template:
    """changed: what was to be saved is not what was looked at."""
    today = today_in(here.time_zone)
    return page(
        "provisioning/setup_members.html",
        status_code=status_code,
        here=here,
        members=[one.member for one in await member_queries.members_here(session) if one.belongs(today)],
        typed=typed,
        problems=problems,
        looked=looked,
        changed=changed,
        anchors=forms.anchors(Pasting),
        months=get_month_names("wide", locale=speech().locale),
        official={"GB": translated("ODS code"), "US": translated("CMS certification number")}.get(here.country, ""),
        kinds={level: translated(said) for level, said in LEVELS.items()},
    )


# ---- Their people ----------------------------------------------------------------------------------------------------


@get("/people")
async def ask_for_people(session: Transaction, here: Here) -> Template:
    return await _people_page(session, here)


@post("/people", status_code=303)
async def invite_people(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    """Every address that was typed, or none where one is faulty."""
    sent = {name: str(value) for name, value in (await request.form()).multi_items() if name != "_token"}
    try:
        wanted = await _wanted(session, here, sent)
        for _ in wanted:
            await limits.keep_to(request, [(limits.INVITE_BY_PERSON, str(me.person_id))])
        await _invite_all(request, session, here, me, wanted)
    except Invalid as error:
        await session.rollback()
        return await _people_page(session, here, sent, problems=error.problems, status_code=422)
    return Redirect(f"/{here.slug}/setup?done=people-invited", status_code=303)


Wanted = tuple[str, Role, UUID, str]  # name of the member, role, its id, address


async def _wanted(session: AsyncSession, here: Collaborative, sent: dict[str, str]) -> list[Wanted]:
    """Raises Invalid with every address that is none, or when there is none at all."""
    found: list[Wanted] = []
    problems: list[Problem] = []
    today = today_in(here.time_zone)
    for one in await member_queries.members_here(session):
        if not one.belongs(today):
            continue
        before = len(found)
        for role in INVITED:
            for typed in sent.get(f"{role}.{one.member.id}", "").replace(";", ",").split(","):
                if not typed.strip():
                    continue
                try:
                    found.append((one.member.name, role, one.member.id, normalised(bare(typed))))
                except ValueError as fault:
                    problems.append(
                        Problem(one.member.name, f"{typed.strip()}: {translated(str(fault))}", "people.address")
                    )
        problems += _alone(one, found[before:])
    if not found and not problems:
        problems.append(Problem("", translated("Write at least one address."), "people.none"))
    if problems:
        raise Invalid(problems)
    return found


def _alone(of: MemberHere, wanted: Sequence[Wanted]) -> list[Problem]:
    """Where its only person would fill in and sign: what that one enters, nobody could sign."""
    emails, roles = {one[3] for one in wanted}, {one[1] for one in wanted}
    if len(emails) != 1 or len(roles) == 1 or of.people or of.member.one_person_reason:
        return []
    message = translated(
        "%(email)s cannot fill in and sign alone: another person signs. Where there is only one, say why under Members.",
        email=wanted[0][3],
    )
    return [Problem(of.member.name, message, "people.alone")]


async def _invite_all(
    request: Asks, session: AsyncSession, here: Collaborative, me: Principal, wanted: Sequence[Wanted]
) -> None:
    """Raises Invalid with every one that cannot be invited."""
    lives, problems = timedelta(days=settings_of(request).invitation_days), []
    for name, role, member_id, email in wanted:
        try:
            async with session.begin_nested():
                await member_actions.invite(
                    session, here, email=email, role=role, member_id=member_id, by=me, lives=lives
                )
        except AnchorlineError as refused:
            problems.append(Problem(name, str(refused), "people.refused"))
    if problems:
        raise Invalid(problems)


async def _people_page(
    session: AsyncSession,
    here: Collaborative,
    typed: dict[str, str] | None = None,
    *,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    today: date = today_in(here.time_zone)
    invited = await member_queries.open_invitations(session, of_members=None)
    waiting = {(one.member, one.role): [] for one in invited}  # type: dict[tuple[str, Role], list[str]]
    for one in invited:
        waiting[one.member, one.role].append(one.email)
    return page(
        "provisioning/setup_people.html",
        status_code=status_code,
        here=here,
        members=[one for one in await member_queries.members_here(session) if one.belongs(today)],
        waiting=waiting,
        typed=typed or {},
        problems=problems,
        roles=((INVITED[0], translated("Fills in")), (INVITED[1], translated("Signs"))),
    )


router = Router(
    path="/{slug:str}/setup",
    route_handlers=[index, ask_for_members, add_members, ask_for_people, invite_people],
    opt={"may": May.MANAGE_MEMBERS, "entry": ENTRY},
)
