"""Where the words of a saved mapping stand in one file: tabs, headings and labels, wherever they have moved to. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from backend.files.own.schemas import Form, FormAnswer, Labelled, Named, Part, Table, TableAnswer
from backend.files.own.words import Wording
from backend.kit.errors import Problem
from backend.kit.languages import translated, translated_many
from backend.kit.sheets.book import Book, CellKind, Merged, Spot, Tab, address, letters

_HEADINGS_WITHIN = 200
_MOST_MERGED = 200_000  # cells of merged blocks; a file can name the same ones over and over
_MOST_LABEL = 200  # characters; longer texts are remarks


@dataclass(frozen=True, slots=True)
class Grid:
    """A tab with its merged blocks looked through: what a block holds stands in its first cell.

    What was found of its words is kept, as every answer of every mapping looks for its own among the same ones.
    """

    tab: Tab
    wording: Wording
    _blocks: Mapping[Spot, Merged] = field(default_factory=dict)
    _words: dict[Spot, str] = field(default_factory=dict)
    _headings: dict[tuple[int, int], Mapping[int, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tab: Tab, wording: Wording) -> "Grid":
        spots = ((spot, block) for block in tab.merged for spot in _spots(block))
        return cls(tab, wording, dict(islice(spots, _MOST_MERGED)))

    def block(self, spot: Spot) -> Merged | None:
        return self._blocks.get(spot)

    def first(self, spot: Spot) -> Spot:
        block = self._blocks.get(spot)
        return (block.top, block.left) if block else spot

    def words(self, spot: Spot) -> str:
        """The text shown there, folded; a number is no words."""
        first = self.first(spot)
        if first not in self._words:
            cell = self.tab.cells.get(first)
            plain = cell is not None and cell.kind in (CellKind.TEXT, CellKind.DATE) and len(cell.text) <= _MOST_LABEL
            self._words[first] = self.wording.fold(cell.text) if cell and plain else ""
        return self._words[first]

    def heading(self, row: int, column: int, lines: int) -> str:
        """The heading of a column from several rows; a line that says the same as the one above is left out."""
        texts: list[str] = []
        for line in range(row, row + lines):
            words = self.words((line, column))
            if words and words not in texts[-1:]:
                texts.append(words)
        return " / ".join(texts)

    def headings(self, row: int, lines: int) -> Mapping[int, str]:
        if (row, lines) not in self._headings:
            found = {column: self.heading(row, column, lines) for column in range(1, self.tab.columns + 1)}
            self._headings[row, lines] = {column: words for column, words in found.items() if words}
        return self._headings[row, lines]

    def labels(self) -> Iterator[tuple[Spot, str]]:
        for spot in sorted(self.tab.cells):
            if words := self.words(spot):
                yield spot, words


def _spots(block: Merged) -> Iterator[Spot]:
    # A block over a whole column would be a million cells; only its first rows can be headings or labels.
    for row in range(block.top, min(block.bottom, block.top + _HEADINGS_WITHIN) + 1):
        for column in range(block.left, min(block.right, block.left + _HEADINGS_WITHIN) + 1):
            yield row, column


@dataclass(frozen=True, slots=True)
class FoundTable:
    """columns: of each answer, in the mapping's order. only: column and folded text."""

    grid: Grid
    part: Table
    header_row: int
    columns: Sequence[tuple[TableAnswer, tuple[int, ...]]]
    only: Sequence[tuple[int, str]]

    @property
    def first_row(self) -> int:
        return self.header_row + self.part.header_lines


@dataclass(frozen=True, slots=True)
class FoundForm:
    grid: Grid
    part: Form
    cells: Sequence[tuple[FormAnswer, tuple[Spot, ...]]]


@dataclass(slots=True)
class Fit:
    """A mapping laid over a file. missing: every word of it that is not there, or there more often than it was."""

    parts: list[FoundTable | FoundForm] = field(default_factory=list)
    missing: list[Problem] = field(default_factory=list)
    sought: int = 0

    @property
    def whole(self) -> bool:
        return not self.missing

    @property
    def share(self) -> float:
        """How much of what it looks for is there."""
        return 1 - len(self.missing) / max(self.sought, 1)


def grids_of(book: Book, wording: Wording) -> list[Grid]:
    return [Grid.of(tab, wording) for tab in book.tabs]


def lay(parts: Iterable[Part], grids: Sequence[Grid]) -> Fit:
    """grids: of all tabs of the file."""
    fit = Fit()
    for part in parts:
        grid = _tab(part, grids, fit)
        if grid is not None:
            fit.parts.append(_Search(grid, fit).part(part))
    return fit


