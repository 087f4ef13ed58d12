"""Which members take part in a figure, and with which of theirs: the whole period's, or those of the quarters they gave."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from backend.indicators.rules import OverQuarters, Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Ledger, Reader, parts_of
from backend.submissions.rules import Status

Vector = dict[str, Decimal]  # by `Reading.key`, everything the formula reads


@dataclass(slots=True)
class Taking:
    """Which figures of one member go in: `whole` if it gave the whole period, else `by_part`.

    partial: it was asked for more than it gave.
    """

    member: UUID
    parent: UUID
    whole: Vector | None = None
    by_part: dict[Period, Vector] = field(default_factory=dict)
    partial: bool = False


def takings_of(reader: Reader, members: list[UUID], period: Period) -> tuple[list[Taking], tuple[Period, ...]]:
    """The members that take part, and the parts of the period the figure reaches over: all, or those up to now."""
    ledger = reader.ledger
    by_part = _by_part(reader, members, period)
    wholes = _wholes(reader, members, period, by_part)
    takings = {m: Taking(m, ledger.members[m].parent, whole=vector) for m, vector in wholes.items()}
    by_part = {part: _beside(ledger, vectors, wholes) for part, vectors in by_part.items()}
    through = _through(period, by_part, reached_by_all=bool(wholes))
    for part in through[-1:] if all_last(reader.indicator) else through:
        for m, vector in by_part.get(part, {}).items():
            takings.setdefault(m, Taking(m, ledger.members[m].parent)).by_part[part] = vector
    for taking in takings.values():
        taking.partial = taking.whole is None and _left_out(reader, taking, through)
    return [takings[m] for m in members if m in takings], through


def applies(reader: Reader, member: UUID, period: Period) -> bool:
    """Whether the indicator is one for this member at all."""
    elements = reader.indicator.elements
    return all(reader.ledger.status(member, element, period) is not Status.NOT_APPLICABLE for element in elements)


def all_last(indicator: Reckoning) -> bool:
    return all(indicator.rule(reading) is OverQuarters.LAST for reading in indicator.readings)


def _by_part(reader: Reader, members: list[UUID], period: Period) -> dict[Period, dict[UUID, Vector]]:
    parts = () if reader.indicator.needs_whole else parts_of(period)
    return {part: _vectors(reader, members, part) for part in parts}


def _vectors(reader: Reader, members: list[UUID], period: Period) -> dict[UUID, Vector]:
    """Of those asked for it, without those whose system's own figure has theirs in it: adding both counts them twice."""
    ledger = reader.ledger
    asked = (m for m in members if ledger.was_asked(m, period))
    found = {m: vector for m in asked if (vector := reader.vector(m, period)) is not None}
    return {m: vector for m, vector in found.items() if ledger.members[m].within not in found}


def _wholes(
    reader: Reader, members: list[UUID], period: Period, by_part: dict[Period, dict[UUID, Vector]]
) -> dict[UUID, Vector]:
    """Those that gave the whole period, but for those whose system gave some quarters of it with theirs inside."""
    wholes = _vectors(reader, members, period)
    gave_parts = {m for vectors in by_part.values() for m in vectors}
    within = {m: reader.ledger.members[m].within for m in wholes}
    return {m: vector for m, vector in wholes.items() if within[m] is None or within[m] not in gave_parts}


def _beside(ledger: Ledger, vectors: dict[UUID, Vector], wholes: dict[UUID, Vector]) -> dict[UUID, Vector]:
    return {m: vector for m, vector in vectors.items() if m not in wholes and ledger.members[m].within not in wholes}


def _through(period: Period, by_part: dict[Period, dict[UUID, Vector]], *, reached_by_all: bool) -> tuple[Period, ...]:
    parts = parts_of(period)
    if reached_by_all:
        return parts
    reached = max((at for at, part in enumerate(parts, start=1) if by_part.get(part)), default=0)
    return parts[:reached]


def _left_out(reader: Reader, taking: Taking, through: tuple[Period, ...]) -> bool:
    if all_last(reader.indicator):
        return False
    asked = (part for part in through if reader.ledger.was_asked(taking.member, part))
    return not {part for part in asked if applies(reader, taking.member, part)} <= taking.by_part.keys()
