"""A correction beside the version before it: which answers are different, and since when it counts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from backend.agreements.sight import in_sight
from backend.kit.errors import NotFound
from backend.kit.languages import translated
from backend.rounds.tables import Round
from backend.submissions.rules import State, Status
from backend.submissions.tables import Submission


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer that a correction changes, with what it was. was, becomes: a number or words; empty for none."""

    element: str
    name: str
    part: str
    unit: str
    was: Decimal | None
    was_said: str
    becomes: Decimal | None
    becomes_said: str


@dataclass(frozen=True, slots=True)
class Corrects:
    """submission: with its member, round and framework. before: the version before it; None where it is the first.

    accepted_at: from when on it counted; none if it never did.
    """

    submission: Submission
    before: UUID | None
    accepted_at: datetime | None
    answers: Sequence[Answered]

    @property
    def state(self) -> State:
        return State(self.submission.state)


async def corrects(session: AsyncSession, id: UUID) -> Corrects:
    """Raises NotFound, also for a member one does not act for."""
    found = (await session.execute(_CORRECTS, {"id": id})).one_or_none()
    if found is None:
        raise NotFound("There is nothing at this address.")
    submission, before, accepted_at, changed = found
    rows = json.loads(changed, parse_int=Decimal, parse_float=Decimal)
    return Corrects(submission, before, accepted_at, [_answered(*row) for row in rows])


_BEFORE = """(
  select earlier.id from submissions earlier
  where earlier.round_id = submissions.round_id and earlier.member_id = submissions.member_id
    and earlier.version < submissions.version and earlier.state <> 'discarded'
  order by earlier.version desc limit 1)"""
_ACCEPTED_AT = "(select max(a.accepted_at) from acceptances a where a.submission_id = submissions.id)"
_CHANGED = f"""(
  select coalesce(json_agg(json_build_array(
      el.code, el.name, coalesce(c.name, ''), replace(el.unit, 'currency', co.currency), {in_sight("cell")},
      b.number, b.words, b.status, a.number, a.words, a.status
    ) order by el.position, el.name, c.position nulls first), '[]')::text
  from (select * from entries where submission_id = submissions.id) a
    full join (select * from entries where submission_id = {_BEFORE}) b
      on b.element_id = a.element_id and b.category_id is not distinct from a.category_id
    cross join lateral (
      select coalesce(a.member_id, b.member_id) as member_id, coalesce(a.element_id, b.element_id) as element_id,
             coalesce(a.category_id, b.category_id) as category_id
    ) cell
    join elements el on el.id = cell.element_id
    join collaboratives co on co.id = el.collaborative_id
    left join categories c on c.id = cell.category_id
  where row(a.number, a.words, a.status) is distinct from row(b.number, b.words, b.status))"""  # noqa: S608
# One statement: its page has few to spend.
_CORRECTS: sa.Select[Submission, UUID | None, datetime | None, str] = (
    sa.select(
        Submission,
        sa.literal_column(_BEFORE, sa.Uuid()),
        sa.literal_column(_ACCEPTED_AT, sa.DateTime(timezone=True)),
        sa.literal_column(_CHANGED, sa.Text()),
    )
    .where(Submission.id == sa.bindparam("id"))
    .options(joinedload(Submission.member), joinedload(Submission.round).joinedload(Round.framework))
)


def _answered(
    element: str,
    name: str,
    part: str,
    unit: str,
    in_sight: bool,
    was: Decimal | None,
    was_words: str | None,
    was_status: str | None,
    becomes: Decimal | None,
    becomes_words: str | None,
    becomes_status: str | None,
) -> Answered:
    """What the member withholds is known to be corrected, and not what it is."""
    what = (element, name, part, unit)
    if not in_sight:
        withheld = translated(Status.WITHHELD.shown_as)
        return Answered(*what, None, withheld, None, withheld)
    return Answered(*what, was, was_words or _status(was_status), becomes, becomes_words or _status(becomes_status))


def _status(status: str | None) -> str:
    return translated(Status(status).shown_as) if status else translated("no answer")
