"""One collection at a glance: who is stuck where, for how long, in whose hands, and what stands out.

How it is narrowed and sorted stands in the address, so that a list can be kept and sent on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.days import day_at
from backend.kit.languages import later, translated
from backend.members.naming import sentence
from backend.rounds.tables import Extension, Round
from backend.submissions.inbox import ANSWERED, EXPLAINED, GONE, MOVED, OPEN
from backend.submissions.reminders import Owing
from backend.submissions.rules import State
from backend.submissions.tables import Submission

QUIET_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Flags:
    """What stands out of a submission. since: when it came into its state. explained: answers with a note; moved: those that
    changed by more than half since the period before; gone: those that had a number then. open, answered: queries.
    outside: the member confirmed by a letter. extended_by: the name of who gave it more time."""

    since: datetime
    explained: int = 0
    moved: int = 0
    gone: int = 0
    open: int = 0
    answered: int = 0
    outside: bool = False
    extended_by: str = ""

    @property
    def any(self) -> bool:
        return bool(self.moved or self.gone or self.open or self.answered)


@dataclass(frozen=True, slots=True)
class Line:
    """A member in the round. more: its extension. owes: what it has still to do. next: the day it is reminded next.

    days: in its state. holds: names of those in whose hands it is. belongs: it did on the period's last day.
    """

    submission: Submission
    state: State
    due: date
    more: Extension | None
    late: bool
    owes: Owing | None
    next: date | None
    days: int
    flags: Flags
    holds: Sequence[str] = ()
    belongs: bool = True


class Show(StrEnum):
    """Which lines."""

    ALL = ""
    OWING = "owing"
    APPROVING = "approving"
    REVIEW = "review"
    ACCEPTED = "accepted"
    LATE = "late"
    FLAGGED = "flagged"
    MORE_TIME = "more-time"

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {
    Show.ALL: later("all"),
    Show.OWING: later("being written"),
    Show.APPROVING: later("waiting for the member’s approval"),
    Show.REVIEW: later("waiting for review"),
    Show.ACCEPTED: later("accepted"),
    Show.LATE: later("late"),
    Show.FLAGGED: later("with something that stands out"),
    Show.MORE_TIME: later("with more time"),
}
_IS: Mapping[Show, Callable[[Line], bool]] = {
    Show.ALL: lambda line: True,
    Show.OWING: lambda line: line.state in (State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED),
    Show.APPROVING: lambda line: line.state is State.SUBMITTED,
    Show.REVIEW: lambda line: line.state is State.APPROVED,
    Show.ACCEPTED: lambda line: line.state.counts,
    Show.LATE: lambda line: line.late,
    Show.FLAGGED: lambda line: line.flags.any,
    Show.MORE_TIME: lambda line: line.more is not None,
}


class Sort(StrEnum):
    MEMBER = ""
    STATE = "state"
    DAYS = "days"
    DUE = "due"

    @property
    def shown_as(self) -> str:
        return _SORTED_AS[self]


_SORTED_AS = {
    Sort.MEMBER: later("member"),
    Sort.STATE: later("state"),
    Sort.DAYS: later("days in this state, most first"),
    Sort.DUE: later("due day"),
}
_ON_THE_WAY = list(State)
_BY: Mapping[Sort, Callable[[Line], Any]] = {
    Sort.MEMBER: lambda line: line.submission.member.name.casefold(),
    Sort.STATE: lambda line: (_ON_THE_WAY.index(line.state), -line.days),
    Sort.DAYS: lambda line: -line.days,
    Sort.DUE: lambda line: line.due,
}


def chosen(lines: Iterable[Line], show: Show, sort: Sort) -> list[Line]:
    return sorted((line for line in lines if _IS[show](line)), key=_BY[sort])


def counts(lines: Sequence[Line]) -> Mapping[Show, int]:
    return {show: sum(map(_IS[show], lines)) for show in Show}


def days_in(flags: Flags, today: date, zone: str) -> int:
    return max(0, (today - day_at(flags.since, zone)).days)


_FLAGS = sa.text(
    f"""
    select s.id, coalesce(case s.state
        when 'submitted' then s.submitted_at
        when 'approved' then (select max(approved_at) from approvals where submission_id = s.id)
        when 'returned' then (select max(returned_at) from returns where submission_id = s.id)
        when 'accepted' then (select max(accepted_at) from acceptances where submission_id = s.id)
        when 'locked' then s.locked_at
        when 'in_progress' then coalesce((select max(returned_at) from returns where submission_id = s.id),
                                         (select min(changed_at) from entries where submission_id = s.id))
      end, r.opened_at, now()) as since,
      {EXPLAINED} as explained, {MOVED} as moved,
      {GONE} as gone,
      {OPEN} as open, {ANSWERED} as answered,
      exists (select from approvals where submission_id = s.id and outside_on is not null) as outside,
      coalesce((select called(p.id, p.name, :works) from extensions x
                join people p on p.id = x.given_by where x.round_id = s.round_id
                and x.member_id = s.member_id and x.taken_back_at is null), '') as extended_by
    from submissions s join rounds r on r.id = s.round_id where s.id = any(:ids)
    """  # noqa: S608 - of our own words
).bindparams(sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid())))


async def flags(session: AsyncSession, submissions: Iterable[Submission]) -> Mapping[UUID, Flags]:
    """Of each submission, by its id; in one statement."""
    rows = await session.execute(_FLAGS, {"ids": [one.id for one in submissions], "works": sentence()})
    return {row.id: Flags(*row[1:]) for row in rows}


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter about a round. name: of the person, empty when it is known no longer. last: their last one. refused: one of
    theirs did not arrive since the round opened. seen_at: when they last used the site, signed in."""

    person_id: UUID
    name: str
    about: Sequence[str]
    sent_at: datetime
    last: bool
    refused: bool
    seen_at: datetime | None


