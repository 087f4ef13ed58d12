"""What was pointed at in the page, as its fields hold it, and as a mapping keeps it. Pure.

Fields: `at.KEY` the cells of a question (`Staff!C4, Staff!D4`; a heading, or in a form the number), `factor.KEY`; of each
tab by its number `kind.N`, `header.N`, `lines.N`, `only_at.N`, `only_is.N`, `left_out.N`; `word.I` and `means.I`; `comma`,
`to_date`, `hidden`, `name`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from backend.files.own.facts import MappedFacts
from backend.files.own.places import Grid, grids_of
from backend.files.own.proposing import is_figure, under_period
from backend.files.own.refusals import Means
from backend.files.own.schemas import Form, FormAnswer, Labelled, Named, Only, Part, Table, TableAnswer
from backend.files.own.schemas import Mapping as Shape
from backend.files.own.words import same
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.sheets.book import Book, Spot, address, spot
from backend.submissions.checks import Kind, place_named

FACTORS = {"1": later("as it stands"), "1000": later("thousands"), "1000000": later("millions")}
_POINTED = re.compile(r"\s*(?:(?P<tab>[^!]+)!)?(?P<cell>\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})\s*(?:[,;\n]|$)")
_LONGEST = 2_000  # signs of one field
_ABOVE = 6  # rows above a number in which its label may stand

Fields = Mapping[str, str]


@dataclass(slots=True)
class _Shaping:
    fields: Fields
    book: Book
    known: MappedFacts
    grids: list[Grid]
    problems: list[Problem] = field(default_factory=list)
    tables: dict[int, list[TableAnswer]] = field(default_factory=dict)
    forms: dict[int, list[FormAnswer]] = field(default_factory=dict)
    at_numbers: set[int] = field(default_factory=set)  # tables at a number of which it was pointed

    def wrong(self, where: str, message: str, code: str = "pointing.cell") -> None:
        self.problems.append(Problem(where, message, code))


def shape_from(fields: Fields, book: Book, known: MappedFacts) -> Shape:
    """The mapping that the fields say.

    Raises:
        Invalid: what they do not say, each at its field.
    """
    shaping = _Shaping(fields, book, known, grids_of(book, known.wording))
    for name, typed in fields.items():
        if name.startswith("at.") and typed.strip():
            _answer(shaping, name.removeprefix("at."), typed)
    parts = list(_parts(shaping))
    if not shaping.problems and not parts:
        shaping.wrong("", translated("Point at a cell for at least one question."), "pointing.none")
    if shaping.problems:
        raise Invalid(shaping.problems)
    comma = {"comma": True, "point": False}.get(fields.get("comma", ""))
    return Shape(
        parts=tuple(parts),
        saved_for=known.wording.period.start,
        words=_words(fields),
        decimal_comma=comma,
        to_date=fields.get("to_date") == "yes",
        hidden=fields.get("hidden") == "yes",
    )


def _words(fields: Fields) -> dict[str, Means]:
    chosen = {name.removeprefix("means."): value for name, value in fields.items() if name.startswith("means.")}
    return {
        same(fields.get(f"word.{number}", "")): Means(value) for number, value in chosen.items() if value in set(Means)
    }


def pointed(typed: str, book: Book) -> list[tuple[int, Spot]]:
    """Tab number and cell of each address. Raises Invalid for what is none."""
    if len(typed) > _LONGEST:
        raise Invalid(
            translated("These are more cells than answer one question; point at fewer, or at a whole column’s heading.")
        )
    found, at = [], 0
    while at < len(typed.rstrip(" ,;\n")):
        one = _POINTED.match(typed, at)
        cell = spot(one["cell"]) if one else None
        if one is None or cell is None:
            raise Invalid(
                translated(
                    "“%(text)s” is no cell of this file; write one like %(example)s.",
                    text=typed[at:].strip()[:40],
                    example=_example(book),
                )
            )
        found.append((_tab(one["tab"], book), cell))
        at = one.end()
    return found


def _example(book: Book) -> str:
    return book.tabs[0].at(4, 3)


def _tab(name: str | None, book: Book) -> int:
    if name is None and len(book.tabs) == 1:
        return 0
    wanted = (name or "").strip().strip("'").casefold()
    found = next((number for number, tab in enumerate(book.tabs) if tab.name.strip().casefold() == wanted), None)
    if found is None:
        names = ", ".join(f"“{tab.name}”" for tab in book.tabs)
        raise Invalid(
            translated("Say on which tab, as in %(example)s; there are %(names)s.", example=_example(book), names=names)
        )
    return found


def _answer(shaping: _Shaping, key: str, typed: str) -> None:
    """Adds the answer to its tab's part."""
    where, (element, category) = f"at.{key}", place_named(key)
    asked = shaping.known.asked.get(element)
    factor = Decimal(shaping.fields.get(f"factor.{key}", "1") or "1") if _is_factor(shaping, key) else Decimal(1)
    if asked is None or not asked.asks(category):
        shaping.wrong(where, translated("This is not asked in this collection."), "element.not_asked")
        return
    try:
        cells = pointed(typed, shaping.book)
    except Invalid as invalid:
        shaping.wrong(where, str(invalid))
        return
    tabs = {tab for tab, _ in cells}
    if len(tabs) > 1:
        shaping.wrong(where, translated("Cells of one question stand on one tab; point at those of one."))
        return
    tab = tabs.pop()
    try:
        if shaping.fields.get(f"kind.{tab}", "table") == "table":
            columns = tuple(_column(shaping, tab, cell) for _, cell in cells)
            _no_number(shaping, where, tab, [cell for _, cell in cells])
            made = TableAnswer(element=element, category=category, factor=factor, columns=columns)
            shaping.tables.setdefault(tab, []).append(made)
        else:
            labelled = tuple(_labelled(shaping.grids[tab], cell, words=asked.kind is Kind.TEXT) for _, cell in cells)
            shaping.forms.setdefault(tab, []).append(
                FormAnswer(element=element, category=category, factor=factor, cells=labelled)
            )
    except Invalid as invalid:
        shaping.wrong(where, str(invalid))


