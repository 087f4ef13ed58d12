"""A member's own file, read through the mapping saved for it. Nothing is dropped silently: a mapped cell is read or named.

A sum with a part missing is not known: it is refused, or becomes the status the part was said to mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.answers import add_up
from backend.files.own import facts as mapped_facts
from backend.files.own.cells import Blank, Cells, Held
from backend.files.own.facts import MappedFacts
from backend.files.own.places import Fit, FoundForm, FoundTable, Grid, grids_of, lay
from backend.files.own.rows import rows_of, total_below
from backend.files.own.schemas import FormAnswer, Mapping, Table, TableAnswer
from backend.files.own.words import scale_in
from backend.files.ways import Answers, Interpreted, Unpointed, Way, WayIn
from backend.kit.amounts import to_json_number
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.sheets.book import Book, Spot, address
from backend.submissions.checks import Asked, Kind
from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.tables import Submission

_MOST_NOTES = 20


def recognises(book: Book) -> bool:
    """Any file may be a member's own; hence this way is tried last."""
    return any(tab.cells for tab in book.tabs)


async def facts(session: AsyncSession, submission: Submission | None, book: Book) -> MappedFacts:
    if submission is None:
        raise Invalid(
            translated(
                "A file of one’s own holds one member’s answers: open that member’s submission and send it there."
            )
        )
    return await mapped_facts.read(session, submission)


def interpret(book: Book, known: MappedFacts) -> Interpreted:
    """By the newest saved mapping that fits the file as a whole.

    Raises:
        Unpointed: none does; the page of the mapping shows what is missing.
    """
    grids = grids_of(book, known.wording)
    for saved in known.mappings:
        laid = fit(saved.shape, grids, known)
        if laid.whole:
            found = _read(saved.shape, laid, book, known)
            return Interpreted(found.answers, found.problems, (saved.told, *found.notes), {"mapping": str(saved.id)})
    raise Unpointed


def fit(shape: Mapping, grids: Sequence[Grid], known: MappedFacts) -> Fit:
    """Where its words stand, and which are missing: one that names another period than this one is not this one's."""
    laid = lay(shape.parts, grids)
    laid.missing += [problem for words in _literal(shape) if (problem := names_another(shape, words, known))]
    return laid


def names_another(shape: Mapping, words: str, known: MappedFacts) -> Problem | None:
    """Words of a mapping that name the period it was pointed at for, and that one alone."""
    others = known.wording.others(words) if shape.saved_for != known.wording.period.start else []
    if not others:
        return None
    message = translated(
        "“%(words)s” names %(others)s, for which it was pointed at. Point at %(spoken)s.",
        words=words,
        others=others[0],
        spoken=known.wording.period.spoken,
    )
    return Problem(words, message, "mapping.period")


def _literal(shape: Mapping) -> Iterator[str]:
    for part in shape.parts:
        yield part.tab
        for answer in part.answers:
            if isinstance(answer, TableAnswer):
                yield from (column.words for column in answer.columns)
            else:
                yield from (words for cell in answer.cells for words in (cell.label.words, cell.under) if words)
        if isinstance(part, Table):
            yield from (one.equals for one in part.only)


def read(shape: Mapping, book: Book, known: MappedFacts) -> Interpreted:
    """The answers of a file the mapping fits, each with its address; problems by address; how it was read, in sentences.

    Raises:
        Invalid: the mapping does not fit; what is missing.
    """
    laid = fit(shape, grids_of(book, known.wording), known)
    if not laid.whole:
        raise Invalid(laid.missing)
    return _read(shape, laid, book, known)


def _read(shape: Mapping, laid: Fit, book: Book, known: MappedFacts) -> Interpreted:
    reading = _Reading(shape, known, Cells.of(shape, laid, known.currency))
    for part in laid.parts:
        reading.part(part)
    notes = [*book.notes, *reading.notes, *_first(reading.cells.notes)]
    problems = list(dict.fromkeys(reading.problems))
    return Interpreted([Answers(known.submission_id, Draft(reading.draft))], problems, notes)


def _first(notes: Sequence[str]) -> Iterator[str]:
    yield from notes[:_MOST_NOTES]
    if len(notes) > _MOST_NOTES:
        yield translated("%(count)s more cells were read in the same ways.", count=len(notes) - _MOST_NOTES)


