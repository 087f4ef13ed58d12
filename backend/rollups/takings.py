"""Which members take part in a figure, and with which of theirs: the whole period's, or those of the quarters they gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Reader, parts_of
from backend.submissions.rules import Status

Vector = dict[str, Decimal]  # by `Reading.key`, everything the formula reads


@dataclass(slots=True)
class Taking:
    """Which figures of one member go in: `whole` if it gave the whole period, else `by_part`.

    parent: who knows them, now or then (`held_then`). partial: it was asked for more than it gave.
    """

    member: UUID
    parent: UUID
    whole: Vector | None = None
    by_part: dict[Period, Vector] = field(default_factory=dict)
    partial: bool = False


def takings_of(reader: Reader, members: list[UUID], period: Period) -> tuple[list[Taking], tuple[Period, ...]]:
    """The members that take part, and the parts of the period the figure reaches over: all, or those up to now."""
    ledger = reader.ledger
    wholes = {m: v for m, v in _vectors(reader, members, period).items() if not _moved(reader, m, period)}
    by_part = _by_part(reader, members, period, wholes)
    if inside := _inside(reader, wholes, by_part):
        wholes = {m: vector for m, vector in wholes.items() if m not in inside}
        by_part = _by_part(reader, members, period, wholes)
    takings = {m: Taking(m, ledger.members[m].parent, whole=vector) for m, vector in wholes.items()}
    through = _through(period, by_part, reached_by_all=bool(wholes))
    for part in through[-1:] if all_last(reader.indicator) else through:
        for m, vector in by_part.get(part, {}).items():
            takings.setdefault(m, Taking(m, ledger.members[m].parent)).by_part[part] = vector
    for taking in takings.values():
        taking.partial = taking.whole is None and _left_out(reader, taking, through, takings)
    return [takings[m] for m in members if m in takings], through


def held_then(reader: Reader, takings: Sequence[Taking], period: Period) -> list[Taking]:
    """By whom each member belonged to in the period, or in those of its parts it gave: what a site that is sold gave before
    is known to whoever had it. Nothing where that is who has it now."""
    members = reader.ledger.members
    if not any(members[taking.member].former for taking in takings):
        return []
    found = [piece for taking in takings for piece in _held(reader, taking, period)]
    return found if any(piece.parent != members[piece.member].parent for piece in found) else []


def _held(reader: Reader, taking: Taking, period: Period) -> list[Taking]:
    member, by_part = reader.ledger.members[taking.member], _pieces(reader, taking, period)
    if not by_part:
        return [replace(taking, parent=member.parent_in(period))]
    held: dict[UUID, dict[Period, Vector]] = {}
    for part, vector in by_part.items():
        held.setdefault(member.parent_in(part), {})[part] = vector
    return [replace(taking, parent=parent, whole=None, by_part=own) for parent, own in held.items()]


def _pieces(reader: Reader, taking: Taking, period: Period) -> dict[Period, Vector]:
    """The parts of the period it gave; none of what was given as one, or of which members are counted."""
    if reader.indicator.over_members is OverMembers.COUNT_TRUE:
        return {}
    if taking.whole is None:
        return taking.by_part
    if _given_as_one(reader, taking.member, period):
        return {}
    return {part: vec for part in parts_of(period) if (vec := reader.vector(taking.member, part)) is not None}


def applies(reader: Reader, member: UUID, period: Period) -> bool:
    """Whether the indicator is one for this member at all."""
    status = reader.ledger.status
    return all(status(member, element, period) is not Status.NOT_APPLICABLE for element in reader.elements)


def all_last(indicator: Reckoning) -> bool:
    return all(indicator.rule(reading) is OverQuarters.LAST for reading in indicator.readings)


def _by_part(
    reader: Reader, members: list[UUID], period: Period, wholes: dict[UUID, Vector]
) -> dict[Period, dict[UUID, Vector]]:
    """What the others gave of each part, but for those whose system gave the whole with theirs inside."""
    if reader.indicator.needs_whole:
        return {}
    rest = [reader.ledger.members[m] for m in members if m not in wholes]
    return {
        part: _vectors(reader, [one.member for one in rest if one.within_in(part) not in wholes], part)
        for part in parts_of(period)
    }


def _vectors(reader: Reader, members: list[UUID], period: Period) -> dict[UUID, Vector]:
    """Of those asked for it, without those whose system's own figure has theirs in it: adding both counts them twice."""
    ledger = reader.ledger
    asked = (m for m in members if ledger.was_asked(m, period))
    found = {m: vector for m in asked if (vector := reader.vector(m, period)) is not None}
    return {m: vector for m, vector in found.items() if ledger.members[m].within_in(period) not in found}


def _moved(reader: Reader, member: UUID, period: Period) -> bool:
    """Whether it was within one system in some parts of the period, and in others not: then its parts are taken, each with
    whoever had it, unless it gave the period as one."""
    asked = reader.ledger.members[member]
    if not asked.earlier or _given_as_one(reader, member, period):
        return False
    return len({asked.within_in(part) for part in parts_of(period)}) > 1


def _given_as_one(reader: Reader, member: UUID, period: Period) -> bool:
    if reader.indicator.needs_whole:
        return True
    return any(period in reader.ledger.line(member, element) for element in reader.elements)


def _inside(reader: Reader, wholes: dict[UUID, Vector], by_part: dict[Period, dict[UUID, Vector]]) -> set[UUID]:
    """Those that gave the whole period though their system gave some quarters that count, with theirs inside."""
    counting = list(by_part.items())[-1:] if all_last(reader.indicator) else by_part.items()
    within = {m: reader.ledger.members[m].within_in for m in wholes}
    return {m for m in wholes if any(within[m](part) in vectors for part, vectors in counting)}


def _through(period: Period, by_part: dict[Period, dict[UUID, Vector]], *, reached_by_all: bool) -> tuple[Period, ...]:
    parts = parts_of(period)
    if reached_by_all:
        return parts
    reached = max((at for at, part in enumerate(parts, start=1) if by_part.get(part)), default=0)
    return parts[:reached]


def _left_out(reader: Reader, taking: Taking, through: tuple[Period, ...], takings: Mapping[UUID, Taking]) -> bool:
    """Whether there is a part for which neither it nor, while it was within one, its system has a figure."""
    if all_last(reader.indicator):
        return False
    member = reader.ledger.members[taking.member]
    asked = {part for part in through if reader.ledger.was_asked(taking.member, part)}
    due = {part for part in asked - taking.by_part.keys() if applies(reader, taking.member, part)}
    if not member.earlier:
        return bool(due)
    return any(not _has(takings, member.within_in(part), part) for part in due)


def _has(takings: Mapping[UUID, Taking], system: UUID | None, part: Period) -> bool:
    taking = takings.get(system) if system else None
    return taking is not None and (taking.whole is not None or part in taking.by_part)
