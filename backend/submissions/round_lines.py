"""The lines of one collection's page, read in a few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import days
from backend.kit.db import today_in
from backend.kit.languages import translated
from backend.members.tables import Collaborative
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.tables import Extension, Round
from backend.submissions import cockpit, queries, reminders, reminding
from backend.submissions.cockpit import Flags, Line
from backend.submissions.reminders import Owing
from backend.submissions.reminding import Addressee
from backend.submissions.rules import State, brought_in
from backend.submissions.tables import Submission


@dataclass(frozen=True, slots=True)
class Lines:
    """extensions: those not taken back. owing: whose turn it is. turn: of each member that owes, who is reminded."""

    lines: Sequence[Line]
    extensions: Sequence[Extension]
    owing: Sequence[Owing]
    turn: Mapping[UUID, Sequence[str]]


async def lines_of(session: AsyncSession, here: Collaborative, of: Round) -> Lines:
    """By member, as the site knows them now."""
    today = today_in(here.time_zone)
    submissions, asked = await queries.of_round(session, of)
    extensions = await round_queries.extensions_of(session, of.id)
    owing = reminding.owing_of(here, of, [one for one in submissions if one.member_id in asked], extensions, today)
    turn = _names(await reminding.addressees(session, here, owing))
    flags = await cockpit.flags(session, submissions)
    given, owes = {one.member_id: one for one in extensions}, {one.member_id: one for one in owing}
    lines = [
        _line(
            here, of, one, given.get(one.member_id), owes.get(one.member_id), today, flags[one.id],
            turn.get(one.member_id, ()), one.member_id in asked,
        )
        for one in submissions
    ]  # fmt: skip
    return Lines(lines, extensions, owing, turn)


def _names(turn: Sequence[Addressee]) -> Mapping[UUID, Sequence[str]]:
    """Of each member that owes, who is reminded."""
    people: dict[UUID, list[str]] = {}
    for person in turn:
        for one in person.owing:
            people.setdefault(one.member_id, []).append(person.name)
    return people


def _line(
    here: Collaborative,
    of: Round,
    one: Submission,
    more: Extension | None,
    owes: Owing | None,
    today: date,
    flags: Flags,
    turn: Sequence[str],
    belongs: bool,
) -> Line:
    until, state = more.until if more else None, State(one.state)
    return Line(
        submission=one,
        state=state,
        due=round_rules.due(of, until),
        more=more,
        late=belongs and is_late(here, of, one, until, today),
        owes=owes,
        next=reminders.next_after(owes, today) if owes else None,
        days=cockpit.days_in(flags, today, here.time_zone),
        flags=flags,
        holds=_holds(state, owes, turn),
        belongs=belongs,
    )


def _holds(state: State, owes: Owing | None, turn: Sequence[str]) -> Sequence[str]:
    """In whose hands it is; nobody where it counts, or where nobody signed up."""
    if state is State.APPROVED:
        return [translated("the coordinator")]
    if owes and owes.for_member and state is not State.SUBMITTED and not turn:
        return [translated("the backbone")]
    return turn if owes else ()


def is_late(here: Collaborative, of: Round, submission: Submission, until: date | None, today: date) -> bool:
    """A correction is not late, nor is history, nor what counts without ever having been submitted here."""
    if of.backfilled or submission.version > 1 or brought_in(State(submission.state), submission.submitted_at):
        return False
    submitted_on = days.day_at(submission.submitted_at, here.time_zone) if submission.submitted_at else None
    return round_rules.is_late(of, until, today, submitted_on=submitted_on)
