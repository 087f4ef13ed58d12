"""How a member confirms what was submitted when its approver does not answer, or it has none on this site."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import translated
from backend.members.rules import Principal
from backend.submissions import letters, rules
from backend.submissions.actions import actor
from backend.submissions.papers import deeds, situation
from backend.submissions.schemas import plain
from backend.submissions.tables import Approval, Submission

MOST_NAME = 200


async def ask_again(session: AsyncSession, submission: Submission, *, by: Principal, today: date) -> None:
    """One more letter to each who approves for the member.

    Raises:
        Conflict, Refused: it does not wait for approval, nobody approves for the member, they were asked within the day,
            or not by this person.
    """
    rules.may_ask_again(situation(submission, await deeds(session, submission), today), actor(by, submission))
    if not await letters.asked_again(session, submission, by):
        raise Conflict(
            translated("They were asked within the last day already. Give them until tomorrow, or call them.")
        )


async def confirm_outside(
    session: AsyncSession,
    submission: Submission,
    *,
    by: Principal,
    today: date,
    on: date | None,
    signed_by: str,
    faults: Sequence[Problem] = (),
) -> Approval:
    """The member stands by its figures in a letter. on: the day of the letter; signed_by: who signed it.

    Whoever calls keeps the letter itself with the approval. faults: what is wrong about that, told with the rest.

    Raises:
        Conflict, Refused: it does not wait for approval, the member has an approver to ask, or not by this person.
        Invalid: the day or the name cannot be.
    """
    at = situation(submission, await deeds(session, submission), today)
    state = rules.may_confirm_outside(at, actor(by, submission))
    signed_by = plain(signed_by)
    problems = [*_day(on, today, submission.round.period.start), *_name(signed_by), *faults]
    if problems:
        raise Invalid(problems)
    submission.state = state
    approval = Approval(
        member_id=submission.member_id,
        submission_id=submission.id,
        approved_by=by.person_id,
        approved_at=now(),
        outside_on=on,
        outside_by=signed_by,
    )
    session.add(approval)
    await session.flush()  # the letter names it
    await letters.confirmed_outside(session, submission, by)
    return approval


def _day(on: date | None, today: date, began: date) -> list[Problem]:
    said = ""
    if on is None:
        said = translated("Write the day the letter bears.")
    elif on > today:
        said = translated("This day lies ahead. Write the day the letter bears.")
    elif on < began:
        said = translated("This is before the period began, so the letter cannot be about its figures.")
    return [Problem(translated("Day of the letter"), said, "outside.day")] if said else []


def _name(signed_by: str) -> list[Problem]:
    if signed_by and len(signed_by) <= MOST_NAME:
        return []
    said = (
        translated("Shorten this to %(most)s characters.", most=MOST_NAME)
        if signed_by
        else translated("Write the name of who signed it.")
    )
    return [Problem(translated("Signed by"), said, "outside.name")]
