from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.errors import Invalid
from backend.kit.units import COUNTED, CURRENCIES, convert, factor, known_units, unit

D = Decimal


@pytest.mark.parametrize(
    ("number", "of", "into", "expected"),
    [
        ("1", "MWh", "kWh", "1000"),
        ("1", "kWh", "MWh", "0.001"),
        ("3.6", "GJ", "MWh", "1"),
        ("1", "kBtu", "kWh", "0.2930710701722222222222222222"),
        ("360000", "kBtu", "kWh", "105505.585262"),
        ("3600", "therm", "kWh", "105505.585262"),
        ("1", "ft2", "m2", "0.09290304"),
        ("2.5", "hectare", "m2", "25000"),
        ("1000", "us_gallon", "m3", "3.785411784"),
        ("1000", "uk_gallon", "m3", "4.54609"),
        ("2000", "lb", "t", "0.90718474"),
        ("1", "short_ton", "lb", "2000"),
        ("0.07", "ratio", "%", "7"),
        ("12", "per_10000", "per_1000", "1.2"),
        ("1", "MWh / m2", "kWh / m2", "1000"),
        ("1", "people / people", "%", "100"),
    ],
)
def test_conversions_are_exact_where_decimals_can_say_it(number, of, into, expected):
    assert convert(D(number), unit(of), unit(into)) == D(expected)


def test_energy_per_floor_area_in_american_units():
    assert factor(unit("kBtu/ft2"), unit("kWh/m2")) == D("3.154590745063048768072844788")


@pytest.mark.parametrize(
    ("of", "into"),
    [
        ("kWh", "m2"),
        ("GBP", "USD"),
        ("GBP / people", "%"),
        ("promotions / people", "%"),
        ("fte", "people"),
        ("hires", "people"),
        ("tCO2e", "t"),
    ],
)
def test_what_measures_different_things_is_not_converted(of, into):
    with pytest.raises(Invalid, match="measure different things"):
        factor(unit(of), unit(into))


def test_example_12_hours_counted_in_two_ways_and_proxy_money_are_units_of_their_own():
    for of, into in [("staff_hours", "attendee_hours"), ("hours", "staff_hours"), ("GBP_proxy", "GBP")]:
        with pytest.raises(Invalid):
            convert(D(1), unit(of), unit(into))
    assert (unit("GBP_proxy") / unit("staff_hours")).name == "GBP_proxy / staff_hours"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("gallon", "did you mean us_gallon or uk_gallon|did you mean uk_gallon or us_gallon"),
        ("kwh", "did you mean kWh"),
        ("peoples", "did you mean people"),
        ("zzzzzzz", "known are %, AUD"),
        ("kWh / m2 / xq9", "“xq9” is not a known unit"),
        ("", "is not a unit"),
        ("kWh ** 2", "is not a unit"),
        ("kWh / ", "is not a unit"),
        ("__import__('os')", "is not a unit"),
    ],
)
def test_an_unknown_unit_is_refused_with_the_nearest(text, sentence):
    with pytest.raises(Invalid, match=sentence) as caught:
        unit(text, where="elements.energy.unit")
    assert caught.value.problems[0].where == "elements.energy.unit"


def test_units_cancel_and_combine():
    assert (unit("people") / unit("people")).is_share
    assert unit("kWh / m2") * unit("m2") == unit("kWh")
    assert unit("kWh") != unit("MWh")
    assert unit("tonnes") == unit("t")
    assert str(unit("kWh/m2")) == "kWh / m2"


def test_each_thing_counted_and_each_currency_is_a_kind_of_its_own():
    kinds = [unit(name).kind for name in (*COUNTED, *CURRENCIES)]
    assert len(set(kinds)) == len(kinds)


@given(st.sampled_from(sorted(known_units())), st.decimals(-(10**9), 10**9, places=4))
def test_there_and_back_differs_by_no_more_than_the_28th_digit(name, number):
    for other in known_units():
        if unit(other).kind == unit(name).kind:
            back = convert(convert(number, unit(name), unit(other)), unit(other), unit(name))
            assert abs(Fraction(back) - Fraction(number)) <= abs(Fraction(number)) / 10**26
