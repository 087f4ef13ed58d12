"""A CSV-like file as a Book: one tab without a name, every row from the first on, no header looked for."""

from collections.abc import Iterator, Sequence
from itertools import compress

from backend.kit.errors import Invalid
from backend.kit.sheets import limits
from backend.kit.sheets.book import address, letters
from backend.kit.sheets.cells import LETTERS, CellKind
from backend.kit.sheets.delimited import records
from backend.kit.sheets.messages import Tell, WireRow, book_message, end_message, tab_message

_ROWS_AT_ONCE = 5_000
_TEXT = LETTERS[CellKind.TEXT]


def read_table(content: bytes, tell: Tell) -> None:
    """
    Raises:
        Invalid: not text, no delimiter, a quotation mark never closed, or larger than is read.
    """
    found, notes = records(content)
    tell(tab_message(""))
    _refuse_large(found)
    for start in range(0, len(found), _ROWS_AT_ONCE):
        rows = list(_rows(found[start : start + _ROWS_AT_ONCE], start + 1))
        tell({"rows": rows, "done": min(start + _ROWS_AT_ONCE, len(found)), "total": len(found)})
    tell(end_message())
    tell(book_message({}, notes))


def _rows(records: Sequence[list[str]], first: int) -> Iterator[WireRow]:
    """Blank cells are left out; a full row, the usual one, is passed on as it is."""
    full: dict[int, list[int]] = {}
    for number, record in enumerate(records, first):
        if all(record):
            if record:
                columns = full.setdefault(len(record), list(range(1, len(record) + 1)))
                yield number, columns, _TEXT * len(record), record
        elif filled := [column for column, text in enumerate(record, 1) if text]:
            yield number, filled, _TEXT * len(filled), list(compress(record, record))


def _refuse_large(records: Sequence[Sequence[str]]) -> None:
    if len(records) > limits.MOST_ROWS:
        raise Invalid(
            f"The file has more than {limits.MOST_ROWS:,} rows, the most that is read. Split it.", code="sheet.bounds"
        )
    for number, record in enumerate(records, 1):
        if len(record) > limits.MOST_COLUMNS and any(record[limits.MOST_COLUMNS :]):
            most = f"{limits.MOST_COLUMNS} columns (to {letters(limits.MOST_COLUMNS)})"
            where = address(number, limits.MOST_COLUMNS + 1)
            raise Invalid(
                f"Something stands beyond the {most} that are read. Delete it.", where=where, code="sheet.bounds"
            )
        if max(map(len, record), default=0) > limits.LONGEST_TEXT:
            column = next(column for column, text in enumerate(record, 1) if len(text) > limits.LONGEST_TEXT)
            what = f"This cell holds more than {limits.LONGEST_TEXT:,} characters, the most that is read."
            raise Invalid(what, where=address(number, column), code="sheet.text")
