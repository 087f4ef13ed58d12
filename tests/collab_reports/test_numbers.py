from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab_reports.numbers import bare, change, day, span, tick, unit_words, written
from collab_reports.parts import Period

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "unit", "locale", "said"),
    [
        ("7", "%", "en_GB", "7.0%"),
        ("7", "%", "fr_FR", f"7,0{NBSP}%"),
        ("2.25", "%", "en_GB", "2.3%"),
        ("-2.25", "%", "en_GB", "-2.3%"),
        ("0", "%", "en_GB", "0%"),
        ("12345678.5", "GBP", "en_GB", "£12,345,679"),
        ("12.5", "USD", "en_US", "$12.50"),
        ("12.5", "GBP", "en_US", "£12.50"),
        ("-1250", "GBP", "en_GB", "-£1,250"),
        ("1234.4", "EUR", "de_DE", f"1.234{NBSP}€"),
        ("12.5", "GBP / m2", "en_GB", "£12.50 per m²"),
        ("1200", "GBP_proxy", "en_GB", "£1,200 of social value"),
        ("81", "people", "en_GB", "81 people"),
        ("1", "people", "en_GB", "1 person"),
        ("0", "people", "en_GB", "0 people"),
        ("212.4449", "kWh / m2", "en_GB", "212.4 kWh/m²"),
        ("1.25", "ratio", "en_GB", "1.25"),
        ("1", "yes_no", "en_GB", "yes"),
        ("0", "yes_no", "en_GB", "no"),
        ("1234567", "people", "hi_IN", "12,34,567 people"),
        ("1", "people", "es_US", "1 persona"),
        ("6.9", "years", "es_US", "6.9 años"),
        ("12.5", "USD / m2", "es_US", "$12.50 por m²"),
        ("70000", "GBP", "es_US", "£70,000"),  # for which Spanish has a code alone
        ("70000", "GBP", "es_ES", "70.000\xa0£"),
        ("0.0001", "hours", "es_US", "menos de 0.1 horas"),
        ("1", "yes_no", "es_US", "sí"),
    ],
)
def test_a_number_reads_as_its_unit_and_locale_ask(value, unit, locale, said):
    assert written(Decimal(value), unit, locale=locale) == said


def test_decimals_may_be_asked_for():
    assert written(Decimal("17.9486"), "%", locale="en_GB", decimals=2) == "17.95%"
    assert written(Decimal("17.9486"), "%", locale="en_GB", decimals=0) == "18%"


def test_what_is_not_zero_never_reads_as_zero():
    assert written(Decimal("0.02"), "%", locale="en_GB") == "less than 0.1%"
    assert written(Decimal("-0.02"), "%", locale="en_GB") == "more than -0.1%"
    assert written(Decimal("0.05"), "%", locale="en_GB") == "0.1%"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=1, max_value=10**40, places=3))
def test_no_digit_is_lost_of_the_largest_numbers(value):
    text = written(value, "count", locale="en_US", decimals=3)
    assert Decimal(text.replace(",", "")) == value


def test_a_change_is_told_in_words_and_percentages_in_points():
    assert change(Decimal("0.5486"), "%", locale="en_GB") == "up by 0.5 percentage points"
    assert change(Decimal(-1250), "GBP", locale="en_GB") == "down by £1,250"
    assert change(Decimal(0), "people", locale="en_GB") == "no change"
    assert change(Decimal(1), "yes_no", locale="en_GB") == "from no to yes"
    assert change(Decimal("0.5486"), "%", locale="es_US") == "aumenta en 0.5 puntos porcentuales"


def test_under_a_heading_with_the_unit_the_number_stands_alone():
    assert bare(Decimal("212.4449"), "kWh / m2", locale="en_GB") == "212.4"
    assert bare(Decimal("12.5"), "GBP / m2", locale="en_GB") == "£12.50"
    assert bare(Decimal(7), "%", locale="en_GB") == "7.0%"
    assert unit_words("GBP / m2", locale="en_GB") == "£ per m²"
    assert unit_words("count", locale="en_GB") == ""


def test_an_axis_is_short():
    assert tick(Decimal(20), "%", locale="en_GB") == "20%"
    assert tick(Decimal("2.5"), "%", locale="en_GB") == "2.5%"
    assert tick(Decimal(1500000), "GBP", locale="en_GB") == "£1.5M"
    assert tick(Decimal(1500000), "GBP", locale="es_US") == "£1.5\xa0M"
    assert tick(Decimal(40000), "people", locale="en_GB") == "40K"
    assert tick(Decimal(8500), "people", locale="en_GB") == "8,500"


def test_days_follow_the_locale_and_periods_end_on_their_last_day():
    assert day(date(2026, 11, 20), locale="en_US") == "November 20, 2026"
    quarter = Period(label="Q", start=date(2025, 12, 1), months=3)
    assert span(quarter, locale="en_GB") == "1 December 2025 to 28 February 2026"
