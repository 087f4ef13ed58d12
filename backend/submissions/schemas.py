"""The one shape all ways in produce, and what becomes of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from backend.kit.errors import Problem
from backend.submissions.checks import Place
from backend.submissions.rules import Status


class DraftCell(NamedTuple):  # not a dataclass: a hundred thousand of a file are made twice as fast
    """One answer as it came in.

    typed: the number or the words as typed; empty with a status says why there is none.
    seen: the revision the person had before them, 0 where nothing stood; None when nobody looked, as with a file, which
    writes over whatever stands.
    to_date: what was typed counts since the member's year began; it is turned into the period's own number.
    at: where it stands in a file, e.g. `Spend!D14`; problems are told there.
    """

    element: str
    category: str | None = None
    typed: str = ""
    status: Status | None = None
    note: str = ""
    seen: int | None = None
    to_date: bool = False
    at: str = ""

    @property
    def place(self) -> Place:
        return self.element, self.category


def plain(text: str) -> str:
    """With one kind of line end, and without the one character the database cannot keep."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers to one submission, from whichever way in. Cells not named stay as they are.

    year_to_date: from here on the form counts since the member's year began, or no longer; None leaves it as it is.
    """

    cells: Sequence[DraftCell]
    year_to_date: bool | None = None

    def without(self, places: Collection[Place]) -> "Draft":
        """The same but for these cells: what is good can be saved while they are put right."""
        return Draft([cell for cell in self.cells if cell.place not in places], self.year_to_date)


class Outcome(StrEnum):
    """What saving would do to one cell."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell of a draft beside what stands. at: its address in the file; where: its name in the reader's words.

    was, becomes: as a person would say them, with status and note; empty for no answer.
    """

    place: Place
    where: str
    at: str
    outcome: Outcome
    was: str
    becomes: str
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving a draft would do. lines: in the order of the questions, what is not asked last.

    checks: what the checks would say of the submission then, each at the address its cell has in the file.
    refusal: why nothing can be saved just now, whoever asks; empty when it can.
    """

    lines: Sequence[Compared]
    checks: Sequence[Problem] = ()
    refusal: str = ""

    def of(self, outcome: Outcome) -> Sequence[Compared]:
        return [line for line in self.lines if line.outcome is outcome]

    @property
    def wrong(self) -> frozenset[Place]:
        """What `Draft.without` leaves out to save the rest."""
        return frozenset(line.place for line in self.lines if line.outcome is Outcome.WRONG)


@dataclass(frozen=True, slots=True)
class Stale:
    """A cell somebody else changed since it was looked at; nothing of ours was written over it."""

    place: Place
    where: str
    theirs: str
    yours: str
    their_revision: int
    changed_by: UUID | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """changed: how many cells became different. stale: those refused."""

    changed: int
    stale: Sequence[Stale] = field(default_factory=tuple)


class Answer(NamedTuple):
    """A cell as it stands in a submission. to_date: the number since the year began, where that was given.

    for_member: the backbone entered it for the member.
    """

    number: Decimal | None
    words: str | None
    status: Status | None
    note: str
    revision: int
    changed_by: UUID | None
    changed_at: datetime
    to_date: Decimal | None = None
    for_member: bool = False

    @property
    def typed(self) -> str:
        return self.words or ("" if self.number is None else format(self.number, "f"))

    @property
    def unseen(self) -> "Answer":
        """The same as it is told to whoever may not read it: that there is one, if there is."""
        status = Status.WITHHELD if self.status else None
        return self._replace(number=None, words=None, to_date=None, status=status, note="")
