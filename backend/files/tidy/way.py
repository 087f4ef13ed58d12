"""The tidy list of values: one row a value, the same columns out and in, so that what was taken out comes back unchanged.

`member, period, element, breakdown, value, status, note`: a member's code; the period as the calendar writes it; the
element's code; the breakdown's category as `gender.women`, empty for the total; the number as exact text, or words; the
status, which may be left out beside a value; a note.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.tidy import facts as tidy_facts
from backend.files.tidy.facts import TidyFacts
from backend.files.ways import Answers, Interpreted, Way, WayIn
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.sheets.book import Book, CellKind, Tab
from backend.kit.sheets.fields import plain
from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.tables import Submission

COLUMNS = ("member", "period", "element", "breakdown", "value", "status", "note")
_NEEDED = frozenset({"member", "period", "element", "value"})
STATUSES = {word.casefold(): one for one in Status for word in (one.value, one.shown_as)}
_FAULTS = {
    CellKind.ERROR: later("there is an error in this cell of the spreadsheet; write the value itself"),
    CellKind.UNCOMPUTED: later("this formula was saved without its value; write the value itself"),
    CellKind.PERCENT: later("this cell is shown as a percent; write the plain number that is asked for"),
    CellKind.DATE: later("this is a date; write the plain number that is asked for"),
}


class Line(NamedTuple):
    """One row of the list. Texts without spaces around them; a column that is not there is empty."""

    row: int
    member: str
    period: str
    element: str
    breakdown: str
    value: str
    status: str
    note: str

    @property
    def blank(self) -> bool:
        return not (self.value or self.status or self.note)


def recognises(book: Book) -> bool:
    return bool(book.tabs) and _columns(book.tabs[0]) is not None


def _columns(tab: Tab) -> Mapping[str, int] | None:
    """Where each column stands, counted from 1, by the names in the first row."""
    row, texts = next(tab.lines(), (0, ()))
    named = {text.strip().casefold(): column for column, text in enumerate(texts, 1)} if row == 1 else {}
    return {name: named[name] for name in COLUMNS if name in named} if named.keys() >= _NEEDED else None


def lines(book: Book) -> Iterator[Line]:
    for row, texts in _texts(book.tabs[0], COLUMNS):
        yield Line(row, *texts)


def _texts(tab: Tab, names: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Of each row below the first, what stands in these columns."""
    at = _columns(tab) or {}
    places = [at.get(name, 0) - 1 for name in names]
    # What keeps a field of a delimited file from being a formula is no part of it; a spreadsheet's cell has no need of it.
    undone = str if tab.name else plain
    for row, texts in tab.lines():
        if row > 1:
            count = len(texts)
            yield row, [undone(texts[place]).strip() if 0 <= place < count else "" for place in places]


async def facts(session: AsyncSession, submission: Submission | None, book: Book) -> TidyFacts:
    # Two columns of a hundred thousand rows: the others are read with the answers.
    named = {(member, period) for _, (member, period) in _texts(book.tabs[0], ("member", "period"))}
    return await tidy_facts.read(session, submission, named)


def interpret(book: Book, known: TidyFacts) -> Interpreted:
    """Every row an answer of the submission it belongs to.

    Raises:
        Invalid: it was sent for one submission and has rows of another member or period; all of them by row.
    """
    columns = _columns(book.tabs[0])
    assert columns is not None  # it was recognised
    reading = _Reading(known, book.tabs[0], columns)
    for line in lines(book):
        reading.take(line)
    if reading.strange:
        raise Invalid(reading.strange)
    notes = list(book.notes)
    if reading.blank:
        notes.append(
            translated(
                "Rows with neither a value, a status nor a note, which say nothing: %(blank)s.",
                blank=f"{reading.blank:,}",
            )
        )
    answers = [Answers(id, Draft(cells)) for id, cells in reading.cells.items()]
    return Interpreted(answers, reading.problems, notes)


