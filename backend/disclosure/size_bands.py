"""A figure by the size of the members it is of: for each to see itself beside its like. Pure.

A band is one more total over some of the members of a total that is out. So bands go into the one table with everything
else, each a sum over the very amounts of the whole, and the rules look at them as at any figure. And never is anything
hidden that would be shown without them: bands give way. (docs/decisions/0032)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from backend.disclosure import sensitivity
from backend.disclosure.collective import Rolled, RolledIndicator, RolledSplit, table
from backend.disclosure.figures import Audience, CellIn, Earlier, Figure, Measure, Table, Term, Waivers
from backend.disclosure.policy import Policy
from backend.disclosure.rules import Shown, show
from backend.indicators.rules import OverMembers
from backend.kit.amounts import EXACT, ZERO, total
from backend.kit.languages import later
from backend.kit.periods import Period
from backend.members.sizes import Scale
from backend.rollups.ledger import Asked
from backend.rollups.rules import Contribution, RollUp, divided_last

SIZE, SIZE_NAME = "~size", later("Size of member")  # no breakdown has such a code
NOT_GIVEN, NOT_GIVEN_NAME = "not_given", later("Size not given")
_BY_MEMBERS = (OverMembers.SUM, OverMembers.RATIO_OF_SUMS, OverMembers.COUNT_TRUE)
LIKE_PERCENT = Decimal(50)  # of what the largest gave, what all but the two largest gave at least
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Sizes:
    """names: of the bands by code, the smallest first. of_parent: in which band a topmost parent stands, for which all that
    belong to one count as one."""

    names: Mapping[str, str] = field(default_factory=dict)
    of_parent: Mapping[UUID, str] = field(default_factory=dict)

    def band(self, parent: UUID) -> str:
        return self.of_parent.get(parent, NOT_GIVEN)

    def name(self, parent: UUID) -> str:
        return self.names[self.band(parent)]


def sizes_of(scale: Scale, asked: Iterable[Asked]) -> Sizes:
    """A parent is as large as its members together; its size is not given where one of theirs is not. What a system reports
    for is not counted twice."""
    if not scale.bounds:
        return Sizes()
    by_parent: dict[UUID, list[int | None]] = {}
    for one in asked:
        if one.within is None:
            by_parent.setdefault(one.parent, []).append(one.size)
    known = {parent: [size for size in some if size is not None] for parent, some in by_parent.items()}
    together = {parent: sum(some) for parent, some in known.items() if len(some) == len(by_parent[parent])}
    return Sizes(
        {band.code: band.name(scale.of) for band in scale.bands} | {NOT_GIVEN: NOT_GIVEN_NAME},
        {parent: band.code for parent, size in together.items() if (band := scale.band(size))},
    )


def settled(
    indicators: Sequence[RolledIndicator],
    sizes: Sizes,
    ages: Mapping[Period, int],
    policy: Policy,
    earlier: Earlier,
    waived: Waivers,
) -> Sequence[RolledIndicator]:
    """With those bands that may stand beside everything else. ages, earlier, waived: as `same_members.settled` has them.

    A figure's bands are shown all or not at all, and only if each is made by several like ones (`_sound`).
    """
    every = [replace(one, bands=banded(one, sizes)) for one in indicators]
    found: Sequence[RolledIndicator] = _sound(every, table(every, age_months=ages).by_id, policy)
    if not any(one.bands for one in found):
        return indicators
    guards = _Guards({str(parent): band for parent, band in sizes.of_parent.items()}, policy)
    without = show(table(indicators, age_months=ages), Audience.MEMBERS, policy, earlier, waived)
    before = [guards.beside(one) for one in earlier]
    for _ in range(_ROUNDS):
        whole = table(found, age_months=ages)
        guarded = show(guards.beside(whole), Audience.MEMBERS, policy, before, waived)
        left = _giving_way(found, whole.by_id, without, guarded)
        if left == found:
            as_shown = show(whole, Audience.MEMBERS, policy, earlier, waived)
            return found if all(guarded.cells[id].hidden is None for id in _shown(as_shown)) else indicators
        found = left
    return indicators


def _sound(
    indicators: Iterable[RolledIndicator], cells: Mapping[str, CellIn], policy: Policy
) -> Sequence[RolledIndicator]:
    """Without those of which a band is not made by enough members that gave more than nothing, or in which all but the two
    largest gave less than half of what the largest did. Stricter than for other figures: bands are of few, and more is
    known beside them."""
    strict = sensitivity.for_readers(replace(policy, p_percent=LIKE_PERCENT), frozenset())
    return [
        replace(one, bands=None)
        if one.bands and any(strict(_as_money(figure)) for cell in _cells(one, cells) for figure in cell.figures)
        else one
        for one in indicators
    ]


def _as_money(figure: Figure) -> Figure:
    """Its givers, looked at as of an amount of money."""
    return replace(figure, measure=Measure.MONEY, contributors=figure.givers)


def _cells(one: RolledIndicator, cells: Mapping[str, CellIn]) -> Iterator[CellIn]:
    """Of its bands."""
    assert one.bands is not None
    return (cells[id] for id in map(one.band_id, one.bands.rows) if id in cells)


def _shown(disclosed: Shown) -> Iterator[str]:
    return (id for id, cell in disclosed.cells.items() if cell.hidden is None)


@dataclass(frozen=True, slots=True)
class _Guards:
    """What bands must not tell: how many the few people are that members of one size have together, in this report and in
    those before, whether or not there were bands. No other figure gives way to that; bands do."""

    bands: Mapping[str, str]  # by contributor
    policy: Policy

    def beside(self, whole: Table) -> Table:
        """With these among what it hides."""
        cells = (cell for cell in (*whole.cells, *whole.hidden) if cell.id.endswith("|"))
        kept = [guard for cell in cells for figure in cell.figures for guard in self._of(cell, figure)]
        then = self.beside(whole.then) if whole.then else None
        return replace(whole, hidden=(*whole.hidden, *{guard.id: guard for guard in kept}.values()), then=then)

    def _of(self, cell: CellIn, figure: Figure) -> Iterator[CellIn]:
        by_band: dict[str, set[str]] = {}
        for parent in figure.contributors:
            by_band.setdefault(self.bands.get(parent, NOT_GIVEN), set()).add(parent)
        for band, parents in by_band.items() if len(by_band) > 1 else ():
            some = _of_parents(figure, parents)
            if some.terms and 0 < some.number < self.policy.smallest(figure.measure):
                yield CellIn(f"{cell.id}{SIZE}?{band}|{figure.element}", cell.visibility, some)


def _of_parents(figure: Figure, parents: AbstractSet[str]) -> Figure:
    given = {name: amount for name, amount in figure.contributors.items() if name in parents}
    terms = {
        of: Term(term.times, {name: amount for name, amount in term.given.items() if name in parents})
        for of, term in figure.terms.items()
    }
    return replace(figure, number=total(given.values()), contributors=given, terms=terms)


def banded(one: RolledIndicator, sizes: Sizes) -> RolledSplit | None:
    """The newest period by band. None where all are in one, where the rows would not be the whole, or where members had
    other parents in the period: by those they could stand in another band."""
    now = one.points[-1]
    if now.roll_up.number is None or now.roll_up.then or now.reckoning.over_members not in _BY_MEMBERS:
        return None
    groups: dict[str, list[Contribution]] = {}
    for given in now.roll_up.contributors:
        groups.setdefault(sizes.band(given.parent), []).append(given)
    rows = {band: replace(now, roll_up=_of_some(now, groups[band])) for band in sizes.names if band in groups}
    adds_up = now.reckoning.over_members is not OverMembers.RATIO_OF_SUMS
    if len(rows) < 2 or _of_some(now, now.roll_up.contributors).number != now.roll_up.number:
        return None
    if adds_up and total(row.roll_up.number or ZERO for row in rows.values()) != now.roll_up.number:
        return None
    return RolledSplit(SIZE, SIZE_NAME, sizes.names, adds_up, rows)


def _of_some(now: Rolled, some: Sequence[Contribution]) -> RollUp:
    parts: dict[str, Decimal] = {}
    for key, amount in (pair for one in some for pair in one.parts.items()):
        parts[key] = EXACT.add(parts.get(key, ZERO), amount)
    counts = now.reckoning.over_members is OverMembers.COUNT_TRUE
    number = Decimal(sum(one.meeting for one in some)) if counts else divided_last(now.reckoning, parts)
    return replace(now.roll_up, number=number, parts=parts, contributors=tuple(some))


def _giving_way(
    indicators: Sequence[RolledIndicator], cells: Mapping[str, CellIn], without: Shown, beside: Shown
) -> Sequence[RolledIndicator]:
    """Without the bands of which one is hidden, and of figures that have anything in common with one that is hidden now and
    was shown without them."""
    newly = [id for id in _shown(without) if beside.cells[id].hidden is not None]
    touched = {of for id in newly for of in _things(cells[id])}
    return [
        replace(one, bands=None) if one.bands and _gives_way(one, cells, beside, touched) else one for one in indicators
    ]


def _gives_way(one: RolledIndicator, cells: Mapping[str, CellIn], beside: Shown, touched: AbstractSet[str]) -> bool:
    return any(beside.cells[cell.id].hidden or not touched.isdisjoint(_things(cell)) for cell in _cells(one, cells))


def _things(cell: CellIn) -> set[str]:
    """What it adds up, whenever that was given."""
    return {of.partition("|")[0] for figure in cell.figures for of in figure.terms}
