"""`/`: the collaboratives with a public page and one's own. `/SLUG/home`: the first page of each kind of person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from litestar import Request, Router, get
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.agreements.queries import Bar
from backend.home import due
from backend.kit import claims, outbox
from backend.kit.db import ALL_AUDIENCES, now, today_in
from backend.kit.languages import later, translated
from backend.kit.web import Entry, Transaction, page
from backend.members import queries, rules
from backend.members.door import Here, Me
from backend.members.rules import May, Principal, Role
from backend.releases import queries as release_queries
from backend.releases.rules import SHOWN_TO, ReleaseState
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.submissions import queries as submission_queries
from backend.submissions.rules import State
from backend.submissions.tables import Submission


@get("/")
async def start(request: Request[Any, Any, Any], session: Transaction) -> Template:
    me = request.scope.get("user")
    return page(
        "home/start.html",
        me=me,
        mine=await queries.my_collaboratives(session) if me else (),
        public=await queries.public_collaboratives(session),
        said=lambda roles: ", ".join(translated(rules.SHOWN[role]) for role in Role if role in roles),
    )


@get("/home", opt={"may": May.BELONG, "entry": Entry(later("Home"), "/home", May.BELONG, 10)})
async def home(session: Transaction, here: Here, me: Me) -> Template:
    """What waits for this person, then what is out already."""
    today = today_in(here.time_zone)
    rounds = await round_queries.asked_now(session, today)
    more_time = await round_queries.extensions(session, [one.id for one in rounds])
    found = await submission_queries.at_hand(session, [one.id for one in rounds])
    still, refused = await _running(session) if me.of_backbone else (None, 0)
    reports = await release_queries.published(session, ALL_AUDIENCES)
    return page(
        "home/home.html",
        here=here,
        me=me,
        today=today,
        rounds=[(one, round_rules.state(one, today), [s for s in found if s.round_id == one.id]) for one in rounds],
        waiting=_waiting(me, found, more_time, today),
        due=() if me.of_backbone else await due.due(session, _of_mine(me, found, more_time, today)),
        still=still,
        reports=reports,
        several=release_queries.several_audiences(reports),
        shown_to=SHOWN_TO,
        releases=await release_queries.releases(session) if May.RELEASE in me.permissions else (),
        unagreed=await _unagreed(session, me),
        refused=refused,
        State=State,
        May=May,
        ReleaseState=ReleaseState,
    )


async def _unagreed(session: AsyncSession, me: Principal) -> Sequence[Bar]:
    """Whose figures are in no total: for the backbone of all members, for a member's people of their own."""
    if May.READ_AGREEMENTS not in me.permissions:
        return ()
    return await agreement_queries.unagreed(session, None if me.of_backbone else me.members())


@dataclass(frozen=True, slots=True)
class StandStill:
    """since: empty when no clock ever ran."""

    since: datetime | None


async def _running(session: AsyncSession) -> tuple[StandStill | None, int]:
    """Whether the clock stands still, and how many letters were refused; in one statement, as a page has few."""
    asked = sa.select(claims.LAST_BEAT.scalar_subquery(), outbox.refused().scalar_subquery())
    last, refused = (await session.execute(asked)).one()
    return StandStill(last) if claims.stands_still(last, now()) else None, refused


def _waiting(
    me: Principal, found: Sequence[Submission], more_time: Mapping[tuple[UUID, UUID], date], today: date
) -> list[tuple[Submission, date | None]]:
    """What waits for this person, with the last day its member has; a correction waits after the close too."""
    waiting = []
    for one in found:
        until, state = more_time.get((one.round_id, one.member_id)), State(one.state)
        taken = one.version > 1 or round_rules.state(one.round, today, until=until).takes_answers
        if _waits_for(me, one) and (taken or state is State.APPROVED):
            waiting.append((one, _last_day(one, until)))
    return waiting


def _last_day(of: Submission, until: date | None) -> date | None:
    """until: of its member's extension. A correction has none."""
    return round_rules.due(of.round, until) if of.version == 1 else None


def _of_mine(
    me: Principal, found: Sequence[Submission], more_time: Mapping[tuple[UUID, UUID], date], today: date
) -> list[tuple[Submission, date | None, bool]]:
    """What is not accepted yet, with the last day its member has and whether this person does the next thing to it."""
    waiting = {one.id for one, _ in _waiting(me, found, more_time, today)}
    return [
        (one, _last_day(one, more_time.get((one.round_id, one.member_id))), one.id in waiting)
        for one in found
        if not State(one.state).counts
    ]


def _waits_for(me: Principal, of: Submission) -> bool:
    """Whether this person is who does the next thing to a submission."""
    roles, state = me.roles_for(of.member_id), State(of.state)
    written = state in (State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED)
    return (
        (written and Role.CONTRIBUTOR in roles)
        or (written and of.version > 1 and of.for_member and Role.COORDINATOR in roles)
        or (state is State.SUBMITTED and Role.APPROVER in roles)
        or (state is State.APPROVED and Role.COORDINATOR in roles)
    )


router = Router(path="/", route_handlers=[start], opt={"may": May.PUBLIC})
inside = Router(path="/{slug:str}", route_handlers=[home])
