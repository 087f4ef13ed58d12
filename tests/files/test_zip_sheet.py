"""A ZIP sheet: read line by line, divided among areas, never a list of people."""

from collections.abc import Sequence
from decimal import Decimal as D
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.files.zip_sheet.facts import ZipFacts
from backend.files.zip_sheet.lines import Counted, ZipLine, ZipLines, read_lines
from backend.files.zip_sheet.rules import FromZip, ZipList, answers, spreads
from backend.files.zip_sheet.way import interpret, recognises
from backend.kit.errors import Invalid
from backend.kit.sheets.book import Book, CellKind, SheetCell, Tab
from backend.submissions.rules import Status

FOCUS = ZipList("focus", "Focus", "zip", {"60624": "Garfield", "60644": "Austin"})
WEST = ZipList(
    "west",
    "West Side",
    "community_area",
    {"25": "Austin", "29": "North Lawndale"},
    {"60624": {"29": D("0.35"), "99": D("0.65")}, "60644": {"25": D(1)}},
    "HUD, 2026 Q1",
)
SPLIT = frozenset({"area.zip_60624", "area.zip_60644", "area.outside", "area.unknown"})
QUESTIONS = [
    FromZip("new_hires", "New hires", Counted.HIRES, False, "area", SPLIT),
    FromZip("local_hires", "Local hires", Counted.HIRES, True),
    FromZip("local_spend", "Local spend", Counted.PAYMENTS, True),
]


def tab(*lines: str) -> Tab:
    cells = {
        (row, column): SheetCell(text)
        for row, line in enumerate(lines, 1)
        for column, text in enumerate(line.split("|"), 1)
        if text
    }
    return Tab("", cells)


def sheet(*lines: str) -> ZipLines:
    return read_lines(tab("ZIP|New hires|Payments", *lines), currency="USD")


def facts(own: ZipList | None = FOCUS, lists: Sequence[ZipList] = (FOCUS, WEST)) -> ZipFacts:
    return ZipFacts(UUID(int=1), "USD", lists, own, QUESTIONS, {})


# ---- Lines


def test_a_zip_is_five_digits_however_a_spreadsheet_left_it():
    read = sheet("60624|3|", "60644-1234|2|", "2139|1|", "606241234|1|", "unknown|4|", "|5|")
    assert [(line.zip, line.counts[Counted.HIRES]) for line in read.lines] == [
        ("", D(9)),
        ("02139", D(1)),
        ("60624", D(4)),
        ("60644", D(2)),
    ]
    assert read.notes == [
        "2 lines name a ZIP that stands above already; their numbers were added.",
        "2 ZIP codes of nine digits were read by their first five.",
        "1 ZIP codes had lost the zeros they begin with, as spreadsheets do, and were given them back.",
    ]


def test_every_wrong_line_is_told_at_its_cell():
    read = sheet("Austin|3|", "60624|2.5|", "60644|-1|", "60651|x|$1.2m", "60612||£5")
    assert {problem.where for problem in read.problems} == {"row 2", "B3", "B4", "B5", "C6"}
    assert [(line.zip, line.counts) for line in read.lines] == [("60651", {Counted.PAYMENTS: D(1200000)})]


def test_blank_is_not_zero():
    read = sheet("60624|0|", "60644||12.50")
    assert [line.counts for line in read.lines] == [{Counted.HIRES: D(0)}, {Counted.PAYMENTS: D("12.50")}]
    assert read.total(Counted.HIRES) == 0
    assert sheet("60624||7").counted == [Counted.PAYMENTS]


def test_one_line_for_each_person_is_refused_and_a_few_small_counts_are_not():
    with pytest.raises(Invalid, match="looks like a list of people"):
        sheet("60624|1|", "60624|1|", "60644|1|", "60624|1|")
    assert sheet("60624|1|", "60644|1|", "60651|1|").total(Counted.HIRES) == 3


@pytest.mark.parametrize(
    ("heading", "taken"),
    [
        ("ZIP|New hires", True),
        ("zip code|Payments", True),
        ("ZIP|Name|New hires", False),
        ("ZIP|ZIP code|New hires", False),
        ("Element|Value", False),
    ],
)
def test_it_is_known_by_its_headings(heading: str, taken: bool):
    book = Book([tab(heading, "60624|3")], "0")
    assert recognises(book) is taken
    if not taken:
        with pytest.raises(Invalid):
            read_lines(book.tabs[0], currency="USD")


# ---- Areas


