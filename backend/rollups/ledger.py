"""What members were asked and what they gave, and what one member's figure for a longer period is.

A year is the annual value if it was given; else a flow is the sum of all four quarters, and a stock is the last
quarter's: an earlier stock is never carried forward. Quarters follow from months, half-years from quarters, in
the same way.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from backend.indicators.rules import OverQuarters, Reckoning
from backend.indicators.trees import How, Reading
from backend.kit.amounts import QUOTIENT, ZERO, total
from backend.kit.periods import LENGTHS, Period
from backend.submissions.rules import Status

_PARTS_OF = {12: 3, 6: 3, 3: 1}


@dataclass(frozen=True, slots=True)
class Given:
    """One accepted value.

    number: None unless the status has one.
    keys: the entities counted (vendors, schools), where they are collected; then the number is how many they are.
    """

    member: UUID
    element: str
    period: Period
    status: Status
    number: Decimal | None = None
    keys: frozenset[str] | None = None

    @property
    def usable(self) -> bool:
        return self.status.usable and self.amount is not None

    @property
    def amount(self) -> Decimal | None:
        return Decimal(len(self.keys)) if self.number is None and self.keys is not None else self.number


@dataclass(frozen=True, slots=True)
class Asked:
    """A member and the periods it was asked for while it belonged.

    parent: its topmost parent organization, by which contributors are counted.
    within: the member that reports for the whole system this one is part of, if its figures contain this one's. A member
    that reports the remainder (what its system does not) is within nobody. earlier: within which it was before, up to
    which last day, the oldest first: a site that is sold stays, for the periods before, with whoever reported it then.
    former: its topmost parents before, in the same way; empty where it never had another. size: as `members.sizes` has it.
    """

    member: UUID
    parent: UUID
    periods: frozenset[Period]
    within: UUID | None = None
    earlier: tuple[tuple[date, UUID | None], ...] = ()
    former: tuple[tuple[date, UUID], ...] = ()
    size: int | None = None

    def within_in(self, period: Period) -> UUID | None:
        """As on the period's last day."""
        if not self.earlier:
            return self.within
        return next((system for until, system in self.earlier if period.end <= until), self.within)

    def parent_in(self, period: Period) -> UUID:
        """As on the period's last day: whoever it was knows what was given."""
        return next((parent for until, parent in self.former if period.end <= until), self.parent)


class Ledger:
    """Everything given, looked up by member, element and period. Built once, read for many indicators and periods.

    Raises ValueError when a member gave two values for one element and period, or is listed twice.
    """

    def __init__(self, asked: Iterable[Asked], given: Iterable[Given]) -> None:
        self.members: dict[UUID, Asked] = {}
        self._given: dict[tuple[UUID, str], dict[Period, Given]] = {}
        self._around: dict[tuple[UUID, Period], bool] = {}
        for member in asked:
            if member.member in self.members:
                raise ValueError(f"member {member.member} is listed twice")
            self.members[member.member] = member
        for value in given:
            line = self._given.setdefault((value.member, value.element), {})
            if value.period in line:
                raise ValueError(f"{value.element} of {value.member} has two values for {value.period.spoken}")
            line[value.period] = value

    def only(self, members: AbstractSet[UUID]) -> "Ledger":
        """The same of these members alone."""
        some = Ledger((one for one in self.members.values() if one.member in members), ())
        some._given = {key: line for key, line in self._given.items() if key[0] in members}
        return some

    def line(self, member: UUID, element: str) -> Mapping[Period, Given]:
        return self._given.get((member, element), {})

    def was_asked(self, member: UUID, period: Period) -> bool:
        """For it, for a part of it, or for a longer one around it: an annual member is missing from a quarter's total."""
        asked = self.members[member].periods
        if period in asked:
            return True
        if (member, period) not in self._around:
            self._around[member, period] = any(period.contains(other) or other.contains(period) for other in asked)
        return self._around[member, period]

    def expected(self, member: UUID, period: Period, element: str) -> tuple[Period, ...]:
        """The parts of the period that a whole answer is made of: all but those in which it does not apply."""
        return tuple(p for p in parts_of(period) if self.status(member, element, p) is not Status.NOT_APPLICABLE)

    def status(self, member: UUID, element: str, period: Period) -> Status | None:
        """The status of the value itself, else the one that all its given parts share, else None."""
        if value := self.line(member, element).get(period):
            return value.status
        inner = {self.status(member, element, part) for part in parts_of(period) if self.was_asked(member, part)}
        return inner.pop() if len(inner) == 1 else None


