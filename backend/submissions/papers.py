"""All there is of one submission, for a page or a deed, in as few reads as it takes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.sight import KEPT, NOTHING, OutOfSight, out_of_sight
from backend.indicators.queries import Questionnaire
from backend.kit.errors import Problem
from backend.members.naming import sentence
from backend.rounds import rules as round_rules
from backend.submissions import queries, questions
from backend.submissions.checks import Asked, Place, check, place_named
from backend.submissions.drafts import as_cell
from backend.submissions.hands import NOBODY, Hands, Owner
from backend.submissions.queries import Past
from backend.submissions.questions import Threads
from backend.submissions.rules import Situation, State
from backend.submissions.schemas import Answer
from backend.submissions.standings import asking, past_of, shown_all
from backend.submissions.tables import Submission
from backend.submissions.to_date import Year


@dataclass(frozen=True, slots=True)
class Deeds:
    """What was done to a submission by whom. Names are empty where nobody did it yet, or who did is known no longer.

    wrote: who entered something. entered_for: the names of those of the backbone whose answers for the member stand.
    restated: a later version exists, and was not thrown away. has_approver: somebody signs for the member on this site.
    discarded_by: the name of who threw this one away.
    returned_at, …, returned_places, rest_ready: of the last return. approved_at, …, outside_by: of the last approval.
    out_of_sight: what of the answers whoever reads this is not shown.
    hands: who sees to which section.
    until, more_time_because: of the member's extension in this round, over or not.
    threads: the backbone's questions about single figures, of those that whoever reads this may see.
    """

    restated: bool
    wrote: frozenset[UUID]
    entered_for: Mapping[UUID, str]
    has_approver: bool
    prepared_by: str
    returned_at: datetime | None
    reason: str
    returned_by: str
    returned_places: frozenset[Place]
    approved_at: datetime | None
    approved_by: str
    approval_note: str
    waiver: str
    outside_on: date | None
    outside_by: str
    discarded_by: str = ""
    until: date | None = None
    more_time_because: str = ""
    out_of_sight: OutOfSight = NOTHING
    hands: Hands = NOBODY
    threads: Threads = field(default_factory=dict)
    rest_ready: bool = False


class Deciding(Protocol):
    """The part of the deeds that decides what may be done now."""

    @property
    def restated(self) -> bool: ...
    @property
    def wrote(self) -> frozenset[UUID]: ...
    @property
    def has_approver(self) -> bool: ...
    @property
    def until(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class _Decides:
    restated: bool
    wrote: frozenset[UUID]
    has_approver: bool
    until: date | None


_DECIDING = f"""
      {queries.LATER} as restated,
      array (select distinct e.changed_by from entries e
             where e.submission_id = s.id and e.changed_by is not null) as wrote,
      exists (select from roles h where h.collaborative_id = s.collaborative_id and h.member_id = s.member_id
              and h.role = 'approver' and h.ended_at is null) as has_approver, x.until
