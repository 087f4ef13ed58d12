"""A year beside its quarters: what one report hides cannot be had from a report on the other."""

from datetime import date

import pytest

from backend.disclosure.collective import Rolled, RolledIndicator, cell_id, reported, table
from backend.disclosure.figures import Audience, Measure, Table, Visibility
from backend.disclosure.policy import US
from backend.disclosure.rules import show
from backend.disclosure.spans import beside, parts_among, shown_before
from backend.kit.periods import Period
from backend.rollups.ledger import Ledger
from backend.rollups.rules import roll_up
from tests.disclosure.rolled import gave, ledger, reckoning
from tests.disclosure.samples import cell, figure

YEAR = Period(date(2026, 1, 1), 12)
QUARTERS = YEAR.quarters()
Q1, Q2, Q3, Q4 = QUARTERS
HALVES = YEAR.split(6)


@pytest.mark.parametrize(
    ("among", "parts"),
    [
        (set(QUARTERS), QUARTERS),
        ({*QUARTERS, *HALVES}, HALVES),
        ({Q1, Q2, Q3}, ()),
        ({YEAR}, ()),
        (set(), ()),
    ],
)
def test_a_whole_is_made_of_the_longest_equal_parts_that_are_all_there(among: set[Period], parts: tuple[Period, ...]):
    assert parts_among(YEAR, among) == parts


def test_looked_at_are_all_parts_of_what_was_shown_in_part_and_wholes_that_these_make_up():
    assert beside([YEAR], [Q1]) == list(QUARTERS)
    assert beside(QUARTERS, [YEAR]) == [YEAR]
    assert beside([Q2, Q3, Q4], [YEAR]) == []
    assert beside(QUARTERS, QUARTERS) == []
    assert beside([YEAR], [YEAR.next()]) == []


def test_what_was_shown_is_read_from_the_cells_of_whole_figures():
    before = Table((cell(cell_id("HI", Q1), figure(9)), cell(cell_id("HI", Q2, "gender.women"), figure(9))))
    assert shown_before([before, Table((cell(cell_id("LO", YEAR), figure(9)),))]) == {"HI": {Q1}, "LO": {YEAR}}


def hires(books: Ledger, periods: list[Period], other: list[Period]) -> RolledIndicator:
    made = reckoning("HI", "hires")
    points, aside = ([Rolled(roll_up(made, p, books), made, 1) for p in some] for some in (periods, other))
    return RolledIndicator("HI", Visibility.PUBLIC, Measure.PEOPLE, points, beside=aside)


def books() -> Ledger:
    """Eight hires in the last quarter: too few to be shown."""
    quarters = {Q1: (30, 40, 50, 60), Q2: (20, 30, 40, 50), Q3: (25, 35, 45, 55), Q4: (2, 2, 2, 2)}
    given = [value for period, numbers in quarters.items() for value in gave("hires", *numbers, period=period)]
    return ledger(*given, periods=QUARTERS)


def hidden(now: RolledIndicator, earlier: list[Table]) -> set[Period]:
    seen = show(table([now], age_months={}), Audience.PUBLIC, US, earlier).cells
    points = (*now.points, *now.beside)
    return {one.period for one in points if seen[cell_id("HI", one.period)].hidden}


def released(periods: list[Period]) -> Table:
    """What the members were shown of a report on these alone."""
    made = [hires(books(), periods, [])]
    whole = table(made, age_months={})
    return show(whole, Audience.MEMBERS, US).kept(whole)


def test_a_years_total_is_hidden_when_three_quarters_are_out_and_the_fourth_was_hidden():
    before = released(list(QUARTERS))
    assert {one.id for one in before.cells} == {cell_id("HI", quarter) for quarter in (Q1, Q2, Q3)}
    alone = hires(books(), [YEAR], [])
    assert YEAR not in hidden(alone, [before]), "the control: nothing ties them together"
    tied = hires(books(), [YEAR], beside([YEAR], shown_before([before])["HI"]))
    assert YEAR in hidden(tied, [before])


def test_a_quarter_more_is_hidden_when_the_year_is_out():
    before = released([YEAR])
    assert hidden(hires(books(), list(QUARTERS), []), [before]) == {Q4}, "the control"
    tied = hires(books(), list(QUARTERS), beside(QUARTERS, shown_before([before])["HI"]))
    found = hidden(tied, [before])
    assert Q4 in found
    assert len(found) == 2
    assert YEAR not in found, "it is out already"


def test_what_stood_beside_is_not_kept_as_shown():
    now = hires(books(), [YEAR], list(QUARTERS))
    whole = table([now], age_months={})
    assert len(whole.cells) == 5
    assert [one.id for one in reported(whole, [now]).cells] == [cell_id("HI", YEAR)]


def test_a_stock_is_tied_to_its_last_quarter():
    made = reckoning("HI", "stock")
    standing = ledger(
        *(value for period in QUARTERS for value in gave("stock", 30, 40, 50, 60, period=period)), periods=QUARTERS
    )
    points, aside = ([Rolled(roll_up(made, p, standing), made, 1) for p in some] for some in ([YEAR], QUARTERS))
    one = RolledIndicator("HI", Visibility.PUBLIC, Measure.PEOPLE, points, beside=aside)
    [relation] = table([one], age_months={}).relations
    assert (relation.total_id, relation.part_ids) == (cell_id("HI", YEAR), (cell_id("HI", Q4),))
