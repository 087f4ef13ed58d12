"""Adding up one indicator for one period: over members first, then over quarters, and dividing last.

A member takes part with all the elements of the formula or with none, so that numerator and denominator are of the same
members. Whoever gave only some quarters of a year takes part in those quarters; so the quarters' totals are the year's. A
year whose last quarters nobody has given yet is a year to date, and says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.indicators.trees import How, Reading, evaluate
from backend.kit.amounts import EXACT, QUOTIENT, total
from backend.kit.periods import Period
from backend.rollups.coverage import Coverage
from backend.rollups.ledger import Ledger, Reader, parts_of
from backend.rollups.takings import Taking, Vector, applies, held_then, takings_of
from backend.submissions.rules import Status


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one topmost parent's members bring into each part of a roll-up; three sites of one system are one.

    by_period: the same by the period it was given for, where that is not the roll-up's own for all of them.
    meeting: where members are counted, how many of these are.
    """

    parent: UUID
    members: tuple[UUID, ...]
    parts: Mapping[str, Decimal]
    by_period: Mapping[Period, Mapping[str, Decimal]] = field(default_factory=dict)
    meeting: int = 0


@dataclass(frozen=True, slots=True)
class RollUp:
    """A collective figure, not yet disclosed to anyone.

    number: in `unit`; for count_true how many members meet it, of `answered`. None when nobody gave it, when it divides by
    zero, or when it is never rolled up.
    parts: the members' totals, by `Reading.key`.
    then: the contributors once more, each member with the parent it had in the period; empty where those are the same.
    estimated: something in it was worked out rather than counted.
    overlap_possible: the same person, vendor or project may be in it twice; the label says so.
    as_of: for an external series, the period its figure is of.
    """

    indicator: str
    period: Period
    number: Decimal | None
    unit: str
    coverage: Coverage
    overlap_possible: bool = False
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    contributors: tuple[Contribution, ...] = ()
    then: tuple[Contribution, ...] = ()
    answered: int = 0
    as_of: Period | None = None
    estimated: bool = False

    def held(self, *, then: bool) -> tuple[Contribution, ...]:
        """By the parents members have now, or by those they had."""
        return self.then if then and self.then else self.contributors


def roll_up(indicator: Reckoning, period: Period, ledger: Ledger) -> RollUp:
    """One indicator over all members of the ledger for a month, a quarter, a half-year or a year.

    Raises ValueError for an external series, which has no members: see `external`.
    """
    if indicator.over_members is OverMembers.EXTERNAL:
        raise ValueError(f"{indicator.code} is an external series")
    if indicator.over_quarters is OverQuarters.ROLLING_12M:
        window = Period.ending(period.end, 12)
        return replace(_rolled(indicator, window, ledger), period=period)
    return _rolled(indicator, period, ledger)


def external(indicator: Reckoning, period: Period, series: Mapping[Period, Decimal]) -> RollUp:
    """The latest figure of a series loaded by the backbone that was known by the end of the period, and of when it is."""
    known = [given for given in series if given.end <= period.end]
    latest = max(known, key=lambda given: (given.end, given.months), default=None)
    number = None if latest is None else series[latest]
    return RollUp(indicator.code, period, number, indicator.unit, Coverage(0, 0), as_of=latest)


def distinct(keys: Iterable[Iterable[str]]) -> int:
    """How many entities there are when members or quarters may name the same one."""
    return len({key for some in keys for key in some})


def divided_last(indicator: Reckoning, parts: Mapping[str, Decimal]) -> Decimal | None:
    """The formula over the members' totals, in the indicator's unit. parts: by `Reading.key`, none where nobody gave it."""
    assert indicator.formula is not None
    value = evaluate(indicator.formula, {reading.key: parts.get(reading.key) for reading in indicator.readings})
    assert not isinstance(value, bool)
    return None if value is None else EXACT.multiply(value, indicator.factor)


def recurs(indicator: Reckoning) -> bool:
    """Whether the same person or entity may be in what members, or quarters, add up to."""
    rules = {indicator.rule(reading) for reading in indicator.readings}
    return indicator.over_members is OverMembers.DISTINCT or OverQuarters.DISTINCT in rules


def _rolled(indicator: Reckoning, period: Period, ledger: Ledger) -> RollUp:
    reader = Reader(ledger, indicator)
    members = [m for m in ledger.members if ledger.was_asked(m, period) and applies(reader, m, period)]
    takings, through = takings_of(reader, members, period)
    coverage = _coverage(reader, members, takings, through, period)
    if indicator.over_members is OverMembers.NONE or not takings:
        return RollUp(indicator.code, period, None, indicator.unit, coverage)
    shares = {taking.member: _share(indicator, taking, through) for taking in takings}
    then = [(taking, _share(indicator, taking, through)) for taking in held_then(reader, takings, period)]
    parts = _added(shares.values())
    result = RollUp(
        indicator.code,
        period,
        None,
        indicator.unit,
        coverage,
        overlap_possible=indicator.overlap_possible or recurs(indicator),
        parts=parts,
        contributors=_contributors(indicator, [(taking, shares[taking.member]) for taking in takings], period),
        then=_contributors(indicator, then, period),
        answered=len(takings),
        estimated=any(reader.estimated(taking.member, span) for taking in takings for span in _spans(taking, period)),
    )
    return _numbered(result, reader, takings, shares)


def _spans(taking: Taking, period: Period) -> Iterable[Period]:
    return [period] if taking.whole is not None else list(taking.by_part)


