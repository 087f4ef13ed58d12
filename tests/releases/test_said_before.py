"""A baseline as an earlier report would have said it, where what it was taken from comes to something else by now."""

from decimal import Decimal

from backend.disclosure.differences import held
from backend.disclosure.figures import CellIn, Figure, Measure, Ratio, Table, Visibility
from backend.disclosure.policy import US
from backend.releases.said_before import as_said

NOW = Figure("hires", Decimal(90), Measure.PEOPLE, {"Ash": Decimal(30), "Birch": Decimal(30), "Cedar": Decimal(30)})


def test_who_is_not_known_any_more_is_behind_what_is_missing() -> None:
    for holds in (NOW, Ratio(Decimal(90), NOW, NOW)):
        cell = CellIn("hires|2025", Visibility.PUBLIC, holds)
        said = as_said(cell, Decimal(110), US)
        assert said.number == 110
        assert held(cell, [Table((said,))], US, {})


def test_a_number_that_is_the_same_is_the_figure_as_it_was() -> None:
    cell = CellIn("hires|2025", Visibility.PUBLIC, NOW)
    assert as_said(cell, Decimal("90.0000"), US) is cell
    assert not held(cell, [Table((cell,))], US, {})
