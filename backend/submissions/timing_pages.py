"""One collection: its days, who owes what, who has more time, who was reminded. For the coordinator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import days, forms
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.rounds import actions as round_actions
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.schemas import MoreTime, Moving
from backend.rounds.tables import Extension, Round
from backend.submissions import queries, reminders, reminding, timing
from backend.submissions.reminders import Owing
from backend.submissions.reminding import Addressee
from backend.submissions.rules import State
from backend.submissions.tables import Submission

Asks = Request[Any, Any, Any]
MAY = {"may": May.MANAGE_ROUNDS}


@dataclass(frozen=True, slots=True)
class Line:
    """A member in the round. more: its extension. owes: what it has still to do. next: the day it is reminded next."""

    submission: Submission
    state: State
    due: date
    more: Extension | None
    late: bool
    owes: Owing | None
    next: date | None


@get("/{id:uuid}", opt=MAY)
async def show(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return await _page(session, here, await round_queries.round_named(session, id))


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
        problems = error.problems if isinstance(error, Invalid) else [Problem("Member", str(error))]
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
) -> Template:
    """moving, giving: what was typed into the form that is faulty."""
    today = today_in(here.time_zone)
    submissions, asked = await queries.of_round(session, of)
    extensions = await round_queries.extensions_of(session, of.id)
    owing = reminding.owing_of(here, of, [one for one in submissions if one.member_id in asked], extensions, today)
    given = {one.member_id: one for one in extensions}
    owes = {one.member_id: one for one in owing}
    sent = await round_queries.reminders(session, of.id)
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
        lines=[_line(here, of, one, given.get(one.member_id), owes.get(one.member_id), today) for one in submissions],
        asked=asked,
        outside=await queries.confirmed_outside(session, submissions),
        turn=_names(await reminding.addressees(session, here, owing)),
        reminders=sent,
        names=await queries.names(session, {one.person_id for one in sent} | {one.given_by for one in extensions}),
        problems=problems,
        moving=moving or {"opens_on": of.opens_on, "due_on": of.due_on, "closes_on": of.closes_on},
        giving=giving or {},
        anchors=forms.anchors(MoreTime) if giving else forms.anchors(Moving),
    )


def _names(turn: Sequence[Addressee]) -> Mapping[UUID, Sequence[str]]:
    """Of each member that owes, who is reminded."""
    people: dict[UUID, list[str]] = {}
    for person in turn:
        for one in person.owing:
            people.setdefault(one.member_id, []).append(person.name)
    return people


def _line(
    here: Collaborative, of: Round, one: Submission, more: Extension | None, owes: Owing | None, today: date
) -> Line:
    until = more.until if more else None
    return Line(
        submission=one,
        state=State(one.state),
        due=round_rules.due(of, until),
        more=more,
        late=not of.backfilled and _is_late(here, of, one, until, today),
        owes=owes,
        next=reminders.next_after(owes, today) if owes else None,
    )


def _is_late(here: Collaborative, of: Round, submission: Submission, until: date | None, today: date) -> bool:
    """A correction is not late, nor is what counts without ever having been submitted here."""
    if submission.version > 1 or (submission.submitted_at is None and State(submission.state).counts):
        return False
    submitted_on = days.day_at(submission.submitted_at, here.time_zone) if submission.submitted_at else None
    return round_rules.is_late(of, until, today, submitted_on=submitted_on)