"""  # noqa: S608 - of our own words
_MORE_TIME = "extensions x on x.round_id = s.round_id and x.member_id = s.member_id and x.taken_back_at is null"
# A deed asks for this much: no names, and nothing of what was said.
_SITUATIONS = sa.text(
    f"select s.id, {_DECIDING} from submissions s left join {_MORE_TIME} where s.id = any(:ids)"  # noqa: S608
).bindparams(sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid())))
_WITH_KEPT = sa.text(_SITUATIONS.text.replace("select s.id,", f"select s.id, {KEPT} as kept,")).bindparams(
    sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid()))
)

_THREADS = """(
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', q.id, 'place', el.code || coalesce('.' || b.code || '.' || c.code, ''), 'closed_at', q.closed_at,
      'closed_by', (select called(id, name, :works) from people where id = q.closed_by),
      'notes', (select jsonb_agg(jsonb_build_object('by', called(p.id, p.name, :works), 'at', n.written_at,
                                                    'by_backbone', n.by_backbone, 'words', n.words)
                                 order by n.written_at, n.id)
                from question_notes n left join people p on p.id = n.written_by where n.question_id = q.id)
    ) order by q.asked_at, q.id), '[]')::text
  from figure_questions q join elements el on el.id = q.element_id
    left join categories c on c.id = q.category_id left join breakdowns b on b.id = c.breakdown_id
  where q.submission_id = s.id)"""

# One statement: a page has few to spend.
_DEEDS = sa.text(
    f"""
    select s.id, {_DECIDING},
      array (select array[p.id::text, called(p.id, p.name, :works)] from people p where p.id in
               (select e.changed_by from entries e where e.submission_id = s.id and e.for_member)) as entered_for,
      called(preparer.id, preparer.name, :works) as prepared_by, r.returned_at, r.reason,
      called(returner.id, returner.name, :works) as returned_by, r.rest_ready,
      array (select el.code || coalesce('.' || b.code || '.' || c.code, '') from returned_cells x
             join elements el on el.id = x.element_id left join categories c on c.id = x.category_id
             left join breakdowns b on b.id = c.breakdown_id where x.return_id = r.id) as returned_cells,
      a.approved_at, called(approver.id, approver.name, :works) as approved_by, a.note as approval_note, a.waiver,
      a.outside_on, a.outside_by, called(discarder.id, discarder.name, :works) as discarded_by,
      x.reason as extension_reason, {KEPT} as kept,
      (select json_agg(json_build_array(o.section, o.person_id, coalesce(p.name, ''), o.done_at is not null))
         from section_owners o left join people p on p.id = o.person_id
         where o.submission_id = s.id and o.person_id is not null) as owners,
      (select json_agg(json_build_array(p.id, p.name) order by p.name)
         from roles h join people p on p.id = h.person_id
         where h.collaborative_id = s.collaborative_id and h.member_id = s.member_id and h.role = 'contributor'
           and h.ended_at is null and p.forgotten_at is null) as writers,
      {_THREADS} as threads
    from submissions s
      left join lateral (select * from returns where submission_id = s.id order by returned_at desc limit 1) r on true
      left join lateral (select * from approvals where submission_id = s.id order by approved_at desc limit 1) a on true
      left join {_MORE_TIME}
      left join people preparer on preparer.id = s.prepared_by
      left join people returner on returner.id = r.returned_by
      left join people approver on approver.id = a.approved_by
      left join people discarder on discarder.id = s.discarded_by
    where s.id = any(:ids)
    """  # noqa: S608 - of our own words
).bindparams(sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid())))


async def deeds(session: AsyncSession, of: Submission) -> Deeds:
    return (await deeds_of(session, [of.id]))[of.id]


async def deeds_of(session: AsyncSession, ids: Iterable[UUID]) -> Mapping[UUID, Deeds]:
    """Of each submission, by its id."""
    return {row.id: _deeds(row) for row in await session.execute(_DEEDS, {"ids": list(ids), "works": sentence()})}


def _deeds(row: sa.Row[Any]) -> Deeds:
    hidden = out_of_sight(row.kept)
    return Deeds(
        row.restated,
        frozenset(row.wrote),
        {UUID(id): name for id, name in row.entered_for},
        row.has_approver,
        row.prepared_by or "",
        row.returned_at,
        row.reason or "",
        row.returned_by or "",
        frozenset(map(place_named, row.returned_cells)),
        row.approved_at,
        row.approved_by or "",
        row.approval_note or "",
        row.waiver or "",
        row.outside_on,
        row.outside_by or "",
        row.discarded_by or "",
        row.until,
        row.extension_reason or "",
        hidden,
        Hands(
            {section: Owner(UUID(person), name, done) for section, person, name, done in row.owners or ()},
            {UUID(person): name for person, name in row.writers or ()},
        ),
        questions.read(json.loads(row.threads), hidden),
        bool(row.rest_ready),
    )


def situation(of: Submission, done: Deciding, today: date) -> Situation:
    """All that decides what may be done to it now. Whoever entered anything has prepared it."""
    return Situation(
        state=State(of.state),
        round_open=round_rules.state(of.round, today, until=done.until).takes_answers,
        prepared_by=done.wrote | ({of.prepared_by} if of.prepared_by else frozenset()),
        restating=of.version > 1,
        restated=done.restated,
        one_person_reason=of.member.one_person_reason or "",
        for_member=of.for_member,
        has_approver=done.has_approver,
        due=round_rules.due(of.round, done.until) if of.version == 1 else None,
    )


async def situations(session: AsyncSession, submissions: Iterable[Submission], today: date) -> Mapping[UUID, Situation]:
    """Of each submission, by its id."""
    found = {of.id: of for of in submissions}
    rows = await session.execute(_SITUATIONS, {"ids": list(found)})
    return {row.id: _situation(found[row.id], row, today) for row in rows}


async def situations_and_hidden(
    session: AsyncSession, submissions: Iterable[Submission], today: date
) -> tuple[Mapping[UUID, Situation], Mapping[UUID, OutOfSight]]:
    """Of each submission, by its id: its situation, and what of its answers whoever asks is not shown (`standings`)."""
    if shown_all(session):
        return await situations(session, submissions, today), {}
    found = {of.id: of for of in submissions}
    rows = (await session.execute(_WITH_KEPT, {"ids": list(found)})).all()
    return (
        {row.id: _situation(found[row.id], row, today) for row in rows},
        {row.id: out_of_sight(row.kept) for row in rows},
    )


def _situation(of: Submission, row: sa.Row[Any], today: date) -> Situation:
    return situation(of, _Decides(row.restated, frozenset(row.wrote), row.has_approver, row.until), today)


@dataclass(frozen=True, slots=True)
class Papers:
    """All there is of one submission: what is asked, what is answered, what was before, what was done.

    year: the earlier periods of the member's year, where anything counts since it began; else without their numbers.
    """

    submission: Submission
    questionnaire: Questionnaire
    asked: Mapping[str, Asked]
    answers: Mapping[Place, Answer]
    history: Mapping[Place, Sequence[Past]]
    deeds: Deeds
    situation: Situation
    year: Year

    def findings(self) -> list[Problem]:
        """What the checks say of it as it stands. What is no longer asked keeps nobody from submitting."""
        cells = [
            as_cell(place, answer)
            for place, answer in self.answers.items()
            if place[0] in self.asked and self.asked[place[0]].asks(place[1])
        ]
        numbers = {place: [one.number for one in row if one.number is not None] for place, row in self.history.items()}
        return check(cells, self.asked.values(), numbers, self.year)


async def papers(session: AsyncSession, of: Submission, today: date) -> Papers:
    asks = await queries.questionnaire(session, of)
    asked = queries.asked(asks.questions)
    answers = await queries.answers(session, of.id)
    done = await deeds(session, of)
    if of.year_to_date or any(answer.to_date is not None for answer in answers.values()):
        history, year = await past_of(session, of, asking(asks.questions))
    else:
        history = await queries.history(session, of.member_id, of.round.period)
        year = Year(of.round.period, of.member.fiscal_year_starts_in)
    return Papers(
        of,
        asks,
        asked,
        answers,
        history,
        done,
        situation(of, done, today),
        year,
    )
