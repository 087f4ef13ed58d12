"""The tidy list out: what stands in submissions, one row a value, written as it can be sent back (`tidy`)."""

from collections.abc import AsyncIterator
from uuid import UUID

import sqlalchemy as sa

from backend.agreements.sight import in_sight
from backend.files.tidy.way import COLUMNS
from backend.kit.db import Database, Scope
from backend.kit.periods import Calendar, Period
from backend.kit.sheets.fields import delimited
from backend.submissions import queries

LEGEND = "legend"
_AT_ONCE = 2_000  # rows in memory

# Of every submission of a round the latest version, or one submission; what has neither an answer nor a note is nothing.
_STANDING = sa.text(
    """
    select m.code as member, r.period_start, r.period_months, el.code as element,
           b.code || '.' || c.code as breakdown,
           case when el.kind = 'yes_no' then case e.number when 1 then 'yes' when 0 then 'no' end
                else coalesce(e.words, e.number::text) end as value,
           e.status, e.note
    from entries e
      join submissions s on s.id = e.submission_id
      join rounds r on r.id = s.round_id
      join members m on m.id = s.member_id
      join elements el on el.id = e.element_id
      left join categories c on c.id = e.category_id
      left join breakdowns b on b.id = c.breakdown_id
    where (s.id = :submission or s.round_id = :round)
      and (:submission is not null or (s.state <> 'discarded' and not /* later */))
      and (e.status is not null or e.note <> '') and /* in sight */
    order by m.code, el.code, b.code nulls first, c.position
    """.replace("/* in sight */", in_sight("e")).replace("/* later */", queries.LATER)
).bindparams(sa.bindparam("submission", type_=sa.Uuid()), sa.bindparam("round", type_=sa.Uuid()))


async def values(
    database: Database,
    scope: Scope,
    calendar: Calendar,
    *,
    legend: str,
    submission: UUID | None = None,
    round: UUID | None = None,
) -> AsyncIterator[bytes]:
    """As CSV, the columns' names first, and last beside the first row what the file is. In a session of its own: it is read
    while the answer leaves. A column of another name is left alone when the file comes back."""
    yield delimited([(*COLUMNS, LEGEND)])
    labels: dict[Period, str] = {}
    async with database.session(scope) as session:
        rows = await session.stream(
            _STANDING, {"submission": submission, "round": round}, execution_options={"yield_per": _AT_ONCE}
        )
        async for lot in rows.partitions(_AT_ONCE):
            lines = []
            for member, start, months, *rest in lot:
                period = Period(start, months)
                label = labels.get(period) or labels.setdefault(period, calendar.label(period))
                lines.append((member, label, *(text or "" for text in rest), legend))
                legend = ""
            yield delimited(lines)