def _numbered(result: RollUp, reader: Reader, takings: list[Taking], shares: Mapping[UUID, Vector]) -> RollUp:
    indicator = reader.indicator
    assert indicator.formula is not None
    if indicator.over_members is OverMembers.COUNT_TRUE:
        answers = [evaluate(indicator.formula, share) for share in shares.values()]
        return replace(result, number=Decimal(answers.count(True)), answered=len(answers) - answers.count(None))
    if (counted := _counted(reader, takings, result.period)) is not None:
        return replace(result, number=counted, overlap_possible=False)
    return replace(result, number=divided_last(indicator, result.parts))


# ---- What it comes to -----------------------------------------------------------------------------------------------


def _share(indicator: Reckoning, taking: Taking, through: tuple[Period, ...]) -> Vector:
    """One member's part in each of the totals."""
    if taking.whole is not None:
        return taking.whole
    share: Vector = {}
    for reading in indicator.readings:
        number = _over_parts(indicator.rule(reading), reading.key, taking.by_part, through)
        if number is not None:
            share[reading.key] = number
    return share


def _over_parts(
    rule: OverQuarters, key: str, by_part: Mapping[Period, Vector], through: tuple[Period, ...]
) -> Decimal | None:
    if rule is OverQuarters.LAST:
        last = by_part.get(through[-1])
        return None if last is None else last[key]
    summed = total(vector[key] for vector in by_part.values())
    return QUOTIENT.divide(summed, Decimal(len(through))) if rule is OverQuarters.AVERAGE else summed


def _added(shares: Iterable[Vector]) -> Vector:
    added: Vector = {}
    for share in shares:
        for key, number in share.items():
            added[key] = EXACT.add(added[key], number) if key in added else number
    return added


def _contributors(
    indicator: Reckoning, takings: Iterable[tuple[Taking, Vector]], period: Period
) -> tuple[Contribution, ...]:
    families: dict[UUID, list[tuple[Taking, Vector]]] = {}
    for taking, share in takings:
        families.setdefault(taking.parent, []).append((taking, share))
    return tuple(
        Contribution(
            parent,
            tuple(taking.member for taking, _ in family),
            _added(share for _, share in family),
            _by_period([taking for taking, _ in family], period) if any(taking.by_part for taking, _ in family) else {},
            _meeting(indicator, [share for _, share in family]),
        )
        for parent, family in families.items()
    )


def _meeting(indicator: Reckoning, shares: Iterable[Vector]) -> int:
    if indicator.over_members is not OverMembers.COUNT_TRUE:
        return 0
    assert indicator.formula is not None
    return [evaluate(indicator.formula, share) for share in shares].count(True)


def _by_period(takings: Iterable[Taking], period: Period) -> Mapping[Period, Vector]:
    given: dict[Period, list[Vector]] = {}
    for taking in takings:
        for when, vector in [(period, taking.whole)] if taking.whole is not None else taking.by_part.items():
            given.setdefault(when, []).append(vector)
    return {when: _added(vectors) for when, vectors in given.items()}


def _counted(reader: Reader, takings: list[Taking], period: Period) -> Decimal | None:
    """The distinct count, where every figure names its entities; None where it does not, or where nothing recurs."""
    indicator = reader.indicator
    if not recurs(indicator) or not isinstance(indicator.formula, Reading) or indicator.formula.how is not How.PLAIN:
        return None
    over_members = indicator.over_members is OverMembers.DISTINCT
    over_quarters = indicator.element_rules[indicator.formula.element] is OverQuarters.DISTINCT
    groups: dict[tuple[UUID | None, Period | None], set[str]] = {}
    for taking in takings:
        spans = _spans(taking, period)
        for value in (v for span in spans for v in reader.values(taking.member, indicator.formula.element, span)):
            if value.keys is None:
                return None
            group = (None if over_members else taking.member, None if over_quarters else value.period)
            groups.setdefault(group, set()).update(value.keys)
    return Decimal(sum(len(keys) for keys in groups.values()))


# ---- How much of what was asked is in it ----------------------------------------------------------------------------


def _coverage(
    reader: Reader, members: list[UUID], takings: list[Taking], through: tuple[Period, ...], period: Period
) -> Coverage:
    contributing = {taking.member for taking in takings}
    families = {taking.parent for taking in takings}
    parts = parts_of(period)
    to_date = bool(takings) and len(through) < len(parts)
    spans = through if to_date else (period,)
    elsewhere = [
        m
        for m in members
        if m not in contributing
        and (
            reader.ledger.members[m].within_in(period) in contributing
            or (reader.ledger.members[m].parent in families and _reported_elsewhere(reader, m, spans))
        )
    ]
    return Coverage(
        covered=len(contributing) + len(elsewhere),
        asked=len(members),
        partial=sum(taking.partial for taking in takings),
        span=f"{period.kind} to date, {len(through)} of {len(parts)} {parts[0].kind}s" if to_date else "",
    )


def _reported_elsewhere(reader: Reader, member: UUID, spans: tuple[Period, ...]) -> bool:
    """It says of something the formula needs that its parent reports it, and gave the rest itself."""
    statuses = {reader.ledger.status(member, element, span) for element in reader.elements for span in spans}
    return Status.REPORTED_ELSEWHERE in statuses and all(
        status is Status.REPORTED_ELSEWHERE or (status is not None and status.usable) for status in statuses
    )
