"""Somebody's own file given back with remarks; runs in the process apart, after the same rules as reading."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from backend.kit.errors import Severity
from backend.kit.sheets import limits
from backend.kit.sheets.book import spot
from backend.kit.sheets.contents import contents
from backend.kit.sheets.delimited import records
from backend.kit.sheets.fields import delimited
from backend.kit.sheets.parts import opened
from backend.kit.sheets.recognising import Form, recognise
from backend.kit.sheets.remarks import TITLE, Remark

AUTHOR = TITLE  # of our comments, by which those of an earlier round are known
_FILLS = {Severity.BLOCK: "FFC7CE", Severity.EXPLAIN: "FFEB9C", Severity.NOTE: "DDEBF7"}
_ASKED = {
    Severity.BLOCK: "must be put right",
    Severity.EXPLAIN: "needs a reason",
    Severity.NOTE: "for your information",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HEADER = ("Tab", "Cell", "What to do", "Remark")
_WIDTHS = (20, 10, 20, 100)


def annotated(content: bytes, name: str, said: Iterable[Sequence[str]]) -> bytes:
    """said: tab, address, text and severity of each remark.

    Raises:
        Invalid: the file is one that is not read.
    """
    remarks = [Remark(tab, address, text, Severity(severity)) for tab, address, text, severity in said]
    if recognise(content, name) is Form.DELIMITED:
        return _with_column(content, remarks)
    contents(opened(content))
    return _with_comments(content, remarks)


# ---- Workbooks -------------------------------------------------------------------------------------------------------


def _with_comments(content: bytes, remarks: Sequence[Remark]) -> bytes:
    book = _loaded(content)
    _without_earlier(book)
    for sheet in book.worksheets:
        for cell, about in _by_cell(sheet, [remark for remark in remarks if remark.tab == sheet.title]).items():
            _mark(cell, about)
    _list(book, remarks)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _loaded(content: bytes) -> Workbook:
    """Theirs; an empty one if the library cannot take in what our reader could: then the list of remarks goes back alone."""
    try:
        return openpyxl.load_workbook(BytesIO(content), keep_vba=False, keep_links=False, rich_text=True)
    except MemoryError:
        raise
    except Exception:
        empty = Workbook()
        empty.remove(empty.worksheets[0])
        return empty


def _without_earlier(book: Workbook) -> None:
    if TITLE in book.sheetnames and len(book.sheetnames) > 1:
        del book[TITLE]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None


def _by_cell(sheet: Worksheet, remarks: Iterable[Remark]) -> Mapping[Cell, Sequence[Remark]]:
    found: dict[Cell, list[Remark]] = defaultdict(list)
    for remark in remarks:
        at = spot(remark.address)
        if at is not None and at[0] <= limits.MOST_ROWS and at[1] <= limits.MOST_COLUMNS:
            found[_shown(sheet, *at)].append(remark)
    return found


def _shown(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell a person sees there: of a merged block, the first."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    block = next(block for block in sheet.merged_cells.ranges if cell.coordinate in block)
    first = sheet.cell(block.min_row, block.min_col)
    assert isinstance(first, Cell)
    return first


def _mark(cell: Cell, remarks: Sequence[Remark]) -> None:
    gravest = min((remark.severity for remark in remarks), key=list(Severity).index)
    cell.fill = PatternFill("solid", fgColor=_FILLS[gravest])
    theirs = [f"{cell.comment.author}: {cell.comment.text}"] if cell.comment else []
    comment = Comment("\n".join([*(_clean(remark.text) for remark in remarks), *theirs]), AUTHOR)
    comment.width, comment.height = 360, 60 + 40 * len(remarks)
    cell.comment = comment


def _list(book: Workbook, remarks: Sequence[Remark]) -> None:
    sheet = book.create_sheet(TITLE)
    rows = [(remark.tab, remark.address, _ASKED[remark.severity], remark.text) for remark in remarks]
    for line, row in enumerate([_HEADER, *rows], 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(line, column)
            cell.value, cell.data_type = _clean(text), "s"  # a text, whatever it begins with
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=line == 1)
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)[: limits.LONGEST_TEXT]


# ---- Delimited files -------------------------------------------------------------------------------------------------


def _with_column(content: bytes, remarks: Sequence[Remark]) -> bytes:
    """One more column, its title in the first row; what concerns the first row or the whole file follows the title."""
    found, _ = records(content)
    by_row: dict[int, list[str]] = defaultdict(list)
    for remark in remarks:
        at = spot(remark.address)
        by_row[at[0] if at else 1].append(f"{remark.address}: {remark.text}" if at else remark.text)
    width = max(map(len, found))
    by_row[1].insert(0, TITLE)
    rows = ([*row, *[""] * (width - len(row)), " / ".join(by_row.get(n, ()))] for n, row in enumerate(found, 1))
    return delimited(rows, mark=True)
