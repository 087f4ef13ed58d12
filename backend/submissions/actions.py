"""Every deed done to a submission, one verb each. Nothing here commits; letters go to the outbox in the same transaction."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import Invalid, Severity
from backend.kit.languages import translated
from backend.members.rules import Principal, Role
from backend.members.terms import active_members
from backend.rounds import actions as round_actions
from backend.rounds import queries as round_queries
from backend.rounds.tables import Extension, Round
from backend.submissions import letters, queries, rules
from backend.submissions.checks import Place
from backend.submissions.papers import papers, situations
from backend.submissions.rules import Actor, Situation, State
from backend.submissions.saving import save_draft as save_draft
from backend.submissions.saving import save_drafts as save_drafts
from backend.submissions.schemas import plain
from backend.submissions.standings import asking
from backend.submissions.tables import Acceptance, Approval, Return, ReturnedCell, Submission


def actor(by: Principal, submission: Submission) -> Actor:
    """The person with the roles that count for this submission's member."""
    return Actor(by.person_id, by.roles_for(submission.member_id))


async def open_round(
    session: AsyncSession, planned: Round, *, by: UUID | None, today: date, at: datetime | None = None
) -> int:
    """Opens it and lays a submission before every member that belongs; returns how many. by: None for the clock.

    Raises:
        Conflict: it is open or closed already.
    """
    round_actions.open_(planned, by=by, today=today, at=at)
    asked = await active_members(session, planned.period.end)
    # Of a collection that once held figures from before this site, which were taken back.
    laid = set(await session.scalars(sa.select(Submission.member_id).where(Submission.round_id == planned.id)))
    session.add_all(
        Submission(member_id=member.id, round_id=planned.id, version=1, state=State.NOT_STARTED)
        for member in asked
        if member.id not in laid
    )
    await letters.opened(session, planned, asked)
    return len(asked)


async def close_round(session: AsyncSession, open_round: Round, *, by: UUID | None, today: date) -> None:
    """No more answers, but of members with more time; what is accepted is locked. Raises Conflict when it is not open."""
    round_actions.close(open_round, by=by, today=today)
    await lock(session, open_round, but=await _with_more_time(session, open_round, today))


async def seal_round(session: AsyncSession, over: Round, *, today: date, at: datetime) -> None:
    """The clock's close, once the closing day is over."""
    round_actions.seal(over, at=at)
    await lock(session, over, but=await _with_more_time(session, over, today))


async def lock(session: AsyncSession, of: Round, *, but: Collection[UUID] = ()) -> None:
    """What is accepted of this round changes from here only by a correction. but: members that have more time."""
    await session.execute(
        sa.update(Submission)
        .where(Submission.round_id == of.id, Submission.state == State.ACCEPTED, Submission.member_id.not_in(list(but)))
        .values(state=State.LOCKED, locked_at=now())
    )


async def lock_late(session: AsyncSession, today: date) -> None:
    """Of closed rounds, what was accepted in more time, once that is over."""
    over = sa.exists().where(
        Round.id == Submission.round_id,
        Round.closed_at.is_not(None),
        Extension.round_id == Submission.round_id,
        Extension.member_id == Submission.member_id,
        Extension.taken_back_at.is_(None),
        Extension.until < today,
    )
    await session.execute(
        sa.update(Submission)
        .where(Submission.state == State.ACCEPTED, over)
        .values(state=State.LOCKED, locked_at=now())
        .execution_options(synchronize_session=False)
    )


async def _with_more_time(session: AsyncSession, of: Round, today: date) -> Collection[UUID]:
    given = await round_queries.extensions(session, [of.id])
    return [member_id for (_, member_id), until in given.items() if today <= until]


async def _situation(session: AsyncSession, of: Submission, today: date) -> Situation:
    return (await situations(session, [of], today))[of.id]


async def submit(
    session: AsyncSession, submission: Submission, *, by: Principal, today: date, for_member: bool = False
) -> None:
    """Hands it to the member's approver. for_member: by the backbone, who asks the approver to confirm it.

    Raises:
        Invalid: what the checks found, all of it.
        Conflict, Refused: not in this state, or not by this person.
    """
    found = await papers(session, submission, today)
    state = rules.may_submit(found.situation, actor(by, submission), for_member=for_member)
    problems = [problem for problem in found.findings() if problem.severity is not Severity.NOTE]
    if problems:
        raise Invalid(problems)
    submission.state, submission.prepared_by, submission.submitted_at = state, by.person_id, now()
    if for_member:
        await letters.entered_for(session, submission, by)
    else:
        await letters.submitted(session, submission, by, found.situation.due)


async def take_back(session: AsyncSession, submission: Submission, *, by: Principal, today: date) -> None:
    """Submitted and not yet approved, it is written on; what was entered for the member, by its approver too.

    Raises:
        Conflict, Refused: it does not wait for approval, or not by this person.
    """
    at = await _situation(session, submission, today)
    submission.state = rules.may_take_back(at, actor(by, submission))


async def approve(
    session: AsyncSession, submission: Submission, *, by: Principal, today: date, note: str = ""
) -> Approval:
    """The member stands by its figures: another person than who prepared them signs. They count once accepted.

    Raises:
        Conflict: it is not waiting for approval, or its round is closed.
        Refused: the approver prepared it, and no reason why one person may do both is on file.
    """
    at = await _situation(session, submission, today)
    submission.state = rules.may_approve(at, actor(by, submission))
    own = by.person_id in at.prepared_by
    approval = Approval(
        member_id=submission.member_id,
        submission_id=submission.id,
        approved_by=by.person_id,
        approved_at=now(),
        note=plain(note),
        waiver=at.one_person_reason if own else None,
    )
    session.add(approval)
    await letters.approved(session, submission, by)
    return approval


