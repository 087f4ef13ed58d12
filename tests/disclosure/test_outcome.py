"""What an audience is shown of a table, as figures: amounts, why there is none, and the sides of a rate."""

from backend.disclosure.collective import RolledIndicator, table
from backend.disclosure.figures import Audience, Measure, Visibility
from backend.disclosure.outcome import shown
from backend.disclosure.policy import UK, US
from backend.disclosure.rules import show
from backend.indicators.rules import OverMembers as M
from backend.rollups.ledger import Ledger
from backend.submissions.rules import Status
from tests.disclosure.rolled import gave, indicator, ledger


def figures(made, audience=Audience.PUBLIC, policy=US):
    whole = table(made, age_months={})
    return {one.code: one for one in shown(made, whole, show(whole, audience, policy))}


def rate_and_parts(books: Ledger, **of_hires) -> list[RolledIndicator]:
    return [
        indicator("HI", "hires", books, measure=Measure.PEOPLE, **of_hires),
        indicator("LO", "local", books, measure=Measure.PEOPLE),
        indicator("RA", "local / hires", books, measure=Measure.PEOPLE, rule=M.RATIO_OF_SUMS, factor=100),
    ]


def test_a_rate_carries_its_sides_when_both_are_figures_of_the_same_report_over_the_same_members():
    books = ledger(*gave("hires", 100, 200, 300, 400), *gave("local", 20, 40, 60, 80))
    sides = figures(rate_and_parts(books))["RA"].sides
    assert [(side.code, side.amount.number) for side in sides] == [("LO", 200), ("HI", 1000)]


def test_a_rate_has_no_sides_where_a_part_is_not_for_the_audience_or_over_other_members():
    books = ledger(*gave("hires", 100, 200, 300, 400), *gave("local", 20, 40, 60, 80))
    made = rate_and_parts(books, visibility=Visibility.MEMBERS)
    assert figures(made, Audience.MEMBERS)["RA"].sides is not None
    assert figures(made, Audience.PUBLIC)["RA"].sides is None
    fewer = ledger(*gave("hires", 100, 200, 300, 400), *gave("local", 20, 40, 60))
    assert figures(rate_and_parts(fewer), Audience.BACKBONE)["RA"].sides is None


def test_the_sides_of_a_rounded_report_are_the_rounded_figures():
    books = ledger(*gave("hires", 101, 201, 301, 401), *gave("local", 21, 41, 61, 79))
    found = figures(rate_and_parts(books), policy=UK)
    assert [side.amount.number for side in found["RA"].sides] == [200, 1005]
    assert found["LO"].now.amount.number == 200


def test_nobody_gave_it_nobody_was_asked_and_hidden_are_three_things():
    none = indicator("HI", "hires", ledger())
    nobody = indicator("LO", "local", ledger(names=()))
    few = indicator("KW", "kwh", ledger(*gave("kwh", 5, 6)))
    found = {code: one.now.amount for code, one in figures([none, nobody, few]).items()}
    assert (found["HI"].number, found["HI"].hidden, found["HI"].asked) == (None, None, 4)
    assert (found["LO"].number, found["LO"].hidden, found["LO"].asked) == (None, None, 0)
    assert found["KW"].number is None
    assert found["KW"].hidden is not None


def test_an_estimate_is_told_where_there_is_a_number_to_tell_it_of():
    guessed = ledger(*gave("hires", 10, 20, 30), *gave("hires", 40, names=("Dogwood",), status=Status.ESTIMATED))
    few = ledger(*gave("local", 10, status=Status.ESTIMATED))
    found = figures([indicator("HI", "hires", guessed), indicator("LO", "local", few)])
    assert found["HI"].now.amount.estimated
    assert not found["LO"].now.amount.estimated, "it is hidden: nothing more is said of it"
