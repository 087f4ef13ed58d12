import pytest

from collab_reports.unit_names import each_name, unit_name


@pytest.mark.parametrize(
    ("unit", "many", "one"),
    [
        ("people", "people", "person"),
        ("hires", "hires", "hire"),
        ("t", "tonnes", "tonne"),
        ("t / beds", "tonnes per bed", "tonne per bed"),
        ("kWh / m2", "kWh/m²", "kWh/m²"),
        ("kWh/m**2", "kWh/m²", "kWh/m²"),
        ("tCO2e", "tCO₂e", "tCO₂e"),
        ("us_gallon", "US gallons", "US gallon"),
        ("fte", "FTE", "FTE"),
        ("staff_hours", "staff hours", "staff hour"),
        ("per_10000", "per 10,000", "per 10,000"),
    ],
)
def test_a_unit_reads_as_words(unit, many, one):
    assert unit_name(unit) == many
    assert unit_name(unit, one=True) == one


def test_one_of_a_unit():
    assert (each_name("people"), each_name("m2")) == ("person", "m²")
