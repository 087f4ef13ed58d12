"""Hospitals' own files, as ugly as they come: every figure exact and at its address, or named and not taken."""

from dataclasses import replace
from datetime import date
from time import process_time
from uuid import UUID

import pytest

from backend.files.own.facts import SavedMapping
from backend.files.own.pointed import begin
from backend.files.own.refusals import Means
from backend.files.own.schemas import Form, FormAnswer, Labelled, Named, Table, TableAnswer
from backend.files.own.way import interpret, read
from backend.files.ways import Unpointed
from backend.kit.errors import Invalid
from backend.kit.sheets.book import Book
from backend.kit.sheets.cells import Cells
from backend.submissions.checks import Asked, Kind
from backend.submissions.rules import Status
from tests.files.books import UNCOMPUTED, Value, book, error, percent, tab
from tests.files.mapped_cases import (
    DEPARTMENTS,
    Q3,
    SUMMED,
    answers,
    codes,
    form,
    known,
    laid,
    mapping,
    named,
    places,
    read_rows,
    table,
)


def test_title_rows_stand_above_a_table_and_its_rows_are_added_up_with_their_address() -> None:
    found = read_rows(DEPARTMENTS, SUMMED)
    assert answers(found) == {"hires": "20", "staff": "521"}
    assert places(found) == {"hires": "Staff!B5:B7", "staff": "Staff!C5:C7"}
    assert not found.problems


def test_a_heading_is_found_wherever_it_has_moved_to() -> None:
    moved = [[], [], ["x", None, "Headcount ", "Department", "NEW  hires:"], [None, None, 400, "Nursing", 12]]
    found = read_rows(moved, SUMMED)
    assert answers(found) == {"hires": "12", "staff": "400"}
    assert places(found) == {"hires": "Staff!E4", "staff": "Staff!C4"}


def test_a_heading_that_is_gone_is_named_with_what_is_near_it() -> None:
    renamed = [["Department", "New hires (all)", "Headcount"], ["Nursing", 12, 400]]
    with pytest.raises(Invalid, match=r"“new hires” is not there\. Near it are “new hires \(all\)”"):
        read_rows(renamed, SUMMED)


def test_a_heading_that_is_there_twice_now_is_not_chosen_between() -> None:
    twice = [["Department", "New hires", "New hires", "Headcount"], ["Nursing", 12, 13, 400]]
    with pytest.raises(Invalid, match=r"is there 2 times \(B, C\)"):
        read_rows(twice, SUMMED)
    second = Named(words="new hires", nth=2, of=2)
    shape = mapping(Table(tab="staff", answers=(TableAnswer(element="hires", columns=(second,)),)))
    assert answers(read_rows(twice, shape)) == {"hires": "13"}


def test_german_numbers_are_read_by_what_the_file_says_of_its_comma() -> None:
    rows = [["Bereich", "Ausgaben"], ["Nord", "1.234,50"], ["Süd", "1.234"], ["West", "12,5"]]
    shape = mapping(table(("spend", "ausgaben")))
    assert answers(read_rows(rows, shape)) == {"spend": "2481"}
    nothing_says = [["Bereich", "Ausgaben"], ["Nord", "1.234"], ["Süd", "200"]]
    assert codes(read_rows(nothing_says, shape)) == [("Staff!B2", "number.ambiguous")]
    decided = shape.model_copy(update={"decimal_comma": True})
    assert answers(read_rows(nothing_says, decided)) == {"spend": "1434"}


def test_text_numbers_are_read_and_how_is_said_at_their_address() -> None:
    rows: list[list[Value]] = [["What", "Amount"], ["Local spend", "$1.2m"], ["Other", "(1 200,50)"]]
    found = read_rows(rows, mapping(table(("spend", "amount"))))
    assert answers(found) == {"spend": "1198799.5"}
    assert "Staff!B2: “$1.2m” was read as 1200000." in found.notes


def test_a_percent_is_read_where_a_percent_is_asked_and_refused_elsewhere() -> None:
    rows: list[list[Value]] = [["Local share", percent("0.345")], ["New hires", percent("0.12")], ["Headcount", "12%"]]
    found = read_rows(rows, mapping(form(("share", "local share"), ("hires", "new hires"), ("staff", "headcount"))))
    assert answers(found) == {"share": "34.5"}
    assert codes(found) == [("Staff!B2", "number.percent"), ("Staff!B3", "number.percent")]