@dataclass(slots=True)
class _Reading:
    """strange: rows of somebody else than the submission it was sent for. rows: where each cell was answered."""

    known: TidyFacts
    tab: Tab
    columns: Mapping[str, int]
    cells: dict[UUID, list[DraftCell]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)
    strange: list[Problem] = field(default_factory=list)
    rows: dict[tuple[UUID, str, str | None], int] = field(default_factory=dict)
    asks: dict[tuple[int, str, str | None], bool] = field(default_factory=dict)
    blank: int = 0
    value_column: str = ""  # the address of its cells but for the row

    def __post_init__(self) -> None:
        self.value_column = self.tab.at(1, self.columns["value"]).removesuffix("1")

    def take(self, line: Line) -> None:
        if line.blank:
            self.blank += 1
            return
        if self.tab.name and (fault := self._unreadable(line)):
            self._wrong(line, "value", fault)
            return
        owner = self.known.owner(line.member, line.period)
        if not owner.fault:
            self._place(line, owner.asking)
        elif owner.stranger:
            self.strange.append(self._problem(line, "member", owner.fault, "file.other"))
        else:
            self._wrong(line, owner.column, owner.fault)

    def _unreadable(self, line: Line) -> str:
        """What is wrong with a spreadsheet's cell, in which a text is not always what a person sees."""
        cell = self.tab.cells.get((line.row, self.columns["value"]))
        return translated(_FAULTS[cell.kind]) if cell and cell.kind in _FAULTS else ""

    def _place(self, line: Line, asking: Sequence[tidy_facts.Asking]) -> None:
        category = line.breakdown or None
        if len(asking) == 1 and self._asks(asking[0], line.element, category):  # as nearly every row is
            self._cell(line, asking[0].submission_id, category)
            return
        asked = [one for one in asking if line.element in one.asked]
        if not asked:
            self._wrong(
                line, "element", translated("“%(element)s” is not asked in this collection", element=line.element[:60])
            )
            return
        fitting = [one for one in asked if one.asked[line.element].asks(category)]
        if not fitting:
            name = asked[0].asked[line.element].name
            self._wrong(
                line,
                "breakdown",
                translated(
                    "%(name)s is not split by “%(breakdown)s” in this collection",
                    name=name,
                    breakdown=line.breakdown[:60],
                ),
            )
        elif len(fitting) > 1:
            named = " and ".join(one.name for one in fitting)
            self._wrong(
                line,
                "element",
                translated("this is asked in %(named)s: send this row at one of these submissions", named=named),
            )
        else:
            self._cell(line, fitting[0].submission_id, category)

    def _asks(self, of: tidy_facts.Asking, element: str, category: str | None) -> bool:
        """Known from the first row on: the same is asked of every member of a collection."""
        key = (id(of.asked), element, category)
        if key not in self.asks:
            self.asks[key] = element in of.asked and of.asked[element].asks(category)
        return self.asks[key]

    def _cell(self, line: Line, submission_id: UUID, category: str | None) -> None:
        status = STATUSES.get(line.status.casefold()) if line.status else None
        if line.status and status is None:
            offered = ", ".join(Status)
            self._wrong(
                line,
                "status",
                translated(
                    "“%(status)s” is no status; write one of %(offered)s, or leave it empty",
                    status=line.status[:60],
                    offered=offered,
                ),
            )
            return
        before = self.rows.setdefault((submission_id, line.element, category), line.row)
        if before != line.row:
            self._wrong(
                line,
                "value",
                translated("this was answered in row %(before)s already; keep one of the two", before=before),
            )
            return
        cell = DraftCell(line.element, category, line.value, status, line.note, at=f"{self.value_column}{line.row}")
        self.cells[submission_id].append(cell)

    def _wrong(self, line: Line, column: str, message: str) -> None:
        self.problems.append(self._problem(line, column, message, f"tidy.{column}"))

    def _problem(self, line: Line, column: str, message: str, code: str) -> Problem:
        return Problem(self._at(line, column), message, code)

    def _at(self, line: Line, column: str) -> str:
        return self.tab.at(line.row, self.columns.get(column, 1))


WAY_IN = WayIn(Way.TIDY, recognises, facts, interpret, many=True)
