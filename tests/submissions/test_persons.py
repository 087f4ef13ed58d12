"""What looks like a fact about one person, and what only looks a little like it."""

from time import process_time

import pytest

from backend.submissions.persons import in_words, problems

BAD = {
    "Maria's SSN is 536-90-4399, please match.": "person.ssn",
    "536 90 4399": "person.ssn",
    "SSN: 536904399": "person.ssn",
    "social security number 536904399 is on file": "person.ssn",
    "número de seguro social 536904399": "person.ssn",
    "ITIN 912-90-3456": "person.ssn",
    "NHS number 943 476 5919": "person.nhs",
    "see 943 476 5919 in the list": "person.nhs",
    "NHS no. 9434765919": "person.nhs",
    "943-476-5919": "person.nhs",
    "born 3 May 1961": "person.birth",
    "She was born on 05/03/1961 in Chicago": "person.birth",
    "DOB 1961-05-03": "person.birth",
    "DOB: 5/3/61": "person.birth",
    "D.O.B. 03.05.1961": "person.birth",
    "date of birth is May 3, 1961": "person.birth",
    "Birthday May 3rd, 1961": "person.birth",
    "fecha de nacimiento: 3 de mayo de 1961": "person.birth",
    "nacida el 3 de mayo de 1961": "person.birth",
    "nació el 03/05/1961": "person.birth",
    "ask maria.lopez@example.org": "person.email",
    "Maria <m_lopez+work@mail.example.co.uk>": "person.email",
    "MRN 0048213": "person.record",
    "MRN: A-481234": "person.record",
    "medical record number 4812345": "person.record",
    "patient ID 99812": "person.record",
    "employee #100234 left in May": "person.record",
    "Employee ID E100234": "person.record",
    "badge number 55012": "person.record",
    "número de empleado 100234": "person.record",
    "expediente 4812345": "person.record",
    "call Maria at 312-555-0123": "person.phone",
    "(312) 555-0123": "person.phone",
    "her number is 312.555.0123": "person.phone",
    "+1 312-555-0123": "person.phone",
    "ring 020 7946 0958": "person.phone",
    "07700 900123": "person.phone",
    "+44 20 7946 0958": "person.phone",
}
GOOD = (
    "",
    "A bus line opened; more people from the West Side could come.",
    "120 hires, of whom 48 live in 60624 and 60651.",
    "ZIP 60612-3833 counts as inside.",
    "Fiscal year 2025-26, quarter 2.",
    "$1,234,567.89 to 14 vendors",
    "1 234 567 890 in all",
    "123 456 7890.50 is the sum",
    "From 2025-04-01 to 2025-06-30.",
    "Babies born 1 May 2025 to 31 May 2025 were counted.",
    "The birth center opened on 3 May 2024.",
    "People born between 1961 and 1965.",
    "Counted by the number of employees: 12400",
    "Employee resource groups met 12 times.",
    "NHS Trust code RJ1, 1234567890 pounds",
    "Contract 2024-0555-0123 was renewed.",
    "GL account 536-90-43990",
    "000-12-3456 is nobody's number",
    "Policy 4.2-1; see section 10.3.",
    "About 10x what was usual; counted in cents before.",
    "Invoice 536904399 was paid twice.",
    "Patient safety programme, 5,400 patients",
    "patient number grew to 5,400",
    "Room 312-555",
    "@anchor on the wall newspaper",
    "70% of 3,500 = 2,450",
    "41.8781, -87.6298",
    "The record number of hires since 2015.",
    "Interest 0.125 000 000 a year",
    "Two of three sites; the third opens 15/09/2026.",
)


@pytest.mark.parametrize(("text", "code"), BAD.items())
def test_a_fact_about_a_person_is_found(text: str, code: str):
    assert code in {one.code for one in in_words(text)}


@pytest.mark.parametrize("text", GOOD)
def test_figures_places_and_days_are_no_persons(text: str):
    assert in_words(text) == []


def test_what_was_found_is_named_by_its_beginning_and_never_repeated():
    [problem] = problems("Hires, note", "She is 536-90-4399.")
    assert problem.where == "Hires, note"
    assert "“536”" in problem.message
    assert "4399" not in problem.message


def test_every_kind_is_said_once():
    found = in_words("536-90-4399 and 536-90-4399, ann@example.org, bob@example.org")
    assert [one.code for one in found] == ["person.ssn", "person.email"]


def test_the_office_to_call_is_no_person_where_contacts_may_stand():
    text = "Questions: payroll@example.org or 312-555-0123"
    assert [one.code for one in in_words(text)] == ["person.email", "person.phone"]
    assert in_words(text, contacts=False) == []


@pytest.mark.parametrize("run", ["1", "1-", "a.", "a@", "born 1 ", "mrn ", "medical record "])
def test_a_long_run_of_anything_is_gone_through_once(run: str):
    text = (run * 20_000)[:20_000]
    began = process_time()
    in_words(text)
    assert process_time() - began < 0.3
