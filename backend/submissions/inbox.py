"""What waits for the backbone: submissions the member stands by, oldest first, with what stands out of each; and queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.sight import in_sight

_MUCH = "0.5"  # a move by more than half of what was there before is told on the list

# Of a submission by the name `s`: the questions about its figures that whoever asks may see, and how many wait for whom.
_QUERIES = f"from figure_questions q where q.submission_id = s.id and q.closed_at is null and {in_sight('q')}"
_LAST = "(select by_backbone from question_notes where question_id = q.id order by written_at desc, id desc limit 1)"
OPEN, ANSWERED = f"(select count(*) {_QUERIES} and {_LAST})", f"(select count(*) {_QUERIES} and not {_LAST})"
# Values of the period before beside the entries, where the backbone may see both.
BESIDE = f"""
  from entries e join accepted_values v on v.member_id = e.member_id and v.element_id = e.element_id
    and v.category_id is not distinct from e.category_id and v.period_months = r.period_months and v.retired_at is null
    and v.period_start = (r.period_start - make_interval(months => r.period_months))::date
  where e.submission_id = s.id and v.number is not null and {in_sight("e")}
"""
# Of a submission by the name `s`, of a round by the name `r`: how many answers have a note, and how many moved by much.
EXPLAINED = f"(select count(*) from entries e where e.submission_id = s.id and e.note <> '' and {in_sight('e')})"  # noqa: S608
MOVED = f"(select count(*) {BESIDE} and e.number is not null and abs(e.number - v.number) > {_MUCH} * abs(v.number))"
# Had a number and has none; while it is being written, an empty answer is not given yet.
GONE = (
    f"(select count(*) {BESIDE} and e.number is null"
    " and (e.status is not null or s.state not in ('in_progress', 'returned')))"
)
_WAITING = sa.text(
    f"""
    select s.id, m.name as member, r.name as round, f.name as framework, s.version, s.for_member,
      a.approved_at, a.outside_on is not null as outside,
      (select count(*) from returns x where x.submission_id = s.id) as times_returned,
      {EXPLAINED} as explained, {MOVED} as moved,
      {GONE} as gone,
      {OPEN} as open, {ANSWERED} as answered
    from submissions s
      join members m on m.id = s.member_id join rounds r on r.id = s.round_id join frameworks f on f.id = r.framework_id
      left join lateral (select * from approvals where submission_id = s.id order by approved_at desc limit 1) a on true
    where s.state = 'approved' order by a.approved_at, m.name, s.id
    """  # noqa: S608 - of our own words
)
_ASKED = sa.text(
    f"""
    select * from (
      select s.id, m.name as member, r.name as round, {OPEN} as open, {ANSWERED} as answered,
        (select max(n.written_at) from question_notes n where n.question_id in (select q.id {_QUERIES})) as last_at
      from submissions s join members m on m.id = s.member_id join rounds r on r.id = s.round_id
      where exists (select {_QUERIES})
    ) found order by answered = 0, last_at
    """  # noqa: S608 - of our own words
)


@dataclass(frozen=True, slots=True)
class Waits:
    """A submission to be looked over. moved, gone: answers that changed by more than half since the period before, or that
    had a number then and have none now. explained: answers with a note. open, answered: queries about its figures."""

    id: UUID
    member: str
    round: str
    framework: str
    version: int
    for_member: bool
    approved_at: datetime
    outside: bool
    times_returned: int
    explained: int
    moved: int
    gone: int
    open: int
    answered: int


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A submission with queries that are not closed. last_at: when somebody last wrote on one of them."""

    id: UUID
    member: str
    round: str
    open: int
    answered: int
    last_at: datetime


async def waiting(session: AsyncSession) -> Sequence[Waits]:
    """By the backbone alone, who sees every member's."""
    return [Waits(**_fields(row)) for row in await session.execute(_WAITING)]


async def asked_about(session: AsyncSession) -> Sequence[AskedAbout]:
    """Those with an answer to read first, then those that wait for the member; the longest first."""
    return [AskedAbout(**_fields(row)) for row in await session.execute(_ASKED)]


def _fields(row: sa.Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)


async def in_line(session: AsyncSession) -> Sequence[UUID]:
    """Of what waits, in the order of `waiting`: to go from one to the next."""
    query = sa.text(
        "select s.id from submissions s join members m on m.id = s.member_id left join lateral"
        " (select approved_at from approvals where submission_id = s.id order by approved_at desc limit 1) a on true"
        " where s.state = 'approved' order by a.approved_at, m.name, s.id"
    )
    return (await session.scalars(query)).all()
