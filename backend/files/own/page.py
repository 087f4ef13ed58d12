"""The page on which a member's own file is pointed at: its tabs as grids, and for each question the cells that answer it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from litestar.response import Template

from backend.files.own.facts import MappedFacts
from backend.files.own.places import Grid
from backend.files.own.pointed import Begun
from backend.files.own.pointing import FACTORS, Fields
from backend.files.own.proposing import is_figure
from backend.files.own.refusals import MEANINGS, Means, usually
from backend.files.own.schemas import Mapping as Shape
from backend.files.own.way import read
from backend.files.own.words import same
from backend.files.tables import Upload
from backend.indicators.queries import Question
from backend.kit.errors import Problem
from backend.kit.languages import translated
from backend.kit.sheets.book import Book, CellKind, Merged, SheetCell, Spot, Tab, letters, spot
from backend.kit.web import page
from backend.members.tables import Collaborative
from backend.submissions.tables import Submission

ROWS, COLUMNS, TABS = 100, 20, 12
_FIELDS = ("at.", "only_at.", "name")
_MOST_BLOCKS = ROWS * COLUMNS
_MOST_SHOWN = 60  # characters of a cell
_MOST_OPTIONS = 400

# Until these are settled nothing can be read for good; all else is told by cell in the preview.
_TO_SETTLE = ("mapping.", "number.word", "number.ambiguous", "cell.blank")


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell of the grid. at: its address, to be pointed at. merged: as many rows and columns as its block has."""

    at: str
    text: str
    kind: str
    rows: int = 1
    columns: int = 1
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    number: int
    hidden: bool
    cells: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class ShownTab:
    """first, left: the first row and column shown. more: buttons to the rows and columns around, value and words."""

    number: int
    name: str
    hidden: bool
    columns: Sequence[str]
    rows: Sequence[GridRow]
    more: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asks:
    """One cell of the questionnaire to point for. filled: something is pointed at."""

    key: str
    label: str
    at: str
    factor: str
    reason: str
    missing: str
    number: bool
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class AskRow:
    """A question with the parts of its splits. unit: as the questionnaire has it."""

    question: Question
    total: Asks
    splits: Sequence[tuple[str, Sequence[Asks]]]

    @property
    def open(self) -> bool:
        return any(cell.at or cell.missing or cell.problems for _, cells in self.splits for cell in cells)


