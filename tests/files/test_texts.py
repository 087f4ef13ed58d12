"""Numbers as hospitals write them in their own files: exact, or refused by the right name."""

from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.files.own.refusals import Means, usually
from backend.files.own.texts import evidence, plain, read_number
from backend.kit.errors import Invalid
from backend.submissions.checks import Kind

COUNT, DECIMAL, MONEY, YES_NO = Kind.COUNT, Kind.DECIMAL, Kind.MONEY, Kind.YES_NO
POINT, COMMA, UNKNOWN = False, True, None

# text, unit, decimal comma, number
READ = [
    *[(text, "people", UNKNOWN, number) for text, number in {
        "0": "0", "7": "7", "1200": "1200", " 1200 ": "1200", "007": "7", "'1200": "1200", "1 234": "1234",
        "1\u00a0234": "1234", "1\u202f234": "1234", "1\u2009234": "1234", "1'234": "1234", "1’234": "1234",
        "12 345 678": "12345678", "1,234,567": "1234567", "1.234.567": "1234567", "-5": "-5", "−5": "-5", "–5": "-5",
        "5-": "-5", "(5)": "-5", "( 1 234 )": "-1234", "+5": "5", "0.5": "0.5", "0,5": "0.5", ".5": "0.5", ",5": "0.5",
        "12.5": "12.5", "12,5": "12.5", "12.50": "12.5", "0.125": "0.125", "0,125": "0.125", "1234.567": "1234.567",
        "1234,567": "1234.567", "1 234,50": "1234.5", "1 234.50": "1234.5", "1,234.50": "1234.5", "1.234,50": "1234.5",
        "1 234,567": "1234.567", "1'234.567": "1234.567", "1,234,567.891": "1234567.891", "1,2345": "1.2345",
        "1.2 thousand": "1200", "3k": "3000", "3 K": "3000", "1.2 million": "1200000", "2 mn": "2000000",
        "1,5 mio": "1500000", "1.2 billion": "1200000000", "2 mrd": "2000000000", "3 tsd.": "3000", "12 people": "12",
        "1 person": "1", "12 People": "12", "\ufeff12": "12", "1\u200b2": "12", "１２": "12", "12\t": "12", "12\n": "12",
        "999999999999999999": "999999999999999999", "0.0000000001": "0.0000000001", "-0": "0",
    }.items()],
    *[(text, "people", POINT, number) for text, number in {
        "1,234": "1234", "1.234": "1.234", "12,000": "12000", "(1,200)": "-1200", "1,200-": "-1200", "1 234": "1234",
        "1,234,567": "1234567", "100,000": "100000", "1,200 people": "1200", "12.000": "12", "0.123": "0.123",
    }.items()],
    *[(text, "people", COMMA, number) for text, number in {
        "1,234": "1.234", "1.234": "1234", "12.000": "12000", "(1.200)": "-1200", "1.200-": "-1200", "12,000": "12",
        "1.234.567,89": "1234567.89", "1 234,5": "1234.5", "1'234,5": "1234.5", "100.000": "100000",
    }.items()],
    *[(text, "USD", UNKNOWN, number) for text, number in {
        "$1.2m": "1200000", "$1.2M": "1200000", "$ 1.2 m": "1200000", "$1.2mm": "1200000", "$1.2mn": "1200000",
        "$3k": "3000", "US$ 1.5bn": "1500000000", "USD 5": "5", "5 USD": "5", "usd5": "5", "$-5": "-5", "-$5": "-5",
        "($5)": "-5", "$(5)": "-5", "$5-": "-5", "$1,234.50": "1234.5", "1.234,50 $": "1234.5", "5 dollars": "5",
        "$1 234 567": "1234567", "$0.99": "0.99", "1.2m": "1200000", "2B": "2000000000", "$5 USD": "5",
    }.items()],
    ("£3k", "GBP", UNKNOWN, "3000"), ("3 EUR", "EUR", UNKNOWN, "3"), ("€ 3.000,50", "EUR", UNKNOWN, "3000.5"),
    ("C$5", "CAD", UNKNOWN, "5"), ("$5", "AUD", UNKNOWN, "5"), ("NZ$5", "NZD", UNKNOWN, "5"),
    *[(text, "%", UNKNOWN, number) for text, number in {
        "12%": "12", "12 %": "12", "12.5%": "12.5", "12,5 %": "12.5", "12 percent": "12", "12 per cent": "12",
        "12 pct": "12", "-3%": "-3", "(3%)": "-3", "12": "12", "0.5": "0.5",
    }.items()],
    ("12%", "ratio", UNKNOWN, "0.12"), ("450 hours", "hours", UNKNOWN, "450"), ("1 hour", "hours", UNKNOWN, "1"),
    ("450hours", "hours", UNKNOWN, "450"), ("300 kWh", "kWh", UNKNOWN, "300"), ("300 kwh", "kWh", UNKNOWN, "300"),
    ("300 m2", "m2", UNKNOWN, "300"), ("300 m²", "m2", UNKNOWN, "300"), ("5 tonnes", "t", UNKNOWN, "5"),
    ("12.5 FTE", "fte", UNKNOWN, "12.5"), ("300 kWh/m²", "kWh / m2", UNKNOWN, "300"),
    ("1.2k hours", "hours", UNKNOWN, "1200"),
]  # fmt: skip

