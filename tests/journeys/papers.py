"""What lies on people's own machines: files as their systems make them, a letter, and a list that must not come in."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import typst
from openpyxl.styles import Font

from tests.files.workbooks import row_of
from tests.journeys.anchors import TOWN

A_NAME = "Quillfeather"
QUESTIONS = {
    "employees": "Employees on the last day",
    "new_hires": "New hires",
    "local_hires": "New hires living in the focus area",
    "addressable_spend": "Addressable spend",
    "local_spend": "Spend with suppliers in the focus area",
    "what_we_did": "What we did",
}
TABS = dict.fromkeys(("employees", "new_hires", "local_hires"), "Work") | {
    "addressable_spend": "Buying",
    "local_spend": "Buying",
    "what_we_did": "In your own words",
}


def filled(workbook: bytes, answers: Mapping[str, Any]) -> bytes:
    """Ours, with these answers in the column of this period, found by the words beside them."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for code, answer in answers.items():
        tab = book[TABS[code]]
        tab.cell(row_of(tab, QUESTIONS[code]), 4).value = answer
    return _bytes(book)


# ---- St. Odile's own: two systems' exports, pasted onto two tabs --------------------------------------------------

HIRED = {"Nursing": (52, 15, "1,900"), "Pharmacy": (8, 2, "200"), "Facilities": (30, 7, " 1,000 ")}
MORE_IN_PHARMACY = {"Pharmacy": (8, 3, "200")}  # what payroll found a week later


def own_file(corrected: Mapping[str, tuple[Any, ...]] | None = None) -> bytes:
    """Titles over merged cells, blank rows, numbers as text, a total of its own, amounts in words."""
    book = openpyxl.Workbook()
    staff = book.worksheets[0]
    staff.title = "Staffing"
    staff["A1"], staff["A2"] = (
        "ST. ODILE MEDICAL CENTER: STAFFING SUMMARY",
        "Printed by the payroll system; not audited",
    )
    staff["A1"].font = Font(bold=True, size=16)
    staff.merge_cells("A1:D1")
    rows = HIRED | (corrected or {})
    staff.append([])
    staff.append(["Department", "Started", "of them from the focus area", "Heads, last day"])
    for name, numbers in rows.items():
        staff.append([name, *numbers])
    staff.append(["Total", *(sum(int(str(row[i]).replace(",", "")) for row in rows.values()) for i in range(3))])
    buying = book.create_sheet("Accounts payable")
    buying.append(["Accounts payable", "", "the quarter"])
    buying.append(["All vendors we could choose", "", "$1.2m"])
    buying.append(["Vendors in the focus area", "", "$96,000.50"])
    return _bytes(book)


OWN_FILE_POINTED = {
    "new_hires": "Staffing!B4",
    "local_hires": "Staffing!C4",
    "employees": "Staffing!D4",
    "addressable_spend": "'Accounts payable'!C2",
    "local_spend": "'Accounts payable'!C3",
}


# ---- The town's, by e-mail ---------------------------------------------------------------------------------------


def mailed_file() -> bytes:
    """Labels, and the numbers somewhere to their right."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "For Anchorline"
    sheet["B2"] = "Town of Millrace, what you asked us for"
    for row, (code, number) in enumerate(TOWN.answers.items(), 4):
        sheet.cell(row, 2, QUESTIONS[code])
        sheet.cell(row, 5, f"{number:,}".replace(",", " "))
    return _bytes(book)


MAILED_POINTED = {code: f"For Anchorline!E{row}" for row, code in enumerate(TOWN.answers, 4)}


def letter() -> bytes:
    """A PDF by which the town's treasurer stands by its figures."""
    text = b"= Town of Millrace\n\nThe figures sent to the backbone are ours.\n\nO. Lund, treasurer"
    printed: bytes = typst.compile(text)
    return printed


# ---- What must not come in ---------------------------------------------------------------------------------------


def list_of_persons() -> bytes:
    rows = [
        ["Employee id", "Surname", "Date of birth", "Job title"],
        ["40017", A_NAME, "1987-03-14", "Nurse"],
        ["40018", "Abernathy", "1990-11-02", "Porter"],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def tidy_list(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["member", "period", "element", "breakdown", "value"], *rows])
    return out.getvalue().encode()


def put_down(folder: Path, name: str, content: bytes) -> Path:
    """As a file, for a browser to choose."""
    path = folder / name
    path.write_bytes(content)
    return path


def _bytes(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