@dataclass(frozen=True, slots=True)
class Word:
    """A text that stands where a number should, and what it is said to mean. usual: what it mostly means."""

    text: str
    means: str
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Which part of a tab is looked at."""

    tab: int = 0
    row: int = 1
    column: int = 1

    @classmethod
    def of(cls, text: str) -> "Look":
        parts = [int(part) for part in text.split(".") if part.isdecimal() and len(part) < 8]
        return cls(*parts) if len(parts) == 3 and all(parts[1:]) else cls()


def mapping_page(
    here: Collaborative,
    upload: Upload,
    submission: Submission,
    book: Book,
    known: MappedFacts,
    begun: Begun,
    *,
    problems: Sequence[Problem] = (),
    words: Sequence[Word] = (),
    look: Look | None = None,
    status_code: int = 200,
) -> Template:
    """problems: why what was pointed at was not saved, each at its field or its cell."""
    rows = [_row(question, begun, problems) for question in known.questionnaire.questions]
    tabs = [_tab(number, tab, look or Look()) for number, tab in enumerate(book.tabs[:TABS])]
    return page(
        "files/mapping.html",
        status_code=status_code,
        here=here,
        upload=upload,
        submission=submission,
        fields=defaultdict(str, begun.fields),
        of=begun.of,
        missing=begun.missing,
        tabs=tabs,
        not_shown=[tab.name for tab in book.tabs[TABS:]],
        sections=[
            (one, [row for row in rows if row.question.section == one.code]) for one in known.questionnaire.sections
        ],
        pointed=sum(bool(cell.at) for row in rows for cell in _cells(row)),
        options=list(islice(_options(book, known), _MOST_OPTIONS)),
        factors={value: translated(words) for value, words in FACTORS.items()},
        words=[*_words_said(begun.fields), *words],
        meanings={means: translated(words) for means, words in MEANINGS.items()},
        problems=problems,
        links=_links(problems, tabs),
    )


def _links(problems: Sequence[Problem], tabs: Sequence[ShownTab]) -> dict[str, str]:
    """From the place a problem names to its field or its cell, if that is on the page."""
    shown = {cell.at for tab in tabs for row in tab.rows for cell in row.cells}
    at_fields = {one.where: one.where for one in problems if one.where.startswith(_FIELDS)}
    return {one.where: f"g.{one.where}" for one in problems if one.where in shown} | at_fields


def _cells(row: AskRow) -> Iterator[Asks]:
    yield row.total
    for _, cells in row.splits:
        yield from cells


def _row(question: Question, begun: Begun, problems: Sequence[Problem]) -> AskRow:
    number = question.kind not in ("text", "yes_no")
    total = _asks(question.code, question.name, begun, problems, number)
    splits = [
        (by.name, [_asks(f"{question.code}.{part.code}", part.name, begun, problems, number) for part in by.parts])
        for by in question.splits
    ]
    return AskRow(question, total, splits)


def _asks(key: str, label: str, begun: Begun, problems: Sequence[Problem], number: bool) -> Asks:
    at = begun.fields.get(f"at.{key}", "")
    return Asks(
        key,
        label,
        at,
        begun.fields.get(f"factor.{key}", "1"),
        begun.reasons.get(key, "") if at else "",
        begun.missing.get(key, "") if not at else "",
        number,
        [one.message for one in problems if one.where == f"at.{key}"],
    )


def _words_said(fields: Fields) -> list[Word]:
    numbers = [name.removeprefix("means.") for name in fields if name.startswith("means.")]
    return [Word(fields.get(f"word.{number}", ""), fields[f"means.{number}"]) for number in numbers]


def to_settle(problems: Sequence[Problem]) -> list[Problem]:
    return [one for one in problems if one.code.startswith(_TO_SETTLE)]


def unclear(shape: Shape, book: Book, known: MappedFacts) -> tuple[list[Problem], list[Word]]:
    """What must be said before the file can be read: the problems, and the words nobody has said the meaning of.

    Raises Invalid where the mapping does not fit the file.
    """
    problems = read(shape, book, known).problems
    said = {same(word) for word in shape.words}
    found: dict[str, Word] = {}
    for one in problems:
        if one.code not in ("number.word", "cell.blank", "cell.error"):
            continue
        text = _text_at(book, one.where)
        means = usually(text) if text else None
        if same(text) not in said and (one.code != "cell.error" or means):
            found.setdefault(
                same(text), Word(text, "", means.value if means else Means.NOT_AVAILABLE.value if not text else "")
            )
    return to_settle(problems), list(found.values())


def _text_at(book: Book, where: str) -> str:
    name, _, cell = where.rpartition("!")
    tab, at = book.tab(name), spot(cell)
    return tab.text(*at).strip() if tab and at else ""


# ---- The grid --------------------------------------------------------------------------------------------------------


def _tab(number: int, tab: Tab, look: Look) -> ShownTab:
    top, left = (look.row, look.column) if look.tab == number else (1, 1)
    bottom, right = min(tab.rows, top + ROWS - 1), min(tab.columns, left + COLUMNS - 1)
    blocks = [b for b in tab.merged if b.top <= bottom and b.bottom >= top and b.left <= right and b.right >= left]
    rows = [_line(tab, row, left, right, top, bottom, blocks[:_MOST_BLOCKS]) for row in range(top, bottom + 1)]
    return ShownTab(
        number,
        tab.name,
        tab.hidden,
        [letters(column) for column in range(left, right + 1)],
        rows,
        list(_more(number, tab, top, left)),
    )


def _more(number: int, tab: Tab, top: int, left: int) -> Iterator[tuple[str, str]]:
    if top > 1:
        yield f"{number}.{max(1, top - ROWS)}.{left}", translated("Rows above %(top)s", top=top)
    if tab.rows >= top + ROWS:
        yield (
            f"{number}.{top + ROWS}.{left}",
            translated(
                "Rows %(top)s to %(bottom)s of %(rows)s",
                top=top + ROWS,
                bottom=min(tab.rows, top + 2 * ROWS - 1),
                rows=f"{tab.rows:,}",
            ),
        )
    if left > 1:
        yield (
            f"{number}.{top}.{max(1, left - COLUMNS)}",
            translated("Columns left of %(letters)s", letters=letters(left)),
        )
    if tab.columns >= left + COLUMNS:
        yield (
            f"{number}.{top}.{left + COLUMNS}",
            translated("Columns from %(letters)s", letters=letters(left + COLUMNS)),
        )


def _line(tab: Tab, row: int, left: int, right: int, top: int, bottom: int, blocks: Sequence[Merged]) -> GridRow:
    cells = []
    for column in range(left, right + 1):
        block = next((b for b in blocks if b.top <= row <= b.bottom and b.left <= column <= b.right), None)
        if block and (row, column) != (max(block.top, top), max(block.left, left)):
            continue
        made = _shown(tab, (block.top, block.left) if block else (row, column))
        if block:
            rows, columns = min(block.bottom, bottom) - row + 1, min(block.right, right) - column + 1
            made = Shown(made.at, made.text, made.kind, rows, columns, made.hidden)
        cells.append(made)
    return GridRow(row, row in tab.hidden_rows, cells)


def _shown(tab: Tab, at: Spot) -> Shown:
    cell = tab.cells.get(at)
    if cell is None:
        return Shown(tab.at(*at), "", "empty", hidden=at[1] in tab.hidden_columns)
    text = translated("formula without a value") if cell.kind is CellKind.UNCOMPUTED else cell.text
    text = text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
    kind = "fault" if not cell.readable else "figure" if is_figure(cell) else "words"
    return Shown(tab.at(*at), text, kind, hidden=at[1] in tab.hidden_columns)


def _options(book: Book, known: MappedFacts) -> Iterator[tuple[str, str]]:
    """Addresses to choose from, with what stands there: headings, and numbers with their label."""
    for grid in (Grid.of(tab, known.wording) for tab in book.tabs[:TABS]):
        for at, cell in _in_order(grid.tab):
            words = cell.text.strip() if grid.words(at) else _beside(grid, at)
            if words:
                yield grid.tab.at(*at), words[:_MOST_SHOWN] if grid.words(at) else f"{words[:40]}: {cell.text[:20]}"


def _in_order(tab: Tab) -> Iterator[tuple[Spot, SheetCell]]:
    return (((row, column), cell) for row, _ in tab.lines() for column, cell in tab.row(row))


def _beside(grid: Grid, at: Spot) -> str:
    """The nearest words to the left of a number."""
    row, column = at
    return next((words for across in range(column - 1, 0, -1) if (words := grid.words((row, across)))), "")
