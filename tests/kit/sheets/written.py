"""Whole workbooks and tables, written by the parts the product writes its own with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from backend.kit.sheets.fields import delimited
from backend.kit.sheets.writing import Field, new_workbook, put, tab_name, text_of


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: Iterable[Sequence[Field]]


def workbook(sheets: Iterable[Sheet], *, properties: Mapping[str, str] | None = None) -> bytes:
    """properties: kept in the file, read back as `Book.properties`."""
    out = BytesIO()
    with new_workbook(out) as book:
        for sheet in sheets:
            tab = book.add_worksheet(tab_name(sheet.name))
            for row, fields in enumerate(sheet.rows):
                for column, what in enumerate(fields):
                    put(tab, row, column, what)
        for key, text in (properties or {}).items():
            book.set_custom_property(key, text, "text")
    return out.getvalue()


def table(rows: Iterable[Sequence[str | Decimal]]) -> bytes:
    return delimited(([text_of(field) for field in row] for row in rows), mark=True)
