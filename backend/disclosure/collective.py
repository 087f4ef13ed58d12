"""Roll-ups put into one table for the rules. Pure.

Everything a report says together is one table: each figure, its earlier periods, its split. So nothing hidden can be worked
out from its neighbours. What comes back out of the table is in `outcome`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from backend.disclosure.figures import CellIn, Figure, Measure, Ratio, Relation, Table, Term, Visibility
from backend.disclosure.spans import parts_among
from backend.indicators.rules import OverMembers, Reckoning
from backend.indicators.trees import How, Operation, Reading, Tree, elements, evaluate, is_linear, readings
from backend.kit.amounts import ZERO, total
from backend.kit.periods import Period
from backend.rollups.rules import Contribution, RollUp


@dataclass(frozen=True, slots=True)
class Rolled:
    """One roll-up as it goes into the table. version: of the definition it was counted by."""

    roll_up: RollUp
    reckoning: Reckoning
    version: int

    @property
    def period(self) -> Period:
        return self.roll_up.period


@dataclass(frozen=True, slots=True)
class RolledSplit:
    """A figure by one breakdown: category code to its roll-up, in order, and what members did not split."""

    code: str
    name: str
    names: Mapping[str, str]
    adds_up: bool
    rows: Mapping[str, Rolled]


@dataclass(frozen=True, slots=True)
class RolledIndicator:
    """All that is known of one indicator for a report: its periods, oldest first, the last one reported on, its splits.

    fewest: contributors it takes to be shown, where that is more than the policy's.
    beside: periods of other lengths that readers have seen (`spans`); looked at with the others, and not reported.
    same: the periods once more, over the members that are in every one of them (`same_members`); empty where all are.
    bands: the newest period by the size of its members (`size_bands`).
    """

    code: str
    visibility: Visibility
    measure: Measure
    points: Sequence[Rolled]
    splits: Sequence[RolledSplit] = field(default_factory=tuple)
    fewest: int = 0
    beside: Sequence[Rolled] = field(default_factory=tuple)
    same: Sequence[Rolled] = field(default_factory=tuple)
    bands: RolledSplit | None = None

    def band_id(self, band: str) -> str:
        """The cell of one band."""
        assert self.bands is not None
        return cell_id(self.code, self.points[-1].period, f"{self.bands.code}.{band}")


def cell_id(code: str, period: Period, category: str = "") -> str:
    """The same in every release for the same figure: earlier releases are compared by it."""
    return f"{code}|{period.start.isoformat()}/{period.months}|{category}"


SAME = "~same"  # where a category would stand; no breakdown has such a code


def table(indicators: Sequence[RolledIndicator], *, age_months: Mapping[Period, int]) -> Table:
    """Every number that might be shown. age_months: of each period, for the wage rule."""
    now = _table(indicators, age_months, held_then=False)
    rolled = (got for one in indicators for got in rolled_of(one))
    return replace(now, then=_table(indicators, age_months, held_then=True)) if any(got.then for got in rolled) else now


def rolled_of(one: RolledIndicator) -> Iterator[RollUp]:
    rows = (row for split in one.splits for row in split.rows.values())
    return (rolled.roll_up for rolled in (*one.points, *one.beside, *rows, *one.same))


def _table(indicators: Sequence[RolledIndicator], age_months: Mapping[Period, int], *, held_then: bool) -> Table:
    writer = _Writer(_sums_shown(indicators), age_months, held_then)
    for one in indicators:
        for rolled in (*one.points, *one.beside):
            writer.put(one, rolled, "")
        for split in one.splits:
            writer.put_split(one, split)
        for rolled in one.same:
            writer.put(one, rolled, "", id=cell_id(one.code, rolled.period, SAME))
        if one.bands:
            writer.put_bands(one, one.bands)
    for one in indicators:
        writer.relate_spans(one)
        for rolled in one.points:
            writer.relate(one, rolled)
        for rolled in one.same:
            writer.relate_same(one, rolled)
    return Table(tuple(writer.cells.values()), tuple(writer.relations))


def _sums_shown(indicators: Iterable[RolledIndicator]) -> Mapping[tuple[Tree, Period], str]:
    """Which cell shows an element, or a sum of some, by period: a rate over other members than that cell tells about the
    difference."""
    return {
        (tree, rolled.period): cell_id(one.code, rolled.period)
        for one in indicators
        for rolled in one.points
        if rolled.roll_up.number is not None and (tree := rolled.reckoning.formula) is not None and is_linear(tree)
    }


@dataclass
class _Writer:
    sums_shown: Mapping[tuple[Tree, Period], str]
    age_months: Mapping[Period, int]
    held_then: bool
    cells: dict[str, CellIn] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def put(self, of: RolledIndicator, rolled: Rolled, category: str, *, id: str = "") -> None:
        """A cell, when there is a number. id: another than that of its category."""
        holds = self._holds(of, rolled, category)
        if holds is not None:
            id = id or cell_id(of.code, rolled.period, category)
            self.cells[id] = CellIn(id, of.visibility, holds)

    def put_split(self, of: RolledIndicator, split: RolledSplit) -> None:
        for category, rolled in split.rows.items():
            self.put(of, rolled, f"{split.code}.{category}")
        if split.adds_up:
            self._adds_up(of, [cell_id(of.code, of.points[-1].period, f"{split.code}.{one}") for one in split.rows])

    def put_bands(self, of: RolledIndicator, bands: RolledSplit) -> None:
        """Of the very amounts that the whole is of, for a band is some of its members."""
        for band, rolled in bands.rows.items():
            self.put(of, rolled, "", id=of.band_id(band))
        if bands.adds_up:
            self._adds_up(of, [of.band_id(band) for band in bands.rows])

    def _adds_up(self, of: RolledIndicator, parts: Iterable[str]) -> None:
        """A part nobody gave is nothing, so the others still add up to the total."""
        whole = cell_id(of.code, of.points[-1].period)
        known = tuple(part for part in parts if part in self.cells)
        if whole in self.cells and known:
            self.relations.append(Relation(whole, known))

    def relate(self, of: RolledIndicator, rolled: Rolled) -> None:
        """Where the elements of a plain sum have cells of their own that add up to it, one can be had from the others."""
        whole = self.cells.get(cell_id(of.code, rolled.period))
        parts = [self.cells.get(self.sums_shown.get((term, rolled.period), "")) for term in _terms(rolled)]
        known = [part for part in parts if part is not None]
        if whole and len(known) == len(parts) > 1 and total(part.number for part in known) == whole.number:
            self.relations.append(Relation(whole.id, tuple(part.id for part in known)))

    def relate_same(self, of: RolledIndicator, rolled: Rolled) -> None:
        """In a period in which there are no others, both are one number."""
        whole = self.cells.get(cell_id(of.code, rolled.period))
        same = self.cells.get(cell_id(of.code, rolled.period, SAME))
        if whole and same and _is_sum(whole) and _is_sum(same) and whole.number == same.number:
            self.relations.append(Relation(whole.id, (same.id,)))

    def relate_spans(self, of: RolledIndicator) -> None:
        """A year and its quarters: what flows adds up, what stands is that of the last."""
        if not of.beside:
            return
        ids = {rolled.period: cell_id(of.code, rolled.period) for rolled in (*of.points, *of.beside)}
        known = {period: cell for period, id in ids.items() if (cell := self.cells.get(id)) and _is_sum(cell)}
        for period, whole in known.items():
            parts = [known[part] for part in parts_among(period, known.keys())]
            if parts and total(part.number for part in parts) == whole.number:
                self.relations.append(Relation(whole.id, tuple(part.id for part in parts)))
            elif parts and parts[-1].number == whole.number:
                self.relations.append(Relation(whole.id, (parts[-1].id,)))

    def _holds(self, of: RolledIndicator, rolled: Rolled, category: str) -> Figure | Ratio | None:
        got, tree = rolled.roll_up, rolled.reckoning.formula
        if got.number is None or tree is None:
            return None
        number, got = got.number, replace(got, contributors=got.held(then=self.held_then))
        make = partial(_sum, of, got, category, self.age_months.get(got.period, 0))
        if rolled.reckoning.over_members is OverMembers.COUNT_TRUE:
            return _count(of, got, number, category, tree)
        if is_linear(tree):
            return make(tree, number)
        sides = sides_of(tree)
        if sides is None:
            raise ValueError(f"{of.code}: a formula that is neither a sum nor a rate of sums cannot be protected")
        top, bottom = (make(side) for side in sides)  # in the unit of their elements
        return Ratio(number, top, bottom, *(self.sums_shown.get((side, got.period)) for side in sides))


def _is_sum(cell: CellIn) -> bool:
    return isinstance(cell.holds, Figure)


def sides_of(tree: Tree | None) -> tuple[Tree, Tree] | None:
    """Numerator and denominator of a sum divided by a sum, the one kind of rate whose parts can be told apart."""
    if isinstance(tree, Operation) and tree.sign == "/" and is_linear(tree.left) and is_linear(tree.right):
        return tree.left, tree.right
    return None


def _terms(rolled: Rolled) -> list[Tree]:
    """What a plain sum adds up, `a + b + c`; nothing for any other formula."""
    terms: list[Tree] = []
    unread = [rolled.reckoning.formula]
    while unread:
        match unread.pop():
            case Operation(left, "+", right):
                unread += [left, right]
            case Reading(how=How.PLAIN) as term:
                terms.append(term)
            case _:
                return []
    return terms


def _count(of: RolledIndicator, got: RollUp, number: Decimal, category: str, tree: Tree) -> Figure:
    """How many members meet something: of each parent as many as do, under a name that no element has."""
    element, meeting = f"{of.code}|{category}", {str(one.parent): Decimal(one.meeting) for one in got.contributors}
    terms = {f"{of.code}?|{got.period.start.isoformat()}/{got.period.months}|{category}": Term(Decimal(1), meeting)}
    read = frozenset(elements(tree))
    return Figure(element, number, Measure.MEMBERS, meeting, 0, of.fewest, terms, read)


def _sum(
    of: RolledIndicator, got: RollUp, category: str, age: int, tree: Tree, number: Decimal | None = None
) -> Figure:
    amounts = _amounts(tree, got.contributors)
    return Figure(
        f"{of.code}|{category}",
        total(amounts.values()) if number is None else number,
        of.measure,
        amounts,
        age,
        of.fewest,
        _terms_of(tree, got.contributors, got.period, category),
        frozenset(elements(tree)),
    )


def _terms_of(tree: Tree, contributors: Iterable[Contribution], period: Period, category: str) -> dict[str, Term]:
    """What a sum adds up, each thing by the same name wherever it is added up."""
    keys = [reading.key for reading in readings(tree)]
    by_itself = {key: evaluate(tree, {other: Decimal(other == key) for other in keys}) for key in keys}
    given: dict[tuple[str, Period], dict[str, Decimal]] = {}
    for one in contributors:
        for key in (key for key in keys if key in one.parts):
            for when, amount in _when_given(one, key, period).items():
                given.setdefault((key, when), {})[str(one.parent)] = amount
    return {
        f"{key}|{when.start.isoformat()}/{when.months}|{category}": Term(times, amounts)
        for (key, when), amounts in given.items()
        if isinstance(times := by_itself[key], Decimal)
    }


def _when_given(one: Contribution, key: str, period: Period) -> Mapping[Period, Decimal]:
    """Of a year the quarters it adds up; what is averaged, or the last that counts, stands for the year itself."""
    parts = {when: vector[key] for when, vector in one.by_period.items() if key in vector}
    return parts if parts and total(parts.values()) == one.parts[key] else {period: one.parts[key]}


def _amounts(tree: Tree, contributors: Iterable[Contribution]) -> dict[str, Decimal]:
    """What each topmost parent puts into a sum, in the unit of its elements; what it did not give adds nothing."""
    amounts: dict[str, Decimal] = {}
    for one in contributors:
        value = evaluate(tree, {reading.key: one.parts.get(reading.key, ZERO) for reading in readings(tree)})
        assert isinstance(value, Decimal)
        amounts[str(one.parent)] = value
    return amounts


def reported(whole: Table, indicators: Iterable[RolledIndicator]) -> Table:
    """The cells a report says, without those that only stood beside them."""
    aside = {cell_id(one.code, rolled.period) for one in indicators for rolled in one.beside}
    return whole.without(aside)
