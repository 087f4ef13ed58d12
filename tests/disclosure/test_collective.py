"""From roll-ups to the table that is protected, and back to figures: what is tied to what, and what is left out."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

import pytest

from backend.disclosure.collective import Rolled, RolledIndicator, cell_id, table
from backend.disclosure.figures import Audience, Figure, Measure, Ratio, Relation, Visibility
from backend.disclosure.outcome import shown
from backend.disclosure.policy import UK, US
from backend.disclosure.rules import show
from backend.disclosure.splits import NOT_SPLIT, rolled_splits
from backend.indicators import formulas
from backend.indicators.queries import Part, SplitBy
from backend.indicators.rules import OverMembers as M
from backend.indicators.rules import OverQuarters as V
from backend.indicators.rules import Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Asked, Given, Ledger
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status

D = Decimal
Q1, Q2, *_ = Period(date(2026, 1, 1), 12).quarters()
SPACE = UUID(int=7)
NAMES = ("Ash", "Birch", "Cedar", "Dogwood")
GENDER = SplitBy(
    "gender",
    "Gender",
    multi_select=False,
    parts=[Part(uuid5(SPACE, c), f"gender.{c}", c.title(), c == "unknown") for c in ("female", "male", "unknown")],
)


def who(name: str) -> UUID:
    return uuid5(SPACE, name)


def ledger(*values: Given, names=NAMES, periods=(Q1, Q2)) -> Ledger:
    return Ledger([Asked(who(n), who(n), frozenset(periods)) for n in names], values)


def gave(element: str, *numbers, period: Period = Q1, names=NAMES, status=Status.REPORTED) -> list[Given]:
    """The first number is the first member's, and so on; None is nothing given."""
    pairs = zip(names, numbers, strict=False)
    return [Given(who(name), element, period, status, D(n)) for name, n in pairs if n is not None]


def reckoning(code: str, formula: str, rule=M.SUM, *, unit="people", factor=1) -> Reckoning:
    tree = formulas.parse(formula)
    over = V.RATIO_OF_SUMS if rule is M.RATIO_OF_SUMS else V.SUM
    rules = dict.fromkeys(("hires", "local", "kwh", "m2", "gas", "power", "heat"), V.SUM)
    return Reckoning(code, tree, rule, over, rules, unit=unit, factor=D(factor))


def indicator(
    code: str, formula: str, books: Ledger, *, periods=(Q1,), measure=Measure.OTHER, visibility=Visibility.PUBLIC, **how
):
    made = reckoning(code, formula, how.pop("rule", M.SUM), factor=how.pop("factor", 1))
    points = [Rolled(roll_up(made, period, books), made, 1) for period in periods]
    return RolledIndicator(code, visibility, measure, points, **how)


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


# ---- Splits ----------------------------------------------------------------------------------------------------------


def split_of(totals: list[Given], **parts: list[Given]):
    now = indicator("HI", "hires", ledger(*totals)).points[-1]
    by_category = {"gender": {code: ledger(*parts.get(code, [])) for code in ("female", "male", "unknown")}}
    return rolled_splits(now, by_category, {"hires": [GENDER]})


def numbers(split) -> dict[str, Decimal | None]:
    return {code: row.roll_up.number for code, row in split.rows.items()}


def test_what_a_member_did_not_split_is_a_row_so_that_the_rows_are_the_total():
    [split] = split_of(
        gave("hires", 100, 200, 300, 400), female=gave("hires", 60, 120, 150), male=gave("hires", 40, 80, 140)
    )
    assert numbers(split) == {"female": 330, "male": 260, NOT_SPLIT: 410}
    rest = split.rows[NOT_SPLIT].roll_up
    assert {c.parent: c.parts["hires"] for c in rest.contributors} == {who("Cedar"): 10, who("Dogwood"): 400}


def test_all_split_leaves_no_such_row_and_nothing_split_no_split():
    whole = gave("hires", 10, 20, 30, 40)
    [split] = split_of(whole, female=gave("hires", 4, 5, 6, 7), male=gave("hires", 6, 15, 24, 33))
    assert numbers(split) == {"female": 22, "male": 78}
    assert split_of(whole) == []


def test_a_member_that_gave_parts_and_no_total_is_in_no_row():
    """Were it in the rows, they would exceed the total by exactly its figure."""
    parts = gave("hires", 60, 120, 150, 999)
    [split] = split_of(gave("hires", 100, 200, 300), female=parts)
    assert numbers(split) == {"female": 330, NOT_SPLIT: 270}


def test_multi_select_parts_do_not_add_up_and_have_no_rest():
    by = SplitBy("owner", "Owner", multi_select=True, parts=[Part(who("w"), "owner.women", "Women", False)])
    now = indicator("HI", "hires", ledger(*gave("hires", 10, 20, 30, 40))).points[-1]
    [split] = rolled_splits(now, {"owner": {"women": ledger(*gave("hires", 9, 9, 9, 9))}}, {"hires": [by]})
    assert (split.adds_up, numbers(split)) == (False, {"women": 36})


def test_a_split_in_another_unit_than_its_element_still_adds_up():
    now = indicator("HI", "hires", ledger(*gave("hires", 1000, 2000, 3000)), factor="0.001").points[-1]
    parts = {"gender": {"female": ledger(*gave("hires", 400, 500)), "male": ledger(), "unknown": ledger()}}
    [split] = rolled_splits(now, parts, {"hires": [GENDER]})
    assert numbers(split) == {"female": D("0.9"), NOT_SPLIT: D("5.1")}


def test_a_split_is_tied_to_its_total_and_a_small_part_takes_a_companion():
    totals = gave("hires", 100, 200, 300, 400)
    made = indicator("HI", "hires", ledger(*totals), measure=Measure.PEOPLE)
    splits = split_of(
        totals,
        female=gave("hires", 60, 120, 150, 200),
        male=gave("hires", 39, 79, 148, 198),
        unknown=gave("hires", 1, 1, 2, 2),
    )
    whole = table([RolledIndicator("HI", Visibility.PUBLIC, Measure.PEOPLE, made.points, splits)], age_months={})
    ids = {part: cell_id("HI", Q1, f"gender.{part}") for part in ("female", "male", "unknown")}
    assert whole.relations == (Relation(cell_id("HI", Q1), tuple(ids.values())),)
    seen = show(whole, Audience.PUBLIC, US)
    assert {id for id, cell in seen.cells.items() if cell.hidden} == {ids["unknown"], ids["male"]}


# ---- Back to figures -------------------------------------------------------------------------------------------------


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
