"""Figures of a series as lines: days or periods, every fault at its line."""

from datetime import date
from decimal import Decimal

import pytest

from backend.kit.errors import Invalid
from backend.kit.periods import Calendar
from backend.kit.sheets.book import CellKind, SheetCell, Tab
from backend.series.lines import read_lines

HERE = Calendar()


def tab(text: str) -> Tab:
    cells = {
        (row, column): SheetCell(part, CellKind.TEXT)
        for row, line in enumerate(text.splitlines(), start=1)
        for column, part in enumerate(line.split(","), start=1)
        if part
    }
    return Tab("", cells)


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as fault:
        read_lines(tab(text), HERE)
    return [(one.where, one.message) for one in fault.value.problems]


def test_a_span_is_a_period_or_two_days():
    read = read_lines(tab("from,to,value\n2023,,14\n2018,2024,237\n2019-11-05,2020-01-02,3\n2025 Q3,,9"), HERE)
    assert [(one.first, one.last, one.value) for one in read] == [
        (date(2023, 1, 1), date(2023, 12, 31), Decimal(14)),
        (date(2018, 1, 1), date(2024, 12, 31), Decimal(237)),
        (date(2019, 11, 5), date(2020, 1, 2), Decimal(3)),
        (date(2025, 7, 1), date(2025, 9, 30), Decimal(9)),
    ]


def test_intervals_breaks_notes_and_sources_are_read():
    (one,) = read_lines(tab("From,Value,Low,High,Break,Note,Source\n2023,14,13,15,yes,Another table,Atlas"), HERE)
    assert (one.low, one.high, one.breaks, one.note, one.source) == (13, 15, True, "Another table", "Atlas")


def test_every_fault_has_its_line():
    told = faults("from,value,low,break\nsoon,14,,\n2023,many,,\n2022,1,x,perhaps")
    assert [where for where, _ in told] == ["row 2, from", "row 3, value", "row 4, low", "row 4, break"]
    assert "neither a day" in told[0][1]
    many = faults("from,value\n" + "2023,many\n" * 25)
    assert len(many) == 21
    assert many[-1] == ("", "and 5 more")


def test_a_blank_is_not_zero():
    assert faults("from,value\n2023,") == [("row 2, value", "Write a number.")]


def test_headings_are_needed_and_known():
    assert "“value” is missing" in faults("from,number\n2023,1")[0][1]
    assert faults("from,value,colour\n2023,1,red")[0][1].startswith("“colour” is no heading here")


def test_nothing_below_the_headings_is_told():
    assert "at least one" in faults("from,value")[0][1]


def test_a_heading_that_stands_twice_is_a_fault_and_not_a_choice():
    assert faults("from,value,Value\n2023,14,15") == [
        ("row 1", "The heading “value” stands here twice; keep one column of it.")
    ]
