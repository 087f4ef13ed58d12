"""Saving and submitting in one go, as programs do: what is asked and what stands is read once for both."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import Invalid, Severity
from backend.members.rules import Principal
from backend.submissions import drafts, letters, rules
from backend.submissions.cells import upsert
from backend.submissions.checks import check
from backend.submissions.drafts import Read, Standing
from backend.submissions.papers import situations
from backend.submissions.previews import at_addresses, needs_year
from backend.submissions.rules import Actor
from backend.submissions.schemas import Draft, Saved
from backend.submissions.standings import histories, standings
from backend.submissions.tables import Submission


@dataclass(frozen=True, slots=True)
class _Sent:
    """A draft as it was read, beside what stood."""

    standing: Standing
    read: list[Read]


async def hand_in(session: AsyncSession, submission: Submission, draft: Draft, *, by: Principal, today: date) -> Saved:
    """As saving a draft and then submitting it, with the same rules and checks.

    submission: locked by the caller. Cells somebody else changed meanwhile are handed back; then nothing is done at all.

    Raises:
        Invalid: cells that cannot be read, or what the checks found then, each at its address; nothing is to be kept.
        Conflict, Refused: it is not being written, or not by this person.
    """
    at = (await situations(session, [submission], today))[submission.id]
    actor = Actor(by.person_id, by.roles_for(submission.member_id))
    written = replace(at, state=rules.may_save(at, actor))
    sent = await _sent(session, submission, draft)
    drafts.cells(sent.read)  # all of them can be read
    fresh, stale = drafts.changes(sent.read, sent.standing)
    if stale:
        return Saved(0, stale)
    state = rules.may_submit(written, actor)
    await _check(session, submission, sent)
    await upsert(session, submission, fresh, sent.standing.asking.ids, by=by.person_id)
    if draft.year_to_date is not None:
        submission.year_to_date = draft.year_to_date
    submission.state, submission.prepared_by, submission.submitted_at = state, by.person_id, now()
    await letters.submitted(session, submission, by, at.due)
    return Saved(len(fresh))


async def _sent(session: AsyncSession, submission: Submission, draft: Draft) -> _Sent:
    with_year = needs_year([(submission, draft)])
    standing = (await standings(session, [submission], with_year=with_year))[submission.id]
    return _Sent(standing, drafts.read(draft, standing))


async def _check(session: AsyncSession, submission: Submission, sent: _Sent) -> None:
    """Raises Invalid with all that keeps it from being submitted as it would stand."""
    asking = sent.standing.asking
    earlier = (await histories(session, [submission], {submission.round_id: asking}))[submission.id]
    found = check(drafts.then(sent.read, sent.standing), asking.asked.values(), earlier, sent.standing.year)
    problems = [problem for problem in found if problem.severity is not Severity.NOTE]
    if problems:
        raise Invalid(at_addresses(problems, sent.read))
