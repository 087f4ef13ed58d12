import pytest

from backend.kit.units import COUNTED
from collab_reports.unit_names import each_name, unit_name
from collab_reports.unit_words import IN


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


@pytest.mark.parametrize(
    ("unit", "many", "one"),
    [
        ("people", "personas", "persona"),
        ("t / beds", "toneladas por cama", "tonelada por cama"),
        ("m3 / people", "m³ por persona", "m³ por persona"),
        ("kWh / m2", "kWh/m²", "kWh/m²"),
        ("staff_hours", "horas de personal", "hora de personal"),
        ("per_10000", "por cada 10,000", "por cada 10,000"),
        ("kayaks", "kayaks", "kayak"),
    ],
)
def test_a_unit_that_is_known_reads_in_the_language_of_its_reader(unit, many, one):
    assert unit_name(unit, "es_US") == many
    assert unit_name(unit, "es_US", one=True) == one


def test_every_unit_that_may_be_counted_in_is_known_in_every_language():
    names = {unit_name(name) for name in COUNTED if name not in ("yes_no", "words")} | {"members", "percentage points"}
    for language, known in IN.items():
        assert names <= known.keys(), language


def test_one_of_a_unit():
    assert (each_name("people"), each_name("m2")) == ("person", "m²")
