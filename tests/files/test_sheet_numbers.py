"""What a cell of a sheet holds, by what the cell is."""

from decimal import Decimal

import pytest

from backend.files.own.numbers import read_cell
from backend.kit.errors import Invalid
from backend.kit.sheets.book import CellKind, SheetCell
from backend.submissions.checks import Kind


def _number(text: str, kind: CellKind = CellKind.NUMBER, *, unit: str = "people") -> Decimal:
    return read_cell(SheetCell(text, kind), kind=Kind.DECIMAL, unit=unit, currency="USD").number


def test_a_number_cell_is_taken_digit_by_digit() -> None:
    for text in ("1234", "1234.5", "0.1", "-3", "123456789012345678", "1E+3"):
        assert _number(text) == Decimal(text)


def test_what_only_a_spreadsheet_s_binary_sums_added_is_taken_off_again() -> None:
    assert _number("0.30000000000000004") == Decimal("0.3")
    assert _number("1234.5600000000001") == Decimal("1234.56")
    with pytest.raises(Invalid, match="more than 10 decimal places"):
        _number("0.333333333333333")


def test_a_percent_cell_is_what_a_person_sees_and_only_where_a_percent_is_asked() -> None:
    assert _number("0.12", CellKind.PERCENT, unit="%") == 12
    assert _number("0.12", CellKind.PERCENT, unit="ratio") == Decimal("0.12")
    with pytest.raises(Invalid, match="“12%” is a percent and this asks for people"):
        _number("0.12", CellKind.PERCENT)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (CellKind.ERROR, "#REF!", "cell.error"),
        (CellKind.UNCOMPUTED, "", "cell.uncomputed"),
        (CellKind.DATE, "2026-09-30", "number.date"),
        (CellKind.YES_NO, "TRUE", "number.not_a_number"),
        (CellKind.TEXT, "n/a", "number.word"),
    ],
)
def test_a_cell_that_holds_no_number_is_refused_by_what_it_is(kind: CellKind, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        _number(text, kind)
    assert refused.value.problems[0].code == code


def test_yes_and_no_are_read_from_a_box_a_word_or_a_digit() -> None:
    for cell, number in (("TRUE", CellKind.YES_NO), ("yes", CellKind.TEXT), ("1", CellKind.NUMBER)):
        assert read_cell(SheetCell(cell, number), kind=Kind.YES_NO).number == 1
    with pytest.raises(Invalid, match="yes or no"):
        read_cell(SheetCell("2", CellKind.NUMBER), kind=Kind.YES_NO)
