"""A file as it was read: tabs of cells, each the exact text that stands there. Nothing is repaired or guessed. Pure.

A sheet of a thousand cells is read cell by cell: `tab.cells[row, column]`, `tab.text(row, column)`, `tab.row(row)`. One of
a million is read by line: `for number, texts in tab.lines()`, at some ten million texts a second, no cell being made.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.kit.sheets.cells import CellKind, Cells, SheetCell, Spot

__all__ = ["Book", "CellKind", "Merged", "SheetCell", "Spot", "Tab", "address", "letters", "spot"]

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of cells shown as one; what it holds stands in its first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet. cells: only those with something in them; as they come from a file, `Cells`, which keeps them by row.

    A delimited file is one tab without a name, its cells all TEXT. merged: cut to what is filled.
    """

    name: str
    cells: Mapping[Spot, SheetCell]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[Merged] = field(default_factory=tuple)

    def text(self, row: int, column: int) -> str:
        """Empty where nothing stands."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def at(self, row: int, column: int) -> str:
        """The cell as a person finds it: `Spend!D14`, or `D14` in a file without tabs."""
        return f"{self.name}!{address(row, column)}" if self.name else address(row, column)

    def lines(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Row number and the texts from column 1 to the last that is filled; empty rows are left out, empty cells are "".

        Counted as a spreadsheet counts; in a delimited file a record with line ends in its cells is one row.
        """
        return Cells.of(self.cells).lines()

    def row(self, number: int) -> Iterator[tuple[int, SheetCell]]:
        """Columns and cells of one row, from left to right."""
        return Cells.of(self.cells).row(number)

    @property
    def rows(self) -> int:
        """The last row with anything in it."""
        return Cells.of(self.cells).height

    @property
    def columns(self) -> int:
        return Cells.of(self.cells).width


@dataclass(frozen=True, slots=True)
class Book:
    """properties: the file's own properties, by name, such as the ids our workbook carries. notes: what was detected on
    the way, in sentences for whoever sent it.
    """

    tabs: Sequence[Tab]
    sha256: str
    properties: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = field(default_factory=tuple)

    def tab(self, name: str) -> Tab | None:
        wanted = name.strip().casefold()
        return next((tab for tab in self.tabs if tab.name.strip().casefold() == wanted), None)


def letters(column: int) -> str:
    """A spreadsheet's name for the column: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def spot(address: str) -> Spot | None:
    """Of `D14`, or None for what is no address."""
    found = _ADDRESS.fullmatch(address.strip().upper().replace("$", ""))
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