def _tab(part: Part, grids: Sequence[Grid], fit: Fit) -> Grid | None:
    """The tab of this name; else the only one there is, or the only one that has what is looked for."""
    named = [grid for grid in grids if grid.wording.fold(grid.tab.name) == part.tab]
    if len(named) == 1 or len(grids) == 1:
        return (named or grids)[0]
    fitting = []
    for grid in grids:
        tried = Fit()
        _Search(grid, tried).part(part)
        if tried.whole:
            fitting.append(grid)
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(f"“{grid.tab.name}”" for grid in grids)
    wanted = grids[0].wording.shown(part.tab) if grids else part.tab
    fit.sought += 1  # the tab; what it holds was not looked for
    fit.missing.append(
        Problem(
            wanted,
            translated("There is no tab “%(wanted)s”; there are %(names)s.", wanted=wanted, names=names),
            "mapping.tab",
        )
    )
    return None


@dataclass(slots=True)
class _Search:
    """Looks names up in one tab and gathers what is wrong with them."""

    grid: Grid
    fit: Fit

    def part(self, part: Part) -> FoundTable | FoundForm:
        return self._table(part) if isinstance(part, Table) else self._form(part)

    def _table(self, part: Table) -> FoundTable:
        wanted = [*(name for answer in part.answers for name in answer.columns), *(one.column for one in part.only)]
        row = self._header_row({name.words for name in wanted}, part.header_lines)
        headings = self.grid.headings(row, part.header_lines)
        at = {(0, column): words for column, words in headings.items()}
        columns = [
            (answer, tuple(self._find(name, at, f"row {row}")[1] for name in answer.columns)) for answer in part.answers
        ]
        fold = self.grid.wording.fold
        only = [(self._find(one.column, at, f"row {row}")[1], fold(one.equals)) for one in part.only]
        return FoundTable(self.grid, part, row, columns, only)

    def _header_row(self, wanted: set[str], lines: int) -> int:
        """The row with the most of the headings; the first of several."""
        rows = range(1, min(self.grid.tab.rows, _HEADINGS_WITHIN) + 1)
        return max(rows, key=lambda row: len(wanted & set(self.grid.headings(row, lines).values())), default=1)

    def _form(self, part: Form) -> FoundForm:
        labels = dict(self.grid.labels())
        cells = [(answer, tuple(self._number(one, labels) for one in answer.cells)) for answer in part.answers]
        return FoundForm(self.grid, part, cells)

    def _number(self, one: Labelled, labels: Mapping[Spot, str]) -> Spot:
        row, column = self._find(one.label, labels, "")
        if not one.under:
            return self.grid.first((row + one.below, column + one.right))
        _, across = self._find(self._above(one.under, labels, row), labels, "")
        return self.grid.first((row, across))

    def _above(self, words: str, labels: Mapping[Spot, str], row: int) -> Named:
        """The nearest heading of these words above the label."""
        alike = sorted(spot for spot, there in labels.items() if there == words)
        above = [spot for spot in alike if spot[0] < row]
        return Named(words=words, nth=max(len(above), 1), of=max(len(alike), 1))

    def _find(self, name: Named, at: Mapping[Spot, str], within: str) -> Spot:
        self.fit.sought += 1
        alike = sorted(spot for spot, words in at.items() if words == name.words)
        if len(alike) == name.of:
            return alike[name.nth - 1]
        self.fit.missing.append(self._problem(name, alike, at, within))
        return 1, 1

    def _problem(self, name: Named, alike: Sequence[Spot], at: Mapping[Spot, str], within: str) -> Problem:
        place, shown = f"{self.grid.tab.name}, {within}".strip(", "), self.grid.wording.shown
        words = shown(name.words)
        if alike:
            where = ", ".join(letters(column) if row == 0 else address(row, column) for row, column in alike)
            return Problem(
                place,
                translated(
                    "“%(words)s” is there %(count)s times (%(where)s), and was there %(times)s when it was pointed"
                    " at. Point at it again.",
                    words=words,
                    count=len(alike),
                    where=where,
                    times=_times(name.of),
                ),
                "mapping.twice",
            )
        near = get_close_matches(words, {shown(there) for there in at.values()}, n=3, cutoff=0.6)
        if not near:
            message = translated("“%(words)s” is not there. Point at what it is called now.", words=words)
            return Problem(place, message, "mapping.missing")
        message = translated(
            "“%(words)s” is not there. Near it are %(near)s. Point at what it is called now.",
            words=words,
            near=", ".join(f"“{one}”" for one in near),
        )
        return Problem(place, message, "mapping.missing")


def _times(count: int) -> str:
    return translated_many("once", "%(num)s times", count)
