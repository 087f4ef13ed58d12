"""`/SLUG/members/…`: a member joins, leaves, comes back, is merged, renamed, belongs to another system.

Not in `members`, as joining lays open collections before the member. What each deed means for collections is shown first.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import find, today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.period_words import month_name
from backend.kit.web import Transaction, page
from backend.members import membership, memberships
from backend.members.door import Here
from backend.members.roster import DAY, Term
from backend.members.rules import May
from backend.members.schemas import BelongingTo, ComingBack, Ending, Joining, Merging, Renaming
from backend.members.tables import Collaborative, Member
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.submissions import belonging, joining
from backend.submissions.belonging import Effect

Asks = Request[Any, Any, Any]
LEVELS = {
    "site": later("one site, all of its own figures"),
    "system": later("the whole system: its figures have its sites’ in them"),
    "remainder": later("a remainder: only what its system does not report"),
}
TOLD = {
    "member-added": later("It is a member now. Its figures are in no total before its agreement is in force."),
    "ended": later("Its membership is ended as you said."),
    "came-back": later("It is a member again, on its own line."),
    "merged": later("Merged. The other member reports for both from that day on."),
    "renamed": later("Its name is changed from that day on."),
    "moved-system": later("From that day on it is counted with that system."),
}


class Looked(NamedTuple):
    """A form that was sent. form: which. effects: what it would do to collections, when that was asked."""

    form: str = ""
    typed: Mapping[str, str] = {}
    problems: Sequence[Problem] = ()
    effects: Sequence[Effect] | None = None


NOTHING_SENT = Looked()


S = TypeVar("S", Ending, ComingBack, Merging)


@dataclass(frozen=True, slots=True)
class Change(Generic[S]):
    """Of when it belongs. form: its panel on the page. done: what is told then. terms: all as they would be then."""

    form: str
    shape: type[S]
    done: str
    terms: Callable[[Sequence[Term], S], Sequence[Term]]
    deed: Callable[[Member, S], Awaitable[None]]


# ---- Joining ---------------------------------------------------------------------------------------------------------


@get("/new")
async def ask_to_join(session: Transaction, here: Here) -> Template:
    return await _join_page(session, here)


@post("/new")
async def join(request: Asks, session: Transaction, here: Here) -> Response[Any] | Template:
    try:
        sent = await forms.read(request, Joining)
        after = [Term(sent.since)]
        effects = await _effects(session, here, [], after)
        if sent.then == "look":
            return await _join_page(session, here, Looked("join", await forms.typed(request, Joining), (), effects))
        member = await membership.join(session, here, sent)
        await joining.lay(session, member, effects)
    except (Invalid, Conflict) as error:
        await session.rollback()
        looked = Looked("join", await forms.typed(request, Joining), error.told())
        return await _join_page(session, here, looked, status_code=error.status_code)
    return _back(here, member.id, "member-added")


async def _join_page(
    session: AsyncSession, here: Collaborative, looked: Looked = NOTHING_SENT, *, status_code: int = 200
) -> Template:
    return page(
        "submissions/join.html",
        status_code=status_code,
        here=here,
        looked=looked,
        months=[month_name(number) for number in range(1, 13)],
        levels={code: translated(said) for code, said in LEVELS.items()},
        organizations=await membership.organizations_here(session),
        anchors=forms.anchors(Joining),
        official={"GB": translated("ODS code"), "US": translated("CMS certification number")}.get(here.country, ""),
    )


# ---- One member ------------------------------------------------------------------------------------------------------


@get("/{id:uuid}")
async def show(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return await _member_page(session, here, id)


@post("/{id:uuid}/ending")
async def end(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Response[Any] | Template:
    change = Change(
        "ending", Ending, "ended",
        lambda before, sent: memberships.ending(before, sent.last),
        lambda member, sent: membership.end(session, member, sent.last, reason=sent.reason),
    )  # fmt: skip
    return await _change(request, session, here, id, change)


@post("/{id:uuid}/return")
async def come_back(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Response[Any] | Template:
    change = Change(
        "return", ComingBack, "came-back",
        lambda before, sent: memberships.beginning(before, sent.since),
        lambda member, sent: membership.come_back(session, member, sent.since, reason=sent.reason),
    )  # fmt: skip
    return await _change(request, session, here, id, change)


@post("/{id:uuid}/merger")
async def merge(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Response[Any] | Template:
    async def deed(member: Member, sent: Merging) -> None:
        into = await find(session, Member, sent.into)
        await membership.merge(session, member, into, sent.since, reason=sent.reason, name=sent.name)

    change = Change(
        "merger", Merging, "merged", lambda before, sent: memberships.ending(before, sent.since - DAY), deed
    )
    return await _change(request, session, here, id, change)


@post("/{id:uuid}/name")
async def rename(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Response[Any] | Template:
    member = await find(session, Member, id, lock=True)
    try:
        sent = await forms.read(request, Renaming)
        await membership.rename(session, member, sent.since, sent.name)
    except Invalid as error:
        return await _again(request, session, here, id, "name", Renaming, error)
    return _back(here, id, "renamed")


@post("/{id:uuid}/system")
async def belong_to(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Response[Any] | Template:
    member = await find(session, Member, id, lock=True)
    try:
        sent = await forms.read(request, BelongingTo)
        known = {one.id for one in await membership.organizations_here(session)}
        if sent.part_of and sent.part_of not in known:
            raise Invalid(translated("Choose one from the list."), where=translated("Part of"))
        await membership.belong_to(session, member, sent.part_of, sent.since, reason=sent.reason)
    except Invalid as error:
        return await _again(request, session, here, id, "system", BelongingTo, error)
    return _back(here, id, "moved-system")


async def _change(
    request: Asks, session: AsyncSession, here: Collaborative, id: UUID, change: Change[S]
) -> Response[Any] | Template:
    """What it would do to collections, or that it is done."""
    member = await find(session, Member, id, lock=True)
    try:
        sent = await forms.read(request, change.shape)
        before = await membership.terms_of(session, id)
        effects = await _effects(session, here, before, change.terms(before, sent))
        if sent.then == "look":
            looked = Looked(change.form, await forms.typed(request, change.shape), (), effects)
            return await _member_page(session, here, id, looked)
        await change.deed(member, sent)
        await joining.lay(session, member, effects)
    except (Invalid, Conflict) as error:
        return await _again(request, session, here, id, change.form, change.shape, error)
    return _back(here, id, change.done)


# ---- Shared ----------------------------------------------------------------------------------------------------------


async def _again(
    request: Asks,
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    deed: str,
    shape: type[forms.Form],
    error: Invalid | Conflict,
) -> Template:
    """The page with what was typed and every fault."""
    await session.rollback()
    looked = Looked(deed, await forms.typed(request, shape), error.told())
    return await _member_page(session, here, id, looked, status_code=error.status_code)


def _back(here: Collaborative, id: UUID, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/members/{id}?done={done}", status_code=303)


async def _effects(
    session: AsyncSession, here: Collaborative, before: Sequence[Term], after: Sequence[Term]
) -> Sequence[Effect]:
    today = today_in(here.time_zone)
    rounds = [(one, round_rules.state(one, today)) for one in await round_queries.all_rounds(session)]
    return belonging.effects(rounds, before, after)


async def _member_page(
    session: AsyncSession, here: Collaborative, id: UUID, looked: Looked = NOTHING_SENT, *, status_code: int = 200
) -> Template:
    member, today = await find(session, Member, id), today_in(here.time_zone)
    terms = await membership.terms_of(session, id)
    quarter = here.calendar.period(today, 3)
    return page(
        "submissions/member.html",
        status_code=status_code,
        here=here,
        member=member,
        history=await membership.history_of(session, id),
        belongs=memberships.belongs(terms, today),
        open_ended=bool(terms) and terms[-1].ends is None,
        level=translated(LEVELS[member.level]),
        organizations=[one for one in await membership.organizations_here(session) if one.id != member.organization_id],
        others=await joining.others(session, id, today),
        quarter=quarter,
        looked=looked,
    )


router = Router(
    path="/{slug:str}/members",
    route_handlers=[ask_to_join, join, show, end, come_back, merge, rename, belong_to],
    opt={"may": May.MANAGE_MEMBERS},
)