# text, unit, decimal comma, code
REFUSED = [
    *[(text, "people", UNKNOWN, code) for text, code in {
        "": "blank", "   ": "blank", "1,234": "ambiguous", "1.234": "ambiguous", "12,000": "ambiguous",
        "100.000": "ambiguous",
        "(1,200)": "ambiguous", "1,200 people": "ambiguous", "1.200k": "ambiguous",
        "n/a": "word", "N/A": "word", "na": "word", "-": "word", "—": "word", "nil": "word", "none": "word", "tbc": "word",
        "not available": "word", "confidential": "word", "*": "word", "?": "word", "see below": "word", "zero": "word",
        "#N/A": "word", "..": "word", "$": "word", "%": "word", "twelve": "word",
        "<5": "bound", "< 5": "bound", "≤5": "bound", ">100": "bound", "5+": "bound", "under 5": "bound",
        "fewer than 5": "bound", "less than 10": "bound", "at least 3": "bound", "more than 3": "bound", "up to 10": "bound",
        "approx 300": "about", "approx. 300": "about", "approximately 300": "about", "~300": "about", "about 300": "about",
        "c. 300": "about", "ca. 300": "about", "circa 300": "about", "300 (est)": "about", "est. 300": "about",
        "300 estimated": "about", "around 300": "about", "300 ± 10": "about",
        "10-20": "range", "10 to 20": "range", "10–20": "range", "10 or 11": "range", "12\n13": "range", "12\n345": "range",
        "100+50": "formula", "=A1+B1": "formula", "=12": "formula", "3 x 4": "formula", "3*4": "formula",
        "1.2E+05": "exponent", "1e6": "exponent", "1/2": "fraction", "3 1/2": "fraction", "½": "fraction", "3½": "fraction",
        "12/03/2026": "date", "2026-09-30": "date", "30.09.2026": "date", "8:30": "date",
        "300*": "note", "300 †": "note", "300 [1]": "note", "300 (a)": "note", "1200²": "note",
        "1200¹": "note", "300#": "note",
        "12,34,567": "grouping", "1,23,456": "grouping", "1 2345": "grouping", "0 123": "grouping", "1200 3400": "grouping",
        "1,234.5.6": "grouping", "1 234 5": "grouping", "1'234,567,890": "grouping",
        "1..2": "range", "1  234": "grouping",
        "12 homes": "words", "300 kWh": "words", "12 of 40": "words", "approved 12": "words", "12 staff": "words",
        "12%": "percent", "0.5 %": "percent", "$12": "money", "12 EUR": "money", "5m": "scale",
        "1.2mm": "scale", "2b": "scale",
        "٣": "not_a_number", "12 (34%)": "not_a_number", "--5": "not_a_number", "(5": "not_a_number", "5)": "not_a_number",
        "(-5)": "not_a_number", "-5-": "not_a_number", "1_000": "not_a_number", "5.": "not_a_number", "12,": "not_a_number",
        "9999999999999999999": "too_large", "0.00000000001": "too_fine", "1k million": "scale",
    }.items()],
    *[(text, "USD", UNKNOWN, code) for text, code in {
        "£3k": "currency", "€5": "currency", "C$5": "currency", "5 CHF": "currency", "¥5": "currency", "12%": "percent",
        "$1,234": "ambiguous", "$1.234": "ambiguous", "1200.-": "not_a_number", "$3km": "words",
    }.items()],
    ("$5", "GBP", UNKNOWN, "currency"), ("12%%", "%", UNKNOWN, "not_a_number"), ("300 MWh", "kWh", UNKNOWN, "words"),
    ("90m", "hours", UNKNOWN, "scale"), ("#REF!", "people", UNKNOWN, "error"), ("#DIV/0!", "people", UNKNOWN, "error"),
    ("1.234,50", "people", POINT, "other_comma"), ("12,5", "people", POINT, "other_comma"),
    ("1,234.50", "people", COMMA, "other_comma"), ("12.5", "people", COMMA, "other_comma"),
    ("1,234,567", "people", COMMA, "other_comma"),
]  # fmt: skip


def _kind(unit: str) -> Kind:
    return MONEY if unit in ("USD", "GBP", "EUR", "CAD", "AUD", "NZD") else COUNT if unit == "people" else DECIMAL


def _currency(unit: str) -> str:
    return unit if _kind(unit) is MONEY else "USD"


@pytest.mark.parametrize(("text", "unit", "comma", "number"), READ)
def test_a_number_is_read_exactly(text: str, unit: str, comma: bool | None, number: str) -> None:
    found = read_number(text, kind=_kind(unit), unit=unit, currency=_currency(unit), decimal_comma=comma)
    assert found.number == Decimal(number)


