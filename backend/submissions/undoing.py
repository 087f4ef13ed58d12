"""Taking an acceptance back, by who accepted it and as long as nothing has used it: a slip, not a change of mind.

The values are retired, not deleted: that they counted for some minutes stays to be read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.kit.languages import translated
from backend.members.rules import Principal, Role
from backend.submissions import letters
from backend.submissions.actions import actor
from backend.submissions.rules import State
from backend.submissions.tables import Acceptance, Submission, Value

WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The acceptance that counts now. replaced: figures that counted before were retired by it."""

    acceptance: Acceptance
    replaced: bool


async def accepted(session: AsyncSession, of: Submission) -> Accepted | None:
    """The latest one that was not undone."""
    replaced = sa.exists().where(Value.member_id == of.member_id, Value.retired_at == Acceptance.accepted_at)
    query = (
        sa.select(Acceptance, replaced)
        .where(Acceptance.submission_id == of.id, Acceptance.undone_at.is_(None))
        .order_by(Acceptance.accepted_at.desc())
        .limit(1)
    )
    row = (await session.execute(query)).first()
    return Accepted(row[0], row[1]) if row else None


def why_not(
    of: Submission, found: Accepted | None, by: Principal, *, reported_at: datetime | None, at: datetime
) -> str:
    """Why it cannot be taken back, in a sentence; empty when it can. reported_at: when figures were last added up for a
    report, if ever."""
    if State(of.state) is State.LOCKED:
        return translated(
            "The collection is closed or its report is out, so these figures change only by a correction."
        )
    if found is None or State(of.state) is not State.ACCEPTED:
        return translated("These figures are not accepted, so there is nothing to take back.")
    if Role.COORDINATOR not in actor(by, of).roles or found.acceptance.accepted_by != by.person_id:
        return translated("Only who accepted these figures can take that back.")
    if found.replaced or of.version > 1:
        return translated("They took the place of figures that counted before. Begin a correction instead.")
    if at - found.acceptance.accepted_at > WITHIN:
        return translated(
            "They were accepted more than an hour ago, and others may have read them. Begin a correction."
        )
    if reported_at and reported_at >= found.acceptance.accepted_at:
        return translated("A report was drawn up with them meanwhile. Begin a correction instead.")
    return ""


async def undo(session: AsyncSession, of: Submission, *, by: Principal, reported_at: datetime | None) -> None:
    """It waits for review again, as if it had not been accepted. of: locked by the caller.

    Raises:
        Conflict: something has used it, or it was another who accepted it.
    """
    at, found = now(), await accepted(session, of)
    if found is None or (reason := why_not(of, found, by, reported_at=reported_at, at=at)):
        raise Conflict(
            reason if found else translated("These figures are not accepted, so there is nothing to take back.")
        )
    found.acceptance.undone_at, found.acceptance.undone_by = at, by.person_id
    await session.execute(
        sa.update(Value)
        .where(Value.acceptance_id == found.acceptance.id, Value.retired_at.is_(None))
        .values(retired_at=at)
        .execution_options(synchronize_session=False)
    )
    of.state = State.APPROVED
    await letters.unaccepted(session, of, by)


def until(found: Accepted) -> datetime:
    return found.acceptance.accepted_at + WITHIN
