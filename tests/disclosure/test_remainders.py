"""What is left of money when what was shown before is taken away, and one member gave most of it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from backend.disclosure.collective import cell_id
from backend.disclosure.figures import Audience, CellIn, Figure, Measure, Reason, Table, Term, Visibility, Waiver
from backend.disclosure.policy import US
from backend.disclosure.rules import decide, show
from backend.kit.periods import Period
from tests.disclosure.rolled import Q1, Q2, D

YEAR = Period(Q1.start, 12)
Q3, Q4 = YEAR.quarters()[2:]
NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")
EVEN = (500, 600, 700, 800, 900)


def spent(period: Period, *quarters: tuple[int | None, ...], measure: Measure = Measure.MONEY) -> CellIn:
    """A sum over the members, by the quarters it is made of."""
    terms: dict[str, Term] = {}
    given: dict[str, Decimal] = {}
    for when, row in zip(period.quarters() if period.months == 12 else (period,), quarters, strict=True):
        amounts = {name: D(amount) for name, amount in zip(NAMES, row, strict=True) if amount is not None}
        terms[f"spend|{when.start}/3|"] = Term(D(1), amounts)
        given = {name: given.get(name, D(0)) + amounts.get(name, D(0)) for name in {**given, **amounts}}
    holds = Figure("spend", sum(given.values(), D(0)), measure, given, terms=terms)
    return CellIn(cell_id("SC", period), Visibility.PUBLIC, holds)


def out(*cells: CellIn) -> Table:
    whole = Table(cells)
    return show(whole, Audience.MEMBERS, US).kept(whole)


def why(cell: CellIn, *earlier: Table, **more: object) -> Mapping[str, Reason]:
    return decide(Table((cell,)), Audience.PUBLIC, US, earlier, **more)


def test_three_that_changed_are_not_enough_where_one_of_them_is_nearly_all_of_it():
    before = out(spent(Q1, EVEN))
    assert why(spent(Q1, (540, 650, 760, 800, 900)), before) == {}
    now = spent(Q1, (501, 602, 960, 800, 900))
    assert why(now, before) == {now.id: Reason.HELD}
    assert why(spent(Q1, (501, 602, 960, 800, 900), measure=Measure.OTHER), before) == {}
    agreed = [Waiver("spend", name, Reason.DOMINANCE) for name in NAMES]
    assert why(now, before, waivers=agreed) == {}


def late(amounts: tuple[int, ...]) -> tuple[CellIn, list[Table]]:
    """The year, and its quarters as they came out: three members were late in one each, and gave this."""
    quarters = [[*EVEN] for _ in range(4)]
    shown = [[*EVEN] for _ in range(4)]
    for at, amount in enumerate(amounts):
        shown[at][at], quarters[at][at] = None, amount
    reports = [out(spent(period, tuple(row))) for period, row in zip((Q1, Q2, Q3, Q4), shown, strict=True)]
    return spent(YEAR, *map(tuple, quarters)), reports


@pytest.mark.parametrize(("amounts", "told"), [((500, 600, 700), False), ((10, 20, 700), True)])
def test_a_year_less_its_quarters_is_no_one_member_s(amounts: tuple[int, ...], told: bool):
    year, reports = late(amounts)
    assert (why(year, *reports) == {year.id: Reason.HELD}) is told


def test_nor_is_a_quarter_less_a_year_that_is_out():
    year, reports = late((10, 20, 700))
    first, second, third, fourth = (report.cells[0] for report in reports)
    earlier = [out(year), *(Table((cell,)) for cell in (first, second, fourth))]
    assert why(third, *earlier) == {third.id: Reason.HELD}
    assert why(third, *earlier[:-1]) == {}, "without the fourth quarter nobody can take it away"


def test_what_stands_at_the_end_of_a_year_is_not_taken_from_its_quarters():
    """It is no sum of them: how a member's own came to be more is what a series tells."""
    last = spent(YEAR, *[(501, 602, 960, 800, 900)] * 4).holds
    given = {name: D(amount) for name, amount in zip(NAMES, (501, 602, 960, 800, 900), strict=True)}
    assert isinstance(last, Figure)
    holds = replace(last, number=D(3763), contributors=given, terms={"spend|2026-01-01/12|": Term(D(1), given)})
    reports = [out(spent(period, EVEN)) for period in (Q1, Q2, Q3)]
    assert why(CellIn(cell_id("SC", YEAR), Visibility.PUBLIC, holds), *reports) == {}
