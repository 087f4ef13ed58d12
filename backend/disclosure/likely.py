"""Why a total somebody else added up may be another than ours: the slips people make, each worked out and compared. Pure.

A reason is offered only where the slip comes to their number exactly, to as many decimals as they wrote. What a member keeps
back is in nothing here, so none of its numbers can be told by a reason.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from backend.kit.amounts import EXACT, QUOTIENT, ZERO, total

Parts = Mapping[str, Decimal]
MOST = 3  # reasons for one number
FACTORS = (Decimal(1_000), Decimal(1_000_000), Decimal(100), Decimal(12))
HALF = Decimal("0.5")


class Slip(StrEnum):
    ROUNDED = "rounded"
    UNIT = "unit"  # thousands for single ones, a share for a per cent
    AVERAGED = "averaged"  # the members' own rates, instead of the ratio of the sums
    AVERAGED_PERIODS = "averaged_periods"
    ADDED_STOCK = "added_stock"  # what is counted on one day, over quarters
    LAST_ALONE = "last_alone"
    TO_DATE = "to_date"
    MISSING = "missing"
    TWICE = "twice"
    SYSTEM_TWICE = "system_twice"
    NOT_ACCEPTED = "not_accepted"
    NOT_AGREED = "not_agreed"


@dataclass(frozen=True, slots=True)
class Reason:
    """names: whose figure it is about; several where they gave the same, so that it may be any. whole: the system.
    factor: of another unit."""

    slip: Slip
    names: tuple[str, ...] = ()
    whole: str = ""
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Gave:
    """What one member, or a system's members together, brings into the formula. whole: the system it is a part of."""

    name: str
    parts: Parts
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one figure for one period.

    parts: what all in it come to. divided: the formula over such parts; None where it is no formula of sums.
    adds: over quarters it is summed. rate: it divides.
    inside: who is in it. contained: members whose system's figures contain theirs, so that they are not.
    waiting, unagreed: whose answer is not accepted yet, or who has no agreement in force: in no total.
    periods: the figure of each part of the period, in order. to_date: the same since the year began.
    """

    number: Decimal
    parts: Parts
    divided: Callable[[Parts], Decimal | None] | None
    adds: bool = True
    rate: bool = False
    inside: Sequence[Gave] = ()
    contained: Sequence[Gave] = ()
    waiting: Sequence[Gave] = ()
    unagreed: Sequence[Gave] = ()
    periods: Sequence[Decimal | None] = ()
    to_date: Decimal | None = None
    rates: Sequence[Decimal] = field(default_factory=tuple)


def reasons(theirs: Decimal, facts: Facts) -> list[Reason]:
    """The likeliest first; none where it is equal, or where no slip comes to it."""
    if theirs == facts.number:
        return []
    if fits(facts.number, theirs):
        return [Reason(Slip.ROUNDED)]
    found: dict[tuple[Slip, str], Reason] = {}
    for one in _tried(theirs, facts):
        before = found.get((one.slip, one.whole))
        names = (*before.names, *one.names) if before else one.names
        found[one.slip, one.whole] = Reason(one.slip, names, one.whole, one.factor)
    return list(found.values())[:MOST]


def fits(number: Decimal | None, theirs: Decimal) -> bool:
    """Whether it is theirs, written with as many decimals as they wrote."""
    if number is None:
        return False
    exponent = theirs.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return abs(EXACT.subtract(number, theirs)) <= EXACT.multiply(HALF, Decimal(1).scaleb(-places))


def _tried(theirs: Decimal, facts: Facts) -> Iterator[Reason]:
    yield from _unit(theirs, facts.number)
    if facts.rate and fits(_mean(facts.rates), theirs):
        yield Reason(Slip.AVERAGED)
    yield from _over_periods(theirs, facts)
    yield from _of_members(theirs, facts)


def _unit(theirs: Decimal, number: Decimal) -> Iterator[Reason]:
    if not theirs or not number:
        return
    for factor in FACTORS:
        if fits(QUOTIENT.divide(number, factor), theirs):
            yield Reason(Slip.UNIT, factor=factor)
        elif EXACT.multiply(number, factor) == theirs:
            yield Reason(Slip.UNIT, factor=QUOTIENT.divide(Decimal(1), factor))


def _over_periods(theirs: Decimal, facts: Facts) -> Iterator[Reason]:
    known = [one for one in facts.periods if one is not None]
    if len(known) > 1 and len(known) == len(facts.periods):
        if not facts.adds and not facts.rate and fits(total(known), theirs):
            yield Reason(Slip.ADDED_STOCK)
        if facts.adds and fits(known[-1], theirs):
            yield Reason(Slip.LAST_ALONE)
        if fits(_mean(known), theirs):
            yield Reason(Slip.AVERAGED_PERIODS)
    if fits(facts.to_date, theirs):
        yield Reason(Slip.TO_DATE)


def _of_members(theirs: Decimal, facts: Facts) -> Iterator[Reason]:
    for one in facts.inside:
        if len(facts.inside) > 1 and fits(_with(facts, one, Decimal(-1)), theirs):
            yield Reason(Slip.MISSING, (one.name,))
    for one in _families(facts.contained):
        if fits(_with(facts, one, Decimal(1)), theirs):
            yield Reason(Slip.SYSTEM_TWICE, (one.name,), one.whole)
    for slip, others in ((Slip.NOT_ACCEPTED, facts.waiting), (Slip.NOT_AGREED, facts.unagreed)):
        for one in others:
            if fits(_with(facts, one, Decimal(1)), theirs):
                yield Reason(slip, (one.name,))
    for one in facts.inside:
        if fits(_with(facts, one, Decimal(1)), theirs):
            yield Reason(Slip.TWICE, (one.name,))


def _families(contained: Sequence[Gave]) -> Iterator[Gave]:
    """Each part of a system by itself, and all of its parts together."""
    yield from contained
    for whole in dict.fromkeys(one.whole for one in contained):
        own = [one for one in contained if one.whole == whole]
        if len(own) > 1:
            added = {key: total(one.parts.get(key, ZERO) for one in own) for one in own for key in one.parts}
            yield Gave(" + ".join(one.name for one in own), added, whole)


def _with(facts: Facts, one: Gave, times: Decimal) -> Decimal | None:
    """What it would come to with this once more, or without it. None where that changes nothing, or cannot be told."""
    if facts.divided is None or not any(one.parts.values()):
        return None
    keys = {**facts.parts, **one.parts}
    parts = {
        key: EXACT.add(facts.parts.get(key, ZERO), EXACT.multiply(one.parts.get(key, ZERO), times)) for key in keys
    }
    return facts.divided(parts)


def _mean(numbers: Sequence[Decimal]) -> Decimal | None:
    return QUOTIENT.divide(total(numbers), Decimal(len(numbers))) if len(numbers) > 1 else None
