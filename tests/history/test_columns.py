"""Saved column mappings, and a file read through one: an answer, a repair or a fault for every cell, none silently."""

from decimal import Decimal

import pytest

from backend.history.columns import load, locate, parse, saved_names
from backend.history.findings import FindingKind, Reading
from backend.history.reading import read
from backend.kit.errors import Invalid, NotFound
from backend.kit.sheets.delimited import Sheet, read_delimited
from backend.submissions.rules import Status

MAPPING = """
source = "A return"
edition = "2013-14"
licence = "open"
framework = "eric"
period = { start = 2013-04-01, months = 12 }
[member]
key = "Code"
key_pattern = "[A-Z]{2}"
name = "Name"
region = "Region"
[regions]
"NORTH" = "north"
"SOUTH" = "south"
[texts]
"" = "not_available"
"Not Applicable" = "not_applicable"
[[values]]
element = "gas_kwh"
columns = ["Gas (MWh)"]
factor = "1000"
[[values]]
element = "oil_kwh"
columns = ["Oil (kWh)", "Heavy oil (kWh)"]
"""
CUT = """
[cut]
through = "Staff (WTE)"
why = "seen"
[cut.holds]
"(£)" = "whole"
"(WTE)" = "decimal"
[[values]]
element = "capital"
columns = ["Capital (£)"]
"""
HEADER = "Code;Name;Region;Gas (MWh);Oil (kWh);Heavy oil (kWh)"


def sheet(*rows: str, header: str = HEADER) -> Sheet:
    return read_delimited("\n".join((header, *rows)).encode(), delimiter=";")


def reading(*rows: str, header: str = HEADER, mapping: str = MAPPING, take_repairs: bool = True) -> Reading:
    return read(sheet(*rows, header=header), parse(mapping, name="test"), take_repairs=take_repairs)


def faults(found: Reading) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.message) for fault in found.of(FindingKind.FAULT)]


def test_zero_blank_and_not_applicable_stay_three_things() -> None:
    found = reading("AA;Ada;NORTH;0;1;2", "BB;Bea;SOUTH;;5;", "CC;Cy;SOUTH;Not Applicable;Not Applicable;7")
    assert [[(c.number, c.status) for c in draft.cells] for draft in found.drafts] == [
        [(Decimal(0), Status.REPORTED), (Decimal(3), Status.REPORTED)],
        [(None, Status.NOT_AVAILABLE), (None, Status.NOT_AVAILABLE)],
        [(None, Status.NOT_APPLICABLE), (Decimal(7), Status.REPORTED)],
    ]
    ada = found.drafts[0]
    assert (ada.row, ada.member_key, ada.member_name, ada.region) == (2, "AA", "Ada", "north")


def test_a_unit_factor_changes_no_digit() -> None:
    assert reading("AA;Ada;NORTH;1,234.5678;1;1").drafts[0].cells[0].number == Decimal("1234567.8")


def test_a_faulty_cell_is_refused_by_row_and_column_and_its_row_goes_on() -> None:
    found = reading("AA;Ada;NORTH;12a;1;2", "BB;Bea;NORTH;-3;1;2", "CC;Cy;NORTH;1e5;nan;2")
    assert [(row, column) for row, column, _ in faults(found)] == [
        (2, 'column D "Gas (MWh)"'),
        (3, 'column D "Gas (MWh)"'),
        (4, 'column D "Gas (MWh)"'),
        (4, 'column E "Oil (kWh)"'),
    ]
    assert [[c.element for c in draft.cells] for draft in found.drafts] == [["oil_kwh"], ["oil_kwh"], []]
    assert (found.counts.cells_taken, found.counts.cells_refused) == (2, 4)


def test_a_row_that_is_nobodys_is_refused_whole() -> None:
    found = reading("AA;Ada;NORTH;1;1;1", "Total;;;9;9;9", "BB;;EAST;1;1;1", "AA;Again;NORTH;2;2;2")
    assert [draft.member_key for draft in found.drafts] == ["AA"]
    assert [(row, column[:8]) for row, column, _ in faults(found)] == [
        (3, "column A"),
        (3, "column B"),
        (3, "column C"),
        (4, "column B"),
        (4, "column C"),
        (5, "column A"),
    ]
    assert found.counts.rows_read == 4 == found.counts.rows_taken + found.counts.rows_refused


def test_below_zero_is_a_fault_unless_the_mapping_says_why_not() -> None:
    allowed = MAPPING.replace('factor = "1000"', 'factor = "1000"\nbelow_zero = "sold on."')
    assert len(faults(reading("AA;Ada;NORTH;-3;1;2"))) == 1
    found = reading("AA;Ada;NORTH;-3;1;2", mapping=allowed)
    assert (faults(found), found.drafts[0].cells[0].number) == ([], Decimal(-3000))
    assert [note.message for note in found.of(FindingKind.NOTE)] == ["-3 is below zero, taken as it stands: sold on."]


CUT_HEADER = "Code;Name;Region;Capital (£);Flag;Staff (WTE);Gas (MWh);Oil (kWh);Heavy oil (kWh)"


