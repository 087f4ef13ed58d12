"""What is left of an amount of money when one takes away what was shown before, where one member gave most of it. Pure.

A year is 7,066,400, its quarters were 7,060,400 as they came out: the 6,000 between are of three that were late, and 5,800
of these of one. To the others that is its amount, near enough. `held` counts who is behind a change; here it is how much
of it is whose, also where a year is held against its quarters, or all members against those of one size.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product

from backend.disclosure.figures import CellIn, Earlier, Figure, Measure, Reason, Waivers
from backend.disclosure.policy import Policy
from backend.disclosure.sensitivity import for_readers
from backend.disclosure.spans import place_of
from backend.kit.periods import Period

Row = Mapping[tuple[str, str, Decimal], Fraction]  # as `Figure.amounts`
Place = tuple[str, Period | None]  # an indicator's code, a period
MOST_WAYS = 1_000  # four quarters, each shown in four or five ways


class Remainders:
    """What earlier reports have shown, to be held against each figure of the next."""

    def __init__(self, earlier: Earlier, policy: Policy, waivers: Waivers) -> None:
        self._sensitive = for_readers(policy, waivers)
        self._shown: dict[Place, list[Row]] = defaultdict(list)
        for cell in (one for before in earlier for one in before.cells):
            if (place := _place(cell)) and (row := _row(cell)) and row not in self._shown[place]:
                self._shown[place].append(row)

    def told(self, cell: CellIn) -> bool:
        """Whether it leaves an amount that one member gave almost alone."""
        place, row = _place(cell), _row(cell)
        if place is None or not row or not isinstance(cell.holds, Figure):
            return False
        figure = cell.holds
        return any(self._tells(figure, rest) for rest in islice(self._left(place, row), MOST_WAYS))

    def _tells(self, figure: Figure, rest: Row) -> bool:
        by_parent: dict[str, Fraction] = defaultdict(Fraction)
        for (whose, _, amount), times in rest.items():
            by_parent[whose] += times * Fraction(amount)
        given = {whose: Decimal(n.numerator) / Decimal(n.denominator) for whose, n in by_parent.items() if n}
        left = replace(figure, number=sum(given.values(), Decimal(0)), contributors=given)
        return bool(given) and self._sensitive(left) is Reason.DOMINANCE

    def _left(self, place: Place, row: Row) -> Iterator[Row]:
        """When other figures are taken from it, or it from others."""
        code, period = place
        yield from (_less(row, [other]) for other in self._shown.get(place, ()))
        if period is None:
            return
        if period.months == 12:
            yield from (_less(row, quarters) for quarters in product(*self._ways(code, period.quarters(), row)))
        for (other, year), rows in self._shown.items():
            if other == code and period.months == 3 and year and year.months == 12 and year.contains(period):
                others = [quarter for quarter in year.quarters() if quarter != period]
                for whole in (whole for whole in rows if _is_in(row, whole)):
                    yield from (_less(whole, [row, *rest]) for rest in product(*self._ways(code, others, whole)))

    def _ways(self, code: str, quarters: Iterable[Period], year: Row) -> list[list[Row]]:
        """Of each quarter that the year adds up, as it was shown, or left where it is."""
        shown = ([row for row in self._shown.get((code, quarter), ()) if _is_in(row, year)] for quarter in quarters)
        return [[*rows, {}] for rows in shown]


def _place(cell: CellIn) -> Place | None:
    """Of an amount of money over members; none for a part of what they gave."""
    if cell.measure is not Measure.MONEY:
        return None
    if "|" not in cell.id:
        return cell.id, None  # the rules take tables of any ids; quarters are told by ours
    code, period, category = place_of(cell.id)
    return None if category and not category.startswith("~") else (code, period)


def _row(cell: CellIn) -> Row:
    return cell.holds.amounts() if isinstance(cell.holds, Figure) else {}


def _is_in(quarter: Row, year: Row) -> bool:
    """What flows is; what stands, a year has of its last day."""
    return not {of for _, of, _ in quarter}.isdisjoint(of for _, of, _ in year)


def _less(row: Row, others: Iterable[Row]) -> Row:
    left = dict(row)
    for other in others:
        for amount, times in other.items():
            left[amount] = left.get(amount, Fraction(0)) - times
    return {amount: times for amount, times in left.items() if times}
