"""From roll-ups to one table for the rules, and from what they show to figures a report can say. Pure.

Everything a report says together is one table: each figure, its earlier periods, its split. So nothing hidden can be worked
out from its neighbours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from backend.disclosure.figures import CellIn, Figure, Measure, Ratio, Relation, Table, Visibility
from backend.disclosure.rules import Hidden, Shown
from backend.indicators.rules import OverMembers, Reckoning
from backend.indicators.trees import How, Operation, Reading, Tree, evaluate, is_linear, readings
from backend.kit.amounts import ZERO
from backend.kit.periods import Period
from backend.rollups.coverage import Coverage
from backend.rollups.rules import Contribution, RollUp

NOT_SPLIT = "not_split"


@dataclass(frozen=True, slots=True)
class Rolled:
    """One roll-up as it goes into the table. version: of the definition it was counted by."""

    roll_up: RollUp
    reckoning: Reckoning
    version: int


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
    """All that is known of one indicator for a report: its periods, oldest first, the last one reported on, its splits."""

    code: str
    visibility: Visibility
    measure: Measure
    points: Sequence[Rolled]
    splits: Sequence[RolledSplit] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Amount:
    """number, or hidden with a sentence, or neither: nobody gave it (asked > 0) or nobody was asked."""

    number: Decimal | None
    hidden: Hidden | None
    asked: int


@dataclass(frozen=True, slots=True)
class Point:
    period: Period
    amount: Amount
    coverage: Coverage
    version: int


@dataclass(frozen=True, slots=True)
class SplitShown:
    code: str
    name: str
    adds_up: bool
    rows: Sequence[tuple[str, str, Amount]]


@dataclass(frozen=True, slots=True)
class FigureShown:
    """One indicator as one audience may see it."""

    code: str
    points: Sequence[Point]
    splits: Sequence[SplitShown]
    overlap_possible: bool

    @property
    def now(self) -> Point:
        return self.points[-1]


def cell_id(code: str, period: Period, category: str = "") -> str:
    """The same in every release for the same figure: earlier releases are compared by it."""
    return f"{code}|{period.start.isoformat()}/{period.months}|{category}"


# ---- Into the table --------------------------------------------------------------------------------------------------


def table(indicators: Sequence[RolledIndicator], *, age_months: Mapping[Period, int]) -> Table:
    """Every number that might be shown. age_months: of each period, for the wage rule."""
    writer = _Writer(_elements_shown(indicators), age_months)
    for one in indicators:
        for rolled in one.points:
            writer.put(one, rolled, "")
        for split in one.splits:
            writer.put_split(one, split)
    return Table(tuple(writer.cells.values()), tuple(writer.relations))


def _elements_shown(indicators: Iterable[RolledIndicator]) -> Mapping[tuple[str, Period], str]:
    """Which cell shows an element itself, by period: a ratio over other members than that cell tells the difference."""
    return {
        (rolled.reckoning.formula.element, rolled.roll_up.period): cell_id(one.code, rolled.roll_up.period)
        for one in indicators
        for rolled in one.points
        if isinstance(rolled.reckoning.formula, Reading)
        and rolled.reckoning.formula.how is How.PLAIN
        and rolled.roll_up.number is not None
    }


@dataclass
class _Writer:
    elements_shown: Mapping[tuple[str, Period], str]
    age_months: Mapping[Period, int]
    cells: dict[str, CellIn] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def put(self, of: RolledIndicator, rolled: Rolled, category: str) -> None:
        """A cell, when there is a number."""
        holds = self._holds(of, rolled, category)
        if holds is not None:
            id = cell_id(of.code, rolled.roll_up.period, category)
            self.cells[id] = CellIn(id, of.visibility, holds)

    def put_split(self, of: RolledIndicator, split: RolledSplit) -> None:
        for category, rolled in split.rows.items():
            self.put(of, rolled, f"{split.code}.{category}")
        period = of.points[-1].roll_up.period
        total = cell_id(of.code, period)
        parts = [cell_id(of.code, period, f"{split.code}.{category}") for category in split.rows]
        known = [part for part in parts if part in self.cells]
        # A category nobody gave is nothing, so the others still add up to the total.
        if split.adds_up and total in self.cells and known:
            self.relations.append(Relation(total, tuple(known)))

    def _holds(self, of: RolledIndicator, rolled: Rolled, category: str) -> Figure | Ratio | None:
        got, tree = rolled.roll_up, rolled.reckoning.formula
        if got.number is None or tree is None:
            return None
        element, age = f"{of.code}|{category}", self.age_months.get(got.period, 0)
        if rolled.reckoning.over_members is OverMembers.COUNT_TRUE:
            meets = {str(c.parent): Decimal(evaluate(tree, c.parts) is True) for c in got.contributors}
            return Figure(element, got.number, Measure.MEMBERS, meets, age)
        if isinstance(tree, Operation) and tree.sign == "/" and is_linear(tree.left) and is_linear(tree.right):
            top = _figure(element, tree.left, of.measure, got.contributors, age)
            bottom = _figure(element, tree.right, of.measure, got.contributors, age)
            return Ratio(got.number, top, bottom, self._shown(tree.left, got), self._shown(tree.right, got))
        if is_linear(tree):
            amounts = _figure(element, tree, of.measure, got.contributors, age).contributors
            return Figure(element, got.number, of.measure, amounts, age)
        raise ValueError(f"{of.code}: a formula that is neither a sum nor a ratio of sums cannot be protected")

    def _shown(self, side: Tree, of: RollUp) -> str | None:
        if isinstance(side, Reading) and side.how is How.PLAIN:
            return self.elements_shown.get((side.element, of.period))
        return None


def _figure(element: str, tree: Tree, measure: Measure, contributors: Iterable[Contribution], age: int) -> Figure:
    """What each topmost parent puts into one side of the formula."""
    amounts: dict[str, Decimal] = {}
    for one in contributors:
        value = evaluate(tree, {reading.key: one.parts.get(reading.key, ZERO) for reading in readings(tree)})
        assert not isinstance(value, bool)
        amounts[str(one.parent)] = ZERO if value is None else value
    return Figure(element, sum(amounts.values(), ZERO), measure, amounts, age)


# ---- Out of it -------------------------------------------------------------------------------------------------------


def shown(indicators: Iterable[RolledIndicator], disclosed: Shown) -> list[FigureShown]:
    """Each indicator as the audience sees it; one that is not meant for this audience at all is left out."""
    return [
        FigureShown(
            one.code,
            [_point(one, rolled, disclosed) for rolled in one.points],
            [_split_shown(one, split, disclosed) for split in one.splits],
            one.points[-1].roll_up.overlap_possible,
        )
        for one in indicators
    ]


def _point(of: RolledIndicator, rolled: Rolled, disclosed: Shown) -> Point:
    got = rolled.roll_up
    return Point(got.period, _amount(of, rolled, "", disclosed), got.coverage, rolled.version)


def _amount(of: RolledIndicator, rolled: Rolled, category: str, disclosed: Shown) -> Amount:
    cell = disclosed.cells.get(cell_id(of.code, rolled.roll_up.period, category))
    asked = rolled.roll_up.coverage.asked
    return Amount(None, None, asked) if cell is None else Amount(cell.number, cell.hidden, asked)


def _split_shown(of: RolledIndicator, split: RolledSplit, disclosed: Shown) -> SplitShown:
    rows = [
        (category, split.names[category], _amount(of, rolled, f"{split.code}.{category}", disclosed))
        for category, rolled in split.rows.items()
    ]
    return SplitShown(split.code, split.name, split.adds_up, rows)
