"""Mappings and the files they are laid over."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from backend.files.own.facts import MappedFacts, SavedMapping
from backend.files.own.places import Fit, grids_of
from backend.files.own.schemas import Form, FormAnswer, Labelled, Mapping, Named, Table, TableAnswer
from backend.files.own.way import fit, read
from backend.files.own.words import Wording
from backend.files.ways import Interpreted
from backend.kit.periods import Calendar, Period
from backend.kit.sheets.book import Book
from backend.submissions.checks import Asked, Kind
from tests.files.books import Value, book, tab

Q3 = Period(date(2026, 7, 1), 3)
ASKED = {
    "hires": Asked("hires", "New hires", "people", Kind.COUNT, adds=True),
    "staff": Asked("staff", "Employees", "people", Kind.COUNT),
    "spend": Asked("spend", "Spend", "USD", Kind.MONEY, adds=True),
    "share": Asked("share", "Share local", "%", Kind.DECIMAL),
    "did": Asked("did", "What we did", "", Kind.TEXT),
}
HERE = UUID(int=1)


def known(period: Period = Q3, *saved: SavedMapping, year_starts_in: int = 1) -> MappedFacts:
    return MappedFacts(HERE, Wording(period, Calendar(year_starts_in)), "USD", ASKED, saved)


def laid(shape: Mapping, found: Book, facts: MappedFacts) -> Fit:
    return fit(shape, grids_of(found, facts.wording), facts)


def named(words: str) -> Named:
    return Named(words=words)


def table(*answers: tuple[str, str], **options: Any) -> Table:
    """answers: element and the words of its column."""
    made = tuple(TableAnswer(element=element, columns=(named(words),)) for element, words in answers)
    return Table(**{"tab": "staff", "answers": made, **options})


def form(*answers: tuple[str, str], right: int = 1, below: int = 0, **options: Any) -> Form:
    made = tuple(
        FormAnswer(element=element, cells=(Labelled(label=named(words), right=right, below=below),))
        for element, words in answers
    )
    return Form(**{"tab": "staff", "answers": made, **options})


def mapping(*parts: Table | Form, **options: Any) -> Mapping:
    return Mapping(parts=parts, saved_for=Q3.start, **options)


def answers(found: Interpreted) -> dict[str, str]:
    """What each element was answered with: the number, or the status."""
    cells = found.answers[0].draft.cells
    return {cell.element: cell.typed or str(cell.status) for cell in cells}


def places(found: Interpreted) -> dict[str, str]:
    return {cell.element: cell.at for cell in found.answers[0].draft.cells}


def codes(found: Interpreted) -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for problem in found.problems]


def read_rows(rows: Sequence[Sequence[Value]], shape: Mapping, **options: Any) -> Interpreted:
    return read(shape, book(tab(rows, **options)), known())


DEPARTMENTS: list[list[Value]] = [
    ["Saint Example Hospital"],
    ["Workforce, Q3 2026", None, "prepared 12 October"],
    [],
    ["Department", "New Hires", "Headcount"],
    ["Nursing", 12, 400],
    ["Pharmacy", 3, 41],
    ["Facilities", 5, 80],
]
SUMMED = mapping(table(("hires", "new hires"), ("staff", "headcount")))