def _is_factor(shaping: _Shaping, key: str) -> bool:
    return shaping.fields.get(f"factor.{key}", "1") in FACTORS


def _header(shaping: _Shaping, tab: int) -> tuple[int, int]:
    row, lines = (shaping.fields.get(f"{name}.{tab}", "").strip() or "1" for name in ("header", "lines"))
    if not (row.isdecimal() and 1 <= int(row) <= 1_000_000):
        raise Invalid(
            translated("“%(row)s” is no row: write the number of the row in which the headings stand.", row=row[:20])
        )
    return int(row), int(lines) if lines in ("1", "2", "3", "4") else 1


def _column(shaping: _Shaping, tab: int, cell: Spot) -> Named:
    grid = shaping.grids[tab]
    row, lines = _header(shaping, tab)
    headings = grid.headings(row, lines)
    words = headings.get(cell[1])
    if words is None:
        raise Invalid(
            translated(
                "There is no heading in row %(row)s above %(at)s: point at a column that has one.",
                row=row,
                at=grid.tab.at(*cell),
            )
        )
    alike = sorted(column for column, there in headings.items() if there == words)
    return Named(words=words, nth=alike.index(cell[1]) + 1, of=len(alike))


def _no_number(shaping: _Shaping, where: str, tab: int, cells: Sequence[Spot]) -> None:
    """Whoever points at a number means that number, and would be given the sum of its column. Said once of each tab."""
    grid, (row, lines) = shaping.grids[tab], _header(shaping, tab)
    at = next((at for at in cells if at[0] >= row + lines and is_figure(grid.tab.cells.get(at))), None)
    if at is None or tab in shaping.at_numbers:
        return
    shaping.at_numbers.add(tab)
    message = translated(
        "%(at)s is one number, and of a table the whole column is added up: point at the heading %(heading)s, or choose"
        " “a list or form” above your file.",
        at=grid.tab.at(*at),
        heading=grid.tab.at(row + lines - 1, at[1]),
    )
    shaping.wrong(where, message)


