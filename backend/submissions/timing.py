"""Deeds on the days of a round, and who hears of them."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import find
from backend.kit.errors import Conflict, Invalid
from backend.kit.languages import translated
from backend.members.rules import Principal
from backend.rounds import actions as round_actions
from backend.rounds import rules as round_rules
from backend.rounds.rules import Dates
from backend.rounds.tables import Extension, Round
from backend.submissions import letters, queries
from backend.submissions.rules import State
from backend.submissions.tables import Submission


async def move(session: AsyncSession, of: Round, to: Dates, *, today: date) -> None:
    """Other dates. Of an open round everyone hears of another due day whose figures are not approved yet.

    Raises:
        Conflict, Invalid: as `rounds.rules.check_change` says.
    """
    was = of.due_on
    round_actions.move(of, to, today=today)
    if of.opened and of.due_on != was:
        asked = await queries.of_rounds(session, [of.id])
        waiting = {one.member_id: one.member.name for one in asked if _unsigned(State(one.state))}
        await letters.moved(session, of, was, waiting)


def _unsigned(state: State) -> bool:
    return not state.counts and state is not State.APPROVED


async def extend(
    session: AsyncSession, of: Round, member_id: UUID, *, until: date, reason: str, by: Principal, today: date
) -> Extension:
    """More time for one member, which hears of it.

    Raises:
        Conflict: nobody is asked yet, or its figures are accepted.
        Invalid: the day or the reason will not do, or the member is not asked.
    """
    submission = await _asked(session, of, member_id)
    if State(submission.state).counts:
        raise Conflict(translated("The figures of %(name)s are accepted already.", name=submission.member.name))
    given = await round_actions.extend(session, of, member_id, until=until, reason=reason, by=by.person_id, today=today)
    await letters.more_time(session, submission, until, by)
    return given


async def end_extension(session: AsyncSession, of: Round, id: UUID, *, by: Principal) -> None:
    """Raises Conflict when it was taken back already; NotFound when it is none of this round's."""
    extension = await find(session, Extension, id, lock=True)
    submission = await _asked(session, of, extension.member_id)
    round_actions.end(extension, by=by.person_id)
    await letters.more_time_ended(session, submission, round_rules.due(of), by)


async def _asked(session: AsyncSession, of: Round, member_id: UUID) -> Submission:
    for one in await queries.of_rounds(session, [of.id]):
        if one.member_id == member_id:
            return one
    raise Invalid(translated("Choose one from the list."), where=translated("Member"), code="extension.member")
