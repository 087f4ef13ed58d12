"""The demonstration's deeds are done now; afterwards their days are set back to when they would have been done.

The owner can; the site itself never changes when something was done.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.tables import Evidence, Upload
from backend.releases.tables import EditionFile, FrozenEdition, Publication, Release, ReleaseApproval
from backend.rounds.tables import Round
from backend.submissions.tables import Acceptance, Approval, Entry, Import, Submission, Value

Deed = tuple[Any, sa.ColumnElement[bool]]  # the column that says when it was done, and in which rows


def evening(day: date) -> datetime:
    return datetime.combine(day, time(20, 30), UTC)


async def set_back(session: AsyncSession, day: date, deeds: Sequence[Deed]) -> None:
    """As if these deeds had been done on that day."""
    await session.flush()
    for column, rows in deeds:
        await session.execute(sa.update(column.class_).where(rows).values({column.key: evening(day)}))


def answering(of: Round) -> Sequence[Deed]:
    return [
        *_answered(sa.select(Submission.id).where(Submission.round_id == of.id)),
        (Upload.sent_at, Upload.round_id == of.id),
        (Upload.finished_at, Upload.round_id == of.id),
        (Upload.saved_at, Upload.round_id == of.id),
    ]


def correcting(corrected: Submission) -> Sequence[Deed]:
    """With what the correction takes the place of."""
    before = sa.select(Submission.id).where(
        Submission.round_id == corrected.round_id,
        Submission.member_id == corrected.member_id,
        Submission.version < corrected.version,
    )
    retired = sa.and_(Value.submission_id.in_(before), Value.retired_at.is_not(None))
    return [
        *_answered(sa.select(Submission.id).where(Submission.id == corrected.id)),
        (Submission.locked_at, Submission.id == corrected.id),
        (Value.retired_at, retired),
    ]


def _answered(submissions: sa.Select[UUID]) -> list[Deed]:
    return [
        (Entry.changed_at, Entry.submission_id.in_(submissions)),
        (Evidence.added_at, Evidence.submission_id.in_(submissions)),
        (Submission.submitted_at, sa.and_(Submission.id.in_(submissions), Submission.submitted_at.is_not(None))),
        (Approval.approved_at, Approval.submission_id.in_(submissions)),
        (Acceptance.accepted_at, Acceptance.submission_id.in_(submissions)),
        (Value.accepted_at, Value.submission_id.in_(submissions)),
    ]


def releasing(of: Round) -> Sequence[Deed]:
    releases = _releases(of)
    return [
        (Release.gathered_at, Release.round_id == of.id),
        (ReleaseApproval.approved_at, ReleaseApproval.release_id.in_(releases)),
        (Publication.published_at, Publication.release_id.in_(releases)),
    ]


def opening(of: Round, audience: str) -> Sequence[Deed]:
    """To one audience."""
    editions = sa.select(FrozenEdition.id).where(FrozenEdition.release_id.in_(_releases(of)))
    return [
        (table.published_at, sa.and_(table.audience == audience, id.in_(editions)))
        for table, id in ((FrozenEdition, FrozenEdition.id), (EditionFile, EditionFile.edition_id))
    ]


def _releases(of: Round) -> sa.Select[UUID]:
    return sa.select(Release.id).where(Release.round_id == of.id)


def letting_in(of: Round) -> Sequence[Deed]:
    """Of a quarter whose figures came from a file at once."""
    submissions = sa.select(Submission.id).where(Submission.round_id == of.id)
    imports = sa.select(Acceptance.import_id).where(Acceptance.submission_id.in_(submissions))
    return [
        *answering(of),
        (Import.imported_at, Import.id.in_(imports)),
        (Round.opened_at, Round.id == of.id),
        (Round.closed_at, Round.id == of.id),
    ]