async def send_back(
    session: AsyncSession,
    submission: Submission,
    *,
    by: Principal,
    today: date,
    reason: str,
    places: Sequence[Place] = (),
    rest_ready: bool = False,
) -> Return:
    """Back to the contributor with why, and which answers it is about.

    rest_ready: the backbone looked the others over, and asks for these alone. None of them counts before all are accepted.

    Raises:
        Invalid: no reason is given, or it is about no answer while the rest is ready.
        Conflict, Refused: it is not under review, or not by this person.
    """
    at = await _situation(session, submission, today)
    who = actor(by, submission)
    state = rules.may_return(at, who, reason=reason)
    if rest_ready and not places:
        raise Invalid(
            translated("Tick the answers you ask for again, or send back the whole submission."),
            where="cell",
            code="return.cells",
        )
    submission.state = state
    returned = Return(
        member_id=submission.member_id,
        submission_id=submission.id,
        returned_by=by.person_id,
        returned_at=now(),
        reason=plain(reason),
        rest_ready=rest_ready and Role.COORDINATOR in who.roles,
    )
    session.add(returned)
    await session.flush()  # its cells name it
    ids = asking((await queries.questionnaire(session, submission)).questions).ids
    session.add_all(
        ReturnedCell(
            member_id=submission.member_id, return_id=returned.id, element_id=ids[place][0], category_id=ids[place][1]
        )
        for place in dict.fromkeys(places)
        if place in ids
    )
    await letters.returned(session, submission, by)
    return returned


async def accept(session: AsyncSession, submission: Submission, *, by: Principal, today: date) -> Acceptance:
    """The backbone takes it: its answers become values, and from here they count.

    Raises:
        Conflict, Refused: the member has not approved it, or this person may not.
    """
    at = await _situation(session, submission, today)
    submission.state = rules.may_accept(at, actor(by, submission))
    acceptance = Acceptance(
        member_id=submission.member_id,
        submission_id=submission.id,
        accepted_by=by.person_id,
        accepted_at=now(),
    )
    session.add(acceptance)
    await session.flush()  # the values name it
    await _retire_what_it_replaces(session, submission, acceptance.accepted_at)
    await session.execute(_VALUES_FROM_ENTRIES, {"submission": submission.id, "acceptance": acceptance.id})
    if at.restating and not at.round_open:
        _lock_at_once(submission, replace(at, state=State.ACCEPTED))
    await letters.accepted(session, submission, by)
    return acceptance


def _lock_at_once(submission: Submission, at: Situation) -> None:
    """No close is to come that would."""
    submission.state, submission.locked_at = rules.may_lock(at, None), now()


# Totals and parts are looked for apart: PostgreSQL finds a null in an index, but not what may be null or not. Member and
# period are told it outright, so that it finds each cell by the index whatever it knows of the tables. It looks only when
# the member answered anything else for the period, which most collaboratives never ask twice.
_SAME_CELL = """
    select v.id from entries e join accepted_values v on v.element_id = e.element_id and v.category_id {}
    where e.submission_id = :submission and e.status is not null and e.category_id {} and v.period_start = :start
      and v.period_months = :months and v.member_id = :member and v.retired_at is null
"""
_RETIRE = sa.text(
    f"""
    update accepted_values set retired_at = :at where id = any (array (
      select same.id from
        ({_SAME_CELL.format("is null", "is null")} union all {_SAME_CELL.format("= e.category_id", "is not null")}) same
      where exists (select from submissions other join rounds r on r.id = other.round_id
                    where other.member_id = :member and other.id <> :submission
                      and r.period_start = :start and r.period_months = :months)))
    """  # noqa: S608 - of our own words
)
_RETIRE_EARLIER = sa.text(
    """
    update accepted_values set retired_at = :at where retired_at is null and submission_id in
      (select id from submissions where round_id = :round and member_id = :member and id <> :submission)
    """
)
_VALUES_FROM_ENTRIES = sa.text(
    """
    insert into accepted_values (id, member_id, element_id, category_id, period_start, period_months, number, words,
                                 status, note, submission_id, acceptance_id, accepted_at)
    select gen_random_uuid(), e.member_id, e.element_id, e.category_id, r.period_start, r.period_months, e.number,
           e.words, e.status, e.note, e.submission_id, a.id, a.accepted_at
    from entries e
      join submissions s on s.id = e.submission_id
      join rounds r on r.id = s.round_id
      join acceptances a on a.id = :acceptance
    where e.submission_id = :submission and e.status is not null
    """
)


async def _retire_what_it_replaces(session: AsyncSession, submission: Submission, at: datetime) -> None:
    """The same cells from whichever collection of the period, and all of the version it corrects.

    at: when the new ones are accepted, so that at any moment one value of a cell counts.
    """
    period = submission.round.period
    of = {"submission": submission.id, "member": submission.member_id, "at": at}
    await session.execute(_RETIRE, of | {"start": period.start, "months": period.months})
    if submission.version > 1:
        await session.execute(_RETIRE_EARLIER, of | {"round": submission.round_id})
