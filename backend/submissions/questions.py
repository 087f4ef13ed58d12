"""Questions of the backbone about single figures: what a thread says, whose turn it is, who hears of it. Pure.

Asking sends nothing back: the submission goes on its way, and the thread stands beside the answer for both sides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from backend.agreements.sight import NOTHING, OutOfSight
from backend.kit.errors import Conflict, Invalid, Refused
from backend.kit.languages import later, translated
from backend.members.rules import Role
from backend.submissions import persons
from backend.submissions.asked import Place, place_named
from backend.submissions.steps import State

MOST_WORDS = 2000
TOLD_ONCE_IN = timedelta(minutes=15)  # several questions in one sitting are one letter
ANSWERS = frozenset({Role.CONTRIBUTOR, Role.APPROVER})


class Turn(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {Turn.OPEN: later("open"), Turn.ANSWERED: later("answered"), Turn.CLOSED: later("closed")}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing written. by: a name, empty when it is known no longer."""

    by: str
    at: datetime
    by_backbone: bool
    words: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A question about one cell, with all that was written on it, oldest first."""

    id: UUID
    place: Place
    notes: Sequence[Note]
    closed_at: datetime | None = None
    closed_by: str = ""

    @property
    def turn(self) -> Turn:
        if self.closed_at:
            return Turn.CLOSED
        return Turn.OPEN if self.notes[-1].by_backbone else Turn.ANSWERED


Threads = Mapping[Place, Sequence[Thread]]


def read(rows: Iterable[Mapping[str, Any]], hidden: OutOfSight = NOTHING) -> Threads:
    """rows: as the statement in `papers` makes them, oldest first."""
    found: dict[Place, list[Thread]] = {}
    for row in rows:
        place = place_named(row["place"])
        if not hidden.has(*place):
            found.setdefault(place, []).append(_thread(row, place))
    return found


def _thread(row: Mapping[str, Any], place: Place) -> Thread:
    notes = [
        Note(one["by"] or "", datetime.fromisoformat(one["at"]), one["by_backbone"], one["words"])
        for one in row["notes"]
    ]
    closed_at = datetime.fromisoformat(row["closed_at"]) if row["closed_at"] else None
    return Thread(UUID(row["id"]), place, notes, closed_at, row["closed_by"] or "")


def in_turn(threads: Threads, turn: Turn) -> list[Thread]:
    return [one for found in threads.values() for one in found if one.turn is turn]


def may_ask(state: State, roles: Collection[Role], *, answered: bool) -> None:
    """answered: the cell holds an answer that the backbone may see.

    Raises:
        Refused: not a coordinator.
        Conflict: there is nothing to ask about.
    """
    if Role.COORDINATOR not in roles:
        raise Refused(translated("Only a coordinator can ask about a figure."))
    if state is State.DISCARDED:
        raise Conflict(translated("This correction was thrown away, so there is nothing to ask about."))
    if not answered:
        raise Conflict(translated("There is no answer here to ask about."))


def may_write(thread: Thread, roles: Collection[Role]) -> bool:
    """Whether it is written for the backbone.

    Raises:
        Refused: by nobody who asks or answers.
        Conflict: the question is closed.
    """
    if not ANSWERS.intersection(roles) and Role.COORDINATOR not in roles:
        raise Refused(translated("Only a contributor or an approver of the member can answer this."))
    if thread.turn is Turn.CLOSED:
        raise Conflict(translated("This query is closed. What was written on it stays to be read."))
    return not ANSWERS.intersection(roles)


def may_close(thread: Thread, roles: Collection[Role]) -> None:
    if Role.COORDINATOR not in roles:
        raise Refused(translated("Only a coordinator can close a query."))
    if thread.turn is Turn.CLOSED:
        raise Conflict(translated("This query is closed already."))


def kept(words: str, where: str) -> str:
    """What may be kept of it. Raises Invalid for nothing, too much, or anything about one person."""
    if not words:
        raise Invalid(translated("Write a sentence."), where=where, code="question.words")
    if len(words) > MOST_WORDS:
        most = translated("Shorten this to %(most)s characters.", most=MOST_WORDS)
        raise Invalid(most, where=where, code="question.words")
    if found := persons.problems(where, words):
        raise Invalid(found)
    return words


def tells(threads: Threads, *, by_backbone: bool, at: datetime) -> bool:
    """Whether a letter goes for what is written now: not, while the other side has one from just now still to act on."""
    waits = Turn.OPEN if by_backbone else Turn.ANSWERED
    return not any(at - one.notes[-1].at < TOLD_ONCE_IN for one in in_turn(threads, waits))
