"""All that a member ever had accepted, to take away: one row a value."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.days import day_at
from backend.kit.listing import Cell
from backend.kit.periods import Period
from backend.members.tables import Collaborative

COLUMNS = ("member", "period", "question", "element", "split", "part", "value", "unit", "status", "note", "accepted")

_COUNTING = sa.text(
    """
    select m.name as member, v.period_start, v.period_months, el.name as question, el.code as element,
      coalesce(b.name, '') as split, coalesce(c.name, '') as part, v.number, v.words, el.unit, el.kind, v.status, v.note,
      v.accepted_at
    from accepted_values v
      join members m on m.id = v.member_id
      join elements el on el.id = v.element_id
      left join categories c on c.id = v.category_id
      left join breakdowns b on b.id = c.breakdown_id
    where v.member_id = any(:members) and v.retired_at is null
    order by m.name, v.period_start, v.period_months, el.name, b.code nulls first, c.position
    """
).bindparams(sa.bindparam("members", type_=sa.ARRAY(sa.Uuid())))


async def everything(session: AsyncSession, here: Collaborative, members: Iterable[UUID]) -> Sequence[Sequence[Cell]]:
    """Every value that counts, of these members, oldest first; below the columns' names."""
    found: list[Sequence[Cell]] = [COLUMNS]
    for row in await session.execute(_COUNTING, {"members": list(members)}):
        period = here.calendar.label(Period(row.period_start, row.period_months))
        number: Cell = row.words if row.number is None else row.number
        if row.kind == "yes_no" and row.number is not None:
            number = "yes" if row.number else "no"
        unit = row.unit.replace("currency", here.currency)
        found.append(
            (row.member, period, row.question, row.element, row.split, row.part, number, unit, row.status, row.note,
             day_at(row.accepted_at, here.time_zone))
        )  # fmt: skip
    return found
