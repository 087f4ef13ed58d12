"""A list that is on a page, as a file: CSV or XLSX, the same rows in the same order. Nothing in it is a formula."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Literal

from litestar import Response

from backend.kit.downloads import to_keep
from backend.kit.listing import Cell
from backend.kit.sheets.fields import delimited
from collab_reports.cells import new_workbook, put, text_of

__all__ = ["Cell", "Kind", "as_file"]

Kind = Literal["csv", "xlsx"]
_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_WIDEST = 60


def as_file(name: str, rows: Sequence[Sequence[Cell]], kind: Kind) -> Response[bytes]:
    """rows: the heads first. name: of the file, without its ending."""
    content = _csv(rows) if kind == "csv" else _xlsx(rows)
    return Response(content, media_type=_TYPES[kind], headers=to_keep(f"{name}.{kind}"))


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Days as ISO 8601; with the mark Excel asks for."""
    return delimited([["" if cell is None else text_of(cell) for cell in row] for row in rows], mark=True)


def _xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    out = BytesIO()
    with new_workbook(out) as book:
        sheet = book.add_worksheet()
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                put(sheet, down, across, cell, day if isinstance(cell, date) else head if not down else None)
        sheet.freeze_panes(1, 1)
        if rows:
            sheet.autofilter(0, 0, max(1, len(rows) - 1), len(rows[0]) - 1)
        for across, cells in enumerate(zip(*rows, strict=True)):
            sheet.set_column(across, across, min(_WIDEST, 2 + max(len(str(cell or "")) for cell in cells)))
    return out.getvalue()
