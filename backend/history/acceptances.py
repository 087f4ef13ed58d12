"""Many submissions accepted at once, with every cell an entry, to be corrected like any other, and a value.

Values pass the wall in one statement from a temporary table (`kit.bulk`), never one by one.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.history.findings import MemberDraft
from backend.indicators.queries import category_code
from backend.indicators.tables import Breakdown, Category, Element, ElementBreakdown
from backend.kit.bulk import staged
from backend.kit.periods import Period
from backend.members.tables import Member
from backend.submissions.rules import State
from backend.submissions.tables import Acceptance, Entry, Import, Submission, Value

_Ids = Mapping[str, tuple[UUID, UUID, UUID]]  # of a member's code: its id, its submission's, the acceptance's


async def accept_all(
    session: AsyncSession, round_id: UUID, period: Period, drafts: Sequence[MemberDraft], record: Import
) -> None:
    """Each draft accepted, in a submission of this round. Its members are enrolled and have not begun to answer.

    A submission that was brought in before gets what it does not have yet.
    """
    ids = await _make_submissions(session, round_id, drafts, record)
    columns = [sa.Column(name, kind) for name, kind in _STAGED]
    async with staged(session, "backfilled", columns, _cells(drafts, ids)) as cells:
        await _make_entries_and_values(session, cells, period, record)


async def _make_submissions(
    session: AsyncSession, round_id: UUID, drafts: Sequence[MemberDraft], record: Import
) -> _Ids:
    """A submission that is there, not started, is taken up."""
    codes = [draft.member_key for draft in drafts]
    members = sa.select(Member.code, Member.id).where(Member.code.in_(codes))
    waiting = sa.select(Submission.member_id, Submission.id).where(Submission.round_id == round_id)
    begun = {member: id for member, id in await session.execute(waiting)}  # noqa: C416
    ids = {code: (member, begun.get(member) or uuid7(), uuid7()) for code, member in await session.execute(members)}
    new = [
        {"id": submission, "member_id": member, "round_id": round_id, "version": 1, "state": State.ACCEPTED}
        for member, submission, _ in ids.values()
        if member not in begun
    ]
    if new:
        await session.execute(sa.insert(Submission), new)
    taken_up = [submission for member, submission, _ in ids.values() if member in begun]
    await session.execute(sa.update(Submission).where(Submission.id.in_(taken_up)).values(state=State.ACCEPTED))
    accepted = {
        "accepted_by": record.imported_by,
        "accepted_at": record.imported_at,
        "reason": record.reason,
        "import_id": record.id,
    }
    if ids:
        rows = [{"id": a, "member_id": m, "submission_id": s, **accepted} for m, s, a in ids.values()]
        await session.execute(sa.insert(Acceptance), rows)
    return ids


_STAGED = (
    ("member_id", sa.Uuid()),
    ("submission_id", sa.Uuid()),
    ("acceptance_id", sa.Uuid()),
    ("entry_id", sa.Uuid()),
    ("value_id", sa.Uuid()),
    ("element", sa.Text()),
    ("category", sa.Text()),
    ("number", sa.Numeric()),
    ("words", sa.Text()),
    ("status", sa.Text()),
    ("note", sa.Text()),
)


async def _make_entries_and_values(session: AsyncSession, cells: sa.Table, period: Period, record: Import) -> None:
    parts = (
        sa.select(ElementBreakdown.element_id, Category.id, category_code().label("code"))
        .join_from(ElementBreakdown, Breakdown, Breakdown.id == ElementBreakdown.breakdown_id)
        .join(Category, Category.breakdown_id == Breakdown.id)
        .subquery()
    )
    found = sa.join(cells, Element, Element.code == cells.c.element).outerjoin(
        parts, sa.and_(parts.c.element_id == Element.id, parts.c.code == cells.c.category)
    )
    cell = {
        "member_id": cells.c.member_id,
        "submission_id": cells.c.submission_id,
        "element_id": Element.id,
        "category_id": parts.c.id,
        "number": cells.c.number,
        "words": cells.c.words,
        "status": cells.c.status,
        "note": cells.c.note,
    }
    entry = {"id": cells.c.entry_id, **cell, "changed_at": sa.literal(record.imported_at)}
    value = {
        "id": cells.c.value_id,
        **cell,
        "acceptance_id": cells.c.acceptance_id,
        "period_start": sa.literal(period.start),
        "period_months": sa.literal(period.months, sa.SmallInteger()),
        "accepted_at": sa.literal(record.imported_at),
    }
    for table, row in ((Entry, entry), (Value, value)):
        statement = insert(table).from_select(list(row), sa.select(*row.values()).select_from(found))
        if table is Entry:  # one that was emptied when an earlier import was taken back is filled again
            said = {name: statement.excluded[name] for name in ("number", "words", "status", "note", "changed_at")}
            place = [Entry.collaborative_id, Entry.submission_id, Entry.element_id, Entry.category_id]
            statement = statement.on_conflict_do_update(
                index_elements=place, set_={**said, "revision": Entry.revision + 1}
            )
        await session.execute(statement)


def _cells(drafts: Sequence[MemberDraft], ids: Mapping[str, tuple[UUID, UUID, UUID]]) -> Iterator[tuple[object, ...]]:
    for draft in drafts:
        for cell in draft.cells:
            said = (cell.number, cell.text or None, cell.status, cell.note)
            yield (*ids[draft.member_key], uuid7(), uuid7(), cell.element, cell.category, *said)
