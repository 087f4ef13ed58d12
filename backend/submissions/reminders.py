"""Whom the clock reminds, and on which days. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from backend.kit import days
from backend.members.rules import Role
from backend.submissions.steps import State

OFFSETS = (-14, -7, -1, 1, 7)  # days from the last one a member has
FROM, TO = time(8), time(20)  # the hours, there, in which letters go
LATEST = timedelta(days=3)  # after its day; a later one would be news of long ago


@dataclass(frozen=True, slots=True)
class Owing:
    """A member that has something to do in a round. due: its own last day. since: when it last heard of that day.

    for_member: the backbone enters its figures.
    """

    submission_id: UUID
    member_id: UUID
    name: str
    state: State
    due: date
    since: date
    for_member: bool = False

    @property
    def asks(self) -> Role | None:
        """Whose turn it is at the member; None: nobody's there."""
        if self.state is State.SUBMITTED:
            return Role.APPROVER
        owed = self.state in (State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED)
        return Role.CONTRIBUTOR if owed and not self.for_member else None

    @property
    def leads_to(self) -> str:
        """Of its submission, the page on which this is done: what the member wrote itself is signed on one of its own."""
        return "/signing" if self.state is State.SUBMITTED and not self.for_member else ""


def all_days(of: Owing) -> Sequence[date]:
    """The days it would be reminded on, were it never to answer."""
    planned = (of.due + timedelta(days=offset) for offset in OFFSETS)
    return [day for day in planned if day > of.since]


def latest(of: Owing, today: date) -> date | None:
    """The reminder to be written now: the last one whose day has come, unless that is too long ago.

    Earlier ones that were missed are not made up for: after a stand-still people get one letter, not a bunch.
    """
    come = [day for day in all_days(of) if day <= today]
    return come[-1] if come and today - come[-1] <= LATEST else None


def next_after(of: Owing, today: date) -> date | None:
    return next((day for day in all_days(of) if day > today), None)


def is_the_hour(moment: datetime, zone: str) -> bool:
    """Whether people there may be written to now; what is due in the night waits for the morning."""
    today = days.day_at(moment, zone)
    return days.reaches(today, FROM, zone) <= moment < days.reaches(today, TO, zone)
