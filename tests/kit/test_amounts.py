from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.amounts import AN_AMOUNT, Money, quotient, read_decimal, to_json_number, total, within_limits
from backend.kit.errors import Invalid
from backend.kit.languages import speaking, speech_for

D = Decimal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("1200.50", "1200.50"),
        (" 42 ", "42"),
        ("+7", "7"),
        ("-3.25", "-3.25"),
        ("−3", "-3"),
        (".5", "0.5"),
        ("007", "7"),
        ("1,234", "1234"),
        ("1,234,567.89", "1234567.89"),
        ("1 234 567.5", "1234567.5"),
        ("1 234", "1234"),
        ("12 345.6", "12345.6"),
        ("999999999999999999.9999999999", "999999999999999999.9999999999"),
        ("1.50000000000000", "1.5"),
    ],
)
def test_plain_numbers_are_read_exactly(text, number):
    assert read_decimal(text) == D(number)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "write a number, e.g. 1200.50"),
        ("1,2o0", "“1,2o0” is not a number; write digits with one decimal point"),
        ("1234,50", "could be a decimal comma; write 1234.50"),
        ("1.234,50", "write 1234.50"),
        ("1 234,50", "write 1234.50"),
        ("1,5", "write 1.5"),
        ("1,23,456", "is not a number"),
        ("1,234 567", "is not a number"),
        ("1234,567.8", "is not a number"),
        ("1.2.3", "is not a number"),
        ("5.", "is not a number"),
        ("(1,234)", "for less than nothing write -1,234"),
        ("12%", "without the percent sign: 12"),
        ("£100", "without the currency sign"),
        ("100 €", "without the currency sign"),
        ("1e5", "without an exponent"),
        ("NaN", "is not a number"),
        ("inf", "is not a number"),
        ("-Infinity", "is not a number"),
        ("１２", "is not a number"),
        ("٣", "is not a number"),
        ("--1", "is not a number"),
        ("1_000", "is not a number"),
        ("=1+1", "is not a number"),
        ("9" * 19, "more than 18 digits"),
        ("0.12345678901", "more than 10 decimal places"),
    ],
)
def test_what_could_mean_something_else_is_refused_with_what_would_be_right(text, sentence):
    with pytest.raises(Invalid, match=sentence.replace("(", r"\(")) as caught:
        read_decimal(text, where="Spend!D14")
    assert caught.value.problems[0].where == "Spend!D14"


def test_the_sentence_says_what_should_stand_there():
    with pytest.raises(Invalid, match="Spend!D14: “1,2o0” is not an amount of money"):
        read_decimal("1,2o0", where="Spend!D14", what=AN_AMOUNT)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.600,5", "«1.600,5» no es un número, porque la coma podría ser decimal; escriba 1600.5"),
        ("", "escriba un número, p. ej. 1200.50"),
        ("12%", "«12%» no es un número; escríbalo sin el signo de porcentaje: 12"),
        ("(1,234)", "«(1,234)» no es un número; para menos de cero escriba -1,234"),
        ("100 €", "«100 €» no es un número; escríbalo sin el signo de moneda"),
        ("1e5", "«1e5» no es un número; escríbalo completo, sin exponente"),
        ("5.", "«5.» no es un número; escriba cifras con un solo punto decimal, p. ej. 1200.50"),
        ("9" * 19, "este número tiene más de 18 dígitos"),
        ("0.12345678901", "este número tiene más de 10 decimales; redondéelo a 10"),
    ],
)
def test_a_reader_of_spanish_is_told_in_spanish(text, sentence):
    with speaking(speech_for("es", "en_US")), pytest.raises(Invalid) as caught:
        read_decimal(text)
    assert caught.value.problems[0].message == sentence


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "1E+18", "1E-11"])
def test_what_the_database_cannot_keep_is_refused(number):
    with pytest.raises(Invalid):
        within_limits(D(number))


@pytest.mark.parametrize(
    ("number", "text"),
    [("1200.50", "1200.5"), ("-0.00", "0"), ("0E+3", "0"), ("1E+5", "100000"), ("1E-7", "0.0000001"), ("-5", "-5")],
)
def test_numbers_for_machines_are_written_in_one_way(number, text):
    assert to_json_number(D(number)) == text


def test_what_is_not_finite_is_never_written():
    with pytest.raises(ValueError, match="NaN"):
        to_json_number(D("NaN"))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**17), max_value=10**17, places=10))
def test_a_number_written_for_machines_is_read_back_as_itself(number):
    assert read_decimal(to_json_number(number)) == number


def test_sums_are_exact_beyond_28_digits():
    assert total([D("999999999999999999.9999999999")] * 1000) == D("999999999999999999999.9999999000")
    assert total([]) == 0


def test_a_quotient_by_zero_is_unknown():
    assert quotient(D(1), D("0.00")) is None
    assert quotient(D(2), D(3)) == D("0.6666666666666666666666666667")


def test_example_10_two_currencies_are_never_added():
    assert Money(D("1.10"), "GBP") + Money(D("2.20"), "GBP") == Money(D("3.30"), "GBP")
    assert Money(D(3), "GBP") - Money(D(1), "GBP") == -Money(D(-2), "GBP")
    assert Money(D(1), "GBP") < Money(D(2), "GBP")
    for deed in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b):
        with pytest.raises(Invalid, match="GBP and USD"):
            deed(Money(D(1), "GBP"), Money(D(1), "USD"))
    with pytest.raises(Invalid, match="GBP"):
        Money(D(1), "pounds")
