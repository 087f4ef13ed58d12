"""What every member is to reach is said as people say it."""

import pytest

from backend.goals.each_words import in_words
from backend.goals.rules import Direction
from backend.indicators.tables import Element
from backend.members.tables import Collaborative
from tests.goals.drawings import drawing

ELEMENTS = {"reserves": Element(name="Assets in scope"), "hires": Element(name="NHS hires, all")}


def said(each: str, *, direction: str = "higher", unit: str = "USD", locale: str = "en_GB") -> str:
    goal = drawing(each=each, direction=Direction(direction))
    return in_words(goal, ELEMENTS, unit, Collaborative(locale=locale))


def test_a_share_is_a_per_cent_and_a_bound_is_money():
    assert said("min(0.01 * reserves, 50000000)") == "1% of assets in scope, but no more than US$50 million"
    assert said("min(1250000.5, reserves * 0.0125)", locale="en_US") == (
        "1.25% of assets in scope, but no more than $1,250,000.5"
    )
    assert said("max(0.01 * reserves, 1500000)") == "1% of assets in scope, and no less than US$1.5 million"


def test_what_is_to_stay_below_is_not_told_as_what_is_to_be_reached():
    assert said("min(0.2 * hires, 30)", direction="lower", unit="people") == (
        "at most 20% of NHS hires, all, and never more than 30 people"
    )
    assert said("max(0.2 * hires, 30)", direction="lower", unit="people") == (
        "at most 20% of NHS hires, all, or 30 people where that is more"
    )


@pytest.mark.parametrize(
    ("each", "told"),
    [
        ("2500000", "at least US$2.5 million"),
        ("reserves", "at least assets in scope"),
        ("1.5 * reserves", "at least 1.5 times Assets in scope"),
        ("reserves / 4", "at least assets in scope divided by 4"),
        ("min(reserves, hires)", "at least the smaller of Assets in scope and NHS hires, all"),
    ],
)
def test_any_other_formula_is_described(each: str, told: str):
    assert said(each) == told
