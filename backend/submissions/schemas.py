"""The one shape all ways in produce, and what becomes of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from backend.kit.amounts import read_decimal
from backend.kit.errors import Invalid, Problem
from backend.submissions.checks import Asked, Cell, Kind, Place
from backend.submissions.rules import Status


@dataclass(frozen=True, slots=True)
class DraftCell:
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

    def read(self, asked: Asked) -> Cell:
        """As the checks take it. Raises Invalid with everything that cannot be read or kept."""
        where = asked.where(self.category)
        typed, note = plain(self.typed), plain(self.note)
        problems = [*_too_long(where, typed, MOST_WORDS), *_too_long(where, note, MOST_NOTE)]
        number = None
        if asked.kind is not Kind.TEXT and typed:
            try:
                number = _number(typed, asked.kind, where)
            except Invalid as invalid:
                problems += invalid.problems
        if typed and self.status and not self.status.has_number:
            problems.append(
                Problem(
                    where,
                    f"there is an answer and also “{self.status.shown_as}”: keep one of the two",
                    "answer.number_and_status",
                )
            )
        if problems:
            raise Invalid(problems)
        status = self.status or (Status.REPORTED if typed else None)
        return Cell(self.element, self.category, number, typed if asked.kind is Kind.TEXT else "", status, note)


MOST_WORDS, MOST_NOTE = 5000, 2000
_YES_NO = {"yes": Decimal(1), "no": Decimal(0), "1": Decimal(1), "0": Decimal(0)}


def _number(typed: str, kind: Kind, where: str) -> Decimal:
    if kind is not Kind.YES_NO:
        return read_decimal(typed, where=where, what="an amount of money" if kind is Kind.MONEY else "a number")
    if typed.lower() not in _YES_NO:
        raise Invalid("answer yes or no", where=where, code="number.not_yes_no")
    return _YES_NO[typed.lower()]


def plain(text: str) -> str:
    """With one kind of line end, and without the one character the database cannot keep."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def _too_long(where: str, text: str, most: int) -> list[Problem]:
    if len(text) <= most:
        return []
    return [Problem(where, f"this text has {len(text):,} characters; shorten it to {most:,}", "text.too_long")]


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers to one submission, from whichever way in. Cells not named stay as they are."""

    cells: Sequence[DraftCell]

    def read(self, asked: Mapping[str, Asked]) -> list[Cell]:
        """Raises Invalid with every cell that cannot be read, is not asked or comes twice."""
        cells: list[Cell] = []
        problems = list(self._twice())
        for cell in self.cells:
            question = asked.get(cell.element)
            if question is None or not question.asks(cell.category):
                where = cell.element if question is None else question.where(cell.category)
                problems.append(Problem(where, "this is not asked in this collection", "element.not_asked"))
                continue
            try:
                cells.append(cell.read(question))
            except Invalid as invalid:
                problems += invalid.problems
        if problems:
            raise Invalid(problems)
        return cells

    def _twice(self) -> Iterator[Problem]:
        for (element, category), times in Counter(cell.place for cell in self.cells).items():
            if times > 1:
                where = element if category is None else f"{element}, {category}"
                yield Problem(where, f"answered {times} times; keep one answer", "answer.double")


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

    checks: what the checks would say of the submission then.
    """

    lines: Sequence[Compared]
    checks: Sequence[Problem] = ()

    def of(self, outcome: Outcome) -> Sequence[Compared]:
        return [line for line in self.lines if line.outcome is outcome]


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
