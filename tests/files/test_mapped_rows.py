"""Which rows of a table are rows of their own, and what becomes of all others."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from backend.files.own.facts import SavedMapping
from backend.files.own.pointed import begin
from backend.files.own.pointing import shape_from
from backend.files.own.refusals import Means
from backend.files.own.schemas import Only, Table, TableAnswer
from backend.files.own.way import interpret, read
from backend.files.ways import Unpointed
from tests.files.books import Value, book, tab
from tests.files.mapped_cases import (
    DEPARTMENTS,
    Q3,
    SUMMED,
    answers,
    codes,
    form,
    known,
    mapping,
    named,
    places,
    read_rows,
    table,
)


def test_a_total_row_is_asked_about_and_once_left_out_is_held_against_the_sum() -> None:
    with_total = [*DEPARTMENTS, ["Total", 20, 530]]
    found = read_rows(with_total, SUMMED)
    assert codes(found) == [("Staff!A8", "mapping.total")]
    assert answers(found) == {}
    told = read_rows(with_total, mapping(table(("hires", "new hires"), ("staff", "headcount"), left_out=("Total",))))
    assert answers(told) == {"hires": "20", "staff": "521"}
    assert any("add up to 521, but the total in Staff!C8 is 530" in note for note in told.notes)
    assert not any("B8" in note for note in told.notes)


def test_subtotals_titles_in_between_and_trailing_notes_are_no_rows() -> None:
    rows: list[list[Value]] = [
        ["Department", "New hires"],
        ["Clinical"],
        ["Nursing", 12],
        ["Pharmacy", 3],
        ["Subtotal", 15],
        ["Other"],
        ["Facilities", 5],
        ["Subtotal", 5],
        ["Grand total", 20],
        [],
        ["Source: HRIS, extracted 3 October"],
        ["* without agency staff"],
    ]
    unclear = read_rows(rows, mapping(table(("hires", "new hires"), left_out=("Subtotal", "Grand total"))))
    assert codes(unclear) == [("Staff!A2", "mapping.row"), ("Staff!A6", "mapping.row")]
    told = ("Subtotal", "Grand total", "Clinical", "Other")
    found = read_rows(rows, mapping(table(("hires", "new hires"), left_out=told)))
    assert answers(found) == {"hires": "20"}
    assert not found.problems
    assert not any("but the total" in note for note in found.notes)


def test_a_row_with_figures_and_no_name_among_named_ones_may_be_a_total() -> None:
    rows = [*DEPARTMENTS, [None, 20, 521]]
    assert codes(read_rows(rows, SUMMED)) == [("Staff!A8", "mapping.nameless")]
    found = read_rows(rows, mapping(table(("hires", "new hires"), left_out=("",))))
    assert answers(found) == {"hires": "20"}


def test_a_blank_among_the_parts_of_a_sum_is_not_zero() -> None:
    rows = [["Department", "New hires", "Headcount"], ["Nursing", 12, 400], ["Pharmacy", None, 41]]
    found = read_rows(rows, SUMMED)
    assert codes(found) == [("Staff!B3", "cell.blank")]
    assert answers(found) == {"staff": "441"}
    as_zero = read_rows(rows, SUMMED.model_copy(update={"words": {"": Means.ZERO}}))
    assert answers(as_zero) == {"hires": "12", "staff": "441"}
    unknown = read_rows(rows, SUMMED.model_copy(update={"words": {"": Means.NOT_AVAILABLE}}))
    assert answers(unknown) == {"hires": "not_available", "staff": "441"}


def test_two_header_lines_with_merged_groups_are_one_heading_each() -> None:
    rows: list[list[Value]] = [
        ["Department", "New hires", None, "Leavers", None],
        [None, "Total", "Local", "Total", "Local"],
        ["Nursing", 12, 4, 9, 2],
        ["Pharmacy", 3, 1, 1, 0],
    ]
    shape = mapping(table(("hires", "new hires / total"), ("staff", "leavers / local"), header_lines=2))
    found = read_rows(rows, shape, merged=["B1:C1", "D1:E1", "A1:A2"])
    assert answers(found) == {"hires": "15", "staff": "2"}


def test_only_the_rows_of_one_facility_are_read() -> None:
    rows = [["Site", "New hires"], ["North", 12], ["South", 3], ["North", 5], ["Total", 20]]
    shape = mapping(table(("hires", "new hires"), only=(Only(column=named("site"), equals="NORTH"),)))
    found = read_rows(rows, shape)
    assert answers(found) == {"hires": "17"}
    none = mapping(table(("hires", "new hires"), only=(Only(column=named("site"), equals="East"),)))
    assert codes(read_rows(rows, none)) == [("Staff!A2", "mapping.no_rows")]


BY_QUARTER: list[list[Value]] = [
    ["Department", "Quarter", "New hires"],
    ["Nursing", "2026 Q2", 40],
    ["Nursing", "Q3 2026", 12],
    ["Pharmacy", "q3  2026", 3],
    ["Nursing", "Q4 2026", 7],
]


def test_each_quarter_reads_the_rows_that_name_it() -> None:
    by_quarter = book(tab(BY_QUARTER))
    fields = {"at.hires": "Staff!C1", "header.0": "1", "only_at.0": "Staff!B1", "only_is.0": "Q3 2026"}
    shape = shape_from(fields, by_quarter, known(Q3))
    for period, number, named_here in (
        (Q3, "15", "2026 Q3"),
        (Q3.next(), "7", "2026 Q4"),
        (Q3.previous(), "40", "2026 Q2"),
    ):
        found = read(shape, by_quarter, known(period))
        assert answers(found) == {"hires": number}
        assert f"Only rows that have “{named_here}” in column B (“quarter”) were read." in found.notes
        saved = SavedMapping(UUID(int=2), "HR", Q3.start, "", shape)
        begun = begin(by_quarter, known(period, saved), {})
        assert (begun.fields["only_at.0"], begun.fields["only_is.0"]) == ("Staff!B1", named_here)
        assert not begun.missing
        assert shape_from(begun.fields, by_quarter, known(period)).parts == shape.parts


def test_a_row_of_a_list_is_found_again_by_its_own_name_and_not_by_what_every_row_says() -> None:
    rows: list[list[Value]] = [["New hires", "HRIS", 12], ["Headcount", "HRIS", 400]]
    fields = {"at.hires": "Staff!C1", "at.staff": "Staff!C2", "kind.0": "form"}
    shape = shape_from(fields, book(tab(rows)), known(Q3))
    moved = [rows[1], ["Openings", "HRIS", 5], rows[0]]
    assert answers(read(shape, book(tab(moved)), known(Q3.next()))) == {"hires": "12", "staff": "400"}


def test_where_no_row_is_of_the_period_that_is_said_in_its_words() -> None:
    only = Only(column=named("quarter"), equals="{period}")
    shape = mapping(table(("hires", "new hires"), only=(only,)))
    found = read(shape, book(tab(BY_QUARTER)), known(Q3.next().next()))
    (problem,) = found.problems
    assert (problem.where, problem.code) == ("Staff!B2", "mapping.no_rows")
    assert "No row below the headings in row 1 has “2027 Q1” in column B (“quarter”)" in problem.message
    assert answers(found) == {}
    blank = [*BY_QUARTER, ["Nursing", "Q1 2027", None]]
    (problem,) = read(shape, book(tab(blank)), known(Q3.next().next())).problems
    assert "No row that has “2027 Q1” in column B (“quarter”) has figures" in problem.message


def test_rows_kept_under_one_quarters_name_are_not_read_again_for_the_next() -> None:
    """As mappings were kept before rows followed the period."""
    shape = mapping(table(("hires", "new hires"), only=(Only(column=named("quarter"), equals="Q3 2026"),)))
    by_quarter, saved = book(tab(BY_QUARTER)), SavedMapping(UUID(int=2), "HR", Q3.start, "", shape)
    assert answers(interpret(by_quarter, known(Q3, saved))) == {"hires": "15"}
    with pytest.raises(Unpointed):
        interpret(by_quarter, known(Q3.next(), saved))
    begun = begin(by_quarter, known(Q3.next(), saved), {})
    assert "only_is.0" not in begun.fields
    assert begun.missing["only_is.0"].startswith("“Q3 2026” names Q3 2026, for which it was pointed at.")


def test_several_columns_are_added_and_thousands_become_the_unit_exactly() -> None:
    rows = [["Vendor type", "Goods ($000s)", "Services ($000s)"], ["Local", Decimal("1234.567"), Decimal("0.1")]]
    columns = (named("goods ($000s)"), named("services ($000s)"))
    part = Table(tab="staff", answers=(TableAnswer(element="spend", columns=columns, factor=Decimal(1000)),))
    assert answers(read_rows(rows, mapping(part))) == {"spend": "1234667"}
    plain = part.model_copy(update={"answers": (TableAnswer(element="spend", columns=columns[:1]),)})
    found = read_rows(rows, mapping(plain))
    assert answers(found) == {"spend": "1234.567"}
    assert any("may be in thousands" in note for note in found.notes)


def test_a_number_in_a_merged_block_is_the_block_s_and_a_part_of_one_is_named() -> None:
    rows: list[list[Value]] = [["New hires", None, 12, None], ["Headcount", None, 7]]
    found = read_rows(rows, mapping(form(("hires", "new hires"), right=3)), merged=["A1:B1", "C1:D1"])
    assert answers(found) == {"hires": "12"}
    assert places(found) == {"hires": "Staff!C1"}
    shared = [["Department", "New hires"], ["Nursing", 12], ["Pharmacy", None]]
    assert codes(read_rows(shared, mapping(table(("hires", "new hires"))), merged=["B2:B3"])) == [
        ("Staff!A3", "mapping.row")
    ]
    both = [["Department", "New hires", "Headcount"], ["Nursing", 12, 4], ["Pharmacy", None, 5]]
    assert codes(read_rows(both, SUMMED, merged=["B2:B3"])) == [("Staff!B3", "cell.merged")]


def test_what_is_hidden_is_asked_about_and_read_only_when_it_was_said_so() -> None:
    hidden: dict[str, Any] = {"hidden_rows": frozenset({6}), "hidden_columns": frozenset({3})}
    asked = read_rows(DEPARTMENTS, SUMMED, **hidden)
    assert [where for where, code in codes(asked) if code == "mapping.hidden"] == ["Staff!A6", "Staff!C4"]
    said = SUMMED.model_copy(update={"hidden": True})
    found = read_rows(DEPARTMENTS, said, **hidden)
    assert not found.problems
    assert answers(found) == {"hires": "20", "staff": "521"}
    assert any("Hidden rows were read too: 6." in note for note in found.notes)
    assert codes(read_rows(DEPARTMENTS, SUMMED, hidden=True)) == [("Staff", "mapping.hidden")]


def test_a_cell_that_repeats_its_headings_halfway_is_passed_over() -> None:
    rows = [*DEPARTMENTS, ["Department", "New Hires", "Headcount"], ["Security", 1, 9]]
    assert answers(read_rows(rows, SUMMED)) == {"hires": "21", "staff": "530"}
