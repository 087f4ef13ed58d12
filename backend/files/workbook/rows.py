"""Where the answers stand in a workbook that came back, whatever was moved, added or renamed on the way. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.files.workbook.layout import Head, Marks
from backend.kit.errors import Problem
from backend.kit.languages import translated
from backend.kit.sheets.book import Book, SheetCell, Tab
from backend.submissions.checks import Asked, Place, place_named

_HEADED_BY = (Head.QUESTION, Head.ANSWER)  # a row with both is the head of a list of answers
_TYPED = (Head.ANSWER, Head.WHY, Head.NOTE)
WITHIN = 500  # rows from the top of a tab in which head and marks are looked for


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the head. columns: where each head stands on this tab."""

    tab: Tab
    number: int
    columns: Mapping[Head, int]

    def cell(self, head: Head) -> SheetCell | None:
        column = self.columns.get(head)
        return self.tab.cells.get((self.number, column)) if column else None

    def text(self, head: Head) -> str:
        cell = self.cell(head)
        return cell.text.strip() if cell else ""

    def at(self, head: Head) -> str:
        return self.tab.at(self.number, self.columns.get(head, self.columns[Head.ANSWER]))

    @property
    def typed(self) -> tuple[str, ...]:
        """What stands in its three places to write in, to be compared."""
        return tuple(f"{cell.kind} {cell.text.strip()}" if cell else "" for cell in map(self.cell, _TYPED))

    @property
    def blank(self) -> bool:
        return not any(self.typed)


@dataclass(frozen=True, slots=True)
class Rows:
    """of: the row of each place. by_words: those found by their words, as the code was lost or says otherwise."""

    of: Mapping[Place, Row]
    problems: Sequence[Problem]
    by_words: Sequence[Row]


def has_answers(tab: Tab) -> bool:
    return _head(tab) is not None


def rows(book: Book, asked: Mapping[str, Asked]) -> Rows:
    """The row of every place, by the code beside it or by its words; whatever cannot be told apart, by its address."""
    words = _words(asked)
    claims: dict[Place, list[Row]] = {}
    problems: list[Problem] = []
    by_words: list[Row] = []
    for tab in book.tabs:
        head = _head(tab)
        if head is None:
            continue
        problems += _double_heads(tab, head)
        for row in _below(tab, head):
            place, guessed = _place(row, words)
            if place:
                claims.setdefault(place, []).append(row)
                by_words += [row] if guessed else []
            elif not row.blank:
                problems.append(_unknown(row))
    found: dict[Place, Row] = {}
    for place, claiming in claims.items():
        chosen = _one_of(claiming)
        if chosen:
            found[place] = chosen
        else:
            problems += _twice(claiming)
    return Rows(found, problems, [row for row in by_words if not row.blank])


def marks_in(book: Book) -> set[Marks]:
    """Those of the file, and those of its tabs: one, unless tabs of two workbooks were put together."""
    found = {Marks.of_properties(book.properties)}
    for tab in book.tabs:
        for row, texts in tab.lines():
            if row > WITHIN:
                break
            found |= {Marks.of_text(text) for text in texts if text.startswith("anchorline ")}
    return {one for one in found if one}


def beside(book: Book, label: str) -> tuple[str, SheetCell] | None:
    """What stands to the right of a label, and where."""
    for tab in book.tabs:
        for row, texts in tab.lines():
            if row > WITHIN:
                break
            for column, text in enumerate(texts, start=1):
                if text.strip() == label and (found := tab.cells.get((row, column + 1))):
                    return tab.at(row, column + 1), found
    return None


# ---- Heads -----------------------------------------------------------------------------------------------------------


def _head(tab: Tab) -> int | None:
    """The row with the heads: the first that has both a question's and an answer's."""
    for row, texts in tab.lines():
        if row > WITHIN:
            break
        if {_fold(one) for one in _HEADED_BY} <= {_first_line(text) for text in texts if text and len(text) < 100}:
            return row
    return None


def _columns(tab: Tab, head: int) -> dict[Head, list[int]]:
    found: dict[Head, list[int]] = {}
    for column, cell in tab.row(head):
        if name := _NAMES.get(_first_line(cell.text)):
            found.setdefault(name, []).append(column)
    return found


