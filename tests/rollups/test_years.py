"""What a year comes to: of quarters, of months, of stocks and flows, of members that join and leave."""

from datetime import date

import pytest

from backend.kit.periods import Period
from backend.rollups.ledger import Ledger
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status
from tests.rollups.ledgers import (
    HIRES,
    LOCAL_STAFF,
    Q1,
    Q2,
    Q3,
    Q4,
    QUARTERS,
    YEAR,
    M,
    V,
    asked,
    given,
    line,
    reckoning,
)


def test_a_year_takes_the_annual_value_before_the_quarters():
    ledger = Ledger(asked("A"), [*line("A", "hires", 1, 2, 3, 4), given("A", "hires", YEAR, 11)])
    assert roll_up(HIRES, YEAR, ledger).number == 11


def test_annual_members_stand_beside_quarterly_ones_and_are_missing_from_quarters():
    ledger = Ledger(
        [*asked("A"), *asked("B", periods=[YEAR])], [*line("A", "hires", 1, 2, 3, 4), given("B", "hires", YEAR, 100)]
    )
    year, quarter = roll_up(HIRES, YEAR, ledger), roll_up(HIRES, Q1, ledger)
    assert (year.number, year.coverage.sentence) == (110, "2 of 2 members reported")
    assert (quarter.number, quarter.coverage.sentence) == (1, "1 of 2 members reported")


def test_a_year_nobody_has_finished_is_a_year_to_date():
    ledger = Ledger(asked("A", "B"), line("A", "hires", 1, 2, 3) + line("B", "hires", 10, 20))
    result = roll_up(HIRES, YEAR, ledger)
    assert result.number == 36
    assert result.coverage.sentence == (
        "2 of 2 members reported, 1 of them for a part of the period; year to date, 3 of 4 quarters"
    )
    assert not result.coverage.complete


def test_four_quarters_of_a_flow_are_the_year_though_a_member_left_one_out():
    ledger = Ledger(asked("A", "B"), line("A", "hires", 1, 2, 3, 4) + line("B", "hires", 10, None, 30, 40))
    year = roll_up(HIRES, YEAR, ledger)
    assert year.number == sum(roll_up(HIRES, quarter, ledger).number for quarter in YEAR.quarters()) == 90
    assert year.coverage.sentence == "2 of 2 members reported, 1 of them for a part of the period"


def test_a_stock_is_never_carried_forward():
    ledger = Ledger(asked("A", "B"), line("A", "staff", 900, 910, 905, 920) + line("B", "staff", 50, 50, 50))
    result = roll_up(LOCAL_STAFF, YEAR, ledger)
    assert (result.number, result.coverage.sentence) == (920, "1 of 2 members reported")
    to_date = Ledger(asked("A", "B"), line("A", "staff", 900, 910) + line("B", "staff", 50))
    result = roll_up(LOCAL_STAFF, YEAR, to_date)
    assert (result.number, result.coverage.span) == (910, "year to date, 2 of 4 quarters")


def test_an_average_is_over_all_quarter_ends_of_the_collective():
    average = reckoning("front", M.SUM, V.AVERAGE, front=V.AVERAGE)
    ledger = Ledger(asked("A", "B"), line("A", "front", 400, 410, 390, 400) + line("B", "front", None, None, 100, 100))
    assert roll_up(average, YEAR, ledger).number == 450


def test_a_member_that_joined_in_july_is_not_partial_and_one_that_left_adds_nothing_later():
    ledger = Ledger(
        [*asked("A"), *asked("joined", periods=[Q3, Q4]), *asked("left", periods=[Q1])],
        line("A", "hires", 1, 1, 1, 1)
        + line("joined", "hires", None, None, 10, 10)
        + line("left", "hires", 100, 100, 100, 100),
    )
    result = roll_up(HIRES, YEAR, ledger)
    assert (result.number, result.coverage.sentence) == (124, "3 of 3 members reported")
    assert roll_up(HIRES, Q2, ledger).number == 1
    assert roll_up(HIRES, Q2, ledger).coverage.asked == 1


def test_energy_per_floor_area_needs_twelve_whole_months():
    intensity = reckoning("energy / floor", M.RATIO_OF_SUMS, V.ROLLING_12M, energy=V.SUM, floor=V.LAST)
    before = tuple(quarter.shift(-12) for quarter in (Q1, Q2, Q3, Q4))
    quarters = (*before, Q1, Q2, Q3, Q4)
    ledger = Ledger(
        asked("A", "B", periods=quarters),
        [
            *line("A", "energy", 90, 80, 70, 60, 100, 100, 100, 100, periods=quarters),
            *line("A", "floor", *[10] * 8, periods=quarters),
            *line("B", "energy", None, None, None, None, 100, 100, 100, periods=quarters),
            *line("B", "floor", *[10] * 8, periods=quarters),
        ],
    )
    year = roll_up(intensity, YEAR, ledger)
    assert (year.number, year.coverage.sentence) == (40, "1 of 2 members reported")
    second = roll_up(intensity, Q2, ledger)
    assert (second.period, second.number) == (Q2, 33)
    annual_floor = Ledger(
        asked("A", periods=[*QUARTERS, YEAR]), [*line("A", "energy", 1, 2, 3, 4), given("A", "floor", YEAR, 5)]
    )
    assert roll_up(intensity, YEAR, annual_floor).number == 2


