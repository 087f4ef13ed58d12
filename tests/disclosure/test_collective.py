"""From roll-ups to the table that is protected: what is a cell, and what is tied to what."""

import pytest

from backend.disclosure.collective import cell_id, table
from backend.disclosure.figures import Audience, Figure, Measure, Ratio, Reason, Table, Waiver
from backend.disclosure.policy import US
from backend.disclosure.rules import show
from backend.indicators.rules import OverMembers as M
from backend.rollups.ledger import Asked, Ledger
from tests.disclosure.rolled import NAMES, Q1, Q2, D, gave, indicator, ledger, who


def test_a_cells_id_is_the_same_in_every_release_and_names_figure_period_and_category():
    assert cell_id("WF-03", Q1) == "WF-03|2026-01-01/3|"
    assert cell_id("WF-04", Q2, "gender.unknown") == "WF-04|2026-04-01/3|gender.unknown"


def test_every_number_is_a_cell_and_what_nobody_gave_is_none():
    books = ledger(*gave("hires", 10, 20, 30, 40), *gave("local", 1, 2, 3, 4, period=Q2))
    found = table([indicator("HI", "hires", books, periods=(Q1, Q2))], age_months={})
    assert [cell.id for cell in found.cells] == [cell_id("HI", Q1)]
    figure = found.cells[0].holds
    assert isinstance(figure, Figure)
    assert figure.number == sum(figure.contributors.values()) == 100


def test_a_rate_is_over_the_members_that_gave_both_and_tied_to_the_cells_of_its_parts():
    books = ledger(*gave("hires", 100, 200, 300, 400), *gave("local", 10, 20, 25))
    made = [
        indicator("HI", "hires", books),
        indicator("LO", "local", books),
        indicator("RA", "local / hires", books, rule=M.RATIO_OF_SUMS, factor=100),
    ]
    ratio = table(made, age_months={}).by_id[cell_id("RA", Q1)].holds
    assert isinstance(ratio, Ratio)
    assert (ratio.numerator.number, ratio.denominator.number) == (55, 600)
    assert (ratio.numerator_id, ratio.denominator_id) == (cell_id("LO", Q1), cell_id("HI", Q1))
    # Without the figures of its parts beside it there is nothing to tie it to.
    alone = table(made[2:], age_months={}).cells[0].holds
    assert isinstance(alone, Ratio)
    assert (alone.numerator_id, alone.denominator_id) == (None, None)


@pytest.mark.parametrize("factor", [1, "0.001"], ids=["kWh", "MWh"])
def test_a_rate_over_fewer_members_than_its_parts_is_hidden_whatever_unit_they_are_shown_in(factor):
    """What Dogwood used is the total less what the rate and the floor area give; in MWh as well as in kWh."""
    books = ledger(*gave("kwh", 5000, 6000, 7000, 8000), *gave("m2", 10, 20, 30, None))
    floors = ledger(*gave("m2", 10, 20, 30))
    made = [
        indicator("EN", "kwh", books, factor=factor),
        indicator("FL", "m2", floors),
        indicator("RA", "kwh / m2", books, rule=M.RATIO_OF_SUMS),
    ]
    seen = show(table(made, age_months={}), Audience.PUBLIC, US).cells
    assert seen[cell_id("EN", Q1)].number is not None
    assert seen[cell_id("RA", Q1)].hidden is not None


def test_a_rate_over_the_same_members_in_another_unit_stays():
    books = ledger(*gave("kwh", 5000, 6000, 7000, 8000), *gave("m2", 10, 20, 30, 40))
    made = [
        indicator("EN", "kwh", books, factor="0.001"),
        indicator("FL", "m2", books),
        indicator("RA", "kwh / m2", books, rule=M.RATIO_OF_SUMS),
    ]
    seen = show(table(made, age_months={}), Audience.PUBLIC, US).cells
    assert {id: cell.number for id, cell in seen.items()} == {
        cell_id("EN", Q1): 26,
        cell_id("FL", Q1): 100,
        cell_id("RA", Q1): 260,
    }


