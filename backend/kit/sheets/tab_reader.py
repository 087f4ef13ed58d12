"""One sheet of a workbook, read element by element: rows go out as they are complete, what is wrong is named by address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.kit.errors import Invalid
from backend.kit.sheets import limits
from backend.kit.sheets.book import address, letters, spot
from backend.kit.sheets.cell_values import Unreadable, Values, too_long
from backend.kit.sheets.layout import Layout
from backend.kit.sheets.limits import LONGEST_STORED
from backend.kit.sheets.markup import Attributes, main_names, parse, too_deep
from backend.kit.sheets.messages import Problems, Tell, WireRow
from backend.kit.sheets.parts import Parts

_ROWS_AT_ONCE = 1_000
_ROOT = main_names("worksheet")
_COLUMNS = {letters(column): column for column in range(1, limits.MOST_COLUMNS + 1)}


@dataclass(slots=True)
class Budget:
    """Cells that may still be read, over all tabs."""

    left: int = limits.MOST_CELLS


class TabReader:
    """State of one sheet between its elements. What is done for each cell is written to be fast: there may be a million."""

    def __init__(self, name: str, values: Values, *, problems: Problems, budget: Budget, tell: Tell) -> None:
        self._name, self._values, self._problems, self._budget, self._tell = name, values, problems, budget, tell
        self._layout = Layout()
        self._level = 0
        self._starts: Mapping[str, Callable[[Attributes], None]] = {
            **dict.fromkeys(main_names("row"), self._start_row),
            **dict.fromkeys(main_names("c"), self._start_cell),
            **dict.fromkeys(main_names("v"), self._start_value),
            **dict.fromkeys(main_names("f"), self._start_formula),
            **dict.fromkeys(main_names("is"), self._start_inline),
            **dict.fromkeys(main_names("t"), self._start_text),
            **dict.fromkeys(main_names("rPh"), self._start_spoken),
            **dict.fromkeys(main_names("mergeCell"), self._layout.merged),
            **dict.fromkeys(main_names("col"), self._layout.column),
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            **dict.fromkeys(main_names("row"), self._end_row),
            **dict.fromkeys(main_names("c"), self._end_cell),
            **dict.fromkeys(main_names("v", "t"), self._stop),
            **dict.fromkeys(main_names("rPh"), self._end_spoken),
        }
        self._rows: list[WireRow] = []
        self._row, self._row_text = 0, "0"
        self._columns: list[int] = []
        self._letters: list[str] = []
        self._texts: list[str] = []
        self._last_row = self._last_column = 0
        self._within_cell = self._reading = self._spoken = self._formula = self._stored = False
        self._column = 0
        self._kind, self._style = "n", None
        self._pieces: list[str] = []
        self._length = 0

    _style: str | None

    def read(self, parts: Parts, part: str) -> None:
        """
        Raises:
            Invalid: a fault past which no cell can be trusted. Faults of single cells go to `problems`.
        """
        parse(parts, part, self._start, self._end, self._data)
        self._send()
        self._tell(self._layout.end(self._last_row, self._last_column))

    # ---- What expat calls --------------------------------------------------------------------------------------------

    def _start(self, name: str, attributes: Attributes) -> None:
        self._level += 1
        if self._level == 1 or self._level > limits.DEEPEST:
            self._refuse_strange(name)
        start = self._starts.get(name)
        if start is not None:
            start(attributes)

    def _end(self, name: str) -> None:
        self._level -= 1
        end = self._ends.get(name)
        if end is not None:
            end()

    def _data(self, text: str) -> None:
        if self._reading:
            self._length += len(text)
            if self._length <= LONGEST_STORED:
                self._pieces.append(text)

    # ---- Rows --------------------------------------------------------------------------------------------------------

    def _start_row(self, attributes: Attributes) -> None:
        said = attributes.get("r")
        number = (
            self._row + 1 if said is None else int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0
        )
        if number <= self._row:
            raise self._misplaced(f"row {(said or str(number))[:20]}")
        self._row, self._row_text, self._column = number, str(number), 0
        self._layout.row(number, attributes)

    def _end_row(self) -> None:
        if self._columns:
            self._rows.append((self._row, self._columns, "".join(self._letters), self._texts))
            self._last_row = self._row
            self._last_column = max(self._last_column, self._columns[-1])
            self._columns, self._letters, self._texts = [], [], []
            if len(self._rows) >= _ROWS_AT_ONCE:
                self._send()

    def _send(self) -> None:
        if self._rows:
            self._tell({"rows": self._rows})
            self._rows = []

    # ---- Cells -------------------------------------------------------------------------------------------------------

    def _start_cell(self, attributes: Attributes) -> None:
        said = attributes.get("r")
        if said is None:
            column = self._column + 1
        else:
            name = said.rstrip("0123456789")
            column = _COLUMNS.get(name) or _far(said)
            if said[len(name) :] != self._row_text:
                column = 0
        if column <= self._column or self._within_cell or not self._row:
            raise self._misplaced(f"the cell {(said or letters(column))[:20]}")
        self._column, self._within_cell = column, True
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
        self._formula = self._stored = False
        self._pieces, self._length = [], 0

    def _start_value(self, attributes: Attributes) -> None:
        self._stored = self._reading = self._within_cell

    def _start_formula(self, attributes: Attributes) -> None:
        self._formula = True

    def _start_inline(self, attributes: Attributes) -> None:
        self._stored = self._within_cell

    def _start_text(self, attributes: Attributes) -> None:
        self._reading = self._within_cell and not self._spoken

    def _start_spoken(self, attributes: Attributes) -> None:
        self._spoken = True

    def _end_spoken(self) -> None:
        self._spoken = False

    def _stop(self) -> None:
        self._reading = False

    def _end_cell(self) -> None:
        self._within_cell = False
        stored = "".join(self._pieces) if self._stored else None
        try:
            if self._length > LONGEST_STORED:
                raise too_long()
            said = self._values.read(self._kind, self._style, stored, formula=self._formula)
        except Unreadable as fault:
            self._problems.add(self._here(), f"This cell {fault.message}", fault.code)
            return
        if said is not None:
            self._keep(*said)

    def _keep(self, letter: str, text: str) -> None:
        if self._row > limits.MOST_ROWS or self._column > limits.MOST_COLUMNS:
            raise self._beyond()
        self._budget.left -= 1
        if self._budget.left < 0:
            what = f"The workbook has more than {limits.MOST_CELLS:,} filled cells, the most that is read."
            raise Invalid(f"{what} {limits.CHEAPER}", where=self._here(), code="sheet.cells")
        self._columns.append(self._column)
        self._letters.append(letter.upper() if self._formula else letter)
        self._texts.append(text)

    # ---- Faults ------------------------------------------------------------------------------------------------------

    def _refuse_strange(self, name: str) -> None:
        if self._level > 1:
            raise too_deep()
        if name not in _ROOT:
            what = f"The part of the file that should hold the tab {self._name!r} holds something else."
            raise Invalid(f"{what} Save it again in Excel or LibreOffice, and send that.", code="sheet.broken")

    def _here(self) -> str:
        return f"{self._name}!{address(self._row, self._column)}"

    def _beyond(self) -> Invalid:
        most = f"{limits.MOST_ROWS:,} rows and {limits.MOST_COLUMNS} columns (to {letters(limits.MOST_COLUMNS)})"
        what = f"Something stands here, beyond the {most} that are read. Delete what lies beyond, or copy what is asked for"
        return Invalid(f"{what} to a new workbook, and send that.", where=self._here(), code="sheet.bounds")

    def _misplaced(self, what: str) -> Invalid:
        order = "is out of its order, or twice in the sheet: a spreadsheet program would call the file damaged"
        cure = "Open it in Excel or LibreOffice, let it repair the file, save it, and send that."
        return Invalid(f"In the tab {self._name!r} {what} {order}. {cure}", where=self._name, code="sheet.reference")


def _far(reference: str) -> int:
    """The column of an address past those that are read, where an empty cell may stand; 0 for what is no address."""
    found = spot(reference) if reference.isupper() and "$" not in reference else None
    return found[1] if found else 0
