"""Writing many entries in one statement."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.submissions.checks import Cell, Place
from backend.submissions.tables import Submission

# One statement however many cells; numbers go as text, which PostgreSQL reads exactly.
_UPSERT = sa.text(
    """
    insert into entries (id, member_id, submission_id, element_id, category_id, number, words, status, note,
                         changed_by, changed_at, for_member)
    select id, :member, :submission, element, category, number::numeric, words, status, note, :by, now(), :for_member
    from unnest(:ids, :elements, :categories, :numbers, :words, :statuses, :notes)
      as cell (id, element, category, number, words, status, note)
    on conflict (collaborative_id, submission_id, element_id, category_id) do update
    set number = excluded.number, words = excluded.words, status = excluded.status, note = excluded.note,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at, for_member = excluded.for_member,
        revision = entries.revision + 1
    """
).bindparams(
    sa.bindparam("ids", type_=ARRAY(sa.Uuid())),
    sa.bindparam("elements", type_=ARRAY(sa.Uuid())),
    sa.bindparam("categories", type_=ARRAY(sa.Uuid())),
    sa.bindparam("numbers", type_=ARRAY(sa.Text())),
    sa.bindparam("words", type_=ARRAY(sa.Text())),
    sa.bindparam("statuses", type_=ARRAY(sa.Text())),
    sa.bindparam("notes", type_=ARRAY(sa.Text())),
)


async def upsert(
    session: AsyncSession,
    submission: Submission,
    cells: Sequence[Cell],
    ids: Mapping[Place, tuple[UUID, UUID | None]],
    *,
    by: UUID | None,
    for_member: bool = False,
) -> None:
    """Writes the cells over what stood there, each one revision on. ids: element and category of every place."""
    if not cells:
        return
    await session.execute(
        _UPSERT,
        {
            "member": submission.member_id,
            "submission": submission.id,
            "by": by,
            "for_member": for_member,
            "ids": [uuid7() for _ in cells],
            "elements": [ids[cell.place][0] for cell in cells],
            "categories": [ids[cell.place][1] for cell in cells],
            "numbers": [None if cell.number is None else format(cell.number, "f") for cell in cells],
            "words": [cell.text or None for cell in cells],
            "statuses": [cell.status for cell in cells],
            "notes": [cell.note for cell in cells],
        },
    )
