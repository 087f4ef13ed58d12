"""One collection: its days, who owes what, who has more time, who was reminded. For the coordinator."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import now, today_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.languages import translated
from backend.kit.web import Transaction, page
from backend.members import covering
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.rounds import actions as round_actions
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.schemas import MoreTime, Moving
from backend.rounds.tables import Round
from backend.submissions import cockpit, timing
from backend.submissions.cockpit import Show, Sort
from backend.submissions.round_lines import lines_of

Asks = Request[Any, Any, Any]
MAY = {"may": May.MANAGE_ROUNDS}


@get("/{id:uuid}", opt=MAY)
async def show(
    session: Transaction,
    here: Here,
    id: FromPath[UUID],
    show: FromQuery[Show] = Show.ALL,
    sort: FromQuery[Sort] = Sort.MEMBER,
) -> Template:
    return await _page(session, here, await round_queries.round_named(session, id), which=show, by=sort)


@post("/{id:uuid}/dates", opt=MAY)
async def move(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Response[Any] | Template:
    of = await round_queries.round_named(session, id, lock=True)
    try:
        sent = await forms.read(request, Moving)
        dates = sent.dates(opened_on=of.opens_on if of.opened else None)
        await timing.move(session, of, dates, today=today_in(here.time_zone))
    except Invalid as invalid:
        await session.rollback()
        again = await round_queries.round_named(session, id)
        return await _page(session, here, again, problems=invalid.problems, moving=await forms.typed(request, Moving))
    return _back(here, id, "moved")


@post("/{id:uuid}/extensions", opt=MAY)
async def extend(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    of = await round_queries.round_named(session, id, lock=True)
    try:
        sent = await forms.read(request, MoreTime)
        today = today_in(here.time_zone)
        await timing.extend(session, of, sent.member, until=sent.day(), reason=sent.reason, by=me, today=today)
    except (Invalid, Conflict) as error:
        await session.rollback()
        problems = error.told(translated("Member"))
        again = await round_queries.round_named(session, id)
        typed = await forms.typed(request, MoreTime)
        return await _page(session, here, again, problems=problems, giving=typed, status_code=error.status_code)
    return _back(here, id, "extended")


@post("/{id:uuid}/extensions/{extension:uuid}/taking-back", opt=MAY)
async def end_extension(
    session: Transaction, here: Here, me: Me, id: FromPath[UUID], extension: FromPath[UUID]
) -> Redirect:
    of = await round_queries.round_named(session, id, lock=True)
    try:
        await timing.end_extension(session, of, extension, by=me)
    except Invalid:  # of a member that this collection does not ask
        raise NotFound("There is nothing at this address.") from None
    return _back(here, id, "extension-ended")


@post("/{id:uuid}/taking-back", opt=MAY)
async def take_back(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    of = await round_queries.round_named(session, id, lock=True)
    round_actions.take_back(of, by=me.person_id, today=today_in(here.time_zone))
    return _back(here, id, "round-taken-back")


def _back(here: Collaborative, id: UUID, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/rounds/{id}?done={done}", status_code=303)


async def _page(
    session: AsyncSession,
    here: Collaborative,
    of: Round,
    *,
    problems: Sequence[Problem] = (),
    moving: Mapping[str, str] | None = None,
    giving: Mapping[str, str] | None = None,
    status_code: int | None = None,
    which: Show = Show.ALL,
    by: Sort = Sort.MEMBER,
) -> Template:
    """moving, giving: what was typed into the form that is faulty. which, by: of the list, and in what order."""
    today = today_in(here.time_zone)
    found = await lines_of(session, here, of)
    sent = await cockpit.sent(session, of)
    state = round_rules.state(of, today)
    return page(
        "submissions/round.html",
        status_code=status_code or (422 if problems else 200),
        here=here,
        round=of,
        state=state,
        today=today,
        passed=round_rules.passed_by(of, today),
        opens_at=round_rules.opens_at(of, here.time_zone),
        lines=found.lines,
        chosen=cockpit.chosen(found.lines, which, by),
        counts=cockpit.counts(found.lines),
        which=which,
        by=by,
        Show=Show,
        Sort=Sort,
        quiet=cockpit.quiet(sent, found.owing, at=now()),
        reminders=sent,
        covers=[one for one in await covering.covers(session, since=today) if one.cover.starts_on <= today],
        problems=problems,
        moving=moving or {"opens_on": of.opens_on, "due_on": of.due_on, "closes_on": of.closes_on},
        giving=giving or {},
        anchors=forms.anchors(MoreTime) if giving else forms.anchors(Moving),
    )
