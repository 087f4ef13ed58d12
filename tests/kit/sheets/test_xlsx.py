"""What stands in a workbook is read as it stands, whoever wrote it."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles.numbers import FORMAT_PERCENTAGE

from backend.kit.errors import Invalid
from backend.kit.sheets.book import CellKind, Merged, SheetCell, address
from backend.kit.sheets.cells import Cells
from backend.kit.sheets.limits import MOST_PROBLEMS
from tests.kit.sheets import xlsx_parts as make
from tests.kit.sheets.here import read_here
from tests.kit.sheets.written import Sheet, workbook
from tests.kit.sheets.xlsx_parts import SHEET, book, cell, one_row, relationship, relationships, with_cells, with_sheet

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30)
NUMBERS = st.decimals(-(10**12), 10**12, places=2)
GRIDS = st.dictionaries(
    st.tuples(st.integers(1, 60), st.integers(1, 40)), st.one_of(WORDS, NUMBERS, st.booleans()), min_size=1, max_size=40
)


def expected(what: object) -> SheetCell:
    match what:
        case bool():
            return SheetCell("TRUE" if what else "FALSE", CellKind.YES_NO)
        case Decimal():
            return SheetCell(f"{what.normalize():f}" if what else "0", CellKind.NUMBER)
    return SheetCell(str(what))


@settings(max_examples=60, deadline=None)
@given(GRIDS)
def test_any_grid_of_xlsxwriter_reads_back_exactly(grid: dict[tuple[int, int], object]) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_urls": False, "strings_to_formulas": False}) as target:
        sheet = target.add_worksheet("Any")
        for (row, column), what in grid.items():
            sheet.write(row - 1, column - 1, what)
    assert dict(read_here(out.getvalue()).tabs[0].cells) == {at: expected(what) for at, what in grid.items()}


@settings(max_examples=60, deadline=None)
@given(GRIDS)
def test_any_grid_of_openpyxl_reads_back_exactly(grid: dict[tuple[int, int], object]) -> None:
    target = openpyxl.Workbook()
    sheet = target.active
    for (row, column), what in grid.items():
        at = sheet.cell(row, column)
        at.value = what
        at.data_type = "s" if isinstance(what, str) else at.data_type
    out = io.BytesIO()
    target.save(out)
    assert dict(read_here(out.getvalue()).tabs[0].cells) == {at: expected(what) for at, what in grid.items()}


def test_tabs_are_found_by_relationship_and_kept_in_the_order_of_the_workbook() -> None:
    second = '<sheet name="Second" sheetId="7" r:id="b"/>'
    first = '<sheet name="First" sheetId="2" state="veryHidden" r:id="a"/>'
    links = (relationship("a", "worksheet", "/xl/odd/n.xml"), relationship("b", "worksheet", "worksheets/sheet1.xml"))
    parts = {
        "xl/workbook.xml": make.workbook(second, first),
        "xl/_rels/workbook.xml.rels": relationships(*links),
        SHEET: one_row(cell("A1", "2")),
        "xl/odd/n.xml": one_row(cell("A1", "1")),
    }
    read = read_here(book(parts))
    assert [(tab.name, tab.hidden, tab.text(1, 1)) for tab in read.tabs] == [
        ("Second", False, "2"),
        ("First", True, "1"),
    ]
    assert read.tab(" first ") is read.tabs[1]


def test_a_chart_on_a_tab_of_its_own_is_noted_and_not_read() -> None:
    read = read_here(
        book(
            {
                "xl/workbook.xml": make.workbook("S", "Chart"),
                "xl/_rels/workbook.xml.rels": relationships(
                    relationship("rId1", "worksheet", "worksheets/sheet1.xml"),
                    relationship("rId2", "chartsheet", "chartsheets/sheet1.xml"),
                ),
                SHEET: one_row(cell("A1", "1")),
                "xl/chartsheets/sheet1.xml": "<chartsheet/>",
            }
        )
    )
    assert [tab.name for tab in read.tabs] == ["S"]
    assert "'Chart'" in read.notes[0]


def test_the_strict_namespaces_read_as_the_usual_ones() -> None:
    strict = {
        "_rels/.rels": relationships(
            relationship("rId1", "officeDocument", "xl/workbook.xml", of=make.STRICT_DOCUMENT)
        ),
        "xl/workbook.xml": make.workbook("S", namespace=make.STRICT_MAIN, document=make.STRICT_DOCUMENT),
        "xl/_rels/workbook.xml.rels": relationships(
            relationship("rId1", "worksheet", "worksheets/sheet1.xml", of=make.STRICT_DOCUMENT),
            relationship("rId2", "sharedStrings", "sharedStrings.xml", of=make.STRICT_DOCUMENT),
        ),
        "xl/sharedStrings.xml": make.strings("hello").replace(make.MAIN, make.STRICT_MAIN),
        SHEET: one_row(cell("A1", "0", "s"), cell("B1", "2026-09-30", "d")).replace(make.MAIN, make.STRICT_MAIN),
    }
    cells = read_here(book(strict)).tabs[0].cells
    assert cells[1, 1] == SheetCell("hello")
    assert cells[1, 2] == SheetCell("2026-09-30", CellKind.DATE)


def test_a_prefix_for_the_namespace_changes_nothing() -> None:
    rows = '<x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row>'
    text = f'<x:worksheet xmlns:x="{make.MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert read_here(with_sheet(text)).tabs[0].text(1, 1) == "7"


def test_rows_and_cells_without_addresses_follow_one_another() -> None:
    rows = '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="5"><c r="B5"><v>5</v></c><c><v>6</v></c></row>'
    tab = read_here(with_sheet(make.sheet(rows))).tabs[0]
    assert {address(*at): said.text for at, said in tab.cells.items()} == {"A1": "1", "C1": "3", "B5": "5", "C5": "6"}
    assert (tab.rows, tab.columns) == (5, 3)
    assert list(tab.lines()) == [(1, ("1", "", "3")), (5, ("", "5", "6"))]


def test_formulas_give_their_stored_value_and_are_marked() -> None:
    cells = read_here(with_cells(cell("A1", "3", formula="1+2"), cell("B1", "x", "str", formula="A1"))).tabs[0].cells
    assert cells[1, 1] == SheetCell("3", CellKind.NUMBER, formula=True)
    assert cells[1, 2] == SheetCell("x", CellKind.TEXT, formula=True)


def test_a_zero_nobody_computed_is_no_zero() -> None:
    """XlsxWriter writes 0 for every formula and asks the next program to compute; Excel's own zero is one."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as target:
        target.add_worksheet("S").write_formula(0, 0, "=1+1")
    assert read_here(out.getvalue()).tabs[0].cells[1, 1].kind is CellKind.UNCOMPUTED
    assert read_here(with_cells(cell("A1", "0", formula="1-1"))).tabs[0].cells[1, 1].text == "0"


