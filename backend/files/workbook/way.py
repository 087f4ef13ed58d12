"""Our own workbook, come back: whose it is, which of its cells were touched, and what they say.

A cell that still holds what it was sent out with says nothing: what was answered on the site meanwhile stays. A cell that
was emptied takes its answer away; one that was empty all along does not, nor one whose answer the sender may not see.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from backend.files.own.numbers import read_cell
from backend.files.own.texts import evidence
from backend.files.ways import Answers, Interpreted, Way, WayIn
from backend.files.workbook.facts import Facts, check_first_tab, facts, whose
from backend.files.workbook.layout import PERIOD_SWITCH, THIS_PERIOD, TO_DATE, Head, as_sent, status_of, written
from backend.files.workbook.rows import Row, beside, has_answers, marks_in, merged_over, rows
from backend.files.workbook.zip import said, together
from backend.files.zip_sheet.facts import keep
from backend.kit.amounts import within_limits
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated, translated_many
from backend.kit.sheets.book import Book, CellKind, SheetCell
from backend.submissions.checks import Asked, Kind, Place
from backend.submissions.rules import CHOICES, Status
from backend.submissions.schemas import Draft, DraftCell


def recognises(book: Book) -> bool:
    """By its marks, or by a tab that is laid out as ours are."""
    return bool(marks_in(book)) or any(has_answers(tab) for tab in book.tabs)


# ---- What it says ----------------------------------------------------------------------------------------------------


def interpret(book: Book, known: Facts) -> Interpreted:
    """Raises Refused when it is for another member, collection or collaborative."""
    found = marks_in(book)
    notes = list(whose(found, known))
    if not found:
        check_first_tab(book, known)
    problems: list[Problem] = []
    to_date = _to_date(book, problems)
    answers = rows(book, known.asked)
    problems += [*answers.problems, *merged_over(answers.of.values())]
    reading = _Reading(known, bool(to_date), evidence(_texts(answers.of.values())).decimal_comma)
    cells = [cell for place, row in answers.of.items() if (cell := reading.cell(place, row, problems))]
    notes += [*_on_words(answers.by_words), *_on_left(reading.left), *_on_hidden(answers.of.values())]
    in_merged = {problem.where for problem in problems if problem.code == "workbook.merged"}
    by_zip = said(book, known.zip)
    problems += by_zip.problems
    good = [cell for cell in cells if cell.at not in in_merged]
    draft = Draft(list(together(good, frozenset(reading.touched), by_zip, problems)), to_date)
    return Interpreted([Answers(known.mine.submission, draft)], problems, [*notes, *by_zip.notes], by_zip.kept)


def _to_date(book: Book, problems: list[Problem]) -> bool | None:
    """Whether its figures count since the year began; None where the file has no such choice."""
    switch = beside(book, PERIOD_SWITCH)
    if switch is None:
        return None
    said = " ".join(switch[1].text.split()).casefold()
    if said not in (THIS_PERIOD, TO_DATE):
        problems.append(
            Problem(
                switch[0],
                translated("write “%(this)s” or “%(to_date)s”", this=THIS_PERIOD, to_date=TO_DATE),
                "workbook.period_switch",
            )
        )
    return said == TO_DATE


def _texts(found: Iterable[Row]) -> Iterator[str]:
    for row in found:
        cell = row.cell(Head.ANSWER)
        if cell and cell.kind is CellKind.TEXT:
            yield cell.text


class _Reading:
    """Of every row what it says. left: rows left alone, as only the site's answer moved on. touched: written into."""

    def __init__(self, known: Facts, to_date: bool, decimal_comma: bool | None) -> None:
        self.known, self.to_date, self.decimal_comma = known, to_date, decimal_comma
        self.left: list[Row] = []
        self.touched: set[Place] = set()

    def cell(self, place: Place, row: Row, problems: list[Problem]) -> DraftCell | None:
        """None where it says nothing, or what cannot be taken, which is then among the problems."""
        asked = self.known.asked.get(place[0])
        if asked is None or not asked.asks(place[1]):
            if not row.blank:
                problems.append(
                    Problem(
                        row.at(Head.ANSWER), translated("this is not asked in this collection"), "element.not_asked"
                    )
                )
            return None
        before = len(problems)
        status, note = self._status(row, problems), self._words(row, Head.NOTE, problems)
        typed, meant = self._typed(row, asked, status, problems)
        if len(problems) > before:
            return None
        to_date = self.to_date and asked.adds
        cell = DraftCell(place[0], place[1], typed, meant, note, to_date=to_date, at=row.at(Head.ANSWER))
        return cell if self._says(cell, row) else None

    def _says(self, cell: DraftCell, row: Row) -> bool:
        sent = row.text(Head.AS_SENT)
        blank = not (cell.typed or cell.status or cell.note)
        if blank and (not sent or self.known.hidden.has(*cell.place)):
            return False
        if sent != as_sent(cell.typed, cell.status, cell.note):
            self.touched.add(cell.place)
            return True
        if sent != self.known.standing.get(cell.place, _NOTHING):
            self.left.append(row)
            return False
        return not blank

    def _status(self, row: Row, problems: list[Problem]) -> Status | None:
        words = self._words(row, Head.WHY, problems)
        status = status_of(words)
        if words and status is None:
            offered = ", ".join(f"“{one}”" for one in CHOICES.values())
            problems.append(
                Problem(
                    row.at(Head.WHY),
                    translated("“%(words)s” is none of the reasons: %(offered)s", words=words[:60], offered=offered),
                    "status.unknown",
                )
            )
        return None if status is Status.REPORTED else status

    def _words(self, row: Row, head: Head, problems: list[Problem]) -> str:
        cell = row.cell(head)
        if cell and not cell.readable:
            message = translated(
                "%(text)s stands here; write it in words", text=cell.text or translated("a formula without its result")
            )
            problems.append(Problem(row.at(head), message, "cell.error"))
            return ""
        return cell.text.strip() if cell else ""

    def _typed(
        self, row: Row, asked: Asked, status: Status | None, problems: list[Problem]
    ) -> tuple[str, Status | None]:
        """The answer as a draft carries it. A reason written where the number belongs is taken as the reason."""
        cell = row.cell(Head.ANSWER)
        if cell is None or (cell.kind is CellKind.TEXT and not cell.text.strip()):
            return "", status
        if asked.kind is Kind.TEXT:
            return written(None, self._words(row, Head.ANSWER, problems), Kind.TEXT), status
        meant = status_of(cell.text) if cell.kind is CellKind.TEXT else None
        if meant and not meant.has_number and status in (None, meant):
            return "", meant
        try:
            return written(self._number(cell, asked), None, asked.kind), status
        except Invalid as invalid:
            problems += [_worded(one, cell, row.at(Head.ANSWER), asked) for one in invalid.problems]
            return "", status

    def _number(self, cell: SheetCell, asked: Asked) -> Decimal:
        if cell.kind is CellKind.TEXT and _LONG.fullmatch(cell.text):  # as we wrote it: no double holds so many digits
            return within_limits(Decimal(cell.text))
        currency = asked.unit if asked.kind is Kind.MONEY else ""
        return read_cell(
            cell, kind=asked.kind, unit=asked.unit, currency=currency, decimal_comma=self.decimal_comma
        ).number


