"""What a collaborative has settled about what it shows, and to whom. Pure.

Sources: CMS cell-size policy (0 or 11 and more); NHS England hospital statistics (1 to 7 hidden, others to the nearest
5); the p% rule of official statistics; the five-contributor, 25 % and three-month bounds once used for wage surveys run
by a third party, kept here as the least that is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from backend.disclosure.figures import Audience, CellIn, Figure, Measure, Ratio, Visibility

_TO_MEMBERS = frozenset({Visibility.PUBLIC, Visibility.PARTNERS, Visibility.MEMBERS})
SEES: Mapping[Audience, frozenset[Visibility]] = MappingProxyType(
    {
        Audience.OWN_MEMBER: _TO_MEMBERS,
        Audience.MEMBERS: _TO_MEMBERS,
        Audience.BACKBONE: frozenset(Visibility),
        Audience.PARTNERS: frozenset({Visibility.PUBLIC, Visibility.PARTNERS}),
        Audience.PUBLIC: frozenset({Visibility.PUBLIC}),
    }
)
PERSONS = frozenset({Measure.PEOPLE, Measure.PATIENT})


@dataclass(frozen=True, slots=True)
class Policy:
    """smallest_count: the least count of people shown, zero apart. round_to: counts of people to the nearest so many.
    p_percent: how near the second largest contributor may come to the largest one's amount, in per cent of it; not
    published. wage_largest_percent: the most of the weight one member may hold."""

    smallest_count: int = 11
    smallest_patient_count: int = 11
    round_to: int | None = None
    fewest_contributors: int = 3
    p_percent: Decimal = Decimal(10)
    wage_fewest_contributors: int = 5
    wage_largest_percent: Decimal = Decimal(25)
    wage_months: int = 3
    sees: Mapping[Audience, frozenset[Visibility]] = field(default_factory=lambda: SEES)

    def __post_init__(self) -> None:
        faults = [
            self.smallest_count < 1 and "smallest_count is 1 or more",
            self.round_to is not None and self.round_to < 1 and "round_to is 1 or more, or left out",
            self.fewest_contributors < 2 and "fewest_contributors is 2 or more",
            not 0 < self.p_percent <= 100 and "p_percent is above 0, at most 100",
            self.wage_fewest_contributors < 5 and "wage_fewest_contributors is 5 or more",
            self.wage_largest_percent > 25 and "wage_largest_percent is at most 25",
            self.wage_months < 3 and "wage_months is 3 or more",
        ]
        if said := [fault for fault in faults if fault]:
            raise ValueError(f"A policy cannot be weaker than this: {'; '.join(said)}.")

    def smallest(self, measure: Measure) -> int:
        """The least count shown of this measure; 0 where counts are not of people."""
        if measure is Measure.PATIENT:
            return max(self.smallest_count, self.smallest_patient_count)
        return self.smallest_count if measure is Measure.PEOPLE else 0

    def fewest(self, *figures: Figure) -> int:
        """How many contributors these need together: the policy's number, or the strictest of their own."""
        return max(self.fewest_contributors, *(figure.fewest for figure in figures))

    def seen_outside(self) -> frozenset[Visibility]:
        """What anyone but the backbone may see."""
        return frozenset().union(*(seen for who, seen in self.sees.items() if who is not Audience.BACKBONE))

    def as_shown(self, cell: CellIn) -> Decimal:
        """The number as it is printed: rounded where the policy rounds, a ratio then drawn from its rounded parts."""
        holds = cell.holds
        if self.round_to is None:
            return holds.number
        return self._rounded_ratio(holds) if isinstance(holds, Ratio) else self._rounded(holds)

    def _rounded(self, figure: Figure) -> Decimal:
        if self.round_to is None or figure.measure not in PERSONS:
            return figure.number
        step = Decimal(self.round_to)
        return (figure.number / step).quantize(Decimal(1), ROUND_HALF_UP) * step

    def _rounded_ratio(self, ratio: Ratio) -> Decimal:
        top, bottom = ratio.numerator, ratio.denominator
        if not top.number or not bottom.number:
            return ratio.number
        return ratio.number * (self._rounded(top) / top.number) * (bottom.number / self._rounded(bottom))


US = Policy()
UK = Policy(smallest_count=8, round_to=5)