def test_a_rate_of_a_sum_of_elements_is_tied_to_the_figure_that_shows_the_sum():
    books = ledger(*gave("gas", 1, 2, 3, 4), *gave("power", 5, 6, 7, 8), *gave("m2", 10, 20, 30, 40))
    made = [indicator("EN", "gas + power", books), indicator("RA", "(gas + power) / m2", books, rule=M.RATIO_OF_SUMS)]
    ratio = table(made, age_months={}).by_id[cell_id("RA", Q1)].holds
    assert isinstance(ratio, Ratio)
    assert ratio.numerator_id == cell_id("EN", Q1)


def test_a_sum_of_elements_is_tied_to_the_figures_of_its_elements_when_they_add_up():
    books = ledger(*gave("gas", 1, 2, 3, 4), *gave("power", 5, 6, 7, 8))
    made = [indicator("GA", "gas", books), indicator("PO", "power", books), indicator("EN", "gas + power", books)]
    expected = {cell_id("GA", Q1), cell_id("PO", Q1)}
    assert [(r.total_id, set(r.part_ids)) for r in table(made, age_months={}).relations] == [
        (cell_id("EN", Q1), expected)
    ]
    uneven = ledger(*gave("gas", 1, 2, 3, 4), *gave("power", 5, 6, 7))
    made = [indicator("GA", "gas", uneven), indicator("PO", "power", uneven), indicator("EN", "gas + power", uneven)]
    assert table(made, age_months={}).relations == ()


def test_members_that_meet_something_are_counted_one_each():
    books = ledger(*gave("hires", 100, 200, 300, 400), *gave("local", 10, 70, 90, 30))
    met = indicator("CT", "local / hires >= 0.3", books, rule=M.COUNT_TRUE)
    figure = table([met], age_months={}).cells[0].holds
    assert isinstance(figure, Figure)
    assert (figure.number, figure.measure) == (2, Measure.MEMBERS)
    assert figure.contributors == {str(who(n)): D(x) for n, x in zip(NAMES, (0, 1, 1, 0), strict=True)}
    assert [term.given for term in figure.terms.values()] == [figure.contributors]


def test_a_site_that_no_longer_meets_something_is_a_change_of_its_parent():
    """Held against their sum, two sites of one system would meet it still, and the change would be held back by nobody."""

    def met(second: int) -> Table:
        given = [*gave("hires", 20, second, 20, 9), *gave("hires", 20, names=("Elm",))]
        asked = [Asked(who(n), who("Ash" if n == "Birch" else n), frozenset((Q1,))) for n in (*NAMES, "Elm")]
        return table([indicator("CT", "hires >= 15", Ledger(asked, given), rule=M.COUNT_TRUE)], age_months={})

    before, now = met(16), met(14)
    assert [met.cells[0].number for met in (before, now)] == [4, 3]
    assert show(now, Audience.MEMBERS, US, [before]).cells[cell_id("CT", Q1)].hidden is not None


def test_a_formula_that_cannot_be_protected_is_refused_not_shown():
    books = ledger(*gave("hires", 1, 2, 3, 4), *gave("local", 1, 1, 1, 1))
    strange = indicator("ST", "1 - local / hires", books, rule=M.RATIO_OF_SUMS)
    with pytest.raises(ValueError, match="ST: a formula that is neither a sum nor a rate of sums"):
        table([strange], age_months={})


def test_an_indicator_that_asks_for_more_contributors_than_the_policy_gets_them():
    books = ledger(*gave("hires", 100, 200, 300, 400))
    for fewest, hidden in ((0, False), (4, False), (5, True)):
        whole = table([indicator("HI", "hires", books, fewest=fewest)], age_months={})
        assert (show(whole, Audience.PUBLIC, US).cells[cell_id("HI", Q1)].hidden is not None) is hidden


def test_a_rule_is_waived_for_the_elements_a_figure_reads():
    """Ash's gas, nearly all there is, may be told; its power, of which it said nothing, may not."""
    books = ledger(*gave("gas", 900, 20, 30, 50), *gave("power", 900, 20, 30, 50))
    waivers = [Waiver("gas", str(who("Ash")), Reason.DOMINANCE)]
    for code, formula, shown in (("GA", "gas", True), ("PO", "power", False), ("BO", "gas + power", False)):
        whole = table([indicator(code, formula, books, measure=Measure.MONEY)], age_months={})
        [cell] = show(whole, Audience.PUBLIC, US, (), waivers).cells.values()
        assert (cell.number is not None) is shown, code