def test_errors_and_formulas_without_a_value_are_named_by_address_and_never_zero() -> None:
    rows: list[list[Value]] = [
        ["Department", "New hires", "Headcount"],
        ["Nursing", error("#REF!"), 400],
        ["Pharmacy", UNCOMPUTED, 41],
        ["Facilities", error("#N/A"), 80],
    ]
    found = read_rows(rows, SUMMED)
    assert codes(found) == [("Staff!B2", "cell.error"), ("Staff!B3", "cell.uncomputed"), ("Staff!B4", "cell.error")]
    assert answers(found) == {"staff": "521"}


def test_a_word_means_what_its_sender_said_and_is_refused_until_then() -> None:
    rows: list[list[Value]] = [["New hires", "n/a"], ["Headcount", error("#N/A")], ["Spend", "nil"]]
    shape = mapping(form(("hires", "new hires"), ("staff", "headcount"), ("spend", "spend")))
    assert [code for _, code in codes(read_rows(rows, shape))] == ["number.word", "cell.error", "number.word"]
    words = {"N/A": Means.WITHHELD, "#n/a": Means.NOT_AVAILABLE, "Nil": Means.ZERO}
    told = read_rows(rows, shape.model_copy(update={"words": words}))
    assert answers(told) == {"hires": "withheld", "staff": "not_available", "spend": "0"}
    assert told.answers[0].draft.cells[0].status is Status.WITHHELD


def test_a_small_number_given_as_less_than_five_is_refused_in_words() -> None:
    found = read_rows([["New hires", "<5"]], mapping(form(("hires", "new hires"))))
    assert codes(found) == [("Staff!B1", "number.bound")]
    assert "write the number, or choose “not to be shared”" in found.problems[0].message


def test_a_form_has_its_labels_left_or_above_its_numbers_and_a_blank_stays_open() -> None:
    rows: list[list[Value]] = [
        ["Workforce"],
        [],
        ["New hires:", None, 12],
        ["Headcount", None, None],
        [],
        ["Spend"],
        [99],
    ]
    shape = mapping(
        form(("hires", "new hires"), ("staff", "headcount"), right=2), form(("spend", "spend"), right=0, below=1)
    )
    found = read_rows(rows, shape)
    assert answers(found) == {"hires": "12", "spend": "99"}
    assert places(found) == {"hires": "Staff!C3", "spend": "Staff!A7"}
    assert any("Staff!C4: nothing stands here, so “Employees” is left as it is." in note for note in found.notes)


def test_several_tabs_answer_together_and_are_known_by_their_names_or_by_what_is_in_them() -> None:
    staff = tab([["New hires", 12]], "People Q3 2026")
    money = tab([["Local spend", 99]], "Purchasing")
    shape = mapping(
        form(("hires", "new hires"), tab="people {period}"), form(("spend", "local spend"), tab="purchasing")
    )
    assert answers(read(shape, book(staff, money), known())) == {"hires": "12", "spend": "99"}
    renamed = tab([["Local spend", 98]], "Buying")
    assert answers(read(shape, book(staff, renamed), known())) == {"hires": "12", "spend": "98"}
    with pytest.raises(Invalid, match="There is no tab “purchasing”"):
        read(shape, book(staff, tab([["Other", 98]], "Buying")), known())


def test_the_column_of_the_period_is_found_again_next_quarter() -> None:
    rows: list[list[Value]] = [
        ["2026", "Q2 2026", "Q3 2026", "Q4 2026"],
        ["New hires", 11, 12, 13],
        ["Headcount", 4, 5, 6],
    ]
    under = Labelled(label=named("new hires"), under="{period}")
    shape = mapping(Form(tab="staff", answers=(FormAnswer(element="hires", cells=(under,)),)))
    for period, number in ((Q3, "12"), (Q3.next(), "13")):
        assert answers(read(shape, book(tab(rows)), known(period))) == {"hires": number}
    bare = [["", "Q2", "Q3", "Q4"], ["New hires", 11, 12, 13]]
    assert answers(read(shape, book(tab(bare)), known(Q3.next()))) == {"hires": "13"}


def test_a_heading_that_names_last_quarter_is_not_read_again_for_this_one() -> None:
    shape = mapping(table(("hires", "hires fy26 q1")))
    rows = [["Department", "Hires FY26 Q1"], ["Nursing", 12]]
    assert laid(shape, book(tab(rows)), known()).whole
    later = laid(shape, book(tab(rows)), known(Q3.next()))
    assert [problem.code for problem in later.missing] == ["mapping.period"]