def test_a_running_sum_goes_back_to_the_first_value_and_stops_at_a_gap():
    progress = reckoning("running(deployed) / plan", M.RATIO_OF_SUMS, V.LAST, factor=100, deployed=V.SUM, plan=V.LAST)
    past = YEAR.previous()
    everything = [*QUARTERS, past]
    values = [given("A", "deployed", past, 100), *line("A", "deployed", 5, 10, 15, 20), *line("A", "plan", *[300] * 4)]
    ledger = Ledger(asked("A", periods=everything), values)
    assert roll_up(progress, Q2, ledger).parts == {"running(deployed)": 115, "plan": 300}
    assert roll_up(progress, YEAR, ledger).number == 50
    gap = Ledger(asked("A", periods=everything), [v for v in values if v.period != Q1])
    assert roll_up(progress, Q2, gap).number is None
    unasked = Ledger(asked("A", periods=set(everything) - {Q1}), [v for v in values if v.period != Q1])
    assert roll_up(progress, Q2, unasked).parts["running(deployed)"] == 110


def test_retention_belongs_to_the_cohort_of_four_quarters_before():
    retention = reckoning(
        "stayed / earlier(hires, 4)", M.RATIO_OF_SUMS, V.RATIO_COHORT, factor=100, stayed=V.SUM, hires=V.SUM
    )
    before = tuple(quarter.shift(-12) for quarter in (Q1, Q2, Q3, Q4))
    ledger = Ledger(
        asked("A", "B", periods=(*QUARTERS, *before)),
        [
            *line("A", "hires", 10, 20, 30, 40, periods=before),
            *line("A", "stayed", 5, 10, 15, 20),
            *line("B", "hires", 100, periods=before),
            *line("B", "stayed", 100, 1),
        ],
    )
    assert roll_up(retention, Q1, ledger).parts == {"stayed": 105, "earlier(hires, 4)": 110}
    year = roll_up(retention, YEAR, ledger)
    assert year.parts == {"stayed": 150, "earlier(hires, 4)": 200}
    assert year.number == 75


def test_created_jobs_add_and_maintained_jobs_are_the_last():
    jobs = reckoning("created + kept", M.DISTINCT, V.SPLIT, created=V.SUM, kept=V.LAST)
    result = roll_up(
        jobs, YEAR, Ledger(asked("A"), line("A", "created", 1, 2, 3, 4) + line("A", "kept", 50, 60, 70, 80))
    )
    assert (result.number, result.overlap_possible) == (90, True)


def test_a_stock_beside_a_flow_is_not_carried_forward_either():
    jobs = reckoning("created + kept", M.SUM, V.SPLIT, created=V.SUM, kept=V.LAST)
    values = [
        *line("A", "created", 1, 1, 1, 1),
        *line("A", "kept", 5, 5, 5, 5),
        *line("B", "created", 10, 10),
        *line("B", "kept", 70, 80),
    ]
    assert roll_up(jobs, YEAR, Ledger(asked("A", "B"), values)).parts == {"created": 24, "kept": 5}


def test_quarters_that_do_not_apply_are_no_zeros_in_a_sum_and_no_head_count_in_an_average():
    values = [
        given("A", "front", Q1, None, Status.NOT_APPLICABLE),
        given("A", "front", Q2, None, Status.NOT_APPLICABLE),
        *line("A", "front", None, None, 100, 100),
    ]
    ledger = Ledger(asked("A"), values)
    average = roll_up(reckoning("front", M.SUM, V.AVERAGE, front=V.AVERAGE), YEAR, ledger)
    assert (average.number, average.coverage.sentence) == (50, "1 of 1 member reported")
    assert roll_up(reckoning("front", front=V.SUM), YEAR, ledger).number == 200


def test_a_running_sum_ends_with_the_members_term():
    deployed = reckoning("running(deployed)", M.SUM, V.LAST, deployed=V.SUM)
    ledger = Ledger(
        [*asked("A"), *asked("left", periods=[Q1, Q2])],
        line("A", "deployed", 1, 1, 1, 1) + line("left", "deployed", 9, 9),
    )
    assert roll_up(deployed, Q2, ledger).number == 20
    assert roll_up(deployed, Q3, ledger).number == 3
    assert roll_up(deployed, YEAR, ledger).number == 4


def test_a_cohort_is_not_followed_beyond_the_members_term():
    cohort = reckoning("earlier(hires, 1)", M.SUM, V.SUM, hires=V.SUM)
    ledger = Ledger(
        [*asked("A"), *asked("left", periods=[Q1])], line("A", "hires", 1, 2, 3, 4) + line("left", "hires", 9)
    )
    assert roll_up(cohort, YEAR, ledger).number == 6


@pytest.mark.parametrize(
    ("over_members", "rule", "expected"),
    [(M.DISTINCT, V.DISTINCT, 5), (M.DISTINCT, V.SUM, 7), (M.SUM, V.DISTINCT, 6)],
)
def test_what_recurs_over_quarters_is_counted_once_in_the_year_if_its_rule_says_so(over_members, rule, expected):
    schools = reckoning("schools", over_members, rule, schools=rule)
    keys = {("A", Q1): "abc", ("B", Q1): "cd", ("A", Q2): "ab", ("B", Q2): "e"}
    values = [given(name, "schools", q, keys=frozenset(some)) for (name, q), some in keys.items()]
    assert roll_up(schools, YEAR, Ledger(asked("A", "B", periods=[Q1, Q2]), values)).number == expected


def test_months_make_a_quarter_and_quarters_a_half_year():
    months = Q1.split(1)
    ledger = Ledger(
        asked("A", periods=[*months, *QUARTERS]),
        [*line("A", "hires", 1, 2, 3, periods=months), *line("A", "hires", None, 10)],
    )
    assert roll_up(HIRES, Q1, ledger).number == 6
    assert roll_up(HIRES, Period(date(2025, 1, 1), 6), ledger).number == 16
    assert roll_up(HIRES, YEAR, ledger).coverage.span == "year to date, 2 of 4 quarters"
