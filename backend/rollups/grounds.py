"""What figures stand on, known before any value is read: what was collected, who was asked, by which formulas."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.queries import Tracked
from backend.indicators.rules import OverMembers, Reckoning
from backend.indicators.tables import Element
from backend.kit.db import scope_in
from backend.kit.periods import Period
from backend.rollups import reads
from backend.rollups.reckonings import elements_of, reads_since
from backend.rollups.rosters import Roster

Wanted = tuple[Reckoning, Period]


def versions_in(tracked: Iterable[Tracked]) -> Sequence[reads.Version]:
    """As `reads.versions` has them, of indicators that have been read already."""
    return [
        reads.Version(
            one.indicator.code,
            one.indicator.unit,
            (one.indicator.rule_members, one.indicator.rule_quarters),
            one.indicator.overlap_possible,
            definition.formula,
            definition.valid_from,
            definition.valid_to,
        )
        for one in tracked
        for definition in reversed(one.definitions)
    ]


@dataclass(frozen=True)
class Grounds:
    """What is known before any value is read. since: the first day that figures from `first` on read anything of."""

    versions: Sequence[reads.Version]
    first: date
    since: date
    last: date
    collections: Sequence[Period]
    roster: Roster
    elements: Mapping[UUID, reads.ElementRead]

    @property
    def between(self) -> list[Period]:
        return [period for period in self.collections if self.first <= period.start and period.end <= self.last]

    @property
    def ids(self) -> Mapping[str, UUID]:
        return {element.code: id for id, element in self.elements.items()}

    @property
    def wanted(self) -> list[Wanted]:
        return list(wanted_of(self.versions, self.elements.values(), self.between))

    def reads(self, period: Period) -> bool:
        """Whether values of this period are read."""
        return self.since <= period.start and period.end <= self.last


async def grounds(
    session: AsyncSession,
    framework_id: UUID,
    asked: Sequence[tuple[Sequence[reads.Version], date, date]],
    known: Mapping[str, Element] | None = None,
) -> Sequence[Grounds]:
    """asked: indicators, and the two days between which they are wanted. known: every element, where it was read already.

    Raises RuntimeError unless the session sees all members.
    """
    _check_scope(session)
    since = [reads_since(first, [(one.formula, one.rules[1]) for one in versions]) for versions, first, _ in asked]
    every = await reads.collections(session, framework_id, min(since), max(last for *_, last in asked))
    collections = [
        [period for period in every if period.start <= last and period.end >= begins]
        for begins, (*_, last) in zip(since, asked, strict=True)
    ]
    rosters = await reads.rosters(
        session, [(those, last) for those, (*_, last) in zip(collections, asked, strict=True)]
    )
    codes = {code for versions, *_ in asked for version in versions for code in elements_of(version.formula)}
    elements = await reads.elements(session, framework_id, codes) if known is None else _named(known, codes)
    return [
        Grounds(versions, first, begins, last, those, roster, elements)
        for (versions, first, last), begins, those, roster in zip(asked, since, collections, rosters, strict=True)
    ]


def _named(known: Mapping[str, Element], codes: set[str]) -> Mapping[UUID, reads.ElementRead]:
    """Of elements that have been read already, as `reads.elements` has them."""
    named = [known[code] for code in sorted(codes) if code in known and known[code].kind != "text"]
    return {one.id: reads.ElementRead(one.id, one.code, one.quarters_rule, one.unit) for one in named}


def _check_scope(session: AsyncSession) -> None:
    if scope_in(session).members != "all":
        raise RuntimeError("roll-ups are read under scope all only: open a session with Scope.everything_in(…)")


def wanted_of(
    versions: Iterable[reads.Version], elements: Iterable[reads.ElementRead], periods: Sequence[Period]
) -> Iterator[Wanted]:
    """Each indicator by its definition on each period's last day; an external series has no members to add up."""
    read = {element.code: (element.quarters_rule, element.unit) for element in elements}
    for _, own in groupby(versions, key=lambda version: version.code):
        known = [(version, version.reckoning(read)) for version in own]
        for period in periods:
            how = next((how for version, how in known if version.holds(period.end)), None)
            if how is not None and how.over_members is not OverMembers.EXTERNAL:
                yield how, period
