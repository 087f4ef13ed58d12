"""Random members, quarters and statuses: the rules against a slow reckoning in fractions that is plain to read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.indicators.formulas import parse
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Asked, Given, Ledger
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status

YEAR = Period(date(2025, 1, 1), 12)
QUARTERS = YEAR.quarters()
M, V = OverMembers, OverQuarters
USABLE = (Status.REPORTED, Status.ESTIMATED)
CASES = [
    ("a", M.SUM, V.SUM, {"a": V.SUM}),
    ("a - 2 * b", M.SUM, V.SUM, {"a": V.SUM, "b": V.SUM}),
    ("a", M.SUM, V.LAST, {"a": V.LAST}),
    ("a", M.SUM, V.AVERAGE, {"a": V.AVERAGE}),
    ("a / b", M.RATIO_OF_SUMS, V.RATIO_OF_SUMS, {"a": V.SUM, "b": V.SUM}),
    ("a / b", M.RATIO_OF_SUMS, V.RATIO_LAST, {"a": V.LAST, "b": V.LAST}),
    ("a / b", M.RATIO_OF_SUMS, V.RATIO_SUM_OVER_AVERAGE, {"a": V.SUM, "b": V.AVERAGE}),
    ("a / b", M.RATIO_OF_SUMS, V.ROLLING_12M, {"a": V.SUM, "b": V.LAST}),
    ("a + b", M.SUM, V.SPLIT, {"a": V.SUM, "b": V.LAST}),
]
AMOUNTS = st.decimals(-1000, 100_000, places=2)


@dataclass
class World:
    """cells: (member, element, period) to status and number; a missing key is a blank."""

    cells: dict[tuple[int, str, Period], tuple[Status, Decimal]]
    parents: list[int]
    asked: list[set[Period]]


@st.composite
def worlds(draw) -> World:
    many = draw(st.integers(1, 4))
    asked = [set(draw(st.sampled_from([QUARTERS, QUARTERS, QUARTERS[2:], (YEAR,), QUARTERS[:1]]))) for _ in range(many)]
    places = st.tuples(st.integers(0, many - 1), st.sampled_from("ab"), st.sampled_from([*QUARTERS, YEAR]))
    full = [(m, e, q) for m in range(many) for e in "ab" for q in QUARTERS] if draw(st.booleans()) else []
    spare = draw(st.lists(places, max_size=30))
    statuses = st.sampled_from([Status.REPORTED] * 8 + list(Status))
    cells = {place: (draw(statuses), draw(AMOUNTS)) for place in dict.fromkeys([*full, *spare])}
    return World(cells, [draw(st.integers(0, 2)) for _ in range(many)], asked)


def in_ledger(world: World) -> Ledger:
    asked = [
        Asked(UUID(int=m), UUID(int=100 + parent), frozenset(world.asked[m])) for m, parent in enumerate(world.parents)
    ]
    given = [
        Given(UUID(int=m), element, period, status, number)
        for (m, element, period), (status, number) in world.cells.items()
    ]
    return Ledger(asked, given)


class Plainly:
    """The same, from the definitions, without a thought for speed."""

    def __init__(self, world: World, rules: dict[str, OverQuarters], whole_only: bool) -> None:
        self.world, self.rules, self.whole_only = world, rules, whole_only

    def usable(self, m: int, element: str, period: Period) -> Fraction | None:
        status, number = self.world.cells.get((m, element, period), (None, None))
        return Fraction(number) if status in USABLE else None

    def status(self, m: int, element: str, period: Period) -> Status | None:
        return self.world.cells.get((m, element, period), (None, None))[0]

    def in_quarter(self, m: int, quarter: Period) -> dict[str, Fraction] | None:
        if not ({quarter, YEAR} & self.world.asked[m]):
            return None
        found = {element: self.usable(m, element, quarter) for element in self.rules}
        return None if None in found.values() else found

    def in_year(self, m: int) -> dict[str, Fraction] | None:
        found = {element: self.element_in_year(m, element) for element in self.rules}
        return None if None in found.values() else found

    def element_in_year(self, m: int, element: str) -> Fraction | None:
        if (annual := self.usable(m, element, YEAR)) is not None:
            return annual
        reachable = [q for q in QUARTERS if {q, YEAR} & self.world.asked[m]]
        if self.rules[element] is V.LAST:
            return self.usable(m, element, QUARTERS[3]) if QUARTERS[3] in reachable else None
        due = [q for q in QUARTERS if self.status(m, element, q) is not Status.NOT_APPLICABLE]
        numbers = [self.usable(m, element, q) if q in reachable else None for q in due]
        if not numbers or None in numbers:
            return None
        return sum(numbers) / (4 if self.rules[element] is V.AVERAGE else 1)

    def applies(self, m: int) -> bool:
        for element in self.rules:
            annual = self.status(m, element, YEAR)
            quarters = {self.status(m, element, q) for q in QUARTERS if {q, YEAR} & self.world.asked[m]}
            if annual is Status.NOT_APPLICABLE or (annual is None and quarters == {Status.NOT_APPLICABLE}):
                return False
        return True

    def year(self) -> tuple[dict[str, Fraction], int, set[int]]:
        """Totals by element, how many quarters they reach, who is in them."""
        members = [m for m in range(len(self.world.parents)) if self.applies(m)]
        wholes = {m: found for m in members if (found := self.in_year(m)) is not None}
        rest = [] if self.whole_only else [m for m in members if m not in wholes]
        reached = [i for i, q in enumerate(QUARTERS, 1) for m in rest if self.in_quarter(m, q)]
        reach = 4 if wholes else max(reached, default=0)
        totals: dict[str, Fraction] = {}
        who = set(wholes)
        for element, rule in self.rules.items():
            numbers = [found[element] for found in wholes.values()]
            for m in rest:
                for i, quarter in enumerate(QUARTERS[:reach], 1):
                    found = self.in_quarter(m, quarter)
                    if found is None or (rule is V.LAST and i < reach):
                        continue
                    numbers.append(found[element] / (reach if rule is V.AVERAGE else 1))
                    who.add(m)
            if numbers:
                totals[element] = sum(numbers, Fraction(0))
        return totals, reach, who


def worth(formula: str, totals: dict[str, Fraction]) -> Fraction | None:
    a, b = totals.get("a"), totals.get("b")
    match formula:
        case "a":
            return a
        case "a / b":
            return None if a is None or not b else a / b
        case "a + b":
            return None if a is None or b is None else a + b
        case _:
            return None if a is None or b is None else a - 2 * b


def close(number: Decimal | None, expected: Fraction | None) -> bool:
    if number is None or expected is None:
        return number is None and expected is None
    # Three quarter ends have an average without an end; all else is rounded once.
    return abs(Fraction(number) - expected) <= abs(expected) / 10**24 + Fraction(1, 10**20)


@pytest.mark.parametrize(("formula", "over_members", "over_quarters", "rules"), CASES)
@settings(max_examples=100, deadline=None)
@given(world=worlds())
def test_a_year_agrees_with_fractions(world, formula, over_members, over_quarters, rules):
    indicator = Reckoning("X", parse(formula), over_members, over_quarters, rules)
    result = roll_up(indicator, YEAR, in_ledger(world))
    totals, reach, who = Plainly(world, rules, over_quarters is V.ROLLING_12M).year()
    assert result.parts.keys() == totals.keys()
    assert all(close(result.parts[element], totals[element]) for element in totals)
    if not (formula == "a / b" and totals.get("b") and abs(totals["b"]) < Fraction(1, 10**6)):
        assert close(result.number, worth(formula, totals))
    contributing = {member for c in result.contributors for member in c.members}
    assert contributing == {UUID(int=m) for m in who}
    assert {c.parent for c in result.contributors} == {UUID(int=100 + world.parents[m]) for m in who}
    assert result.coverage.span == (f"year to date, {reach} of 4 quarters" if who and reach < 4 else "")
    assert len(who) <= result.coverage.covered <= result.coverage.asked


@settings(max_examples=200, deadline=None)
@given(worlds(), st.sampled_from(CASES))
def test_contributors_parts_come_to_the_totals(world, case):
    formula, over_members, over_quarters, rules = case
    result = roll_up(Reckoning("X", parse(formula), over_members, over_quarters, rules), YEAR, in_ledger(world))
    for element, number in result.parts.items():
        assert sum(Fraction(c.parts.get(element, 0)) for c in result.contributors) == Fraction(number)


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_four_quarters_of_a_flow_are_the_year_where_nobody_gave_an_annual_value(world):
    quarterly = {place: cell for place, cell in world.cells.items() if place[2] != YEAR}
    ledger = in_ledger(World(quarterly, world.parents, world.asked))
    indicator = Reckoning("X", parse("a"), M.SUM, V.SUM, {"a": V.SUM})
    year = roll_up(indicator, YEAR, ledger)
    assert sum(roll_up(indicator, q, ledger).number or 0 for q in QUARTERS) == (year.number or 0)
