"""Which further cells are hidden, by example."""

from dataclasses import replace
from decimal import Decimal

from backend.disclosure.rules import US, Audience, Figure, Measure, Ratio, Reason, Relation, Table, decide
from tests.disclosure.samples import cell, figure, hidden, row


def test_the_smallest_part_that_suffices_is_hidden():
    """3 + 11 would do; the 0 would not, for 3 is then all there is; with 3 and 4 the sum of 7 still needs a part."""
    assert hidden(row(134, a=3, b=0, c=11, d=120)) == {"a", "c"}
    assert hidden(row(138, a=3, b=4, c=11, d=120)) == {"a", "b", "c"}
    assert hidden(row(137, a=5, b=9, c=11, d=112)) == {"a", "b"}


def test_a_total_with_one_part_falls_with_it():
    assert hidden(row(figure(64, 60, 4), a=figure(64, 60, 4), b=0)) == {"total", "a"}


def test_a_hidden_total_takes_a_part_with_it():
    """The grand total is dominated by one member; its two regions are not, and would add up to it."""
    grand = figure(100, 94, 3, 3, measure=Measure.MONEY)
    table = row(grand, a=replace(figure(60), measure=Measure.MONEY), b=replace(figure(40), measure=Measure.MONEY))
    assert hidden(table) == {"total", "b"}


def test_rows_and_columns_are_closed_together():
    """7 in a table of two by two: all four cells, for any three of them give the fourth."""
    cells = {"a1": 7, "a2": 33, "b1": 20, "b2": 50, "a": 40, "b": 70, "n1": 27, "n2": 83, "all": 110}
    relations = [("a", "a1 a2"), ("b", "b1 b2"), ("n1", "a1 b1"), ("n2", "a2 b2"), ("all", "a b"), ("all", "n1 n2")]
    table = Table(
        tuple(cell(i, n) for i, n in cells.items()), tuple(Relation(t, tuple(p.split())) for t, p in relations)
    )
    assert hidden(table) == {"a1", "a2", "b1", "b2"}


def test_a_year_to_date_is_a_relation_like_any_other():
    """Q3 fell to 4: the year to date less the first two quarters would tell it."""
    assert hidden(row(64, q1=42, q2=18, q3=4)) == {"q2", "q3"}


def test_a_share_beside_its_denominator_gives_the_numerator():
    """Local hires of 15 are hidden beside the 7; 15 of 60 hires in the south is 25 %, so the share goes too."""
    south = Ratio(Decimal(25), figure(15), figure(60), "south", "hires_south")
    table = row(64, west=42, north=7, south=15)
    table = replace(table, cells=(*table.cells, cell("hires_south", 60), cell("share", south)))
    assert hidden(table) == {"north", "south", "share"}
    alone = replace(table, cells=tuple(c for c in table.cells if c.id != "hires_south"))
    assert hidden(alone) == {"north", "south"}


def test_a_member_that_alone_makes_the_companion_learns_nothing():
    """South's 15 are all Ash's: Ash would take them from the 22 and have the 7. So the west is hidden as well."""
    shared = row(64, west=42, north=7, south=15)
    alone = row(64, west=42, north=7, south=figure(15, 15, 0, 0))
    assert hidden(shared) == {"north", "south"}
    assert hidden(alone) == {"north", "south", "west"}


def test_what_one_member_alone_splits_costs_nobody_the_total():
    """Ash alone splits its 40; what the four others did not split is fit to be shown, so Ash may take it from the total."""
    others = {"Birch": 25, "Cedar": 30, "Dogwood": 18, "Elm": 20}
    parts = {"old": given(Ash=15), "new": given(Ash=25)}
    assert hidden(row(given(Ash=40, **others), **parts, unsplit=given(**others))) == {"old", "new", "unsplit"}
    # Of Birch alone it would be Birch's number that Ash takes from the total.
    assert hidden(row(given(Ash=40, Birch=4), **parts, unsplit=given(Birch=4))) == {"old", "new", "unsplit", "total"}


def given(**amounts: int) -> Figure:
    """What each of these put in."""
    return Figure(
        "hires", Decimal(sum(amounts.values())), Measure.PEOPLE, {n: Decimal(a) for n, a in amounts.items()}, 6
    )


def test_dominated_money_is_hidden_with_enough_money():
    """Ash has 900 of A. Beside A neither B's 20 nor D's 390, half of them Ash's own, cover it; C's 400 do."""

    def money(*amounts: int) -> Figure:
        return figure(sum(amounts), *amounts, measure=Measure.MONEY)

    table = row(
        money(1200, 260, 260), a=money(900, 5, 5), b=money(7, 7, 6), c=money(100, 150, 150), d=money(193, 98, 99)
    )
    assert hidden(table) == {"a", "c"}


def test_hidden_zeros_do_not_add_up_to_a_zero():
    """Two members reported nothing in A, two others nothing in B. Were A and B hidden alone, their sum would say so."""
    firs = Figure("hires", Decimal(0), Measure.PEOPLE, {"Elm": Decimal(0), "Fir": Decimal(0)})
    assert hidden(row(100, a=figure(0, 0, 0), b=firs, c=30, d=70)) == {"a", "b", "c"}


def test_a_zero_is_no_companion():
    """50 GJ of two members beside the 0 of four: whoever guesses the 0 has the 50."""

    def energy(number: int, *amounts: int) -> Figure:
        return figure(number, *amounts, measure=Measure.OTHER)

    assert hidden(row(energy(200), oil=energy(50, 30, 20), coal=energy(0), gas=energy(60), power=energy(90))) == {
        "oil",
        "gas",
    }


def test_what_is_out_already_is_not_hidden_in_vain():
    """Everything but the north was published before: nothing is left that could protect it, and all ends well."""
    table = row(64, west=42, north=7, south=15)
    earlier = [table.only({"total", "west", "south"})]
    assert decide(table, Audience.PUBLIC, US, earlier) == {"north": Reason.SMALL}