@dataclass(slots=True)
class _Reading:
    shape: Mapping
    known: MappedFacts
    cells: Cells
    draft: list[DraftCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def part(self, part: FoundTable | FoundForm) -> None:
        tab = part.grid.tab
        if tab.hidden and not self.shape.hidden:
            self._hidden(tab.name, translated("This tab is hidden"))
        if isinstance(part, FoundForm):
            for form_answer, cells in part.cells:
                self._warn_of_scale([one.label.words for one in form_answer.cells], form_answer.factor)
                self._answer(part.grid, form_answer, cells)
            return
        rows = rows_of(part)
        self.problems += rows.problems
        self.notes += rows.notes
        self._hidden_rows(part, rows.data)
        for answer, columns in part.columns:
            spots = [(row, column) for column in columns for row in rows.data]
            self._hidden_columns(part, columns)
            self._warn_of_scale([one.words for one in answer.columns], answer.factor)
            if spots and not rows.problems:
                self._answer(part.grid, answer, spots)
                self._compare(part, answer, columns, rows.total)

    def _answer(self, grid: Grid, answer: TableAnswer | FormAnswer, spots: Sequence[Spot]) -> None:
        asked = self.known.asked.get(answer.element)
        if asked is None or not asked.asks(answer.category):
            where = asked.where(answer.category) if asked else answer.element
            self.problems.append(
                Problem(where, translated("this is not asked in this collection"), "element.not_asked")
            )
            return
        at = _range(grid, spots)
        if asked.kind is Kind.TEXT:
            words = "\n".join(text for text in (grid.tab.text(*spot).strip() for spot in spots) if text)
            self.draft += [DraftCell(*answer.place, typed=words, at=at)] if words else []
            return
        held = [self.cells.read(grid, spot, asked, alone=len(spots) == 1) for spot in spots]
        faults = [one for one in held if isinstance(one, Problem)]
        self.problems += faults
        if not faults:
            self._take(answer, asked, held, at)

    def _take(self, answer: TableAnswer | FormAnswer, asked: Asked, held: Iterable[Held], at: str) -> None:
        parts = [one for one in held if isinstance(one, Decimal | Status)]
        open_parts = [one for one in held if isinstance(one, Blank)]
        where = asked.where(answer.category)
        if open_parts or not parts:
            self.notes.append(
                translated("%(at)s: nothing stands here, so “%(where)s” is left as it is.", at=at, where=where)
            )
            return
        try:
            number, status = add_up(parts, answer.factor)
        except Invalid as invalid:
            self.problems += [Problem(at, one.message, one.code) for one in invalid.problems]
            return
        typed = "" if number is None else to_json_number(number)
        to_date = self.shape.to_date and asked.adds and bool(typed)
        self.draft.append(
            DraftCell(*answer.place, typed=typed, status=None if typed else status, to_date=to_date, at=at)
        )

    def _compare(self, part: FoundTable, answer: TableAnswer, columns: Sequence[int], total_row: int | None) -> None:
        """A total that stands below the rows is held against what they add up to."""
        asked = self.known.asked.get(answer.element)
        taken = self.draft[-1] if self.draft else None
        if total_row is None or asked is None or taken is None or taken.place != answer.place or not taken.typed:
            return
        stands = total_below(part.grid, total_row, columns, answer.factor, self.cells, asked)
        if stands is not None and stands != Decimal(taken.typed):
            name = _range(part.grid, [(total_row, column) for column in columns])
            self.notes.append(
                translated(
                    "%(at)s add up to %(sum)s, but the total in %(name)s is %(stands)s. See which rows are left"
                    " out, or hidden.",
                    at=taken.at,
                    sum=f"{Decimal(taken.typed):,f}",
                    name=name,
                    stands=f"{stands:,f}",
                )
            )

    def _hidden(self, where: str, what: str) -> None:
        message = translated(
            "%(what)s. Say whether what is hidden is to be read too, or show it in the file.", what=what
        )
        self.problems.append(Problem(where, message, "mapping.hidden"))

    def _hidden_rows(self, part: FoundTable, rows: Sequence[int]) -> None:
        hidden = sorted(part.grid.tab.hidden_rows & set(rows))
        if hidden and not self.shape.hidden:
            self._hidden(
                part.grid.tab.at(hidden[0], 1),
                translated("Rows that are read are hidden: %(list)s", list=_list(hidden)),
            )
        elif hidden:
            self.notes.append(translated("Hidden rows were read too: %(list)s.", list=_list(hidden)))

    def _hidden_columns(self, part: FoundTable, columns: Sequence[int]) -> None:
        for column in sorted(part.grid.tab.hidden_columns & set(columns)):
            if self.shape.hidden:
                self.notes.append(
                    translated(
                        "%(at)s: this column is hidden and was read.", at=part.grid.tab.at(part.header_row, column)
                    )
                )
            else:
                self._hidden(part.grid.tab.at(part.header_row, column), translated("This column is hidden"))

    def _warn_of_scale(self, headings: Sequence[str], factor: Decimal) -> None:
        for heading in headings if factor == 1 else ():
            if scale_in(heading) != 1:
                self.notes.append(
                    translated(
                        "“%(heading)s” may be in thousands or millions; its numbers were taken as they stand.",
                        heading=heading,
                    )
                )


def _list(numbers: Sequence[int]) -> str:
    first = ", ".join(map(str, numbers[:10]))
    if len(numbers) <= 10:
        return first
    return translated("%(names)s and %(more)s more", names=first, more=len(numbers) - 10)


def _range(grid: Grid, spots: Sequence[Spot]) -> str:
    """`Staff!C5`, or `Staff!C5:C14` for a sum; of several columns each with its own."""
    columns: dict[int, list[int]] = {}
    for row, column in spots:
        columns.setdefault(column, []).append(row)
    runs = [(min(rows), max(rows), column) for column, rows in columns.items()]
    named = [address(top, c) if top == bottom else f"{address(top, c)}:{address(bottom, c)}" for top, bottom, c in runs]
    return ", ".join([f"{grid.tab.name}!{named[0]}" if grid.tab.name else named[0], *named[1:]])


WAY_IN = WayIn(Way.MAPPED, recognises, facts, interpret)