def parts_of(period: Period) -> tuple[Period, ...]:
    """A year's and a half-year's quarters, a quarter's months, nothing of a month."""
    return _split(period)


@lru_cache(maxsize=4096)
def _split(period: Period) -> tuple[Period, ...]:
    return period.split(_PARTS_OF[period.months]) if period.months in _PARTS_OF else ()


class Reader:
    """Reads one indicator's elements off the ledger."""

    def __init__(self, ledger: Ledger, indicator: Reckoning) -> None:
        self.ledger = ledger
        self.indicator = indicator
        self.elements = indicator.elements
        self._readings = tuple((reading.key, reading, indicator.rule(reading)) for reading in indicator.readings)

    def vector(self, member: UUID, period: Period) -> dict[str, Decimal] | None:
        """Everything the formula reads of this member in this period, or None unless all of it is there."""
        found: dict[str, Decimal] = {}
        for key, reading, rule in self._readings:
            number = self._read(member, reading, rule, period)
            if number is None:
                return None
            found[key] = number
        return found

    def values(self, member: UUID, element: str, period: Period) -> Iterator[Given]:
        """The values its figure for the period is made of: the one for the period itself, or those of its parts."""
        value = self.ledger.line(member, element).get(period)
        if value and value.usable:
            yield value
            return
        for part in self._counted(member, element, self.indicator.element_rules[element], period):
            yield from self.values(member, element, part)

    def estimated(self, member: UUID, period: Period) -> bool:
        """Whether any of the member's values its figure for the period is made of is an estimate."""
        values = (value for element in self.elements for value in self.values(member, element, period))
        return any(value.status is Status.ESTIMATED for value in values)

    def _read(self, member: UUID, reading: Reading, rule: OverQuarters, period: Period) -> Decimal | None:
        if reading.how is How.RUNNING:
            return self._running(member, reading.element, period)
        if reading.how is How.EARLIER:
            period = period.shift(-3 * reading.back)
        return self._whole(member, reading.element, rule, period)

    def _whole(self, member: UUID, element: str, rule: OverQuarters, period: Period) -> Decimal | None:
        if not self.ledger.was_asked(member, period):
            return None
        value = self.ledger.line(member, element).get(period)
        if value and value.usable:
            return value.amount
        numbers = [self._whole(member, element, rule, part) for part in self._counted(member, element, rule, period)]
        known = [number for number in numbers if number is not None]
        if not known or len(known) < len(numbers):
            return None
        if rule is OverQuarters.AVERAGE:
            # Over all parts: one for whom half a year does not apply stands in half of the quarter ends.
            return QUOTIENT.divide(total(known), Decimal(len(parts_of(period))))
        return total(known)

    def _counted(self, member: UUID, element: str, rule: OverQuarters, period: Period) -> tuple[Period, ...]:
        return parts_of(period)[-1:] if rule is OverQuarters.LAST else self.ledger.expected(member, period, element)

    def _running(self, member: UUID, element: str, period: Period) -> Decimal | None:
        """The sum from the member's first value up to the period's end; unknown if anything in between is missing, or if
        the member has left before that end."""
        if not all(self.ledger.was_asked(member, part) for part in (parts_of(period) or (period,))[-1:]):
            return None
        started = min((p.start for p, value in self.ledger.line(member, element).items() if value.usable), default=None)
        if started is None or started > period.end:
            return None
        pieces: list[Decimal] = []
        end = period.end
        while end >= started:
            piece = self._longest(member, element, end)
            if piece is None:
                return None
            pieces.append(piece[1])
            end = piece[0].start - timedelta(days=1)
        return total(pieces)

    def _longest(self, member: UUID, element: str, end: date) -> tuple[Period, Decimal] | None:
        """The longest known stretch that ends on this day; a quarter it was not asked for, or that does not apply, is 0."""
        for months in reversed(LENGTHS):
            stretch = Period.ending(end, months)
            number = self._whole(member, element, OverQuarters.SUM, stretch)
            if number is not None:
                return stretch, number
        quarter = Period.ending(end, 3)
        due = self.ledger.was_asked(member, quarter)
        applies = self.ledger.status(member, element, quarter) is not Status.NOT_APPLICABLE
        return None if due and applies else (quarter, ZERO)
