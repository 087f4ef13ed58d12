"""What a file nobody has pointed at yet may answer: proposals with their reason. The person decides. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import islice

from backend.files.own.places import Grid
from backend.files.own.refusals import usually
from backend.files.own.schemas import PERIOD, Table
from backend.files.own.schemas import Mapping as Shape
from backend.files.own.texts import plain
from backend.files.own.words import is_total, same, scale_in
from backend.kit.languages import translated
from backend.kit.sheets.book import CellKind, SheetCell, Spot
from backend.submissions.checks import Asked, Place

LIKELY = 0.72  # from here on a likeness is worth a person's look
_LOOK_AT = 60  # rows from the top in which headings are sought
_FEW = 3  # rows below a heading that are looked at for figures
_MOST_PLACES = 400  # of a tab; a form with more is not read by people either
_LONG = 5  # letters; shorter words are not taken for one another
_NEAR = 8  # cells between a label and its number
# A heading that tells when, or that figures stand below it, and not what is counted. What it took it never gives back: “fy
# 2024” can be read in three ways, and one that says it twenty times in a thousand million.
_ONLY_WHEN = re.compile(
    r"(?:\W|\b(?:this|current|last|prior|previous|quarters?|periods?|months?|years?|to|date|ytd|values?|amounts?|figures?"
    r"|change|[qh][1-4]|fy ?\d*|\d{4})\b)*+"
)
_NOW = re.compile(r"(?:this|current) (?:quarter|period)")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_PERIOD_NAME = re.compile(r"\b(?:[QH][1-4]|FY ?\d{2,4})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """How a tab seems to be made. header_row: of a table; 1 for a form."""

    kind: str
    header_row: int = 1
    header_lines: int = 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """at: the heading's cell in a table, the number's in a form."""

    place: Place
    at: Spot
    words: str
    reason: str


@dataclass(frozen=True)
class Spoken:
    """What a question goes by. words: its name, code and hint; said: the same folded, with their stems."""

    place: Place
    name: str
    words: tuple[str, ...]

    @cached_property
    def said(self) -> Sequence[tuple[str, frozenset[str]]]:
        return [(same(words), _stems(same(words))) for words in self.words]


def spoken(asked: Iterable[Asked], hints: Mapping[str, str]) -> list[Spoken]:
    """Every question and every part of its splits, by all it goes by."""
    found = []
    for one in asked:
        words = (one.name, one.element.replace("_", " "), hints.get(one.element, ""))
        found.append(Spoken((one.element, None), one.name, words))
        for split in one.splits:
            for code, category in split.categories.items():
                said = (f"{one.name} {category}", f"{category} {one.name}")
                found.append(Spoken((one.element, code), one.where(code), said))
    return found


def look(grid: Grid) -> Look:
    """A table where figures stand below several words of one row, row after row; else a form.

    A list, too, is a form: below “Prior quarter” and “This quarter” each row counts something else.
    """
    numeric = [spot for spot, cell in grid.tab.cells.items() if is_figure(cell)]
    columns: dict[int, set[int]] = {}
    for row, column in numeric:
        columns.setdefault(column, set()).add(row)
    best, most, listed = 0, 0, False
    for row in range(1, min(grid.tab.rows, _LOOK_AT) + 1):
        below = [
            c for c, rows in columns.items() if grid.words((row, c)) and rows & set(range(row + 1, row + 1 + _FEW))
        ]
        named = any(column not in below for column in grid.headings(row, 1))
        if len(below) + named > most and below:
            best, most = row, len(below) + named
            listed = all(_tells_only_when(grid.words((row, c))) for c in below)
    if most < 2 or listed:
        return Look("form")
    return Look("table", *_with_groups(grid, best))


def _tells_only_when(heading: str) -> bool:
    return _ONLY_WHEN.fullmatch(heading.replace(PERIOD, "")) is not None


def _with_groups(grid: Grid, row: int) -> tuple[int, int]:
    """A line of merged groups above belongs to the headings."""
    grouped = any(
        (block := grid.block((row - 1, column))) is not None
        and block.right > block.left
        and grid.words((row - 1, column))
        for column in range(2, grid.tab.columns + 1)
    )
    return (row - 1, 2) if row > 1 and grouped else (row, 1)


def is_figure(cell: SheetCell | None) -> bool:
    """A number, or what stands where one should."""
    if cell is None:
        return False
    if cell.kind is not CellKind.TEXT:
        return cell.kind is not CellKind.DATE
    text = plain(cell.text)
    if _PERIOD_NAME.search(text):
        return False
    return usually(text) is not None or (any(sign.isdigit() for sign in text) and sum(map(str.isalpha, text)) <= 3)


def left_out(grid: Grid, header_row: int, lines: int) -> list[str]:
    """First texts of rows that seem to be totals, or titles in between."""
    found = []
    for row in range(header_row + lines, grid.tab.rows + 1):
        cells = [cell for _, cell in grid.tab.row(row)]
        called = next((cell.text for cell in cells if cell.kind is CellKind.TEXT and not is_figure(cell)), "")
        title = len(cells) == 1 and any(True for _ in grid.tab.row(row + 1))
        if called and (is_total(called) or title) and called not in found:
            found.append(called)
    return found


def number_beside(grid: Grid, label: Spot) -> Spot | None:
    """Where a label's number stands: under the heading of the period or of “this quarter”, else the only one to its right,
    else right below it."""
    row, column = grid.first(label)
    right = [spot for spot in _right(grid, row, column) if is_figure(grid.tab.cells.get(spot))]
    of_period = [spot for spot in right if under_period(grid, spot)] or [
        spot for spot in right if _under_now(grid, spot)
    ]
    if of_period or len(right) == 1:
        return (of_period or right)[0]
    below = (row + 1, column)
    return below if not right and is_figure(grid.tab.cells.get(below)) else None


def _right(grid: Grid, row: int, column: int) -> Iterator[Spot]:
    """The cells to the right, up to the next label."""
    seen = False
    for across in range(column + 1, column + 1 + 4 * _NEAR):
        cell = grid.tab.cells.get((row, across))
        if cell is not None and not is_figure(cell) and (seen or across > column + _NEAR):
            return
        seen = seen or is_figure(cell)
        yield row, across


def under_period(grid: Grid, spot: Spot) -> str:
    """The heading above a number that names the period collected; empty where none does."""
    for row in range(spot[0] - 1, max(0, spot[0] - _LOOK_AT), -1):
        words = grid.words((row, spot[1]))
        if PERIOD in words:
            return words
    return ""


def _under_now(grid: Grid, spot: Spot) -> bool:
    return any(_NOW.fullmatch(grid.words((row, spot[1]))) for row in range(max(1, spot[0] - _LOOK_AT), spot[0]))


def propose(grid: Grid, how: Look, questions: Sequence[Spoken], last: Sequence[Shape]) -> list[Proposal]:
    """At most one place for a question and one question for a place; the surest first."""
    # A number has as many labels as stand beside it: what it is, and in every row where it is from.
    places = islice(_headings(grid, how) if how.kind == "table" else _labels(grid), _MOST_PLACES)
    before, vocabulary = (
        _answered_before(last),
        frozenset(stem for one in questions for _, stems in one.said for stem in stems),
    )
    tried = []
    for spot, words in places:
        without_unit = _IN_BRACKETS.sub("", words).strip() if scale_in(words) != 1 else words
        stems = frozenset(_nearest(stem, vocabulary) for stem in _stems(without_unit))
        for question in questions:
            tried.append((*_likeness(words, without_unit, stems, question, before), spot, words, question))
    tried.sort(key=lambda one: (-one[0], one[2]))
    found: list[Proposal] = []
    for score, reason, spot, words, question in tried:
        if score < LIKELY:
            break
        if all(one.place != question.place and one.at != spot for one in found):
            found.append(Proposal(question.place, spot, words, reason))
    return found


def _headings(grid: Grid, how: Look) -> Iterator[tuple[Spot, str]]:
    below = how.header_row + how.header_lines
    last = how.header_row + how.header_lines - 1
    for column, words in grid.headings(how.header_row, how.header_lines).items():
        if any(is_figure(grid.tab.cells.get((row, column))) for row in range(below, below + 2 * _FEW)):
            yield (last, column), words


def _labels(grid: Grid) -> Iterator[tuple[Spot, str]]:
    for spot, words in grid.labels():
        number = number_beside(grid, spot)
        if number is not None and not is_figure(grid.tab.cells.get(spot)):
            yield number, words


def _answered_before(last: Sequence[Shape]) -> Mapping[tuple[str, Place], bool]:
    words: dict[tuple[str, Place], bool] = {}
    for shape in last:
        for part in shape.parts:
            if isinstance(part, Table):
                words |= {(name.words, one.place): True for one in part.answers for name in one.columns}
            else:
                words |= {(cell.label.words, form.place): True for form in part.answers for cell in form.cells}
    return words


def _likeness(
    words: str, without_unit: str, stems: frozenset[str], question: Spoken, before: Mapping[tuple[str, Place], bool]
) -> tuple[float, str]:
    """How likely these words mean this question, and why; the newest mapping's own words are surest."""
    if (words, question.place) in before:
        return 2.0, translated("so it was answered before")
    scores = [1.0 if said == without_unit else 0.98 * _shared(stems, theirs) for said, theirs in question.said]
    score = max(scores)
    reason = (
        translated("the same words")
        if scores[0] == 1
        else translated("like “%(words)s”", words=question.words[scores.index(score)])
    )
    # Of two alike the whole comes before its part.
    return score - (0.01 if question.place[1] else 0), reason


def _shared(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


@lru_cache(maxsize=5_000)
def _nearest(stem: str, vocabulary: frozenset[str]) -> str:
    """The word that is asked for, where this one is spelt nearly so."""
    if stem in vocabulary or len(stem) < _LONG:
        return stem
    return next(iter(get_close_matches(stem, vocabulary, n=1, cutoff=0.8)), stem)


_EMPTY = frozenset(
    {"of", "the", "in", "and", "a", "an", "for", "by", "to", "number", "total", "no", "count", PERIOD, "period"}
)


@lru_cache(maxsize=5_000)
def _stems(text: str) -> frozenset[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in text).split()
    return frozenset(word.removesuffix("s") for word in words if word not in _EMPTY and not word.isdigit())
