"""What the reader's process says to ours, as plain JSON, and how it becomes a Book again.

A reader gives messages while it reads: `tab`, `rows`, `end` for each tab, `book` at the end; so neither process ever holds
the file twice, and rows already read cost the reader nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.kit.errors import Invalid, Problem
from backend.kit.sheets.book import Book, Merged, Tab
from backend.kit.sheets.cells import Cells, Line
from backend.kit.sheets.limits import MOST_PROBLEMS

Message = dict[str, Any]
Tell = Callable[[Message], None]
WireRow = tuple[int, list[int], str, list[str]]  # row, columns, letters of `cells.LETTERS`, texts
_REPEATED = 5_000  # texts of which one copy is kept: names of members, elements and periods


@dataclass(slots=True)
class Problems:
    """What is wrong cell by cell, gathered over the whole file; too many end the reading."""

    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, message: str, code: str) -> None:
        self.found.append(Problem(where, message, code))
        if len(self.found) >= MOST_PROBLEMS:
            self.found.append(Problem("", "There may be more; the reading ended here.", "sheet.more"))
            self.raise_any()

    def raise_any(self) -> None:
        """
        Raises:
            Invalid: there is one.
        """
        if self.found:
            raise Invalid(self.found)


class Gathering:
    """Takes the messages of one reading in their order."""

    def __init__(self, sha256: str) -> None:
        self._sha256 = sha256
        self._tabs: list[Tab] = []
        self._lines: dict[int, Line] = {}
        self._opened: Message = {}
        self._shapes: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._kinds: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self.book: Book | None = None

    def take(self, message: Message) -> None:
        if "rows" in message:
            self._rows(message["rows"])
        elif "tab" in message:
            self._opened, self._lines = message, {}
        elif "end" in message:
            self._tabs.append(self._tab(message["end"]))
        elif "book" in message:
            said = message["book"]
            self.book = Book(tuple(self._tabs), self._sha256, dict(said["properties"]), tuple(said["notes"]))

    def _rows(self, rows: Sequence[WireRow]) -> None:
        shapes, kinds, known = self._shapes, self._kinds, self._texts
        for number, columns, letters, texts in rows:
            if len(known) < _REPEATED:
                for text in texts:
                    known.setdefault(text, text)
            shape = tuple(columns)
            self._lines[number] = (
                shapes.setdefault(shape, shape),
                kinds.setdefault(letters, letters),
                tuple([known.get(text, text) for text in texts]),
            )

    def _tab(self, end: Message) -> Tab:
        return Tab(
            self._opened["tab"],
            Cells(self._lines),
            hidden=self._opened["hidden"],
            hidden_rows=frozenset(end["hidden_rows"]),
            hidden_columns=frozenset(end["hidden_columns"]),
            merged=tuple(Merged(*block) for block in end["merged"]),
        )


def tab_message(name: str, *, hidden: bool = False) -> Message:
    return {"tab": name, "hidden": hidden}


def end_message(
    hidden_rows: Sequence[int] = (), hidden_columns: Sequence[int] = (), merged: Sequence[Sequence[int]] = ()
) -> Message:
    return {"end": {"hidden_rows": hidden_rows, "hidden_columns": hidden_columns, "merged": merged}}


def book_message(properties: dict[str, str], notes: Sequence[str]) -> Message:
    return {"book": {"properties": properties, "notes": list(notes)}}
