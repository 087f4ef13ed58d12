"""One cell, and many: kept by row as texts, because a million small objects would fill the web process. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Spot = tuple[int, int]  # row and column, both counted from 1


class CellKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"  # text: plain and exact, "-1234.5"; never with an exponent or separators
    PERCENT = "percent"  # a number shown with a percent sign: text "0.12" is what a person sees as 12%
    DATE = "date"  # text: ISO, "2026-09-30", or "2026-09-30T14:30:00" where a time of day stands with it
    YES_NO = "yes_no"  # text: "TRUE" or "FALSE"
    ERROR = "error"  # no value: "#REF!", or "NaN" and "1E+308" among the numbers
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


# One letter a cell, small where a value was typed, capital where a formula made it.
LETTERS = {
    CellKind.TEXT: "t",
    CellKind.NUMBER: "n",
    CellKind.PERCENT: "p",
    CellKind.DATE: "d",
    CellKind.YES_NO: "y",
    CellKind.ERROR: "e",
    CellKind.UNCOMPUTED: "u",
}
KINDS = {letter: kind for kind, letter in LETTERS.items()}

# Columns in rising order, a letter of LETTERS for each, the text of each. Rows alike share the first two.
Line = tuple[tuple[int, ...], str, tuple[str, ...]]


class Cells(Mapping[Spot, SheetCell]):
    """Cells of one sheet, by row and column; some 60 bytes each, and fewer where texts repeat."""

    __slots__ = ("_count", "_lines", "_width")

    def __init__(self, lines: Mapping[int, Line]) -> None:
        """lines: by row number, rising."""
        self._lines = lines
        self._count = sum(len(texts) for _, _, texts in lines.values())
        self._width = max((columns[-1] for columns, _, _ in lines.values() if columns), default=0)

    @classmethod
    def of(cls, cells: Mapping[Spot, SheetCell]) -> "Cells":
        if isinstance(cells, Cells):
            return cells
        by_row: dict[int, dict[int, SheetCell]] = {}
        for (row, column), cell in cells.items():
            by_row.setdefault(row, {})[column] = cell
        return cls({row: _line(by_row[row]) for row in sorted(by_row)})

    def __getitem__(self, spot: Spot) -> SheetCell:
        columns, kinds, texts = self._lines[spot[0]]
        at = bisect_left(columns, spot[1])
        if at == len(columns) or columns[at] != spot[1]:
            raise KeyError(spot)
        return _cell(kinds[at], texts[at])

    def __iter__(self) -> Iterator[Spot]:
        return ((row, column) for row, (columns, _, _) in self._lines.items() for column in columns)

    def __len__(self) -> int:
        return self._count

    @property
    def height(self) -> int:
        """The last row with anything in it."""
        return max(self._lines, default=0)

    @property
    def width(self) -> int:
        """The last column with anything in it."""
        return self._width

    def lines(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for row, (columns, _, texts) in self._lines.items():
            # Filled from the first column on without a gap, as most rows are, the texts are the answer as they stand.
            yield row, texts if columns[-1] == len(columns) else _spread(columns, texts)

    def row(self, number: int) -> Iterator[tuple[int, SheetCell]]:
        """Columns and cells of one row, from left to right."""
        columns, kinds, texts = self._lines.get(number, ((), "", ()))
        return ((column, _cell(kind, text)) for column, kind, text in zip(columns, kinds, texts, strict=True))


def _line(row: Mapping[int, SheetCell]) -> Line:
    columns = tuple(sorted(row))
    letters = (LETTERS[row[c].kind] for c in columns)
    kinds = "".join(letter.upper() if row[c].formula else letter for c, letter in zip(columns, letters, strict=True))
    return columns, kinds, tuple(row[column].text for column in columns)


def _cell(letter: str, text: str) -> SheetCell:
    return SheetCell(text, KINDS[letter.lower()], letter.isupper())


def _spread(columns: Sequence[int], texts: Iterable[str]) -> tuple[str, ...]:
    row = [""] * columns[-1]
    for column, text in zip(columns, texts, strict=True):
        row[column - 1] = text
    return tuple(row)
