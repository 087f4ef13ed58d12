"""Somebody's own file comes back as theirs, with what is to be put right beside each cell."""

import io

import openpyxl
import pytest

from backend.kit.errors import Invalid, Severity
from backend.kit.sheets import apart
from backend.kit.sheets.book import CellKind
from backend.kit.sheets.remarks import TITLE, Remark
from tests.kit.sheets import hostile
from tests.kit.sheets.here import read_here
from tests.kit.sheets.xlsx_parts import book


def theirs() -> bytes:
    target = openpyxl.Workbook()
    sheet = target.active
    sheet.title = "Spend"
    sheet["A1"], sheet["B1"], sheet["B2"], sheet["B3"] = "Figures of 2026", "12,o0", 7, "=B2*2"
    sheet["C1"].value, sheet["C1"].data_type = "=not a formula", "s"
    sheet.merge_cells("D1:E2")
    sheet["D1"] = "block"
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


REMARKS = (
    Remark("Spend", "B1", "Write an amount, e.g. 1200.50."),
    Remark("Spend", "B1", '=HYPERLINK("http://evil","look")', Severity.NOTE),
    Remark("Spend", "B2", "Ten times the last one.\x07", Severity.EXPLAIN),
    Remark("Spend", "E2", "In a merged block.", Severity.NOTE),
    Remark("Elsewhere", "A1", "The tab is gone."),
    Remark("", "", "One thing about the whole file."),
)


async def test_each_remark_stands_at_its_cell_and_in_a_list() -> None:
    given = openpyxl.load_workbook(io.BytesIO(await apart.annotate(theirs(), "theirs.xlsx", REMARKS)))
    sheet = given["Spend"]
    assert "1200.50" in sheet["B1"].comment.text
    assert "HYPERLINK" in sheet["B1"].comment.text
    assert (sheet["B1"].fill.fgColor.rgb, sheet["B2"].fill.fgColor.rgb) == ("00FFC7CE", "00FFEB9C")
    assert sheet["D1"].comment.text == "In a merged block."
    assert sheet["A1"].comment is None
    rows = list(given[TITLE].iter_rows(values_only=True))
    assert rows[1] == ("Spend", "B1", "must be put right", "Write an amount, e.g. 1200.50.")
    assert rows[3][3] == "Ten times the last one."
    assert [row[3] for row in rows[5:]] == ["The tab is gone.", "One thing about the whole file."]


async def test_their_formulas_stay_formulas_and_their_texts_texts() -> None:
    tabs = read_here(await apart.annotate(theirs(), "theirs.xlsx", REMARKS)).tabs
    cells = tabs[0].cells
    assert (cells[3, 2].kind, cells[3, 2].formula) == (CellKind.UNCOMPUTED, True)
    assert (cells[1, 3].text, cells[1, 3].formula) == ("=not a formula", False)
    assert (cells[2, 2].text, cells[1, 2].text) == ("7", "12,o0")
    assert not any(cell.formula for cell in tabs[1].cells.values())


async def test_a_file_sent_again_carries_the_new_remarks_alone() -> None:
    once = await apart.annotate(theirs(), "theirs.xlsx", REMARKS)
    again = openpyxl.load_workbook(io.BytesIO(await apart.annotate(once, "theirs.xlsx", REMARKS[2:3])))
    assert again.sheetnames == ["Spend", TITLE]
    assert again["Spend"]["B1"].comment is None
    assert again["Spend"]["B2"].comment.text == "Ten times the last one."


async def test_a_table_comes_back_with_one_column_more() -> None:
    content = 'name;value\nÉcole;"=1+1"\nx;-12.5\n'.encode()
    remarks = (
        Remark("", "B2", "Not a number; write 2."),
        Remark("", "A2", "Who?"),
        Remark("", "", "Two rows are few."),
    )
    given = await apart.annotate(content, "theirs.csv", remarks)
    assert given.decode("utf-8-sig").splitlines() == [
        f"name,value,{TITLE} / Two rows are few.",
        "École,'=1+1,B2: Not a number; write 2. / A2: Who?",
        "x,-12.5,",
    ]


@pytest.mark.parametrize(
    "name", ["macros", "another workbook", "a bomb in a part nobody reads", "a declaration nobody reads"]
)
async def test_the_guard_comes_before_the_library(name: str) -> None:
    case = next(case for case in hostile.FILES if case.name == name)
    with pytest.raises(Invalid) as refusal:
        await apart.annotate(case.build(), "theirs.xlsx", REMARKS)
    assert refusal.value.problems[0].code == case.refused


async def test_addresses_that_are_none_or_far_away_are_in_the_list_alone() -> None:
    remarks = (Remark("Spend", "XFD1048576", "far"), Remark("Spend", "row 3", "no address"))
    tabs = read_here(await apart.annotate(theirs(), "a.xlsx", remarks)).tabs
    assert tabs[0].rows == 3
    assert [tabs[1].text(row, 4) for row in (2, 3)] == ["far", "no address"]


async def test_a_file_the_library_cannot_write_again_gives_the_list_alone() -> None:
    tabs = read_here(await apart.annotate(book(), "a.xlsx", [Remark("S", "A1", "Look.")])).tabs
    assert [(tab.name, tab.text(2, 4)) for tab in tabs] == [(TITLE, "Look.")]
