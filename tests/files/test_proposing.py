"""What a file nobody has pointed at may answer: good proposals with a reason, and none where nothing is alike."""

from datetime import date
from time import perf_counter

from backend.files.own.places import Grid
from backend.files.own.proposing import Look, left_out, look, number_beside, propose, spoken
from backend.files.own.schemas import Mapping, Named, Table, TableAnswer
from backend.files.own.words import Wording
from backend.kit.periods import Calendar, Period
from backend.kit.sheets.book import Tab
from backend.submissions.checks import Asked, Kind, Split
from tests.files.books import tab

WORDING = Wording(Period(date(2026, 7, 1), 3), Calendar(1))
GENDER = Split("Gender", {"gender.women": "Women", "gender.unknown": "Unknown"})
QUESTIONS = spoken(
    [
        Asked("employees", "Employees", "people", Kind.COUNT, splits=[GENDER]),
        Asked("new_hires", "New hires", "people", Kind.COUNT),
        Asked("local_hires", "New hires living in the focus area", "people", Kind.COUNT),
        Asked("spend", "Purchasing, all of it", "USD", Kind.MONEY),
    ],
    {"spend": "Total spend with vendors"},
)


def grid(*rows: list[object], **options: object) -> Grid:
    made: Tab = tab(rows, **options)  # type: ignore[arg-type]
    return Grid.of(made, WORDING)


def proposed(
    of: Grid, how: Look, last: tuple[Mapping, ...] = ()
) -> dict[tuple[str, str | None], tuple[tuple[int, int], str]]:
    return {one.place: (one.at, one.reason) for one in propose(of, how, QUESTIONS, last)}


TABLE = grid(
    ["Saint Example"],
    [],
    ["Department", "New Hires", "Employees", "Cafeteria lunches"],
    ["Nursing", 3, 40, 1],
    ["Total", 3, 40],
)
FORM = grid(
    ["Workforce Q3 2026"], ["New hires", 3], ["Employees, women", None, "n/a"], ["Total spend with vendors", "$1.2m"]
)


def test_a_table_is_told_from_a_form_and_its_headings_are_found() -> None:
    assert look(TABLE) == Look("table", 3, 1)
    assert look(FORM).kind == "form"


LISTED = grid(
    ["Community dashboard"],
    ["Measure", "Source", "Prior quarter", "This quarter", "Remarks"],
    ["People"],
    ["Total new hires", "HRIS", 3, 4],
    ["Employees", "HRIS", 40, 41],
)


def test_a_list_of_measures_by_quarter_is_no_table_and_this_quarter_s_numbers_are_proposed() -> None:
    assert look(LISTED) == Look("form")
    assert look(grid(["Measure", "Q2 2026", "Q3 2026"], ["New hires", 3, 4])) == Look("form")
    assert look(grid(["Department", "New hires Q3 2026"], ["Nursing", 3])).kind == "table"
    assert proposed(LISTED, look(LISTED))["employees", None] == ((5, 4), "the same words")


def test_a_heading_that_says_a_year_again_and_again_is_told_at_once() -> None:
    again = "FY 2024 " * 24
    began = perf_counter()
    assert look(grid(["Department", f"{again}hires"], ["Nursing", 3])).kind == "table"
    assert look(grid(["Measure", again], ["New hires", 3])).kind == "form"
    assert perf_counter() - began < 5


def test_groups_merged_above_the_headings_belong_to_them() -> None:
    grouped = grid(
        ["", "New hires", None], ["Department", "All", "Local"], ["Nursing", 3, 1], ["Pharmacy", 3, 1], merged=["B1:C1"]
    )
    assert look(grouped) == Look("table", 1, 2)


def test_headings_with_a_question_s_words_are_proposed_with_the_reason_and_others_are_not() -> None:
    found = proposed(TABLE, look(TABLE))
    assert found == {("new_hires", None): ((3, 2), "the same words"), ("employees", None): ((3, 3), "the same words")}


def test_labels_are_proposed_by_name_hint_and_part_at_their_number() -> None:
    found = proposed(FORM, look(FORM))
    assert found["new_hires", None] == ((2, 2), "the same words")
    assert found["employees", "gender.women"][0] == (3, 3)
    assert found["spend", None] == ((4, 2), "like “Total spend with vendors”")
    assert ("local_hires", None) not in found


def test_what_the_last_mapping_said_comes_before_what_words_seem_to_say() -> None:
    answer = TableAnswer(element="spend", columns=(Named(words="cafeteria lunches"),))
    last = Mapping(parts=(Table(tab="staff", answers=(answer,)),), saved_for=date(2026, 4, 1))
    assert proposed(TABLE, look(TABLE), (last,))["spend", None] == ((3, 4), "so it was answered before")


def test_of_several_numbers_beside_a_label_only_the_period_s_own_is_taken() -> None:
    quarters = grid(["", "Q2 2026", "Q3 2026"], ["New hires", 3, 4], ["Employees", 5, 6])
    assert number_beside(quarters, (2, 1)) == (2, 3)
    nameless = grid(["", "before", "now"], ["New hires", 3, 4])
    assert number_beside(nameless, (2, 1)) is None
    assert number_beside(grid(["New hires"], [3]), (1, 1)) == (2, 1)


def test_totals_and_titles_in_between_are_proposed_to_be_left_out() -> None:
    rows = grid(
        ["Department", "New hires"], ["Clinical"], ["Nursing", 3], ["Subtotal", 3], ["Grand total", 3], [], ["Source"]
    )
    assert left_out(rows, 1, 1) == ["Clinical", "Subtotal", "Grand total"]


def test_a_word_spelt_nearly_right_is_known() -> None:
    assert proposed(grid(["Employes", 40]), Look("form"))["employees", None] == ((1, 2), "like “Employees”")


def test_thousands_of_labels_are_looked_through_in_a_moment() -> None:
    many = spoken([Asked(f"e{n}", f"Question about matter {n} of staff", "people", Kind.COUNT) for n in range(400)], {})
    labels = grid(*([f"Label of staff number {number} about matters", number] for number in range(1000)))
    began = perf_counter()
    propose(labels, Look("form"), many, ())
    assert perf_counter() - began < 10
