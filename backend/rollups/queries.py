"""Reads for adding up. Under scope `all` only: a sum over the members one may see would pass for everyone's.

What agreements bar today is never read: of such a member nothing counts, and it is missing from those it was asked with.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.agreements.queries import Bars
from backend.indicators.queries import Tracked
from backend.indicators.rules import OverMembers, Reckoning
from backend.kit.db import scope_in
from backend.kit.periods import Period
from backend.rollups import reads
from backend.rollups.ledger import Asked, Given, Ledger
from backend.rollups.reckonings import elements_of, reads_since, reckoning
from backend.rollups.rosters import Roster
from backend.rollups.rules import RollUp, roll_up
from backend.rollups.tallies import Crowd, Sheet, Total, fits, given_in_parts
from backend.rollups.vintages import NOW, Vintage
from backend.submissions.rules import Status

__all__ = ["Alone", "Books", "Total", "Vintage", "alone", "books", "reckoning", "totals", "totals_of"]

Wanted = tuple[Reckoning, Period]
Place = tuple[str, Period]  # an indicator's code, a period


@dataclass(frozen=True)
class Books:
    """All that one framework's figures between two days are reckoned from.

    ledger: the totals (no category) of all members the framework asked.
    by_category: by breakdown code, then category code: the same members' values of that category alone, under the plain
    element code. (A category's code is unique in its breakdown only: `unknown` is in every one.)
    members: names of those asked for a period that has a day between the two.
    bars: what of theirs is not in it, as agreements have it today.
    accepted: of each collection whose period lies between the two, from how many of its members something is accepted,
    and on which day, there, the last of it was.
    """

    ledger: Ledger
    by_category: Mapping[str, Mapping[str, Ledger]]
    members: Mapping[UUID, str]
    bars: Bars
    accepted: Mapping[Period, tuple[int, date | None]]


async def books(
    session: AsyncSession, framework_id: UUID, *, first: date, last: date, besides: Iterable[Tracked] = ()
) -> Books:
    """Everything accepted that figures for periods between two days, both included, can read.

    besides: what is reckoned with the framework's own indicators and is none of them.
    Contributors are counted by the topmost parent on the last day of the newest period asked for, and by that of then.
    Raises RuntimeError unless the session sees all members.
    """
    versions = [*await reads.versions(session, framework_id), *reads.versions_in(besides)]
    read = await _grounds(session, framework_id, versions, first, last)
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
        by_category,
        roster.names(first, last),
        bars,
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
) -> Sequence[Total]:
    """Every indicator for every collection whose period lies between two days: in the report's order, then by period.

    Always what `rules.roll_up` comes to on the `books`. Figures as they stand are added up by PostgreSQL, in one
    statement. What looks back (`running`, `earlier`, twelve months), averages or counts members, and periods that a
    member gave in parts, are rolled up from a ledger of their elements alone.
    tracked: the framework's indicators, where the caller has read them already; bars: so with what agreements bar today.
    Raises RuntimeError unless the session sees all members.
    """
    versions = await reads.versions(session, framework_id) if tracked is None else reads.versions_in(tracked)
    read = await _grounds(session, framework_id, versions, first, last)
    wanted = read.wanted
    bars = bars or await agreement_queries.bars(session)
    found = await _tallied(session, bars, [one for one in wanted if fits(one[0])], read)
    rest = [(how, period) for how, period in wanted if (how.code, period) not in found]
    found |= await _from_a_ledger(session, bars, rest, read)
    return [found[how.code, period] for how, period in wanted]


async def totals_of(
    session: AsyncSession,
    vintages: Sequence[Vintage],
    tracked: Iterable[Tracked],
    framework_id: UUID,
    *,
    first: date,
    last: date,
) -> Sequence[Mapping[Place, Total]]:
    """Of each vintage, every one of these indicators for every collection whose period lies between two days.

    tracked: indicators of the framework, all or some. Raises RuntimeError unless the session sees all members.
    """
    read = await _grounds(session, framework_id, reads.versions_in(tracked), first, last)
    wanted, bars = read.wanted, await agreement_queries.bars(session)
    return [await _from_a_ledger(session, bars, wanted, read, one) for one in vintages]


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
    versions, periods = reads.versions_in(tracked), sorted(periods, key=lambda one: one.start)
    since = reads_since(periods[0].start, [(one.formula, one.rules[1]) for one in versions])
    elements = await reads.elements(session, framework_id, {c for one in versions for c in elements_of(one.formula)})
    codes, last = {id: one.code for id, one in elements.items()}, max(one.end for one in periods)
    given = await reads.values(session, Bars((), {}), codes, since, last, splits=False)
    own = Ledger([Asked(member, member, frozenset(periods))], [value for _, value in given if value.member == member])
    found = {}
    for how, period in _wanted(versions, elements.values(), periods):
        said = {own.status(member, code, period) for code in how.elements}
        found[how.code, period] = Alone(roll_up(how, period, own), said.pop() if len(said) == 1 else None)
    return found


@dataclass(frozen=True)
class _Grounds:
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
        return list(_wanted(self.versions, self.elements.values(), self.between))


async def _grounds(
    session: AsyncSession, framework_id: UUID, versions: Sequence[reads.Version], first: date, last: date
) -> _Grounds:
    """Raises RuntimeError unless the session sees all members."""
    _check_scope(session)
    since = reads_since(first, [(version.formula, version.rules[1]) for version in versions])
    collections = await reads.collections(session, framework_id, since, last)
    roster = await reads.roster(session, collections, last)
    codes = {code for version in versions for code in elements_of(version.formula)}
    elements = await reads.elements(session, framework_id, codes)
    return _Grounds(versions, first, since, last, collections, roster, elements)


def _check_scope(session: AsyncSession) -> None:
    if scope_in(session).members != "all":
        raise RuntimeError("roll-ups are read under scope all only: open a session with Scope.everything_in(…)")


def _accepted(
    roster: Roster, rows: Iterable[tuple[Period, UUID | None, date | None]]
) -> Mapping[Period, tuple[int, date | None]]:
    days: dict[Period, list[date]] = {}
    for period, member, day in rows:
        found = days.setdefault(period, [])
        if member is not None and day is not None and roster.belonged(member, period):
            found.append(day)
    return {period: (len(found), max(found, default=None)) for period, found in days.items()}


def _wanted(
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


async def _tallied(session: AsyncSession, bars: Bars, wanted: Sequence[Wanted], read: _Grounds) -> dict[Place, Total]:
    """Without the periods that somebody gave in parts."""
    if not wanted:
        return {}
    reading = [(how, how.elements, period) for how, period in wanted]
    ids, crowd, periods = read.ids, Crowd(read.roster), read.between
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
    left_out = {
        (ids[element], sheet.period, member)
        for _, sheet, takers in taken
        for element, members in takers.left_out.items()
        for member in crowd.named(members)
    }
    figures: dict[Period, dict[tuple[str, UUID], Decimal]] = {period: {} for period in periods}
    for (id, period, member), number in (await reads.figures(session, left_out)).items():
        figures[period][codes[id], member] = number
    return {(how.code, sheet.period): sheet.total(how, takers, figures[sheet.period]) for how, sheet, takers in taken}


async def _from_a_ledger(
    session: AsyncSession, bars: Bars, wanted: Sequence[Wanted], read: _Grounds, vintage: Vintage = NOW
) -> dict[Place, Total]:
    if not wanted:
        return {}
    ids, roster = read.ids, read.roster
    codes = {ids[code]: code for how, _ in wanted for code in how.elements}
    values = await reads.values(session, bars, codes, read.since, read.last, splits=False, vintage=vintage)
    ledger = Ledger(roster.asked, [value for _, value in values if roster.belonged(value.member, value.period)])
    return {(how.code, period): Total.of(roll_up(how, period, ledger)) for how, period in wanted}
