"""What changed against last time, the most changed first: for whoever signs in three minutes, on a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.periods import Period
from backend.submissions.rules import Status
from backend.submissions.tables import Submission

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands, or stood. words: of a question answered in words. period: of what stood, else that of the submission."""

    number: Decimal | None
    words: str
    status: Status
    period: Period


@dataclass(frozen=True, slots=True)
class Line:
    """One question, unsplit, and its answer. was: the last accepted one of an earlier period of the same length.

    parts: how many numbers of its splits are answered.
    """

    element_id: UUID
    code: str
    name: str
    unit: str
    kind: str
    audiences: Sequence[str]
    now: Figure | None
    note: str
    was: Figure | None
    parts: int = 0

    @property
    def per_cent(self) -> Decimal | None:
        """By how much it changed; None where there is nothing to divide by, or no two numbers."""
        if not self.now or not self.was or self.now.number is None or not self.was.number:
            return None
        return ((self.now.number - self.was.number) / abs(self.was.number) * HUNDRED).quantize(Decimal(1))

    @property
    def changed(self) -> bool:
        if not self.now or not self.was:
            return False
        return (self.now.number, self.now.status) != (self.was.number, self.was.status)

    @property
    def weight(self) -> tuple[int, Decimal]:
        """What to look at first: an answer that came or went, then by the change."""
        lost = self.changed and self.per_cent is None
        return (1 if lost else 0, abs(self.per_cent or Decimal(0)))


_LINES = sa.text(
    """
    select el.id, el.code, el.name, el.unit, el.kind, el.audiences, e.number, e.words, e.status, e.note,
      v.number as was, v.words as was_words, v.status as was_status, v.period_start,
      (select count(*) from entries p where p.submission_id = e.submission_id and p.element_id = e.element_id
        and p.category_id is not null and p.status is not null) as parts
    from entries e join elements el on el.id = e.element_id
      left join lateral (
        select * from accepted_values a
        where a.member_id = e.member_id and a.element_id = e.element_id and a.category_id is null
          and a.period_months = :months and a.period_start < :start and a.retired_at is null
        order by a.period_start desc limit 1) v on true
    where e.submission_id = :submission and e.category_id is null and (e.status is not null or e.note <> '')
    order by el.name
    """
)


async def lines(session: AsyncSession, of: Submission, currency: str) -> Sequence[Line]:
    """Every question that is answered, the most changed first; those of words last."""
    period = of.round.period
    asked = {"submission": of.id, "months": period.months, "start": period.start}
    found = [_line(row, period, currency) for row in await session.execute(_LINES, asked)]
    return sorted(found, key=lambda one: (one.kind == "text", -one.weight[0], -one.weight[1]))


def _line(row: sa.Row[Any], period: Period, currency: str) -> Line:
    now = Figure(row.number, row.words or "", Status(row.status), period) if row.status else None
    then = Period(row.period_start, period.months) if row.period_start else period
    was = Figure(row.was, row.was_words or "", Status(row.was_status), then) if row.was_status else None
    unit = row.unit.replace("currency", currency)
    return Line(row.id, row.code, row.name, unit, row.kind, row.audiences, now, row.note, was, row.parts)


def counted(found: Sequence[Line]) -> Mapping[str, int]:
    """How many there are of each kind, for the first sentence."""
    return {
        "answers": len(found),
        "changed": sum(one.changed for one in found),
        "explained": sum(bool(one.note) for one in found),
        "parts": sum(one.parts for one in found),
    }
