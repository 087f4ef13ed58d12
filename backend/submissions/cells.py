"""Writing many entries in one statement, each over what stood there and one revision on.

Up to a few thousand go as arrays; beyond that as text into a temporary table, which is faster then. Numbers go as text
either way, which PostgreSQL reads exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.kit.bulk import staged
from backend.submissions.checks import Cell, Place
from backend.submissions.tables import Submission

AS_ARRAYS = 2_400  # cells; measured, both ways take the same time about there

_COLUMNS: Sequence[tuple[str, sa.types.TypeEngine[Any]]] = (
    ("id", sa.Uuid()),
    ("member_id", sa.Uuid()),
    ("submission_id", sa.Uuid()),
    ("element_id", sa.Uuid()),
    ("category_id", sa.Uuid()),
    ("number", sa.Text()),
    ("to_date", sa.Text()),
    ("words", sa.Text()),
    ("status", sa.Text()),
    ("note", sa.Text()),
)
_NAMES = ", ".join(name for name, _ in _COLUMNS)
_UPSERT = f"""
    insert into entries ({_NAMES}, changed_by, changed_at, for_member)
    select id, member_id, submission_id, element_id, category_id, number::numeric, to_date::numeric, words, status, note,
           :by, now(), :for_member
    from {{cells}}
    on conflict (collaborative_id, submission_id, element_id, category_id) do update
    set number = excluded.number, to_date = excluded.to_date, words = excluded.words, status = excluded.status,
        note = excluded.note, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
        for_member = excluded.for_member, revision = entries.revision + 1
    """  # noqa: S608 - of our own column names
_ARRAYS = sa.text(
    _UPSERT.format(cells=f"unnest({', '.join(f':{name}' for name, _ in _COLUMNS)}) as cell ({_NAMES})")
).bindparams(*(sa.bindparam(name, type_=ARRAY(kind)) for name, kind in _COLUMNS))
_STAGED = sa.text(_UPSERT.format(cells="incoming_cells"))


_Ids = Mapping[Place, tuple[UUID | str | None, UUID | str | None]]


@dataclass(frozen=True, slots=True)
class Writing:
    """Cells of one submission. ids: element and category of every place."""

    submission: Submission
    cells: Sequence[Cell]
    ids: Mapping[Place, tuple[UUID, UUID | None]]


async def upsert(
    session: AsyncSession,
    submission: Submission,
    cells: Sequence[Cell],
    ids: Mapping[Place, tuple[UUID, UUID | None]],
    *,
    by: UUID | None,
    for_member: bool = False,
) -> None:
    """Writes the cells of one submission. for_member: the backbone enters what the member gave it."""
    await upsert_many(session, [Writing(submission, cells, ids)], by=by, for_member=for_member)


async def upsert_many(
    session: AsyncSession, writings: Sequence[Writing], *, by: UUID | None, for_member: bool = False
) -> None:
    """Writes the cells of many submissions, in one statement however many there are."""
    count = sum(len(one.cells) for one in writings)
    who = {"by": by, "for_member": for_member}
    if count > AS_ARRAYS:
        columns = [sa.Column(name, kind) for name, kind in _COLUMNS]
        async with staged(session, "incoming_cells", columns, _rows(writings, str)):
            await session.execute(_STAGED, who)
    elif count:
        arrays = zip(*_rows(writings, UUID), strict=True)
        named = {name: list(array) for (name, _), array in zip(_COLUMNS, arrays, strict=True)}
        await session.execute(_ARRAYS, {**named, **who})


def _rows(writings: Sequence[Writing], kind: type[UUID] | type[str]) -> Iterator[tuple[object, ...]]:
    """kind: of the ids. As text each is written out once, not once for every cell."""
    known: dict[int, _Ids] = {}
    for one in writings:
        member, submission = _id(one.submission.member_id, kind), _id(one.submission.id, kind)
        if id(one.ids) not in known:  # the same for all of one collection
            known[id(one.ids)] = {place: (_id(e, kind), _id(c, kind)) for place, (e, c) in one.ids.items()}
        ids = known[id(one.ids)]
        for cell in one.cells:
            element, category = ids[cell.place]
            yield (
                uuid7(),
                member,
                submission,
                element,
                category,
                None if cell.number is None else format(cell.number, "f"),
                None if cell.to_date is None else format(cell.to_date, "f"),
                cell.text or None,
                cell.status,
                cell.note,
            )


def _id(id: UUID | None, kind: type[UUID] | type[str]) -> UUID | str | None:
    return str(id) if id is not None and kind is str else id
