"""One mapped cell: a number, a status, nothing, or what is wrong with it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from backend.files.own.numbers import read_cell
from backend.files.own.places import Fit, FoundForm, FoundTable, Grid
from backend.files.own.refusals import Means
from backend.files.own.schemas import Mapping as Shape
from backend.files.own.texts import Evidence, evidence
from backend.files.own.words import same
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.sheets.book import CellKind, SheetCell, Spot, Tab, address
from backend.submissions.checks import Asked
from backend.submissions.rules import Status


class Blank(Enum):
    """Nothing stands there, or what stands there means that nothing is said."""

    BLANK = 1


Held = Decimal | Status | Blank | Problem
_NO_CELL = SheetCell("")


@dataclass(frozen=True, slots=True)
class Cells:
    """How this file's cells are read. notes: how unusual ones were."""

    words: Mapping[str, Means]
    currency: str
    comma: Evidence
    decimal_comma: bool | None
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, shape: Shape, laid: Fit, currency: str) -> "Cells":
        comma = evidence(_mapped_texts(laid))
        decided = comma.decimal_comma if shape.decimal_comma is None else shape.decimal_comma
        words = {same(word): means for word, means in shape.words.items()}
        return cls(words, currency, comma, decided)

    def read(self, grid: Grid, spot: Spot, asked: Asked, *, alone: bool, silent: bool = False) -> Held:
        """alone: the whole answer stands here, so that a blank leaves the question open; in a sum it is a part missing."""
        cell, where = grid.tab.cells.get(spot, _NO_CELL), grid.tab.at(*spot)
        block = grid.block(spot)
        if block and grid.first(spot) != spot:
            whole = f"{address(block.top, block.left)}:{address(block.bottom, block.right)}"
            return Problem(
                where,
                translated("This cell is part of the merged block %(whole)s, which holds one figure.", whole=whole),
                "cell.merged",
            )
        said = self._said(cell, where, alone)
        if said is not None:
            return said
        try:
            found = read_cell(
                cell, kind=asked.kind, unit=asked.unit, currency=self.currency, decimal_comma=self.decimal_comma
            )
        except Invalid as invalid:
            return Problem(where, invalid.problems[0].message, invalid.problems[0].code)
        if found.note and not silent:
            self.notes.append(f"{where}: {found.note}")
        return found.number

    def _said(self, cell: SheetCell, where: str, alone: bool) -> Held | None:
        """What the words in a cell were said to mean; None where it is to be read as a number."""
        if cell.readable and not cell.text.strip():
            means = self.words.get("")
            if means is None and not alone:
                return Problem(
                    where,
                    translated("The cell is blank, and blank is not zero. Say what a blank means here."),
                    "cell.blank",
                )
            return _meant(means or Means.UNANSWERED)
        means = self.words.get(same(cell.text)) if cell.kind in (CellKind.TEXT, CellKind.ERROR) else None
        return _meant(means) if means else None


def _meant(means: Means) -> Decimal | Status | Blank:
    if means is Means.ZERO:
        return Decimal(0)
    return means.status or Blank.BLANK


def _mapped_texts(laid: Fit) -> Iterator[str]:
    """Of all mapped cells that are texts; what they say of comma and point holds for all of them."""
    for part in laid.parts:
        spots = _of_table(part) if isinstance(part, FoundTable) else _of_form(part)
        yield from (text for spot in spots if (text := _text(part.grid.tab, spot)))


def _of_table(part: FoundTable) -> Iterator[Spot]:
    columns = {column for _, several in part.columns for column in several}
    return ((row, column) for row in range(part.first_row, part.grid.tab.rows + 1) for column in columns)


def _of_form(part: FoundForm) -> Iterator[Spot]:
    return (spot for _, spots in part.cells for spot in spots)


def _text(tab: Tab, spot: Spot) -> str:
    cell = tab.cells.get(spot)
    return cell.text if cell and cell.kind is CellKind.TEXT else ""
