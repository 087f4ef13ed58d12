from decimal import Decimal

import pytest

from backend.indicators.formula_units import factor_into, unit_of
from backend.indicators.formulas import parse
from backend.kit.errors import Invalid
from backend.kit.units import unit

UNITS = {
    code: unit(name)
    for code, name in {
        "local": "people",
        "staff": "people",
        "promotions": "promotions",
        "spend": "GBP",
        "fees": "GBP",
        "dollars": "USD",
        "kwh": "kWh",
        "mwh": "MWh",
        "floor": "m2",
        "reserves": "GBP",
    }.items()
}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("local", "people"),
        ("local / staff", "ratio"),
        ("1 - local / staff", "ratio"),
        ("100 * local / staff", "ratio"),
        ("spend / staff", "GBP / people"),
        ("kwh / floor", "kWh / m2"),
        ("spend + fees", "GBP"),
        ("-spend - 5", "GBP"),
        ("spend >= min(0.01 * reserves, 50000000)", "yes_no"),
        ("running(spend) / reserves", "ratio"),
        ("1 / floor * kwh", "kWh / m2"),
        ("2 * 3", "ratio"),
        ("earlier(local, 4) + average(staff)", "people"),
    ],
)
def test_the_unit_a_formula_comes_to(formula, expected):
    assert unit_of(parse(formula), UNITS) == unit(expected)


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("spend + dollars", "spend is in GBP and dollars in USD: different things"),
        ("kwh + mwh", "kwh is in kWh and mwh in MWh: different units of one kind"),
        ("spend > staff", "different things"),
        ("min(spend, 5, staff)", "different things"),
        ("spend / staff + 1 * local", "spend / staff is in GBP / people"),
    ],
)
def test_units_that_do_not_fit_are_refused(formula, sentence):
    with pytest.raises(Invalid, match=sentence):
        unit_of(parse(formula), UNITS)


def test_every_misfit_is_listed():
    with pytest.raises(Invalid) as caught:
        unit_of(parse("(spend + dollars) / (kwh + floor)"), UNITS, where="SC-99")
    assert len(caught.value.problems) == 2
    assert {problem.where for problem in caught.value.problems} == {"SC-99"}


def test_money_over_people_is_not_a_percentage_and_people_over_people_is():
    assert factor_into(parse("local / staff"), UNITS, unit("%")) == 100
    with pytest.raises(Invalid, match="spend / staff comes to GBP / people, which is not %"):
        factor_into(parse("spend / staff"), UNITS, unit("%"))
    with pytest.raises(Invalid, match="not %"):
        factor_into(parse("promotions / average(staff)"), UNITS, unit("%"))


def test_a_formula_in_megawatt_hours_is_brought_into_the_declared_unit():
    assert factor_into(parse("mwh / floor"), UNITS, unit("kWh / m2")) == Decimal(1000)
