"""How near a rate brings one of its members to an amount of money that is beside it, and not in it. Pure.

A share of 20 % is over Ash, Birch and Cedar; 100 are of these three and Dogwood. Birch spent 30, and 9 of them here: 3
more than its share, so the other two spent 15 at least. Of the 100, no more than 55 are left for Dogwood, where Birch's own
30 alone would leave 70.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from backend.disclosure.figures import CellIn, Earlier, Figure, Measure, Ratio, Reason, Waivers
from backend.disclosure.policy import Policy
from backend.disclosure.sensitivity import waived

Sides = tuple[
    Figure, Mapping[str, Fraction]
]  # one side of a rate; and to each member in it, what the others' is at least


class Narrowing:
    """What earlier reports have shown, to be held against each figure of the next."""

    def __init__(self, earlier: Earlier, policy: Policy, waivers: Waivers) -> None:
        self._policy, self._waivers = policy, waivers
        self._sums: dict[str, list[Figure]] = defaultdict(list)
        self._rates: dict[str, list[Sides]] = defaultdict(list)
        known: dict[str, list[Figure | Ratio]] = defaultdict(list)
        for cell in (one for before in earlier for one in before.cells if one.measure is Measure.MONEY):
            if cell.holds in known[cell.id]:
                continue  # as it stood in another report
            known[cell.id].append(cell.holds)
            if isinstance(cell.holds, Figure):
                self._sums[cell.id].append(cell.holds)
            for id, side in _sides(cell):
                self._rates[id].append(side)

    def beside(self, cell: CellIn, shown: Mapping[str, CellIn]) -> bool:
        """Whether this rate, beside a sum of money over more members, brings one near what another gave to the sum."""
        sums = ((side, shown[id].holds) for id, side in _sides(cell) if id in shown)
        return any(self._tells(side, total) for side, total in sums if isinstance(total, Figure))

    def since(self, cell: CellIn) -> bool:
        """The same of a rate and a sum of which an earlier report has shown one."""
        if isinstance(cell.holds, Ratio):
            return any(self._tells(side, total) for id, side in _sides(cell) for total in self._sums.get(id, ()))
        return any(self._tells(side, cell.holds) for side in self._rates.get(cell.id, ()))

    def _tells(self, side: Sides, total: Figure) -> bool:
        return _brings_near(side, total, self._policy, self._waivers)


def _sides(cell: CellIn) -> Iterator[tuple[str, Sides]]:
    """By the id of the cell that shows a sum like it."""
    rate = cell.holds
    if not isinstance(rate, Ratio) or cell.measure is not Measure.MONEY:
        return
    top, bottom = rate.numerator, rate.denominator
    above, below = (sum(side.contributors.values(), Decimal(0)) for side in (top, bottom))
    amounts = [*top.contributors.values(), *bottom.contributors.values()]
    if not 0 < above < below or min(amounts) < 0:
        return  # as much or nothing of everything ties nobody to anything
    share = Fraction(above) / Fraction(below)
    within = all(top.contributors.get(who, 0) <= whole for who, whole in bottom.contributors.items())
    off = {who: Fraction(top.contributors.get(who, 0)) - share * Fraction(n) for who, n in bottom.contributors.items()}
    short = {who: -more / (1 - share if within else 1) for who, more in off.items() if more < 0}
    if rate.denominator_id:
        over = {who: more / share for who, more in off.items() if more > 0}
        yield rate.denominator_id, (bottom, over | (short if within else {}))
    if rate.numerator_id:
        yield rate.numerator_id, (top, short)


def _brings_near(side: Sides, total: Figure, policy: Policy, waivers: Waivers) -> bool:
    of, least = side
    outside = sorted(
        ((abs(amount), who) for who, amount in total.contributors.items() if who not in of.contributors), reverse=True
    )
    apart = next(((n, who) for n, who in outside if n and not waived(total, who, Reason.DOMINANCE, waivers)), None)
    if apart is None:
        return False
    whole = sum((abs(amount) for amount in total.contributors.values()), Decimal(0))
    room = whole - apart[0]
    return any(
        100 * (Fraction(room - abs(total.contributors.get(who, Decimal(0)))) - others)
        < Fraction(policy.p_percent) * Fraction(apart[0])
        for who, others in least.items()
        if _as_there(of, total, but=who)
    )


def _as_there(side: Figure, total: Figure, *, but: str) -> bool:
    others: Iterable[str] = side.contributors.keys() - {but}
    return all(total.contributors.get(who, 0) == side.contributors[who] for who in others)