_NOTHING = as_sent("", None, "")
_LONG = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _worded(problem: Problem, cell: SheetCell, at: str, asked: Asked) -> Problem:
    """At its address; and what would be right in a workbook, where nobody chooses how commas are read."""
    if problem.code == "number.ambiguous":
        message = translated(
            "“%(text)s” may have a decimal comma or not: write it without the comma, e.g. 1200.50",
            text=cell.text.strip(),
        )
    elif asked.kind is Kind.MONEY and problem.code in ("number.words", "number.not_a_number", "number.word"):
        message = translated(
            "“%(text)s” is not an amount of money; write digits, e.g. 1200.50", text=cell.text.strip()[:60]
        )
    else:
        message = problem.message
    return Problem(at, message, problem.code)


# ---- How it was read -------------------------------------------------------------------------------------------------


def _on_words(by_words: Sequence[Row]) -> Iterator[str]:
    if by_words:
        yield translated_many(
            "%(cells)s no longer had the hidden code of the question beside the answer, and was found by question and"
            " split instead. Look at these twice.",
            "%(cells)s no longer had the hidden code of the question beside the answer, and were found by question and"
            " split instead. Look at these twice.",
            len(by_words),
            cells=_several(by_words),
        )


def _on_left(left: Sequence[Row]) -> Iterator[str]:
    if left:
        yield translated_many(
            "%(cells)s was answered anew on the site since this workbook was made, and not touched in it: what stands on"
            " the site stays.",
            "%(cells)s were answered anew on the site since this workbook was made, and not touched in it: what stands on"
            " the site stays.",
            len(left),
            cells=_several(left),
        )


def _on_hidden(found: Iterable[Row]) -> Iterator[str]:
    hidden = [row for row in found if not row.blank and (row.tab.hidden or row.number in row.tab.hidden_rows)]
    if hidden:
        yield translated_many(
            "%(cells)s is hidden in the file, and read as all others.",
            "%(cells)s are hidden in the file, and read as all others.",
            len(hidden),
            cells=_several(hidden),
        )


def _several(found: Sequence[Row]) -> str:
    """Cells by their addresses; many by the first few."""
    named = [row.at(Head.ANSWER) for row in found]
    if len(named) <= 5:
        return ", ".join(named)
    return translated("%(named)s and %(more)s more cells", named=", ".join(named[:4]), more=len(named) - 4)


WAY_IN = WayIn(Way.WORKBOOK, recognises, facts, interpret, also_save=keep)
