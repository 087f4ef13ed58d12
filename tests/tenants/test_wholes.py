"""Parts and wholes of the packs and starting sets: what may never exceed what, and what may."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

import tenants
from backend.submissions.checks import Asked, Cell, Kind, Split, check
from backend.submissions.rules import Status

# Codes of the part and of the whole, each the plain element of its indicator.
PEOPLE = [("WF-05", "WF-04"), ("WF-02", "WF-01"), ("WF-07", "WF-04"), ("WF-15", "WF-01"), ("WF-12", "WF-01")]
MONEY = [("SC-02", "SC-01"), ("SC-04", "SC-01"), ("SC-10", "SC-01"), ("SC-07", "SC-06")]
SETS = tenants.names()


def elements() -> dict[str, Any]:
    return {code: element for pack in tenants.packs().values() for code, element in pack.get("elements", {}).items()}


def indicators() -> dict[str, Any]:
    return {code: one for pack in tenants.packs().values() for code, one in pack.get("indicators", {}).items()}


def asked(of: Mapping[str, Any], *codes: str, splits: Mapping[str, Sequence[Split]] | None = None) -> list[Asked]:
    return [
        Asked(
            code,
            of[code]["name"],
            of[code]["unit"],
            Kind(of[code]["kind"]),
            required=False,
            part_of=of[code].get("part_of"),
            splits=(splits or {}).get(code, ()),
        )
        for code in codes
    ]


def faults(questions: Sequence[Asked], **numbers: int) -> list[str]:
    """What blocks these answers. A name may carry a category: `spend__minority`."""
    cells = [Cell(*_place(name), Decimal(number), status=Status.REPORTED) for name, number in numbers.items()]
    return [problem.code for problem in check(cells, questions)]


def _place(name: str) -> tuple[str, str | None]:
    element, _, category = name.partition("__")
    return element, category or None


def wholes_above(of: Mapping[str, Any], code: str) -> list[str]:
    """What it is a part of, the nearest first."""
    found = []
    while code := of[code].get("part_of", ""):
        found.append(code)
    return found


@pytest.mark.parametrize(("part", "whole"), PEOPLE + MONEY)
def test_a_part_is_refused_above_its_whole(part: str, whole: str) -> None:
    """Also where another part lies between the two: each link of the chain is checked."""
    of, named = elements(), indicators()
    low, high = named[part]["formula"], named[whole]["formula"]
    chain = [low, *wholes_above(of, low)]
    assert high in chain
    for inner, outer in pairwise(chain):
        questions = asked(of, inner, outer)
        assert faults(questions, **{inner: 41, outer: 40}) == ["part.exceeds_whole"]
        assert faults(questions, **{inner: 40, outer: 40}) == []


@pytest.mark.parametrize("name", SETS)
def test_every_starting_set_that_asks_both_keeps_the_part_under_its_whole(name: str) -> None:
    of, named = tenants.load(name)["elements"], indicators()
    for part, whole in PEOPLE + MONEY:
        low, high = named[part]["formula"], named[whole]["formula"]
        if {low, high} <= of.keys():
            assert high in wholes_above(of, low), f"{name}: {low} may exceed {high}"


def test_some_starting_set_asks_both_of_each() -> None:
    """Else the test above would say nothing."""
    asked_by = {name: tenants.load(name)["elements"].keys() for name in SETS}
    named = indicators()
    for part, whole in PEOPLE[:2] + MONEY[:1]:
        both = {named[part]["formula"], named[whole]["formula"]}
        assert [name for name, codes in asked_by.items() if both <= codes], (part, whole)


def test_suppliers_of_two_groups_count_once_in_the_whole_and_in_each_group() -> None:
    """The whole stays within addressable spend; the groups may come to more than the whole, and no group may."""
    groups = tenants.packs()["breakdowns"]["breakdowns"]["ownership_us"]
    assert groups["multi_select"]
    codes = [part["code"] for part in groups["categories"]]
    split = Split("ownership", {code: code for code in codes}, multi_select=True)
    diverse, addressable = "diverse_tier1_spend", "addressable_spend_without_construction"
    questions = asked(elements(), diverse, addressable, splits={diverse: [split]})
    first, second = codes[:2]
    assert (
        faults(questions, **{diverse: 80, addressable: 100, f"{diverse}__{first}": 60, f"{diverse}__{second}": 70})
        == []
    )
    assert faults(questions, **{diverse: 80, addressable: 100, f"{diverse}__{first}": 81}) == [
        "breakdown.part_exceeds_total"
    ]
    assert faults(questions, **{diverse: 101, addressable: 100}) == ["part.exceeds_whole"]


def test_capital_deployed_may_exceed_what_is_outstanding() -> None:
    """What was paid back is lent again: deployed to date is part of no balance, nor of a year's allocation."""
    of = elements()
    deployed, balance, allocated = "place_based_deployed", "place_based_balance", "place_based_allocation"
    assert indicators()["TR-05"]["formula"] == f"running({deployed}) / {allocated}"
    assert faults(asked(of, deployed, balance, allocated), **{deployed: 900, balance: 100, allocated: 500}) == []