def test_inside_outside_and_unknown_come_to_the_total_for_every_list():
    read = sheet("60624|10|100.01", "60644|4|50", "99999|3|7", "|2|1")
    by = {(one.list.code, one.counted): one for one in spreads(read, [FOCUS, WEST])}
    focus, west = by["focus", Counted.HIRES], by["west", Counted.HIRES]
    assert (focus.inside, focus.by_area.outside, focus.by_area.unknown, focus.exact) == (D(14), D(3), D(2), True)
    # 3.5 people in North Lawndale are 4 of 10: what rounding leaves goes where most was cut off.
    assert (west.by_area.areas, west.exact) == ({"25": D(4), "29": D(4)}, False)
    assert (west.by_area.outside, west.by_area.unknown) == (D(6), D(5))
    for one in by.values():
        assert one.by_area.total == read.total(one.counted)


LINES = st.dictionaries(
    st.sampled_from(["60624", "60644", "60651", "99999", ""]),
    st.tuples(st.integers(0, 10**6), st.decimals(0, 10**9, places=2)),
    min_size=1,
)


@given(LINES)
def test_nothing_is_lost_between_areas(lines: dict[str, tuple[int, D]]):
    read = ZipLines(
        [ZipLine(code, {Counted.HIRES: D(hires), Counted.PAYMENTS: paid}) for code, (hires, paid) in lines.items()]
    )
    for one in spreads(read, [FOCUS, WEST]):
        assert one.inside + one.by_area.outside + one.by_area.unknown == read.total(one.counted)
        assert one.counted is Counted.PAYMENTS or one.inside == one.inside.to_integral_value()


# ---- Answers


def cells(own: ZipList | None, *lines: str) -> dict[tuple[str, str | None], tuple[str, Status | None]]:
    return {cell.place: (cell.typed, cell.status) for cell in answers(sheet(*lines), own, QUESTIONS, {})}


def test_it_answers_totals_what_is_inside_and_the_split_by_area():
    found = cells(FOCUS, "60624|10|100.01", "60651|4|50", "|2|")
    assert found == {
        ("new_hires", None): ("16", None),
        ("new_hires", "area.zip_60624"): ("10", None),
        ("new_hires", "area.zip_60644"): ("0", None),
        ("new_hires", "area.outside"): ("4", None),
        ("new_hires", "area.unknown"): ("2", None),
        ("local_hires", None): ("10", None),
        ("local_spend", None): ("100.01", None),
    }


def test_what_a_crosswalk_divided_is_an_estimate_that_says_so():
    found = {cell.place: cell for cell in answers(sheet("60624|10|"), WEST, QUESTIONS, {})}
    inside = found["local_hires", None]
    assert (inside.typed, inside.status) == ("4", Status.ESTIMATED)
    assert inside.note == "Worked out from ZIP codes by the crosswalk of HUD, 2026 Q1."
    kept = {("local_hires", None): "As told by HR."}
    again = {cell.place: cell.note for cell in answers(sheet("60624|10|"), WEST, QUESTIONS, kept)}
    assert again["local_hires", None] == "As told by HR."


def test_without_a_list_only_totals_are_answered():
    assert cells(None, "60624|10|5") == {("new_hires", None): ("10", None)}


def test_what_is_not_counted_is_not_answered():
    assert cells(FOCUS, "60624||5") == {("local_spend", None): ("5", None)}
    with pytest.raises(Invalid, match="answers nothing this collection asks"):
        interpret(Book([tab("ZIP|New hires", "60624|1")], "0"), ZipFacts(UUID(int=1), "USD", [], None, [], {}))


def test_zips_a_crosswalk_does_not_know_are_named():
    read = interpret(Book([tab("ZIP|New hires", "60624|1", "99999|2")], "0"), facts())
    assert read.notes == ["1 ZIP codes are not in the crosswalk for West Side and count as unknown: 99999."]
    without = ZipList("west", "West Side", "community_area", {"25": "Austin"})
    told = interpret(Book([tab("ZIP|New hires", "60624|1")], "0"), facts(lists=[without])).notes
    assert "no crosswalk from ZIP codes was brought yet" in told[0]


def test_a_number_kept_as_a_number_and_an_error_are_told_apart():
    made = tab("ZIP|New hires", "60624|3", "60644|2")
    cells = {**made.cells, (2, 1): SheetCell("2139", CellKind.NUMBER), (3, 2): SheetCell("#REF!", CellKind.ERROR)}
    read = read_lines(Tab("HR", cells), currency="USD")
    assert [line.zip for line in read.lines] == ["02139"]
    assert [problem.where for problem in read.problems] == ["HR!B3"]
