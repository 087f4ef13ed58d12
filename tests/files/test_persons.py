"""Files about persons and files of figures: the first are refused by the address of each cell, the second pass."""

from collections.abc import Sequence

import pytest

from backend.files.persons import in_book
from backend.kit.sheets.book import Book, SheetCell, Tab


def book(*lines: str, name: str = "People") -> Book:
    cells = {
        (row, column): SheetCell(text.strip())
        for row, line in enumerate(lines, start=1)
        for column, text in enumerate(line.split("|"), start=1)
        if text.strip()
    }
    return Book([Tab(name, cells)], sha256="0" * 64)


def numbered(line: str, times: int) -> Sequence[str]:
    """The line again and again, `#` a number of its own."""
    return [line.replace("#", str(1000 + number)) for number in range(times)]


PEOPLE = ("Anna Lopez", "Ben O’Hara", "Carla Diaz", "Dev Patel", "Eva Stone", "Femi Ade")
NHS = ("9434765919", "4010232137", "9876543210", "1234567881", "9449305552")
BAD = {
    "first name": (["First name | Hires", "Anna | 1"], "person.header"),
    "surname": (["Surname", "Lopez"], "person.header"),
    "Last_Name": (["Last_Name | Dept", "Lopez | 4"], "person.header"),
    "DOB": (["Dept | D.O.B.", "4 | 1961-05-03"], "person.header"),
    "date of birth, as a form": (["Date of birth | 1961-05-03"], "person.header"),
    "SSN": (["SSN", "x"], "person.header"),
    "ssn #": (["Social Security No.", "x"], "person.header"),
    "last four": (["Last 4 SSN", "4399"], "person.header"),
    "NHS number": (["NHS Number", "x"], "person.header"),
    "National Insurance": (["NI number", "AB"], "person.header"),
    "MRN": (["MRN | Visits", "48213 | 2"], "person.header"),
    "patient id": (["Patient ID | Visits", "A1 | 2"], "person.header"),
    "home address": (["Home address", "12 Elm Street"], "person.header"),
    "apellidos": (["Apellidos", "López"], "person.header"),
    "nacimiento": (["Fecha de nacimiento", "1961-05-03"], "person.header"),
    "seguro": (["Número de Seguro Social", "x"], "person.header"),
    "under a title": (["New hires 2026 Q1", "", "Dept | Surname", "4 | Lopez"], "person.header"),
    "a number in a cell": (["Dept | Ref", "4 | 536-90-4399"], "person.ssn"),
    "a birthday in a remark": (["Dept | Remark", "4 | She was born 3 May 1961."], "person.birth"),
    "a record in a remark": (["Dept | Remark", "4 | see MRN 4812345 for this"], "person.record"),
    "e-mails": (["Dept | Contact", "4 | anna@example.org", "5 | ben@example.org"], "person.email"),
    "NHS numbers without a header": (["Ref", *NHS], "person.nhs"),
    "spaced NHS numbers": (["Ref", *(f"{one[:3]} {one[3:6]} {one[6:]}" for one in NHS)], "person.nhs"),
    "employee numbers": (["Employee # | Job title | Gender", *numbered("E# | Nurse | F", 6)], "person.row"),
    "employee number": (["Employee number | Hire date | Race", *numbered("# | 2026-01-03 | White", 6)], "person.row"),
    "names and pay": (["Name | Job title | Salary", *(f"{one} | Nurse | 51000" for one in PEOPLE)], "person.row"),
    "new hires by name": (["New hire | ZIP", *(f"{one} | 60624" for one in PEOPLE)], "person.row"),
    "surname, first": (["Employee", "Lopez, Anna", "Diaz, Carla", "Ade, Femi", "Stone, Eva", "Patel, Dev"], "person.row"),
    "nombre": (["Nombre | Puesto", *(f"{one} | Enfermera" for one in PEOPLE)], "person.row"),
    "students": (["Student | Grade", *(f"{one} | 11" for one in PEOPLE)], "person.row"),
    "one ZIP a hire": (["ZIP | Hires", *["60624 | 1"] * 6, "60651 | 1"], "person.zip"),
    "ZIPs alone": (["ZIP", *["60624"] * 7], "person.zip"),
}  # fmt: skip
GOOD = {
    "hospitals": ["Hospital | Employees | Hires", "Rush University Medical Center | 9000 | 120", "Mount Sinai | 2000 | 33"],
    "number of employees": ["Number of employees | 1200"],
    "employees by part": ["Employees | Women | Men | Unknown", "1200 | 800 | 390 | 10"],
    "by gender and race": ["Gender | Race | Count", "Women | Black | 40", "Women | White | 31", "Men | Black | 12",
                           "Men | White | 10", "Unknown | Unknown | 3", "Women | Asian | 4"],
    "ZIP counts": ["ZIP | Hires | Payments", "60624 | 14 | 100.50", "60651 | 1 | 20", "60623 | 1 | 30", "60644 | 1 | 1"],
    "payments of one ZIP": ["ZIP | Payments", *(f"60624 | {1000 + n}.50" for n in range(8))],
    "the office to call": ["Prepared by Payroll, 312-555-0123, payroll@example.org", "", "Hires | 120"],
    "a contact line": ["Contact | 312-555-0123", "E-mail | payroll@example.org", "Hires | 120"],
    "vendors": ["Name | City | ZIP | Spend", *(f"Vendor {n} | Chicago | 6062{n} | {n}000" for n in range(1, 8))],
    "a list of hospitals": ["Name | City | ZIP | Phone",
                            *(f"Hospital {n} | Chicago | 6062{n} | 312-555-012{n}" for n in range(8))],
    "tidy": ["member | period | element | breakdown | value | status | note",
             *(f"rush | 2026 Q1 | hires |  | {n} | reported | " for n in range(9))],
    "ten digits of money": ["Assets", "1234567890", "2234567891", "3234567892", "4234567893", "5234567894", "6234567895"],
    "nine digits of money": ["Spend", *(f"53690439{n}" for n in range(9))],
    "areas": ["Area | Hires", "West Side | 12", "North Lawndale | 3", "South Shore | 9", "Austin | 7", "Englewood | 4"],
    "programmes": ["Name | Students", "West Side | 12", "Career Day | 3", "Health Camp | 9", "Summer Work | 7"],
    "job titles counted": ["Job title | Hires", "Nurse | 12", "Cook | 3", "Porter | 9", "Clerk | 7", "Guard | 4"],
    "months": ["Month | Hires", "January | 4", "February | 5", "March | 6"],
    "dates of orders": ["Order date | Spend", "2026-01-03 | 100", "2026-01-04 | 120", "2026-01-05 | 90"],
    "a birth center": ["Birth center | Births", "Mercy | 140"],
    "a header alone": ["E-mail"],
    "phone lines": ["Telephone costs | 1200"],
    "GL accounts": ["Account | Amount", *(f"536-90-4399{n} | {n}00" for n in range(6))],
    "percentages": ["Women | 64%", "Men | 35%", "Unknown | 1%"],
    "empleados": ["Hospital | Empleados | Contrataciones", "Mercy | 900 | 40", "Sinai | 800 | 33"],
    "ages in groups": ["Age group | Employees", "18-24 | 40", "25-34 | 120", "35-44 | 200"],
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_about_persons_is_refused(name: str):
    lines, code = BAD[name]
    assert code in {problem.code for problem in in_book(book(*lines))}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_figures_passes(name: str):
    assert in_book(book(*GOOD[name])) == []


def test_cells_are_named_by_address_and_what_stands_there_is_not_repeated():
    found = in_book(book("Dept | Ref", "4 | x", "5 | 536-90-4399", "6 | 536-90-4399"))
    assert [problem.where for problem in found] == ["People!B3", "People!B4"]
    assert "4399" not in "".join(problem.message for problem in found)


def test_of_many_cells_the_first_are_named_and_the_rest_counted():
    found = in_book(book("Contact", *numbered("ann#@example.org", 120)))
    assert len(found) == 21
    assert found[-1].message == "100 more cells of column A look like a column of e-mail addresses"


def test_every_tab_is_looked_at():
    hidden = Tab("Raw", book("Surname", "Lopez").tabs[0].cells, hidden=True)
    assert [p.where for p in in_book(Book([*book("Hires | 4").tabs, hidden], sha256=""))] == ["Raw!A1"]


def test_five_hires_of_one_zip_are_rows_and_four_may_be_chance():
    assert in_book(book("ZIP | Hires", *["60624 | 1"] * 5))
    assert not in_book(book("ZIP | Hires", *["60624 | 1"] * 4))
