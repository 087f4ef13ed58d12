"""What would come of a goal if nothing changed: its last figures, continued in a straight line. From what is shown alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from collab_reports.goals import Goal, Reached
from collab_reports.numbers import PERCENT
from collab_reports.parts import Direction

FEWEST, MOST = 3, 5  # figures; of five quarters the first and the last are of the same season
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Forecast:
    """since, newest: the figures the line is drawn through. value: where it comes to on the target's day."""

    since: Reached
    newest: Reached
    on: date
    value: Decimal
    reaches: bool


def if_nothing_changes(goal: Goal) -> Forecast | None:
    """None where there are too few figures counted alike, or the target's day is past.

    No figure is below zero, and no share above a hundred, unless one of those shown is.
    """
    counted_alike = [one for one in _since_the_last_break(goal.figures) if one.value is not None][-MOST:]
    if len(counted_alike) < FEWEST or counted_alike[-1].last >= goal.target.on:
        return None
    first, last = counted_alike[0], counted_alike[-1]
    values = [one.value for one in counted_alike if one.value is not None]
    value = _continued((first.last, values[0]), (last.last, values[-1]), goal.target.on)
    if min(values) >= 0:
        value = max(value, Decimal(0))
    if goal.unit == PERCENT and max(values) <= HUNDRED:
        value = min(value, HUNDRED)
    better = value >= goal.target.value if goal.direction is Direction.HIGHER else value <= goal.target.value
    return Forecast(first, last, goal.target.on, value, better)


def _since_the_last_break(figures: Sequence[Reached]) -> Sequence[Reached]:
    begins = max((place for place, one in enumerate(figures) if one.breaks), default=0)
    return figures[begins:]


def _continued(first: tuple[date, Decimal], last: tuple[date, Decimal], on: date) -> Decimal:
    with localcontext(prec=40):
        a_day = (last[1] - first[1]) / (last[0] - first[0]).days
        return last[1] + a_day * (on - last[0]).days