def test_percents_and_dates_are_known_by_their_style() -> None:
    target = openpyxl.Workbook()
    target.active["A1"], target.active["B1"], target.active["C1"] = (
        0.12,
        date(2026, 9, 30),
        datetime(2026, 9, 30, 14, 30),
    )
    target.active["A1"].number_format = FORMAT_PERCENTAGE
    for epoch, start in ((openpyxl.utils.datetime.WINDOWS_EPOCH, 1900), (openpyxl.utils.datetime.MAC_EPOCH, 1904)):
        target.epoch, out = epoch, io.BytesIO()
        target.save(out)
        cells = read_here(out.getvalue()).tabs[0].cells
        assert cells[1, 1] == SheetCell("0.12", CellKind.PERCENT)
        assert cells[1, 2] == SheetCell("2026-09-30", CellKind.DATE), start
        assert cells[1, 3] == SheetCell("2026-09-30T14:30:00", CellKind.DATE)


def test_hidden_rows_columns_and_merged_blocks_are_known() -> None:
    last = f'<row r="3" ht="0">{cell("A3", "1")}</row>'
    rows = f'<row r="1">{cell("A1", "1")}{cell("D1", "1")}</row><row r="2" hidden="1"/>{last}'
    hidden = '<col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/>'
    columns = f'<cols>{hidden}<col min="6" max="6" width="10"/></cols>'
    merged = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A3:XFD3"/><mergeCell ref="F9:G10"/></mergeCells>'
    tab = read_here(with_sheet(make.sheet(rows, before=columns, after=merged))).tabs[0]
    assert tab.hidden_rows == {2, 3}
    assert tab.hidden_columns == {2, 3, 5}
    assert tab.merged == (Merged(1, 1, 2, 2), Merged(3, 1, 3, 4))  # cut to what is filled


def test_the_files_own_properties_are_read() -> None:
    content = workbook([Sheet("S", [["a"]])], properties={"submission": "0199-ab", "member": "Ä & Ö"})
    assert read_here(content).properties == {"submission": "0199-ab", "member": "Ä & Ö"}


def test_every_unreadable_cell_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        read_here(with_cells(cell("A1", "9", "s"), cell("B1", "1"), cell("C1", "8", "s")))
    assert [problem.where for problem in refusal.value.problems] == ["S!A1", "S!C1"]


def test_naming_ends_when_there_are_too_many() -> None:
    with pytest.raises(Invalid) as refusal:
        read_here(with_cells(*(f'<c t="s"><v>{n}</v></c>' for n in range(100, 200))))
    assert [problem.code for problem in refusal.value.problems[-2:]] == ["sheet.string", "sheet.more"]
    assert len(refusal.value.problems) == MOST_PROBLEMS + 1


def test_cells_by_row_are_the_same_mapping_as_cells_one_by_one() -> None:
    one_by_one = {
        (3, 2): SheetCell("x"),
        (1, 400): SheetCell("1", CellKind.NUMBER, formula=True),
        (3, 1): SheetCell("y"),
    }
    by_row = Cells.of(one_by_one)
    assert dict(by_row) == one_by_one
    assert ((9, 9) in by_row, (3, 3) in by_row, by_row.get((1, 1)), len(by_row)) == (False, False, None, 3)
    assert (by_row.height, by_row.width) == (3, 400)
    assert list(by_row.row(3)) == [(1, SheetCell("y")), (2, SheetCell("x"))]
    assert list(by_row.row(2)) == []


def test_a_table_is_one_tab_without_a_name_and_every_row_of_it() -> None:
    read = read_here("member,value\n\nÉcole,12\n,7\n".encode(), "a.csv")
    assert [(tab.name, list(tab.lines())) for tab in read.tabs] == [
        ("", [(1, ("member", "value")), (3, ("École", "12")), (4, ("", "7"))])
    ]
    assert read.tabs[0].at(4, 2) == "B4"
