"""What we write is what was meant, in the spreadsheet programs of others: texts as texts, numbers as numbers."""

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.sheets.book import Book, CellKind, SheetCell, Tab
from backend.kit.sheets.fields import delimited, plain, safe
from backend.kit.sheets.writing import tab_name
from tests.kit.sheets.here import read_here
from tests.kit.sheets.office import UTF_8, resaved
from tests.kit.sheets.payloads import NUMBERS, STARTS, WIDE_NUMBERS, texts
from tests.kit.sheets.written import Sheet, table, workbook

TEXTS = texts()
ROWS: list[list[str | Decimal]] = [
    ["text", "number"],
    *([text, Decimal(NUMBERS[n % len(NUMBERS)])] for n, text in enumerate(TEXTS)),
]


def unsafe_workbook() -> bytes:
    """The control: what the same library does when it may guess."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as target:
        sheet = target.add_worksheet("S")
        sheet.write(0, 0, "=1+1")
        sheet.write(1, 0, "=SUM(A1:A1)*5")
    return out.getvalue()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Book]:
    """Our files after LibreOffice opened, computed and saved them."""
    tables = {"table.csv": table(ROWS), "unsafe_table.csv": "text,number\r\n=1+1,2\r\n".encode("utf-8-sig")}
    books = {
        "workbook.xlsx": workbook([Sheet("Figures", ROWS)], properties={"submission": "0199-ab"}),
        "unsafe_workbook.xlsx": unsafe_workbook(),
        "dates.xlsx": workbook(
            [Sheet("Ä & 'Ö'", [["when", "is it"], [date(2026, 9, 30), True], [None, Decimal("0.1")]])]
        ),
    }
    saved = {
        **resaved(books, tmp_path_factory.mktemp("books")),
        **resaved(tables, tmp_path_factory.mktemp("tables"), UTF_8),
    }
    return {name: read_here(content) for name, content in saved.items()}


def assert_numbers(tab: Tab) -> None:
    expected = [SheetCell(f"{Decimal(str(row[1])).normalize():f}", CellKind.NUMBER) for row in ROWS[1:]]
    assert [tab.cells[row, 2] for row in range(2, len(ROWS) + 1)] == expected


def test_the_corpus_is_large() -> None:
    assert len(TEXTS) > 300


def test_no_text_of_a_workbook_is_computed_by_an_office(opened: Mapping[str, Book]) -> None:
    tab = opened["workbook.xlsx"].tabs[0]
    assert not any(cell.formula for cell in tab.cells.values())
    assert [as_saved(tab.text(row, 1)) for row in range(2, len(TEXTS) + 2)] == [as_saved(text) for text in TEXTS]
    assert_numbers(tab)
    assert opened["workbook.xlsx"].properties["submission"] == "0199-ab"


def test_no_field_of_a_table_is_computed_by_an_office(opened: Mapping[str, Book]) -> None:
    tab = opened["table.csv"].tabs[0]
    assert not any(cell.formula for cell in tab.cells.values())
    assert [as_saved(plain(tab.text(row, 1))) for row in range(2, len(TEXTS) + 2)] == [as_saved(text) for text in TEXTS]
    assert_numbers(tab)


def test_the_office_computes_what_is_not_made_safe(opened: Mapping[str, Book]) -> None:
    """The control: were nothing done, these would be formulas."""
    table_cell = opened["unsafe_table.csv"].tabs[0].cells[2, 1]
    assert (table_cell.text, table_cell.formula) == ("2", True)
    assert all(cell.formula for cell in opened["unsafe_workbook.xlsx"].tabs[0].cells.values())


def test_dates_truths_and_names_of_tabs_survive_an_office(opened: Mapping[str, Book]) -> None:
    tab = opened["dates.xlsx"].tabs[0]
    assert tab.name == "Ä & 'Ö"
    assert [(tab.cells[at].text, tab.cells[at].kind) for at in ((2, 1), (2, 2), (3, 2))] == [
        ("2026-09-30", CellKind.DATE),
        ("TRUE", CellKind.YES_NO),
        ("0.1", CellKind.NUMBER),
    ]


def as_saved(text: str) -> str:
    """LibreOffice ends lines in a cell in its own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


# ---- Without an office -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_of_the_corpus_comes_back_from_a_workbook_and_from_a_table(text: str) -> None:
    assert read_here(workbook([Sheet("S", [[text, "x"]])])).tabs[0].cells[1, 1] == SheetCell(text)
    field = next(csv.reader(io.StringIO(table([[text, "x"]]).decode("utf-8-sig"), newline="")))[0]
    assert plain(field) == text
    assert field.lstrip(" \u00a0\u200b\ufeff\u202e")[:1] not in ("=", "+", "-", "@", "\t", "\r", "|", "%", *STARTS)


@given(st.text() | st.builds("".join, st.lists(st.sampled_from(["'", "=", "-", "1", " ", "+", "a", "\t", "."]))))
def test_safe_is_undone_by_plain_whatever_the_text(text: str) -> None:
    assert plain(safe(text)) == text
    assert safe(text) in (text, f"'{text}")


@pytest.mark.parametrize("number", [*NUMBERS, "-12.5e-3", "+4", "1E+5"])
def test_a_number_stays_a_number(number: str) -> None:
    assert safe(number) == number
    assert read_here(workbook([Sheet("S", [[Decimal(number)]])])).tabs[0].cells[1, 1].kind is CellKind.NUMBER


@pytest.mark.parametrize("text", ["-12.5 %", "-1-1", "- 1", "+1+1", "-", "-١", "-0x10", "-1,5"])
def test_what_only_begins_like_a_number_is_made_safe(text: str) -> None:
    assert safe(text) == f"'{text}"


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from([Decimal(n) for n in WIDE_NUMBERS]))
def test_a_decimal_survives_exactly_as_a_number_or_else_as_its_text(number: Decimal) -> None:
    if len(f"{number:f}") > 32_767:
        return
    cell = read_here(workbook([Sheet("S", [[number]])])).tabs[0].cells[1, 1]
    wide = abs(number) >= Decimal(10) ** 30
    assert Decimal(cell.text) == number
    assert cell.kind in (CellKind.NUMBER, CellKind.TEXT, CellKind.ERROR if wide else CellKind.NUMBER)


@pytest.mark.parametrize("number", WIDE_NUMBERS)
def test_what_no_double_holds_is_written_as_text(number: str) -> None:
    assert read_here(workbook([Sheet("S", [[Decimal(number)]])])).tabs[0].cells[1, 1] == SheetCell(number)


def test_a_text_too_long_for_a_cell_is_not_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="32768 characters"):
        workbook([Sheet("S", [["x" * 32_768]])])


def test_no_part_of_a_workbook_holds_a_formula_or_a_link() -> None:
    content = workbook([Sheet("S", [[text] for text in TEXTS])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


@pytest.mark.parametrize(
    ("wanted", "given_name"),
    [("Spend: 2026/27?", "Spend  2026 27"), ("x" * 40, "x" * 31), ("", "Sheet"), ("'", "Sheet"), ("taken", "taken 2")],
)
def test_a_tab_has_a_name_every_program_accepts(wanted: str, given_name: str) -> None:
    assert tab_name(wanted, ["TAKEN"]) == given_name


def test_a_table_is_written_as_the_standard_asks(tmp_path: Path) -> None:
    assert (
        delimited([['say "yes"', "a,b", "line\nend"], ["", "é", "-1"]])
        == (
            'say "yes"'.join(['"', '"']).replace('say "yes"', 'say ""yes""') + ',"a,b","line\nend"\r\n,é,-1\r\n'
        ).encode()
    )
