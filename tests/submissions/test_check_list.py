"""The list of checks: each has an example that it finds, at the severity it is listed with, and the page is current."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.agreements.sight import NOTHING, OutOfSight, out_of_sight
from backend.files import persons as of_files
from backend.kit.amounts import within_limits
from backend.kit.errors import Invalid, Problem, Severity
from backend.kit.periods import Period
from backend.kit.sheets.book import Book, SheetCell, Tab
from backend.submissions import check_list, drafts
from backend.submissions.asked import Asked, Cell, Kind, Split
from backend.submissions.checks import check
from backend.submissions.drafts import Asking, Standing
from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.to_date import Year

ROOT = Path(check_list.__file__).parents[2]
SECOND = Period(date(2025, 10, 1), 3)

AREA = Split("area", {"area.west": "West", "area.unknown": "Unknown"})
OWNER = Split("owner", {"owner.women": "Women-owned", "owner.unknown": "Unknown"}, multi_select=True)
ASKED = {
    one.element: one
    for one in (
        Asked("hires", "Hires", "people", Kind.COUNT, required=False, splits=(AREA,), adds=True),
        Asked("local", "Local hires", "people", Kind.COUNT, required=False, part_of="hires"),
        Asked("share", "Share", "%", Kind.DECIMAL, required=False, maximum=Decimal(100)),
        Asked("spend", "Spend", "USD", Kind.MONEY, required=False, splits=(OWNER,)),
        Asked("policy", "Policy", "yes_no", Kind.YES_NO, required=False),
        Asked("story", "What we did", "words", Kind.TEXT, required=False),
    )
}
PLACES = [(code, None) for code in ASKED] + [("hires", "area.west"), ("hires", "area.unknown")]


def reads(*cells: DraftCell, year: Year | None = None, hidden: OutOfSight = NOTHING) -> Sequence[Problem]:
    where = {place: ASKED[place[0]].where(place[1]) for place in PLACES}
    standing = Standing(Asking(ASKED, {}, where), {}, year or Year(SECOND, 7), hidden=hidden)
    return [problem for one in drafts.read(Draft(cells), standing) for problem in one.problems]


def cell(element: str, number: str | None = None, category: str | None = None, **more: object) -> Cell:
    status = more.pop("status", Status.REPORTED)
    return Cell(element, category, None if number is None else Decimal(number), status=status, **more)


def finds(*cells: Cell, required: str = "", **more: object) -> Sequence[Problem]:
    asked = [
        one if one.element != required else Asked(required, "Hires", "people", Kind.COUNT) for one in ASKED.values()
    ]
    return check(cells, asked, **more)


def file(*lines: str) -> Sequence[Problem]:
    cells = {
        (row, at): SheetCell(text) for row, line in enumerate(lines, 1) for at, text in enumerate(line.split("|"), 1)
    }
    return of_files.in_book(Book([Tab("", cells)], sha256=""))


def note(text: str) -> Callable[[], Sequence[Problem]]:
    return lambda: reads(DraftCell("hires", typed="1", note=text))


EXAMPLES: dict[str, Callable[[], Sequence[Problem]]] = {
    "number.not_a_number": lambda: reads(DraftCell("hires", typed="1,2o0")),
    "number.not_finite": lambda: _of_a_program("NaN"),
    "number.too_large": lambda: reads(DraftCell("hires", typed="1" + 18 * "0")),
    "number.too_fine": lambda: reads(DraftCell("spend", typed="0.12345678901")),
    "number.not_yes_no": lambda: reads(DraftCell("policy", typed="maybe")),
    "answer.number_and_status": lambda: reads(DraftCell("hires", typed="1", status=Status.WITHHELD)),
    "answer.double": lambda: reads(DraftCell("hires", typed="1"), DraftCell("hires", typed="2")),
    "answer.kept_back": lambda: reads(DraftCell("hires", note="As last time"), hidden=out_of_sight([("hires", None)])),
    "element.not_asked": lambda: reads(DraftCell("beds", typed="1")),
    "text.too_long": note("a" * 2001),
    "to_date.missing": lambda: reads(DraftCell("hires", typed="220", to_date=True)),
    "to_date.off_year": lambda: reads(DraftCell("hires", typed="220", to_date=True), year=Year(SECOND, 2)),
    "person.ssn": note("536-90-4399"),
    "person.nhs": note("NHS number 943 476 5919"),
    "person.birth": note("born 3 May 1961"),
    "person.record": note("MRN 4812345"),
    "person.email": note("ask ann@example.org"),
    "person.phone": note("call 312-555-0123"),
    "person.header": lambda: file("Surname", "Lopez"),
    "person.row": lambda: file("Employee id|Job title|Gender", *(f"E{number}|Nurse|F" for number in range(6))),
    "person.zip": lambda: file("ZIP|Hires", *["60624|1"] * 5),
    "answer.missing": lambda: finds(required="hires"),
    "number.missing": lambda: finds(cell("hires", status=Status.ESTIMATED)),
    "text.missing": lambda: finds(cell("story")),
    "text.is_number": lambda: finds(cell("story", "12")),
    "status.with_answer": lambda: finds(cell("hires", "12", status=Status.WITHHELD)),
    "category.not_asked": lambda: finds(cell("hires", "1", "shoe.size")),
    "number.not_whole": lambda: finds(cell("hires", "12.5")),
    "number.too_low": lambda: finds(cell("hires", "-3")),
    "number.too_high": lambda: finds(cell("share", "120")),
    "part.exceeds_whole": lambda: finds(cell("hires", "40"), cell("local", "42")),
    "breakdown.exceeds_total": lambda: finds(
        cell("hires", "10"), cell("hires", "9", "area.west"), cell("hires", "9", "area.unknown")
    ),
    "breakdown.part_exceeds_total": lambda: finds(cell("spend", "10"), cell("spend", "11", "owner.women")),
    "to_date.moved": lambda: finds(
        cell("hires", "120", to_date=Decimal(220)),
        year=Year(SECOND, 7, {("hires", None): {date(2025, 7, 1): Decimal(110)}}),
    ),
    "breakdown.below_total": lambda: finds(
        cell("hires", "10"), cell("hires", "7", "area.west"), cell("hires", "0", "area.unknown")
    ),
    "number.jump": lambda: finds(cell("hires", "64000"), history={("hires", None): [Decimal(64)]}),
    "number.negative_period": lambda: finds(cell("hires", "-10", to_date=Decimal(90))),
}


def _of_a_program(number: str) -> Sequence[Problem]:
    with pytest.raises(Invalid) as fault:
        within_limits(Decimal(number), where="hires")
    return fault.value.problems


LISTED = {one.code: one for group in check_list.GROUPS for one in group.checks}


@pytest.mark.parametrize("code", LISTED)
def test_every_check_finds_its_example_and_is_as_grave_as_listed(code: str):
    found = {problem.code: problem.severity for problem in EXAMPLES[code]()}
    assert found.get(code) == LISTED[code].severity


def test_every_code_in_the_checks_is_listed_and_no_other():
    rooms = ("submissions/checks.py", "submissions/drafts.py", "submissions/to_date.py", "submissions/persons.py")
    text = "".join((ROOT / "backend" / name).read_text() for name in (*rooms, "files/persons.py", "kit/amounts.py"))
    said = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', text)) - {"money.currency", "money.two_currencies"}
    assert said == check_list.codes()


def test_the_page_of_the_documentation_is_current():
    assert (ROOT / "docs/checks.md").read_text() == check_list.as_markdown()


@given(
    st.lists(st.decimals("0.01", 10**9, places=2), min_size=1, max_size=4),
    st.sampled_from([10, 100, 1000]),
    st.booleans(),
)
def test_ten_a_hundred_and_a_thousand_times_the_median_are_always_to_be_explained(earlier, times, more):
    usual = sorted(earlier)
    middle = len(usual) // 2
    median = usual[middle] if len(usual) % 2 else (usual[middle - 1] + usual[middle]) / 2
    number = median * times if more else median / times
    found = finds(cell("spend", f"{number:f}"), history={("spend", None): earlier})
    assert [(problem.code, problem.severity) for problem in found] == [("number.jump", Severity.EXPLAIN)]


def test_a_period_that_fell_is_held_against_no_part():
    explained = cell("hires", "-10", to_date=Decimal(90), note="Ten were counted twice.")
    assert not finds(explained, cell("local", "0"), cell("hires", "0", "area.west"))
    assert finds(cell("hires", "5"), cell("local", "6"))
