from datetime import date
from decimal import Decimal

import pytest

from backend.indicators.formulas import parse
from backend.indicators.rules import (
    OverMembers,
    OverQuarters,
    Reckoning,
    apportion,
    element_fault,
    faults,
)
from backend.kit.periods import Period

D = Decimal
M, V = OverMembers, OverQuarters
FLOW = {"a": V.SUM, "b": V.SUM}
STOCK = {"a": V.LAST, "b": V.LAST}
MIXED = {"a": V.SUM, "b": V.LAST}


@pytest.mark.parametrize(
    ("formula", "over_members", "over_quarters", "rules"),
    [
        ("a", M.SUM, V.SUM, FLOW),
        ("a + b", M.DISTINCT, V.SPLIT, MIXED),
        ("a / b", M.RATIO_OF_SUMS, V.RATIO_OF_SUMS, FLOW),
        ("a / b", M.RATIO_OF_SUMS, V.RATIO_LAST, STOCK),
        ("a / average(b)", M.RATIO_OF_SUMS, V.RATIO_SUM_OVER_AVERAGE, MIXED),
        ("a / b", M.RATIO_OF_SUMS, V.ROLLING_12M, MIXED),
        ("a / earlier(b, 4)", M.RATIO_OF_SUMS, V.RATIO_COHORT, FLOW),
        ("running(a) / b", M.RATIO_OF_SUMS, V.LAST, MIXED),
        ("a >= min(0.01 * b, 5)", M.COUNT_TRUE, V.LAST, STOCK),
        ("a", M.NONE, V.LAST, STOCK),
    ],
)
def test_sound_indicators(formula, over_members, over_quarters, rules):
    assert faults(Reckoning("X", parse(formula), over_members, over_quarters, rules)) == []


@pytest.mark.parametrize(
    ("formula", "over_members", "over_quarters", "rules", "sentence"),
    [
        ("a / b", M.SUM, V.SUM, FLOW, "cannot be summed over members: take ratio_of_sums"),
        ("a + 5", M.SUM, V.SUM, FLOW, "cannot be summed"),
        ("a > b", M.SUM, V.LAST, STOCK, "over members take count_true"),
        ("a", M.COUNT_TRUE, V.SUM, FLOW, "count_true asks for a comparison"),
        ("min(a, b)", M.RATIO_OF_SUMS, V.RATIO_OF_SUMS, FLOW, "min and max go with count_true"),
        ("a", M.SUM, V.SUM, STOCK, "a goes over quarters by last, which does not fit sum"),
        ("a / b", M.RATIO_OF_SUMS, V.RATIO_LAST, MIXED, "a goes over quarters by sum, which does not fit ratio_last"),
        ("running(a)", M.SUM, V.SUM, FLOW, "running(a) goes over quarters by last"),
        ("a", M.EXTERNAL, V.LAST, STOCK, "an external series has no formula"),
    ],
)
def test_unsound_indicators_are_told_what_would_be_right(formula, over_members, over_quarters, rules, sentence):
    (problem,) = faults(Reckoning("X", parse(formula), over_members, over_quarters, rules), where="indicators.X")
    assert sentence in problem.message
    assert problem.where == "indicators.X"


def test_an_external_series_is_sound_without_a_formula_and_only_it():
    assert faults(Reckoning("PO-01", None, M.EXTERNAL, V.LAST)) == []
    assert faults(Reckoning("WF-01", None, M.SUM, V.LAST))


@pytest.mark.parametrize(
    ("code", "rule", "sentence"),
    [
        ("running", "sum", "is a word of the formula language"),
        ("hires", "ratio_last", "take average, distinct, last, sum"),
    ],
)
def test_an_element_is_neither_a_word_of_the_language_nor_a_ratio(code, rule, sentence):
    assert sentence in element_fault(code, rule).message
    assert element_fault("hires", "sum") is None


def test_a_rate_of_a_flow_to_a_closing_stock_needs_the_whole_period():
    assert Reckoning("X", parse("a / b"), M.RATIO_OF_SUMS, V.ROLLING_12M, MIXED).needs_whole
    assert Reckoning("X", parse("a / b"), M.RATIO_OF_SUMS, V.RATIO_LAST, MIXED).needs_whole
    assert not Reckoning("X", parse("a / average(b)"), M.RATIO_OF_SUMS, V.RATIO_SUM_OVER_AVERAGE, MIXED).needs_whole
    assert not Reckoning("X", parse("a + b"), M.SUM, V.SPLIT, MIXED).needs_whole


def test_example_7_a_fiscal_year_alone_is_apportioned_by_days():
    fiscal = Period(date(2024, 7, 1), 12)
    before, after = Period(date(2024, 1, 1), 12), Period(date(2025, 1, 1), 12)
    assert apportion(D(365), fiscal, before) == 184
    assert apportion(D(365), fiscal, after) == 181
    assert apportion(D(365), fiscal, Period(date(2030, 1, 1), 12)) == 0
