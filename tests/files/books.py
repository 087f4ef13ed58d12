"""Books as readers return them, made from rows of plain values."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from backend.kit.sheets.book import Book, CellKind, Merged, SheetCell, Tab
from backend.kit.sheets.book import spot as spot_of

Value = str | int | Decimal | bool | date | SheetCell | None
UNCOMPUTED = SheetCell("", CellKind.UNCOMPUTED, formula=True)


def error(text: str) -> SheetCell:
    return SheetCell(text, CellKind.ERROR, formula=True)


def percent(text: str) -> SheetCell:
    return SheetCell(text, CellKind.PERCENT)


def cell(value: Value) -> SheetCell | None:
    match value:
        case None | "":
            return None
        case SheetCell():
            return value
        case bool():
            return SheetCell(str(value).upper(), CellKind.YES_NO)
        case int() | Decimal():
            return SheetCell(format(value, "f") if isinstance(value, Decimal) else str(value), CellKind.NUMBER)
        case date():
            return SheetCell(value.isoformat(), CellKind.DATE)
        case str():
            return SheetCell(value)


def tab(rows: Sequence[Sequence[Value]], name: str = "Staff", *, merged: Sequence[str] = (), **options: Any) -> Tab:
    """merged: blocks as `A1:C2`."""
    cells = {
        (row, column): made
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if (made := cell(value)) is not None
    }
    return Tab(name, cells, merged=tuple(map(block, merged)), **options)


def block(text: str) -> Merged:
    first, last = (spot_of(part) or (1, 1) for part in text.split(":"))
    return Merged(*first, *last)


def book(*tabs: Tab) -> Book:
    return Book(tabs, "0" * 64)
