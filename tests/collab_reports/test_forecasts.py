"""If nothing changes: the last figures that are shown, continued in a straight line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from collab_reports import curves
from collab_reports.forecasts import if_nothing_changes
from collab_reports.parts import Direction
from tests.collab_reports.goal_samples import goal, mark, reached

D = Decimal


def test_it_goes_on_as_from_the_first_of_the_last_five_figures_to_the_newest():
    figures = tuple(reached(year, value) for year, value in ((2020, "90"), (2021, "10"), (2022, "50"), (2023, "12")))
    of = goal(figures=(*figures, reached(2024, "13"), reached(2025, "14")))
    ahead = if_nothing_changes(of)
    assert ahead is not None
    assert (ahead.since.label, ahead.newest.label, ahead.on) == ("2021", "2025", date(2030, 12, 31))
    assert ahead.value.quantize(D("0.01")) == D("19.00")  # a point a year
    assert not ahead.reaches
    assert if_nothing_changes(goal(figures=(*figures, reached(2024, "13"), reached(2025, "15")))).reaches  # type: ignore[union-attr]


def test_lower_is_reached_from_above_and_nothing_falls_below_zero():
    falling = tuple(reached(year, value) for year, value in ((2023, "30"), (2024, "20"), (2025, "10")))
    marks = (mark(date(2022, 12, 31), "40", "baseline"), mark(date(2030, 12, 31), "5", "target"))
    ahead = if_nothing_changes(goal(figures=falling, marks=marks, direction=Direction.LOWER))
    assert ahead is not None
    assert (ahead.value, ahead.reaches) == (D(0), True)


def test_no_share_goes_over_a_hundred():
    rising = tuple(reached(year, value) for year, value in ((2023, "70"), (2024, "80"), (2025, "90")))
    ahead = if_nothing_changes(goal(figures=rising))
    assert ahead is not None
    assert ahead.value == D(100)


def test_too_few_figures_a_break_and_a_target_whose_day_is_past_say_nothing():
    assert if_nothing_changes(goal(figures=(reached(2024, "13"), reached(2025, "14")))) is None
    broken = (reached(2022, "1"), reached(2023, "12"), reached(2024, "13", breaks=True), reached(2025, "14"))
    assert if_nothing_changes(goal(figures=broken)) is None
    assert if_nothing_changes(goal(figures=(*broken, reached(2026, "15")))) is not None
    past = (mark(date(2020, 12, 31), "13", "baseline"), mark(date(2025, 12, 31), "20", "target"))
    assert if_nothing_changes(goal(figures=tuple(reached(y, "1") for y in (2023, 2024, 2025)), marks=past)) is None


def test_what_is_hidden_is_neither_counted_nor_guessed():
    shown = [reached(year, value) for year, value in ((2022, "11"), (2024, "13"), (2025, "14"))]
    hidden = [shown[0], reached(2023, None), *shown[1:]]
    with_it, without = if_nothing_changes(goal(figures=tuple(hidden))), if_nothing_changes(goal(figures=tuple(shown)))
    assert with_it == without


def test_the_line_ahead_is_dotted_and_named_and_a_curve_without_it_is_as_before():
    dots = [curves.Dot(date(2024, 12, 31), D(1), "1"), curves.Dot(date(2025, 12, 31), D(2), "2")]
    plain = curves.Curve("k", "t", "", dots, (), "s", str)
    ahead = [curves.Corner(date(2025, 12, 31), D(2), ""), curves.Corner(date(2030, 12, 31), D(7), "")]
    drawn = curves.curve(replace(plain, ahead=ahead, ahead_says="if nothing changes"))
    assert drawn.count('stroke-dasharray="1 5"') == 2  # on the field and in the key
    assert "if nothing changes" in drawn
    assert "dasharray" not in curves.curve(plain)
