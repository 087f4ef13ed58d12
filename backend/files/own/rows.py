"""Which rows of a table are rows of their own: not its totals, its titles in between, nor what is written below it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from backend.files.own.cells import Cells
from backend.files.own.places import FoundTable, Grid
from backend.files.own.words import is_total, same
from backend.kit.amounts import EXACT
from backend.kit.errors import Problem
from backend.kit.languages import translated
from backend.kit.sheets.book import CellKind, Tab, letters
from backend.submissions.checks import Asked


@dataclass(frozen=True, slots=True)
class Rows:
    """data: those whose numbers are added. total: the row below them that says their sum, if one does.

    problems: rows of which nobody said what they are.
    """

    data: Sequence[int] = ()
    total: int | None = None
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()


@dataclass(slots=True)
class _Sorted:
    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)  # with words, but without a figure
    problems: list[Problem] = field(default_factory=list)
    passed: int = 0


def rows_of(found: FoundTable) -> Rows:
    rows = _sort(found)
    tab = found.grid.tab
    if not rows.data:
        return Rows(problems=(_no_rows(found, rows),))
    end = _end(rows, tab)
    for row in rows.unclear:
        if row < end and not found.part.only:
            rows.problems.append(_without_figures(tab, row))
    return Rows(rows.data, _grand_total(found, rows), rows.problems, [*_notes(rows), *_on_only(found)])


def _no_rows(found: FoundTable, rows: _Sorted) -> Problem:
    """Because nothing stands below the headings, or nothing with what was asked for."""
    message = translated("There is no row with figures below the headings in row %(row)s.", row=found.header_row)
    wanted = _only(found)
    if wanted and rows.unclear:
        message = translated(
            "No row that has %(wanted)s has figures below the headings in row %(row)s.",
            wanted=wanted,
            row=found.header_row,
        )
    elif wanted:
        message = translated(
            "No row below the headings in row %(row)s has %(wanted)s, and only such rows are read. Say what this period’s"
            " rows have there.",
            row=found.header_row,
            wanted=wanted,
        )
    column = found.only[0][0] if wanted else 1
    return Problem(found.grid.tab.at(found.first_row, column), message, "mapping.no_rows")


def _on_only(found: FoundTable) -> list[str]:
    return [translated("Only rows that have %(only)s were read.", only=_only(found))] if found.only else []


def _only(found: FoundTable) -> str:
    """`“2026 Q3” in column D (“quarter”)`; empty where all rows are read."""
    wording = found.grid.wording
    return translated(" and ").join(
        translated(
            "%(it)s in column %(letters)s (“%(shown)s”)",
            it=f"“{wording.shown(one.equals)}”" if one.equals else translated("nothing"),
            letters=letters(column),
            shown=wording.shown(one.column.words),
        )
        for one, (column, _) in zip(found.part.only, found.only, strict=True)
    )


def first_text(tab: Tab, row: int) -> str:
    """What a row is called: its first text that is no number."""
    return next(
        (cell.text.strip() for _, cell in tab.row(row) if cell.kind is CellKind.TEXT and _is_words(cell.text)), ""
    )


def _is_words(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def _sort(found: FoundTable) -> _Sorted:
    rows, tab = _Sorted(), found.grid.tab
    columns = {column for _, several in found.columns for column in several}
    left_out = {same(one) for one in found.part.left_out}
    fold = cache(found.grid.wording.fold)  # a column of periods says the same few words over and over
    for row in _numbered(tab, found.first_row):
        called = first_text(tab, row)
        if same(called) in left_out or _is_heading(found, row):
            rows.passed += 1
            rows.totals += [row] if is_total(called) or not called else []
        elif all(fold(tab.text(*found.grid.first((row, column)))) == equals for column, equals in found.only):
            filled = any(_holds(tab, row, column) for column in columns)
            (rows.data if filled else rows.unclear).append(row)
            if filled and is_total(called) and not found.only:
                rows.problems.append(_looks_like_total(tab, row, called))
    nameless = [row for row in rows.data if not first_text(tab, row)]
    if len(nameless) < len(rows.data) and not found.only:
        rows.problems += [_nameless(tab, row) for row in nameless]
    return rows


def _numbered(tab: Tab, first: int) -> Iterator[int]:
    return (row for row, texts in tab.lines() if row >= first and any(text.strip() for text in texts))


def _holds(tab: Tab, row: int, column: int) -> bool:
    cell = tab.cells.get((row, column))
    return cell is not None and (not cell.readable or bool(cell.text.strip()))


def _is_heading(found: FoundTable, row: int) -> bool:
    """The headings again, as at the top of a printed page."""
    words = [(found.grid.words((row, column)), name.words) for answer, several in found.columns
             for column, name in zip(several, answer.columns, strict=True)]  # fmt: skip
    return all(there and (there == name or there in name.split(" / ")) for there, name in words)


def _end(rows: _Sorted, tab: Tab) -> int:
    """The first row that is surely not of the table: after an empty one below the last figures."""
    row = max([*rows.data, *rows.totals])
    while any(True for _ in tab.row(row + 1)):
        row += 1
    return row + 1


def _without_figures(tab: Tab, row: int) -> Problem:
    called = first_text(tab, row)
    message = translated(
        "%(row)s has no figure where figures are read. If it is a title or a remark, leave it out; if it is a row of its"
        " own, a figure is missing: blank is not zero.",
        row=f"“{called}”" if called else translated("This row"),
    )
    return Problem(tab.at(row, 1), message, "mapping.row")


def _looks_like_total(tab: Tab, row: int, called: str) -> Problem:
    message = translated(
        "“%(called)s” looks like a total of other rows, which would count them twice. Say whether to leave it out.",
        called=called,
    )
    return Problem(tab.at(row, 1), message, "mapping.total")


def _nameless(tab: Tab, row: int) -> Problem:
    message = translated(
        "This row has figures and, unlike the others, no name. It may be a total, which would count"
        " them twice. Say whether to leave out rows without a name."
    )
    return Problem(tab.at(row, 1), message, "mapping.nameless")


def _grand_total(found: FoundTable, rows: _Sorted) -> int | None:
    last = max(rows.totals, default=0)
    whole = last > max(rows.data) and not same(first_text(found.grid.tab, last)).startswith("sub")
    return last if whole and not found.part.only else None


def _notes(rows: _Sorted) -> list[str]:
    count = len(rows.data)
    if count <= 1:
        return []
    added = translated(
        "%(count)s rows were added up: %(first)s to %(last)s.", count=count, first=rows.data[0], last=rows.data[-1]
    )
    return [" ".join([added, *([translated("Rows left out: %(passed)s.", passed=rows.passed)] if rows.passed else [])])]


def total_below(
    grid: Grid, row: int, columns: Sequence[int], factor: Decimal, cells: Cells, asked: Asked
) -> Decimal | None:
    """What the file itself says the rows come to; None where that cannot be read."""
    held = [cells.read(grid, (row, column), asked, alone=True, silent=True) for column in columns]
    numbers = [one for one in held if isinstance(one, Decimal)]
    if len(numbers) < len(held):
        return None
    return EXACT.multiply(sum(numbers, Decimal(0)), factor)