def test_a_quarter_of_a_year_that_can_be_two_is_not_read_again_for_the_next() -> None:
    """Where the year begins in April, “Q2 2026” is July 2026 to one and July 2025 to another."""
    shape = mapping(table(("hires", "hires q2 2026"), ("staff", "staff 2026")))
    rows = book(tab([["Department", "Hires Q2 2026", "Staff 2026"], ["Nursing", 12, 40]]))
    assert laid(shape, rows, known(Q3, year_starts_in=4)).whole
    later = laid(shape, rows, known(Q3.next(), year_starts_in=4))
    assert [(problem.where, problem.code) for problem in later.missing] == [("hires q2 2026", "mapping.period")]


def test_a_heading_that_is_gone_is_named_as_it_would_be_this_quarter() -> None:
    shape = mapping(table(("hires", "hires {period}")))
    with pytest.raises(Invalid, match=r"“hires 2026 Q3” is not there\. Near it are “hires q2 2026”"):
        read_rows([["Department", "Hires Q2 2026"], ["Nursing", 12]], shape)


def test_a_file_without_the_tab_of_a_mapping_is_begun_anew() -> None:
    other = book(tab([["New hires", 12]], "Summary"), tab([["Prepared by HR"]], "Notes"))
    begun = begin(other, known(Q3, SavedMapping(UUID(int=2), "HR sheet", Q3.start, "", SUMMED)), {})
    assert (begun.of, begun.missing) == (None, {})
    assert begun.fields["at.hires"] == "Summary!B1"


def test_figures_to_date_are_marked_so_where_they_add_up() -> None:
    found = read_rows(DEPARTMENTS, SUMMED.model_copy(update={"to_date": True}))
    assert {cell.element: cell.to_date for cell in found.answers[0].draft.cells} == {"hires": True, "staff": False}


def test_words_are_taken_as_they_stand() -> None:
    found = read_rows([["What we did", "Held two fairs, hired 4,5 people."]], mapping(form(("did", "what we did"))))
    assert answers(found) == {"did": "Held two fairs, hired 4,5 people."}


def test_the_newest_mapping_that_fits_reads_the_file_and_is_named() -> None:
    old = SavedMapping(UUID(int=2), "HR sheet", date(2026, 7, 3), "Ana Diaz", SUMMED)
    new = SavedMapping(UUID(int=3), "Other sheet", date(2026, 8, 3), "", mapping(form(("spend", "all spend"))))
    found = interpret(book(tab(DEPARTMENTS)), known(Q3, new, old))
    assert found.notes[0] == "Read with “HR sheet”, saved on 3 July 2026 by Ana Diaz."
    assert found.kept == {"mapping": str(old.id)}
    with pytest.raises(Unpointed):
        interpret(book(tab([["Something", "else"]])), known(Q3, new, old))


def test_what_is_no_longer_asked_is_named() -> None:
    found = read_rows([["Homes built", 12]], mapping(form(("homes", "homes built"))))
    assert codes(found) == [("homes", "element.not_asked")]


def test_a_delimited_file_is_one_tab_without_a_name() -> None:
    one: Book = book(tab([["Department", "New hires"], ["Nursing", "12"], ["Pharmacy", "1,5"]], ""))
    found = read(mapping(table(("hires", "new hires"), tab="")), one, known())
    assert answers(found) == {"hires": "13.5"}
    assert places(found) == {"hires": "B2:B3"}


def test_where_a_large_mapping_s_answers_stand_is_known_in_a_moment() -> None:
    """Each looks for its heading among all; what they look through is made once."""
    count = 150
    asked = {f"e{one}": Asked(f"e{one}", f"Question {one}", "people", Kind.COUNT) for one in range(count)}
    head: list[Value] = ["Department", *(f"Heading {one} Q3 2026" for one in range(count))]
    rows: list[list[Value]] = [head, *([f"Ward {row}", *range(count)] for row in range(200))]
    made = tab(rows)
    large = book(replace(made, cells=Cells.of(made.cells)), tab([["by HR"]], "Notes"))
    shape = mapping(table(*((code, f"heading {code.removeprefix('e')} {{period}}") for code in asked)))
    facts = replace(known(Q3, SavedMapping(UUID(int=2), "HR", Q3.start, "", shape)), asked=asked)
    began = process_time()
    begun = begin(large, facts, {})
    assert process_time() - began < 2  # seconds; looked through anew for each, seven
    assert len([name for name in begun.fields if name.startswith("at.")]) == count
