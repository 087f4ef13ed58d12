"""Numbers and dates become the text a person would have written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.sheets.book import CellKind
from backend.kit.sheets.exact import date_text, iso_text, number_text
from backend.kit.sheets.styles import kind_of_format


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("1.0999999999999999E-2", "0.011"),
        ("1.1000000000000001", "1.1"),
        ("1.10", "1.1"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("123456789012345", "123456789012345"),
        ("1E3", "1000"),
        ("1e-7", "0.0000001"),
        ("007", "7"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("-12.50", "-12.5"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("9007199254740993", "9007199254740992"),  # no double is nearer; every spreadsheet shows the same
        ("NaN", None),
        ("inf", None),
        ("1e999", None),
        ("1e308", None),
        ("1e30", None),
        ("1_000", None),
        ("1,000", None),
        ("٣", None),
        ("0x1F", None),
        ("", None),
        ("one", None),
    ],
)
def test_a_stored_number_is_read_in_plain_notation(stored: str, text: str | None) -> None:
    assert number_text(stored) == text


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=1))
def test_what_was_typed_comes_back_whatever_digits_a_program_stores(typed: Decimal) -> None:
    expected = number_text(f"{typed:f}")
    double = float(typed)
    assert expected is not None
    assert Decimal(expected) == typed
    assert {number_text(repr(double)), number_text(f"{double:.17g}"), number_text(f"{double:.16E}")} == {expected}


@pytest.mark.parametrize(
    ("serial", "since_1904", "text"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("60", False, None),  # Excel's 29 February 1900
        ("61", False, "1900-03-01"),
        ("46295", False, "2026-09-30"),
        ("46295.5", False, "2026-09-30T12:00:00"),
        ("46295.9999999", False, "2026-10-01"),
        ("2958465", False, "9999-12-31"),
        ("2958466", False, None),
        ("0", False, None),
        ("0.5", False, None),
        ("-1", False, None),
        ("0", True, "1904-01-01"),
        ("44833", True, "2026-09-30"),
        ("99999999999999999999", False, None),
    ],
)
def test_a_serial_number_is_the_day_both_systems_mean(serial: str, since_1904: bool, text: str | None) -> None:
    assert date_text(serial, since_1904=since_1904) == text


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("2026-09-30", "2026-09-30"),
        ("2026-09-30T00:00:00", "2026-09-30T00:00:00"),
        ("2026-09-30T14:30:00.000Z", "2026-09-30T14:30:00"),
        ("2026-02-30", None),
        ("2026-09-30T25:00", None),
        ("30/09/2026", None),
    ],
)
def test_a_date_kept_as_text_is_checked_against_the_calendar(stored: str, text: str | None) -> None:
    assert iso_text(stored) == text


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0%", CellKind.PERCENT),
        ("0.0%;[Red]-0.0%", CellKind.PERCENT),
        ('0.0"%"', CellKind.NUMBER),
        ("0\\%", CellKind.NUMBER),
        ("yyyy-mm-dd", CellKind.DATE),
        ("DD.MM.YY", CellKind.DATE),
        ("[$-409]mmm yy", CellKind.DATE),
        ("mmmm", CellKind.DATE),
        ("d/m/yyyy h:mm", CellKind.DATE),
        ("h:mm", CellKind.NUMBER),
        ("[h]:mm:ss", CellKind.NUMBER),
        ("mm:ss", CellKind.NUMBER),
        ("General", CellKind.NUMBER),
        ("0.00E+00", CellKind.NUMBER),
        ('#,##0 "days"', CellKind.NUMBER),
        ('_-* #,##0.00\\ "€"_-;-* #,##0.00', CellKind.NUMBER),
        ("[Yellow]#,##0", CellKind.NUMBER),
    ],
)
def test_a_format_says_what_a_number_is(code: str, kind: CellKind) -> None:
    assert kind_of_format(code) is kind
