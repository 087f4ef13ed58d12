"""Many totals at once, where members gave figures for the very periods they were asked for.

What all members gave of one element in one period is one `Tally`: the sum, and whose it is. Sets of members are whole
numbers, one bit a member, so that who gave all of a formula's elements is a single `&`. A formula's sums are then the
tallies' sums, less the few figures of members that left another of its elements out.

It comes to what `rules.roll_up` comes to, for the indicators that `fits` lets through and the periods that no member
gave in parts, and for no others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.indicators.trees import How
from backend.kit.amounts import EXACT, ZERO, total
from backend.kit.periods import Period
from backend.rollups.coverage import Coverage
from backend.rollups.ledger import Ledger
from backend.rollups.rosters import Roster
from backend.rollups.rules import RollUp, divided_last, recurs

Members = int  # a set of them, one bit each
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Tally:
    """One element in one period. sum: of the figures of all members in `given`."""

    sum: Decimal = ZERO
    given: Members = 0
    not_applicable: Members = 0
    elsewhere: Members = 0


@dataclass(frozen=True, slots=True)
class Takers:
    """Who takes part in one formula, and who of those asked is covered.

    left_out: by element, the members that gave it and do not take part.
    """

    elements: Sequence[str]
    coverage: Coverage
    many: int
    contributors: int
    left_out: Mapping[str, Members]


@dataclass(frozen=True, slots=True)
class Total:
    """One indicator for one period, not yet disclosed to anyone.

    number, parts, answered, overlap_possible: as in `RollUp`.
    contributors: how many topmost parents' members are in it.
    """

    indicator: str
    period: Period
    number: Decimal | None
    unit: str
    coverage: Coverage
    overlap_possible: bool = False
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    contributors: int = 0
    answered: int = 0

    @classmethod
    def of(cls, rolled: RollUp) -> "Total":
        return cls(
            rolled.indicator,
            rolled.period,
            rolled.number,
            rolled.unit,
            rolled.coverage,
            overlap_possible=rolled.overlap_possible,
            parts=rolled.parts,
            contributors=len(rolled.contributors),
            answered=rolled.answered,
        )


def fits(indicator: Reckoning) -> bool:
    """Whether every element is read as it stands, and the answer is a figure of sums."""
    return (
        indicator.over_members is not OverMembers.COUNT_TRUE
        and indicator.over_quarters is not OverQuarters.ROLLING_12M
        and all(reading.how is How.PLAIN for reading in indicator.readings)
    )


class Crowd:
    """The members of a roster as bits; who of them belong together, and who was asked when."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._ledger = Ledger(roster.asked, ())
        self._bits = {member: 1 << at for at, member in enumerate(sorted(asked.member for asked in roster.asked))}
        self._families = _grouped((asked.parent, self._bits[asked.member]) for asked in roster.asked)
        self._sites: dict[Period, Mapping[Members, Members]] = {}

    @property
    def members(self) -> Sequence[UUID]:
        """By id, which is the order of their bits, the lowest first."""
        return list(self._bits)

    def named(self, members: Members) -> Iterator[UUID]:
        return (member for member, bit in self._bits.items() if bit & members)

    def asked(self, period: Period) -> Members:
        return sum(bit for member, bit in self._bits.items() if self._ledger.was_asked(member, period))

    def belonging(self, period: Period) -> Members:
        """Those whose figures count. A member may be asked for the year and have joined too late for this quarter."""
        return sum(bit for member, bit in self._bits.items() if self._roster.belonged(member, period))

    def sites_of(self, members: Members, period: Period) -> Members:
        """All sites that the systems among them had then, whose figures contain theirs."""
        if period not in self._sites:
            within = ((asked.within_in(period), asked.member) for asked in self._roster.asked)
            found = ((self._bits[one], self._bits[member]) for one, member in within if one in self._bits)
            self._sites[period] = _grouped(found)
        return _union(sites for system, sites in self._sites[period].items() if system & members)

    def families(self, members: Members) -> Sequence[Members]:
        """Everyone by topmost parent, of those parents of which one of these is."""
        return [family for family in self._families.values() if family & members]

    def relatives(self, members: Members) -> Members:
        return _union(self.families(members))


class Sheet:
    """One period's tallies, by element code."""

    def __init__(self, crowd: Crowd, period: Period, tallies: Mapping[str, Tally]) -> None:
        self.period = period
        self._crowd = crowd
        self._tallies = tallies
        self._asked = crowd.asked(period)
        self._counting = self._asked & crowd.belonging(period)

    def takers(self, elements: Sequence[str]) -> Takers:
        """Of a formula over these elements: all of them, or none."""
        tallies = {element: self._tallies.get(element, _NOTHING) for element in elements}
        gave = told = self._counting
        away = excused = 0
        for tally in tallies.values():
            gave &= tally.given
            told &= tally.given | tally.elsewhere
            away |= tally.elsewhere
            excused |= tally.not_applicable
        due = self._asked & ~(excused & self._counting)
        # A system's own figure has its sites' in it: adding both counts them twice.
        taking = gave & ~self._crowd.sites_of(gave, self.period)
        covered = taking | (due & self._crowd.sites_of(taking, self.period))
        if told & away & ~covered:
            covered |= told & away & self._crowd.relatives(taking)
        return Takers(
            elements,
            Coverage(covered.bit_count(), due.bit_count()),
            many=taking.bit_count(),
            contributors=len(self._crowd.families(taking)),
            left_out={element: rest for element, tally in tallies.items() if (rest := tally.given & ~taking)},
        )

    def total(self, indicator: Reckoning, takers: Takers, figures: Mapping[tuple[str, UUID], Decimal]) -> Total:
        """figures: by element and member, at least those of the takers' `left_out`."""
        if indicator.over_members is OverMembers.NONE or not takers.many:
            return Total(indicator.code, self.period, None, indicator.unit, takers.coverage)
        parts = {element: self._sum(element, takers, figures) for element in takers.elements}
        return Total(
            indicator.code,
            self.period,
            divided_last(indicator, parts),
            indicator.unit,
            takers.coverage,
            overlap_possible=indicator.overlap_possible or recurs(indicator),
            parts=parts,
            contributors=takers.contributors,
            answered=takers.many,
        )

    def _sum(self, element: str, takers: Takers, figures: Mapping[tuple[str, UUID], Decimal]) -> Decimal:
        added = self._tallies[element].sum
        if element not in takers.left_out:
            return added
        without = self._crowd.named(takers.left_out[element])
        return EXACT.subtract(added, total(figures[element, member] for member in without))


def given_in_parts(
    tallies: Mapping[Period, Mapping[str, Tally]], periods: Iterable[Period]
) -> AbstractSet[tuple[str, Period]]:
    """Elements with those of the periods of which a part has a figure, or a status, of its own."""
    return {
        (element, whole)
        for whole in periods
        for part, row in tallies.items()
        if part.months < whole.months and whole.contains(part)
        for element in row
    }


_NOTHING = Tally()


def _grouped(pairs: Iterable[tuple[K, Members]]) -> dict[K, Members]:
    groups: dict[K, Members] = {}
    for key, bit in pairs:
        groups[key] = groups.get(key, 0) | bit
    return groups


def _union(sets: Iterable[Members]) -> Members:
    found = 0
    for members in sets:
        found |= members
    return found
