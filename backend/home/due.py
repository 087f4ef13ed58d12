"""What is due of one's member: how much is left, from whom, by when, and about how long it takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import queries as indicator_queries
from backend.kit.db import now
from backend.members.rules import Role
from backend.submissions.tables import Submission

A_MINUTE_EACH = Decimal("0.5")  # of typing, with the figure at hand; as the page with all ways says
IN_STEPS_OF = 5  # minutes: nobody believes 23


@dataclass(frozen=True, slots=True)
class SectionLeft:
    """answered, asked: its questions, without their splits; optional ones count only once they are answered."""

    code: str
    name: str
    answered: int
    asked: int

    @property
    def done(self) -> bool:
        return self.answered == self.asked


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who enters or signs for the member. name: empty for one who is invited and has not signed in yet.

    lately: whether they signed in within the months for which that is known.
    """

    role: Role
    name: str
    lately: bool


@dataclass(frozen=True, slots=True)
class LastTime:
    """The collection before. begun: when the earliest answer that stands was written; answers: split or not."""

    id: UUID
    name: str
    begun: datetime
    submitted: datetime
    answers: int
    questions: int


@dataclass(frozen=True, slots=True)
class Due:
    """One collection that is open for a member, or a correction of one. waits: whether this person does the next thing.

    until: the last day; None for a correction, which has none.
    """

    submission: Submission
    until: date | None
    waits: bool
    sections: Sequence[SectionLeft]
    team: Sequence[Colleague]
    before: LastTime | None

    @property
    def left(self) -> int:
        return sum(one.asked - one.answered for one in self.sections)

    @property
    def asked(self) -> int:
        return sum(one.asked for one in self.sections)

    @property
    def minutes(self) -> int:
        """Of typing what is left, in fives; by how many answers a question took last time, where that is known."""
        each = Decimal(self.before.answers) / self.before.questions if self.before and self.before.questions else 1
        typing = self.left * A_MINUTE_EACH * each
        return int((typing / IN_STEPS_OF).to_integral_value(ROUND_CEILING)) * IN_STEPS_OF


async def due(session: AsyncSession, found: Sequence[tuple[Submission, date | None, bool]]) -> Sequence[Due]:
    """found: each with the last day its member has, and whether it waits for whoever asks. What waits comes first."""
    if not found:
        return ()
    asked = await _asked(session, [of for of, _, _ in found])
    stands = await _stands(session, [of.id for of, _, _ in found])
    made = []
    for of, until, waits in found:
        stand = stands[of.id]
        made.append(Due(of, until, waits, _sections(asked[of.round_id], stand.answered), stand.team, stand.before))
    return sorted(made, key=lambda one: (not one.waits, one.until or date.max))


@dataclass(frozen=True, slots=True)
class _Stand:
    answered: set[UUID]
    team: Sequence[Colleague]
    before: LastTime | None


_Asked = Sequence[tuple[str, str, UUID, bool]]


async def _asked(session: AsyncSession, found: Iterable[Submission]) -> Mapping[UUID, _Asked]:
    """By round."""
    forms = {of.round_id: (of.round.framework_id, of.round.period.end) for of in found}
    asked = await indicator_queries.listed(session, frozenset(forms.values()))
    return {id: asked[form] for id, form in forms.items()}


def _sections(asked: _Asked, answered: set[UUID]) -> Sequence[SectionLeft]:
    names = {code: name for code, name, _, _ in asked}
    counted = {code: [e for c, _, e, must in asked if c == code and (must or e in answered)] for code in names}
    return [SectionLeft(code, names[code], sum(e in answered for e in of), len(of)) for code, of in counted.items()]


# One statement for all of them: a page has few to spend.
_STANDS = sa.text(
    """
    select s.id, last.id as earlier, last.name, last.submitted_at, done.begun, done.answers, done.questions,
      array (select element_id from entries where submission_id = s.id and category_id is null and status is not null)
        as answered,
      (select json_agg(json_build_array(t.role, t.name, t.lately) order by t.role desc, t.name) from (
         select h.role, p.name, exists (select from sign_ins g where g.person_id = p.id) as lately
         from roles h join people p on p.id = h.person_id
         where h.collaborative_id = s.collaborative_id and h.member_id = s.member_id and h.ended_at is null
           and h.role in ('contributor', 'approver') and p.forgotten_at is null
         union all
         select i.role, '', false from invitations i
         where i.collaborative_id = s.collaborative_id and i.member_id = s.member_id
           and i.role in ('contributor', 'approver')
           and i.accepted_at is null and i.revoked_at is null and i.expires_at > :now) t) as team
    from submissions s join rounds r on r.id = s.round_id
      left join lateral (
        select earlier.name, e.id, e.submitted_at from submissions e join rounds earlier on earlier.id = e.round_id
        where e.member_id = s.member_id and e.version = 1 and e.submitted_at is not null and not earlier.backfilled
          and earlier.framework_id = r.framework_id and earlier.period_start < r.period_start
        order by earlier.period_start desc limit 1) last on true
      left join lateral (
        select min(changed_at) as begun, count(*) as answers, count(distinct element_id) as questions
        from entries where submission_id = last.id and status is not null) done on true
    where s.id = any(:ids)
    """
).bindparams(sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid())))


async def _stands(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, _Stand]:
    return {row.id: _stand(row) for row in await session.execute(_STANDS, {"ids": ids, "now": now()})}


def _stand(row: sa.Row[Any]) -> _Stand:
    begun = min(row.begun, row.submitted_at) if row.begun else None
    return _Stand(
        set(row.answered),
        [Colleague(Role(role), name, lately) for role, name, lately in row.team or ()],
        LastTime(row.earlier, row.name, begun, row.submitted_at, row.answers, row.questions) if begun else None,
    )