def test_a_slid_name_is_offered_a_repair_that_is_taken_only_when_asked_for() -> None:
    slid = "BB;Bath; Wells;SOUTH;0;Yes;5;6;7"
    offered = reading(slid, header=CUT_HEADER, mapping=MAPPING + CUT, take_repairs=False)
    taken = reading(slid, header=CUT_HEADER, mapping=MAPPING + CUT)
    repairs = [(r.row, r.column, r.was, r.became) for r in taken.of(FindingKind.REPAIR)]
    assert repairs[:2] == [
        (2, 'column B "Name"', "Bath", "Bath, Wells"),
        (2, 'column C "Region"', " Wells", "SOUTH"),
    ]
    assert [r.became for r in offered.of(FindingKind.REPAIR)] == ["Bath, Wells", "SOUTH"]
    assert (offered.drafts, offered.counts.rows_refused, offered.counts.rows_repaired) == ((), 1, 0)
    assert (taken.drafts[0].member_name, taken.drafts[0].region, taken.counts.rows_repaired) == (
        "Bath, Wells",
        "south",
        1,
    )


def test_a_number_cut_at_its_commas_is_repaired_when_there_is_one_way_and_refused_when_there_are_two() -> None:
    sure = reading("AA;Ada;NORTH;1;412;Yes;5;6;7", header=CUT_HEADER, mapping=MAPPING + CUT)
    capital = sure.drafts[0].cells[-1]
    assert (capital.element, capital.number) == ("capital", Decimal(1412))
    two_ways = MAPPING + CUT.replace('"(WTE)" = "decimal"', '"(WTE)" = "decimal"\n"Flag" = "whole"')
    unsure = reading("AA;Ada;NORTH;1;412;7;5;6;7", header=CUT_HEADER, mapping=two_ways)
    assert [c.element for c in unsure.drafts[0].cells] == ["gas_kwh", "oil_kwh"]
    assert "this can be 1, 1412" in faults(unsure)[0][2]


def test_a_row_no_arrangement_fits_is_refused_by_its_number() -> None:
    found = reading("AA;Ada;NORTH;1234;Yes;1;5;6;7", header=CUT_HEADER, mapping=MAPPING + CUT)
    assert (found.drafts, faults(found)) == ((), [(2, "", "No arrangement of its cells fits the columns.")])


def test_a_cut_column_name_is_put_together_and_what_stands_right_of_it_is_not_trusted() -> None:
    header = "Code;Name;Region;Gas (MWh);Oil (kWh);Heavy oil (kWh);Waste; recovery cost;Other"
    found = reading("AA;Ada;NORTH;1;2;3;4;5;6", header=header)
    assert [(r.row, r.became) for r in found.of(FindingKind.REPAIR)] == [(1, "Waste, recovery cost")]
    with pytest.raises(Invalid, match="stands right of G"):
        reading("AA;Ada;NORTH;1;2;3;4;5;6", header=header, mapping=MAPPING.replace("Gas (MWh)", "Other"))


def test_a_lost_character_in_a_column_name_may_have_been_any_and_is_noted() -> None:
    found = reading("AA;Ada;NORTH;1;2;3", header=HEADER.replace("Gas (MWh)", "Gas (M\ufffdh)"))
    assert found.drafts[0].cells[0].number == Decimal(1000)
    assert [note.column for note in found.of(FindingKind.NOTE)] == ['column D "Gas (M\ufffdh)"']


def test_a_cell_under_no_name_and_a_row_of_blanks_are_noted() -> None:
    found = reading("AA;Ada;NORTH;1;2;3;stray", "BB;Bea;SOUTH;;;", "CC;Cy;SOUTH;1;2;3")
    assert [(note.row, note.column) for note in found.of(FindingKind.NOTE)] == [(2, "column G"), (3, "columns D to F")]


def test_every_column_that_cannot_be_found_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        locate(sheet("AA;Ada;NORTH;1;2", header="Code;Code;Region;Gas (MWh);Oil (kWh)"), parse(MAPPING, name="test"))
    assert [problem.where for problem in refusal.value.problems] == ["member.key", "member.name", "values: oil_kwh"]


@pytest.mark.parametrize(
    ("was", "becomes", "where"),
    [
        ('factor = "1000"', "factor = 0.001", "values.0.factor"),
        ('element = "oil_kwh"', 'element = "gas_kwh"', "the whole"),
        ('"not_available"', '"reported"', "the whole"),
        ('"not_available"', '"missing"', "texts"),
        ('source = "A return"', 'sauce = "A return"', "source"),
        ('licence = "open"', "licence = open", "test"),
        ("2013-04-01", "2013-04-02", "period.start"),
        ("months = 12", "months = 5", "period.months"),
        ('key_pattern = "[A-Z]{2}"', 'key_pattern = "["', "member.key_pattern"),
    ],
)
def test_a_faulty_mapping_is_refused_with_the_key_path(was: str, becomes: str, where: str) -> None:
    assert was in MAPPING
    with pytest.raises(Invalid) as refusal:
        parse(MAPPING.replace(was, becomes), name="test")
    assert any(where in problem.where for problem in refusal.value.problems)


def test_saved_mappings_are_found_by_name_and_all_of_them_are_sound() -> None:
    assert saved_names() == ["eric-2013-14", "eric-2014-15", "eric-2015-16"]
    assert [load(name).edition for name in saved_names()] == ["2013-14", "2014-15", "2015-16"]
    with pytest.raises(NotFound, match="there are eric-2013-14"):
        load("../eric-2013-14")


def test_progress_counts_every_row() -> None:
    seen: list[tuple[int, int]] = []
    rows = ("AA;Ada;NORTH;1;2;3", "BB;Bea;SOUTH;x;2;3")
    read(sheet(*rows), parse(MAPPING, name="test"), take_repairs=False, progress=lambda *at: seen.append(at))
    assert seen == [(1, 2), (2, 2)]
