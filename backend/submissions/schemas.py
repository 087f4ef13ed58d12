"""The one shape all ways in produce, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from backend.kit.amounts import read_decimal
from backend.kit.errors import Invalid, Problem
from backend.submissions.checks import Asked, Cell, Kind, Place
from backend.submissions.rules import Status


@dataclass(frozen=True, slots=True)
class DraftCell:
    """One answer as it came in.

    typed: the number or the words as typed; empty with a status says why there is none.
    seen: the revision the person had before them; None where there was no entry, or none was looked at.
    """

    element: str
    category: str | None = None
    typed: str = ""
    status: Status | None = None
    note: str = ""
    seen: int | None = None

    @property
    def place(self) -> Place:
        return self.element, self.category

    def read(self, asked: Asked) -> Cell:
        """As the checks take it. Raises Invalid when a number cannot be read from what was typed."""
        typed, note = self.typed.strip(), self.note.strip()
        if asked.kind is Kind.TEXT:
            status = self.status or (Status.REPORTED if typed else None)
            return Cell(self.element, self.category, None, typed, status, note)
        where = asked.where(self.category)
        number = read_decimal(typed, where=where) if typed else None
        status = self.status or (Status.REPORTED if number is not None else None)
        if number is not None and status and not status.has_number:
            raise Invalid(
                f"there is a number and also “{status.shown_as}”: keep one of the two",
                where=where,
                code="answer.number_and_status",
            )
        return Cell(self.element, self.category, number, "", status, note)


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers to one submission, from whichever way in. Cells not named stay as they are."""

    cells: Sequence[DraftCell]

    def read(self, asked: Mapping[str, Asked]) -> list[Cell]:
        """Raises Invalid with every cell that cannot be read or is not asked."""
        cells: list[Cell] = []
        problems: list[Problem] = []
        for cell in self.cells:
            if cell.element not in asked:
                problems.append(Problem(cell.element, "this is not asked in this collection", "element.not_asked"))
                continue
            try:
                cells.append(cell.read(asked[cell.element]))
            except Invalid as invalid:
                problems += invalid.problems
        if problems:
            raise Invalid(problems)
        return cells


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


@dataclass(frozen=True, slots=True)
class Answer:
    """A cell as it stands in a submission."""

    number: Decimal | None
    words: str | None
    status: Status | None
    note: str
    revision: int
    changed_by: UUID | None
    changed_at: datetime

    @property
    def typed(self) -> str:
        return self.words or ("" if self.number is None else format(self.number, "f"))
