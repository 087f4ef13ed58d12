"""Saving drafts: of one submission, or of many at once by the same rules."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.errors import Conflict, Invalid, Problem
from backend.members.rules import Principal
from backend.submissions import drafts, rules
from backend.submissions.cells import Writing, upsert_many
from backend.submissions.papers import situations_and_hidden
from backend.submissions.previews import needs_year
from backend.submissions.rules import Actor, State
from backend.submissions.schemas import Draft, Saved
from backend.submissions.standings import standings
from backend.submissions.tables import Submission


async def save_draft(
    session: AsyncSession, submission: Submission, draft: Draft, *, by: Principal, today: date, for_member: bool = False
) -> Saved:
    """Writes what changed, cell by cell. A cell somebody else changed meanwhile is left as theirs and handed back.

    submission: locked by the caller (`queries.submission(…, lock=True)`), so that saves follow one another.
    for_member: the backbone enters what the member gave it; the answers it changes are marked as such.

    Raises:
        Invalid: cells that cannot be read, all of them; nothing is written.
        Conflict, Refused: it is not being written, or not by this person.
    """
    return (await save_drafts(session, [(submission, draft)], by=by, today=today, for_member=for_member))[0]


async def save_drafts(
    session: AsyncSession,
    sent: Sequence[tuple[Submission, Draft]],
    *,
    by: Principal,
    today: date,
    for_member: bool = False,
) -> Sequence[Saved]:
    """As `save_draft`, of many: all of them or none, with as many statements as for one. In the order sent.

    sent: each submission once, locked by the caller (`queries.submissions(…, lock=True)`).
    Raises Invalid with the problems of all of them; Conflict and Refused name whose submission it is.
    """
    submissions = [submission for submission, _ in sent]
    at, hidden = await situations_and_hidden(session, submissions, today)
    states = [_may(of, at[of.id], by, for_member, alone=len(sent) == 1) for of in submissions]
    found = await standings(session, submissions, hidden=hidden, with_year=needs_year(sent))
    problems: list[Problem] = []
    writings, saved = [], []
    for of, draft in sent:
        standing = found[of.id]
        read = drafts.read(draft, standing)
        problems += [problem for one in read for problem in one.problems]
        fresh, stale = drafts.changes(read, standing)
        writings.append(Writing(of, fresh, standing.asking.ids))
        saved.append(Saved(len(fresh), stale))
    if problems:
        raise Invalid(dict.fromkeys(problems))  # of a place that comes twice the same is said once
    await upsert_many(session, writings, by=by.person_id, for_member=for_member)
    for (of, draft), state, writing in zip(sent, states, writings, strict=True):
        of.state = state
        of.for_member = of.for_member or (for_member and bool(writing.cells))
        if draft.year_to_date is not None:
            of.year_to_date = draft.year_to_date
    return saved


def _may(of: Submission, at: rules.Situation, by: Principal, for_member: bool, *, alone: bool) -> State:
    try:
        return rules.may_save(at, Actor(by.person_id, by.roles_for(of.member_id)), for_member=for_member)
    except Conflict as why:
        raise why if alone else Conflict(f"{of.member.name}, {of.round.name}: {why}") from why
