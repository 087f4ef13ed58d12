"""A file as it was read: tabs of cells, each the exact text that stands there. Nothing is repaired or guessed. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Spot = tuple[int, int]  # row and column, both counted from 1
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class CellKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"  # text: as the file keeps it, e.g. "1234.5", exact
    PERCENT = "percent"  # a number shown with a percent sign: text "0.12" is what a person sees as 12%
    DATE = "date"  # text: ISO, "2026-09-30"
    YES_NO = "yes_no"  # text: "TRUE" or "FALSE"
    ERROR = "error"  # text: "#REF!"
    UNCOMPUTED = "uncomputed"  # a formula whose value was never stored; text: empty


@dataclass(frozen=True, slots=True)
class SheetCell:
    """formula: the number or text came from one, and is its stored value."""

    text: str
    kind: CellKind = CellKind.TEXT
    formula: bool = False

    @property
    def readable(self) -> bool:
        return self.kind not in (CellKind.ERROR, CellKind.UNCOMPUTED)


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of cells shown as one; what it holds stands in its first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet. cells: only those with something in them. A delimited file is one tab without a name."""

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

    @property
    def rows(self) -> int:
        """The last row with anything in it."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def columns(self) -> int:
        return max((column for _, column in self.cells), default=0)


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
