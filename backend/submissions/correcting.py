"""Correcting figures that count already: the next version of a submission begins with what stands.

What counted goes on counting until the new version is accepted, and what was published stays as it was published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.kit.db import now
from backend.kit.periods import Period
from backend.members.rules import Principal
from backend.submissions import letters, queries, rules
from backend.submissions.actions import actor
from backend.submissions.checks import Place
from backend.submissions.papers import Papers, situations
from backend.submissions.rules import State
from backend.submissions.schemas import Answer, plain
from backend.submissions.tables import Submission

# Answers keep who wrote them: whoever entered a figure does not approve it, in whichever version.
_AS_IT_STANDS = sa.text(
    """
    insert into entries (id, member_id, submission_id, element_id, category_id, number, words, status, note,
                         changed_by, changed_at, to_date, for_member)
    select gen_random_uuid(), member_id, :next, element_id, category_id, number, words, status, note,
           changed_by, changed_at, to_date, for_member
    from entries where submission_id = :submission
    """
)


async def restate(
    session: AsyncSession, of: Submission, *, by: Principal, today: date, reason: str, for_member: bool = False
) -> Submission:
    """The next version, to be written on; its entries are those of `of`. for_member: the backbone, at the member's word.

    of: locked by the caller, so that of two who begin one does.

    Raises:
        Invalid: no reason is given.
        Conflict, Refused: nothing of it counts, a later version exists, or not by this person.
    """
    at = (await situations(session, [of], today))[of.id]
    state = rules.may_restate(at, actor(by, of), reason=reason, for_member=for_member)
    corrected = Submission(
        id=uuid7(),
        member_id=of.member_id,
        round_id=of.round_id,
        version=await queries.next_version(session, of),
        state=state,
        restates_reason=plain(reason),
        year_to_date=of.year_to_date,
        for_member=of.for_member or for_member,
    )
    session.add(corrected)
    await session.flush()  # its entries name it
    await session.execute(_AS_IT_STANDS, {"submission": of.id, "next": corrected.id})
    made = await queries.submission(session, corrected.id)
    await letters.correcting(session, made, by)
    return made


async def discard(session: AsyncSession, of: Submission, *, by: Principal, today: date) -> None:
    """It is not gone on with: what counted goes on counting, and another can be begun. What was written stays to be read.

    of: locked by the caller.

    Raises:
        Conflict, Refused: it is no correction, is accepted or thrown away already, or not by this person.
    """
    at = (await situations(session, [of], today))[of.id]
    of.state = rules.may_discard(at, actor(by, of))
    of.discarded_at, of.discarded_by = now(), by.person_id
    await letters.discarded(session, of, by)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a member's answer to a collection. accepted_at: from when on it counted; none if it never did."""

    id: UUID
    number: int
    state: State
    reason: str
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """A version among the others. versions: all, the first one first, also those thrown away, which are before and after
    none. was: what its answers were in the one before,
    where they differ; None where there was none."""

    version: int
    versions: Sequence[Version] = ()
    was: Mapping[Place, Answer | None] = field(default_factory=dict)

    @property
    def before(self) -> Version | None:
        return next((one for one in reversed(self._kept) if one.number < self.version), None)

    @property
    def after(self) -> Version | None:
        return next((one for one in self._kept if one.number > self.version), None)

    @property
    def counting(self) -> Version | None:
        """Whose figures are in the totals."""
        return next((one for one in reversed(self.versions) if one.state.counts), None)

    @property
    def _kept(self) -> Sequence[Version]:
        return [one for one in self.versions if one.state is not State.DISCARDED]


async def versions(session: AsyncSession, of: Submission) -> Lineage:
    """Without what their answers were."""
    rows = await session.execute(_VERSIONS, {"round": of.round_id, "member": of.member_id})
    return Lineage(of.version, [Version(r.id, r.version, State(r.state), r.reason or "", r.accepted_at) for r in rows])


async def lineage(session: AsyncSession, found: Papers) -> Lineage:
    """Nothing is asked where there is one version only."""
    of, answers = found.submission, found.answers
    if of.version == 1 and not found.deeds.restated:
        return Lineage(of.version)
    line = await versions(session, of)
    if line.before is None:
        return line
    then = await queries.answers(session, line.before.id)
    return replace(
        line, was={place: then.get(place) for place in answers if _said(answers, place) != _said(then, place)}
    )


_VERSIONS = sa.text(
    """
    select s.id, s.version, s.state, s.restates_reason as reason,
           (select max(a.accepted_at) from acceptances a where a.submission_id = s.id) as accepted_at
    from submissions s where s.round_id = :round and s.member_id = :member order by s.version
    """
)


def _said(answers: Mapping[Place, Answer], place: Place) -> tuple[object, ...]:
    one = answers.get(place)
    return (None, None, None) if one is None else (one.number, one.words, one.status)


@dataclass(frozen=True, slots=True)
class Corrected:
    """An accepted correction. elements: codes of those whose answers it changed. accepted_on: the day, there."""

    member: str
    period: Period
    reason: str
    accepted_on: date
    elements: frozenset[str]


async def accepted_corrections(session: AsyncSession, framework_id: UUID, first: date, last: date) -> list[Corrected]:
    """Of a framework's collections whose period begins between the two days, by when they were accepted."""
    rows = await session.execute(_ACCEPTED, {"framework": framework_id, "first": first, "last": last})
    return [
        Corrected(
            row.member,
            Period(row.period_start, row.period_months),
            row.reason,
            row.accepted_on,
            frozenset(row.elements),
        )
        for row in rows
    ]


_ACCEPTED = sa.text(
    """
    select m.name as member, r.period_start, r.period_months, s.restates_reason as reason,
           (a.accepted_at at time zone c.time_zone)::date as accepted_on,
           array (select distinct el.code from (select * from entries where submission_id = s.id) x
                    full join (select * from entries where submission_id = before.id) y
                      on y.element_id = x.element_id and y.category_id is not distinct from x.category_id
                    join elements el on el.id = coalesce(x.element_id, y.element_id)
                  where row(x.number, x.words, x.status) is distinct from row(y.number, y.words, y.status)) as elements
    from submissions s
      join submissions before on before.round_id = s.round_id and before.member_id = s.member_id
        and before.version = (select max(b.version) from submissions b where b.round_id = s.round_id
                              and b.member_id = s.member_id and b.version < s.version and b.state <> 'discarded')
      join acceptances a on a.submission_id = s.id
      join members m on m.id = s.member_id
      join rounds r on r.id = s.round_id
      join collaboratives c on c.id = r.collaborative_id
    where r.framework_id = :framework and r.period_start between :first and :last
    order by a.accepted_at
    """
)
