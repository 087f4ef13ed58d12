"""What was sent: every answer with who wrote it and when, and a fingerprint of them all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.sight import in_sight
from backend.members.naming import sentence
from backend.submissions.rules import Status
from backend.submissions.tables import Submission


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer. split, part: empty for the whole. writer: empty for one who has left, and for a program's import."""

    section: str
    code: str
    name: str
    split: str
    part: str
    unit: str
    number: Decimal | None
    words: str
    status: Status | None
    note: str
    for_member: bool
    writer: str
    written_at: datetime


_SENT = sa.text(
    """
    select coalesce(fs.name, '') as section, el.code || coalesce('.' || b.code || '.' || c.code, '') as code, el.name,
      coalesce(b.name, '') as split, coalesce(c.name, '') as part, el.unit, e.number, coalesce(e.words, '') as words,
      e.status, e.note, e.for_member, coalesce(called(p.id, p.name, :works), '') as writer, e.changed_at
    from entries e
      join submissions s on s.id = e.submission_id
      join rounds r on r.id = s.round_id
      join elements el on el.id = e.element_id
      left join framework_elements fe on fe.element_id = el.id and fe.framework_id = r.framework_id
      left join framework_sections fs on fs.id = fe.section_id
      left join categories c on c.id = e.category_id
      left join breakdowns b on b.id = c.breakdown_id
      left join people p on p.id = e.changed_by
    where e.submission_id = :submission and (e.status is not null or e.note <> '') and /* in sight */
    order by fs.position, fe.position, el.code, b.code nulls first, c.position
    """.replace("/* in sight */", in_sight("e"))
)


async def sent(session: AsyncSession, of: Submission, currency: str) -> Sequence[Sent]:
    """In the order of the form; to the backbone without what the member keeps back."""
    return [_sent(row, currency) for row in await session.execute(_SENT, {"submission": of.id, "works": sentence()})]


def _sent(row: sa.Row[Any], currency: str) -> Sent:
    status = Status(row.status) if row.status else None
    return Sent(
        row.section, row.code, row.name, row.split, row.part, row.unit.replace("currency", currency), row.number,
        row.words, status, row.note, row.for_member, row.writer, row.changed_at,
    )  # fmt: skip


def fingerprint(answers: Sequence[Sent]) -> str:
    """SHA-256, in hexadecimal, of what was answered: the same answers in any order give the same."""
    lines = sorted(
        "\t".join((one.code, "" if one.number is None else format(one.number.normalize(), "f"), one.words,
                   one.status or "", one.note))
        for one in answers
    )  # fmt: skip
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
