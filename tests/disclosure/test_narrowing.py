"""A rate beside a sum of money over more members: who is in it knows how much of the sum the others in it make at least."""

import pytest

from backend.disclosure.rules import US, Audience, Figure, Measure, Reason, Table, Waiver, decide
from tests.disclosure.samples import cell, figure, share

LOCAL = figure(14, 2, 9, 3, measure=Measure.MONEY, element="local_spend")
SPEND = figure(70, 30, 30, 10, measure=Measure.MONEY, element="spend")


def total(*amounts: int) -> Figure:
    return figure(sum(amounts), *amounts, measure=Measure.MONEY, element="spend")


def reasons(earlier: Table | None, *cells: object, waivers: tuple[Waiver, ...] = ()) -> dict[str, Reason]:
    return decide(Table(cells), Audience.PUBLIC, US, [earlier] if earlier else [], waivers)


RATE = cell("rate", share(LOCAL, SPEND, "20", denominator_id="spend"))


def test_the_worked_example():
    """370 less Birch's own 30 leave 340; the others in the rate spent 15 of it at least: Dogwood's 300 are 325 at most."""
    assert reasons(None, cell("spend", total(30, 30, 10, 300))) == {}
    assert reasons(None, RATE, cell("spend", total(30, 30, 10, 300))) == {"rate": Reason.UNPAIRED}


@pytest.mark.parametrize(
    "amounts",
    [
        (30, 30, 10, 249),  # 25 are left beside it, which is 10 %
        (30, 30, 10, 300, 10),  # Elm's are 10 of those left
        (30, 30, 11, 300),  # Cedar gave something else to the sum than to the rate
        (30, 30, 10),  # nobody but those in the rate
    ],
)
def test_far_enough_is_shown(amounts: tuple[int, ...]):
    assert "rate" not in reasons(None, RATE, cell("spend", total(*amounts)))


def test_who_is_below_the_rate_knows_as_well():
    """Birch is 7 short of its four fifths, which the others have more, and none more than all: 35 at least."""
    high = figure(56, 19, 1, 18, 18, measure=Measure.MONEY, element="local_spend")
    all_four = figure(70, 20, 10, 20, 20, measure=Measure.MONEY, element="spend")
    rate = cell("rate", share(high, all_four, "80", denominator_id="spend"))
    assert reasons(None, rate, cell("spend", total(20, 10, 20, 20, 260))) == {"rate": Reason.UNPAIRED}
    assert reasons(None, rate, cell("spend", total(20, 10, 20, 20, 240))) == {}


def test_what_an_earlier_report_showed_counts_as_well():
    spend = cell("spend", total(30, 30, 10, 300))
    assert reasons(Table((spend,)), RATE) == {"rate": Reason.HELD}
    assert reasons(Table((RATE,)), spend) == {"spend": Reason.HELD}


def test_who_does_without_the_rule_is_not_protected_by_it():
    spend = cell("spend", total(30, 30, 10, 300))
    assert reasons(None, RATE, spend, waivers=(Waiver("spend", "Dogwood", Reason.DOMINANCE),)) == {}


def test_it_is_about_money_alone():
    people = cell("rate", share(figure(14, 2, 9, 3), figure(70, 30, 30, 10), "20", denominator_id="hires"))
    assert reasons(None, people, cell("hires", figure(370, 30, 30, 10, 300))).get("rate") is not Reason.UNPAIRED
