"""Reminders of one round: who still owes what, and one letter to each person whose turn it is.

A row in `reminders` goes with each letter, in its transaction: it keeps the letter from being written twice, by however
many clocks, and tells the coordinator of it afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.indicators import queries as indicator_queries
from backend.kit import days, mail
from backend.kit.languages import Speech
from backend.members.addressees import speech
from backend.members.rules import Role
from backend.members.tables import Collaborative, HeldRole, Person
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.tables import Extension, Reminder, Round
from backend.submissions import queries, reminders
from backend.submissions.reminders import Owing
from backend.submissions.rules import State
from backend.submissions.tables import Entry, Submission

Missing = Mapping[UUID, Sequence[tuple[str, int]]]


@dataclass(slots=True)
class Addressee:
    """A person whose turn it is, and for which members."""

    person_id: UUID
    email: str
    name: str
    speech: Speech
    owing: list[Owing] = field(default_factory=list)

    def day(self, today: date) -> date | None:
        """The day the letter is for: one letter speaks of all their members, whichever brought it about."""
        return max((day for one in self.owing if (day := reminders.latest(one, today))), default=None)


async def remind(session: AsyncSession, here: Collaborative, of: Round, moment: datetime) -> int:
    """Writes what is due at this moment; the number of letters. Twice in a row writes nothing the second time."""
    today = days.day_at(moment, here.time_zone)
    if not reminders.is_the_hour(moment, here.time_zone):
        return 0
    owing = await owing_in(session, here, of, today)
    waiting = [one for one in owing if reminders.latest(one, today)]
    if not waiting:
        return 0
    told = await _told(session, of.id)
    due = {
        one.person_id: (one, day)
        for one in await addressees(session, here, owing)
        if (day := one.day(today)) and day > told.get(one.person_id, date.min)
    }
    if not due:
        return 0
    claimed = await claim(session, of, [(one, day) for one, day in due.values()], moment)
    missing = await unanswered(session, of, {one.submission_id for id in claimed for one in due[id][0].owing})
    for id in claimed:
        mail.put(session, _letter(here, of, due[id][0], missing, today))
    return len(claimed)


async def owing_in(session: AsyncSession, here: Collaborative, of: Round, today: date) -> Sequence[Owing]:
    """Every member whose turn it is, by name. Who left before the period's last day owes nothing any more."""
    found, asked = await queries.of_round(session, of)
    submissions = [one for one in found if one.member_id in asked]
    return owing_of(here, of, submissions, await round_queries.extensions_of(session, of.id), today)


def owing_of(
    here: Collaborative, of: Round, submissions: Iterable[Submission], extensions: Iterable[Extension], today: date
) -> Sequence[Owing]:
    """Those of a round whose turn it is, as long as their answer is still taken. A correction is nobody's debt."""
    given = {one.member_id: one for one in extensions}
    return [
        owing
        for one in submissions
        if one.version == 1
        and (owing := _owing(here, of, one, given.get(one.member_id))).asks
        and round_rules.state(of, today, until=_until(given.get(one.member_id))).takes_answers
    ]


def _owing(here: Collaborative, of: Round, submission: Submission, more: Extension | None) -> Owing:
    heard = [at for at in (of.opened_at, more.given_at if more else None) if at]
    return Owing(
        submission.id,
        submission.member_id,
        submission.member.name,
        State(submission.state),
        round_rules.due(of, _until(more)),
        max(days.day_at(at, here.time_zone) for at in heard),
        submission.for_member,
    )


def _until(more: Extension | None) -> date | None:
    return more.until if more else None


async def addressees(session: AsyncSession, here: Collaborative, owing: Iterable[Owing]) -> Sequence[Addressee]:
    """Who is reminded of what, by address. A person may act for several members."""
    asked = {(one.member_id, one.asks): one for one in owing}
    query = (
        sa.select(Person.id, Person.email, Person.name, Person.language, HeldRole.member_id, HeldRole.role)
        .join(HeldRole, HeldRole.person_id == Person.id)
        .where(
            HeldRole.collaborative_id == here.id,
            HeldRole.ended_at.is_(None),
            HeldRole.member_id.in_([member_id for member_id, _ in asked]),
            Person.forgotten_at.is_(None),
        )
        .order_by(Person.email)
    )
    people: dict[UUID, Addressee] = {}
    for row in await session.execute(query):
        if one := asked.get((row.member_id, Role(row.role))):
            told = Addressee(row.id, row.email, row.name, speech(here, row.language))
            people.setdefault(row.id, told).owing.append(one)
    return list(people.values())


async def _told(session: AsyncSession, round_id: UUID) -> Mapping[UUID, date]:
    """The last day each person was reminded for. One who heard of a later day needs no letter for an earlier one."""
    query = (
        sa.select(Reminder.person_id, sa.func.max(Reminder.day))
        .where(Reminder.round_id == round_id)
        .group_by(Reminder.person_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def claim(
    session: AsyncSession, of: Round, due: Sequence[tuple[Addressee, date]], moment: datetime
) -> Sequence[UUID]:
    """Those nobody else has written to meanwhile; another clock that claims one of them waits for our commit."""
    rows = [
        {
            "id": uuid7(),
            "round_id": of.id,
            "person_id": one.person_id,
            "day": day,
            "about": [owing.name for owing in one.owing],
            "sent_at": moment,
        }
        for one, day in sorted(
            due, key=lambda pair: pair[0].person_id
        )  # in one order, so that two cannot lock each other
    ]
    claimed = insert(Reminder).values(rows).on_conflict_do_nothing().returning(Reminder.person_id)
    return (await session.scalars(claimed)).all()


async def unanswered(session: AsyncSession, of: Round, submissions: Iterable[UUID]) -> Missing:
    """Of each submission, how many questions that want an answer have none, by section; none: all are answered."""
    asks = await indicator_queries.questionnaire(session, of.framework_id, of.period.end)
    wanted = {question.id: question.section for question in asks.questions if question.required}
    ids = list(submissions)
    rows = await session.execute(
        sa.select(Entry.submission_id, Entry.element_id).where(
            Entry.submission_id.in_(ids), Entry.category_id.is_(None), Entry.status.is_not(None)
        )
    )
    answered: dict[UUID, set[UUID]] = defaultdict(set)
    for submission_id, element_id in rows:
        answered[submission_id].add(element_id)
    return {id: _by_section(asks, wanted, answered[id]) for id in ids}


def _by_section(
    asks: indicator_queries.Questionnaire, wanted: Mapping[UUID, str], answered: set[UUID]
) -> Sequence[tuple[str, int]]:
    left = [section for id, section in wanted.items() if id not in answered]
    return [(one.name, left.count(one.code)) for one in asks.sections if one.code in left]


def _letter(here: Collaborative, of: Round, to: Addressee, missing: Missing, today: date) -> mail.Envelope:
    return mail.written(
        "submissions/templates/letters/reminder.txt",
        to=to.email,
        speech=to.speech,
        here=here,
        name=to.name,
        round=of,
        when=(min(one.due for one in to.owing) - today).days,
        owing=[
            (one, (one.due - today).days, missing[one.submission_id])
            for one in sorted(to.owing, key=lambda one: (one.due, one.name.casefold()))
        ],
    )
