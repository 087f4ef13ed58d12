"""What templates write with."""

from decimal import Decimal

import pytest

from backend.kit.shell import template_config


@pytest.mark.parametrize(
    ("given", "unit", "shown"),
    [
        ("1519.22", "tonnes", "1,519.22 tonnes"),
        ("1200.50", "GBP", "£1,200.50"),
        ("1840845", "GBP", "£1,840,845"),
        ("7.125", "%", "7.125%"),
        ("1E+3", "people", "1,000 people"),
        ("0", "kWh", "0 kWh"),
    ],
)
def test_an_answer_is_shown_with_every_digit_somebody_signs_for(given: str, unit: str, shown: str) -> None:
    amount = template_config((), {}).engine_instance.engine.filters["amount"]
    assert amount(Decimal(given), unit) == shown