def _double_heads(tab: Tab, head: int) -> Iterator[Problem]:
    for name, columns in _columns(tab, head).items():
        if name in _TYPED and len(columns) > 1:
            places = " and ".join(tab.at(head, column) for column in columns)
            message = translated(
                "two columns are headed “%(name)s” (%(places)s); the first was read. Keep one of them",
                name=name,
                places=places,
            )
            yield Problem(tab.at(head, columns[1]), message, "workbook.two_columns")


def _below(tab: Tab, head: int) -> Iterator[Row]:
    columns = {name: found[0] for name, found in _columns(tab, head).items()}
    for number, _ in tab.lines():
        if number > head:
            yield Row(tab, number, columns)


# ---- Rows ------------------------------------------------------------------------------------------------------------


def _place(row: Row, words: Mapping[tuple[str, str], Place | None]) -> tuple[Place | None, bool]:
    """The place of a row, and whether its words decided. The words win: they are what the person had before them."""
    code = row.text(Head.CODE)
    coded = place_named(code) if code else None
    named = words.get((_fold(row.text(Head.QUESTION)), _fold(row.text(Head.SPLIT))))
    if named and named != coded:
        return named, True
    return coded, False


def _words(asked: Mapping[str, Asked]) -> dict[tuple[str, str], Place | None]:
    """What each row says of itself; None for words that several rows share."""
    found: dict[tuple[str, str], Place | None] = {}
    for place, question, split in labels(asked):
        key = _fold(question), _fold(split)
        found[key] = None if key in found else place
    return found


def labels(asked: Mapping[str, Asked]) -> Iterator[tuple[Place, str, str]]:
    """Every place asked, with its question and its split as the workbook words them, in the order of the questions."""
    for question in asked.values():
        yield (question.element, None), question.name, ""
        for split in question.splits:
            for code, part in split.categories.items():
                yield (question.element, code), question.name, f"{split.name}: {part}"


def _one_of(claiming: Sequence[Row]) -> Row | None:
    """Of several rows for one place the one that says something; None when two say different things."""
    said = [row for row in claiming if not row.blank]
    if len({row.typed for row in said}) > 1:
        return None
    return said[0] if said else claiming[0]


def _twice(claiming: Sequence[Row]) -> Iterator[Problem]:
    said = [row for row in claiming if not row.blank]
    for row in said:
        others = " and ".join(other.at(Head.ANSWER) for other in said if other is not row)
        message = translated("the same question is answered differently in %(others)s; keep one of them", others=others)
        yield Problem(row.at(Head.ANSWER), message, "workbook.answered_twice")


def _unknown(row: Row) -> Problem:
    said = row.text(Head.QUESTION)
    what = (
        translated("“%(said)s” is not a question of this workbook", said=said[:60])
        if said
        else translated("it does not say which question this answers")
    )
    return Problem(
        row.at(Head.ANSWER),
        translated("%(what)s, so this cannot be taken; move it to its row", what=what),
        "workbook.unknown_row",
    )


def merged_over(found: Iterable[Row]) -> Iterator[Problem]:
    """Cells to write in that were merged with others, so that nobody can tell whose answer they hold."""
    by_tab: dict[str, dict[int, Row]] = {}
    for row in found:
        by_tab.setdefault(row.tab.name, {})[row.number] = row
    for here in by_tab.values():
        tab, last = next(iter(here.values())).tab, max(here)
        for block in tab.merged:
            for row in (here[number] for number in range(block.top, min(block.bottom, last) + 1) if number in here):
                typed = {row.columns[head] for head in _TYPED if head in row.columns}
                if over := [column for column in sorted(typed) if block.left <= column <= block.right]:
                    message = translated(
                        "this cell is merged with others, from %(at)s on; split them again",
                        at=tab.at(block.top, block.left),
                    )
                    yield Problem(tab.at(row.number, over[0]), message, "workbook.merged")


def _first_line(text: str) -> str:
    return _fold(text.strip().split("\n", 1)[0])


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


_NAMES: Mapping[str, Head] = {_fold(head): head for head in Head}