def _labelled(grid: Grid, cell: Spot, *, words: bool) -> Labelled:
    """By the label on its left, else above it. words: what is pointed at are words themselves."""
    row, column = first = grid.first(cell)
    if not words and grid.words(first) and not is_figure(grid.tab.cells.get(first)):
        raise Invalid(translated("%(at)s holds words; point at the cell with the number.", at=grid.tab.at(*first)))
    label = _label(grid, first)
    if label is None:
        raise Invalid(
            translated("No label stands left of %(at)s or above it, by which to find it again.", at=grid.tab.at(*first))
        )
    alike = sorted(spot for spot, there in grid.labels() if there == grid.words(label))
    name = Named(words=grid.words(label), nth=alike.index(label) + 1, of=len(alike))
    under = under_period(grid, first) if label[0] == row else ""
    if under:
        return Labelled(label=name, under=under)
    return Labelled(label=name, right=column - label[1], below=row - label[0])


def _label(grid: Grid, cell: Spot) -> Spot | None:
    """The nearest on the left that stands in this tab only once, so that a row that moves is found again and a “Source”
    said in every row names none of them; else the nearest of all, on the left before above."""
    row, column = cell
    left = ((row, across) for across in range(column - 1, 0, -1))
    above = ((line, column) for line in range(row - 1, max(0, row - 1 - _ABOVE), -1))
    beside, over = ([first for spot_ in spots if (first := _worded(grid, spot_, cell))] for spots in (left, above))
    often = Counter(words for _, words in grid.labels()) if len(beside) > 1 else Counter[str]()
    alone = (first for first in beside if often[grid.words(first)] == 1)
    return next(alone, next(iter((*beside, *over)), None))


def _worded(grid: Grid, spot_: Spot, cell: Spot) -> Spot | None:
    """The first cell of the block there, if it holds words and is not the one sought for."""
    first = grid.first(spot_)
    return first if first != cell and grid.words(first) and not is_figure(grid.tab.cells.get(first)) else None


def _parts(shaping: _Shaping) -> Iterator[Part]:
    for tab, columns in shaping.tables.items():
        try:
            yield _table(shaping, tab, columns)
        except Invalid as invalid:
            shaping.wrong(f"only_at.{tab}", str(invalid))
    for tab, cells in shaping.forms.items():
        yield Form(tab=_name(shaping, tab), answers=tuple(cells))


def _name(shaping: _Shaping, tab: int) -> str:
    return shaping.known.wording.fold(shaping.book.tabs[tab].name)


def _table(shaping: _Shaping, tab: int, answers: Sequence[TableAnswer]) -> Table:
    _, lines = _header(shaping, tab)
    fields = shaping.fields
    only: tuple[Only, ...] = ()
    if at := fields.get(f"only_at.{tab}", "").strip():
        (number, cell), *more = pointed(at, shaping.book)
        if more or number != tab:
            raise Invalid(translated("Point at one column of this tab, as %(address)s.", address=address(4, 3)))
        equals = shaping.known.wording.kept(fields.get(f"only_is.{tab}", ""))
        only = (Only(column=_column(shaping, tab, cell), equals=equals),)
    said = [line.strip() for line in fields.get(f"left_out.{tab}", "").splitlines() if line.strip()]
    without = ("",) if fields.get(f"nameless.{tab}") == "yes" else ()
    return Table(
        tab=_name(shaping, tab), header_lines=lines, answers=tuple(answers), only=only, left_out=(*said, *without)
    )
