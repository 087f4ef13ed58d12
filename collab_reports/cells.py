"""What we write for other people's spreadsheet programs: texts as texts, never as formulas or links; numbers as numbers.

A workbook keeps doubles, and XlsxWriter writes 16 digits of what it is given: of the Decimal itself, for of a double they
would be 99999999.98999999. A Decimal that survives both exactly is written as a number, as every one of up to 15 digits
does; any other is written as its text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Field = str | Decimal | int | bool | date | None
LONGEST_TEXT = 32_767  # characters in a cell, Excel's own limit
_FIRST_YEAR = 1901  # before, the day counts of spreadsheet programs differ
_WIDEST = 300  # powers of ten, either way, that a double has room for
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class Sheet:
    """columns: head and width ("short", "middle", "long") of each. rows: as many fields each."""

    name: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Field]]


def new_workbook(out: BytesIO) -> xlsxwriter.Workbook:
    """With nothing guessed from what a text looks like. Fill it with `put`."""
    return xlsxwriter.Workbook(out, _OPTIONS)


def put(sheet: Worksheet, row: int, column: int, what: Field, format: Format | None = None) -> None:
    """Rows and columns counted from 0, as XlsxWriter does.

    Raises:
        ValueError: a text longer than a cell may hold, which XlsxWriter would leave out in silence.
    """
    match what:
        case None | "":
            sheet.write_blank(row, column, None, format)
        case bool():
            sheet.write_boolean(row, column, what, format)
        case int() | Decimal() if _survives(Decimal(what)):
            sheet.write_number(row, column, Decimal(what), format)
        case date() if what.year >= _FIRST_YEAR:
            sheet.write_datetime(row, column, what, format)
        case _:
            text = text_of(what)
            if len(text) > LONGEST_TEXT:
                raise ValueError(f"{len(text)} characters do not fit into a cell")
            sheet.write_string(row, column, text, format)


def text_of(what: str | Decimal | int | date) -> str:
    """Exact and plain: no exponent, no separators, ISO dates."""
    match what:
        case Decimal():
            return f"{what:f}"
        case date():
            return what.isoformat()
        case _:
            return str(what)


def _survives(number: Decimal) -> bool:
    """Whether what is written, and then read as a double, is this number still."""
    if not number.is_finite() or abs(number.adjusted()) > _WIDEST:
        return False
    return Decimal(f"{number:.16G}") == number == Decimal(repr(float(number)))
