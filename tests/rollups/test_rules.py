"""The worked numbers of the roll-up rules, each named by its number."""

from datetime import date

import pytest

from backend.indicators.rules import Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Ledger
from backend.rollups.rules import RollUp, distinct, external, roll_up
from tests.rollups.ledgers import (
    HIRES,
    LOCAL_RATE,
    LOCAL_STAFF,
    Q1,
    Q2,
    Q3,
    YEAR,
    D,
    M,
    V,
    asked,
    given,
    line,
    reckoning,
)

A_AND_B = [
    given("A", "local", Q1, 30),
    given("A", "hires", Q1, 100),
    given("B", "local", Q1, 5),
    given("B", "hires", Q1, 400),
]


def test_example_1_a_rate_is_a_ratio_of_sums_never_a_mean_of_ratios():
    result = roll_up(LOCAL_RATE, Q1, Ledger(asked("A", "B"), A_AND_B))
    assert result.number == D("7.0")
    assert result.parts == {"local": 35, "hires": 500}


def test_example_2_a_part_without_its_pair_stays_out_and_coverage_says_so():
    ledger = Ledger(asked("A", "B", "C"), [*A_AND_B, given("C", "local", Q1, 20)])
    result = roll_up(LOCAL_RATE, Q1, ledger)
    assert result.number == D("7.0")
    assert result.coverage.sentence == "2 of 3 members reported"
    assert sum(len(c.members) for c in result.contributors) == result.coverage.covered


def test_example_3_stocks_do_not_add():
    ledger = Ledger(asked("A"), line("A", "staff", 900, 910, 905, 920))
    assert roll_up(LOCAL_STAFF, YEAR, ledger).number == 920
    assert roll_up(reckoning("staff", staff=V.SUM), YEAR, ledger).number == 3635  # what it would be as a flow


def test_example_4_a_mixed_ratio_is_the_sum_over_the_average():
    rate = reckoning(
        "promoted / average(front)",
        M.RATIO_OF_SUMS,
        V.RATIO_SUM_OVER_AVERAGE,
        factor=100,
        promoted=V.SUM,
        front=V.LAST,
    )
    ledger = Ledger(asked("A"), line("A", "promoted", 10, 12, 8, 10) + line("A", "front", 400, 410, 390, 400))
    result = roll_up(rate, YEAR, ledger)
    assert result.parts == {"promoted": 40, "average(front)": 400}
    assert result.number == D("10.0")
    quarterly = [roll_up(rate, quarter, ledger).number for quarter in YEAR.quarters()]
    assert [round(number, 1) for number in quarterly] == [D("2.5"), D("2.9"), D("2.1"), D("2.5")]


def test_example_5_distinct_vendors_are_counted_once():
    assert distinct([{"a", "b", "c"}, {"c", "d"}]) == 4
    vendors = reckoning("vendors", M.DISTINCT, V.DISTINCT, overlap=True, vendors=V.DISTINCT)
    keyed = [
        given("A", "vendors", Q1, keys=frozenset("abc")),
        given("B", "vendors", Q1, keys=frozenset("cd")),
    ]
    result = roll_up(vendors, Q1, Ledger(asked("A", "B"), keyed))
    assert (result.number, result.overlap_possible) == (4, False)
    without = [given("A", "vendors", Q1, 3), given("B", "vendors", Q1, 2)]
    result = roll_up(vendors, Q1, Ledger(asked("A", "B"), without))
    assert (result.number, result.overlap_possible) == (5, True)


def test_example_7_a_july_members_year_is_rebuilt_from_quarters():
    fiscal = Period(date(2025, 7, 1), 12)
    quarters = (Q1, Q2, *fiscal.quarters())
    ledger = Ledger(asked("A", periods=quarters), line("A", "hires", 1, 2, 10, 20, 30, 40, periods=quarters))
    assert roll_up(HIRES, YEAR, ledger).number == 33
    assert roll_up(HIRES, fiscal, ledger).number == 100


def test_example_8_a_systems_figure_and_the_remainders_add_up_and_full_figures_do_not():
    family = dict.fromkeys(["system", "north", "south"], "one family")
    figures = [given("system", "spend", Q1, 100), given("north", "spend", Q1, 30), given("south", "spend", Q1, 20)]
    spend = reckoning("spend", spend=V.SUM)
    remainders = Ledger(asked("system", "north", "south", parents=family), figures)
    result = roll_up(spend, Q1, remainders)
    assert result.number == 150
    assert [c.parts["spend"] for c in result.contributors] == [150]
    full = asked("system", "north", "south", parents=family, within={"north": "system", "south": "system"})
    result = roll_up(spend, Q1, Ledger(full, figures))
    assert result.number == 100
    assert result.coverage.sentence == "3 of 3 members reported"
    # Until the system reports, its hospitals' own figures are what there is.
    assert roll_up(spend, Q1, Ledger(full, figures[1:])).number == 50


def test_example_9_two_collective_figures_cannot_be_added():
    result = roll_up(HIRES, Q1, Ledger(asked("A"), line("A", "hires", 5)))
    assert isinstance(result, RollUp)
    with pytest.raises(TypeError):
        result + result


def test_meeting_a_commitment_is_counted_not_summed():
    met = reckoning("placed >= min(0.01 * reserves, 50000000)", M.COUNT_TRUE, V.LAST, placed=V.LAST, reserves=V.LAST)
    ledger = Ledger(
        asked("A", "B", "C", "D", periods=[YEAR]),
        [
            given("A", "placed", YEAR, 50_000_000),
            given("A", "reserves", YEAR, 90_000_000_000),
            given("B", "placed", YEAR, 1_000_000),
            given("B", "reserves", YEAR, 100_000_001),
            given("C", "placed", YEAR, 1_000_000),
            given("C", "reserves", YEAR, 100_000_000),
            given("D", "placed", YEAR, 7),
        ],
    )
    result = roll_up(met, YEAR, ledger)
    assert (result.number, result.answered) == (2, 3)
    assert result.coverage.sentence == "3 of 4 members reported"


def test_reserves_are_never_rolled_up_but_coverage_is_known():
    reserves = reckoning("reserves", M.NONE, V.LAST, reserves=V.LAST)
    ledger = Ledger(asked("A", "B", periods=[YEAR]), [given("A", "reserves", YEAR, 5)])
    result = roll_up(reserves, YEAR, ledger)
    assert (result.number, result.parts, result.contributors) == (None, {}, ())
    assert result.coverage.sentence == "1 of 2 members reported"


def test_an_external_series_shows_its_latest_figure_and_of_when():
    gap = Reckoning("PO-01", None, M.EXTERNAL, V.LAST, unit="years")
    series = {Period(date(2022, 1, 1), 12): D("14"), Period(date(2023, 1, 1), 12): D("13.5"), YEAR: D("12")}
    result = external(gap, Q3, series)
    assert (result.number, result.as_of) == (D("13.5"), Period(date(2023, 1, 1), 12))
    assert external(gap, Period(date(2001, 1, 1), 12), series).number is None
    with pytest.raises(ValueError, match="external"):
        roll_up(gap, YEAR, Ledger([], []))