@pytest.mark.parametrize(("text", "unit", "comma", "code"), REFUSED)
def test_what_is_no_one_number_is_refused_by_name(text: str, unit: str, comma: bool | None, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_number(text, kind=_kind(unit), unit=unit, currency=_currency(unit), decimal_comma=comma)
    assert refused.value.problems[0].code.partition(".")[2] == code


def test_how_an_unusual_number_was_read_is_said_and_a_usual_one_is_let_be() -> None:
    assert read_number("$1.2m", kind=MONEY, currency="USD").note == "“$1.2m” was read as 1200000."
    for usual in ("1200", "1200.50", "1,234,567", "0.50"):
        assert read_number(usual, kind=DECIMAL).note == ""


def test_an_ambiguous_number_is_told_with_both_of_its_readings() -> None:
    with pytest.raises(Invalid, match=r"“1,234” is 1234 or 1\.234"):
        read_number("1,234", kind=COUNT)


def test_yes_and_no_are_read_only_where_they_are_asked_for() -> None:
    for text, number in {"yes": 1, "Y": 1, "TRUE": 1, "1": 1, "no": 0, "False": 0, "0": 0}.items():
        assert read_number(text, kind=YES_NO).number == number
    with pytest.raises(Invalid, match="neither yes nor no"):
        read_number("2", kind=YES_NO)
    with pytest.raises(Invalid):
        read_number("yes", kind=COUNT)


@pytest.mark.parametrize(
    ("texts", "decimal_comma"),
    [
        (["1,234", "12"], None),
        (["1,234", "1,234.50"], False),
        (["1,234", "0.5"], False),
        (["1,234", "1,234,567"], False),
        (["1.234", "$1.2m"], False),
        (["1.234", "12,5"], True),
        (["1.234", "0,125"], True),
        (["1.234", "1.234.567"], True),
        (["1.234", "1 234,500"], True),
        (["12,5", "12.5"], None),
        (["Total", "n/a", "30.09.2026", "", "Section 4.2", "v2.5"], None),
    ],
)
def test_a_file_says_by_its_other_numbers_what_its_comma_is(texts: list[str], decimal_comma: bool | None) -> None:
    assert evidence(texts).decimal_comma is decimal_comma


def test_a_file_that_says_both_is_known_with_what_said_so() -> None:
    found = evidence(["12,5", "12.5", "13.5"])
    assert found.mixed
    assert (found.point, found.comma) == ("12.5", "12,5")


def test_a_word_has_a_usual_meaning_that_is_offered_and_others_have_none() -> None:
    assert usually(" N/A ") is Means.NOT_AVAILABLE
    assert usually("nil") is Means.ZERO
    assert usually("–") is Means.ZERO
    assert usually("Not  Applicable") is Means.NOT_APPLICABLE
    assert usually("TBC") is Means.UNANSWERED
    assert usually("Cafeteria") is None


_numbers = st.decimals(min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False)
_MINUS = ["-{}", "−{}", "({})", "{}-"]


@given(
    number=_numbers, group=st.sampled_from(["", ",", ".", " ", "\u00a0", "'", "\u202f"]), minus=st.sampled_from(_MINUS)
)
def test_a_number_written_in_any_convention_is_read_as_itself(number: Decimal, group: str, minus: str) -> None:
    comma = group == "."
    point = "," if comma else "."
    whole, _, places = f"{abs(number):,f}".partition(".")
    text = f"{whole.replace(',', group)}{point}{places}"
    text = minus.format(text) if number < 0 else text
    assert read_number(text, kind=DECIMAL, decimal_comma=comma).number == number


def _number_or_code(text: str, comma: bool | None = UNKNOWN) -> Decimal | str:
    try:
        return read_number(text, kind=MONEY, unit="USD", currency="USD", decimal_comma=comma).number
    except Invalid as refused:
        return refused.problems[0].code


@given(st.text(alphabet="0123456789.,' -()%$£km+~<eE/\n\u00a0²", max_size=12))
def test_whatever_is_read_without_knowing_the_comma_is_read_the_same_where_it_is_known(text: str) -> None:
    found = _number_or_code(text)
    if isinstance(found, Decimal):
        assert {_number_or_code(text, comma) for comma in (True, False)} <= {found, "number.other_comma"}


@given(st.text(max_size=30))
def test_any_text_at_all_is_a_number_or_a_sentence(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    found = _number_or_code(text)
    assert isinstance(found, Decimal) or found.startswith(("number.", "cell."))


@pytest.mark.parametrize("run", ["1", "1 ", "1,", "1.", "1-", "12%", "1k ", "($", "x"])
def test_the_longest_cell_takes_no_time(run: str) -> None:
    text = (run * 32_000)[:32_000] + "x"
    began = process_time()
    assert isinstance(_number_or_code(text), str)
    assert evidence([text]).decimal_comma is None
    assert process_time() - began < 0.2
