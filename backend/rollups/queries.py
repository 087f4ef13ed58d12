"""Reads for adding up. Under scope `all` only: a sum over the members one may see would pass for everyone's.

What agreements bar today is never read: of such a member nothing counts, and it is missing from those it was asked with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.agreements.queries import Bars
from backend.indicators.queries import Tracked
from backend.indicators.rules import Reckoning
from backend.indicators.tables import Element
from backend.kit.db import scope_in
from backend.kit.periods import Period
from backend.rollups import reads
from backend.rollups.grounds import Grounds, Wanted, grounds, versions_in, wanted_of
from backend.rollups.ledger import Asked, Given, Ledger
from backend.rollups.reckonings import elements_of, reads_since, reckoning
from backend.rollups.rosters import Roster
from backend.rollups.rules import RollUp, roll_up
from backend.rollups.tallies import Crowd, Sheet, Takers, Total, fits, given_in_parts
from backend.rollups.vintages import NOW, Vintage
from backend.submissions.rules import Status

__all__ = [
    "Alone",
    "Books",
    "Span",
    "Sums",
    "Total",
    "Vintage",
    "alone",
    "books",
    "reckoning",
    "sums",
    "totals",
    "totals_of",
]

Place = tuple[str, Period]  # an indicator's code, a period


@dataclass(frozen=True)
class Sums:
    """What figures of one framework between two days are reckoned from, but for their splits.

    ledger: the totals (no category) of all members the framework asked.
    members: names of those asked for a period that has a day between the two.
    bars: what of theirs is not in it, as agreements have it today.
    """

    ledger: Ledger
    members: Mapping[UUID, str]
    bars: Bars


@dataclass(frozen=True)
class Books(Sums):
    """All that a framework's figures are reckoned from.

    by_category: by breakdown code, then category code: the same members' values of that category alone, under the plain
    element code. (A category's code is unique in its breakdown only: `unknown` is in every one.)
    accepted: of each collection whose period lies between the two, from how many of its members something is accepted,
    and on which day, there, the last of it was.
    """

    by_category: Mapping[str, Mapping[str, Ledger]]
    accepted: Mapping[Period, tuple[int, date | None]]


async def sums(
    session: AsyncSession,
    framework_id: UUID,
    tracked: Iterable[Tracked],
    *,
    first: date,
    last: date,
    elements: Mapping[str, Element],
    vintage: Vintage = NOW,
) -> Sums:
    """Everything accepted that these indicators read for periods between two days, both included. elements: every one.

    Raises RuntimeError unless the session sees all members.
    """
    [read] = await grounds(session, framework_id, [(versions_in(tracked), first, last)], elements)
    codes = {id: one.code for id, one in read.elements.items()}
    bars = await agreement_queries.bars(session)
    [values] = await reads.values_of(session, [vintage], bars, codes, read.since, last)
    belonged = read.roster.belonged
    ledger = Ledger(read.roster.asked, [one for one in values if belonged(one.member, one.period)])
    return Sums(ledger, read.roster.names(first, last), bars)


async def books(
    session: AsyncSession, framework_id: UUID, *, first: date, last: date, tracked: Iterable[Tracked] | None = None
) -> Books:
    """Everything accepted that figures for periods between two days, both included, can read.

    tracked: the framework's indicators, where the caller has read them already, with what is reckoned beside them.
    Contributors are counted by the topmost parent on the last day of the newest period asked for, and by that of then.
    Raises RuntimeError unless the session sees all members.
    """
    versions = await reads.versions(session, framework_id) if tracked is None else versions_in(tracked)
    [read] = await grounds(session, framework_id, [(versions, first, last)])
    roster, codes = read.roster, {id: one.code for id, one in read.elements.items()}
    categories = await reads.categories(session, codes)
    given: dict[UUID | None, list[Given]] = {None: [], **{category: [] for category in categories}}
    bars = await agreement_queries.bars(session)
    for category, value in await reads.values(session, bars, codes, read.since, last):
        if roster.belonged(value.member, value.period):
            given[category].append(value)
    by_category: dict[str, dict[str, Ledger]] = {}
    for id, (breakdown, code) in categories.items():
        by_category.setdefault(breakdown, {})[code] = Ledger(roster.asked, given[id])
    return Books(
        Ledger(roster.asked, given[None]),
        roster.names(first, last),
        bars,
        by_category,
        _accepted(roster, await reads.accepted(session, framework_id, first, last)),
    )


async def totals(
    session: AsyncSession,
    framework_id: UUID,
    *,
    first: date,
    last: date,
    tracked: Iterable[Tracked] | None = None,
    bars: Bars | None = None,
    elements: Mapping[str, Element] | None = None,
) -> Sequence[Total]:
    """Every indicator for every collection whose period lies between two days: in the report's order, then by period.

    Always what `rules.roll_up` comes to on the `books`. Figures as they stand are added up by PostgreSQL, in one
    statement. What looks back (`running`, `earlier`, twelve months), averages or counts members, and periods that a
    member gave in parts, are rolled up from a ledger of their elements alone.
    tracked: the framework's indicators, where the caller has read them already; so bars, what agreements bar today, and
    elements, every one by its code.
    Raises RuntimeError unless the session sees all members.
    """
    versions = await reads.versions(session, framework_id) if tracked is None else versions_in(tracked)
    [read] = await grounds(session, framework_id, [(versions, first, last)], elements)
    wanted = read.wanted
    bars = bars or await agreement_queries.bars(session)
    taken = await _tallied(session, bars, [one for one in wanted if fits(one[0])], read)
    told = taken.places
    rest = [(how, period) for how, period in wanted if (how.code, period) not in told]
    codes = _codes(read, rest)
    single, values = await reads.left_open(session, bars, taken.left_out, codes, read.since, read.last)
    found = taken.totals(single) | _rolled_up(rest, read, values)
    return [found[how.code, period] for how, period in wanted]


@dataclass(frozen=True, slots=True)
class Span:
    """Indicators of a framework, all or some, for every collection whose period lies between two days, both included."""

    tracked: Sequence[Tracked]
    first: date
    last: date


async def totals_of(
    session: AsyncSession,
    vintages: Sequence[Vintage],
    spans: Sequence[Span],
    framework_id: UUID,
    *,
    elements: Mapping[str, Element] | None = None,
) -> Sequence[Sequence[Mapping[Place, Total]]]:
    """Of each span what `totals` would find, of each vintage; with as many reads for all of them as for one.

    elements: as `totals` has it. Raises RuntimeError unless the session sees all members.
    """
    asked = [(versions_in(one.tracked), one.first, one.last) for one in spans]
    every = await grounds(session, framework_id, asked, elements)
    wanted, bars = [read.wanted for read in every], await agreement_queries.bars(session)
    codes: dict[UUID, str] = {}
    for read, those in zip(every, wanted, strict=True):
        codes |= _codes(read, those)
    since, last = min(read.since for read in every), max(read.last for read in every)
    values = await reads.values_of(session, vintages, bars, codes, since, last) if codes else [()] * len(vintages)
    return [[_rolled_up(those, read, given) for given in values] for read, those in zip(every, wanted, strict=True)]


@dataclass(frozen=True, slots=True)
class Alone:
    """An indicator reckoned over one member: its own figure.

    status: what it said of everything the formula reads, where that is one thing; none where it said nothing of some.
    """

    rolled: RollUp
    status: Status | None


async def alone(
    session: AsyncSession, member: UUID, framework_id: UUID, tracked: Iterable[Tracked], periods: Sequence[Period]
) -> Mapping[Place, Alone]:
    """What every one of these indicators comes to for one member, as if it were the only one there is; with what it keeps
    out of the totals, which is its own.

    Raises RuntimeError unless the session may see what this member gave.
    """
    seen = scope_in(session).members
    if seen != "all" and member not in seen:
        raise RuntimeError("one member's figures are read in the scope of who acts for it")
    versions, periods = versions_in(tracked), sorted(periods, key=lambda one: one.start)
    since = reads_since(periods[0].start, [(one.formula, one.rules[1]) for one in versions])
    elements = await reads.elements(session, framework_id, {c for one in versions for c in elements_of(one.formula)})
    codes, last = {id: one.code for id, one in elements.items()}, max(one.end for one in periods)
    given = await reads.values(session, Bars((), {}), codes, since, last, splits=False)
    own = Ledger([Asked(member, member, frozenset(periods))], [value for _, value in given if value.member == member])
    found = {}
    for how, period in wanted_of(versions, elements.values(), periods):
        said = {own.status(member, code, period) for code in how.elements}
        found[how.code, period] = Alone(roll_up(how, period, own), said.pop() if len(said) == 1 else None)
    return found


def _accepted(
    roster: Roster, rows: Iterable[tuple[Period, UUID | None, date | None]]
) -> Mapping[Period, tuple[int, date | None]]:
    days: dict[Period, list[date]] = {}
    for period, member, day in rows:
        found = days.setdefault(period, [])
        if member is not None and day is not None and roster.belonged(member, period):
            found.append(day)
    return {period: (len(found), max(found, default=None)) for period, found in days.items()}


@dataclass(frozen=True, slots=True)
class _Taken:
    """Figures that the tallies tell, but for what members gave of one element who left another out."""

    ids: Mapping[str, UUID]
    crowd: Crowd
    taken: Sequence[tuple[Reckoning, Sheet, Takers]]

    @property
    def places(self) -> frozenset[Place]:
        return frozenset((how.code, sheet.period) for how, sheet, _ in self.taken)

    @property
    def left_out(self) -> set[tuple[UUID, Period, UUID]]:
        return {
            (self.ids[element], sheet.period, member)
            for _, sheet, takers in self.taken
            for element, members in takers.left_out.items()
            for member in self.crowd.named(members)
        }

    def totals(self, left_out: Mapping[tuple[UUID, Period, UUID], Decimal]) -> dict[Place, Total]:
        codes = {id: code for code, id in self.ids.items()}
        figures: dict[Period, dict[tuple[str, UUID], Decimal]] = {sheet.period: {} for _, sheet, _ in self.taken}
        for (id, period, member), number in left_out.items():
            figures[period][codes[id], member] = number
        return {
            (how.code, sheet.period): sheet.total(how, takers, figures[sheet.period])
            for how, sheet, takers in self.taken
        }


async def _tallied(session: AsyncSession, bars: Bars, wanted: Sequence[Wanted], read: Grounds) -> _Taken:
    """Without the periods that somebody gave in parts."""
    ids, crowd, periods = read.ids, Crowd(read.roster), read.between
    if not wanted:
        return _Taken(ids, crowd, ())
    reading = [(how, how.elements, period) for how, period in wanted]
    codes = {ids[code]: code for _, elements, _ in reading for code in elements}
    since, last = periods[0].start, max(period.end for period in periods)
    given = await reads.tallies(session, bars, codes, crowd.members, since, last)
    sheets = {period: Sheet(crowd, period, given.get(period, {})) for period in periods}
    in_parts = given_in_parts(given, periods)
    taken = [
        (how, sheets[period], sheets[period].takers(elements))
        for how, elements, period in reading
        if not in_parts or in_parts.isdisjoint((element, period) for element in elements)
    ]
    return _Taken(ids, crowd, taken)


def _codes(read: Grounds, wanted: Sequence[Wanted]) -> dict[UUID, str]:
    """Of the elements that these read, by id."""
    ids = read.ids
    return {ids[code]: code for how, _ in wanted for code in how.elements}


def _rolled_up(wanted: Sequence[Wanted], read: Grounds, values: Iterable[Given]) -> dict[Place, Total]:
    """values: what is not read for these is left out."""
    codes, belonged = set(_codes(read, wanted).values()), read.roster.belonged
    given = [
        one for one in values if one.element in codes and read.reads(one.period) and belonged(one.member, one.period)
    ]
    ledger = Ledger(read.roster.asked, given)
    return {(how.code, period): Total.of(roll_up(how, period, ledger)) for how, period in wanted}
