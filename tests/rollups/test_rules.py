"""The worked numbers of the roll-up rules, each named by its number, and what coverage and contributors come to."""

from datetime import date
from decimal import Decimal
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest

from backend.indicators.formulas import parse
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Asked, Given, Ledger
from backend.rollups.rules import RollUp, distinct, external, roll_up
from backend.submissions.rules import Status

D = Decimal
YEAR = Period(date(2025, 1, 1), 12)
Q1, Q2, Q3, Q4 = YEAR.quarters()
QUARTERS = frozenset(YEAR.quarters())
M, V = OverMembers, OverQuarters


def who(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def asked(*names: str, periods=QUARTERS, parents=None, within=None) -> list[Asked]:
    return [
        Asked(
            who(name),
            who((parents or {}).get(name, f"{name}'s own")),
            frozenset(periods),
            who(within[name]) if within and name in within else None,
        )
        for name in names
    ]


def given(name: str, element: str, period: Period, number=None, status=Status.REPORTED, keys=None) -> Given:
    return Given(who(name), element, period, status, None if number is None else D(str(number)), keys)


def line(name: str, element: str, *numbers, periods=(Q1, Q2, Q3, Q4)) -> list[Given]:
    """Quarter after quarter; None is not given."""
    return [
        given(name, element, period, number)
        for period, number in zip(periods, numbers, strict=False)
        if number is not None
    ]


def reckoning(formula: str, over_members=M.SUM, over_quarters=V.SUM, *, factor=1, overlap=False, **rules) -> Reckoning:
    tree = parse(formula)
    return Reckoning("X", tree, over_members, over_quarters, rules, "", D(factor), overlap)


LOCAL_RATE = reckoning("local / hires", M.RATIO_OF_SUMS, V.RATIO_OF_SUMS, factor=100, local=V.SUM, hires=V.SUM)
LOCAL_STAFF = reckoning("staff", M.SUM, V.LAST, staff=V.LAST)
HIRES = reckoning("hires", hires=V.SUM)

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


# ---- A year ---------------------------------------------------------------------------------------------------------


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


# ---- Statuses and coverage ------------------------------------------------------------------------------------------


def test_each_status_counts_for_what_it_is():
    names = ["zero", "estimated", "not available", "does not apply", "withheld", "elsewhere", "silent", "parent"]
    ledger = Ledger(
        asked(*names, parents={"elsewhere": "P", "parent": "P"}),
        [
            given("zero", "hires", Q1, 0),
            given("estimated", "hires", Q1, 7, Status.ESTIMATED),
            given("not available", "hires", Q1, None, Status.NOT_AVAILABLE),
            given("does not apply", "hires", Q1, None, Status.NOT_APPLICABLE),
            given("withheld", "hires", Q1, 5, Status.WITHHELD),
            given("elsewhere", "hires", Q1, None, Status.REPORTED_ELSEWHERE),
            given("parent", "hires", Q1, 30),
        ],
    )
    result = roll_up(HIRES, Q1, ledger)
    assert result.number == 37
    assert result.coverage.sentence == "4 of 7 members reported"
    alone = Ledger(asked("elsewhere"), [given("elsewhere", "hires", Q1, None, Status.REPORTED_ELSEWHERE)])
    assert roll_up(HIRES, Q1, alone).coverage.sentence == "0 of 1 member reported"


def test_nothing_given_is_no_number_and_not_zero():
    result = roll_up(HIRES, Q1, Ledger(asked("A"), []))
    assert (result.number, result.coverage.sentence) == (None, "0 of 1 member reported")
    assert roll_up(HIRES, Q1, Ledger([], [])).coverage.sentence == "no member was asked"


def test_a_denominator_of_zero_gives_no_number_and_keeps_its_parts():
    ledger = Ledger(asked("A"), [given("A", "local", Q1, 0), given("A", "hires", Q1, 0)])
    result = roll_up(LOCAL_RATE, Q1, ledger)
    assert (result.number, result.parts) == (None, {"local": 0, "hires": 0})


def test_three_sites_of_one_system_are_one_contributor():
    family = {"north": "S", "south": "S", "east": "S"}
    ledger = Ledger(
        asked("north", "south", "east", "alone", parents=family),
        [given(name, "hires", Q1, 5) for name in ("north", "south", "east", "alone")],
    )
    result = roll_up(HIRES, Q1, ledger)
    assert [(c.parent, len(c.members), c.parts["hires"]) for c in result.contributors] == [
        (who("S"), 3, 15),
        (who("alone's own"), 1, 5),
    ]


def test_a_system_that_gave_quarters_and_a_site_that_gave_the_year_are_not_counted_twice():
    ledger = Ledger(
        asked(
            "system", "site", periods=[*QUARTERS, YEAR], parents={"site": "P", "system": "P"}, within={"site": "system"}
        ),
        [*line("system", "hires", 10, 10), given("site", "hires", YEAR, 12)],
    )
    result = roll_up(HIRES, YEAR, ledger)
    assert (result.number, result.coverage.covered) == (20, 2)


def test_a_systems_earlier_stock_does_not_push_out_a_sites_at_the_years_end():
    members = asked("system", "site", periods=[*QUARTERS, YEAR], within={"site": "system"})
    early = [given("system", "staff", Q1, 70), given("site", "staff", YEAR, 12)]
    assert roll_up(LOCAL_STAFF, YEAR, Ledger(members, early)).number == 12
    late = [given("system", "staff", Q4, 70), given("site", "staff", YEAR, 12)]
    assert roll_up(LOCAL_STAFF, YEAR, Ledger(members, late)).number == 70


def test_two_values_for_one_cell_are_an_error():
    with pytest.raises(ValueError, match="two values"):
        Ledger(asked("A"), [given("A", "hires", Q1, 1), given("A", "hires", Q1, 2)])
    with pytest.raises(ValueError, match="twice"):
        Ledger(asked("A", "A"), [])


KWH = reckoning("kwh", kwh=V.SUM)
AREA = reckoning("m2", m2=V.SUM)


def test_a_figure_with_an_estimate_in_it_says_so_and_one_of_reports_alone_does_not():
    rate = reckoning("kwh / m2", M.RATIO_OF_SUMS, V.RATIO_OF_SUMS, kwh=V.SUM, m2=V.SUM)
    ledger = Ledger(
        asked("a", "b"),
        [given("a", "kwh", Q1, 10), given("b", "kwh", Q1, 20, Status.ESTIMATED), given("b", "m2", Q1, 5)],
    )
    assert roll_up(KWH, Q1, ledger).estimated
    assert not roll_up(AREA, Q1, ledger).estimated
    assert not roll_up(rate, Q2, ledger).estimated, "nobody gave it"


def test_one_estimated_quarter_makes_an_estimated_year():
    quarters = line("a", "kwh", 1, 2, 3)
    counted = Ledger(asked("a"), [*quarters, given("a", "kwh", Q4, 4)])
    guessed = Ledger(asked("a"), [*quarters, given("a", "kwh", Q4, 4, Status.ESTIMATED)])
    assert [roll_up(KWH, YEAR, one).estimated for one in (counted, guessed)] == [False, True]