_SENT = sa.text(
    """
    select m.person_id, coalesce(p.name, '') as name, m.about, m.sent_at,
      row_number() over (partition by m.person_id order by m.sent_at desc, m.id) = 1 as last,
      exists (select from letters l where l.recipient = p.email and l.refused_at is not null
              and l.put_at >= :opened) as refused,
      (select max(seen_at) from sign_ins where person_id = p.id) as seen_at
    from reminders m left join people p on p.id = m.person_id and p.forgotten_at is null
    where m.round_id = :round order by m.sent_at desc, m.id
    """
)


async def sent(session: AsyncSession, of: Round) -> Sequence[Sent]:
    """Newest first. By the backbone, who alone reads what became of letters."""
    rows = await session.execute(_SENT, {"round": of.id, "opened": of.opened_at})
    return [Sent(*row) for row in rows]


def quiet(letters: Iterable[Sent], owing: Iterable[Owing], *, at: datetime) -> Sequence[Sent]:
    """Of those whose turn it still is: whose last letter was refused, or who has not signed in since it went, three days
    ago or more. Whether a letter was opened is not known: nothing in it would tell."""
    waits = {one.name for one in owing}
    return [one for one in letters if one.last and waits.intersection(one.about) and (one.refused or _silent(one, at))]


def _silent(one: Sent, at: datetime) -> bool:
    return at - one.sent_at >= QUIET_AFTER and (one.seen_at is None or one.seen_at < one.sent_at)


COLUMNS = (
    later("Member"),
    later("State"),
    later("Days in this state"),
    later("In whose hands"),
    later("Due"),
    later("More time"),
    later("Late"),
    later("Explained answers"),
    later("Figures that changed by more than half"),
    later("Figures that are missing"),
    later("Open queries"),
    later("Answered queries"),
)


def table(lines: Iterable[Line]) -> list[list[str | int | date | None]]:
    """For a file: the heads, then a row for each, in the reader's language."""
    rows: list[list[str | int | date | None]] = [[translated(head) for head in COLUMNS]]
    rows += [
        [
            line.submission.member.name,
            translated(line.state.shown_as),
            line.days,
            ", ".join(line.holds),
            line.due,
            line.more.until if line.more else None,
            translated("yes") if line.late else "",
            line.flags.explained,
            line.flags.moved,
            line.flags.gone,
            line.flags.open,
            line.flags.answered,
        ]
        for line in lines
    ]
    return rows
