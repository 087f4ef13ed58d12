"""What each status counts for, who is one contributor, and which figures say they are estimated."""

import pytest

from backend.rollups.ledger import Ledger
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status
from tests.rollups.ledgers import (
    HIRES,
    LOCAL_RATE,
    LOCAL_STAFF,
    Q1,
    Q2,
    Q4,
    QUARTERS,
    YEAR,
    M,
    V,
    asked,
    given,
    line,
    reckoning,
    who,
)


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
